"""The asyncio half: finds or opens a connection of the running event loop, and decides what happens when one breaks.

Connections belong to the loop that opened them; a transport may serve many, one after another or in several threads.
When a loop shuts its asynchronous generators down, which `asyncio.run` does before it closes, its idle connections are
closed. What is repeated after a break is said in `blocking`.

Both directions at once: with a request and a response that stream, the response is handed out as soon as its head is
there while the request's body is still being sent; closing the response ends that. Where the request says that it needs
this (`RequestStream.duplex`: events in both directions, as Lex, Bedrock and Polly have them), it goes over HTTP/2,
because AWS takes it over nothing else: on a connection of its own (`http2_connection`). That is settled in the TLS
handshake; over plain http, where only tests and emulators are, such a request goes over HTTP/1.1 too.
"""

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from awso.core.http import HttpRequest, HttpResponse
from awso.errors import ConfigurationError
from awso.transports.native import failures
from awso.transports.native.async_connection import AsyncConnection
from awso.transports.native.async_tunnel import Tunnel
from awso.transports.native.head import request_fields, request_head
from awso.transports.native.loop_connection import LoopConnection
from awso.transports.native.origin import Origin, Proxy
from awso.transports.native.pool import Pool, Pools
from awso.transports.native.response import BadResponseError
from awso.transports.native.sockets import failed_by_proxy
from awso.transports.native.tls import Alpn, Tls
from awso.transports.options import TransportOptions

if TYPE_CHECKING:
    import ssl

    from awso.transports.native.http2_connection import Http2Connection

C = TypeVar("C", bound=LoopConnection)

BUFFER_BYTES = 262_144
"""The most that one read of a loop takes in: what asyncio itself would ask for."""
HAPPY_EYEBALLS_SECONDS = 0.25
"""How long one address is tried alone: RFC 8305 §8."""
UNWATCHED_SECONDS = 1.0
"""A loop that did not run for so long may not have noticed that a connection was closed."""

_LACKS_GH_113214 = sys.version_info < (3, 11, 8) or (3, 12) <= sys.version_info < (3, 12, 2)
"""Where an error of TLS within TLS fails in asyncio: https://github.com/python/cpython/issues/113214."""


class _Entered(NamedTuple):
    """What a loop has of its own."""

    pools: Pools[AsyncConnection]
    buffer: memoryview
    keeper: AsyncGenerator[None, None]


class Concurrent:
    """The connections of one transport's event loops."""

    __slots__ = ("_loops", "_options", "_tls")

    def __init__(self, tls: Tls, options: TransportOptions) -> None:
        self._tls = tls
        self._options = options
        self._loops: dict[asyncio.AbstractEventLoop, _Entered] = {}

    async def send(
        self, request: HttpRequest, connect_timeout_seconds: float, read_timeout_seconds: float, stream: bool
    ) -> HttpResponse:
        """Send one request from this task."""
        loop = asyncio.get_running_loop()
        entered = self._loops.get(loop) or await self._enter(loop)
        pool, target = entered.pools.of_url(request.url)
        if request.stream is not None and request.stream.duplex and pool.origin.secure:
            if pool.origin.target_prefix:
                raise ConfigurationError(
                    "events in both directions go over HTTP/2, through a proxy's tunnel alone: leave out"
                    " proxy_use_forwarding_for_https"
                )
            fields = request_fields(request, pool.origin, target)
            negotiating = self._connect_http2(loop, pool.origin, entered.buffer)
            conversation = await _opened(
                negotiating, request, connect_timeout_seconds, keepalive=self._options.tcp_keepalive
            )
            return await _converse(conversation, request, fields, read_timeout_seconds, stream=stream)
        head = request_head(request, pool.origin, target)
        connection = pool.take()
        if connection is not None and monotonic() - connection.idle_since > UNWATCHED_SECONDS:
            connection = await _watched(pool, connection)
        reused = connection is not None
        while True:
            if connection is None:
                opening = self._connect(loop, pool, entered.buffer)
                connection = await _opened(
                    opening, request, connect_timeout_seconds, keepalive=self._options.tcp_keepalive
                )
            try:
                response = await connection.exchange(request, head, read_timeout_seconds, stream=stream)
            except Exception as error:
                if not reused or not failures.may_repeat(request, error, connection.reader, sent=connection.sent):
                    raise failures.broken(request, error) from None
                connection, reused = None, False
            else:
                assert response is not None  # as only more of an open body is answered
                return response

    async def close(self) -> None:
        """Close the idle connections of the running loop; a later `send` opens new ones."""
        entered = self._loops.pop(asyncio.get_running_loop(), None)
        if entered is not None:
            await entered.keeper.aclose()

    async def _enter(self, loop: asyncio.AbstractEventLoop) -> _Entered:
        """Make the pools of a loop that was not seen before, and forget those of loops that are closed."""
        for other in list(self._loops):
            if other.is_closed():
                self._loops.pop(other, None)
        pools: Pools[AsyncConnection] = Pools(self._options)
        keeper = _until_the_loop_ends(pools)
        entered = self._loops[loop] = _Entered(pools, memoryview(bytearray(BUFFER_BYTES)), keeper)
        await anext(keeper)
        return entered

    async def _connect(
        self, loop: asyncio.AbstractEventLoop, pool: Pool[AsyncConnection], buffer: memoryview
    ) -> AsyncConnection:
        return await _connect(loop, pool.origin, self._tls, "http/1.1", lambda: AsyncConnection(loop, pool, buffer))

    async def _connect_http2(
        self, loop: asyncio.AbstractEventLoop, origin: Origin, buffer: memoryview
    ) -> "Http2Connection":
        try:
            from awso.transports.native.http2_connection import Http2Connection
        except ImportError:
            raise ConfigurationError(
                "events in both directions go over HTTP/2, for which the package h2 is missing: install `awso[http2]`"
            ) from None
        connection = await _connect(loop, origin, self._tls, "h2", lambda: Http2Connection(loop, buffer))
        if not connection.negotiated:
            connection.close()
            raise BadResponseError("the server does not offer HTTP/2, over which alone events go in both directions")
        return connection


