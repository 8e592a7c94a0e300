"""One HTTP/2 connection of an event loop, for one request whose answer comes while it is sent; on hyper-h2.

AWS serves streams of events in both directions over HTTP/2 alone, and nothing else needs it. A connection carries one
stream: a conversation lasts for minutes, beside which opening the connection is nothing, and closing it is then all
there is to cancelling, while no reader who is slow holds another one up.

The server may send as much as its window is wide; the window opens again when the reader asks for more than has come.
What leaves keeps to the server's windows. RFC 9113.
"""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    RemoteSettingsChanged,
    ResponseReceived,
    StreamEnded,
    StreamReset,
    WindowUpdated,
)
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes, Settings

from awso.core.http import HttpRequest, HttpResponse
from awso.transports.framing import Pieces
from awso.transports.native.failures import RefusedError
from awso.transports.native.http2_frames import Frames, is_graceful_farewell
from awso.transports.native.loop_connection import LoopConnection
from awso.transports.native.open_body import Inflow, OpenAsyncBody
from awso.transports.native.response import BadResponseError, Fields, LateHeaders

if TYPE_CHECKING:
    import ssl

WINDOW_BYTES = 262_144
"""Of a response that nobody reads: then the server must wait."""
INITIAL_WINDOW_BYTES = 65_535  # RFC 9113 §6.9.2
MOST_HEADER_BYTES = 65_536
"""Of the response: hyper-h2's own limit."""
SETTINGS = {
    SettingCodes.ENABLE_PUSH: 0,
    SettingCodes.INITIAL_WINDOW_SIZE: WINDOW_BYTES,
    SettingCodes.MAX_HEADER_LIST_SIZE: MOST_HEADER_BYTES,
}
STREAM = 1
"""The first stream that a client opens (RFC 9113 §5.1.1), here the only one."""


