"""Writes shapes as CBOR.

A writer is compiled for each shape when a value of it is first met; the bytes of the members' names are made then.
Heads are the shortest that hold their number, lengths are definite.
"""

import struct
from collections.abc import Callable
from datetime import datetime
from typing import Any

from awso.codecs.scalars import ScalarError, epoch_microseconds
from awso.errors import ParameterError, Violation
from awso.shapes.kinds import is_list, is_mapping
from awso.shapes.schema import MemberSchema, Schema
from awso.shapes.shape import absent_value

Parts = list[bytes]
Writer = Callable[[Any, Parts], None]

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP = range(6)
_NULL = b"\xf6"
_EPOCH_SECONDS = b"\xc1"

_pack_double = struct.Struct(">Bd").pack
_pack_single = struct.Struct(">Bf").pack
_heads = [[bytes((major << 5 | number,)) for number in range(24)] for major in range(6)]
_sized = [struct.Struct(f">B{size}").pack for size in "BHIQ"]


def head(major: int, number: int) -> bytes:
    """The shortest head (RFC 8949 §3). Raises `ScalarError` for a number of more than 64 bits."""
    if number < 24:
        return _heads[major][number]
    width = 0 if number < 1 << 8 else 1 if number < 1 << 16 else 2 if number < 1 << 32 else 3
    if number >= 1 << 64:
        raise ScalarError("an integer of at most 64 bits", f"one of {number.bit_length()} bits")
    return _sized[width](major << 5 | 24 + width, number)


def document(schema: Schema, value: Any) -> bytes:
    """The CBOR of a value. Raises `awso.errors.ParameterError` with the path of what cannot be written."""
    return _written(_writer(schema), value, schema.name)


def plain_document(value: Any) -> bytes:
    """The CBOR of plain values. Raises `awso.errors.ParameterError`."""
    return _written(_put_plain, value, "the value")


def _written(writer: Writer, value: Any, name: str) -> bytes:
    parts: Parts = []
    try:
        writer(value, parts)
    except _NotWritableError as error:
        raise ParameterError(name, [Violation(name + error.path, error.expected, error.got)]) from None
    return b"".join(parts)


class _NotWritableError(Exception):
    """A value that is not of its kind; the path is put together on the way out."""

    def __init__(self, expected: str, got: str) -> None:
        self.expected = expected
        self.got = got
        self.path = ""

    def under(self, step: str) -> "_NotWritableError":
        """The same, seen from what holds it."""
        self.path = step + self.path
        return self


# --- writers --------------------------------------------------------------------------------------------------------


def _writer(schema: Schema, member: MemberSchema | None = None) -> Writer:
    """Writes one value."""
    if schema.model.document or (member is not None and member.model.jsonvalue):
        return _put_plain
    writer: Writer | None = schema.cache.get("cbor writer")
    if writer is None:
        writer = schema.cache["cbor writer"] = _compiled(schema)
    return writer


def _compiled(schema: Schema) -> Writer:
    if schema.kind == "structure":
        return _structure_writer(schema)
    if schema.element is not None:
        return _list_writer(schema.element)
    if schema.value is not None:
        return _map_writer(schema.value)
    return _scalar_writer(schema)


def _scalar_writer(schema: Schema) -> Writer:
    put = _PUT[schema.kind]

    def write(value: Any, parts: Parts) -> None:
        try:
            put(value, parts)
        except ScalarError as error:
            raise _NotWritableError(error.expected, error.got) from None
        except (AttributeError, TypeError, UnicodeEncodeError, OverflowError, struct.error):
            from awso.codecs.value import describe
            from awso.shapes.constraint_messages import expected_type

            expected = "a number of 32 bits" if schema.kind == "float" else expected_type(schema)
            raise _NotWritableError(expected, describe(schema, value)) from None

    return write


class _Part:
    """One member of a structure, its writer compiled once a value of it was met."""

    __slots__ = ("absent", "member", "name", "python", "writer")

    def __init__(self, member: MemberSchema) -> None:
        self.member = member
        self.python = member.python
        self.absent = absent_value(member.target)
        name = member.json_name.encode()
        self.name = head(_TEXT, len(name)) + name
        self.writer: Writer | None = None


