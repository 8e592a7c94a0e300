"""From HTML to docstrings."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awso_codegen.emit.documentation import docstring, first_sentence, plain_lines


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("", []),
        ("<p/>", []),
        ("no paragraph", ["no paragraph"]),
        ("<p>One  thing.\n Another.</p><p>A third.</p>", ["One thing.", "Another.", "", "A third."]),
        ("<p>Write <code> x </code>, e.g. <i>now</i>.</p>", ["Write `x`, e.g. now."]),
        ("<p>the<code> x</code> and &lt;b&gt; &amp; <region></p>", ["the `x` and <b> & <region>"]),
        ("<p>Either:</p><ul><li><p>a</p></li><li>b</li></ul>after", ["Either:", "", "- a", "- b", "", "after"]),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", ["- a", "  - b", "- c"]),
        ("<note> <p>Careful.</p> </note>", ["Note: Careful."]),
        ("<dl><dt>Term</dt><dd><p>Meaning.</p></dd></dl>", ["- Term", "  Meaning."]),
        ("<p>never closed", ["never closed"]),
        ("<p>Set it. For more information, see <a>Lamps</a> in the <i>Guide</i>.</p>", ["Set it."]),
        (
            "<p>Set it. For more information, see <code>GetLamp</code>.</p>",
            ["Set it.", "For more information, see `GetLamp`."],
        ),
        ("<p>nul\x00 and\u2028separator</p>", ["nul and separator"]),
    ],
)
def test_html_becomes_plain_lines(html: str, lines: list[str]) -> None:
    assert plain_lines(html) == lines


def test_the_first_sentence_ends_where_the_next_begins() -> None:
    assert first_sentence("<p>Use v1.2 of foo.py. Then go.</p>") == "Use v1.2 of foo.py."
    assert first_sentence("") == ""


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl"]), min_size=1), min_size=1))
def test_a_docstring_says_what_it_was_given(lines: list[str]) -> None:
    lines = [line.strip() for line in lines if line.strip()]
    if not lines:
        return
    source = "\n".join(["class A:", *docstring(lines, 4)])

    node = ast.parse(source).body[0]

    assert isinstance(node, ast.ClassDef)
    said = ast.get_docstring(node, clean=True) or ""
    assert [line.strip() for line in said.strip().split("\n")] == [line.replace('"""', "'''").strip() for line in lines]
