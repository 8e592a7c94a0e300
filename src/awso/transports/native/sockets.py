"""Opens a blocking connection: name resolution, TCP over all addresses, the proxy's tunnel, TLS.

Not here: what is sent over it (`blocking`).
"""

import socket
from time import monotonic
from typing import TYPE_CHECKING

from awso.errors import ConnectError
from awso.transports.native.origin import Origin
from awso.transports.native.response import BadResponseError, ResponseReader

if TYPE_CHECKING:
    from awso.transports.native.tls import Tls

LEAST_SECONDS_EACH = 2.0
"""One of several addresses may take its share of the connect timeout, and no less than this: what Go does."""


def open_socket(origin: Origin, tls: "Tls", timeout_seconds: float) -> socket.socket:
    """A connection to `origin`, ready for its first request. Raises OSError, `BadResponseError` or `ConnectError`."""
    deadline = monotonic() + timeout_seconds
    opened = _connect(*origin.peer, deadline)
    try:
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        proxy = origin.proxy
        if proxy is not None and proxy.secure:
            opened.settimeout(remaining(deadline))
            opened = tls.context().wrap_socket(opened, server_hostname=proxy.host)
        if not origin.secure:
            return opened
        if proxy is not None:
            opened.settimeout(remaining(deadline))
            _tunnel(opened, origin)
        opened.settimeout(remaining(deadline))
        opened = tls.context().wrap_socket(opened, server_hostname=origin.host)
    except BaseException:
        opened.close()
        raise
    return opened


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


def _tunnel(opened: socket.socket, origin: Origin) -> None:
    reader = ResponseReader()
    reader.start(True)  # an answer to CONNECT has no body (RFC 9110 §9.3.6)
    opened.sendall(connect_request(origin))
    while not reader.complete:
        received = opened.recv(65_536)
        if not received:
            raise BadResponseError("the proxy closed the connection")
        reader.feed(received)
    if not 200 <= reader.status < 300:
        raise refused_tunnel(reader.status)


def _connect(host: str, port: int, deadline: float) -> socket.socket:
    """TCP to the first address that accepts, in the order of RFC 6724, which getaddrinfo gives."""
    addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    failure: OSError | None = None
    for number, (family, kind, protocol, _, address) in enumerate(addresses):
        left = remaining(deadline)
        share = None if left is None else min(left, max(left / (len(addresses) - number), LEAST_SECONDS_EACH))
        attempt = socket.socket(family, kind, protocol)
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
