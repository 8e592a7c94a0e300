"""What a boto3 user gets: the output of an operation as plain dicts by the model's names.

Absent members are left out, datetimes are aware, blobs are bytes, bodies are files. A converter is
compiled per schema when a value of it is first met: where every name on the way is the one that the classes have for
JSON anyway, msgspec does the whole of it at C speed.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from awso._lean import msgspec
from awso.core.response_bodies import BytesStream
from awso.core.response_bodies import StreamingBody as OpenBody
from awso.shapes.kinds import ABSENT_LIST, ABSENT_MAP
from awso.shapes.schema import MemberSchema, Schema, reachable

Convert = Callable[[Any], Any]

POLICY_SHAPE = "policyDocumentType"
"""IAM's policies, which are JSON within a text: `awso.behaviours.iam`, not imported for its sake alone."""

_at_c_speed: Convert = partial(msgspec.to_builtins, builtin_types=(bytes, datetime))


def output_of(schema: Schema, value: Any) -> dict[str, Any]:
    """The members of an output, or of an error."""
    plain: dict[str, Any] = _converter(schema)(value)
    for member in schema.members.values():
        if member.model.location == "headers":
            plain.setdefault(member.name, {})  # boto3 has it in every answer: S3's Metadata
    payload = schema.model.payload
    if payload is not None and _is_plain_structure(schema.members[payload].target):
        plain.setdefault(payload, {})  # and this one, where the body was empty
    return plain


def body_member(schema: Schema) -> str | None:
    """The member that is the whole body and bytes: boto3 makes a file of each, whether or not the model streams it."""
    payload = schema.model.payload
    return payload if payload is not None and schema.members[payload].target.kind == "blob" else None


def with_file(schema: Schema, plain: dict[str, Any]) -> dict[str, Any]:
    """The output with a file in the place of such a member, also where the body was empty."""
    name = body_member(schema)
    if name is not None and isinstance(content := plain.get(name, b""), bytes):
        plain[name] = _body(OpenBody(BytesStream(content), len(content)))
    return plain


def _is_plain_structure(schema: Schema) -> bool:
    return schema.kind == "structure" and not schema.model.eventstream and not schema.model.document


def _converter(schema: Schema) -> Convert:
    convert = schema.cache.get("boto output")
    if convert is None:
        convert = schema.cache["boto output"] = _at_c_speed if _has_json_names(schema) else _compiled(schema)
    made: Convert = convert
    return made


def _has_json_names(schema: Schema) -> bool:
    return all(
        member.json_name == member.name and not _is_stream(member) and member.target.name != POLICY_SHAPE
        for part in reachable(schema)
        if not part.model.document
        for member in part.members.values()
    )


def _is_stream(member: MemberSchema) -> bool:
    return member.model.streaming or member.target.model.streaming or member.target.model.eventstream


def _compiled(schema: Schema) -> Convert:
    if schema.kind == "structure" and not schema.model.document:
        return _structure(schema)
    if schema.element is not None:
        return _list(schema.element.target)
    if schema.value is not None:
        return _map(schema.value.target)
    return _as_it_is


def _structure(schema: Schema) -> Convert:
    members: list[tuple[str, str, Convert]] = []

    def convert(value: Any) -> dict[str, Any]:
        if not members:  # not before: structures may contain themselves
            members.extend(
                (member.name, member.python, _member_converter(member)) for member in schema.members.values()
            )
        plain: dict[str, Any] = {}
        for name, attribute, inner_of in members:
            inner = getattr(value, attribute)
            if inner is not None and inner is not ABSENT_LIST and inner is not ABSENT_MAP:
                plain[name] = inner_of(inner)
        return plain

    return convert


def _member_converter(member: MemberSchema) -> Convert:
    if member.target.model.eventstream:
        return partial(_events, member.target)
    if _is_stream(member):
        return _body
    if member.target.name == POLICY_SHAPE:
        return _parsed
    if member.model.jsonvalue or member.target.kind not in ("structure", "list", "map"):
        return _as_it_is
    return _converter(member.target)


def _parsed(value: str) -> Any:
    """IAM's policies are dicts to boto3's users; a text that is no JSON stays one."""
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError:
        return value


def _list(element: Schema) -> Convert:
    def convert(value: Any) -> list[Any]:
        inner_of = _converter(element)
        return [None if inner is None else inner_of(inner) for inner in value]

    return convert


def _map(value_schema: Schema) -> Convert:
    def convert(value: Any) -> dict[str, Any]:
        inner_of = _converter(value_schema)
        return {key: None if inner is None else inner_of(inner) for key, inner in value.items()}

    return convert


def _as_it_is(value: Any) -> Any:
    return value


def _body(value: Any) -> Any:
    if isinstance(value, OpenBody):
        from awso.boto.body import StreamingBody

        return StreamingBody(value)
    return value


def _events(schema: Schema, value: Any) -> Any:
    from awso.boto.body import EventStream

    return EventStream(value, _converter(schema))
