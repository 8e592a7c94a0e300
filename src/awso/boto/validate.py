"""All that is wrong with the arguments of a call, in the words in which boto3 says it.

Programs and their tests look for these texts. Settled here: what boto3 checks, which is required members, unknown
members, types, least lengths and least values, and that a union has one member. Beyond boto3, nothing is shown of what
the model marks sensitive.
"""

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from awso.boto.inputs import MisfitError, is_required, moment
from awso.shapes.constraint_messages import holds_secrets
from awso.shapes.kinds import is_dict, is_json_array
from awso.shapes.schema import MemberSchema, Schema
from awso.shapes.shape import MASK

_TYPES: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list, tuple),
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (float, Decimal, int),
    "double": (float, Decimal, int),
    "boolean": (bool,),
}


class _Report(list[str]):
    """The lines so far; `hidden` while what is looked at is within something sensitive."""

    hidden = False

    def shown(self, schema: Schema, value: Any) -> Any:
        """The value as a line may show it."""
        return MASK if self.hidden or holds_secrets(schema) else value


def report(schema: Schema, arguments: Any) -> str:
    """A line for each finding; empty where there is none."""
    lines = _Report()
    _check(schema, None, arguments, "", lines)
    return "\n".join(lines)


def _check(schema: Schema, member: MemberSchema | None, value: Any, path: str, lines: _Report) -> None:
    outer, lines.hidden = lines.hidden, lines.hidden or schema.model.sensitive
    _check_kind(schema, member, value, path, lines)
    lines.hidden = outer


def _check_kind(schema: Schema, member: MemberSchema | None, value: Any, path: str, lines: _Report) -> None:
    if member is not None and member.model.jsonvalue:
        _check_json(value, path, lines)
    elif schema.model.document:
        _check_document(schema, value, path, lines)
    elif schema.model.eventstream:
        return
    elif schema.kind == "blob":
        if not (isinstance(value, (bytes, bytearray, str)) or hasattr(value, "read")):
            shown = lines.shown(schema, value)
            lines.append(_wrong_type(path, value, shown, str(bytes), str(bytearray), "file-like object"))
    elif schema.kind == "timestamp":
        _check_timestamp(schema, value, path, lines)
    elif not isinstance(value, _TYPES[schema.kind]):
        lines.append(_wrong_type(path, value, lines.shown(schema, value), *map(str, _TYPES[schema.kind])))
    else:
        check = _CHECKS.get(schema.kind)
        if check is not None:
            check(schema, member, value, path, lines)


def _check_structure(schema: Schema, _: MemberSchema | None, value: Any, path: str, lines: _Report) -> None:
    members = ", ".join(schema.members)
    if schema.model.union and not value:
        lines.append(f"Must set one of the following keys for tagged unionstructure {_name(path)}: {members}.")
    elif schema.model.union and len(value) > 1:
        lines.append(
            f"Invalid number of parameters set for tagged union structure {_name(path)}."
            f" Can only set one of the following keys: {members}."
        )
    lines += [
        f'Missing required parameter in {_name(path)}: "{member.name}"'
        for member in schema.members.values()
        if is_required(member) and member.name not in value
    ]
    lines += [
        f'Unknown parameter in {_name(path)}: "{name}", must be one of: {members}'
        for name in value
        if name not in schema.members
    ]
    for name, inner in value.items():
        if name in schema.members:
            member = schema.members[name]
            _check(member.target, member, inner, f"{path}.{name}", lines)


def _check_list(schema: Schema, _: MemberSchema | None, value: Any, path: str, lines: _Report) -> None:
    assert schema.element is not None
    _check_length(schema, None, value, path, lines)
    for index, inner in enumerate(value):
        _check(schema.element.target, schema.element, inner, f"{path}[{index}]", lines)


def _check_map(schema: Schema, _: MemberSchema | None, value: Any, path: str, lines: _Report) -> None:
    assert schema.key is not None
    assert schema.value is not None
    for key, inner in value.items():
        shown = lines.shown(schema.key.target, key)
        _check(schema.key.target, schema.key, key, f"{path} (key: {shown})", lines)
        _check(schema.value.target, schema.value, inner, f"{path}.{shown}", lines)


def _check_length(schema: Schema, member: MemberSchema | None, value: Any, path: str, lines: _Report) -> None:
    least = schema.model.min
    if least is None and member is not None and member.model.host_label:
        least = 1
    if least is not None and len(value) < least:
        lines.append(f"Invalid length for parameter {_name(path)}, value: {len(value)}, valid min length: {least}")


def _check_least(schema: Schema, _: MemberSchema | None, value: Any, path: str, lines: _Report) -> None:
    least = schema.model.min
    if least is not None and value < least:
        shown = lines.shown(schema, value)
        lines.append(f"Invalid value for parameter {_name(path)}, value: {shown}, valid min value: {least}")


def _check_timestamp(schema: Schema, value: Any, path: str, lines: _Report) -> None:
    try:
        moment(value)
    except MisfitError:
        lines.append(_wrong_type(path, value, lines.shown(schema, value), str(datetime), "timestamp-string"))


def _check_json(value: Any, path: str, lines: _Report) -> None:
    try:
        json.dumps(value)
    except (TypeError, ValueError) as error:
        lines.append(f"Invalid parameter {_name(path)} must be json serializable: {error}")


def _check_document(schema: Schema, value: Any, path: str, lines: _Report) -> None:
    if is_dict(value):
        for name, inner in value.items():
            _check_document(schema, inner, str(name), lines)
    elif is_json_array(value):
        for index, inner in enumerate(value):
            _check_document(schema, inner, f"{path}[{index}]", lines)
    elif value is not None and not isinstance(value, (str, int, bool, float)):
        valid = ", ".join(map(str, (str, int, bool, float, list, dict)))
        lines.append(
            f"Invalid type for document parameter {_name(path)}, value: {lines.shown(schema, value)},"
            f" type: {type(value)}, valid types: {valid}"
        )


def _wrong_type(path: str, value: Any, shown: Any, *valid: str) -> str:
    got = f"value: {shown}, type: {type(value)}"
    return f"Invalid type for parameter {_name(path)}, {got}, valid types: {', '.join(valid)}"


def _name(path: str) -> str:
    return path.removeprefix(".") or "input"


_Check = Callable[[Schema, MemberSchema | None, Any, str, _Report], None]
_CHECKS: dict[str, _Check] = {
    "structure": _check_structure,
    "list": _check_list,
    "map": _check_map,
    "string": _check_length,
    "integer": _check_least,
    "long": _check_least,
    "float": _check_least,
    "double": _check_least,
}
