"""Asks a proxy for a tunnel from an event loop; the blocking way is in `sockets`."""

import asyncio

from awso.transports.native.origin import Origin, Proxy
from awso.transports.native.response import BadResponseError, ResponseReader
from awso.transports.native.sockets import connect_request, refused_tunnel


class Tunnel(asyncio.Protocol):
    """Hears the proxy until it has answered; then the transport is another protocol's."""

    def __init__(self, loop: asyncio.AbstractEventLoop, origin: Origin, proxy: Proxy) -> None:
        self._origin = origin
        self._proxy = proxy
        self._reader = ResponseReader()
        self._reader.start(True)  # an answer to CONNECT has no body (RFC 9110 §9.3.6)
        self._answered: asyncio.Future[None] = loop.create_future()
        self._failure: Exception | None = None

    def data_received(self, data: bytes) -> None:
        """Some of the answer."""
        try:
            self._reader.feed(data)
        except BadResponseError as error:
            self._end(error)
        if self._reader.complete:
            self._end(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """The proxy closed it."""
        self._end(exc or BadResponseError("it closed the connection"))

    async def open(self, transport: asyncio.Transport) -> None:
        """Ask for the tunnel, and wait for it. Raises `awso.errors.ProxyError` where the proxy refuses."""
        # Not as soon as it is connected: uvloop forgets to close what is cancelled just then and has written.
        transport.write(connect_request(self._origin, self._proxy))
        await self._answered
        if self._failure is not None:
            raise self._failure
        if not 200 <= self._reader.status < 300:
            raise refused_tunnel(self._proxy, self._reader.status)

    def _end(self, failure: Exception | None) -> None:
        if not self._answered.done():
            self._failure = failure  # not the future's: nobody may be waiting
            self._answered.set_result(None)
