"""The patterns of a model as the generator translated them, for the texts that nearly all are: ASCII and short.

To read a pattern and translate it for Python's `re` takes a process 2 ms before its first request, so the generator
writes `asciiPattern` beside it. What a translation does not cover goes to `awso.shapes.patterns`, which made it.
"""

import re
from collections.abc import Callable

# Below this many characters even three overlapping repetitions end within milliseconds (128³/6 = 350,000 steps), and
# whether a pattern backtracks at all need not be known.
SHORT = 128


class AsciiPattern:
    """A pattern with its translation for texts in ASCII."""

    __slots__ = ("_match", "_source", "_whole")

    def __init__(self, source: str, ascii_source: str) -> None:
        self._source = source
        self._match = re.compile(ascii_source).fullmatch
        self._whole: Callable[[str], bool] | None = None

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` satisfies the pattern."""
        if len(text) <= SHORT and text.isascii():
            return self._match(text) is not None
        whole = self._whole
        if whole is None:
            from awso.shapes.patterns import Pattern

            whole = self._whole = Pattern(self._source).matches
        return whole(text)
