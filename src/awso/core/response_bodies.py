"""What a response streams in: an open body as a transport hands it out, and the file-like object that a program reads.

`ResponseStream` is the transport's, `StreamingBody` is what a streaming member of an output is. The flow between never
touches a byte. What a request streams out is `awso.core.request_bodies`.
"""

from collections.abc import AsyncIterator, Iterator
from typing import Protocol, Self

from awso.core.request_bodies import CHUNK_BYTES
from awso.errors import TransportError


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
    """An `awso.core.response_bodies.ResponseStream` over bytes; blocking and async."""

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
        self._cut_short = False
        """Whether it was closed before its end."""

    def close(self) -> None:
        """Let the connection go; what was not read is lost."""
        if not self._closed:
            self._stream.close()
            self._mark_closed()

    async def close_async(self) -> None:
        """As `close`."""
        if not self._closed:
            await self._stream.close_async()
            self._mark_closed()

    def _mark_closed(self) -> None:
        self._cut_short = not self._ended
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
        """At most `size` bytes, all that are left where it is negative; empty at the end.

        Raises `TransportError`, also after it was closed before its end: what is missing is not the end.
        """
        if size < 0:
            return b"".join(self.iter_chunks())
        return self._nothing() if self._ended or size == 0 else self._seen(self._stream.read(size))

    async def read_async(self, size: int = -1) -> bytes:
        """As `read`."""
        if size < 0:
            return b"".join([chunk async for chunk in self.iter_chunks_async()])
        return self._nothing() if self._ended or size == 0 else self._seen(await self._stream.read_async(size))

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

    def _nothing(self) -> bytes:
        if self._cut_short and self.position != self.length:
            raise TransportError(f"the body was closed after {self.position} bytes: read it before that")
        return b""

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
