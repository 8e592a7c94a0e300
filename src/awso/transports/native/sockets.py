"""Opens a blocking connection: name resolution, TCP over all addresses, the proxy's tunnel, TLS.

TCP is `_socket`'s, the part of `socket` that is written in C: `socket` itself takes 2 ms to import (measured), most of
them to make enumerations; `ssl` imports it anyway, and is given what it needs. Host names are handed over as bytes, for
text is encoded by a codec that takes 5 ms to import, and `origin` has done it.

Not here: what is sent over it (`blocking`).
"""

import _socket
from time import monotonic
from typing import TYPE_CHECKING

from awso.errors import ConnectError
from awso.transports.native.origin import Origin
from awso.transports.native.response import BadResponseError, ResponseReader

if TYPE_CHECKING:
    import ssl

    from awso.transports.native.tls import Tls

LEAST_SECONDS_EACH = 2.0
"""One of several addresses may take its share of the connect timeout, and no less than this: what Go does."""


def open_socket(origin: Origin, tls: "Tls", timeout_seconds: float, *, keepalive: bool = False) -> _socket.socket:
    """A connection to `origin`, ready for its first request; `keepalive` has the system probe it while it is silent.

    Raises OSError, `BadResponseError` or `ConnectError`.
    """
    context = tls.context() if origin.is_tls else None
    deadline = monotonic() + timeout_seconds
    opened = _connect(*origin.peer, deadline)
    try:
        opened.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
        if keepalive:
            opened.setsockopt(_socket.SOL_SOCKET, _socket.SO_KEEPALIVE, 1)
        proxy = origin.proxy
        if origin.secure and proxy is not None:
            _tunnel(opened, origin, deadline)
        if context is None:
            return opened
        name = origin.host if origin.secure or proxy is None else proxy.host
        return _secured(opened, context, name, deadline)
    except BaseException:
        opened.close()
        raise


def _secured(opened: _socket.socket, context: "ssl.SSLContext", name: str, deadline: float) -> _socket.socket:
    from socket import socket

    plain = socket(opened.family, opened.type, opened.proto, opened.detach())
    try:
        plain.settimeout(remaining(deadline))
        return context.wrap_socket(plain, server_hostname=name)
    except BaseException:
        plain.close()
        raise


def remaining(deadline: float) -> float | None:
    """Seconds until `deadline`, None where there is none. Raises TimeoutError where it has passed."""
    seconds = deadline - monotonic()
    if seconds <= 0:
        raise TimeoutError
    return None if seconds == float("inf") else seconds


def connect_request(origin: Origin) -> bytes:
    """What asks a proxy for a tunnel to `origin` (RFC 9110 §9.3.6)."""
    assert origin.proxy is not None
    authorization = origin.proxy.authorization
    field = f"Proxy-Authorization: {authorization}\r\n" if authorization else ""
    return f"CONNECT {origin.authority} HTTP/1.1\r\nHost: {origin.authority}\r\n{field}\r\n".encode()


def refused_tunnel(status: int) -> ConnectError:
    """The proxy's answer was not 2xx."""
    hint = ": name user and password in the proxy's URL" if status == 407 else ""
    return ConnectError(f"the proxy answered CONNECT with {status}{hint}", request_sent=False)


def _tunnel(opened: _socket.socket, origin: Origin, deadline: float) -> None:
    reader = ResponseReader()
    reader.start(True)  # an answer to CONNECT has no body (RFC 9110 §9.3.6)
    opened.settimeout(remaining(deadline))
    opened.sendall(connect_request(origin))
    while not reader.complete:
        opened.settimeout(remaining(deadline))
        received = opened.recv(65_536)
        if not received:
            raise BadResponseError("the proxy closed the connection")
        reader.feed(received)
    if not 200 <= reader.status < 300:
        raise refused_tunnel(reader.status)


def _connect(host: str, port: int, deadline: float) -> _socket.socket:
    """TCP to the first address that accepts, in the order of RFC 6724, which getaddrinfo gives."""
    addresses = _socket.getaddrinfo(host.encode(), port, 0, _socket.SOCK_STREAM)
    failure: OSError | None = None
    for number, (family, kind, protocol, _, address) in enumerate(addresses):
        left = remaining(deadline)
        share = None if left is None else min(left, max(left / (len(addresses) - number), LEAST_SECONDS_EACH))
        attempt = _socket.socket(family, kind, protocol)
        try:
            attempt.settimeout(share)
            attempt.connect(address)
            return attempt
        except OSError as error:
            attempt.close()
            failure = error
        except BaseException:
            attempt.close()
            raise
    raise failure or OSError(f"{host} has no address")
