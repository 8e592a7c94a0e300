"""Values of any shape from a seed: valid by kind, rich in edges, bounded in size.

Settled here: which edges every codec is tried with. Text stays within what XML 1.0 allows, because every codec shares
these values; moments stay within what every timestamp format can hold. NaN is left out, for it equals nothing.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import inf
from random import Random
from typing import Any

from awso.shapes.schema import MemberSchema, Schema, reachable

# Deep enough that each recursive shape of the models recurs at least once.
DEPTH = 6
# Values, at every level together; some services' inputs refer to hundreds of shapes.
SIZE = 250

TEXTS = ("", " ", "a", "ada@example.com", "a b+c/d?e=f&g%h", "<a href=\"b\">'&amp;'</a>", '{"a": null}', "null", "true")
# Tab, newline and return; DEL and a C1 control; combining, right-to-left, line separator, astral, the last legal one.
CHARACTERS = "aZ09 ~\\\"'/<>&\t\n\r\x7f\x85é́ßא\u2028￼𝄞😀\U0010ffff"
LABEL_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
BLOBS = (b"", b"\x00", b"\xff", b"\xff\xfe\xfd\xfc", bytes(range(256)))
INTEGERS = (0, 1, -1, 127, -128, 65_536, 2**31 - 1, -(2**31))
LONGS = (*INTEGERS, 2**53 + 1, -(2**53) - 1, 2**63 - 1, -(2**63))
DOUBLES = (
    0.0,
    -0.0,
    1.0,
    -1.5,
    0.1,
    1e-7,
    1e16,
    123456.789,
    5e-324,
    1.7976931348623157e308,
    inf,
    -inf,
)
# What a header's text may be made of: HTTP strips spaces around it, and no header holds a control character.
HEADER_CHARACTERS = "aZ09-_.~!#$%&'*+^`|\"\\,;=()<>[]{}/?:@"
HEADER_NAME_CHARACTERS = "aZ09-_.~!#$%&'*+^`|"
_OF_THE_PROTOCOL = ("content-length", "content-type", "x-amzn-errortype")
SUCCESSES = (200, 201, 202, 204, 206)
# Exact in 32 bits, in which CBOR writes a float: 2^-149 and (2 - 2^-23) * 2^127 are the extremes.
FLOATS = (0.0, -0.0, 1.0, -1.5, 0.15625, 16777216.0, 2.0**-149, (2 - 2.0**-23) * 2.0**127, inf, -inf)
MOMENTS = (
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(1000, 1, 1, tzinfo=UTC),
    datetime(2000, 2, 29, 23, 59, 59, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
)
MICROSECONDS = (0, 1, 500_000, 123_000, 123_456, 999_999)


def value_for(
    schema: Schema, random: Random, depth: int = DEPTH, *, constrained: bool = False, size: int = SIZE
) -> Any:
    """A value of `schema`: structures as their classes, whatever is absent left out.

    Unions have exactly one member, event streams are absent, members that become a part of the host or the path are
    present and fit there; so do those that are header fields or the status code. The content length and an error's
    code are absent, for the protocol says them, and the content type present, for it adds one. `constrained` respects
    required members, enums, ranges and lengths (not patterns).
    """
    return _Maker(random, constrained, size).value(schema, depth, None)


class _Maker:
    def __init__(self, random: Random, constrained: bool, size: int) -> None:
        self._random = random
        self._constrained = constrained
        self._left = size
        self._in_header = False

    def value(self, schema: Schema, depth: int, member: MemberSchema | None) -> Any:
        self._left -= 1
        if schema.model.document or (member is not None and member.model.jsonvalue):
            return self._document(2)
        match schema.kind:
            case "structure":
                return self._structure(schema, depth)
            case "list":
                return self._list(schema, depth)
            case "map":
                return self._map(schema, depth)
            case "string":
                return self._string(schema, member)
            case "integer" | "long" | "float" | "double":
                return self._number(schema)
            case "boolean":
                return self._random.random() < 0.5
            case "timestamp":
                return self._moment(schema, member)
            case "blob":
                return self._blob(schema)

    def _structure(self, schema: Schema, depth: int) -> Any:
        members = [member for member in schema.members.values() if not member.target.model.eventstream]
        if schema.model.union:
            chosen = [self._one_of(members, depth)] if members else []
        else:
            chosen = [member for member in members if self._is_present(member, depth)]
        return schema.cls(**{member.python: self._member(member, depth - 1) for member in chosen})

    def _member(self, member: MemberSchema, depth: int) -> Any:
        if member.model.location == "statusCode":
            return self._random.choice(SUCCESSES)
        self._in_header = member.model.location in ("header", "headers")
        try:
            return self.value(member.target, depth, member)
        finally:
            self._in_header = False

    def _one_of(self, members: Sequence[MemberSchema], depth: int) -> MemberSchema:
        if self._is_exhausted(depth):
            return min(members, key=lambda member: _height(member.target))
        return self._random.choice(members)

    def _is_present(self, member: MemberSchema, depth: int) -> bool:
        if member.model.host_label or member.model.location in ("uri", "statusCode"):
            return True
        if member.model.location == "header" and member.location_name.lower() in _OF_THE_PROTOCOL:
            return member.location_name.lower() == "content-type"
        if self._constrained and member.required:
            return True
        # Three of four: absence must happen in most structures, and presence too.
        return not self._is_exhausted(depth) and self._random.random() < 0.75

    def _is_exhausted(self, depth: int) -> bool:
        return depth <= 0 or self._left <= 0

    def _list(self, schema: Schema, depth: int) -> list[Any]:
        assert schema.element is not None
        element = schema.element
        return [
            None
            if schema.model.sparse and self._random.random() < 0.25
            else self.value(element.target, depth - 1, element)
            for _ in range(self._length(schema, depth))
        ]

    def _map(self, schema: Schema, depth: int) -> dict[str, Any]:
        assert schema.key is not None
        assert schema.value is not None
        made: dict[str, Any] = {}
        for _ in range(self._length(schema, depth)):
            key = self._header_name() if self._in_header else self._string(schema.key.target, schema.key)
            sparse = schema.model.sparse and self._random.random() < 0.25
            made[key] = None if sparse else self.value(schema.value.target, depth - 1, schema.value)
        return made

    def _length(self, schema: Schema, depth: int) -> int:
        wanted = 0 if self._is_exhausted(depth) else self._random.choice((0, 1, 1, 2, 3))
        return self._within(schema, wanted)

    def _within(self, schema: Schema, length: int) -> int:
        if not self._constrained:
            return length
        least, most = int(schema.model.min or 0), schema.model.max
        return max(least, length if most is None else min(length, int(most)))

    def _string(self, schema: Schema, member: MemberSchema | None) -> str:
        if member is not None and member.model.host_label:
            return self._text(LABEL_CHARACTERS, self._random.randint(1, 8))
        if schema.model.enum and (self._constrained or self._random.random() < 0.9):
            return self._random.choice(schema.model.enum)
        if self._in_header:
            made = self._text(HEADER_CHARACTERS, self._random.randint(1, 12))
            length = self._within(schema, len(made))
            return made[:length] + self._text(HEADER_CHARACTERS, length - len(made))
        in_path = member is not None and member.model.location == "uri"
        made = self._random.choice(TEXTS) if self._random.random() < 0.5 else ""
        made = made or self._text(CHARACTERS, self._random.randint(1 if in_path else 0, 12))
        length = self._within(schema, len(made))
        return made[:length] + self._text(CHARACTERS, length - len(made))

    def _header_name(self) -> str:
        return self._text(HEADER_NAME_CHARACTERS, self._random.randint(1, 8))

    def _text(self, characters: str, length: int) -> str:
        return "".join(self._random.choice(characters) for _ in range(length))

    def _number(self, schema: Schema) -> int | float:
        edges: tuple[int | float, ...]
        match schema.kind:
            case "integer":
                edges = (*INTEGERS, self._random.randint(-(2**31), 2**31 - 1))
            case "long":
                edges = (*LONGS, self._random.randint(-(2**63), 2**63 - 1))
            case "float":
                edges = (*FLOATS, struct.unpack(">f", struct.pack(">f", self._random.uniform(-1e6, 1e6)))[0])
            case _:
                edges = (*DOUBLES, self._random.uniform(-1e6, 1e6))
        number = self._random.choice(edges)
        if not self._constrained:
            return number
        least, most = schema.model.min, schema.model.max
        if (least is not None and number < least) or (most is not None and number > most):
            nearest = least if least is not None else most
            assert nearest is not None
            return int(nearest) if schema.kind in ("integer", "long") else float(nearest)
        return number

    def _moment(self, schema: Schema, member: MemberSchema | None) -> datetime:
        if self._random.random() < 0.3:
            return self._random.choice(MOMENTS)
        # Up to 2^33 seconds: there a float, which JSON's epoch seconds are, still holds whole microseconds.
        moment = MOMENTS[0] + timedelta(seconds=self._random.randrange(-(2**33), 2**33))
        if _is_http_date(schema, member):
            return moment
        return moment.replace(microsecond=self._random.choice(MICROSECONDS))

    def _blob(self, schema: Schema) -> bytes:
        made = self._random.choice((*BLOBS, self._random.randbytes(self._random.randint(0, 20))))
        length = self._within(schema, len(made))
        return made[:length] + b"\xff" * (length - len(made))

    def _document(self, depth: int) -> Any:
        """Any JSON object; a bare null would be absent, and a bare text is ambiguous as a header's JSON value."""
        return {
            self._text(CHARACTERS, self._random.randint(0, 4)): self._plain(depth - 1)
            for _ in range(self._random.randint(0, 3))
        }

    def _plain(self, depth: int) -> Any:
        leaves: tuple[Any, ...] = (None, True, False, 0, -(2**31), 2**53, 0.5, -1e-7, "", self._random.choice(TEXTS))
        if depth <= 0 or self._random.random() < 0.5:
            return self._random.choice(leaves)
        if self._random.random() < 0.5:
            return self._document(depth)
        return [self._plain(depth - 1) for _ in range(self._random.randint(0, 3))]


def _height(schema: Schema) -> float:
    """How many levels the shallowest valid value has; infinite where the model allows none but endless ones."""
    if "test height" not in schema.cache:
        parts = list(reachable(schema))
        for part in parts:
            part.cache.setdefault("test height", inf)
        changed = True
        while changed:
            changed = False
            for part in parts:
                lower = _height_of_parts(part)
                changed = changed or lower < part.cache["test height"]
                part.cache["test height"] = lower
    height: float = schema.cache["test height"]
    return height


def _height_of_parts(schema: Schema) -> float:
    def known(member: MemberSchema) -> float:
        height: float = member.target.cache["test height"]
        return height + 1

    if schema.model.union:
        return min(map(known, schema.members.values()), default=0)
    part = schema.element or schema.value
    if part is not None:
        return known(part) if schema.model.min else 0
    return max((known(member) for member in schema.members.values() if member.required), default=0)


def _is_http_date(schema: Schema, member: MemberSchema | None) -> bool:
    """Whether the moment is written without fractions of a second."""
    written = (member is not None and member.model.timestamp_format) or schema.model.timestamp_format
    in_header = member is not None and member.model.location in ("header", "headers")
    return written == "rfc822" or (written is None and in_header)