def _structure_writer(schema: Schema) -> Writer:
    members = [_Part(member) for member in schema.members.values()]

    def write(value: Any, parts: Parts) -> None:
        at, count = len(parts), 0
        parts.append(b"")  # the map's head, once it is known how many members there are
        for part in members:
            inner = getattr(value, part.python)
            if inner is None or inner is part.absent:
                continue
            writer = part.writer
            if writer is None:
                writer = part.writer = _writer(part.member.target, part.member)
            count += 1
            parts.append(part.name)
            try:
                writer(inner, parts)
            except _NotWritableError as error:
                raise error.under(f".{part.python}") from None
        parts[at] = head(_MAP, count)

    return write


def _list_writer(element: MemberSchema) -> Writer:
    writer: Writer | None = None

    def write(value: Any, parts: Parts) -> None:
        nonlocal writer
        if writer is None:
            writer = _writer(element.target, element)
        parts.append(head(_LIST, len(value)))
        for index, inner in enumerate(value):
            if inner is None:
                parts.append(_NULL)
                continue
            try:
                writer(inner, parts)
            except _NotWritableError as error:
                raise error.under(f"[{index}]") from None

    return write


def _map_writer(part: MemberSchema) -> Writer:
    writer: Writer | None = None

    def write(value: Any, parts: Parts) -> None:
        nonlocal writer
        if writer is None:
            writer = _writer(part.target, part)
        parts.append(head(_MAP, len(value)))
        for key, inner in value.items():
            try:
                _put_key(key, parts)
                if inner is None:
                    parts.append(_NULL)
                else:
                    writer(inner, parts)
            except _NotWritableError as error:
                raise error.under(f'["{key}"]') from None

    return write


def _put_key(key: Any, parts: Parts) -> None:
    try:
        _put_text(key, parts)
    except (AttributeError, UnicodeEncodeError):
        raise _NotWritableError("a key of well-formed text", type(key).__name__) from None


# --- scalars --------------------------------------------------------------------------------------------------------


def _put_text(value: str, parts: Parts) -> None:
    raw = value.encode()
    parts.append(head(_TEXT, len(raw)) + raw)


def _put_blob(value: bytes, parts: Parts) -> None:
    parts.append(head(_BYTES, len(value)) + value)


def _put_integer(value: int, parts: Parts) -> None:
    parts.append(head(_UNSIGNED, value) if value >= 0 else head(_NEGATIVE, -1 - value))


def _put_single(value: float, parts: Parts) -> None:
    parts.append(_pack_single(0xFA, value))


def _put_double(value: float, parts: Parts) -> None:
    parts.append(_pack_double(0xFB, value))


def _put_boolean(value: bool, parts: Parts) -> None:
    parts.append(b"\xf5" if value else b"\xf4")


def _put_moment(value: datetime, parts: Parts) -> None:
    parts.append(_EPOCH_SECONDS + _pack_double(0xFB, epoch_microseconds(value) / 1_000_000))


def _put_plain(value: Any, parts: Parts) -> None:
    """A document: whatever JSON could be."""
    if value is None:
        parts.append(_NULL)
    elif is_mapping(value):
        parts.append(head(_MAP, len(value)))
        for key, inner in value.items():
            _put_key(key, parts)
            _put_plain(inner, parts)
    elif is_list(value):
        parts.append(head(_LIST, len(value)))
        for inner in value:
            _put_plain(inner, parts)
    else:
        put = _PUT_PLAIN.get(value.__class__)
        if put is None:
            raise _NotWritableError("what JSON can hold", type(value).__name__)
        try:
            put(value, parts)
        except (ScalarError, UnicodeEncodeError):
            raise _NotWritableError("what JSON can hold", f"{value!r:.40}") from None


_PUT: dict[str, Writer] = {
    "string": _put_text,
    "integer": _put_integer,
    "long": _put_integer,
    "float": _put_single,
    "double": _put_double,
    "boolean": _put_boolean,
    "timestamp": _put_moment,
    "blob": _put_blob,
}
_PUT_PLAIN: dict[type, Writer] = {
    bool: _put_boolean,
    int: _put_integer,
    float: _put_double,
    str: _put_text,
    bytes: _put_blob,
    datetime: _put_moment,
}
