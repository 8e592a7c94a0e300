"""Opens a blocking connection: name resolution, TCP over all addresses, the proxy's tunnel, TLS.

TCP is `_socket`'s, the part of `socket` that is written in C: `socket` itself takes 2 ms to import (measured), most of
them to make enumerations; `ssl` imports it anyway, and is given what it needs. Host names are handed over as bytes, for
text is encoded by a codec that takes 5 ms to import, and `origin` has done it.

Not here: what is sent over it (`blocking`).
"""

import _socket
from time import monotonic
from typing import TYPE_CHECKING

from awso.errors import ProxyError
from awso.transports.native.origin import Origin, Proxy
from awso.transports.native.response import BadResponseError, ResponseReader

if TYPE_CHECKING:
    import ssl

    from awso.transports.native.connection import Socket
    from awso.transports.native.tls import Tls

LEAST_SECONDS_EACH = 2.0
"""One of several addresses may take its share of the connect timeout, and no less than this: what Go does."""


def open_socket(origin: Origin, tls: "Tls", timeout_seconds: float, *, keepalive: bool = False) -> "Socket":
    """A connection to `origin`, ready for its first request; `keepalive` has the system probe it while it is silent.

    Raises OSError, `BadResponseError` or `ProxyError`.
    """
    proxy = origin.proxy
    outer = tls.proxy_context() if proxy is not None and proxy.secure else None
    inner = tls.context() if origin.is_tunnelled or (origin.secure and proxy is None) else None
    deadline = monotonic() + timeout_seconds
    if proxy is None:
        opened = _connect(origin.host, origin.port, deadline, keepalive=keepalive)
    else:
        try:
            opened = _through(proxy, origin, outer, deadline, keepalive=keepalive)
        except (OSError, BadResponseError) as error:
            raise failed_by_proxy(proxy, error) from None
    if inner is None:
        return opened
    if outer is None:
        return _secured(opened, inner, origin.host, deadline)
    from awso.transports.native.tls_in_tls import secured_within

    return secured_within(opened, inner, origin.host, deadline)


def _through(
    proxy: Proxy, origin: Origin, context: "ssl.SSLContext | None", deadline: float, *, keepalive: bool
) -> _socket.socket:
    """A connection to the proxy, with a tunnel to `origin` where it needs one."""
    opened = _connect(proxy.host, proxy.port, deadline, keepalive=keepalive)
    if context is not None:
        opened = _secured(opened, context, proxy.host, deadline)
    try:
        if origin.is_tunnelled:
            _tunnel(opened, origin, proxy, deadline)
        return opened
    except BaseException:
        opened.close()
        raise


def _secured(opened: _socket.socket, context: "ssl.SSLContext", name: str, deadline: float) -> "ssl.SSLSocket":
    """TLS over `opened`, which is closed where that fails."""
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


def connect_request(origin: Origin, proxy: Proxy) -> bytes:
    """What asks a proxy for a tunnel to `origin` (RFC 9110 §9.3.6)."""
    field = f"Proxy-Authorization: {proxy.authorization}\r\n" if proxy.authorization else ""
    return f"CONNECT {origin.authority} HTTP/1.1\r\nHost: {origin.authority}\r\n{field}\r\n".encode()


def refused_tunnel(proxy: Proxy, status: int) -> ProxyError:
    """The proxy's answer was not 2xx."""
    hint = ": name user and password in the proxy's URL" if status == 407 else ""
    return ProxyError(f"the proxy {proxy.url} answered CONNECT with {status}{hint}", proxy=proxy.url)


def failed_by_proxy(proxy: Proxy, error: Exception) -> Exception:
    """What stands for an error on the way to a proxy, and to its tunnel; a timeout stands for itself."""
    if isinstance(error, TimeoutError):
        return error
    from awso.transports.native.failures import reason

    hint = ". Roots of its own are named by proxy_ca_bundle" if "CERTIFICATE_VERIFY_FAILED" in str(error) else ""
    return ProxyError(f"the proxy {proxy.url} failed: {reason(error)}{hint}", proxy=proxy.url)


def _tunnel(opened: _socket.socket, origin: Origin, proxy: Proxy, deadline: float) -> None:
    reader = ResponseReader()
    reader.start(True)  # an answer to CONNECT has no body (RFC 9110 §9.3.6)
    opened.settimeout(remaining(deadline))
    opened.sendall(connect_request(origin, proxy))
    while not reader.complete:
        opened.settimeout(remaining(deadline))
        received = opened.recv(65_536)
        if not received:
            raise BadResponseError("it closed the connection")
        reader.feed(received)
    if not 200 <= reader.status < 300:
        raise refused_tunnel(proxy, reader.status)


def _connect(host: str, port: int, deadline: float, *, keepalive: bool) -> _socket.socket:
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
            attempt.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
            if keepalive:
                attempt.setsockopt(_socket.SOL_SOCKET, _socket.SO_KEEPALIVE, 1)
            return attempt
        except OSError as error:
            attempt.close()
            failure = error
        except BaseException:
            attempt.close()
            raise
    raise failure or OSError(f"{host} has no address")
