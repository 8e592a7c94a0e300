"""Links lead somewhere, and files, folders and tests that a page names exist."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import anchors, code_spans, links, pages
from tests.paths import ROOT

PAGES = pages()
# Where a named path may start: pages about a package leave its name out.
STARTS = (ROOT, ROOT / "src", ROOT / "src" / "awso", ROOT / "src" / "awso_userpool", ROOT / "src" / "awso_codegen")
_PATH = re.compile(r"(?:[\w.\-]+/)+[\w.\-]*(?:::\w+)?|[\w\-]+\.(?:py|pyi|md|toml)")
# Made by a build, by the reader, or by the server.
NOT_HERE = frozenset({"pool.db", "messages.jsonl", "triggers.toml", "model.json", "errors.pyi", "__init__.pyi"})


def missing_links(page: Path) -> list[str]:
    """The targets that are not there."""
    found: list[str] = []
    for target in links(page):
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            found.append(target)
    return found


def missing_files(spans: list[str]) -> list[str]:
    """Paths and tests among `spans` that are not there."""
    found: list[str] = []
    for span in spans:
        path, _, test = span.partition("::")
        if not _PATH.fullmatch(span) or path in NOT_HERE:
            continue
        files = [start / path for start in STARTS if (start / path).exists()]
        if not files or (test and not re.search(rf"def {test}\b", files[0].read_text("utf-8"))):
            found.append(span)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert missing_links(page) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_and_test_that_a_page_names_exists(page: Path) -> None:
    assert missing_files(code_spans(page)) == []


def test_links_that_lead_nowhere_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A Title!\n\n[a](#a-title) [b](#b-title) [c](other.md) [d](https://example.com)\n")

    assert missing_links(page) == ["#b-title", "other.md"]


def test_files_and_tests_that_are_not_there_are_found() -> None:
    here = "tests/docs/test_links_and_files.py"

    assert missing_files([here, f"{here}::missing_files", "core/call.py", "and/or this"]) == []
    assert missing_files(["core/nothing.py", f"{here}::test_nothing"]) == ["core/nothing.py", f"{here}::test_nothing"]
