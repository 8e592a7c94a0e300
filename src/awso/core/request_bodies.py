"""What a request streams out: what a program gives for a body, and how a transport reads it.

The flow between never touches a byte. What a response streams in is `awso.core.response_bodies`.
"""

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from typing import Any, Protocol

from awso.errors import ParameterError, TransportError, Violation

CHUNK_BYTES = 65_536  # what one read from a file or a socket asks for: the size of a loopback or kernel buffer


class Readable(Protocol):
    """A binary file, or whatever reads like one."""

    def read(self, size: int = ..., /) -> bytes:
        """At most `size` bytes; empty at the end."""
        ...


StreamSource = Readable | Iterable[bytes] | AsyncIterable[bytes]
"""What a program may give for a streaming member beside bytes."""


class Encoder(Protocol):
    """Wraps the bytes of one attempt on their way out: aws-chunked framing, a checksum in a trailer."""

    def feed(self, chunk: bytes) -> bytes:
        """What goes on the wire for `chunk`."""
        ...

    def finish(self) -> bytes:
        """What goes on the wire after the last chunk."""
        ...


class RequestStream:
    """A request body that the transport reads, once for each attempt.

    `length` is the number of bytes on the wire where it is known; without it the transport sends `Transfer-Encoding:
    chunked`. `encoder` makes the encoder of one attempt. A blocking transport iterates it, an async one iterates it
    asynchronously; an `AsyncIterable` source cannot be sent by a blocking client.

    `duplex` says that the answer may have to be read while this is sent, for one depends on the other: a stream of
    events. AWS's services take such requests over HTTP/2 alone.
    """

    __slots__ = ("_origin", "_used", "duplex", "encoder", "length", "source")

    def __init__(
        self,
        source: Any,
        length: int | None = None,
        encoder: Callable[[], Encoder] | None = None,
        *,
        duplex: bool = False,
    ) -> None:
        self.source = source
        self.length = length
        self.encoder = encoder
        self.duplex = duplex
        self._used = False
        self._origin: int | None = source.tell() if _is_seekable(source) else None

    def with_encoder(self, encoder: Callable[[], Encoder], length: int | None) -> "RequestStream":
        """The same source behind another encoder."""
        made = RequestStream.__new__(RequestStream)
        made.source, made.length, made.encoder, made.duplex = self.source, length, encoder, self.duplex
        made._used, made._origin = self._used, self._origin
        return made

    @property
    def can_rewind(self) -> bool:
        """Whether a further attempt can send the same bytes again."""
        return not self._used or self.is_repeatable

    @property
    def is_repeatable(self) -> bool:
        """Whether the source can be read any number of times."""
        return self._origin is not None or isinstance(self.source, (list, tuple))

    def rewind(self) -> None:
        """Make ready for one more attempt. Raises `TransportError` where the source was read and cannot be again."""
        if not self.can_rewind:
            raise TransportError("the request cannot be repeated: its body was read and cannot be read again")
        if self._origin is not None:
            self.source.seek(self._origin)
        self._used = True

    def __iter__(self) -> Iterator[bytes]:
        """The bytes on the wire."""
        self.rewind()
        encoder = None if self.encoder is None else self.encoder()
        for chunk in _blocking_chunks(self.source):
            encoded = chunk if encoder is None else encoder.feed(chunk)
            if encoded:
                yield encoded
        if encoder is not None:
            yield encoder.finish()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes on the wire."""
        self.rewind()
        encoder = None if self.encoder is None else self.encoder()
        async for chunk in _async_chunks(self.source):
            encoded = chunk if encoder is None else encoder.feed(chunk)
            if encoded:
                yield encoded
        if encoder is not None:
            yield encoder.finish()


def _is_seekable(source: Any) -> bool:
    seekable = getattr(source, "seekable", None)
    return bool(seekable is not None and seekable())


def _blocking_chunks(source: Any) -> Iterator[bytes]:
    if hasattr(source, "read"):
        while chunk := source.read(CHUNK_BYTES):
            yield _octets(chunk)
    elif hasattr(source, "__aiter__") and not hasattr(source, "__iter__"):
        expected = "bytes, a file or an iterable of bytes (a blocking client cannot wait for an async iterable)"
        raise ParameterError("the request body", [Violation("body", expected, type(source).__name__)])
    else:
        for chunk in source:
            yield _octets(chunk)


def _octets(chunk: Any) -> bytes:
    """A copy of what its owner may change while it waits to be sent. Raises `ParameterError` for what is no bytes."""
    if type(chunk) is bytes:
        return chunk
    if isinstance(chunk, (bytes, bytearray, memoryview)):
        return bytes(chunk)  # pyright: ignore[reportUnknownArgumentType]  # a memoryview of whatever
    expected = "bytes; open a file in binary mode"
    raise ParameterError("the request body", [Violation("body", expected, type(chunk).__name__)])


async def _async_chunks(source: Any) -> AsyncIterator[bytes]:
    if hasattr(source, "__aiter__"):
        async for chunk in source:
            yield _octets(chunk)
    else:
        for chunk in _blocking_chunks(source):
            yield chunk
