"""Whether an operation has a stream of events; only for one that does are the modules that bind them imported."""

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from awso.core.operation import Operation
    from awso.protocols.event_streams import StreamBinding
    from awso.shapes.schema import MemberSchema, Schema

Direction = Literal["input", "output"]
Format = Literal["json", "xml", "cbor"]


def event_member(schema: "Schema") -> "MemberSchema | None":
    """The member of an input or output that is a stream of events."""
    return next((member for member in schema.members.values() if member.target.model.eventstream), None)


def bind_events(operation: "Operation", direction: Direction, form: Format) -> "StreamBinding | None":
    """The events of an operation's input or output, their structures written in `form`; None where it has none."""
    member = event_member(operation.input_schema if direction == "input" else operation.output_schema)
    if member is None:
        return None
    from awso.protocols.event_streams import FORMATS, StreamBinding

    return StreamBinding(operation, member, FORMATS[form], direction)
