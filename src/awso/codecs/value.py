"""Shapes to wire-named plain Python values and back: what a boto3 user would pass and get.

Datetimes and bytes stay as they are. `from_value` reports every misfit at once.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from awso.errors import ParameterError, Violation
from awso.shapes.kinds import is_mapping, is_sequence, is_source
from awso.shapes.schema import MemberSchema, Schema
from awso.shapes.shape import MASK, Shape, present_members, unknown_member_message


def to_value(schema: Schema, value: Any) -> Any:
    """Plain values by the model's member names; absent members are left out."""
    if value is None or schema.model.document or _is_event_stream(schema, value):
        return value
    if schema.kind == "structure":
        return {member.name: to_value(member.target, inner) for member, inner in present_members(schema, value)}
    if schema.element is not None:
        target = schema.element.target
        return [to_value(target, inner) for inner in value]
    if schema.value is not None:
        target = schema.value.target
        return {key: to_value(target, inner) for key, inner in value.items()}
    return value


def from_value(schema: Schema, plain: Any) -> Any:
    """A shape from plain values.

    Timestamps may be datetimes (naive ones are UTC), epoch seconds or ISO 8601 text; blobs bytes or text (UTF-8).
    Raises `awso.errors.ParameterError` listing every misfit with its path.
    """
    misfits: list[Violation] = []
    made = _from(schema, plain, schema.name, misfits)
    if misfits:
        raise ParameterError(schema.name, misfits)
    return made


def describe(schema: Schema, value: object) -> str:
    """What was got, for an error; nothing of a sensitive value but its type."""
    kind = type(value).__name__
    return f"{kind} {MASK}" if schema.model.sensitive else f"{kind} {value!r:.80}"


def _from(schema: Schema, plain: Any, path: str, misfits: list[Violation]) -> Any:
    if schema.model.document or (_is_event_stream(schema, plain) and not is_mapping(plain)):
        return plain
    found_before = len(misfits)
    made = _BY_KIND[schema.kind](schema, plain, path, misfits)
    if schema.model.sensitive:
        for at in range(found_before, len(misfits)):
            if misfits[at].path != path:  # all that a secret holds is one; its own misfit says no more than a type
                misfits[at] = Violation(misfits[at].path, misfits[at].expected, MASK)
    return made


def _is_event_stream(schema: Schema, value: object) -> bool:
    """Whether it is a stream of events, which is the same in both forms, and not one of its events."""
    return schema.model.eventstream and not isinstance(value, Shape)


def _misfit(schema: Schema, plain: object, path: str, expected: str, misfits: list[Violation]) -> None:
    misfits.append(Violation(path, expected, describe(schema, plain)))


def _structure(schema: Schema, plain: Any, path: str, misfits: list[Violation]) -> Any:
    if isinstance(plain, Shape):
        if isinstance(plain, schema.cls):
            return plain
        return _misfit(schema, plain, path, f"a mapping or {schema.name}", misfits)
    if not is_mapping(plain):
        return _misfit(schema, plain, path, f"a mapping for {schema.name}", misfits)
    members: dict[str, Any] = {}
    for name, value in plain.items():
        member = schema.members.get(name)
        if member is None:
            hint = unknown_member_message(schema.name, str(name), tuple(schema.members))
            misfits.append(Violation(path, f"members of {schema.name} only", f"{name!r} ({hint})"))
        elif value is not None:
            members[member.python] = _member(member, value, f"{path}.{member.python}", misfits)
    return schema.cls(**members)


def _member(member: MemberSchema, value: Any, path: str, misfits: list[Violation]) -> Any:
    if member.model.jsonvalue or (member.streams and is_source(value)):
        return value
    return _from(member.target, value, path, misfits)


def _list(schema: Schema, plain: Any, path: str, misfits: list[Violation]) -> Any:
    assert schema.element is not None
    if not is_sequence(plain):
        return _misfit(schema, plain, path, "a list", misfits)
    element = schema.element.target
    return [
        None if inner is None and schema.model.sparse else _from(element, inner, f"{path}[{index}]", misfits)
        for index, inner in enumerate(plain)
    ]


def _map(schema: Schema, plain: Any, path: str, misfits: list[Violation]) -> Any:
    assert schema.value is not None
    assert schema.key is not None
    if not is_mapping(plain):
        return _misfit(schema, plain, path, "a mapping", misfits)
    value = schema.value.target
    made: dict[str, Any] = {}
    for key, inner in plain.items():
        if not isinstance(key, str):
            _misfit(schema.key.target, key, path, "text keys", misfits)
        elif inner is None and schema.model.sparse:
            made[key] = None
        else:
            made[key] = _from(value, inner, f'{path}["{key}"]', misfits)
    return made


def _string(schema: Schema, plain: Any, path: str, misfits: list[Violation]) -> Any:
    if isinstance(plain, str):
        return plain
    return _misfit(schema, plain, path, "text", misfits)


def _integer(schema: Schema, plain: Any, path: str, misfits: list[Violation]) -> Any:
    if isinstance(plain, int) and not isinstance(plain, bool):
        return plain
    return _misfit(schema, plain, path, "an integer", misfits)


def _float(schema: Schema, plain: Any, path: str, misfits: list[Violation]) -> Any:
    if isinstance(plain, (int, float)) and not isinstance(plain, bool):
        return plain
    return _misfit(schema, plain, path, "a number", misfits)


def _boolean(schema: Schema, plain: Any, path: str, misfits: list[Violation]) -> Any:
    if isinstance(plain, bool):
        return plain
    return _misfit(schema, plain, path, "True or False", misfits)


def _timestamp(schema: Schema, plain: Any, path: str, misfits: list[Violation]) -> Any:
    from awso.codecs.scalars import parse_timestamp

    if isinstance(plain, datetime):
        return plain if plain.tzinfo else plain.replace(tzinfo=UTC)
    if isinstance(plain, (str, int, float)) and not isinstance(plain, bool):
        try:
            return parse_timestamp(plain)
        except ValueError:
            pass
    return _misfit(schema, plain, path, "a datetime, epoch seconds or ISO 8601 text", misfits)


def _blob(schema: Schema, plain: Any, path: str, misfits: list[Violation]) -> Any:
    if isinstance(plain, bytes):
        return plain
    if isinstance(plain, bytearray):
        return bytes(plain)
    if isinstance(plain, memoryview):
        return plain.tobytes()
    if isinstance(plain, str):
        return plain.encode()
    return _misfit(schema, plain, path, "bytes", misfits)


_BY_KIND: dict[str, Callable[[Schema, Any, str, list[Violation]], Any]] = {
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
