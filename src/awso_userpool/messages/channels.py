"""Where a message may go: a file of JSON lines, the console, SMTP, an HTTP webhook, a list in memory.

A channel has delivered when `deliver` returns: then the content may be erased. Anything it raises is a failure that
is tried again later; `PermanentDeliveryError` is one that trying again cannot help.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TextIO

import msgspec

from awso_userpool.domain.records import Message
from awso_userpool.outbound import Endpoint, OutboundError, post

WEBHOOK_TIMEOUT_SECONDS = 10.0
# A receiver of one's own is rarely made for more at once.
WEBHOOK_CONNECTIONS = 32


class DeliveryError(Exception):
    """The channel did not take the message; the text shows neither code nor address."""


class PermanentDeliveryError(DeliveryError):
    """The other side will never take this message."""


class Channel(Protocol):
    """One way out. `name` stands in logs."""

    @property
    def name(self) -> str: ...

    async def deliver(self, message_id: str, message: Message) -> None: ...


def json_line(message: Message) -> bytes:
    """The message as one JSON object:

    time, pool_id, username, destination, medium, attribute, trigger_source, code, subject, body.
    """
    time = datetime.fromtimestamp(message.time, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    members = {**msgspec.structs.asdict(message), "time": time}
    del members["html"]
    return msgspec.json.encode(members)


class MemoryChannel:
    """Hands each message to `receive`: for tests."""

    name = "memory"

    def __init__(self, receive: Callable[[Message], object]) -> None:
        self._receive = receive

    async def deliver(self, message_id: str, message: Message) -> None:
        del message_id
        self._receive(message)


class ConsoleChannel:
    """Shows each message to the person at the terminal, for development."""

    name = "console"

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr

    async def deliver(self, message_id: str, message: Message) -> None:
        del message_id
        heading = f"{message.medium} to {message.destination} ({message.trigger_source})"
        lines = [heading, *filter(None, (message.subject, *message.body.splitlines()))]
        print("\n  | ".join(lines), file=self._stream, flush=True)


class FileChannel:
    """Appends JSON lines to a file that only its owner can read; a line is on the disk when `deliver` returns.

    Messages that arrive while the disk is busy go out together with the next flush.
    """

    name = "outbox file"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._busy = asyncio.Lock()

    async def deliver(self, message_id: str, message: Message) -> None:
        del message_id
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((json_line(message) + b"\n", written))
        async with self._busy:
            if self._waiting:
                await self._flush()
        await written

    async def _flush(self) -> None:
        batch, self._waiting = self._waiting, []
        failure: DeliveryError | None = None
        try:
            await asyncio.to_thread(append_durably, self._path, b"".join(line for line, _ in batch))
        except OSError as error:
            failure = DeliveryError(f"{self._path}: {error.strerror}")
        for _, written in batch:
            if failure:
                written.set_exception(failure)
            else:
                written.set_result(None)


def append_durably(path: Path, content: bytes) -> None:
    """Appends `content` and waits until it is on the disk.

    A torn last line, of a crash or a full disk, is ended first.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        if content and size and os.pread(descriptor, 1, size - 1) != b"\n":
            content = b"\n" + content
        while content:
            content = content[os.write(descriptor, content) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class WebhookChannel:
    """POSTs the JSON object of the outbox line to the operator's URL; any 2xx is a delivery.

    The message's id goes along as `Idempotency-Key`, so that a receiver can drop the repetition that follows a crash.
    """

    name = "webhook"

    def __init__(self, endpoint: Endpoint, timeout_seconds: float = WEBHOOK_TIMEOUT_SECONDS) -> None:
        self._endpoint = endpoint
        self._timeout_seconds = timeout_seconds
        self._connections = asyncio.Semaphore(WEBHOOK_CONNECTIONS)

    async def deliver(self, message_id: str, message: Message) -> None:
        headers = {"Content-Type": "application/json", "Idempotency-Key": message_id}
        try:
            async with self._connections:
                answer = await post(
                    self._endpoint, json_line(message), headers=headers, timeout_seconds=self._timeout_seconds
                )
        except TimeoutError as error:
            raise DeliveryError(f"{self._endpoint!r} did not answer within {self._timeout_seconds:g} s") from error
        except OutboundError as error:
            raise DeliveryError(str(error)) from error
        if not 200 <= answer.status < 300:
            raise DeliveryError(f"{self._endpoint!r} answered status {answer.status}")