class Http2Connection(LoopConnection):
    """A connected transport and the one stream over it."""

    __slots__ = ("_body", "_fields", "_frames", "_h2", "_may_send", "_status", "_unread", "negotiated")

    def __init__(self, loop: asyncio.AbstractEventLoop, buffer: memoryview) -> None:
        super().__init__(loop, buffer)
        self.negotiated = False
        """Whether the server agreed to HTTP/2 in the TLS handshake."""
        self._frames = Frames()
        self._h2 = H2Connection(H2Configuration(client_side=True, header_encoding=None))
        self._h2.local_settings = Settings(client=True, initial_values=SETTINGS)
        self._h2.initiate_connection()
        self._h2.increment_flow_control_window(WINDOW_BYTES - INITIAL_WINDOW_BYTES)
        self._may_send: asyncio.Future[None] | None = None
        """What the sender waits for while the server's window is closed."""
        self._status = 0
        self._fields: Fields = []
        self._body: list[bytes] = []
        """Of a response that is given whole."""
        self._unread = 0
        """How much of the window what has come takes up."""

    async def exchange(
        self, request: HttpRequest, fields: list[tuple[bytes, bytes]], timeout_seconds: float, *, stream: bool
    ) -> HttpResponse:
        """Send a request and read its response; with `stream` the body of a success is left open.

        Raises OSError, `BadResponseError`, `SourceError`; the connection is then closed.
        """
        if self._lost:
            raise RefusedError("the connection was closed before the request was sent")
        self._begin(request, timeout_seconds, stream=stream)
        self._h2.send_headers(STREAM, fields)
        self._write()
        self._sender = self._loop.create_task(self._send(request, chunked=False))
        return await self._response()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The event loop has connected it; in a proxy's tunnel the server's first bytes may have come before."""
        super().connection_made(transport)
        secured: ssl.SSLObject | None = transport.get_extra_info("ssl_object")
        self.negotiated = secured is not None and secured.selected_alpn_protocol() == "h2"
        self._write()

    def buffer_updated(self, nbytes: int) -> None:
        """Some of the response, or of what is said about the connection."""
        self._heard()
        try:
            for frame in self._frames.feed(bytes(self._buffer[:nbytes])):
                if self._lost:
                    return
                if is_graceful_farewell(frame, STREAM):
                    continue
                for event in self._h2.receive_data(frame):
                    self._take(event)
            self._write()
        except ProtocolError as error:
            # Not its text, which may have something of what came.
            self._fail(BadResponseError(f"what came is not HTTP/2: {type(error).__name__}"))
        except BadResponseError as error:
            self._fail(error)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self._lost = True
        if self._busy:
            self._fail(exc or BadResponseError("the connection was closed before the response was complete"))
        self._stop()

    def resume_reading(self) -> None:
        """What came was read: let the server go on."""
        unread, self._unread = self._unread, 0
        if unread and not self._lost:
            self._h2.acknowledge_received_data(unread, STREAM)
            self._write()

    def close(self) -> None:
        """Close it at once, and stop sending; the server is told, where there is room to say so."""
        if not self._lost and not self._loop.is_closed():
            with suppress(ProtocolError):  # both are done with the stream, or there is none
                self._h2.reset_stream(STREAM, ErrorCodes.CANCEL)
            self._h2.close_connection()
            self._write()
        super().close()

    def _stop(self) -> None:
        super()._stop()
        self._wake_sender()

    def _take(self, event: Event) -> None:
        """What one event means to the request."""
        match event:
            case ResponseReceived():
                self._open(event)
            case DataReceived():
                self._receive(event.data, event.flow_controlled_length)
            case StreamEnded():
                self._complete()
            case WindowUpdated() | RemoteSettingsChanged():
                self._wake_sender()
            case StreamReset():
                self._fail(_ended_by("reset the stream", event.error_code, refused=_is_refusal(event.error_code)))
            case ConnectionTerminated():
                refused = event.last_stream_id is not None and event.last_stream_id < STREAM
                self._fail(_ended_by("ended the connection", event.error_code, refused=refused))
            case _:
                pass  # interim responses, trailers, settings, pings

    def _open(self, event: ResponseReceived) -> None:
        """The head of the response."""
        for name, value in event.headers:
            if name == b":status":
                self._status = int(value)
            else:
                self._fields.append((bytes(name), bytes(value)))
        if self._stream and 200 <= self._status < 300:
            assert self._request is not None
            inflow = self._inflow = Inflow()
            body = OpenAsyncBody(self, inflow, self._request)
            self._answer(HttpResponse(self._status, LateHeaders(self._fields), stream=body))
        elif not 200 <= self._status < 300 and self._sender is not None:
            self._sender.cancel()  # an error before the body was out

    def _receive(self, piece: bytes, size: int) -> None:
        """Some of the body; `size` is what it takes of the window, its padding included."""
        self._unread += size
        if self._inflow is None:
            self._body.append(piece)
            self.resume_reading()
        elif piece:
            self._inflow.put(piece)
            self._answer(None)

    def _complete(self) -> None:
        """The response is at its end, and so is all use for the connection."""
        self._busy = False
        if self._inflow is not None:
            self._inflow.ended = True
            self._answer(None)
        else:
            self._answer(HttpResponse(self._status, LateHeaders(self._fields), b"".join(self._body)))
        self.close()

    async def _send_piece(self, piece: Pieces) -> None:
        view = memoryview(piece)
        while view:
            size = min(self._h2.local_flow_control_window(STREAM), self._h2.max_outbound_frame_size)
            if size > 0:
                self._h2.send_data(STREAM, view[:size])
                view = view[size:]
            else:
                self._write()
                self._may_send = self._loop.create_future()
                await self._may_send
        self._write()
        if self._drained is not None:
            await self._drained

    def _body_sent(self) -> None:
        self._h2.end_stream(STREAM)
        self._write()

    def _wake_sender(self) -> None:
        waiting, self._may_send = self._may_send, None
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    def _write(self) -> None:
        """Send what has to be said."""
        if self.negotiated and not self.transport.is_closing():
            said = self._h2.data_to_send()
            if said:
                self.transport.write(said)


def _is_refusal(code: "ErrorCodes | int | None") -> bool:
    return code == ErrorCodes.REFUSED_STREAM


def _ended_by(deed: str, code: "ErrorCodes | int | None", *, refused: bool) -> BadResponseError:
    name = code.name if isinstance(code, ErrorCodes) else f"error {code}"
    return (RefusedError if refused else BadResponseError)(f"the server {deed}: {name}")
