"""What a transport must do.

`send` gives the whole response whatever its status, or raises `awso.errors.TransportError`: `ConnectError` where no
connection was made (`ConnectTimeoutError` where that took longer than the connect timeout), `ReadTimeoutError` where
the other side was silent for longer than the read timeout, `TransportError` for everything else. `request_sent` is
False only where the service surely never saw the request. A request that cannot be put on the wire (a line break in
a header, a URL that is none) is `ConfigurationError`.

A request's `stream` is sent as it is read, its length announced where it is known, in chunks where it is not; an error
that the server answers meanwhile ends it. What reading it raises is raised as it is. With `stream=True` a success (2xx)
is given as soon as its head is there, and the response's `stream` reads the body; every other status is given whole.

Where the `stream` is `duplex`, the response must be handed out while the request is still being sent; a transport that
cannot do this as AWS needs it, over HTTP/2, refuses it over https with a `ConfigurationError`.

A transport follows no redirects, decodes no `Content-Encoding`, and sends headers as they are given; it may add
`Host`, `Content-Length`, `Accept`, and a `User-Agent` where the request has none. It must be safe to use from many
threads, or many tasks, at once. The tests are in `tests/contract/transports`.
"""

from collections.abc import Coroutine
from typing import Any, Protocol

from awso.core.http import HttpRequest, HttpResponse


class BlockingTransport(Protocol):
    """Sends from a thread."""

    def send(
        self,
        request: HttpRequest,
        connect_timeout_seconds: float,
        read_timeout_seconds: float,
        stream: bool = False,
    ) -> HttpResponse:
        """Send one request and read the whole response, or with `stream` the head of a success."""
        ...

    def close(self) -> None:
        """Let the connections go; a later `send` may raise `TransportError`."""
        ...


class AsyncioTransport(Protocol):
    """Sends from an asyncio task; the names differ, so that one class can be both."""

    def send_async(
        self,
        request: HttpRequest,
        connect_timeout_seconds: float,
        read_timeout_seconds: float,
        stream: bool = False,
    ) -> Coroutine[Any, Any, HttpResponse]:
        """As `BlockingTransport.send`, an `async def` mostly; cancelling it drops the connection."""
        ...

    async def close_async(self) -> None:
        """Let the connections go; a later `send_async` may raise `TransportError`."""
        ...
