"""Shapes to JSON and back, by the rules of AWS's JSON protocols.

Blobs are base64, timestamps epoch seconds unless the model names a format, NaN and the infinities the strings "NaN",
"Infinity", "-Infinity"; absent members are left out. There are two paths with one meaning: a typed one at C speed
(`msgspec`) for whatever it can express, and a walk over the schema for the rest (timestamps out, nulls, misfits). The
walk alone is right for everything; the tests compare the two.
"""

from collections.abc import Callable
from typing import Any

from awso._lean import datetime, msgspec
from awso.errors import DecodeError
from awso.shapes.kinds import is_list, is_mapping
from awso.shapes.schema import MemberSchema, Schema, reachable
from awso.shapes.shape import MASK, absent_value, present_members, typed_class

_INFINITY = float("inf")  # not from math, which is a library of its own to load
_dump = msgspec.json.Encoder().encode
_load = msgspec.json.Decoder().decode
force_setattr = msgspec.structs.force_setattr


def encode(schema: Schema, value: Any) -> bytes:
    """The JSON of `value`, UTF-8."""
    if _typed_encoding_is_right(schema):
        text = _dump(value)
        # "null" stands where the typed path wrote a NaN or an explicit None (or inside a text): let the walk decide.
        if b"null" not in text:
            return text
    return _dump(to_plain(schema, value))


def decode(schema: Schema, text: str | bytes) -> Any:
    """The value of JSON text; unknown members are ignored, null members are absent.

    Raises `awso.errors.DecodeError` with the path of the first misfit.
    """
    try:
        return _decoded(schema, text)
    except RecursionError:
        raise DecodeError(schema.name, "JSON that is not nested so deeply", "too many levels") from None


def _decoded(schema: Schema, text: str | bytes) -> Any:
    if schema.kind == "structure" and not schema.model.document:
        decoder = schema.cache.get("json")
        if decoder is None:
            # strict=False reads numbers as datetimes, "NaN" as a float, and 1 as True: as lenient as AWS's own SDKs.
            decoder = schema.cache["json"] = msgspec.json.Decoder(typed_class(schema), strict=False).decode
        try:
            value = decoder(text)
        except (msgspec.DecodeError, ValueError):
            pass  # the walk below is more lenient, and its errors name our attributes
        else:
            if _has_null(text):
                empty_for_null(schema, value)
            return value
    return from_plain(schema, parse(text, schema.name), schema.name)


