"""Asks whether a socket has something to read, or room to write, with `poll` where the system has it.

`select` refuses descriptors above 1023, and costs twice as much; Windows has nothing else.
"""

import select
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from awso.transports.native.connection import Socket

if sys.platform == "win32":

    class Readiness:
        """Of one socket."""

        __slots__ = ("_socket",)

        def __init__(self, watched: "Socket") -> None:
            self._socket = watched

        def readable_now(self) -> bool:
            """Whether there are bytes, or the end of the stream, to read; costs no wait."""
            return bool(select.select([self._socket], [], [], 0)[0])

        def wait(self, timeout_seconds: float | None, *, writable: bool = False) -> bool:
            """Wait until it is readable, or where asked for writable; False where that took too long."""
            return any(select.select([self._socket], [self._socket] if writable else [], [], timeout_seconds))
else:

    class Readiness:
        """Of one socket."""

        __slots__ = ("_descriptor", "_reading")

        def __init__(self, watched: "Socket") -> None:
            self._descriptor = watched.fileno()
            self._reading = select.poll()
            self._reading.register(self._descriptor, select.POLLIN)

        def readable_now(self) -> bool:
            """Whether there are bytes, or the end of the stream, to read; costs no wait."""
            return bool(self._reading.poll(0))

        def wait(self, timeout_seconds: float | None, *, writable: bool = False) -> bool:
            """Wait until it is readable, or where asked for writable; False where that took too long."""
            poller = self._reading
            if writable:
                poller = select.poll()
                poller.register(self._descriptor, select.POLLIN | select.POLLOUT)
            return bool(poller.poll(None if timeout_seconds is None else timeout_seconds * 1000))
