"""One connection of an event loop: a protocol that sends a request and answers one future for it.

The read timeout is one timer for each connection: it looks now and then when something last happened, so that a request
costs no timer of its own. It counts while somebody waits for the server, not while a body waits for its source.

A body that streams is sent by a task. The response may come meanwhile: a success that is left open is handed out at
once and the task goes on; any other answer ends it.
"""

import _socket
import asyncio
from typing import TYPE_CHECKING, cast

from awso.core.http import HttpRequest, HttpResponse
from awso.transports.framing import SourceError, body_pieces_async
from awso.transports.native.connection import CONTINUE_SECONDS, SMALL_BODY_BYTES
from awso.transports.native.head import Head
from awso.transports.native.open_body import Inflow, OpenAsyncBody
from awso.transports.native.pool import Pool
from awso.transports.native.response import BadResponseError, LateHeaders, ResponseReader

if TYPE_CHECKING:
    from socket import socket

MOST_BUFFERED_BYTES = 262_144
"""Of a response that nobody reads: then the server is made to wait. One read of the event loop may come on top."""


class AsyncConnection(asyncio.BufferedProtocol):
    """A connected transport and the reader of its responses; one request at a time."""

    __slots__ = (
        "_buffer",
        "_buffered",
        "_busy",
        "_continue",
        "_deadline",
        "_drained",
        "_inflow",
        "_loop",
        "_lost",
        "_paused",
        "_pool",
        "_request",
        "_sender",
        "_source_is_slow",
        "_stream",
        "_timeout",
        "_timer",
        "_timer_at",
        "_waiter",
        "idle_since",
        "reader",
        "sent",
        "transport",
    )

    transport: asyncio.Transport

    def __init__(self, loop: asyncio.AbstractEventLoop, pool: "Pool[AsyncConnection]", buffer: memoryview) -> None:
        self._loop = loop
        self._buffer = buffer
        """Where the loop puts what it receives: one for all its connections, for it is read at once."""
        self._pool = pool
        self.reader = ResponseReader()
        self.idle_since = 0.0
        self.sent = False
        """Whether the request has left whole."""
        self._lost = False
        self._busy = False
        self._request: HttpRequest | None = None
        self._stream = False
        self._waiter: asyncio.Future[HttpResponse | None] | None = None
        """What the task that sent, or reads, waits for; not kept when done: its result holds the open body."""
        self._inflow: Inflow | None = None
        """Of the body that is being read; not the handle, which would then never be collected."""
        self._buffered = 0
        self._paused = False
        self._sender: asyncio.Task[None] | None = None
        self._source_is_slow = False
        self._drained: asyncio.Future[None] | None = None
        self._continue: asyncio.Future[None] | None = None
        self._timeout = 0.0
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0

    def keep_alive(self) -> None:
        """Have the system probe the connection while it is silent."""
        opened: socket | None = self.transport.get_extra_info("socket")
        if opened is not None:
            opened.setsockopt(_socket.SOL_SOCKET, _socket.SO_KEEPALIVE, 1)

    async def exchange(self, request: HttpRequest, head: Head, timeout_seconds: float, *, stream: bool) -> HttpResponse:
        """Send a request and read its response; with `stream` the body of a success is left open.

        Raises OSError, `BadResponseError`, `SourceError`; the connection is then closed.
        """
        self.reader.start(request.method == "HEAD")
        self._busy = True
        self._request = request
        self._stream = stream
        self._timeout = timeout_seconds
        encoded, chunked, waits = head
        body = request.body
        if request.stream is None and len(body) <= SMALL_BODY_BYTES and not chunked and not (waits and body):
            self.transport.write(encoded + body if body else encoded)
            self.sent = True
        else:
            self.sent = False
            self.transport.write(encoded)
            self._sender = self._loop.create_task(self._send(request, chunked=chunked, waits=waits))
        response = await self.wait()
        assert response is not None
        return response

    async def wait(self) -> HttpResponse | None:
        """Wait for the response, or more of it; being cancelled meanwhile closes the connection."""
        waiter: asyncio.Future[HttpResponse | None] = self._loop.create_future()
        self._waiter = waiter
        self._deadline = self._loop.time() + self._timeout
        if self._timer is None or self._timer_at > self._deadline:
            self._set_timer()
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.cancelled():
                self.close()
            elif waiter.exception() is None:
                response = waiter.result()
                if response is not None and response.stream is not None:  # came too late for anybody to read it
                    await response.stream.close_async()
            raise

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The event loop has connected it."""
        self.transport = cast("asyncio.Transport", transport)  # uvloop's are no subclasses

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where to put what comes. `data_received` would cost 15 µs more, for the loop allocates 256 KiB each time."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Some of the response."""
        reader = self.reader
        if not self._busy:  # a response to no request, or the farewell of a server that says so (408)
            self.close()
            return
        try:
            reader.feed(self._buffer[:nbytes])
        except BadResponseError as error:
            self._fail(error)
            return
        if reader.complete:
            self._complete()
            return
        self._deadline = self._loop.time() + self._timeout
        if self._continue is not None and not self._continue.done():
            self._continue.set_result(None)
        if not reader.status:
            return
        if self._stream and reader.status < 300:
            self._hand_out(nbytes)
        elif self._sender is not None:
            self._sender.cancel()  # an error before the body was out

    def eof_received(self) -> bool | None:
        """The server will send no more; the event loop closes the connection."""
        return None

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._lost = True
        if self._busy:
            try:
                if exc is not None:
                    raise exc
                self.reader.end()
            except Exception as error:
                self._fail(error)
            else:
                self._complete()
        self._stop()

    def pause_writing(self) -> None:
        """The server takes no more for now."""
        self._drained = self._loop.create_future()

    def resume_writing(self) -> None:
        """The server takes more again."""
        drained, self._drained = self._drained, None
        if drained is not None and not drained.done():
            drained.set_result(None)
        self._deadline = self._loop.time() + self._timeout

    def resume_reading(self) -> None:
        """What came was read: let the server go on."""
        self._buffered = 0
        if self._paused:
            self._paused = False
            if not self.transport.is_closing():
                self.transport.resume_reading()

    def is_usable(self) -> bool:
        """Whether it is open, as far as the event loop knows."""
        return not (self._lost or self.transport.is_closing())

    def close(self) -> None:
        """Close it at once, and stop sending."""
        self._busy = False
        self._lost = True
        self._stop()
        if not self._loop.is_closed():
            self.transport.abort()

    def close_from_anywhere(self) -> None:
        """Close it from whatever thread collects garbage."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.close)

    def _stop(self) -> None:
        inflow, self._inflow = self._inflow, None
        if inflow is not None and not inflow.ended:
            inflow.failure = inflow.failure or BadResponseError("the connection was closed")
        if self._sender is not None:
            self._sender.cancel()
            self._sender = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.resume_writing()

    def _hand_out(self, size: int) -> None:
        """Give the open body, or what came of it, to whoever waits."""
        inflow, response = self._inflow, None
        if inflow is None:
            inflow = self._inflow = Inflow()
            response = self._opened(inflow)
        inflow.take(self.reader)
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(response)
        self._buffered += size
        if self._buffered > MOST_BUFFERED_BYTES and not self._paused and self.is_usable():
            self._paused = True
            self.transport.pause_reading()

    def _opened(self, inflow: Inflow) -> HttpResponse:
        assert self._request is not None
        stream = OpenAsyncBody(self, inflow, self._request)
        return HttpResponse(self.reader.status, LateHeaders(self.reader.fields), stream=stream)

    def _complete(self) -> None:
        """The response is at its end: answer, and keep the connection where another request may follow.

        What the answer needs is taken from the reader now: the next request may begin before the waiting task runs.
        """
        self._busy = False
        reader = self.reader
        response: HttpResponse | None = None
        inflow, self._inflow = self._inflow, None
        if inflow is not None:
            inflow.take(reader)
        elif self._stream and 200 <= reader.status < 300:
            inflow = Inflow()
            inflow.take(reader)
            response = self._opened(inflow)
        else:
            response = reader.response()
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(response)
        if self._sender is not None:
            self._sender.cancel()
            self._sender = None
        if reader.reusable and self.sent and not self._lost:
            self.resume_reading()
            self._pool.put(self)
        else:
            self.close()

    def _fail(self, error: Exception) -> None:
        inflow = self._inflow
        if inflow is not None:
            inflow.failure = error
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_exception(error)
        self.close()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._timeout != float("inf"):
            self._timer_at = self._deadline
            self._timer = self._loop.call_at(self._deadline, self._check_silence)

    def _check_silence(self) -> None:
        self._timer = None
        if self._waiter is None or self._waiter.done():
            return  # nobody waits: the next one who does sets it
        if self._source_is_slow:
            self._deadline = self._loop.time() + self._timeout
        if self._deadline <= self._timer_at:
            self._fail(TimeoutError())
        else:
            self._set_timer()

    async def _send(self, request: HttpRequest, *, chunked: bool, waits: bool) -> None:
        """Send the body, as fast as its source and the server are."""
        try:
            if waits and not await self._may_continue():
                return
            self._source_is_slow = True
            async for piece in body_pieces_async(request, chunked=chunked):
                self._source_is_slow = False
                self._deadline = self._loop.time() + self._timeout
                self.transport.write(piece)
                if self._drained is not None:
                    await self._drained
                self._source_is_slow = True
            self.sent = True
            self._sender = None
        except (SourceError, OSError) as error:
            self._sender = None
            self._fail(error)
        finally:
            self._source_is_slow = False
            self._deadline = self._loop.time() + self._timeout

    async def _may_continue(self) -> bool:
        """Wait for `100 Continue`, a while; False where the server answered finally."""
        if not self.reader.interim and not self.reader.status:
            asked = self._continue = self._loop.create_future()
            impatience = self._loop.call_later(CONTINUE_SECONDS, _give_up, asked)
            try:
                await asked
            finally:
                impatience.cancel()
                self._continue = None
        return not self.reader.status


def _give_up(asked: asyncio.Future[None]) -> None:
    if not asked.done():
        asked.set_result(None)
