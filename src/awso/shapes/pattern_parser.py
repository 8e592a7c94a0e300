"""Reads a pattern's text into the tree of `awso.shapes.pattern_syntax`, by recursive descent."""

from awso.shapes.pattern_syntax import (
    ANY,
    ANY_BUT_LINE_ENDS,
    CHAR_ESCAPES,
    CLASS_ESCAPES,
    DEEPEST_NESTING,
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
    ignoring_case,
    named_set,
)

ASSERTION_ESCAPES = {"A": "start", "z": "end", "Z": "end", "b": "boundary", "B": "no boundary"}
LOOKS = ("?<=", "?<!", "?=", "?!", "?>")


def parse(source: str) -> Node:
    """The tree of a pattern. Raises `PatternError` with what was not understood."""
    reader = _Reader(without_quoting(source))
    tree = reader.choice(depth=0)
    if reader.at < len(reader.source):
        raise PatternError(f"unbalanced ) at {reader.at}")
    return tree


def without_quoting(source: str) -> str:
    r"""`source` with `\Q…\E` spelled out as escapes, as Java does first of all."""
    if "\\Q" not in source:
        return source
    plain, quoted, at = "", False, 0
    while at < len(source):
        pair = source[at : at + 2]
        if pair == ("\\E" if quoted else "\\Q"):
            quoted = not quoted
            at += 2
        elif quoted:
            plain += source[at] if source[at].isalnum() else "\\" + source[at]
            at += 1
        else:
            step = 2 if pair[0] == "\\" else 1
            plain += source[at : at + step]
            at += step
    return plain


