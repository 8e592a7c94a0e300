r"""Whether a text satisfies a `pattern` of a service model.

Settled here: a text must match as a whole. Smithy says that a pattern is not anchored, but the services (Java's
`Matcher.matches`) refuse what matches only in part: Cognito answers a password with a space inside with "Member must
satisfy regular expression pattern: [\S]+", and identity pools refuse a hyphen by `[\w ]+`.

Matching is done by Python's `re` on a translation in which every set is spelled out, exactly, for the characters at
hand: for a text in ASCII that translation is made once; a text beyond ASCII is rewritten so that each character outside
becomes a private one standing for all that the pattern's sets cannot tell apart from it. Texts on which `re` could take
more than linear time go to `awso.shapes.pattern_automaton`. What a pattern means is `awso.shapes.pattern_syntax`.
"""

import re
from collections.abc import Callable
from itertools import count

from awso.shapes.ascii_patterns import SHORT
from awso.shapes.pattern_parser import parse
from awso.shapes.pattern_syntax import (
    ASCII_MASK,
    Assertion,
    BackReference,
    Char,
    CharSet,
    Choice,
    Group,
    Look,
    Node,
    PatternError,
    Repeat,
    Sequence,
)

# Look-arounds and back-references are beyond the automaton. Longer texts are not checked against a pattern that has one
# and backtracks: the service will check them.
LONGEST_BACKTRACKED = 4096
# The same where it may take exponential time, as 23 of the models' 4,880 patterns may (the tests count them).
LONGEST_EXPLODING = 24

_Match = Callable[[str], object]


