r"""What a pattern of a service model means: its text parsed into a tree over sets of characters.

The dialect is Java's, which the services run, with what ECMA 262 (Smithy's specification) also lets through: a hyphen
or an unknown escape in a class is itself. `\d \w \s \b` and the POSIX names (`\p{Alnum}`) are ASCII, `\p{L}` and its
like are Unicode, `.` leaves out Java's line ends, `$` is the very end, case is ignored for ASCII letters only.
Settled here: the reading. How a text is matched is `awso.shapes.patterns`.
"""

DEEPEST_NESTING = 100  # the models nest 8 deep; a hostile pattern must not exhaust the stack

ASCII_MASK = (1 << 128) - 1
LINE_ENDS = "\n\r\u0085\u2028\u2029"  # java.util.regex.Pattern, "Line terminators"
WHITE_SPACE = "\t\n\x0b\f\r \u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


class PatternError(ValueError):
    """A pattern that neither Java's nor ECMA's grammar explains, or that Python's engine cannot express."""


class CharSet:
    """A set of code points: ranges, Unicode categories (by prefix: "L" is all letters), other sets, or all but them."""

    __slots__ = ("categories", "negated", "parts", "ranges", "required")

    def __init__(
        self,
        ranges: "tuple[tuple[int, int], ...]" = (),
        categories: tuple[str, ...] = (),
        parts: "tuple[CharSet, ...]" = (),
        required: "tuple[CharSet, ...]" = (),
        negated: bool = False,
    ) -> None:
        self.ranges = ranges
        self.categories = categories
        self.parts = parts
        self.required = required
        """Sets that a member must be in as well (`&&`)."""
        self.negated = negated

    def __contains__(self, code: int) -> bool:
        found = any(low <= code <= high for low, high in self.ranges) or any(code in part for part in self.parts)
        if not found and self.categories:
            from unicodedata import category

            found = category(chr(code)).startswith(self.categories)
        if found and self.required:
            found = all(code in other for other in self.required)
        return found != self.negated

    def ascii_mask(self) -> int:
        """Bit n is set where code point n < 128 is a member."""
        mask = 0
        for low, high in self.ranges:
            if low < 128:
                mask |= (2 << min(high, 127)) - (1 << low)
        for part in self.parts:
            mask |= part.ascii_mask()
        for name in self.categories:
            mask |= _category_mask(name)
        for other in self.required:
            mask &= other.ascii_mask()
        return ASCII_MASK & ~mask if self.negated else mask

    def may_leave_ascii(self) -> bool:
        """Whether the set could have members beyond ASCII; True may be wrong, False is right."""
        if self.negated or self.categories:
            return True
        return any(high > 127 for _, high in self.ranges) or any(part.may_leave_ascii() for part in self.parts)


def _category_mask(name: str) -> int:
    mask = _CATEGORY_MASKS.get(name)
    if mask is None:
        from unicodedata import category

        mask = sum(1 << code for code in range(128) if category(chr(code)).startswith(name))
        _CATEGORY_MASKS[name] = mask
    return mask


_CATEGORY_MASKS: dict[str, int] = {}


class Char:
    """One character of a set."""

    __match_args__ = ("members",)
    __slots__ = ("members",)

    def __init__(self, members: CharSet) -> None:
        self.members = members


class Sequence:
    """One after the other."""

    __match_args__ = ("parts",)
    __slots__ = ("parts",)

    def __init__(self, parts: "tuple[Node, ...]") -> None:
        self.parts = parts


class Choice:
    """One of these, the first that fits."""

    __match_args__ = ("options",)
    __slots__ = ("options",)

    def __init__(self, options: "tuple[Node, ...]") -> None:
        self.options = options


class Repeat:
    """`least` to `most` times (None: any number); `mode` is "" greedy, "?" lazy, "+" possessive."""

    __match_args__ = ("body", "least", "most", "mode")
    __slots__ = ("body", "least", "mode", "most")

    def __init__(self, body: "Node", least: int, most: int | None, mode: str) -> None:
        self.body = body
        self.least = least
        self.most = most
        self.mode = mode


class Group:
    """A capturing group."""

    __match_args__ = ("number", "body")
    __slots__ = ("body", "number")

    def __init__(self, number: int, body: "Node") -> None:
        self.number = number
        self.body = body


class Look:
    """A look-around, or an atomic group; `kind` is how Python opens it: `?=`, `?!`, `?<=`, `?<!`, `?>`."""

    __match_args__ = ("kind", "body")
    __slots__ = ("body", "kind")

    def __init__(self, kind: str, body: "Node") -> None:
        self.kind = kind
        self.body = body


