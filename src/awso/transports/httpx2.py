"""A transport on httpx2, for people who need its ecosystem; install `awso[httpx2]`.

A call costs several times one over the default transport (benchmarks/call.py). The same decisions: HTTP/1.1, no
redirects, no decompression; a child process leaves the connections to its parent. A request's body is sent before the
response is read, so that events cannot go in both directions. Proxies, TLS roots and limits are those of the httpx2
clients it is given. The asyncio half belongs to the event loop it was first used in.
Requests bypass their default headers, cookies and authentication: a signed request goes as it is.
"""

import math
import os
from _thread import allocate_lock  # threading.Lock
from typing import TYPE_CHECKING, Any, NoReturn, cast

from awso.core.http import HttpRequest, HttpResponse
from awso.core.response_bodies import AsyncOnly, BlockingOnly
from awso.errors import ConfigurationError, ConnectError, ConnectTimeoutError, ReadTimeoutError, TransportError
from awso.transports.framing import Pieces, SourceError, body_pieces, body_pieces_async

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Iterable

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

    def send(
        self,
        request: HttpRequest,
        connect_timeout_seconds: float,
        read_timeout_seconds: float,
        stream: bool = False,
    ) -> HttpResponse:
        """Send one request from this thread."""
        import httpx2

        self._same_process()
        _refuse_duplex(request)
        with self._lock:  # many threads may be the first
            client = self._client
            if client is None:
                client = self._client = httpx2.Client()
        try:
            content = body_pieces(request, chunked=False) if request.stream is not None else request.body or None
            sent = _request(request, connect_timeout_seconds, read_timeout_seconds, content)
            response = client.send(sent, stream=True)
            if stream and 200 <= response.status_code < 300:
                opened = _OpenBody(response, request)
                return HttpResponse(response.status_code, response.headers.multi_items(), stream=opened)
            try:
                body = b"".join(response.iter_raw())
            finally:
                response.close()
            return HttpResponse(response.status_code, response.headers.multi_items(), body)
        except Exception as error:
            _raise_ours(error, request)

    async def send_async(
        self,
        request: HttpRequest,
        connect_timeout_seconds: float,
        read_timeout_seconds: float,
        stream: bool = False,
    ) -> HttpResponse:
        """Send one request from this task."""
        import httpx2

        self._same_process()
        _refuse_duplex(request)
        client = self._async_client
        if client is None:
            client = self._async_client = httpx2.AsyncClient()
        try:
            content = body_pieces_async(request, chunked=False) if request.stream is not None else request.body or None
            sent = _request(request, connect_timeout_seconds, read_timeout_seconds, content)
            response = await client.send(sent, stream=True)
            if stream and 200 <= response.status_code < 300:
                opened = _OpenAsyncBody(response, request)
                return HttpResponse(response.status_code, response.headers.multi_items(), stream=opened)
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


class _OpenBody(BlockingOnly):
    """An `awso.core.response_bodies.ResponseStream` over a response of httpx2's blocking client."""

    __slots__ = ("_chunks", "_request", "_response", "_rest")

    def __init__(self, response: "httpx2.Response", request: HttpRequest) -> None:
        self._response = response
        self._request = request
        self._chunks = response.iter_raw()
        self._rest = b""

    def read(self, size: int) -> bytes:
        """At most `size` bytes, at least one unless the body is at its end. Raises `TransportError`."""
        try:
            self._rest = self._rest or next(self._chunks, b"")
        except Exception as error:
            _raise_ours(error, self._request)
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    def close(self) -> None:
        """Let the connection go."""
        self._response.close()


class _OpenAsyncBody(AsyncOnly):
    """An `awso.core.response_bodies.ResponseStream` over a response of httpx2's asyncio client."""

    __slots__ = ("_chunks", "_request", "_response", "_rest")

    def __init__(self, response: "httpx2.Response", request: HttpRequest) -> None:
        self._response = response
        self._request = request
        self._chunks = response.aiter_raw()
        self._rest = b""

    async def read_async(self, size: int) -> bytes:
        """At most `size` bytes, at least one unless the body is at its end. Raises `TransportError`."""
        try:
            self._rest = self._rest or await anext(self._chunks, b"")
        except Exception as error:
            _raise_ours(error, self._request)
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    async def close_async(self) -> None:
        """Let the connection go."""
        await self._response.aclose()


def _refuse_duplex(request: HttpRequest) -> None:
    if request.stream is not None and request.stream.duplex and request.url.startswith("https:"):
        raise ConfigurationError(
            "events in both directions go over HTTP/2 in awso's own transport alone: give the AsyncClient no other one"
        )


def _request(
    request: HttpRequest,
    connect_timeout_seconds: float,
    read_timeout_seconds: float,
    content: "bytes | Iterable[Pieces] | AsyncIterable[Pieces] | None",
) -> "httpx2.Request":
    import httpx2

    connect, read = (
        seconds if math.isfinite(seconds) else None for seconds in (connect_timeout_seconds, read_timeout_seconds)
    )
    timeouts: dict[str, Any] = {"connect": connect, "read": read, "write": read, "pool": None}
    fields = request.headers.pairs
    if request.stream is not None and request.stream.length is not None and "content-length" not in request.headers:
        fields = (*fields, ("Content-Length", str(request.stream.length)))
    return httpx2.Request(
        request.method,
        request.url,
        headers=fields,
        content=cast("Any", content),  # views go as well as bytes
        extensions={"timeout": timeouts},
    )


def _raise_ours(error: Exception, request: HttpRequest) -> NoReturn:
    """Raise our error for one of httpx2's, without its text."""
    import httpx2

    target = f"{request.method} {request.url.partition('?')[0]}"
    match error:
        case SourceError():
            raise error.error from None
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
