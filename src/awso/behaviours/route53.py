"""Route 53: the ids that it hands out are paths, the ids that it takes are not."""

from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation

if TYPE_CHECKING:
    from awso.core.operation import Operation

_ID_SHAPES = frozenset({"ResourceId", "DelegationSetId", "ChangeId"})


class BareIds(Behaviour):
    """Takes `/hostedzone/Z1` for `Z1`, so that an id from one answer fits into the next call.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetHostedZone.html
    """

    def is_for(self, operation: "Operation") -> bool:
        """Where the input has such an id."""
        return any(member.model.shape in _ID_SHAPES for member in operation.input_schema.members.values())

    def adjust_input(self, call: Invocation, value: Any) -> Any:
        """With the last part of each id."""
        changed: dict[str, str] = {}
        for member in call.operation.input_schema.members.values():
            if member.model.shape in _ID_SHAPES:
                given: object = getattr(value, member.python, None)
                if isinstance(given, str) and "/" in given:
                    changed[member.python] = given.rpartition("/")[2]
        return msgspec.structs.replace(value, **changed) if changed else value
