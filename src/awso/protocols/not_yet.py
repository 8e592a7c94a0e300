"""What the protocols refuse until it is bound."""

from typing import TYPE_CHECKING

from awso.errors import ConfigurationError

if TYPE_CHECKING:
    from awso.core.operation import Operation


def refuse_event_streams(operation: "Operation") -> None:
    """Raise `ConfigurationError` for an operation of which the input or the output is an event stream."""
    for schema in (operation.input_schema, operation.output_schema):
        if any(member.target.model.eventstream for member in schema.members.values()):
            raise ConfigurationError(f"{operation} is an event stream, which this version of awso cannot call yet")
