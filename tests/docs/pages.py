"""The pages that people read, taken apart: code blocks, links, headings, and the files they name."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.paths import ROOT

_FENCE = re.compile(r"^```(\w*)\s*$")
_REASON = re.compile(r"^<!-- not run: (.+?) -->$")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


class Block(NamedTuple):
    """One fenced block. `reason` is why it cannot be run, from the comment above it."""

    page: Path
    line: int
    language: str
    text: str
    reason: str | None

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> list[Path]:
    """Every page at the top, in docs/ and in examples/."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*.md")])


def blocks(page: Path, *languages: str) -> list[Block]:
    """The page's blocks in these languages, in order."""
    return [block for block in _blocks(page) if block.language in languages]


def _blocks(page: Path) -> Iterator[Block]:
    lines = iter(enumerate(page.read_text("utf-8").splitlines(), 1))
    above = ""
    for number, line in lines:
        opened = _FENCE.match(line)
        if opened is None:
            above = line
            continue
        inside: list[str] = []
        for _, code in lines:
            if code.startswith("```"):
                break
            inside.append(code)
        reason = _REASON.match(above)
        yield Block(page, number + 1, opened[1], "\n".join(inside) + "\n", reason[1] if reason else None)
        above = ""


def prose(page: Path) -> str:
    """The page without its blocks."""
    return re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def links(page: Path) -> list[str]:
    """Where the page's links lead, except into the web."""
    return [target for target in _LINK.findall(prose(page)) if "://" not in target]


def anchors(page: Path) -> set[str]:
    """What `#…` may name on the page, by GitHub's rule: lower case, blanks to hyphens, other signs dropped."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(prose(page))}


def code_spans(page: Path) -> list[str]:
    """What stands between backticks in the prose."""
    return re.findall(r"`([^`\n]+)`", prose(page))


def table_rows(page: Path) -> list[list[str]]:
    """Every row of every table, as the texts of its cells."""
    lines = (line for line in prose(page).splitlines() if line.startswith("|"))
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
