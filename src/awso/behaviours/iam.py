"""IAM: policy documents come percent-encoded."""

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.http import HttpResponse
from awso.shapes.schema import Schema, reachable

if TYPE_CHECKING:
    from awso.core.operation import Operation

POLICY_SHAPE = "policyDocumentType"


class PolicyDocuments(Behaviour):
    """Gives policy documents as the JSON text that was put, not percent-encoded; `awso.boto` makes dicts of them.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html: "URL-encoded compliant with RFC 3986"
    """

    def is_for(self, operation: "Operation") -> bool:
        """Where a policy document is anywhere in the output."""
        return _has_policies(operation.output_schema)

    def adjust_output(self, call: Invocation, output: Any, response: HttpResponse) -> Any:
        """With every policy document decoded, however deep."""
        return _decoded(call.operation.output_schema, output)


def _has_policies(schema: Schema) -> bool:
    found = schema.cache.get("policies")
    if found is None:
        found = schema.cache["policies"] = any(shape.name == POLICY_SHAPE for shape in reachable(schema))
    return bool(found)


def _decoded(schema: Schema, value: Any) -> Any:
    if schema.name == POLICY_SHAPE:
        return unquote(value) if isinstance(value, str) else value
    if value is None or not _has_policies(schema):
        return value
    if schema.element is not None:
        return [_decoded(schema.element.target, item) for item in value]
    if schema.kind != "structure":
        return value
    changed = {
        member.python: _decoded(member.target, old)
        for member in schema.members.values()
        if (old := getattr(value, member.python)) is not None and _has_policies(member.target)
    }
    return msgspec.structs.replace(value, **changed) if changed else value
