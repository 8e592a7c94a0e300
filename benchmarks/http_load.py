"""A light load generator: prepared requests over kept connections, answers counted and not looked into.

Its own cost is some 15 µs a request, so that on shared cores the server is what is measured. Reads one JSON object from
standard input (`Load`), writes one to standard output (`Outcome`).
"""

import asyncio
import sys
from collections.abc import Coroutine
from itertools import cycle
from time import perf_counter
from typing import Any, cast

import msgspec


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What to send where, and for how long. `bodies` are sent in turn."""

    port: int
    target: str
    bodies: list[str]
    connections: int
    seconds: float


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How many answers came with status 200, how many with another, in how many seconds."""

    answers: int
    failures: int
    seconds: float


class Sender(asyncio.Protocol):
    """One connection: the next request goes out when an answer is complete, until the server or the time says stop."""

    def __init__(self, requests: "cycle[bytes]", until: float) -> None:
        self._requests = requests
        self._until = until
        self._received = b""
        self.answers = 0
        self.failures = 0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one only in form
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not is_complete(self._received):
            return
        head = self._received.partition(b"\r\n\r\n")[0].lower()
        if head.startswith(b"http/1.1 200 "):
            self.answers += 1
        else:
            self.failures += 1
        self._received = b""
        if b"\r\nconnection: close" in head or perf_counter() >= self._until:
            self._transport.close()
        else:
            self._transport.write(next(self._requests))

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is not None or self._received:
            self.failures += 1
        self.ended.set_result(None)


def is_complete(received: bytes) -> bool:
    """Whether a whole answer, which says its length, has come."""
    end = received.find(b"\r\n\r\n")
    return end >= 0 and len(received) >= end + 4 + _content_length(received[:end].lower())


def _content_length(head: bytes) -> int:
    at = head.index(b"\r\ncontent-length:")
    return int(head[at + 17 :].split(b"\r\n", 1)[0])


def request_bytes(target: str, body: str) -> bytes:
    """A Cognito call as it stands on the wire, unsigned."""
    content = body.encode()
    head = (
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.1\r\n"
        f"X-Amz-Target: AWSCognitoIdentityProviderService.{target}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


async def send(load: Load) -> Outcome:
    """Keep as many connections busy as the load says. A connection that the server closes is opened anew."""
    requests = cycle([request_bytes(load.target, body) for body in load.bodies])
    started = perf_counter()
    until = started + load.seconds
    senders: list[Sender] = []

    def new_sender() -> Sender:
        senders.append(Sender(requests, until))
        return senders[-1]

    async def keep_busy() -> None:
        while perf_counter() < until:
            _, sender = await asyncio.get_running_loop().create_connection(new_sender, "127.0.0.1", load.port)
            await sender.ended

    await asyncio.gather(*(keep_busy() for _ in range(load.connections)))
    return Outcome(
        answers=sum(sender.answers for sender in senders),
        failures=sum(sender.failures for sender in senders),
        seconds=perf_counter() - started,
    )


def _run(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    return uvloop.run(work)


if __name__ == "__main__":
    outcome = _run(send(msgspec.json.decode(sys.stdin.buffer.read(), type=Load)))
    sys.stdout.buffer.write(msgspec.json.encode(outcome))
