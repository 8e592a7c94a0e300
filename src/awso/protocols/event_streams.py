"""What the frames of an event stream mean: the union's members, errors amid the stream, RPC protocols' first frame.

Settled here: one direction of one operation, both ways of it: `decode` a frame into a value of the union with one
member set, `encode` such a value into a frame. Errors are raised, and encoded, as the service's own classes. Reading
and sending whole streams is `awso.core.event_streams`.

https://smithy.io/2.0/aws/amazon-eventstream.html and https://smithy.io/2.0/spec/streaming.html
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Literal

from awso.codecs import cbor, json, xml
from awso.codecs.event_stream import (
    CONTENT_TYPE,
    Frame,
    HeaderValue,
    Integer,
    Milliseconds,
    encode_frame,
)
from awso.core.event_streams import EventStream, frames_of, incoming
from awso.core.request_bodies import RequestStream
from awso.errors import DecodeError, ParameterError, ServiceError, Violation
from awso.protocols.error_fields import MESSAGE_MEMBERS, error_value, make_error
from awso.protocols.parts import Part
from awso.shapes.schema import MemberSchema, Schema
from awso.shapes.shape import present_members

if TYPE_CHECKING:
    from awso.core.operation import Operation

Direction = Literal["input", "output"]

_INITIAL = {"input": "initial-request", "output": "initial-response"}
_RAW_TYPES = {"blob": "application/octet-stream", "string": "text/plain"}


class EventFormat:
    """How a protocol writes structures: the type that it says, and both directions."""

    __slots__ = ("content_type", "decode", "encode")

    def __init__(
        self, content_type: str, encode: Callable[[Schema, Any], bytes], decode: Callable[[Schema, bytes], Any]
    ) -> None:
        self.content_type = content_type
        self.encode = encode
        self.decode = decode


FORMATS = {
    "json": EventFormat("application/json", json.encode, lambda schema, body: json.decode(schema, body or b"{}")),
    "xml": EventFormat("application/xml", xml.encode, xml.decode),
    "cbor": EventFormat("application/cbor", cbor.encode, lambda schema, body: cbor.decode(schema, body or b"\xa0")),
}


class EventBinding:
    """One kind of event: which of its members are headers, and what is in the payload."""

    def __init__(self, member: MemberSchema, form: EventFormat) -> None:
        schema = member.target
        self.member = member
        self.schema = schema
        self._form = form
        members = schema.members
        self._headers = [each for each in members.values() if each.model.eventheader]
        self._payload = next((each for each in members.values() if each.model.eventpayload), None)
        apart = {each.name for each in self._headers}
        self._part = Part(schema, {name: each for name, each in members.items() if name not in apart})

    def encode(self, value: Any, kind: dict[str, HeaderValue]) -> bytes:
        """The frame of an event; `kind` is the headers that name it."""
        content_type, payload = self._content(value)
        headers: dict[str, HeaderValue] = {**kind, ":content-type": content_type}
        for member in self._headers:
            inner = getattr(value, member.python)
            if inner is not None:
                headers[member.name] = _header_of(member, inner)
        return encode_frame(headers, payload)

    def _content(self, value: Any) -> tuple[str, bytes]:
        if self._payload is None:
            return self._form.content_type, self._form.encode(self._part.schema, self._part.taken_from(value))
        inner = getattr(value, self._payload.python)
        target = self._payload.target
        if target.kind in _RAW_TYPES:
            raw = b"" if inner is None else inner.encode() if isinstance(inner, str) else bytes(inner)
            return _RAW_TYPES[target.kind], raw
        return self._form.content_type, b"" if inner is None else self._form.encode(target, inner)

    def decode(self, frame: Frame) -> Any:
        """The event. Raises `DecodeError`."""
        value = self._decode_payload(frame.payload)
        if not self._headers:
            return value
        members = {member.python: inner for member, inner in present_members(self.schema, value)}
        for member in self._headers:
            found = frame.headers.get(member.name)
            if found is not None:
                members[member.python] = _of_header(member, found)
        return self.schema.cls(**members)

    def _decode_payload(self, payload: bytes) -> Any:
        if self._payload is None:
            return self._part.as_whole(self._form.decode(self._part.schema, payload)) if payload else self.schema.cls()
        inner: Any = None
        if self._payload.target.kind == "blob":
            inner = payload
        elif self._payload.target.kind == "string":
            inner = payload.decode("utf-8", "replace")
        elif payload:
            inner = self._form.decode(self._payload.target, payload)
        return self.schema.cls(**{self._payload.python: inner})


def _header_of(member: MemberSchema, value: Any) -> HeaderValue:
    kind = member.target.kind
    if kind == "integer":
        return Integer(value)
    if kind == "timestamp":
        return Milliseconds(round(value.timestamp() * 1000))
    return bytes(value) if kind == "blob" else value


def _of_header(member: MemberSchema, value: HeaderValue) -> Any:
    # Plain values rather than those that say their width on the wire.
    match member.target.kind, value:
        case ("timestamp", int()):
            from awso.codecs.scalars import ScalarError, from_epoch_seconds
            from awso.codecs.texts import misread

            try:
                return from_epoch_seconds(value / 1000)
            except ScalarError as error:
                raise misread(member.target, error, f"frame.headers[{member.name!r}]") from None
        case ("boolean", bool()) | ("string", str()):
            return value
        case ("integer" | "long", int()):
            return int(value)
        case ("blob", bytes()):
            return bytes(value)
        case kind, _:
            raise DecodeError(f"frame.headers[{member.name!r}]", f"a {kind}", type(value).__name__)


class StreamBinding:
    """The events of one direction of an operation; `member` is that of its input or output."""

    def __init__(self, operation: "Operation", member: MemberSchema, form: EventFormat, direction: "Direction") -> None:
        self.member = member
        self.form = form
        self._operation = operation
        self._union = member.target
        self._initial = _INITIAL[direction]
        self._events = {name: EventBinding(each, form) for name, each in member.target.members.items()}

    # --- whole streams ----------------------------------------------------------------------------------------------

    def outgoing(self, events: Any, first: bytes = b"") -> RequestStream:
        """The body of `events`, values of the union or `ServiceError`s, after the frame `first`."""
        return frames_of(first, () if events is None else events, self.encode)

    def incoming(self, body: bytes, stream: Any) -> EventStream[Any]:
        """The events of a message that has arrived, or is arriving."""
        return EventStream(incoming(body, stream), self.decode)

    def message(
        self, schema: Schema, value: Any, fields: Iterable[tuple[str, str]]
    ) -> tuple[list[tuple[str, str]], RequestStream]:
        """The fields and the body of an RPC protocol's message: the other members of `value` are its first frame."""
        kept = {name: member for name, member in schema.members.items() if member is not self.member}
        part = Part(schema, kept)
        headers: dict[str, HeaderValue] = {
            ":message-type": "event",
            ":event-type": self._initial,
            ":content-type": self.form.content_type,
        }
        first = encode_frame(headers, self.form.encode(part.schema, part.taken_from(value)))
        typed = [field for field in fields if field[0] != "Content-Type"]
        stream = self.outgoing(getattr(value, self.member.python), first)
        return [*typed, ("Content-Type", CONTENT_TYPE)], stream

    def answer(
        self, schema: Schema, value: Any, fields: Iterable[tuple[str, str]]
    ) -> tuple[list[tuple[str, str]], Any]:
        """As `message`; a response's stream is whatever its server reads, here what is to be sent."""
        return self.message(schema, value, fields)

    def of_message(self, cls: type[Any], body: bytes, stream: Any) -> Any:
        """The input or output of an RPC protocol's message.

        No model has another member beside the events in an output; those of an input stay absent: they are in the first
        frame, which is passed over.
        """
        return cls(**{self.member.python: self.incoming(body, stream)})

    # --- frames -----------------------------------------------------------------------------------------------------

    def encode(self, event: Any) -> bytes:
        """The frame of a value of the union, or of an error. Raises `ParameterError` for anything else."""
        if isinstance(event, ServiceError):
            return self._encode_error(event)
        if not isinstance(event, self._union.cls):
            raise self._unfit(f"a {self._union.name}", type(event).__name__)
        present = present_members(self._union, event)
        if len(present) != 1:
            raise self._unfit("exactly one member", f"{len(present)}")
        member, value = present[0]
        kind: dict[str, HeaderValue] = {":message-type": "event", ":event-type": member.name}
        return self._events[member.name].encode(value, kind)

    def _unfit(self, expected: str, got: str) -> ParameterError:
        return ParameterError(str(self._operation), [Violation(f"{self.member.python}[…]", expected, got)])

    def _encode_error(self, error: ServiceError) -> bytes:
        for name, binding in self._events.items():
            if binding.schema.model.exception and _code_of(binding.schema) == error.code:
                kind: dict[str, HeaderValue] = {":message-type": "exception", ":exception-type": name}
                return binding.encode(error_value(binding.schema, error), kind)
        return encode_frame({":message-type": "error", ":error-code": error.code, ":error-message": error.message})

    def decode(self, frame: Frame) -> Any:
        """A value of the union; None for what the model does not know, and for the first frame of an RPC protocol.

        Raises the error that the frame is; `DecodeError` for one that makes no sense.
        """
        headers = frame.headers
        match headers.get(":message-type", "event"):
            case "event":
                binding = self._events.get(str(headers.get(":event-type")))
                if binding is None:
                    return None
                return self._union.cls(**{binding.member.python: binding.decode(frame)})
            case "exception":
                raise self._decode_error(str(headers.get(":exception-type", "")), frame)
            case "error":
                raise self._error(None, str(headers.get(":error-code", "")), str(headers.get(":error-message", "")))
            case unknown:
                raise DecodeError("frame.headers[':message-type']", "event, exception or error", f"{unknown!r:.40}")

    def _decode_error(self, name: str, frame: Frame) -> ServiceError:
        binding = self._events.get(name)
        if binding is None or not binding.schema.model.exception:
            return self._error(None, name, frame.payload[:1000].decode("utf-8", "replace"))
        value = binding.decode(frame)
        said = [getattr(value, each.python) for name, each in binding.schema.members.items() if name in MESSAGE_MEMBERS]
        message = next((text for text in said if isinstance(text, str)), "")
        return self._error(binding.schema, _code_of(binding.schema), message, value)

    def _error(self, schema: Schema | None, code: str, message: str, value: Any = None) -> ServiceError:
        return make_error(
            self._operation,
            schema,
            code=code,
            message=message,
            status=0,
            request_id=None,
            attempts=1,
            value=value,
        )


def _code_of(schema: Schema) -> str:
    trait = schema.model.error
    return (trait.code if trait is not None else None) or schema.name