def parse(text: str | bytes, path: str) -> Any:
    """Any JSON document. Raises `awso.errors.DecodeError` where it is none."""
    try:
        return _load(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise DecodeError(path, "a JSON document", str(error)) from None


def _has_null(text: str | bytes) -> bool:
    return "null" in text if isinstance(text, str) else b"null" in text


def empty_for_null(schema: Schema, value: Any) -> None:
    """Make lists and maps that a typed decoder read as None (from null) read as empty, here and below."""
    for member in _members_with_containers(schema):
        inner = getattr(value, member.python)
        target = member.target
        if inner is None:
            empty = absent_value(target)
            if empty is not None:
                force_setattr(value, member.python, empty)
        elif target.kind == "structure":
            empty_for_null(target, inner)
        else:
            _empty_elements(target, inner)


def _empty_elements(schema: Schema, value: Any) -> None:
    part = schema.element or schema.value
    if part is None or part.target.kind not in ("structure", "list", "map") or part.target.model.document:
        return
    for inner in value.values() if is_mapping(value) else value:
        if inner is None:
            continue
        if part.target.kind == "structure":
            empty_for_null(part.target, inner)
        else:
            _empty_elements(part.target, inner)


def _members_with_containers(schema: Schema) -> list[MemberSchema]:
    """The members of a structure that are a list or map, or may have one inside."""
    members: list[MemberSchema] | None = schema.cache.get("json containers")
    if members is None:
        members = [
            member
            for member in schema.members.values()
            if not member.model.jsonvalue
            and not member.target.model.document
            and any(part.kind in ("list", "map") for part in reachable(member.target))
        ]
        schema.cache["json containers"] = members
    return members


def _typed_encoding_is_right(schema: Schema) -> bool:
    right = schema.cache.get("json typed encoding")
    if right is None:
        right = not any(
            part.kind == "timestamp"
            or part.model.document
            or any(member.model.jsonvalue for member in part.members.values())
            for part in reachable(schema)
        )
        schema.cache["json typed encoding"] = right
    return bool(right)


def to_plain(schema: Schema, value: Any, member: MemberSchema | None = None) -> Any:
    """What `json.dumps` would take: dicts by JSON names, lists, text, numbers, booleans."""
    if value is None or schema.model.document or (member is not None and member.model.jsonvalue):
        return value
    if schema.kind == "structure":
        return {part.json_name: to_plain(part.target, inner, part) for part, inner in present_members(schema, value)}
    if schema.element is not None:
        return [to_plain(schema.element.target, inner, schema.element) for inner in value]
    if schema.value is not None:
        return {key: to_plain(schema.value.target, inner, schema.value) for key, inner in value.items()}
    return _scalar_to_plain(schema, value, member)


def _scalar_to_plain(schema: Schema, value: Any, member: MemberSchema | None) -> Any:
    if schema.kind == "timestamp" and isinstance(value, datetime):
        from awso.codecs.scalars import print_timestamp

        return print_timestamp(value, timestamp_format(schema, member))
    if isinstance(value, float) and not -_INFINITY < value < _INFINITY:  # which NaN is not either
        return "Infinity" if value > 0 else "-Infinity" if value < 0 else "NaN"
    return value


def timestamp_format(schema: Schema, member: MemberSchema | None) -> Any:
    """The format a timestamp has in JSON: the member's, else the shape's, else epoch seconds."""
    return (member and member.model.timestamp_format) or schema.model.timestamp_format or "unixTimestamp"


def from_plain(schema: Schema, plain: Any, path: str, member: MemberSchema | None = None) -> Any:
    """A value from what a JSON (or CBOR) parser gives, leniently: services break their own models.

    Raises `awso.errors.DecodeError` where nothing sensible can be made of it.
    """
    if schema.model.document or (member is not None and member.model.jsonvalue):
        return plain
    try:
        return _FROM_PLAIN[schema.kind](schema, plain, path)
    except DecodeError as error:
        if not schema.model.sensitive or error.path == path:  # its own misfit says no more than a type
            raise
        raise DecodeError(error.path, error.expected, MASK) from None  # all that a secret holds is one


def misfit(schema: Schema, plain: object, path: str, expected: str) -> DecodeError:
    """The error for `plain`, of which a sensitive value shows no more than its type."""
    kind = _KIND_NAMES.get(type(plain).__name__, "a number")
    if is_mapping(plain) or is_list(plain):
        return DecodeError(path, expected, kind)
    return DecodeError(path, expected, f"{kind} {MASK if schema.model.sensitive else f'{plain!r:.60}'}")


_KIND_NAMES = {
    "str": "text",
    "dict": "an object",
    "list": "a list",
    "bool": "a boolean",
    "NoneType": "null",
    "bytes": "bytes",
    "datetime": "a timestamp",
}


def _structure(schema: Schema, plain: Any, path: str) -> Any:
    if not is_mapping(plain):
        raise misfit(schema, plain, path, f"an object for {schema.name}")
    members: dict[str, Any] = {}
    for part in schema.members.values():
        inner = plain.get(part.json_name)
        if inner is not None:
            members[part.python] = from_plain(part.target, inner, f"{path}.{part.python}", part)
    return schema.cls(**members)


def _list(schema: Schema, plain: Any, path: str) -> Any:
    assert schema.element is not None
    if not is_list(plain):
        raise misfit(schema, plain, path, "a list")
    element = schema.element
    return [
        None if inner is None else from_plain(element.target, inner, f"{path}[{index}]", element)
        for index, inner in enumerate(plain)
        if inner is not None or schema.model.sparse
    ]


def _map(schema: Schema, plain: Any, path: str) -> Any:
    assert schema.value is not None
    if not is_mapping(plain):
        raise misfit(schema, plain, path, "an object for a map")
    value = schema.value
    return {
        key: None if inner is None else from_plain(value.target, inner, f'{path}["{key}"]', value)
        for key, inner in plain.items()
        if inner is not None or schema.model.sparse
    }


def _string(schema: Schema, plain: Any, path: str) -> str:
    if isinstance(plain, str):
        return plain
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, (int, float)):
        return str(plain)
    raise misfit(schema, plain, path, "text")


def _integer(schema: Schema, plain: Any, path: str) -> int:
    if isinstance(plain, int):
        return int(plain)
    if isinstance(plain, (str, float)):
        try:
            number = int(plain)
        except (ValueError, OverflowError):
            pass
        else:
            if isinstance(plain, str) or plain.is_integer():
                return number
    raise misfit(schema, plain, path, "an integer")


def _float(schema: Schema, plain: Any, path: str) -> float:
    if isinstance(plain, (int, float, str)):
        try:
            return float(plain)
        except (ValueError, OverflowError):
            pass
    raise misfit(schema, plain, path, "a number")


def _boolean(schema: Schema, plain: Any, path: str) -> bool:
    if isinstance(plain, bool):
        return plain
    if isinstance(plain, str) and plain.lower() in ("true", "false"):
        return plain.lower() == "true"
    if plain in (0, 1):
        return bool(plain)
    raise misfit(schema, plain, path, "true or false")


def _timestamp(schema: Schema, plain: Any, path: str) -> datetime:
    from awso.codecs.scalars import parse_timestamp

    if isinstance(plain, datetime):
        return plain  # CBOR has its own
    if isinstance(plain, (str, int, float)) and not isinstance(plain, bool):
        try:
            return parse_timestamp(plain)
        except ValueError:
            pass
    raise misfit(schema, plain, path, "a timestamp between the years 1 and 9999")


def _blob(schema: Schema, plain: Any, path: str) -> bytes:
    from awso.codecs.scalars import decode_blob

    if isinstance(plain, bytes):
        return plain  # CBOR has its own
    if isinstance(plain, str):
        try:
            return decode_blob(plain)
        except ValueError:
            pass
    raise misfit(schema, plain, path, "base64 text")


_FROM_PLAIN: dict[str, Callable[[Schema, Any, str], Any]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "integer": _integer,
    "long": _integer,
    "float": _float,
    "double": _float,
    "boolean": _boolean,
    "timestamp": _timestamp,
    "blob": _blob,
}
