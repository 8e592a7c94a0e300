"""From the models' HTML to docstrings: plain text first, then wrapped, then quoted.

The HTML is AWS's own small dialect (paragraphs, lists, notes, code, links), often not closed properly; anything in
angle brackets that is not one of its tags is a placeholder such as `<region>` and stays as text.
"""

import re
from functools import lru_cache
from html import unescape

_INLINE = "a|b|i|u|em|strong|code|replaceable|filename|link|text|fullname|function|zonbook|xhtml|span|sup|sub"
_BLOCK = "p|para|ul|ol|li|dl|dt|dd|note|important|caution|warning|h1|h2|h3|h4|pre|br|div|table|tr|td|th|tbody|thead"
_TAG = re.compile(rf"<(/?)({_INLINE}|{_BLOCK})(?:\s[^<>]*)?/?>")
_POINTER = re.compile(
    r"(?:For (?:more|additional|further|detailed|complete) (?:information|details)|For details|(?:To l|L)earn more)\b"
    r"[^`]*\b(?:see|in|at|go to|refer to|visit)\b[^`]*"
)
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff"
_UNPRINTABLE = re.compile(f"[{_CONTROLS}]")
_SENTENCE_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)[.!?](?=\s+[^a-z])")
_LOOSE_PUNCTUATION = re.compile(r" ([,.;:])(?=\s|$)")
_SIMPLE = re.compile(f"<p>([^<&{_CONTROLS}]*)</p>")

_CALLOUTS = {"note": "Note: ", "important": "Important: ", "caution": "Caution: ", "warning": "Warning: "}
_LISTS = frozenset(("ul", "ol", "dl"))
_BREAKS = frozenset(_BLOCK.split("|"))
_INDENT = 2


class Block:
    """One paragraph of plain text: how deep in lists it stands and what precedes its first line."""

    __slots__ = ("depth", "lead", "parts")

    def __init__(self, depth: int, lead: str) -> None:
        self.depth = depth
        self.lead = lead
        self.parts: list[str] = []

    @property
    def text(self) -> str:
        """The paragraph without its lead, white space collapsed."""
        joined = _UNPRINTABLE.sub(" ", unescape("".join(self.parts)))
        return _LOOSE_PUNCTUATION.sub(r"\1", " ".join(joined.split()))


@lru_cache(maxsize=8192)
def blocks(html: str) -> tuple[tuple[int, str, str], ...]:
    """The paragraphs of `html`: (depth, lead, text). A list item's lead is `- `, a note's `Note: `."""
    simple = _SIMPLE.fullmatch(html)
    if simple:
        text = " ".join(simple[1].split())
        return ((0, "", text),) if text else ()
    made: list[Block] = [Block(0, "")]
    lists: list[str] = []
    position = 0
    for tag in _TAG.finditer(html):
        made[-1].parts.append(html[position : tag.start()])
        position = tag.end()
        closing, name = tag[1] == "/", tag[2]
        if name == "code":
            position += _quote(made[-1], closing, html[position:])
        elif name in _BREAKS:
            if name in _LISTS:
                _follow(lists, name, closing)
            _break(made, lists, name, closing)
    made[-1].parts.append(html[position:])
    return tuple((block.depth, block.lead, text) for block in made if (text := block.text))


def _quote(block: Block, closing: bool, rest: str) -> int:
    """Append a backquote; the spaces of `<code> x </code>` move outside. The result is how many of `rest` did."""
    if not closing:
        inside = len(rest) - len(rest.lstrip())
        block.parts.append(" `" if inside else "`")
        return inside
    text = "".join(block.parts)
    block.parts = [text.rstrip(), "` " if text[-1:].isspace() else "`"]
    return 0


def _follow(lists: list[str], name: str, closing: bool) -> None:
    if not closing:
        lists.append(name)
    elif name in lists:
        while lists.pop() != name:
            pass


def _break(made: list[Block], lists: list[str], name: str, closing: bool) -> None:
    last = made[-1]
    if not last.text:
        made.pop()  # an empty block passes its lead on: `<li> <p>`, `<note> <p>`
    lead = last.lead if not last.text and not closing else ""
    depth = max(len(lists), 0)
    if not closing and name in _CALLOUTS:
        lead += _CALLOUTS[name]
    elif not closing and name in ("li", "dt"):
        lead = "- "
    made.append(Block(depth, lead))


def plain_lines(html: str) -> list[str]:
    """The text of `html`, one sentence a line.

    Not wrapped at a width: where such lines break is random, and costs a wheel half a megabyte. A sentence that only
    points to a page is left out, for its link is lost.
    """
    lines: list[str] = []
    previous_depth = 0
    for depth, lead, text in blocks(html):
        said = [sentence for sentence in sentences(text) if not _POINTER.fullmatch(sentence)]
        if not said:
            continue
        if lines and (depth == 0 or previous_depth == 0):
            lines.append("")
        margin = " " * (_INDENT * max(depth - 1, 0))
        hanging = margin + (" " * _INDENT if depth else "")
        first, *others = said
        lines.append((margin if lead.startswith("- ") else hanging) + lead + first)
        lines.extend(hanging + sentence for sentence in others)
        previous_depth = depth
    return lines


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return [text[start:end].strip() for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def first_sentence(html: str) -> str:
    """The first sentence of `html`, on one line."""
    paragraphs = blocks(html)
    if not paragraphs:
        return ""
    return sentences(paragraphs[0][1].removeprefix("- ") + paragraphs[0][2])[0]


def docstring(lines: list[str], indent: int) -> list[str]:
    """`lines` as a docstring, indented; nothing where there is no text."""
    if not lines:
        return []
    margin = " " * indent
    safe = [line.replace("\\", "\\\\").replace('"""', "'''") for line in lines]
    if len(safe) == 1:
        closing = ' """' if safe[0].endswith('"') else '"""'
        return [f'{margin}"""{safe[0]}{closing}']
    opening = f'{margin}"""{safe[0]}'
    return [opening, *(margin + line if line else "" for line in safe[1:]), f'{margin}"""']