class Assertion:
    """`start`, `end`, `boundary` or `no boundary`."""

    __match_args__ = ("kind",)
    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind


class BackReference:
    """What a group matched, again."""

    __match_args__ = ("number",)
    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number


Node = Char | Sequence | Choice | Repeat | Group | Look | Assertion | BackReference


def _of(text: str, negated: bool = False) -> CharSet:
    return CharSet(tuple((ord(char), ord(char)) for char in text), negated=negated)


def _of_ranges(text: str, negated: bool = False) -> CharSet:
    """A set from pairs of ends: "azAZ" is a-z and A-Z."""
    return CharSet(tuple((ord(text[i]), ord(text[i + 1])) for i in range(0, len(text), 2)), negated=negated)


_WORD, _DIGIT, _SPACE, _HORIZONTAL = "azAZ09__", "09", " \t\n\x0b\f\r", " \t\xa0\u1680\u180e\u202f\u205f\u3000"

CLASS_ESCAPES = {
    "d": _of_ranges(_DIGIT),
    "D": _of_ranges(_DIGIT, negated=True),
    "w": _of_ranges(_WORD),
    "W": _of_ranges(_WORD, negated=True),
    "s": _of(_SPACE),
    "S": _of(_SPACE, negated=True),
    "h": _of(_HORIZONTAL),
    "H": _of(_HORIZONTAL, negated=True),
    "v": _of("\n\x0b\f\r\u0085\u2028\u2029"),
}
CHAR_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "a": "\a", "e": "\x1b"}
ANY, ANY_BUT_LINE_ENDS = CharSet(negated=True), _of(LINE_ENDS, negated=True)

# java.util.regex.Pattern, "POSIX character classes (US-ASCII only)" and the names beside the Unicode categories.
NAMED_SETS = {
    "ASCII": _of_ranges("\x00\x7f"),
    "Alnum": _of_ranges("azAZ09"),
    "Alpha": _of_ranges("azAZ"),
    "Digit": _of_ranges("09"),
    "Upper": _of_ranges("AZ"),
    "Lower": _of_ranges("az"),
    "Punct": _of_ranges("!/:@[`{~"),
    "Graph": _of_ranges("!~"),
    "Print": _of_ranges(" ~"),
    "Blank": _of(" \t"),
    "Cntrl": _of_ranges("\x00\x1f\x7f\x7f"),
    "XDigit": _of_ranges("09afAF"),
    "Space": _of(_SPACE),
    "L1": _of_ranges("\x00\xff"),
    "all": ANY,
    "ALL": ANY,
    "LD": CharSet(categories=("L", "Nd")),
    "IsLetter": CharSet(categories=("L",)),
    # Other_Alphabetic is not in Python's database; all marks is a little more than Java takes.
    "IsAlphabetic": CharSet(categories=("L", "Nl", "M")),
    "IsDigit": CharSet(categories=("Nd",)),
    "IsUppercase": CharSet(categories=("Lu",)),
    "IsLowercase": CharSet(categories=("Ll",)),
    "IsPunctuation": CharSet(categories=("P",)),
    "IsControl": CharSet(categories=("Cc",)),
    "IsWhitespace": _of(WHITE_SPACE),
    "IsWhite_Space": _of(WHITE_SPACE),
}
# Unicode Standard Annex 44, table 12.
CATEGORIES = frozenset(
    major + minor
    for major, minors in {
        "L": "ultmo",
        "M": "nce",
        "N": "dlo",
        "P": "cdseifo",
        "S": "mcko",
        "Z": "slp",
        "C": "cfson",
    }.items()
    for minor in ("", *minors)
)


def named_set(name: str, negated: bool) -> CharSet:
    """The set that `\\p{name}` is. Raises `PatternError` for a name that Java does not know or that is not used."""
    found = NAMED_SETS.get(name)
    if found is None:
        short = name.removeprefix("Is") if len(name) > 2 else name
        if short not in CATEGORIES:
            raise PatternError(f"unknown property {name!r}")
        found = CharSet(categories=(short,))
    return CharSet(parts=(found,), negated=True) if negated else found


def ignoring_case(members: CharSet) -> CharSet:
    """`members` and the other case of its ASCII letters (Java's CASE_INSENSITIVE without UNICODE_CASE)."""
    mask = members.ascii_mask()
    other = [(code ^ 0x20, code ^ 0x20) for code in range(65, 123) if (code < 91 or code > 96) and mask >> code & 1]
    return CharSet(tuple(other), parts=(members,)) if other else members
