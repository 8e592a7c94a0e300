"""Either half of a transport behind one blocking face, so that each test is written once."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import uvloop

from awso.core.http import HttpRequest, HttpResponse
from awso.core.response_bodies import ResponseStream
from awso.transports.httpx2 import Httpx2Transport
from awso.transports.native import NativeTransport

T = TypeVar("T")
Transport = NativeTransport | Httpx2Transport

LONG = 20.0
SHORT = 0.2
ASYNCIO = ("native-asyncio", "native-uvloop")
NATIVE = ("native", *ASYNCIO)
ALL = (*NATIVE, "httpx2", "httpx2-asyncio")


class Sender:
    """Sends and reads blocking, or by running a loop until it has come."""

    def __init__(self, transport: Transport, loop: str = "") -> None:
        self.transport = transport
        factory = uvloop.new_event_loop if loop == "uvloop" else asyncio.new_event_loop
        self._runner = asyncio.Runner(loop_factory=factory) if loop else None

    @property
    def asynchronous(self) -> bool:
        return self._runner is not None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        assert self._runner is not None
        return self._runner.run(work)

    def send(
        self, request: HttpRequest, connect: float = LONG, read: float = LONG, *, stream: bool = False
    ) -> HttpResponse:
        if self._runner is None:
            return self.transport.send(request, connect, read, stream)
        return self._runner.run(_awaited(self.transport.send_async(request, connect, read, stream)))

    def open(self, request: HttpRequest, read: float = LONG) -> ResponseStream:
        stream = self.send(request, read=read, stream=True).stream
        assert stream is not None
        return stream

    def read(self, stream: ResponseStream, size: int) -> bytes:
        return stream.read(size) if self._runner is None else self._runner.run(stream.read_async(size))

    def read_all(self, stream: ResponseStream) -> bytes:
        pieces: list[bytes] = []
        while piece := self.read(stream, 65_536):
            pieces.append(piece)
        return b"".join(pieces)

    def close_stream(self, stream: ResponseStream) -> None:
        if self._runner is None:
            stream.close()
        else:
            self._runner.run(stream.close_async())

    def close_connections(self) -> None:
        if self._runner is None:
            self.transport.close()
        else:
            self._runner.run(self.transport.close_async())

    def close(self) -> None:
        self.close_connections()
        if self._runner is not None:
            self._runner.close()


def new_sender(name: str, **options: Any) -> Sender:
    transport, _, loop = name.partition("-")
    return Sender(NativeTransport(**options) if transport == "native" else Httpx2Transport(), loop)


async def _awaited(work: Coroutine[Any, Any, T]) -> T:
    return await work
