"""What every connection of an event loop does, whatever it speaks: a task waits, a timer watches, another task sends.

The read timeout is one timer for each connection: it looks now and then when something last happened, so that a request
costs no timer of its own. It counts while somebody waits for the server, not while a body waits for its source.

A body that streams is sent by a task. The response may come meanwhile: a success that is left open is handed out at
once and the task goes on; any other answer ends it.
"""

import _socket
import asyncio
from typing import TYPE_CHECKING, cast

from awso.core.http import HttpRequest, HttpResponse
from awso.transports.framing import Pieces, body_pieces_async
from awso.transports.native.open_body import Inflow
from awso.transports.native.response import BadResponseError

if TYPE_CHECKING:
    from socket import socket


class LoopConnection(asyncio.BufferedProtocol):
    """A connected transport, and whoever waits for what comes; one request at a time."""

    __slots__ = (
        "_buffer",
        "_busy",
        "_deadline",
        "_drained",
        "_inflow",
        "_loop",
        "_lost",
        "_request",
        "_sender",
        "_source_is_slow",
        "_stream",
        "_timeout",
        "_timer",
        "_timer_at",
        "_waiter",
        "transport",
    )

    transport: asyncio.Transport

    def __init__(self, loop: asyncio.AbstractEventLoop, buffer: memoryview) -> None:
        self._loop = loop
        self._buffer = buffer
        """Where the loop puts what it receives: one for all its connections, for it is read at once."""
        self._lost = False
        self._busy = False
        self._request: HttpRequest | None = None
        self._stream = False
        self._waiter: asyncio.Future[HttpResponse | None] | None = None
        """What the task that sent, or reads, waits for; not kept when done: its result holds the open body."""
        self._inflow: Inflow | None = None
        """Of the body that is being read; not the handle, which would then never be collected."""
        self._sender: asyncio.Task[None] | None = None
        self._source_is_slow = False
        self._drained: asyncio.Future[None] | None = None
        self._timeout = 0.0
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = 0.0

    def _begin(self, request: HttpRequest, timeout_seconds: float, *, stream: bool) -> None:
        self._busy = True
        self._request = request
        self._stream = stream
        self._timeout = timeout_seconds

    async def _response(self) -> HttpResponse:
        """Wait for the response to the request that was begun.

        Where that ended its sending, wait for this too: who sends the body again must be the only one who reads it.
        """
        sender = self._sender
        try:
            response = await self.wait()
        finally:
            if sender is not None and sender is not self._sender and not sender.done():
                await asyncio.wait((sender,))
        assert response is not None
        return response

    async def wait(self) -> HttpResponse | None:
        """Wait for the response, or more of it; being cancelled meanwhile closes the connection."""
        if self._waiter is not None and not self._waiter.done():
            raise RuntimeError("another task is reading this body")
        waiter: asyncio.Future[HttpResponse | None] = self._loop.create_future()
        self._waiter, request = waiter, self._request
        self._deadline = self._loop.time() + self._timeout
        if self._timer is None or self._timer_at > self._deadline:
            self._set_timer()
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.cancelled():
                if self._busy and self._request is request:  # else its answer came just then: it may serve another
                    self.close()
            elif waiter.exception() is None:
                response = waiter.result()
                if response is not None and response.stream is not None:  # came too late for anybody to read it
                    await response.stream.close_async()
            raise

    def keep_alive(self) -> None:
        """Have the system probe the connection while it is silent."""
        opened: socket | None = self.transport.get_extra_info("socket")
        if opened is not None:
            opened.setsockopt(_socket.SOL_SOCKET, _socket.SO_KEEPALIVE, 1)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The event loop has connected it."""
        self.transport = cast("asyncio.Transport", transport)  # uvloop's are no subclasses

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where to put what comes. `data_received` would cost 15 µs more, for the loop allocates 256 KiB each time."""
        return self._buffer

    def eof_received(self) -> bool | None:
        """The server will send no more; the event loop closes the connection."""
        return None

    def pause_writing(self) -> None:
        """The server takes no more for now."""
        self._drained = self._loop.create_future()

    def resume_writing(self) -> None:
        """The server takes more again."""
        drained, self._drained = self._drained, None
        if drained is not None and not drained.done():
            drained.set_result(None)
        self._deadline = self._loop.time() + self._timeout

    def is_usable(self) -> bool:
        """Whether it is open, as far as the event loop knows."""
        return not (self._lost or self.transport.is_closing())

    def close(self) -> None:
        """Close it at once, and stop sending; who waits for it is told."""
        self._busy = False
        self._lost = True
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_exception(BadResponseError("the connection was closed"))
        self._stop()
        if not self._loop.is_closed():
            self.transport.abort()

    def abandon(self, inflow: Inflow) -> None:
        """Close it from whatever thread collects garbage, unless it has come to serve another request meanwhile."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._close_of, inflow)

    def _close_of(self, inflow: Inflow) -> None:
        if self._inflow is inflow:
            self.close()

    def _stop(self) -> None:
        inflow, self._inflow = self._inflow, None
        if inflow is not None and not inflow.ended:
            inflow.failure = inflow.failure or BadResponseError("the connection was closed")
        self._stop_sending()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.resume_writing()

    def _stop_sending(self) -> None:
        sender, self._sender = self._sender, None
        if sender is not None:
            sender.cancel()

    def _answer(self, response: HttpResponse | None) -> None:
        """Wake whoever waits; None where more of an open body has come."""
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(response)

    def _fail(self, error: Exception) -> None:
        inflow = self._inflow
        if inflow is not None:
            inflow.failure = error
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_exception(error)
        self.close()

    def _heard(self) -> None:
        """The server is there: it has its time again."""
        self._deadline = self._loop.time() + self._timeout

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
            self._heard()
        if self._deadline <= self._timer_at:
            self._fail(TimeoutError())
        else:
            self._set_timer()

    async def _send(self, request: HttpRequest, *, chunked: bool) -> None:
        """Send the body, as fast as its source and the server are."""
        try:
            self._source_is_slow = True
            async for piece in body_pieces_async(request, chunked=chunked):
                self._source_is_slow = False
                self._heard()
                await self._send_piece(piece)
                self._source_is_slow = True
            self._body_sent()
            self._sender = None
        except Exception as error:  # a `SourceError`, or the connection's own
            self._sender = None
            self._fail(error)
        finally:
            self._source_is_slow = False
            self._heard()

    async def _send_piece(self, piece: Pieces) -> None:
        """Send some of the body; returns when there is room for more."""
        raise NotImplementedError

    def _body_sent(self) -> None:
        """The body is out."""
        raise NotImplementedError
