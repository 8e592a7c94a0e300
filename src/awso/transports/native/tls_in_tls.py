"""TLS with a server within TLS with a proxy, for blocking connections; asyncio does it by itself.

The standard library's TLS sockets sit on sockets of the system alone. Here the inner TLS works on memory, and what it
wraps goes over the outer one, which is such a socket. It behaves as one does: what does not block raises
`SSLWantReadError` or `SSLWantWriteError`, an end without farewell is an end.

The inner TLS is read as far as it goes, so that what has come never waits where `poll` does not see it.
"""

import ssl
from contextlib import suppress
from typing import TYPE_CHECKING

from awso.transports.native.connection import Connection
from awso.transports.native.sockets import remaining

if TYPE_CHECKING:
    from _socket import socket

    from awso.transports.framing import Pieces

RECORD_BYTES = 16_384
"""The most that one record holds (RFC 8446 §5.1): of the outer TLS, one read gives no more."""


class InnerTls:
    """What a `Connection` needs of a socket."""

    __slots__ = ("_accepted", "_incoming", "_outer", "_outgoing", "_tls", "_unsent", "ended")

    def __init__(self, outer: "socket", context: ssl.SSLContext, name: str) -> None:
        self._outer = outer
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name)
        self._unsent = bytearray()
        self._accepted = 0
        """Of a `send` that could not finish: how much is wrapped already."""
        self.ended = False
        """Whether the server will send no more."""

    def shake_hands(self, deadline: float) -> None:
        """Raises ssl.SSLError; TimeoutError after `deadline`."""
        while True:
            self._outer.settimeout(remaining(deadline))
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                self._flush()
                self._receive()
            except ssl.SSLError:
                with suppress(OSError):
                    self._flush()  # the alert: why we refuse
                raise
            else:
                self._flush()
                return

    def sendall(self, data: "Pieces") -> None:
        """Send it all, waiting where need be."""
        view = memoryview(data)
        while view:
            view = view[self.send(view) :]

    def send(self, data: "Pieces") -> int:
        """Send some of it, and tell how much; after a `would block` the same must be given again."""
        if not self._accepted:
            self._accepted = self._tls.write(memoryview(data)[:RECORD_BYTES])
        self._flush()
        accepted, self._accepted = self._accepted, 0
        return accepted

    def recv(self, size: int) -> bytes:
        """At most `size` bytes; none at the end."""
        while not (received := self._unwrapped(size)) and not self.ended:
            if self._outgoing.pending and not self._accepted:
                with suppress(ssl.SSLWantWriteError):
                    self._flush()  # TLS's own: the answer to a request for new keys
            self._receive()
        return received

    def settimeout(self, seconds: float | None) -> None:
        """How long one step may wait: not at all where it is 0."""
        self._outer.settimeout(seconds)

    def fileno(self) -> int:
        """The system's number of the socket."""
        return self._outer.fileno()

    def close(self) -> None:
        """Close the socket; neither TLS is told."""
        self._outer.close()

    def _flush(self) -> None:
        """Send what is wrapped; where that raises, the rest stays for the next time."""
        unsent = self._unsent
        if self._outgoing.pending:
            unsent += self._outgoing.read()
        while unsent:
            del unsent[: self._outer.send(unsent)]

    def _receive(self) -> None:
        received = self._outer.recv(RECORD_BYTES)
        if received:
            self._incoming.write(received)
        else:
            self._incoming.write_eof()

    def _unwrapped(self, size: int) -> bytes:
        """What has come in whole records."""
        pieces: list[bytes] = []
        while size and not self.ended:
            try:
                piece = self._tls.read(size)
            except ssl.SSLWantReadError:
                break
            except ssl.SSLEOFError:
                piece = b""
            self.ended = not piece
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)


class TunnelledConnection(Connection):
    """A connection over one; the server's farewell may have come together with its last response."""

    __slots__ = ("_inner",)

    def __init__(self, inner: InnerTls) -> None:
        super().__init__(inner, secure=True)
        self._inner = inner

    def is_usable(self) -> bool:
        """Whether the server has neither closed it nor said anything."""
        return not self._inner.ended and super().is_usable()


def secured_within(outer: "socket", context: ssl.SSLContext, name: str, deadline: float) -> InnerTls:
    """TLS with `name` within `outer`, which is closed where that fails. Raises OSError."""
    try:
        inner = InnerTls(outer, context, name)
        inner.shake_hands(deadline)
        return inner
    except BaseException:
        outer.close()
        raise
