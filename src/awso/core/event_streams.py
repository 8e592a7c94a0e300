"""Streams of events in both directions: what an output's member is, and the frames that an input's member becomes.

Settled here: reading a response frame by frame, blocking or awaiting, and making frames of what a program gives. What a
frame means is a function that `awso.protocols.event_streams` makes; its bytes are `awso.codecs.event_stream`.
"""

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

from awso.codecs.event_stream import Frame, FrameDecoder
from awso.core.request_bodies import CHUNK_BYTES, RequestStream
from awso.core.response_bodies import BytesStream, OpenedStream, ResponseStream
from awso.errors import TransportError

Event = TypeVar("Event")
Other = TypeVar("Other")


class EventStream(OpenedStream, Generic[Event]):
    """Events as they arrive: a member of an output.

    Blocking: `for event in stream`, `close`, `with`. Async: `async for`, `close_async`, `async with`. Use those of the
    client that made the call. Each event is a value of the model's union with one member set. What the service reports
    amid the stream is raised as its error. Reading to the end closes the stream; else it must be closed.
    """

    def __init__(self, stream: ResponseStream, decode: Callable[[Frame], Event | None]) -> None:
        super().__init__(stream)
        self._decode = decode
        self._decoder = FrameDecoder()
        self._frames: Iterator[Frame] = iter(())
        """Of the last chunk, each decoded when its turn comes: a damaged one spoils none before it."""

    def map(self, change: "Callable[[Event], Other]") -> "EventStream[Other]":
        """The rest of this stream with each event changed; use it in place of this one."""

        def decode(frame: Frame) -> Other | None:
            event = self._decode(frame)
            return None if event is None else change(event)

        made: EventStream[Other] = EventStream(self._stream, decode)
        made._decoder, made._frames = self._decoder, self._frames
        made._ended, made._closed = self._ended, self._closed
        return made

    def __iter__(self) -> Iterator[Event]:
        """The events that are left. Raises the service's error, `TransportError`, `ResponseError`."""
        try:
            while not self._ended:
                for frame in self._frames:
                    event = self._decode(frame)
                    if event is not None:
                        yield event
                if not self._ended:  # closed by who got the last event
                    self._take(self._stream.read(CHUNK_BYTES))
        except Exception:
            self.close()
            raise
        self.close()

    async def __aiter__(self) -> AsyncIterator[Event]:
        """As `__iter__`."""
        try:
            while not self._ended:
                for frame in self._frames:
                    event = self._decode(frame)
                    if event is not None:
                        yield event
                if not self._ended:  # closed by who got the last event
                    self._take(await self._stream.read_async(CHUNK_BYTES))
        except Exception:
            await self.close_async()
            raise
        await self.close_async()

    def _take(self, chunk: bytes) -> None:
        if not chunk:
            self._decoder.finish()
            self._ended = True
            return
        self._frames = self._decoder.feed(chunk)

    def __repr__(self) -> str:
        return f"<EventStream, {'closed' if self._closed else 'open'}>"


EventSource = Iterable[Event] | AsyncIterable[Event]
"""What a program may give for an input's member; a blocking client takes the first only."""


def frames_of(first: bytes, events: Any, encode: Callable[[Any], bytes]) -> RequestStream:
    """The body of which each chunk is a frame: `first`, where it is not empty, then each of `events`."""
    begin = [first] if first else []
    if isinstance(events, (list, tuple)):
        made: list[Any] = [*events]  # pyright: ignore[reportUnknownArgumentType]  # what a program gave
        return RequestStream([*begin, *map(encode, made)], duplex=True)
    if hasattr(events, "__aiter__"):
        return RequestStream(_AsyncFrames(begin, events, encode), duplex=True)
    return RequestStream(_BlockingFrames(begin, events, encode), duplex=True)


class _BlockingFrames:
    def __init__(self, begin: list[bytes], events: Iterable[Any], encode: Callable[[Any], bytes]) -> None:
        self._begin = begin
        self._events = events
        self._encode = encode

    def __iter__(self) -> Iterator[bytes]:
        yield from self._begin
        for event in self._events:
            yield self._encode(event)


class _AsyncFrames:
    def __init__(self, begin: list[bytes], events: AsyncIterable[Any], encode: Callable[[Any], bytes]) -> None:
        self._begin = begin
        self._events = events
        self._encode = encode

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for frame in self._begin:
            yield frame
        async for event in self._events:
            yield self._encode(event)


def incoming(body: bytes, stream: Any) -> ResponseStream:
    """What is to be read of a message: its open stream, a stream that is still to be sent, or its whole body."""
    if stream is None:
        return BytesStream(body)
    return _Sent(stream) if isinstance(stream, RequestStream) else stream


class _Sent:
    """A body that was made to be sent, read instead: what a server in the same process gets."""

    def __init__(self, body: RequestStream) -> None:
        self._body = body
        self._chunks: Iterator[bytes] | None = None
        self._chunks_async: AsyncIterator[bytes] | None = None
        self._closed = False

    def read(self, size: int) -> bytes:
        self._refuse_when_closed()
        if self._chunks is None:
            self._chunks = iter(self._body)
        return next(self._chunks, b"")

    def close(self) -> None:
        self._closed = True

    async def read_async(self, size: int) -> bytes:
        self._refuse_when_closed()
        if self._chunks_async is None:
            self._chunks_async = aiter(self._body)
        return await anext(self._chunks_async, b"")

    async def close_async(self) -> None:
        self._closed = True

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise TransportError("the body was closed")
