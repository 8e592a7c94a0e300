"""Broken constraints in words: ours (`Violation`), and those of AWS's services (`render_service_message`).

Neither shows anything of a value that the model marks sensitive, nor of one that holds such a value.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from awso.errors import Violation
from awso.shapes.constraints import BrokenConstraint, Step
from awso.shapes.kinds import is_list, is_mapping
from awso.shapes.schema import MemberSchema, Schema, reachable
from awso.shapes.shape import Shape, present_members

LONGEST_SHOWN = 60  # characters of a value in our own messages
LONGEST_ECHOED = 1000  # … in the services' messages, of which AWS has no limit, but a log should
MOST_SAID = 100  # findings in one such message: a request of 1 MB can have 100,000

_UNITS = {"string": "character", "blob": "byte", "list": "element", "map": "entry"}
_PLURALS = {"entry": "entries"}
_EXPECTED_TYPES = {
    "string": "a string",
    "integer": "an integer",
    "long": "an integer",
    "float": "a number",
    "double": "a number",
    "boolean": "True or False",
    "timestamp": "a datetime with a time zone",
    "blob": "bytes",
    "list": "a list",
    "map": "a dict",
}
_STREAM = "bytes, a file opened in binary mode or an iterable of bytes"


def violation(broken: BrokenConstraint, path: str) -> Violation:
    """One finding for a person: the path in Python's terms, what was expected, what was got."""
    return Violation(path + python_path(broken), expected(broken) + _remedy(broken), got(broken))


def _remedy(broken: BrokenConstraint) -> str:
    """How to make what was expected of what boto3's users and newcomers pass."""
    schema, value = broken.schema, broken.value
    if broken.constraint != "type":
        return ""
    if schema.kind == "structure" and is_mapping(value):
        return f" ({schema.name}.from_value makes one of a dict)"
    return ""


def python_path(broken: BrokenConstraint) -> str:
    """`.user_attributes[1].name`, `.client_metadata["spring"]`."""
    return "".join(map(_python_step, broken.steps))


def _python_step(step: Step) -> str:
    if isinstance(step, MemberSchema):
        return f".{step.python}"
    if isinstance(step, int):
        return f"[{step}]"
    return " (the key)" if step is None else f'["{_shortened(step)}"]'


def expected(broken: BrokenConstraint) -> str:
    """What the constraint asks for."""
    schema = broken.schema
    model = schema.model
    match broken.constraint:
        case "required":
            return f"{_STREAM if _streams(broken) else expected_type(schema)} (required)"
        case "type":
            return _STREAM if _streams(broken) else expected_type(schema)
        case "min length":
            return f"at least {_counted(model.min or 0, schema)}"
        case "max length":
            return f"at most {_counted(model.max or 0, schema)}"
        case "min":
            return f"at least {model.min}"
        case "max":
            return f"at most {model.max}"
        case "pattern":
            return f"text that as a whole matches {model.pattern}"
        case "enum":
            return f"one of {', '.join(model.enum)}"
        case "union":
            return f"exactly one of {', '.join(member.python for member in schema.members.values())}"
        case "unicode":
            return "well-formed Unicode text, without lone surrogates"


def expected_type(schema: Schema) -> str:
    """What a value of this schema is in Python."""
    if schema.kind == "structure":
        return schema.name
    return _EXPECTED_TYPES[schema.kind]


def _streams(broken: BrokenConstraint) -> bool:
    # S3's models say it of the member, others of its shape.
    member = broken.steps[-1] if broken.steps else None
    return isinstance(member, MemberSchema) and member.streams


def _counted(count: float, schema: Schema) -> str:
    unit = _UNITS[schema.kind]
    return f"{count} {unit if count == 1 else _PLURALS.get(unit, unit + 's')}"


def got(broken: BrokenConstraint) -> str:
    """What was there instead; no more than its type and size where it is sensitive."""
    schema, value = broken.schema, broken.value
    if value is None:
        return "nothing"
    if broken.constraint == "union":
        given = ", ".join(member.python for member, _ in present_members(schema, value))
        return given or "none"
    if isinstance(value, datetime) and schema.kind == "timestamp":
        return "a datetime without a time zone"
    if broken.constraint in ("min length", "max length") and not isinstance(value, str):
        return _counted(len(_sized(value)), schema)
    kind = type(value).__name__
    if broken.hidden or holds_secrets(schema):
        return f"a string of {_counted(len(value), schema)}" if isinstance(value, str) else f"a value of type {kind}"
    if isinstance(value, str) and broken.constraint != "type":
        size = f" ({_counted(len(value), schema)})" if broken.constraint.endswith("length") else ""
        return f"{_shortened(repr(value))}{size}"
    if isinstance(value, (str, bytes, int, float, bool)):
        return f"{kind} {_shortened(repr(value))}"
    return f"a value of type {kind}"


def _sized(value: Any) -> Sequence[Any]:
    sized: Sequence[Any] = value
    return sized


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"


def holds_secrets(schema: Schema) -> bool:
    """Whether this shape or any that it holds is marked sensitive."""
    held = schema.cache.get("holds secrets")
    if held is None:
        held = schema.cache["holds secrets"] = any(part.model.sensitive for part in reachable(schema))
    return bool(held)


