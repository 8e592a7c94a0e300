"""What is learned of how a service writes a structure, so that its members are read many at a time.

A service writes the elements of a structure in one order, leaves some out, and writes a thousand structures alike. The
scanner takes note of the order. Once that is worth it, the order becomes runs: each is one regular expression, in which
every element is optional, up to the next list. So a run matches whatever part of the order is there, and never more:
what it does not know the scanner meets, element by element, and learns from it. What runs read is therefore what the
scanner would have read, whatever was learned.

What sets the members from the groups of a match is a function of which the source is written here, one line a group.
Of what it is made of, only the names of attributes are from a model, as literals.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from awso._lean import msgspec
from awso.codecs.xml_plain import EMPTY, NAME, OPEN, TEXT, Cursor, UnusualError
from awso.shapes.schema import MemberSchema

Put = Callable[[Any, str], None]
"""Sets a member of a shape to the value of an element's text, or adds that to it."""

# measured: runs cost as much to compile as reading some 100 structures element by element; EC2's Instance.
PATIENCE = 100


class Part:
    """A member of a structure: its element's name; from when it is compiled on, how one element of it is read."""

    __slots__ = ("add", "inner", "is_text", "member", "name", "parse", "put", "python", "reader", "seen", "start")

    def __init__(self, name: str, member: MemberSchema) -> None:
        self.name = name
        self.member = member
        self.python = member.python
        self.start = f"<{name}>"
        self.put: Put | None = None
        self.is_text = False
        """Whether an element's text is its value."""
        self.parse: Callable[[str], Any] | None = None
        """Makes the member's value of a text that is not empty; an empty one is no value."""
        self.reader: Callable[[Cursor, str], Any] | None = None
        """Reads the inside of a structure, list or map."""
        self.inner: Learned | None = None
        """What is learned of the structure."""
        self.add: Callable[[Any, Any], None] | None = None
        """Adds a value to the flattened list or map of a shape."""
        self.seen = 0
        """The forms that its elements were seen in, a bit for each: `1 << TEXT` and so on."""


class Run(NamedTuple):
    """Members in order, up to the end of the structure or the inside of another that is read on its own."""

    match: Callable[[str, int], Any]
    """Always finds something; group by group the texts of members, then the name in the end tag, then `container`."""
    put: Callable[[Any, tuple[str | None, ...]], None]
    """Sets the members of a shape from the groups."""
    end: int
    """The group of the name in the end tag."""
    container: Part | None


class Learned:
    """The order of a structure's elements, as far as it was seen, and the runs that were made of it."""

    __slots__ = ("_times", "blank", "order", "runs", "steps", "whole")

    def __init__(self, blank: Callable[[], Any]) -> None:
        self.blank = blank
        """Makes an empty shape."""
        self.order: list[Part] = []
        self.runs: tuple[Run, ...] = ()
        self.whole: Run | None = None
        """The run, where there is but one."""
        self.steps = 0
        """How many elements were read one by one since the runs were made."""
        self._times = 0

    def note(self, part: Part, form: int | None, text: str, before: int) -> None:
        """An element was read that starts after `before`, which is at most the text after another tag away."""
        if form is not None and not part.seen >> form & 1:
            part.seen |= 1 << form
            if part not in self.order:
                self.order.insert(self._place_after(text, text.index("<", before)), part)
        self.steps += 1
        if self.steps > (PATIENCE << self._times) * len(self.order):
            self._times += 1
            self.steps = 0
            self.runs = _runs(tuple(self.order))
            self.whole = self.runs[0] if len(self.runs) == 1 else None

    def _place_after(self, text: str, at: int) -> int:
        """The place in the order after the element that ends before `at`; the first where none does."""
        start = text.rfind("<", 0, at) + 1
        before = text[start : text.index(">", start)]
        name = before.strip("/")
        return next((place for place, part in enumerate(self.order, 1) if part.name == name != before), 0)

    @property
    def is_flat(self) -> bool:
        """Whether there are no elements in its elements, as far as was seen."""
        return not any(part.seen >> OPEN & 1 for part in self.order)


# --- runs -----------------------------------------------------------------------------------------------------------


