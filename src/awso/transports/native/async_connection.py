"""One HTTP/1.1 connection of an event loop: sends a request and answers one future for it.

Waiting, timeouts and the task that sends a body are `loop_connection`'s.
"""

import asyncio
from typing import TYPE_CHECKING, Any

from awso.core.http import HttpRequest, HttpResponse
from awso.transports.framing import Pieces
from awso.transports.native.connection import CONTINUE_SECONDS, SMALL_BODY_BYTES
from awso.transports.native.head import Head
from awso.transports.native.loop_connection import LoopConnection
from awso.transports.native.open_body import Inflow, OpenAsyncBody
from awso.transports.native.pool import Pool
from awso.transports.native.response import BadResponseError, LateHeaders, ResponseReader

if TYPE_CHECKING:
    from collections.abc import Coroutine

MOST_BUFFERED_BYTES = 262_144
"""Of a response that nobody reads: then the server is made to wait. One read of the event loop may come on top."""


class AsyncConnection(LoopConnection):
    """A connected transport and the reader of its responses; one request at a time."""

    __slots__ = ("_buffered", "_continue", "_paused", "_pool", "idle_since", "reader", "sent")

    def __init__(self, loop: asyncio.AbstractEventLoop, pool: "Pool[AsyncConnection]", buffer: memoryview) -> None:
        super().__init__(loop, buffer)
        self._pool = pool
        self.reader = ResponseReader()
        self.idle_since = 0.0
        self.sent = False
        """Whether the request has left whole."""
        self._buffered = 0
        self._paused = False
        self._continue: asyncio.Future[None] | None = None

    def exchange(
        self, request: HttpRequest, head: Head, timeout_seconds: float, *, stream: bool
    ) -> "Coroutine[Any, Any, HttpResponse | None]":
        """Send a request; await the result for its response. With `stream` the body of a success is left open.

        Raises OSError, `BadResponseError`, `SourceError`; the connection is then closed.
        """
        # No coroutine of its own: each that stands between a task and what it waits for costs every call 0.3 µs.
        self.reader.start(request.method == "HEAD")
        self._begin(request, timeout_seconds, stream=stream)
        encoded, chunked, waits = head
        body = request.body
        if request.stream is None and len(body) <= SMALL_BODY_BYTES and not chunked and not (waits and body):
            self.transport.write(encoded + body if body else encoded)
            self.sent = True
            return self.wait()
        self.sent = False
        self.transport.write(encoded)
        work = self._send_when_wanted(request, chunked=chunked) if waits else self._send(request, chunked=chunked)
        self._sender = self._loop.create_task(work)
        return self._response()

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
        self._heard()
        if self._continue is not None and not self._continue.done():
            self._continue.set_result(None)
        if not reader.status:
            return
        if self._stream and reader.status < 300:
            self._hand_out(nbytes)
        elif self._sender is not None:
            self._sender.cancel()  # an error before the body was out

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

    def resume_reading(self) -> None:
        """What came was read: let the server go on."""
        self._buffered = 0
        if self._paused:
            self._paused = False
            if not self.transport.is_closing():
                self.transport.resume_reading()

    def _hand_out(self, size: int) -> None:
        """Give the open body, or what came of it, to whoever waits."""
        inflow, response = self._inflow, None
        if inflow is None:
            if self._waiter is None or self._waiter.done():  # cancelled just now
                self.close()
                return
            inflow = self._inflow = Inflow()
            response = self._opened(inflow)
        inflow.take(self.reader)
        self._answer(response)
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
        self._answer(response)
        if self._sender is not None:
            self._stop_sending()
        if reader.reusable and self.sent and not self._lost:
            if self._buffered:
                self.resume_reading()
            self._pool.put(self)
        else:
            self.close()

    async def _send_piece(self, piece: Pieces) -> None:
        self.transport.write(piece)
        if self._drained is not None:
            await self._drained

    def _body_sent(self) -> None:
        self.sent = True

    async def _send_when_wanted(self, request: HttpRequest, *, chunked: bool) -> None:
        """Send the body after `100 Continue`, for which the server has a while, and not after a final answer."""
        if not self.reader.interim and not self.reader.status:
            asked = self._continue = self._loop.create_future()
            impatience = self._loop.call_later(CONTINUE_SECONDS, _give_up, asked)
            try:
                await asked
            finally:
                impatience.cancel()
                self._continue = None
        if not self.reader.status:
            await self._send(request, chunked=chunked)


def _give_up(asked: asyncio.Future[None]) -> None:
    if not asked.done():
        asked.set_result(None)
