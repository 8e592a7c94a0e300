"""Carries messages from the database to every channel, and erases them there.

Settled here: when. A message is taken up as soon as the operation that wrote it has committed (`wake`), not at the
next turn of a clock. It is deleted once every channel has it; while one fails, the others are not asked again, unless
the process dies in between: then the lease of the claim runs out, and the message is delivered again. So: exactly
once, and at least once after a crash. A failing message is tried for as long as its code can be of use, then given
up, loudly.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple

from awso_userpool.domain.records import ClaimedMessage
from awso_userpool.messages.channels import Channel, DeliveryError, PermanentDeliveryError
from awso_userpool.storage.interface import Storage, Writing

BATCH = 64
# Longer than the slowest channel takes (SMTP: 20 s to connect, 20 s an answer), or another process delivers too.
LEASE_SECONDS = 120.0
# How long a message of a process that died, or of another process's failure, may lie unseen.
IDLE_SECONDS = 10.0
FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 300.0
# The longest life of a code (guide, "Verification and confirmation codes": 24 hours).
GIVE_UP_SECONDS = 24 * 3600.0

_log = logging.getLogger("awso_userpool.messages")


class Failing(NamedTuple):
    """A message that some channel does not take, for the operator to see; neither address nor content."""

    message_id: str
    pool_id: str
    trigger_source: str
    tries: int
    reason: str


class Delivery:
    """The worker of one process. Use as `async with`: leaving flushes what is due, then stops."""

    def __init__(
        self,
        storage: Storage,
        channels: Sequence[Channel],
        clock: Callable[[], float],
        *,
        first_retry_seconds: float = FIRST_RETRY_SECONDS,
    ) -> None:
        self._storage = storage
        self._channels = tuple(channels)
        self._clock = clock
        self._first_retry_seconds = first_retry_seconds
        self._news = asyncio.Event()
        self._idle = asyncio.Event()
        self._stopping = False
        self._delivered_to: dict[str, set[str]] = {}
        self._worker: asyncio.Task[None] | None = None
        self.failing: dict[str, Failing] = {}

    async def __aenter__(self) -> "Delivery":
        self._worker = asyncio.create_task(self._work(), name="message delivery")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping = True
        self._news.set()
        if self._worker is not None:
            await self._worker

    def wake(self) -> None:
        """There may be a new message; cheap, call it after each operation that could have written one."""
        self._idle.clear()
        self._news.set()

    async def drained(self) -> None:
        """Returns when all that was written before has been offered to every channel."""
        self.wake()
        await self._idle.wait()

    async def _work(self) -> None:
        while True:
            self._news.clear()
            try:
                claimed = await self._claim_and_deliver()
            except Exception:
                # The database may be away for a moment (disk full, failover): the worker must outlive that.
                _log.exception("messages could not be taken from the database")
                claimed = 0
            if claimed or (self._news.is_set() and not self._stopping):
                continue
            self._idle.set()
            if self._stopping:
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), self._pause())

    def _pause(self) -> float:
        return self._first_retry_seconds if self.failing else IDLE_SECONDS

    async def _claim_and_deliver(self) -> int:
        now = self._clock()
        claimed = await self._storage.write(
            lambda store: store.claim_messages(now=now, lease_seconds=LEASE_SECONDS, limit=BATCH)
        )
        if not claimed:
            return 0
        reasons = await asyncio.gather(*(self._deliver(each) for each in claimed))
        await self._settle(list(zip(claimed, reasons, strict=True)))
        return len(claimed)

    async def _deliver(self, claimed: ClaimedMessage) -> DeliveryError | None:
        """Offers the message to each channel that has not got it; the first failure, or None when all have it."""
        done = self._delivered_to.setdefault(claimed.id, set())
        waiting = [channel for channel in self._channels if channel.name not in done]
        outcomes = await asyncio.gather(
            *(channel.deliver(claimed.id, claimed.message) for channel in waiting), return_exceptions=True
        )
        failure: DeliveryError | None = None
        for channel, outcome in zip(waiting, outcomes, strict=True):
            if outcome is None:
                done.add(channel.name)
                continue
            reason = str(outcome) if isinstance(outcome, DeliveryError) else type(outcome).__name__
            permanent = isinstance(outcome, PermanentDeliveryError)
            failure = (PermanentDeliveryError if permanent else DeliveryError)(f"{channel.name}: {reason}")
        return failure

    async def _settle(self, outcomes: Sequence[tuple[ClaimedMessage, DeliveryError | None]]) -> None:
        now = self._clock()
        finished: list[str] = []
        postponed: list[tuple[str, float]] = []
        for claimed, failure in outcomes:
            if failure is None or self._is_hopeless(claimed, failure, now):
                finished.append(claimed.id)
            else:
                wait = min(self._first_retry_seconds * 2 ** (claimed.tries - 1), LONGEST_RETRY_SECONDS)
                postponed.append((claimed.id, now + wait))
                self._note(claimed, failure, wait)

        await self._storage.write(lambda store: _record(store, finished, postponed))
        for message_id in finished:
            self._delivered_to.pop(message_id, None)
            self.failing.pop(message_id, None)

    def _is_hopeless(self, claimed: ClaimedMessage, failure: DeliveryError, now: float) -> bool:
        if not isinstance(failure, PermanentDeliveryError) and now - claimed.message.time < GIVE_UP_SECONDS:
            return False
        message = claimed.message
        _log.error(
            "message %s (%s, pool %s) given up after %d tries: %s",
            claimed.id, message.trigger_source, message.pool_id, claimed.tries, failure,
        )  # fmt: skip
        return True

    def _note(self, claimed: ClaimedMessage, failure: DeliveryError, wait: float) -> None:
        message = claimed.message
        self.failing[claimed.id] = Failing(
            claimed.id, message.pool_id, message.trigger_source, claimed.tries, str(failure)
        )
        _log.warning(
            "message %s (%s, pool %s) not delivered, try %d, again in %g s: %s",
            claimed.id, message.trigger_source, message.pool_id, claimed.tries, wait, failure,
        )  # fmt: skip


def _record(store: Writing, finished: Sequence[str], postponed: Sequence[tuple[str, float]]) -> None:
    for message_id in finished:
        store.delete_message(message_id)
    for message_id, until in postponed:
        store.postpone_message(message_id, until)