async def _converse(
    connection: "Http2Connection",
    request: HttpRequest,
    fields: list[tuple[bytes, bytes]],
    timeout_seconds: float,
    *,
    stream: bool,
) -> HttpResponse:
    try:
        return await connection.exchange(request, fields, timeout_seconds, stream=stream)
    except Exception as error:
        raise failures.broken(request, error) from None


async def _opened(
    opening: Coroutine[Any, Any, C], request: HttpRequest, timeout_seconds: float, *, keepalive: bool
) -> C:
    try:
        async with asyncio.timeout(None if timeout_seconds == float("inf") else timeout_seconds):
            connection = await opening
            if keepalive:
                connection.keep_alive()
            return connection
    except Exception as error:
        raise failures.no_connection(request, error) from None


async def _connect(
    loop: asyncio.AbstractEventLoop, origin: Origin, tls: Tls, protocol: Alpn, make: Callable[[], C]
) -> C:
    proxy = origin.proxy
    if proxy is not None:
        return await _connect_through(proxy, loop, origin, tls, protocol, make)
    context = tls.context(protocol) if origin.secure else None
    _, connection = await loop.create_connection(make, origin.host, origin.port, ssl=context, **_eyeballs(loop))
    return connection


async def _connect_through(
    proxy: Proxy, loop: asyncio.AbstractEventLoop, origin: Origin, tls: Tls, protocol: Alpn, make: Callable[[], C]
) -> C:
    outer = tls.proxy_context() if proxy.secure else None
    inner = tls.context(protocol) if origin.is_tunnelled else None
    try:
        if inner is None:
            _, connection = await loop.create_connection(make, proxy.host, proxy.port, ssl=outer, **_eyeballs(loop))
            return connection
        transport = await _tunnel(proxy, loop, origin, outer)
    except (OSError, BadResponseError) as error:
        raise failed_by_proxy(proxy, error) from None
    try:
        if outer is not None and _LACKS_GH_113214 and isinstance(loop, asyncio.BaseEventLoop):
            cast("Any", transport)._force_close = lambda _: transport.abort()  # pyright: ignore[reportUnknownLambdaType]  # asyncio's own
        connection = make()
        secured = await loop.start_tls(transport, connection, inner, server_hostname=origin.host)
        if secured is None or secured.is_closing():  # so the loops tell of an end within the handshake
            raise ConnectionResetError("the connection was closed in the TLS handshake")
    except BaseException:
        transport.abort()
        raise
    connection.connection_made(secured)
    return connection


async def _tunnel(
    proxy: Proxy, loop: asyncio.AbstractEventLoop, origin: Origin, context: "ssl.SSLContext | None"
) -> asyncio.Transport:
    """A connection to the proxy that is, from here on, one to `origin`."""

    def make() -> Tunnel:
        return Tunnel(loop, origin, proxy)

    transport, tunnel = await loop.create_connection(make, proxy.host, proxy.port, ssl=context, **_eyeballs(loop))
    try:
        await tunnel.open(transport)
    except BaseException:
        transport.abort()
        raise
    return transport


def _eyeballs(loop: asyncio.AbstractEventLoop) -> dict[str, Any]:
    """uvloop tries one address after the other, and does not know the argument."""
    return {"happy_eyeballs_delay": HAPPY_EYEBALLS_SECONDS} if isinstance(loop, asyncio.BaseEventLoop) else {}


async def _watched(pool: Pool[AsyncConnection], connection: AsyncConnection) -> AsyncConnection | None:
    """Let the loop look at its sockets: in the first round it learns what is readable, in the second it reads."""
    candidate: AsyncConnection | None = connection
    try:
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    except BaseException:  # cancelled: it is in no pool any more
        connection.close()
        raise
    while candidate is not None and not candidate.is_usable():
        candidate = pool.take()
    return candidate


async def _until_the_loop_ends(pools: Pools[AsyncConnection]) -> AsyncGenerator[None, None]:
    try:
        yield
    finally:
        pools.close()
        await asyncio.sleep(0)  # the transports are told at the loop's next round
        await asyncio.sleep(0)
