"""The blocking half: finds or opens a connection for a request, and decides what happens when one breaks.

A reused connection may break because the server closed it meanwhile. The request is sent again, once, on a new one, if
nothing of a response came and that is surely harmless (RFC 9112 §9.3.1): the method is idempotent, or the request had
not left whole; and the body, where it streams, can be sent again. Otherwise the failure is raised, and the caller's
retry policy decides.
"""

from awso.core.http import HttpRequest, HttpResponse
from awso.errors import ConfigurationError
from awso.transports.native.connection import Connection
from awso.transports.native.head import request_head
from awso.transports.native.pool import Pool, Pools
from awso.transports.native.tls import Tls
from awso.transports.options import TransportOptions


class Blocking:
    """The connections of one transport's threads."""

    __slots__ = ("_options", "_pools", "_tls")

    def __init__(self, tls: Tls, options: TransportOptions) -> None:
        self._tls = tls
        self._options = options
        self._pools: Pools[Connection] = Pools(options)

    def send(
        self, request: HttpRequest, connect_timeout_seconds: float, read_timeout_seconds: float, *, stream: bool
    ) -> HttpResponse:
        """Send one request from this thread."""
        pool, target = self._pools.of_url(request.url)
        if request.stream is not None and request.stream.duplex and pool.origin.secure:
            raise ConfigurationError(
                "events in both directions go over HTTP/2, which is there for asyncio alone: call it by an AsyncClient"
            )
        head = request_head(request, pool.origin, target)
        connection = pool.take()
        reused = connection is not None
        while True:
            if connection is None:
                connection = self._open(pool, request, connect_timeout_seconds)
            try:
                return connection.exchange(request, head, read_timeout_seconds, pool, stream=stream)
            except Exception as error:
                connection.close()
                from awso.transports.native import failures

                if not reused or not failures.may_repeat(request, error, connection.reader, sent=connection.sent):
                    raise failures.broken(request, error) from None
            except BaseException:  # Ctrl-C: what comes next belongs to nobody
                connection.close()
                raise
            connection, reused = None, False

    def close(self) -> None:
        """Close the idle connections; a later `send` opens new ones."""
        self._pools.close()

    def _open(self, pool: Pool[Connection], request: HttpRequest, timeout_seconds: float) -> Connection:
        from awso.transports.native.sockets import open_socket

        try:
            opened = open_socket(pool.origin, self._tls, timeout_seconds, keepalive=self._options.tcp_keepalive)
        except Exception as error:
            from awso.transports.native import failures

            raise failures.no_connection(request, error) from None
        if not pool.origin.is_tls_in_tls:
            return Connection(opened, secure=pool.origin.is_tls)
        from awso.transports.native.tls_in_tls import InnerTls, TunnelledConnection

        assert isinstance(opened, InnerTls)
        return TunnelledConnection(opened)
