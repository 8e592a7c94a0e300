"""EventBridge: what a global endpoint may be."""

from typing import Any

from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.errors import ParameterError, Violation

_LABEL_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")


class GlobalEndpoints(Behaviour):
    """Refuses an `endpoint_id` that would not stay a part of the host name; the rules put it there unchecked.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-global-endpoints.html
    """

    def adjust_input(self, call: Invocation, value: Any) -> Any:
        """Raises `ParameterError`."""
        given: object = value.endpoint_id
        if isinstance(given, str) and not (given and _LABEL_CHARACTERS.issuperset(given)):
            where = f"{call.operation.input_schema.name}.endpoint_id"
            expected = "an endpoint's id such as abcde.veo: letters, digits, '-' and '.'"
            raise ParameterError(str(call.operation), [Violation(where, expected, repr(given))])
        return value
