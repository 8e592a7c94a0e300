"""How much a connection may ask before it is answered, and how long it may take to ask.

llhttp bounds nothing, and uvicorn only bodies, by not reading on: without this, one stranger's endless header line
fills the memory and, since it is copied with each piece, takes the processor from all others. What is refused here
never was a request, so it is in no access log.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

# As much as nginx takes by default (large_client_header_buffers, 4 of 8 kB), and half as much again: X-Amz-Target and a
# signature need 1 kB.
MOST_HEAD_BYTES = 48 * 1024
# Twice the largest body that is read (`asgi.py`, which answers properly): for trailers, chunk extensions, bodies that
# nobody reads.
MOST_REQUEST_BYTES = 2 * 1024 * 1024
# SDKs do not send a second request before the first is answered.
MOST_PIPELINED = 16
# As long as botocore waits for an answer: by then a request must have come whole.
REQUEST_SECONDS = 60.0

_HEAD_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"  # RFC 6585 §5
)


class TooManyAtOnceError(Exception):
    """More requests than `MOST_PIPELINED` wait on one connection; uvicorn answers 400 and closes it."""


class BoundedConnection(HttpToolsProtocol):
    """uvicorn's connection, within the bounds above. A request that comes in one piece costs two comparisons."""

    # Any: uvicorn's constructor, passed on as it is.
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._in_request = False
        self._in_head = False
        self._request_bytes = 0  # of the pieces that hold nothing but this request
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's own
        super().connection_made(transport)
        self._must_ask_in_time()

    def connection_lost(self, exc: Exception | None) -> None:
        self._has_asked()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._in_request:
            self._request_bytes += len(data)
            if self._request_bytes > (MOST_HEAD_BYTES if self._in_head else MOST_REQUEST_BYTES):
                self._refuse()
                return
        super().data_received(data)
        if self._in_request:
            self._must_ask_in_time()
        elif self._deadline is not None:
            self._has_asked()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_request = self._in_head = True
        self._request_bytes = 0

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()
        if len(self.pipeline) > MOST_PIPELINED:
            raise TooManyAtOnceError

    def on_message_complete(self) -> None:
        self._in_request = False
        super().on_message_complete()

    def _refuse(self) -> None:
        latest: RequestResponseCycle | None = self.cycle
        unanswered = latest is not None and not latest.response_complete  # pyright: ignore[reportUnnecessaryComparison]  # uvicorn begins with None
        if self._in_head and not unanswered:
            self.transport.write(_HEAD_TOO_LARGE)
        self.transport.close()

    def _must_ask_in_time(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(REQUEST_SECONDS, self.transport.close)

    def _has_asked(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
