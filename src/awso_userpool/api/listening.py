"""The application on a socket: uvicorn, told exactly when it listens and how it stops.

The socket is bound before anything else starts, so that a taken port is a plain error and port 0 is known by its
number. SIGTERM and SIGINT let running requests finish; a second SIGINT does not wait. Afterwards the exit status is
0: being stopped is no failure.
"""

import asyncio
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from awso_userpool.api.asgi import Application
from awso_userpool.api.connections import BoundedConnection

# How long a running request may take to finish: three tries of a trigger, 5 s each, and some.
DRAIN_SECONDS = 20
BACKLOG = 2048
# Longer than SDKs keep an idle connection (botocore 60 s), so that it is they who close it, never in mid-request.
KEEP_ALIVE_SECONDS = 75


def bind(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """An address to listen on. Raises OSError, also for a host name that does not resolve.

    Several `shared` sockets may have the same address; the kernel spreads new connections over those that listen.
    """
    found = socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    # The protocol by its number: asyncio sets TCP_NODELAY on no other, and without it each answer waits 40 ms for the
    # client's delayed acknowledgement.
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    bound.setblocking(False)
    return bound


def url_of(bound: socket.socket, host: str) -> str:
    """`http://host:port` at which `bound` answers; IPv6 addresses in brackets."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{bound.getsockname()[1]}"


def new_event_loop() -> asyncio.AbstractEventLoop:
    """uvloop's where there is one (there is none for Windows)."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


class Listener(uvicorn.Server):
    """Serves `application` on `bound` until `stop`, or until a signal comes."""

    def __init__(self, application: Application, bound: socket.socket, ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                application,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                http=BoundedConnection,
                ws="none",
                proxy_headers=False,
                timeout_graceful_shutdown=DRAIN_SECONDS,
                backlog=BACKLOG,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
            )
        )
        self._bound = bound
        self._ready = ready

    async def run_until_stopped(self) -> None:
        """Returns when the last request has been answered."""
        await self.serve(sockets=[self._bound])

    def stop(self) -> None:
        """Safe to call from any thread."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Not super(): it would raise the signal again after the shutdown, and the exit status would say "killed".
        del frame
        if self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        self.should_exit = True
