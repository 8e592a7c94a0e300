"""What a boto3 user passes, made into the input of an operation: fast where it is right, silent about what is wrong.

boto3 takes more than a shape's constructor does (timestamps as text or numbers, blobs as text or files, any `dict`)
and checks less (no maxima, no patterns, no enums). Both are kept, so that what boto3 sends is sent. A converter is
compiled per schema when a value of it is first met; it raises `MisfitError` for anything that boto3 would refuse, and
`awso.boto.validate` then says what all is wrong.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from awso._lean import msgspec
from awso.shapes.kinds import is_dict, is_json_array, is_list
from awso.shapes.schema import MemberSchema, Schema

Convert = Callable[[Any], Any]


class MisfitError(ValueError):
    """A value that boto3 refuses. Which one, and why, is for the report to say."""


def input_of(schema: Schema, plain: dict[str, Any]) -> Any:
    """The input that the keyword arguments of a client's method mean. Raises `MisfitError`."""
    return _converter(schema)(plain)


def _converter(schema: Schema) -> Convert:
    convert = schema.cache.get("boto input")
    if convert is None:
        convert = schema.cache["boto input"] = _COMPILED[_kind(schema)](schema)
    made: Convert = convert
    return made


def _member_converter(member: MemberSchema) -> Convert:
    if member.model.jsonvalue:
        return json_value
    if member.model.host_label and member.target.model.min is None:
        return partial(_at_least, 1, _converter(member.target))  # it becomes a part of a host name
    if member.model.streaming or member.target.model.streaming:
        return _stream
    return _converter(member.target)


def _kind(schema: Schema) -> str:
    if schema.model.eventstream:
        return "event stream"
    return "document" if schema.model.document else schema.kind


def _structure(schema: Schema) -> Convert:
    members = schema.members
    known: dict[str, tuple[str, Convert]] = {}  # filled in as members are met: structures may contain themselves
    required = tuple(member.name for member in members.values() if is_required(member))
    construct = partial(msgspec.StructMeta.__call__, schema.cls)

    def convert(plain: Any) -> Any:
        if not is_dict(plain):
            raise MisfitError
        for name in required:
            if name not in plain:
                raise MisfitError
        made: dict[str, Any] = {}
        for name, value in plain.items():
            found = known.get(name)
            if found is None:
                if name not in members:
                    raise MisfitError
                member = members[name]
                found = known[name] = member.python, _member_converter(member)
            made[found[0]] = found[1](value)
        return construct(**made)

    return partial(_of_one_member, convert) if schema.model.union else convert


def is_required(member: MemberSchema) -> bool:
    """Whether the caller must give it: the token of an idempotent call is made where it is absent."""
    return member.required and not member.model.idempotency_token


def _of_one_member(convert: Convert, plain: Any) -> Any:
    if is_dict(plain) and len(plain) != 1:
        raise MisfitError
    return convert(plain)


def _list(schema: Schema) -> Convert:
    assert schema.element is not None
    element = schema.element

    def convert(plain: Any) -> Any:
        if not is_list(plain):
            raise MisfitError
        each = _member_converter(element)
        return [each(inner) for inner in plain]

    return _with_minimum(schema, convert)


def _map(schema: Schema) -> Convert:
    assert schema.key is not None
    assert schema.value is not None
    key, value = schema.key.target, schema.value

    def convert(plain: Any) -> Any:
        if not is_dict(plain):
            raise MisfitError
        of_key, of_value = _converter(key), _member_converter(value)
        return {of_key(name): of_value(inner) for name, inner in plain.items()}

    return convert


def _string(schema: Schema) -> Convert:
    return _with_minimum(schema, text)


def text(plain: Any) -> str:
    """Text, also of a class of its own: an enum's member is its text."""
    if type(plain) is str:
        return plain
    if isinstance(plain, str):
        return str.__str__(plain)
    raise MisfitError


def _integer(schema: Schema) -> Convert:
    return _with_least(schema, integer)


def integer(plain: Any) -> int:
    """An integer, also of a class of its own."""
    if type(plain) is int:
        return plain
    if isinstance(plain, int):
        return int(plain)
    raise MisfitError


def _float(schema: Schema) -> Convert:
    return _with_least(schema, _number)


def _number(plain: Any) -> float:
    if type(plain) is float or type(plain) is int:
        return plain
    if isinstance(plain, (float, int, Decimal)):
        return float(plain)
    raise MisfitError


def _boolean(schema: Schema) -> Convert:
    return _truth


def _truth(plain: Any) -> bool:
    if isinstance(plain, bool):
        return plain
    raise MisfitError


def _blob(schema: Schema) -> Convert:
    return _bytes


def _bytes(plain: Any) -> bytes:
    if isinstance(plain, bytes):
        return plain
    if isinstance(plain, bytearray):
        return bytes(plain)
    if isinstance(plain, str):
        return plain.encode()
    if hasattr(plain, "read"):
        return _bytes(plain.read())
    raise MisfitError


def _stream(plain: Any) -> Any:
    """A body: a file is left to be read while it is sent."""
    return plain if hasattr(plain, "read") else _bytes(plain)


def _timestamp(schema: Schema) -> Convert:
    return moment


def moment(plain: Any) -> datetime:
    """A point in time: a datetime, epoch seconds, or text of either or of an HTTP date.

    Whatever has no time zone is local time, as boto3 has it.
    """
    if isinstance(plain, datetime):
        return plain if plain.tzinfo is not None else plain.astimezone()
    try:
        if isinstance(plain, (int, float, Decimal)):  # Decimal: what DynamoDB's numbers are
            return datetime.fromtimestamp(float(plain), UTC)
        if isinstance(plain, str):
            return _moment_of_text(plain)
    except (ValueError, OverflowError, OSError):
        pass
    raise MisfitError


def _moment_of_text(plain: str) -> datetime:
    try:
        found = datetime.fromisoformat(plain)
    except ValueError:
        from awso.codecs.scalars import parse_timestamp

        return parse_timestamp(plain)
    return found if found.tzinfo is not None else found.astimezone()


def _document(schema: Schema) -> Convert:
    return document


def document(plain: Any) -> Any:
    """What JSON can say, unchanged."""
    if is_dict(plain):
        for inner in plain.values():
            document(inner)
    elif is_json_array(plain):
        for inner in plain:
            document(inner)
    elif plain is not None and not isinstance(plain, (str, int, bool, float)):
        raise MisfitError
    return plain


def json_value(plain: Any) -> Any:
    """What is sent as JSON within a header, unchanged."""
    try:
        msgspec.json.encode(plain)
    except (TypeError, ValueError, OverflowError):
        raise MisfitError from None
    return plain


def _event_stream(schema: Schema) -> Convert:
    return _as_it_is


def _as_it_is(plain: Any) -> Any:
    return plain


def _with_minimum(schema: Schema, convert: Convert) -> Convert:
    """`convert` and the least length of the model, which is all that boto3 checks of lengths."""
    least = schema.model.min
    return convert if least is None else partial(_at_least, least, convert)


def _at_least(least: float, convert: Convert, plain: Any) -> Any:
    made = convert(plain)
    if len(made) < least:
        raise MisfitError
    return made


def _with_least(schema: Schema, convert: Convert) -> Convert:
    least = schema.model.min
    return convert if least is None else partial(_not_below, least, convert)


def _not_below(least: float, convert: Convert, plain: Any) -> Any:
    made = convert(plain)
    if made < least:
        raise MisfitError
    return made


_COMPILED: dict[str, Callable[[Schema], Convert]] = {
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
    "document": _document,
    "event stream": _event_stream,
}