class _Reader:
    """The cursor, the flags in force here, and how many groups were opened."""

    __slots__ = ("at", "dot_takes_all", "groups", "ignore_case", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.groups = 0
        self.ignore_case = False
        self.dot_takes_all = False

    # --- reading characters

    def ahead(self, text: str) -> bool:
        return self.source.startswith(text, self.at)

    def skip(self, text: str) -> bool:
        if self.source.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def take(self) -> str:
        if self.at >= len(self.source):
            raise PatternError("it ends in the middle")
        self.at += 1
        return self.source[self.at - 1]

    def until(self, end: str) -> str:
        stop = self.source.find(end, self.at)
        if stop < 0:
            raise PatternError(f"no {end!r} after {self.at}")
        text, self.at = self.source[self.at : stop], stop + len(end)
        return text

    # --- the grammar, outermost first

    def choice(self, depth: int) -> Node:
        if depth > DEEPEST_NESTING:
            raise PatternError(f"nested more than {DEEPEST_NESTING} deep")
        options = [self.sequence(depth)]
        while self.skip("|"):
            options.append(self.sequence(depth))
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def sequence(self, depth: int) -> Node:
        parts: list[Node] = []
        while self.at < len(self.source) and self.source[self.at] not in "|)":
            atom = self.atom(depth)
            if atom is not None:
                parts.append(self.repeated(atom))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def atom(self, depth: int) -> Node | None:
        char = self.take()
        if char == "(":
            return self.group(depth)
        if char == "[":
            return self.char(self.char_class(depth))
        if char == "\\":
            return self.escape()
        if char == ".":
            return Char(ANY if self.dot_takes_all else ANY_BUT_LINE_ENDS)
        if char == "^":
            return Assertion("start")
        if char == "$":
            return Assertion("end")
        if char in "*+?":
            raise PatternError(f"nothing to repeat at {self.at - 1}")
        return self.char(CharSet(((ord(char), ord(char)),)))

    def char(self, members: CharSet) -> Char:
        return Char(ignoring_case(members) if self.ignore_case else members)

    def repeated(self, atom: Node) -> Node:
        bounds = self.bounds()
        while bounds is not None:
            mode = "?" if self.skip("?") else "+" if self.skip("+") else ""
            atom = Repeat(atom, *bounds, mode)
            bounds = self.bounds() if self.ahead("{") else None  # x{11}{0,9} is (x{11}){0,9}; x** is nothing
        return atom

    def bounds(self) -> tuple[int, int | None] | None:
        for sign, least, most in (("*", 0, None), ("+", 1, None), ("?", 0, 1)):
            if self.skip(sign):
                return least, most
        if not self.ahead("{"):
            return None
        low, comma, high = self.source[self.at + 1 :].partition("}")[0].partition(",")
        if not _is_number(low) or (high and not _is_number(high)) or "}" not in self.source[self.at :]:
            return None  # a brace that is itself
        self.until("}")
        least, most = int(low), int(high) if high else None if comma else int(low)
        if most is not None and most < least:
            raise PatternError(f"{{{low},{high}}} counts down")
        return least, most

    def group(self, depth: int) -> Node | None:
        flags = self.ignore_case, self.dot_takes_all
        kind = next((look for look in LOOKS if self.skip(look)), "")
        number = 0
        if not kind and self.skip("?"):
            if self.skip("<"):
                self.until(">")  # a name; nothing in the models refers to one
                self.groups += 1
                number = self.groups
            elif not self.flags():
                return None  # (?i): until the end of the group around it
        elif not kind:
            self.groups += 1
            number = self.groups
        body = self.choice(depth + 1)
        if not self.skip(")"):
            raise PatternError("unbalanced (")
        self.ignore_case, self.dot_takes_all = flags
        if kind:
            return Look(kind, body)
        return Group(number, body) if number else body

    def flags(self) -> bool:
        """Read `is-m:` or `is)`; True where a group's body follows."""
        on = True
        while (char := self.take()) not in ":)":
            if char == "-":
                on = False
            elif char == "i":
                self.ignore_case = on
            elif char == "s":
                self.dot_takes_all = on
            else:
                raise PatternError(f"unsupported flag {char!r}")
        return char == ":"

    def escape(self) -> Node:
        letter = self.source[self.at : self.at + 1]
        if letter in ASSERTION_ESCAPES and letter:
            self.at += 1
            return Assertion(ASSERTION_ESCAPES[letter])
        if letter.isdigit() and letter != "0":
            return BackReference(self.group_number())
        return self.char(self.escaped_set())

    def group_number(self) -> int:
        """Java takes more digits only while there are that many groups."""
        number = int(self.take())
        while self.at < len(self.source) and self.source[self.at] in "0123456789":
            longer = number * 10 + int(self.source[self.at])
            if longer > self.groups:
                break
            number, self.at = longer, self.at + 1
        if number > self.groups:
            raise PatternError(f"no group {number}")
        return number

    def escaped_set(self) -> CharSet:
        """After a backslash: a set, or the set of one character."""
        letter = self.take()
        if letter in CLASS_ESCAPES:
            return CLASS_ESCAPES[letter]
        if letter in "pP":
            return named_set(self.until("}") if self.skip("{") else self.take(), letter == "P")
        code = self.escaped_code(letter)
        return CharSet(((code, code),))

    def escaped_code(self, letter: str) -> int:
        if letter == "u":
            code = self.hexadecimal(4)
            # Java joins two escaped halves into the one character that they are in UTF-16.
            if 0xD800 <= code < 0xDC00 and self.ahead("\\u"):
                back = self.at
                self.at += 2
                low = self.hexadecimal(4)
                if 0xDC00 <= low < 0xE000:
                    return 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                self.at = back
            return code
        if letter == "x":
            return _code_of(self.until("}")) if self.skip("{") else self.hexadecimal(2)
        if letter == "0":
            digits = ""
            while len(digits) < 3 and self.at < len(self.source) and self.source[self.at] in "01234567":
                digits += self.take()
            return int(digits or "0", 8)
        if letter in CHAR_ESCAPES:
            return ord(CHAR_ESCAPES[letter])
        if letter.isascii() and letter.isalnum():
            raise PatternError(f"unknown escape \\{letter}")
        return ord(letter)

    def hexadecimal(self, length: int) -> int:
        digits = self.source[self.at : self.at + length]
        self.at += length
        if len(digits) < length:
            raise PatternError("a hexadecimal escape is cut short")
        return _code_of(digits)

    # --- character classes

    def char_class(self, depth: int) -> CharSet:
        """After `[`: to its `]`. Nested classes are joined, `&&` intersects (Java)."""
        if depth > DEEPEST_NESTING:
            raise PatternError(f"nested more than {DEEPEST_NESTING} deep")
        negated = self.skip("^")
        members = _Members()
        required: list[CharSet] = []
        first = True
        while first or not self.ahead("]"):
            first = False
            if self.skip("&&"):
                required.append(members.made())
                members = _Members()
            elif self.skip("["):
                members.sets.append(self.char_class(depth + 1))
            else:
                self.class_item(members)
        self.at += 1
        made = members.made()
        if required:
            made = CharSet(parts=(made,), required=tuple(required))
        return CharSet(parts=(made,), negated=True) if negated else made

    def class_item(self, members: "_Members") -> None:
        low = self.class_atom()
        if isinstance(low, CharSet):
            members.sets.append(low)
            return
        # A hyphen is a range only between two characters: not first, last, or beside a set.
        if self.ahead("-") and not self.ahead("-]") and not self.ahead("-["):
            back = self.at
            self.at += 1
            high = self.class_atom()
            if isinstance(high, int):
                if high < low:
                    raise PatternError(f"the range {chr(low)!r} to {chr(high)!r} runs backwards")
                members.add(low, high)
                return
            self.at = back
        members.add(low, low)

    def class_atom(self) -> int | CharSet:
        char = self.take()
        if char != "\\":
            return ord(char)
        letter = self.take()
        if letter == "b":
            return 8  # backspace, in ECMA; Java has none
        self.at -= 1
        if letter in CLASS_ESCAPES or letter in "pP":
            return self.escaped_set()
        return self.escaped_code(self.take())


class _Members:
    """What a class has so far."""

    __slots__ = ("ranges", "sets")

    def __init__(self) -> None:
        self.ranges: list[tuple[int, int]] = []
        self.sets: list[CharSet] = []

    def add(self, low: int, high: int) -> None:
        self.ranges.append((low, high))
        # A lone half of a UTF-16 pair can match nothing in a text of code points. It stands in classes that mean
        # "all beyond the first plane" with the halves in the wrong order (cleanrooms, emr-containers).
        if 0xD800 <= low <= 0xDFFF or (low < 0xD800 <= high <= 0xDFFF):
            self.ranges.append((0x10000, 0x10FFFF))

    def made(self) -> CharSet:
        if len(self.sets) == 1 and not self.ranges:
            return self.sets[0]
        return CharSet(tuple(self.ranges), parts=tuple(self.sets))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9


def _code_of(digits: str) -> int:
    if not digits or not _HEXADECIMAL.issuperset(digits) or len(digits) > 6:
        raise PatternError(f"{digits[:20]!r} is not a hexadecimal code point")
    code = int(digits, 16)
    if code > 0x10FFFF:
        raise PatternError(f"{digits!r} is beyond Unicode")
    return code


_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
