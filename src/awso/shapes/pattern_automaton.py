"""Matching in time linear in the text, for patterns on which a backtracking engine may never come back.

Python's `re` takes exponential time where a repetition's turns can be told apart in several ways (`(/[^/]+/*)+`), and
polynomial time where neighbours overlap (`.*x.*y.*z`). Settled here: which patterns those are, and the position
automaton (Glushkov) that matches them instead, made deterministic as a text is read. It knows no look-around and no
back-references: `Automaton` raises `NotExpressibleError` for them.
"""

from awso.shapes.pattern_syntax import (
    Assertion,
    BackReference,
    Char,
    CharSet,
    Choice,
    Group,
    Look,
    Node,
    Repeat,
    Sequence,
)

MOST_VISITED = (
    5_000  # `[a-z]{1,2048}` twice is usual, each turn a node of its own; the time to build grows with the square
)
FEW = 4  # turns that cannot multiply to much: the four numbers of an IPv4 address
MOST_STATES = 2_000  # remembered at a time

_Part = tuple[bool, int, int]
"""Whether it can be empty, and its first and last positions as bits."""


class NotExpressibleError(Exception):
    """The pattern has something that no finite automaton of this kind can have, or is too large."""


class _Positions:
    """The characters of a pattern by position, and which positions may follow which."""

    __slots__ = ("ambiguous", "expand", "follow", "sets", "visited")

    def __init__(self, expand: bool) -> None:
        self.expand = expand
        self.ambiguous = False
        """Two loops lead to the same position, as in `(a+)+`: a text's turns can be told apart in several ways."""
        self.visited = 0
        self.sets: list[CharSet] = []
        self.follow: list[int] = []

    def add(self, node: Node) -> _Part:
        self.visited += 1
        if self.visited > MOST_VISITED:
            raise NotExpressibleError
        match node:
            case Char(members):
                self.sets.append(members)
                self.follow.append(0)
                bit = 1 << (len(self.sets) - 1)
                return False, bit, bit
            case Sequence(parts):
                whole: _Part = (True, 0, 0)
                for part in parts:
                    whole = self.joined(whole, self.add(part))
                return whole
            case Choice(options):
                made = [self.add(option) for option in options]
                first = last = 0
                for _, part_first, part_last in made:
                    first |= part_first
                    last |= part_last
                return any(empty for empty, _, _ in made), first, last
            case Group(_, body):
                return self.add(body)
            case Repeat():
                return self.repeated(node)
            case Look() | Assertion() if not self.expand and not (isinstance(node, Look) and node.kind == "?>"):
                return True, 0, 0  # they only take ways away
            case _:
                raise NotExpressibleError

    def joined(self, left: _Part, right: _Part) -> _Part:
        self.link(left[2], right[1])
        return (
            left[0] and right[0],
            left[1] | right[1] if left[0] else left[1],
            left[2] | right[2] if right[0] else right[2],
        )

    def link(self, last: int, first: int) -> None:
        while last:
            bit = last & -last
            position = bit.bit_length() - 1
            self.ambiguous = self.ambiguous or bool(self.follow[position] & first)
            self.follow[position] |= first
            last ^= bit

    def repeated(self, node: Repeat) -> _Part:
        least, most = node.least, node.most
        if node.mode == "+" or most == 0:
            raise NotExpressibleError  # possessive gives nothing back: not a regular language's operator
        if not self.expand:
            empty, first, last = self.add(node.body)
            if most is None or most > 1:
                self.link(last, first)
            return empty or least == 0, first, last
        whole: _Part = (True, 0, 0)
        for _ in range(least - 1 if most is None else least):
            whole = self.joined(whole, self.add(node.body))
        if most is None:
            empty, first, last = self.add(node.body)
            self.link(last, first)
            return self.joined(whole, (empty or least == 0, first, last))
        return self.joined(whole, self.optional(node.body, most - least))

    def optional(self, body: Node, times: int) -> _Part:
        """x{0,times}: each copy may follow only the one before it, and any may be the last."""
        first_of_all = ends = previous = 0
        for _ in range(times):
            empty, first, last = self.add(body)
            self.link(previous, first)
            if not first_of_all or empty:
                first_of_all |= first
            previous = last | previous if empty else last
            ends |= last
        return True, first_of_all, ends


