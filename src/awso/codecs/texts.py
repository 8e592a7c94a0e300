"""Scalars as the text that forms, XML, headers and URLs hold, by schema; documents as JSON text.

Settled here: one text for one value. How a timestamp is written depends on where it stands, so its format is an
argument. `awso.codecs.scalars` has the formats themselves.
"""

from collections.abc import Callable
from typing import Any

from awso._lean import msgspec
from awso.codecs.scalars import (
    ScalarError,
    decode_blob,
    encode_blob,
    format_boolean,
    format_float,
    format_timestamp,
    parse_boolean,
    parse_float,
    parse_integer,
    parse_timestamp,
)
from awso.errors import DecodeError
from awso.shapes.schema import MemberSchema, Schema
from awso.shapes.shape import MASK


def is_json_text(schema: Schema, member: MemberSchema | None) -> bool:
    """Whether a value is written as JSON text: a document, or a member marked `jsonvalue`."""
    return schema.model.document or (member is not None and member.model.jsonvalue)


def json_text(value: object) -> str:
    """A document as JSON text."""
    return msgspec.json.encode(value).decode()


def json_value(schema: Schema, text: str, path: str) -> Any:
    """The reverse of `json_text`. Raises `awso.errors.DecodeError`."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise DecodeError(path, "a JSON document", _shown(schema, repr(text[:40]))) from None


def timestamp_format(member: MemberSchema | None, schema: Schema, default: str) -> str:
    """The format of a timestamp: its member's, else its shape's, else that of the protocol."""
    return (member and member.model.timestamp_format) or schema.model.timestamp_format or default


def scalar_text(schema: Schema, value: Any, when: str) -> str:
    """The text of a scalar; `when` is the format of a timestamp."""
    kind = schema.kind
    if kind == "string":
        return str(value)
    if kind == "boolean":
        return format_boolean(value)
    if kind == "timestamp":
        return format_timestamp(value, when)
    if kind == "blob":
        return encode_blob(value)
    return format_float(value) if kind in ("float", "double") else str(value)


def scalar_value(schema: Schema, text: str, path: str) -> Any:
    """The value of a scalar's text; None for an empty text where the kind has no empty value.

    Raises `awso.errors.DecodeError`, which shows nothing of a sensitive text.
    """
    parse = PARSERS.get(schema.kind)
    if parse is None:
        return text
    if not text and schema.kind != "blob":
        return None
    try:
        return parse(text)
    except ScalarError as error:
        raise misread(schema, error, path) from None


def misread(schema: Schema, error: ScalarError, path: str) -> DecodeError:
    """The error for a text that is no value of its kind."""
    return DecodeError(path, error.expected, _shown(schema, error.got))


def _shown(schema: Schema, got: str) -> str:
    return f"text {MASK}" if schema.model.sensitive else got


PARSERS: dict[str, Callable[[str], Any]] = {
    "integer": parse_integer,
    "long": parse_integer,
    "float": parse_float,
    "double": parse_float,
    "boolean": parse_boolean,
    "timestamp": parse_timestamp,
    "blob": decode_blob,
}
"""How the text of each kind is read; a string's is its own value."""
