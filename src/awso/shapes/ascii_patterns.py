"""The patterns of a model as the generator translated them, for the texts that nearly all are: ASCII and short.

To read a pattern and translate it for Python's `re` takes a process 2 ms before its first request, so the generator
writes `asciiPattern` beside it. What a translation does not cover goes to `awso.shapes.patterns`, which made it.

Importing `re` and compiling two patterns takes another 2 ms. So until the process has `re` for a reason of its own, a
pattern that is a row of few repeated sets, as every second is (5,625 of 9,864 shapes), is matched without it: by
taking off what each set can take, which is exact where no set can take what the next one needs (`match_by_runs`).
"""

import sys
from collections.abc import Callable
from functools import partial

# Below this many characters even three overlapping repetitions end within milliseconds (128³/6 = 350,000 steps), and
# whether a pattern backtracks at all need not be known.
SHORT = 128

MOST_RUNS = 5  # of 6,771 shapes whose patterns are rows of sets, 5,709 have no more; the rest has long literal texts

Run = tuple[str, int, int]
"""The characters of a set, and how often at least and at most one of them comes."""
Match = Callable[[str], object]


class AsciiPattern:
    """A pattern with its translation for texts in ASCII."""

    __slots__ = ("_match", "_source", "_whole")

    def __init__(self, source: str, ascii_source: str) -> None:
        self._source = source
        self._match = _matcher(ascii_source)
        self._whole: Callable[[str], bool] | None = None

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` satisfies the pattern."""
        if len(text) <= SHORT and text.isascii():
            return bool(self._match(text))
        whole = self._whole
        if whole is None:
            from awso.shapes.patterns import Pattern

            whole = self._whole = Pattern(self._source).matches
        return whole(text)


def _matcher(source: str) -> Match:
    match = None if "re" in sys.modules else match_by_runs(source)
    if match is None:
        import re

        match = re.compile(source).fullmatch
    return match


def match_by_runs(source: str) -> Match | None:
    """What answers whether a text satisfies a translated pattern, without `re`; None where that takes an engine.

    It is for texts of at most `SHORT` characters.
    """
    runs = _runs_of(source)
    if runs is None:
        return None
    if _is_exact(runs):
        return partial(_take, runs)
    backwards = runs[::-1]
    return (lambda text: _take(backwards, text[::-1])) if _is_exact(backwards) else None


def _runs_of(source: str) -> list[Run] | None:
    """The runs that a translated pattern is; None for one that has groups, choices, anchors inside or too many."""
    runs: list[Run] = []
    at = 2 if source.startswith(r"\A") else 0
    while at < len(source) and source[at:] != r"\Z":
        if len(runs) == MOST_RUNS or source[at] in "(|" or source.startswith(_ANCHORS, at):
            return None
        members, at = _set(source, at)
        least, most, at = _bounds(source, at)
        if source[at : at + 1] in ("?", "+"):  # as few as possible; never given back
            return None
        runs.append((members, least, most))
    return runs


def _set(source: str, at: int) -> tuple[str, int]:
    if source[at] != "[":
        return _character(source, at)
    members = ""
    at += 1
    while source[at] != "]":
        low, at = _character(source, at)
        high = low
        if source[at] == "-":  # a hyphen that is a member is escaped
            high, at = _character(source, at + 1)
        members += "".join(map(chr, range(ord(low), ord(high) + 1)))
    return members, at + 1


def _character(source: str, at: int) -> tuple[str, int]:
    if source[at] != "\\":
        return source[at], at + 1
    if source[at + 1] == "x":
        return chr(int(source[at + 2 : at + 4], 16)), at + 4
    return source[at + 1], at + 2


def _bounds(source: str, at: int) -> tuple[int, int, int]:
    sign = source[at : at + 1]
    if sign == "{":
        end = source.index("}", at)
        least, comma, most = source[at + 1 : end].partition(",")
        return int(least), int(most or (SHORT if comma else least)), end + 1
    if sign in _BOUNDS:
        return *_BOUNDS[sign], at + 1
    return 1, 1, at


_ANCHORS = (r"\A", r"\Z")
_BOUNDS = {"*": (0, SHORT), "+": (1, SHORT), "?": (0, 1)}


def _is_exact(runs: list[Run]) -> bool:
    """Whether no run of an open length can take what one of the following needs."""
    for at, (members, least, most) in enumerate(runs):
        if least == most:
            continue
        for following, needed, _ in runs[at + 1 :]:
            if not set(members).isdisjoint(following):
                return False
            if needed:
                break
    return True


def _take(runs: list[Run], text: str) -> bool:
    """Whether nothing is left of `text` when each run has taken what it can."""
    for members, least, most in runs:
        if least == most:
            rest = text[least:]
            if len(text) < least or text[:least].strip(members):
                return False
        else:
            rest = text.lstrip(members)
            if not least <= len(text) - len(rest) <= most:
                return False
        text = rest
    return not text