class Pattern:
    """One pattern; `matches` is the only question. Raises `PatternError` where the pattern cannot be understood."""

    __slots__ = (
        "_ascii",
        "_automaton",
        "_groups",
        "_linear",
        "_private",
        "_sets",
        "_stand_ins",
        "_wide",
        "explodes",
        "source",
        "tree",
    )

    def __init__(self, source: str) -> None:
        self.source = source
        self.tree = parse(source)
        self._groups = _refers_back(source, self.tree)
        self._ascii: _Match = _compile(self.tree, (), self._groups)
        self.explodes = _may_explode(source, self.tree)
        self._linear: bool | None = None
        self._automaton: Callable[[str], bool] | None = None
        self._wide: dict[int, _Match] = {}
        self._stand_ins: dict[tuple[bool, ...], str] = {}
        self._private = count(0xE000)  # where the private use area starts
        self._sets: tuple[CharSet, ...] = ()

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` satisfies the pattern."""
        if self.explodes or (len(text) > SHORT and not self._is_linear()):
            return self._matches_safely(text)
        # What `backtrack` does, without calling it: every text of every call comes this way.
        return self._ascii(text) is not None if text.isascii() else self._match_wide(text)

    @property
    def ascii_source(self) -> str | None:
        """The translation for `re` that `AsciiPattern` works with; None where it may take exponential time."""
        return None if self.explodes or self._groups else _Writer({}, False).write(self.tree)

    def backtrack(self, text: str) -> bool:
        """`matches` by Python's engine alone, without regard to the time it may take."""
        if text.isascii():
            return self._ascii(text) is not None
        return self._match_wide(text)

    def _is_linear(self) -> bool:
        linear = self._linear
        if linear is None:
            from awso.shapes.pattern_automaton import backtracks

            linear = self._linear = not backtracks(self.tree)
        return linear

    def _matches_safely(self, text: str) -> bool:
        if self._automaton is None:
            from awso.shapes.pattern_automaton import Automaton, NotExpressibleError

            try:
                self._automaton = Automaton(self.tree).matches
            except NotExpressibleError:
                self._automaton = self._matches_if_short
        return self._automaton(text)

    def _matches_if_short(self, text: str) -> bool:
        if len(text) > (LONGEST_EXPLODING if self.explodes else LONGEST_BACKTRACKED):
            return True
        return self.backtrack(text)

    def _match_wide(self, text: str) -> bool:
        """Match a text with characters beyond ASCII, through their stand-ins."""
        outside = {char for char in text if char > "\x7f"}
        if self._groups:
            # Two characters that the sets cannot tell apart differ for a back-reference: each stands for itself.
            return _compile(self.tree, tuple((char, ord(char)) for char in outside), True)(text) is not None
        if not self._sets:
            self._sets = tuple({id(members): members for members in _sets_of(self.tree)}.values())
        rewritten: dict[int, str] = {}
        for char in outside:
            code = ord(char)
            membership = tuple(code in members for members in self._sets)
            stand_in = self._stand_ins.get(membership)
            if stand_in is None:
                # next and setdefault: another thread may be here as well, and a stand-in has one meaning.
                stand_in = self._stand_ins.setdefault(membership, chr(next(self._private)))
            rewritten[code] = stand_in
        return self._wide_match()(text.translate(rewritten)) is not None

    def _wide_match(self) -> _Match:
        known = tuple(self._stand_ins.items())
        match = self._wide.get(len(known))
        if match is None:
            by_set = {
                id(members): "".join(char for membership, char in known if membership[index])
                for index, members in enumerate(self._sets)
            }
            match = re.compile(_Writer(by_set, False).write(self.tree)).fullmatch
            self._wide = {len(known): match}
        return match


_patterns: dict[str, Pattern | None] = {}


def pattern_of(source: str) -> Pattern | None:
    """The compiled pattern, made once; None for one that cannot be understood, which is then not enforced."""
    try:
        return _patterns[source]
    except KeyError:
        try:
            made = Pattern(source)
        except PatternError:
            made = None
        _patterns[source] = made
        return made


def _may_explode(source: str, tree: Node) -> bool:
    if ")*" not in source and ")+" not in source and "){" not in source:
        return False  # only a repeated group can explode; most patterns have none
    from awso.shapes.pattern_automaton import backtracks_exponentially

    return backtracks_exponentially(tree)


def _refers_back(source: str, tree: Node) -> bool:
    if not any(f"\\{digit}" in source for digit in "123456789"):
        return False
    from awso.shapes.pattern_automaton import has_back_reference

    return has_back_reference(tree)


def _sets_of(node: Node) -> list[CharSet]:
    match node:
        case Char(members):
            return [members]
        case Sequence(parts) | Choice(parts):
            return [members for part in parts for members in _sets_of(part)]
        case Repeat(body) | Group(_, body) | Look(_, body):
            return _sets_of(body)
        case _:
            return []


def _compile(tree: Node, outside: tuple[tuple[str, int], ...], groups: bool) -> _Match:
    by_set = {
        id(members): "".join(char for char, code in outside if code in members)
        for members in (_sets_of(tree) if outside else ())
    }
    try:
        return re.compile(_Writer(by_set, groups).write(tree)).fullmatch
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(str(error)) from None


class _Writer:
    """Writes a tree as a pattern for `re`, with `outside` as each set's members beyond ASCII."""

    __slots__ = ("groups", "outside")

    def __init__(self, outside: dict[int, str], groups: bool) -> None:
        self.outside = outside
        self.groups = groups

    def write(self, node: Node) -> str:
        match node:
            case Char(members):
                return _set_text(members.ascii_mask(), self.outside.get(id(members), ""))
            case Sequence(parts):
                return "".join(map(self.write_part, parts))
            case Choice(options):
                return "|".join(map(self.write, options))
            case Repeat(body, least, most, mode):
                return f"{self.write_atom(body)}{_bounds_text(least, most)}{mode}"
            case Group(_, body):
                return f"({self.write(body)})" if self.groups else self.write_atom(body)
            case Look(kind, body):
                return f"({kind}{self.write(body)})"
            case Assertion(kind):
                return _ASSERTIONS[kind]
            case BackReference(number):
                return f"(?:\\{number})"

    def write_part(self, node: Node) -> str:
        return f"(?:{self.write(node)})" if isinstance(node, Choice) else self.write(node)

    def write_atom(self, node: Node) -> str:
        if isinstance(node, Char) or (isinstance(node, Group) and self.groups):
            return self.write(node)
        return f"(?:{self.write(node)})"


_WORD = "[0-9A-Z_a-z]"
_ASSERTIONS = {
    "start": r"\A",
    "end": r"\Z",
    "boundary": f"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))",
    "no boundary": f"(?:(?<={_WORD})(?={_WORD})|(?<!{_WORD})(?!{_WORD}))",
}


def _bounds_text(least: int, most: int | None) -> str:
    if most is None:
        return "*" if least == 0 else "+" if least == 1 else f"{{{least},}}"
    if (least, most) == (0, 1):
        return "?"
    return f"{{{least}}}" if least == most else f"{{{least},{most}}}"


_set_texts: dict[int, str] = {}


def _set_text(mask: int, outside: str) -> str:
    inside = _set_texts.get(mask)
    if inside is None:
        inside = _set_texts[mask] = _ranges_text(mask)
    if not inside and not outside:
        return "(?!)"
    if mask.bit_count() == 1 and not outside:
        return inside
    return f"[{inside}{''.join(map(_code_text, map(ord, sorted(outside))))}]"


def _ranges_text(mask: int) -> str:
    ranges = ""
    mask &= ASCII_MASK
    low = 0
    while mask >> low:
        rest = mask >> low
        low += (rest & -rest).bit_length() - 1
        run = ~(mask >> low)
        high = low + (run & -run).bit_length() - 2
        ranges += _code_text(low) if low == high else f"{_code_text(low)}-{_code_text(high)}"
        low = high + 1
    return ranges


_SPECIAL = frozenset("$&()*+-.?[\\]^{|}~#")
"""What means something in `re`, inside a set or outside, or warns that it may one day."""


def _code_text(code: int) -> str:
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    if code > 127:
        return f"\\u{code:04x}"
    char = chr(code)
    if char.isprintable():
        return f"\\{char}" if char in _SPECIAL else char
    return f"\\x{code:02x}"
