"""Bodies that are not held whole: what a request streams out, what a response streams in.

Settled here: the two handles between a shape and a transport, and the file-like object that a program reads. The flow
between never touches a byte of either. `RequestStream` is read by the transport alone; `ResponseStream` is what a
transport hands out; `StreamingBody` is what a streaming member of an output is.
"""

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from typing import Any, Protocol, Self

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


class ResponseStream(Protocol):
    """An open response body, as a transport hands it out; blocking transports have the first pair of methods, async
    ones the second. Whoever holds it closes it."""

    def read(self, size: int) -> bytes:
        """At most `size` bytes, at least one unless the body is at its end. Raises `TransportError`."""
        ...

    def close(self) -> None:
        """Let the connection go: back to the pool where the body was read to its end, closed where it was not."""
        ...

    async def read_async(self, size: int) -> bytes:
        """As `read`."""
        ...

    async def close_async(self) -> None:
        """As `close`."""
        ...


class BytesStream:
    """An `awso.core.bodies.ResponseStream` over bytes; blocking and async."""

    __slots__ = ("_body", "_position", "closed")

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._position = 0
        self.closed = False

    def read(self, size: int) -> bytes:
        """At most `size` bytes. Raises `TransportError` after it was closed."""
        if self.closed:
            raise TransportError("the body was closed")
        start = self._position
        self._position = min(start + size, len(self._body))
        return self._body[start : self._position]

    def close(self) -> None:
        """Refuse to be read further."""
        self.closed = True

    async def read_async(self, size: int) -> bytes:
        """As `read`."""
        return self.read(size)

    async def close_async(self) -> None:
        """As `close`."""
        self.close()


class BlockingOnly:
    """The async half of a body that a blocking client opened: says what to call instead."""

    __slots__ = ()

    async def read_async(self, size: int) -> bytes:
        """Raises TypeError."""
        raise TypeError("this body belongs to a blocking client: use read(), iteration, close() or `with`")

    async def close_async(self) -> None:
        """Raises TypeError."""
        raise TypeError("this body belongs to a blocking client: use close() or `with`")


class AsyncOnly:
    """The blocking half of a body that an async client opened: says what to call instead."""

    __slots__ = ()

    def read(self, size: int) -> bytes:
        """Raises TypeError."""
        raise TypeError("this body belongs to an async client: use read_async(), `async for` or `async with`")

    def close(self) -> None:
        """Raises TypeError."""
        raise TypeError("this body belongs to an async client: use close_async() or `async with`")


class Observer(Protocol):
    """Watches the bytes of a response go by: a checksum to compare at the end."""

    def feed(self, chunk: bytes) -> None:
        """The next bytes."""
        ...

    def finish(self) -> None:
        """The body is at its end. Raises `awso.errors.ResponseError` where it is not what was announced."""
        ...


