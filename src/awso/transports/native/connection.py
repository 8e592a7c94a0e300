"""One blocking connection: sends a request, reads its response whole or leaves it open.

A small request goes out in one `sendall`. A larger one is sent piece by piece on a socket that does not block, so that
an error that comes before the body is out stops it. A success that comes so early does not: it is the beginning of what
a service has to say to events that are still being sent.
"""

from typing import TYPE_CHECKING

from awso.core.http import HttpRequest, HttpResponse
from awso.transports.native.response import LateHeaders, ResponseReader

if TYPE_CHECKING:
    from typing import Protocol

    from awso.transports.framing import Pieces
    from awso.transports.native.head import Head
    from awso.transports.native.pool import Pool
    from awso.transports.native.readiness import Readiness

    class Socket(Protocol):
        """Those of `_socket`, of which ssl's are, and `tls_in_tls`'s."""

        def send(self, data: Pieces, /) -> int:
            """Send some of it, and tell how much."""
            ...

        def sendall(self, data: Pieces, /) -> None:
            """Send it all."""
            ...

        def recv(self, size: int, /) -> bytes:
            """What has come; nothing at the end."""
            ...

        def settimeout(self, seconds: float | None, /) -> None:
            """How long each of these may wait."""
            ...

        def fileno(self) -> int:
            """The system's number of it."""
            ...

        def close(self) -> None:
            """Close it."""
            ...


RECEIVE_BYTES = 65_536
"""One read: as much as the kernel mostly has."""
SMALL_BODY_BYTES = 65_536
"""Up to here head and body are copied together and leave in one system call."""
CONTINUE_SECONDS = 1.0
"""How long the server may think about `Expect: 100-continue` before the body is sent anyway: as long as boto3 waits."""


class Connection:
    """A connected socket and the reader of its responses; one request at a time."""

    __slots__ = ("_pool", "_readiness", "_socket", "_timeout", "_would_block", "idle_since", "reader", "sent")

    def __init__(self, connected: "Socket", *, secure: bool) -> None:
        self._socket = connected
        self._pool: Pool[Connection] | None = None
        """Where it goes when the response is complete; not while it is there, so that no cycle delays `__del__`."""
        self._readiness: Readiness | None = None
        self._timeout = -1.0  # none that anybody asks for
        self._would_block: tuple[type[OSError], ...] = (BlockingIOError,)
        if secure:
            import ssl

            self._would_block = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
        self.reader = ResponseReader()
        self.sent = False
        """Whether the request has left whole."""
        self.idle_since = 0.0

    def exchange(
        self,
        request: HttpRequest,
        head: "Head",
        timeout_seconds: float,
        pool: "Pool[Connection]",
        *,
        stream: bool,
    ) -> HttpResponse:
        """Send a request and read its response; with `stream` the body of a success is left open.

        Raises OSError, `BadResponseError`, `SourceError`; the connection must then be closed.
        """
        self._pool = pool
        reader = self.reader
        reader.start(request.method == "HEAD")
        if timeout_seconds != self._timeout:
            self._wait_at_most(timeout_seconds)
        self.sent = False
        encoded, chunked, waits = head
        body = request.body
        if request.stream is None and len(body) <= SMALL_BODY_BYTES and not chunked and not (waits and body):
            try:
                self._socket.sendall(encoded + body if body else encoded)
                self.sent = True
            except ConnectionError:
                pass  # the server may have said why before it closed
        else:
            self._send_watching(request, encoded, chunked=chunked, waits=waits)
        while not reader.complete and not (stream and 200 <= reader.status < 300):
            self.receive(RECEIVE_BYTES)
        if stream and 200 <= reader.status < 300:
            from awso.transports.native.open_body import OpenBody

            return HttpResponse(reader.status, LateHeaders(reader.fields), stream=OpenBody(self, request))
        response = reader.response()
        self.release()
        return response

    def receive(self, size: int) -> None:
        """Wait for some of the response."""
        received = self._socket.recv(size)
        if received:
            self.reader.feed(received)
        else:
            self.reader.end()

    def release(self) -> None:
        """The response is complete: keep the connection where another request may follow."""
        pool, self._pool = self._pool, None
        if pool is not None and self.reader.reusable and self.sent:
            pool.put(self)
        else:
            self.close()

    def is_usable(self) -> bool:
        """Whether the server has neither closed it nor said anything; 0.7 µs."""
        if not (self._readiness or self._watched()).readable_now():
            return True
        if len(self._would_block) == 1:
            return False
        # What came may be TLS's own: session tickets.
        self._wait_at_most(0.0)
        try:
            self._socket.recv(1)
        except self._would_block:
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """Close the socket. TLS is not told, so that a forked child can do this to its parent's connections."""
        self._socket.close()

    def __del__(self) -> None:
        self._socket.close()

    def _watched(self) -> "Readiness":
        readiness = self._readiness
        if readiness is None:  # imported when a connection is used again: many a process sends one request
            from awso.transports.native.readiness import Readiness

            readiness = self._readiness = Readiness(self._socket)
        return readiness

    def _wait_at_most(self, seconds: float) -> None:
        self._socket.settimeout(None if seconds == float("inf") else seconds)
        self._timeout = seconds

    def _send_watching(self, request: HttpRequest, encoded: bytes, *, chunked: bool, waits: bool) -> None:
        """Send head and body until they are out or an error comes; `sent` says which."""
        timeout_seconds = self._timeout
        self._wait_at_most(0.0)
        try:
            if self._send(encoded, timeout_seconds) and (not waits or self._may_continue(timeout_seconds)):
                from awso.transports.framing import body_pieces

                for piece in body_pieces(request, chunked=chunked):
                    if not self._send(piece, timeout_seconds):
                        break
                else:
                    self.sent = True
        except ConnectionError:
            pass  # the server may have said why before it closed
        self._wait_at_most(timeout_seconds)

    def _send(self, piece: "Pieces", timeout_seconds: float) -> bool:
        """Send a piece; False where an error came first. Raises TimeoutError where the server takes nothing."""
        view = memoryview(piece)
        while True:
            if not self.reader.status and self._watched().readable_now():
                self._receive_early()
            if self.reader.status >= 300:
                return False
            try:
                view = view[self._socket.send(view) :]
            except self._would_block:
                if not self._watched().wait(_finite(timeout_seconds), writable=True):
                    raise TimeoutError from None
            if not view:
                return True

    def _receive_early(self) -> None:
        """Read what has come, without waiting. Raises ConnectionError where it is the end."""
        while not self.reader.status:
            try:
                received = self._socket.recv(RECEIVE_BYTES)
            except self._would_block:
                return
            if not received:
                raise ConnectionResetError
            self.reader.feed(received)

    def _may_continue(self, timeout_seconds: float) -> bool:
        """Wait for `100 Continue`, a while; False where the server answered finally."""
        while not self.reader.interim and not self.reader.status:
            if not self._watched().wait(min(CONTINUE_SECONDS, timeout_seconds)):
                break
            self._receive_early()
        return not self.reader.status


def _finite(seconds: float) -> float | None:
    return None if seconds == float("inf") else seconds
