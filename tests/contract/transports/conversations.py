"""Conversations over HTTP/2 as a client holds them: a source that a test feeds, an answer that it reads meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from awso.core.http import HttpRequest, HttpResponse
from awso.core.request_bodies import RequestStream
from awso.core.response_bodies import ResponseStream
from tests.contract.transports.http2_peer import Peer
from tests.contract.transports.senders import LONG, Sender


class Questions:
    """A source that a test feeds; it knows whether it was ended."""

    def __init__(self, *first: bytes) -> None:
        self._waiting: asyncio.Queue[bytes | Exception] = asyncio.Queue()
        self.ended = asyncio.Event()
        for piece in first:
            self.ask(piece)

    def ask(self, piece: bytes | Exception) -> None:
        """Give the next piece; an empty one is the end."""
        self._waiting.put_nowait(piece)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while piece := await self._waiting.get():
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        finally:
            self.ended.set()


def asking(port: int, source: Any, *fields: tuple[str, str], length: int | None = None) -> HttpRequest:
    stream = RequestStream(source, length, duplex=True)
    return HttpRequest("POST", f"https://localhost:{port}/talk?a=b%20c", fields, stream=stream)


class Conversation:
    """The client's end."""

    def __init__(self, sender: Sender, port: int, read: float = LONG) -> None:
        self.transport = sender.transport
        self.port = port
        self.read_timeout = read

    async def open(self, source: Any) -> ResponseStream:
        stream = (await self.send(source)).stream
        assert stream is not None
        return stream

    def send(self, source: Any, *, stream: bool = True) -> Coroutine[Any, Any, HttpResponse]:
        return self.transport.send_async(asking(self.port, source), LONG, self.read_timeout, stream)


async def read_all(stream: ResponseStream) -> bytes:
    pieces: list[bytes] = []
    while piece := await stream.read_async(65_536):
        pieces.append(piece)
    return b"".join(pieces)


def echo(peer: Peer) -> None:
    peer.request()
    peer.respond(200, ("content-type", "text/plain"))
    while piece := peer.read():
        peer.send(piece.upper())
    peer.send(b"", end=True)


def echo_once(peer: Peer) -> None:
    peer.request()
    peer.respond(200)
    peer.send(peer.read().upper())


async def tasks_left() -> set[asyncio.Task[Any]]:
    """What still runs after the loop had the time to end it."""
    for _ in range(5):
        await asyncio.sleep(0)
    return asyncio.all_tasks() - {task for task in [asyncio.current_task()] if task is not None}
