"""The body of a message: the members that have no place of their own, or the one that is the body alone.

https://smithy.io/2.0/spec/http-bindings.html#httppayload-trait
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from awso.core.request_bodies import RequestStream
from awso.core.response_bodies import ResponseStream, StreamingBody
from awso.errors import DecodeError
from awso.protocols.http_texts import refuse
from awso.shapes.schema import MemberSchema, Schema
from awso.shapes.shape import absent_value

if TYPE_CHECKING:
    from awso.protocols.event_streams import StreamBinding


class BodyFormat(Protocol):
    """How a protocol writes structures, for one message."""

    content_type: str

    def encode(self, value: Any) -> bytes:
        """The members of `value` that belong to the body."""
        ...

    def decode(self, body: bytes) -> Any:
        """A value of the message's class with the members of the body. Raises `DecodeError`."""
        ...

    def encode_payload(self, value: Any) -> bytes:
        """The value of the member that is the body alone, None where it is absent."""
        ...

    def decode_payload(self, body: bytes) -> Any:
        """The reverse. Raises `DecodeError`."""
        ...


class Encoded:
    """A body on its way out; `content_type` is None where there is none."""

    __slots__ = ("body", "content_type", "stream")

    def __init__(self, content_type: str | None, body: bytes, stream: Any = None) -> None:
        self.content_type = content_type
        self.body = body
        self.stream = stream


NO_BODY = Encoded(None, b"")


class Members:
    """Members that are the body together."""

    def __init__(self, body: BodyFormat) -> None:
        self._format = body
        self._decode = body.decode

    def encode(self, value: Any) -> Encoded:
        """The members, of which there may be none."""
        body = self._format.encode(value)
        return Encoded(self._format.content_type, body) if body else NO_BODY

    def decode(self, body: bytes, stream: Any, length: int | None) -> Any:
        """The value; no body has no members."""
        return self._decode(body)


class NoMembers:
    """No member belongs to the body: there is none, and what comes is ignored."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    def encode(self, value: Any) -> Encoded:
        """Nothing."""
        return NO_BODY

    def decode(self, body: bytes, stream: Any, length: int | None) -> Any:
        """A value without members."""
        return self._schema.cls()


class StructurePayload:
    """One structure, union, document, list or map is the body."""

    def __init__(self, schema: Schema, member: MemberSchema, body: BodyFormat) -> None:
        self._schema = schema
        self._member = member
        self._format = body
        self._absent = absent_value(member.target)

    def encode(self, value: Any) -> Encoded:
        """The member's value."""
        inner = getattr(value, self._member.python)
        body = self._format.encode_payload(None if inner is self._absent else inner)
        return Encoded(self._format.content_type, body) if body else NO_BODY

    def decode(self, body: bytes, stream: Any, length: int | None) -> Any:
        """A value with that member; an empty body is its absence."""
        if not body:
            return self._schema.cls()
        try:
            return self._schema.cls(**{self._member.python: self._format.decode_payload(body)})
        except DecodeError as error:
            path = f"{self._schema.name}.{self._member.python}"
            below = error.path.removeprefix(self._member.target.name)
            raise DecodeError(path + below, error.expected, error.got) from None


class RawPayload:
    """One blob or string is the body as it is, held whole or streaming."""

    def __init__(self, schema: Schema, member: MemberSchema, length_of: Callable[[Any], int | None]) -> None:
        self._schema = schema
        self._member = member
        self._is_text = member.target.kind == "string"
        self._content_type = "text/plain" if self._is_text else "application/octet-stream"
        self._streams = member.streams
        # The old vectors, and other SDKs, say it of an absent blob too.
        self._nothing = NO_BODY if self._is_text else Encoded(self._content_type, b"")
        self._requires_length = member.target.model.requires_length
        self._given_length = length_of

    def encode(self, value: Any) -> Encoded:
        """Bytes and text as they are; anything else is a source for the transport to read.

        Raises `ParameterError` for a length that is not known but must be, or that is known to be wrong.
        """
        inner = getattr(value, self._member.python)
        if inner is None:
            return self._nothing
        given = self._given_length(value)
        if isinstance(inner, (str, bytes, bytearray, memoryview)):
            body = inner.encode() if isinstance(inner, str) else bytes(inner)  # pyright: ignore[reportUnknownArgumentType]  # a memoryview of whatever
            self._check_length(given, len(body))
            return Encoded(self._content_type, body)
        if not self._streams:
            refuse(self._schema, self._member, "text" if self._is_text else "bytes", type(inner).__name__)
        if isinstance(inner, StreamingBody):
            return Encoded(self._content_type, b"", inner)
        stream = (
            inner
            if isinstance(inner, RequestStream)
            else RequestStream(inner, length_of(inner) if given is None else given)
        )
        if stream.length is None and self._requires_length:
            expected = "bytes, a file that can seek or a list of bytes, for the service must be told the length"
            refuse(self._schema, self._member, expected, type(inner).__name__)
        return Encoded(self._content_type, b"", stream)

    def _check_length(self, given: int | None, length: int) -> None:
        if given is not None and given != length:
            refuse(self._schema, self._member, f"{given} bytes, as the content length says", f"{length} bytes")

    def decode(self, body: bytes, stream: Any, length: int | None) -> Any:
        """A value with that member. An empty body is its absence, unless it streams."""
        if stream is not None:
            return self._schema.cls(**{self._member.python: _incoming(stream, length)})
        if not body and not self._streams:
            return self._schema.cls()
        return self._schema.cls(**{self._member.python: self._text(body) if self._is_text else body})

    def _text(self, body: bytes) -> str:
        try:
            return body.decode()
        except UnicodeDecodeError:
            path = f"{self._schema.name}.{self._member.python}"
            raise DecodeError(path, "UTF-8 text", "bytes that are not UTF-8") from None


class EventPayload:
    """A stream of events is the body."""

    def __init__(self, schema: Schema, events: "StreamBinding") -> None:
        self._schema = schema
        self._events = events

    def encode(self, value: Any) -> Encoded:
        """The frames, made as the transport reads."""
        from awso.codecs.event_stream import CONTENT_TYPE

        stream = self._events.outgoing(getattr(value, self._events.member.python))
        return Encoded(CONTENT_TYPE, b"", stream)

    def decode(self, body: bytes, stream: Any, length: int | None) -> Any:
        """A value whose member is the events as they arrive."""
        return self._schema.cls(**{self._events.member.python: self._events.incoming(body, stream)})


def _incoming(stream: "RequestStream | ResponseStream", length: int | None) -> Any:
    return stream if isinstance(stream, (RequestStream, StreamingBody)) else StreamingBody(stream, length)


def length_of(source: Any) -> int | None:
    """How many bytes a source has left, where it can say so without being read."""
    if isinstance(source, (list, tuple)):
        parts: list[bytes] = [*source]
        return sum(map(len, parts))
    seekable = getattr(source, "seekable", None)
    if seekable is None or not seekable():
        return None
    start = source.tell()
    length: int = source.seek(0, 2) - start
    source.seek(start)
    return length