def _runs(order: tuple[Part, ...]) -> tuple[Run, ...]:
    runs: list[Run] = []
    parts: list[Part] = []
    for part in order:
        parts.append(part)
        if part.seen >> OPEN & 1 and not _is_inlined(part):
            runs.append(_run(parts, part))
            parts = []
    return (*runs, _run(parts, None))


def _is_inlined(part: Part) -> bool:
    return part.inner is not None and part.inner.is_flat and part.add is None


def _run(parts: list[Part], container: Part | None) -> Run:
    source = _Source()
    members = source.members(parts, "shape")
    start = "" if container is None else rf"|{re.escape(container.start)}()[^<]*+"
    pattern = re.compile(rf"[^<]*+{members}(?:</({NAME})>[^<]*+{start}|)")
    return Run(pattern.match, source.compiled(pattern.groups), source.groups + 1, container)


class _Source:
    """An expression for members, and the function for its groups, of which there are `groups` so far."""

    def __init__(self) -> None:
        self.groups = 0
        self._lines: list[str] = []
        self._names: dict[str, Any] = {
            "set": msgspec.structs.force_setattr,
            "get": getattr,
            "unusual": UnusualError,
        }

    def compiled(self, groups: int) -> Callable[[Any, tuple[str | None, ...]], None]:
        """The function, where a match has so many groups."""
        unpacked = "".join(f"text{number}, " for number in range(1, groups + 1))
        source = "\n".join(("def put(shape, texts):", f" {unpacked}= texts", *self._lines))
        exec(compile(source, "<members of a run>", "exec"), self._names)  # written here, see above
        put: Callable[[Any, tuple[str | None, ...]], None] = self._names["put"]
        return put

    def members(self, parts: Iterable[Part], shape: str, indent: str = " ") -> str:
        """The expression for members of the shape in a variable; each is optional."""
        return "".join(f"(?:{'|'.join((*self._forms(part, shape, indent), ''))})" for part in parts)

    def _forms(self, part: Part, shape: str, indent: str) -> Iterable[str]:
        """The expression for each form of an element that was seen."""
        name, group = re.escape(part.name), "([^<]*+)" if part.reader is None else "()[^<]*+"
        if part.seen >> TEXT & 1:
            self._line(part, shape, indent)
            yield f"<{name}>{group}</{name}>[^<]*+"
        if part.seen >> EMPTY & 1:
            self._line(part, shape, indent)
            yield f"<{name}/>()[^<]*+"
        if part.seen >> OPEN & 1 and _is_inlined(part) and part.inner is not None:
            inner = self._structure(part, part.inner, shape, indent)
            yield f"<{name}>()[^<]*+{self.members(part.inner.order, inner, indent + ' ')}</{name}>[^<]*+"

    def _line(self, part: Part, shape: str, indent: str) -> None:
        """What is done with the text of the next group."""
        self.groups += 1
        text, use = f"text{self.groups}", f"use{self.groups}"
        if part.is_text and part.add is None:
            self._lines.append(f"{indent}if {text} is not None: set({shape}, {part.python!r}, {text})")
        elif part.parse is not None:
            self._names[use] = part.parse
            self._lines.append(f"{indent}if {text}: set({shape}, {part.python!r}, {use}({text}))")
        else:
            self._names[use] = part.add if part.is_text else part.put
            self._lines.append(f"{indent}if {text} is not None: {use}({shape}, {text})")

    def _structure(self, part: Part, learned: Learned, shape: str, indent: str) -> str:
        """The variable of the structure that is there if the next group is."""
        self.groups += 1
        text, use, inner = f"text{self.groups}", f"use{self.groups}", f"shape{self.groups}"
        self._names[use] = learned.blank
        self._lines.append(f"{indent}if {text} is not None:")
        self._lines.append(
            f"{indent} if get({shape}, {part.python!r}) is not None: raise unusual"
        )  # there was one before
        self._lines.append(f"{indent} {inner} = {use}()")
        # Of several the first counts, as in the scanner.
        self._lines.append(f"{indent} if {shape}.{part.python} is None: set({shape}, {part.python!r}, {inner})")
        return inner