class _Lines:
    """Cuts chunks into lines; a line may be longer than many chunks."""

    __slots__ = ("_begun", "_keep_ends")

    def __init__(self, keep_ends: bool) -> None:
        self._keep_ends = keep_ends
        self._begun: list[bytes] = []

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that end with this chunk."""
        waits_for_line_feed = bool(self._begun) and self._begun[-1].endswith(b"\r")
        if not waits_for_line_feed and b"\n" not in chunk and b"\r" not in chunk:
            self._begun.append(chunk)
            return []
        lines = b"".join([*self._begun, chunk]).splitlines(keepends=True)
        # After a final \r the next chunk may begin with the \n that belongs to it.
        self._begun = [] if lines[-1].endswith(b"\n") else [lines.pop()]
        return self._cut(lines)

    def finish(self) -> list[bytes]:
        """The last line, where it has no end."""
        return self._cut([b"".join(self._begun)] if self._begun else [])

    def _cut(self, lines: list[bytes]) -> list[bytes]:
        return lines if self._keep_ends else [line.rstrip(b"\r\n") for line in lines]


class OpenedStream:
    """What is read of a response as it arrives, and closed by whoever reads it."""

    def __init__(self, stream: ResponseStream) -> None:
        self._stream = stream
        self._ended = False
        self._closed = False

    def close(self) -> None:
        """Let the connection go; what was not read is lost."""
        if not self._closed:
            self._stream.close()
            self._closed = self._ended = True

    async def close_async(self) -> None:
        """As `close`."""
        if not self._closed:
            await self._stream.close_async()
            self._closed = self._ended = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close_async()


class StreamingBody(OpenedStream):
    """A body that is read as it arrives: a streaming member of an output.

    Blocking: `read`, iteration, `iter_chunks`, `iter_lines`, `close`, `with`. Async: `read_async`, `async for`,
    `iter_lines_async`, `close_async`, `async with`. Use those of the client that made the call: the others raise
    TypeError. Reading to the end closes it; whatever is not read to its end must be closed.

    A blocking one is a raw binary file that cannot seek: `json.load`, `shutil.copyfileobj`, `io.BufferedReader` and
    `tarfile.open(fileobj=body, mode="r|*")` take it.
    """

    def __init__(self, stream: ResponseStream, length: int | None = None, observers: tuple[Observer, ...] = ()) -> None:
        super().__init__(stream)
        self._observers = observers
        self.length = length
        """The number of bytes that the response announced; None where it did not."""
        self.position = 0
        """How many bytes were read so far."""

    def watch(self, observer: Observer) -> None:
        """Let `observer` see the bytes go by; before the first is read."""
        self._observers = (*self._observers, observer)

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes, all that are left where it is negative; empty at the end. Raises `TransportError`."""
        if size < 0:
            return b"".join(self.iter_chunks())
        return b"" if self._ended or size == 0 else self._seen(self._stream.read(size))

    async def read_async(self, size: int = -1) -> bytes:
        """As `read`."""
        if size < 0:
            return b"".join([chunk async for chunk in self.iter_chunks_async()])
        return b"" if self._ended or size == 0 else self._seen(await self._stream.read_async(size))

    def iter_chunks(self, size: int = CHUNK_BYTES) -> Iterator[bytes]:
        """The bytes that are left, at most `size` at a time."""
        while chunk := self.read(size):
            yield chunk
        self.close()

    async def iter_chunks_async(self, size: int = CHUNK_BYTES) -> AsyncIterator[bytes]:
        """As `iter_chunks`."""
        while chunk := await self.read_async(size):
            yield chunk
        await self.close_async()

    def iter_lines(self, *, keep_ends: bool = False) -> Iterator[bytes]:
        r"""The lines that are left, without their ends (`\n`, `\r\n`, `\r`) unless these are to be kept."""
        lines = _Lines(keep_ends)
        for chunk in self.iter_chunks():
            yield from lines.feed(chunk)
        yield from lines.finish()

    async def iter_lines_async(self, *, keep_ends: bool = False) -> AsyncIterator[bytes]:
        """As `iter_lines`."""
        lines = _Lines(keep_ends)
        async for chunk in self.iter_chunks_async():
            for line in lines.feed(chunk):
                yield line
        for line in lines.finish():
            yield line

    def __iter__(self) -> Iterator[bytes]:
        return self.iter_chunks()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self.iter_chunks_async()

    # What `io` asks of a raw binary file.

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Read into `buffer`, at most as much as it holds; how many bytes that were, 0 at the end."""
        view = memoryview(buffer).cast("B")
        chunk = self.read(len(view))
        view[: len(chunk)] = chunk
        return len(chunk)

    def readable(self) -> bool:
        """True."""
        return True

    def writable(self) -> bool:
        """False."""
        return False

    def seekable(self) -> bool:
        """False: what was read is gone."""
        return False

    def tell(self) -> int:
        """How many bytes were read so far."""
        return self.position

    def flush(self) -> None:
        """Nothing: nothing is written."""

    @property
    def closed(self) -> bool:
        """Whether it was closed; the end of the body alone does not close it, so that one can read once too often."""
        return self._closed

    def _seen(self, chunk: bytes) -> bytes:
        self.position += len(chunk)
        if chunk:
            for observer in self._observers:
                observer.feed(chunk)
            return chunk
        self._ended = True
        if self.length is not None and self.position < self.length:
            raise TransportError(f"the body ended after {self.position} of {self.length} bytes")
        for observer in self._observers:
            observer.finish()
        return chunk

    def __repr__(self) -> str:
        return f"<StreamingBody, {self.position} of {'?' if self.length is None else self.length} bytes read>"
