"""The rest of a response that was left open: what came and was not read yet, and the two handles that read it.

A handle that is neither read to its end nor closed closes its connection when it is collected, and says so in a
ResourceWarning, as a file does.
"""

from collections import deque
from typing import TYPE_CHECKING

from awso.core.http import HttpRequest
from awso.core.response_bodies import AsyncOnly, BlockingOnly
from awso.transports.native import failures
from awso.transports.native.response import BadResponseError, ResponseReader

if TYPE_CHECKING:
    from typing import Protocol

    from awso.core.http import HttpResponse
    from awso.transports.native.connection import Connection

    class Source(Protocol):
        """A connection of an event loop that an open body is read from."""

        def resume_reading(self) -> None:
            """What came was read: let the server go on."""
            ...

        async def wait(self) -> "HttpResponse | None":
            """Wait for more."""
            ...

        def close(self) -> None:
            """Close it at once, and stop sending."""
            ...

        def abandon(self, inflow: "Inflow") -> None:
            """As `close`, from any thread, unless it serves another request than that of `inflow` by now."""
            ...


READ_BYTES = 65_536
"""The least that one read asks the system for."""


class Inflow:
    """What came of a body and waits to be read; outlives its connection's part in it."""

    __slots__ = ("_offset", "_pieces", "ended", "failure")

    def __init__(self) -> None:
        self._pieces: deque[bytes] = deque()
        self._offset = 0
        """Into the first piece: what was read of it already."""
        self.ended = False
        """Whether the whole body has come, so that the connection is no longer its own."""
        self.failure: Exception | None = None
        """Why no more will come."""

    def take(self, reader: ResponseReader) -> None:
        """Move over what the reader has."""
        self._pieces.extend(reader.body)
        reader.body.clear()
        self.ended = reader.complete

    def put(self, piece: bytes) -> None:
        """Add a piece that is not empty."""
        self._pieces.append(piece)

    def next(self, size: int) -> bytes:
        """At most `size` bytes; empty where nothing waits."""
        if not self._pieces:
            return b""
        piece, start = self._pieces[0], self._offset
        if start + size < len(piece):
            self._offset += size
            return piece[start : start + size]
        self._pieces.popleft()
        self._offset = 0
        return piece[start:] if start else piece

    def discard(self) -> None:
        """Nobody will read what waits."""
        self._pieces.clear()
        self.failure = self.failure or BadResponseError("the body was closed")


class OpenBody(BlockingOnly):
    """An `awso.core.response_bodies.ResponseStream` of a blocking connection."""

    __slots__ = ("_connection", "_inflow", "_request")

    def __init__(self, connection: "Connection", request: HttpRequest) -> None:
        self._request = request
        self._inflow = Inflow()
        self._connection = connection
        self._collect()

    def read(self, size: int) -> bytes:
        """At most `size` bytes, at least one unless the body is at its end. Raises `TransportError`."""
        inflow = self._inflow
        while not (piece := inflow.next(size)):
            if inflow.ended:
                return b""
            if inflow.failure is not None:
                raise failures.broken(self._request, inflow.failure)
            try:
                self._connection.receive(max(size, READ_BYTES))
                self._collect()
            except (OSError, BadResponseError) as error:
                inflow.failure = error
                self._connection.close()
            except BaseException:  # Ctrl-C: what comes next belongs to nobody
                self.close()
                raise
        return piece

    def close(self) -> None:
        """Close the connection, unless the body has come to its end: it is then in the pool."""
        self._inflow.discard()
        if not self._inflow.ended:
            self._connection.close()

    def _collect(self) -> None:
        self._inflow.take(self._connection.reader)
        if self._inflow.ended:
            self._connection.release()

    def __del__(self) -> None:
        if not self._inflow.ended and self._inflow.failure is None:
            self.close()
            _warn(self._request)


class OpenAsyncBody(AsyncOnly):
    """An `awso.core.response_bodies.ResponseStream` of an event loop's connection."""

    __slots__ = ("_connection", "_inflow", "_request")

    def __init__(self, connection: "Source", inflow: Inflow, request: HttpRequest) -> None:
        self._connection = connection
        self._inflow = inflow
        self._request = request

    async def read_async(self, size: int) -> bytes:
        """At most `size` bytes, at least one unless the body is at its end. Raises `TransportError`."""
        inflow = self._inflow
        while not (piece := inflow.next(size)):
            if inflow.ended:
                return b""
            try:
                if inflow.failure is not None:
                    raise inflow.failure
                self._connection.resume_reading()
                await self._connection.wait()
            except Exception as error:
                raise failures.broken(self._request, error) from None
        return piece

    async def close_async(self) -> None:
        """Close the connection, and stop sending, unless the body has come to its end."""
        unfinished = not self._inflow.ended and self._inflow.failure is None
        self._inflow.discard()
        if unfinished:
            self._connection.close()

    def __del__(self) -> None:
        if not self._inflow.ended and self._inflow.failure is None:
            self._connection.abandon(self._inflow)
            _warn(self._request)


def _warn(request: HttpRequest) -> None:
    from warnings import warn

    message = f"the body of the answer to {failures.subject(request)} was neither read to its end nor closed"
    warn(message, ResourceWarning, stacklevel=3)
