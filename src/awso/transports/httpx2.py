"""A transport on httpx2, for people who need its ecosystem; install `awso[httpx2]`.

It costs 5 times pyreqwest (benchmarks/call.py). The same decisions: HTTP/1.1, no redirects, no decompression; a child
process leaves the connections to its parent. Proxies, TLS roots and limits are those of the httpx2 clients it is given.
The asyncio half belongs to the event loop it was first used in.
Requests bypass their default headers, cookies and authentication: a signed request goes as it is.
"""

import math
import os
from _thread import allocate_lock  # threading.Lock
from typing import TYPE_CHECKING, Any, NoReturn

from awso.core.http import HttpRequest, HttpResponse
from awso.errors import ConfigurationError, ConnectError, ConnectTimeoutError, ReadTimeoutError, TransportError

if TYPE_CHECKING:
    import httpx2

_abandoned: list[object] = []
"""Clients of a parent process: closing one would end the parent's TLS sessions."""


class Httpx2Transport:
    """Sends blocking through `client` and from asyncio through `async_client`; each is made when first needed."""

    def __init__(self, client: "httpx2.Client | None" = None, async_client: "httpx2.AsyncClient | None" = None) -> None:
        self._client = client
        self._async_client = async_client
        self._process_id = os.getpid()
        self._lock = allocate_lock()

    def send(self, request: HttpRequest, connect_timeout_seconds: float, read_timeout_seconds: float) -> HttpResponse:
        """Send one request from this thread."""
        import httpx2

        self._same_process()
        with self._lock:  # many threads may be the first
            client = self._client
            if client is None:
                client = self._client = httpx2.Client()
        try:
            response = client.send(_request(request, connect_timeout_seconds, read_timeout_seconds), stream=True)
            try:
                body = b"".join(response.iter_raw())
            finally:
                response.close()
            return HttpResponse(response.status_code, response.headers.multi_items(), body)
        except Exception as error:
            _raise_ours(error, request)

    async def send_async(
        self, request: HttpRequest, connect_timeout_seconds: float, read_timeout_seconds: float
    ) -> HttpResponse:
        """Send one request from this task."""
        import httpx2

        self._same_process()
        client = self._async_client
        if client is None:
            client = self._async_client = httpx2.AsyncClient()
        try:
            sent = _request(request, connect_timeout_seconds, read_timeout_seconds)
            response = await client.send(sent, stream=True)
            try:
                body = b"".join([part async for part in response.aiter_raw()])
            finally:
                await response.aclose()
            return HttpResponse(response.status_code, response.headers.multi_items(), body)
        except Exception as error:
            _raise_ours(error, request)

    def close(self) -> None:
        """Close the blocking client."""
        if self._client is not None:
            self._client.close()

    async def close_async(self) -> None:
        """Close the asyncio client."""
        if self._async_client is not None:
            await self._async_client.aclose()

    def _same_process(self) -> None:
        if self._process_id != os.getpid():
            _abandoned.append((self._client, self._async_client))
            self._client = self._async_client = None
            self._lock = allocate_lock()  # the parent's may be held by a thread that is not here
            self._process_id = os.getpid()


def _request(request: HttpRequest, connect_timeout_seconds: float, read_timeout_seconds: float) -> "httpx2.Request":
    import httpx2

    connect, read = (
        seconds if math.isfinite(seconds) else None for seconds in (connect_timeout_seconds, read_timeout_seconds)
    )
    timeouts: dict[str, Any] = {"connect": connect, "read": read, "write": read, "pool": None}
    return httpx2.Request(
        request.method,
        request.url,
        headers=request.headers.pairs,
        content=request.body or None,
        extensions={"timeout": timeouts},
    )


def _raise_ours(error: Exception, request: HttpRequest) -> NoReturn:
    """Raise our error for one of httpx2's, without its text."""
    import httpx2

    target = f"{request.method} {request.url.partition('?')[0]}"
    match error:
        case httpx2.InvalidURL() | httpx2.UnsupportedProtocol() | httpx2.LocalProtocolError() | UnicodeError():
            message = f"{target} cannot be sent: its method, URL or headers have a character that HTTP forbids there"
            raise ConfigurationError(message) from None
        case httpx2.ConnectTimeout():
            message = f"{target}: no connection within the connect timeout"
            raise ConnectTimeoutError(message, request_sent=False) from None
        case httpx2.ConnectError():
            raise ConnectError(
                f"{target}: no connection: {error or type(error).__name__}", request_sent=False
            ) from None
        case httpx2.TimeoutException():
            raise ReadTimeoutError(f"{target}: no answer within the read timeout") from None
        case httpx2.TransportError():
            raise TransportError(f"{target}: {error or type(error).__name__}") from None
        case _:
            raise error