class Automaton:
    """Matches whole texts, one step a character."""

    __slots__ = ("_after", "_bits", "_empty", "_first", "_last", "_positions")

    def __init__(self, tree: Node) -> None:
        positions = _Positions(expand=True)
        self._empty, self._first, self._last = positions.add(without_outer_anchors(tree))
        self._positions = positions
        self._after: dict[int, int] = {}
        self._bits: dict[str, int] = {}

    def matches(self, text: str) -> bool:
        """Whether the whole of `text` is in the pattern's language."""
        if not text:
            return self._empty
        state = 0
        allowed = self._first
        after = self._after
        bits = self._bits
        for char in text:
            member_of = bits.get(char)
            state = allowed & (self._member_of(char) if member_of is None else member_of)
            if not state:
                return False
            following = after.get(state)
            allowed = self._following(state) if following is None else following
        return bool(state & self._last)

    def _member_of(self, char: str) -> int:
        """The positions that `char` may stand at."""
        code = ord(char)
        known: dict[int, bool] = {}
        bits = 0
        for position, members in enumerate(self._positions.sets):
            inside = known.get(id(members))
            if inside is None:
                inside = known[id(members)] = code in members
            if inside:
                bits |= 1 << position
        if len(self._bits) >= MOST_STATES:
            self._bits.clear()
        self._bits[char] = bits
        return bits

    def _following(self, state: int) -> int:
        following, rest = 0, state
        follow = self._positions.follow
        while rest:
            bit = rest & -rest
            following |= follow[bit.bit_length() - 1]
            rest ^= bit
        if len(self._after) >= MOST_STATES:
            self._after.clear()
        self._after[state] = following
        return following


def without_outer_anchors(node: Node, at_start: bool = True, at_end: bool = True) -> Node:
    """The tree without the `^` and `$` that a whole match makes idle."""
    match node:
        case Assertion("start") if at_start:
            return Sequence(())
        case Assertion("end") if at_end:
            return Sequence(())
        case Sequence(parts):
            return Sequence(
                tuple(
                    without_outer_anchors(part, at_start and not index, at_end and index == len(parts) - 1)
                    for index, part in enumerate(parts)
                )
            )
        case Choice(options):
            return Choice(tuple(without_outer_anchors(option, at_start, at_end) for option in options))
        case Group(number, body):
            return Group(number, without_outer_anchors(body, at_start, at_end))
        case _:
            return node


def backtracks_exponentially(node: Node) -> bool:
    """Whether some repetition's turns may be told apart in more than one way. True may be wrong, False is right."""
    match node:
        case Repeat(body, _, most, mode):
            if mode != "+" and (most is None or most > FEW) and not isinstance(body, Char) and not _is_determined(node):
                return True
            return backtracks_exponentially(body)
        case Sequence(parts) | Choice(parts):
            return any(backtracks_exponentially(part) for part in parts)
        case Group(_, body) | Look(_, body):
            return backtracks_exponentially(body)
        case _:
            return False


def backtracks(tree: Node) -> bool:
    """Whether the engine may have to take back a step at all; where not, its time is linear."""
    inner = without_outer_anchors(tree)
    while isinstance(inner, Sequence) and len(inner.parts) == 1:
        inner = inner.parts[0]
    if isinstance(inner, Repeat) and isinstance(inner.body, Char):
        return False
    return not _is_determined(inner)


def _is_determined(node: Node) -> bool:
    """Whether each character says what it is matched by: no two positions that may come next share a member."""
    positions = _Positions(expand=False)
    try:
        _, first, _ = positions.add(node)
    except NotExpressibleError:
        return False
    if positions.ambiguous:
        return False
    masks = [members.ascii_mask() for members in positions.sets]
    wide = [members.may_leave_ascii() for members in positions.sets]
    return all(_are_disjoint(next_ones, masks, wide) for next_ones in {first, *positions.follow})


def _are_disjoint(bits: int, masks: list[int], wide: list[bool]) -> bool:
    seen, seen_wide = 0, False
    while bits:
        position = (bits & -bits).bit_length() - 1
        if seen & masks[position] or (seen_wide and wide[position]):
            return False
        seen |= masks[position]
        seen_wide = seen_wide or wide[position]
        bits &= bits - 1
    return True


def has_back_reference(node: Node) -> bool:
    """Whether a group is referred to again."""
    match node:
        case BackReference():
            return True
        case Repeat(body) | Group(_, body) | Look(_, body):
            return has_back_reference(body)
        case Sequence(parts) | Choice(parts):
            return any(has_back_reference(part) for part in parts)
        case _:
            return False