# --- as the services say it -----------------------------------------------------------------------------------------


def render_service_message(found: Sequence[BrokenConstraint]) -> str:
    """AWS's own text: "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must …".

    Words and paths as recorded from Cognito, DynamoDB, Lambda, ACM and others; the order of AWS's own lists varies from
    recording to recording, ours is the model's. What is broken inside a list or map of scalars is said once, of the
    whole list or map. Of very many the first `MOST_SAID` are said.
    """
    distinct = list({_said_once(broken): broken for broken in reversed(found)}.values())[::-1]
    complaints = list(dict.fromkeys(map(_complaint, distinct[:MOST_SAID])))
    count = len(complaints) + len(distinct[MOST_SAID:])
    noun = "error" if count == 1 else "errors"
    more = "; …" if distinct[MOST_SAID:] else ""
    return f"{count} validation {noun} detected: {'; '.join(complaints)}{more}"


def _said_once(broken: BrokenConstraint) -> tuple[int, ...]:
    """What is equal for findings with equal complaints, without writing the whole list for each of its elements."""
    if broken.holder is not None and broken.schema.kind != "structure":
        return id(broken.holder[1]), broken.steps[-1] is None
    return (id(broken),)


def _complaint(broken: BrokenConstraint) -> str:
    schema, value, steps, must = broken.schema, broken.value, broken.steps, _member_must(broken)
    if broken.holder is not None and schema.kind != "structure":
        must = f"{_of_whom(steps[-1])}: [{', '.join(_all_constraints(schema))}]"
        schema, value = broken.holder
        steps = steps[:-2] if steps[-1] is None else steps[:-1]
    shown = "" if broken.hidden else _shown_value(schema, value)
    return f"Value{shown} at '{service_path(steps)}' failed to satisfy constraint: {must}"


def _of_whom(step: Step) -> str:
    if isinstance(step, int):
        return "Member must satisfy constraint"
    return "Map keys must satisfy constraint" if step is None else "Map value must satisfy constraint"


def service_path(steps: Sequence[Step]) -> str:
    """`userAttributes.1.member.name`: members with a small first letter, indexes from 1, map keys as `key.member`."""
    parts: list[str] = []
    for step in steps:
        if isinstance(step, MemberSchema):
            parts.append(step.name[:1].lower() + step.name[1:])
        elif step is not None:
            parts += [str(step + 1) if isinstance(step, int) else step, "member"]
    return ".".join(parts)


def _shown_value(schema: Schema, value: object) -> str:
    if holds_secrets(schema):
        return ""
    if value is None:
        return " null"
    text = _java_text(value)
    return f" '{text[:LONGEST_ECHOED]}{'…' if len(text) > LONGEST_ECHOED else ''}'"


def _java_text(value: object) -> str:
    """A value as Java's toString prints it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Shape):
        members = present_members(value.__schema__, value)
        inner = ", ".join(f"{member.name[:1].lower()}{member.name[1:]}={_java_text(part)}" for member, part in members)
        return f"{value.__schema__.name}({inner})"
    if is_mapping(value):
        return "{" + ", ".join(f"{_java_text(key)}={_java_text(part)}" for key, part in value.items()) + "}"
    if is_list(value):
        return f"[{', '.join(map(_java_text, value))}]"
    return str(value)


def _member_must(broken: BrokenConstraint) -> str:
    model = broken.schema.model
    match broken.constraint:
        case "required":
            return "Member must not be null"
        case "min length":
            return f"Member must have length greater than or equal to {model.min}"
        case "max length":
            return f"Member must have length less than or equal to {model.max}"
        case "min":
            return f"Member must have value greater than or equal to {_bound(broken.schema, model.min)}"
        case "max":
            return f"Member must have value less than or equal to {_bound(broken.schema, model.max)}"
        case "pattern":
            return f"Member must satisfy regular expression pattern: {model.pattern}"
        case "enum":
            return f"Member must satisfy enum value set: [{', '.join(model.enum)}]"
        case "union":
            return "Member must have exactly one of its members set"
        case "type" | "unicode":
            return f"Member must be {expected(broken)}"


def _all_constraints(schema: Schema) -> list[str]:
    """Every constraint of an element, as AWS lists them for the list or map that holds it."""
    model = schema.model
    what = "value" if schema.kind in ("integer", "long", "float", "double") else "length"
    constraints: list[str] = []
    if model.max is not None:
        constraints.append(f"Member must have {what} less than or equal to {_bound(schema, model.max)}")
    if model.min is not None:
        constraints.append(f"Member must have {what} greater than or equal to {_bound(schema, model.min)}")
    if model.pattern is not None:
        constraints.append(f"Member must satisfy regular expression pattern: {model.pattern}")
    if model.enum:
        constraints.append(f"Member must satisfy enum value set: [{', '.join(model.enum)}]")
    return [*constraints, "Member must not be null"]


def _bound(schema: Schema, bound: float | None) -> float:
    """A bound as the services print it: 1.0 for a double, 1 for an integer or a length."""
    number = bound or 0
    return float(number) if schema.kind in ("float", "double") else int(number)
