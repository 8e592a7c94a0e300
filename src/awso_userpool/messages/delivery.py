"""Carries messages from the database to every channel, and erases them there.

Settled here: when. A message is taken up as soon as the operation that wrote it has committed (`wake`), not at the
next turn of a clock, and goes its own way: none waits for another that a slow channel holds up. It is deleted once
every channel has it or will never take it; while one fails, the others are not asked again, by whichever process,
unless the process dies in between: then the lease of the claim runs out, and the message is delivered again. So:
exactly once, and at least once after a crash. A failing message is tried for as long as its code can be of use, then
given up, loudly.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from awso_userpool.domain.records import ClaimedMessage
from awso_userpool.messages.channels import Channel, DeliveryError, PermanentDeliveryError
from awso_userpool.storage.interface import Storage, Writing

BATCH = 64
# Enough that a channel which takes none of them for a while does not keep new ones from the others.
MOST_ON_THEIR_WAY = 512
# How long a message of a process that died stays unseen by the others. It is renewed while the message is on its way.
LEASE_SECONDS = 120.0
# How long a message of a process that died, or of another process's failure, may lie unseen.
IDLE_SECONDS = 10.0
FIRST_RETRY_SECONDS = 1.0
LONGEST_RETRY_SECONDS = 300.0
# The longest life of a code (guide, "Verification and confirmation codes": 24 hours).
GIVE_UP_SECONDS = 24 * 3600.0
# How long a server that stops waits for slow channels: what they have not taken is safe in the database.
STOP_SECONDS = 10.0

_log = logging.getLogger("awso_userpool.messages")


class Failing(NamedTuple):
    """A message that some channel does not take, for the operator to see; neither address nor content."""

    message_id: str
    pool_id: str
    trigger_source: str
    tries: int
    reason: str
    due_at: float


class Delivery:
    """The worker of one process. Use as `async with`: leaving flushes what is due, then stops."""

    def __init__(
        self,
        storage: Storage,
        channels: Sequence[Channel],
        clock: Callable[[], float],
        *,
        first_retry_seconds: float = FIRST_RETRY_SECONDS,
        lease_seconds: float = LEASE_SECONDS,
        stop_seconds: float = STOP_SECONDS,
    ) -> None:
        self._storage = storage
        self._channels = tuple(channels)
        self._clock = clock
        self._first_retry_seconds = first_retry_seconds
        self._lease_seconds = lease_seconds
        self._stop_seconds = stop_seconds
        self._news = asyncio.Event()
        self._idle = asyncio.Event()
        self._stopping = False
        # What is on its way: who carries it, and, until its end is being written down, which channels have it.
        self._carriers: set[asyncio.Task[None]] = set()
        self._delivered_to: dict[str, set[str]] = {}
        self._workers: list[asyncio.Task[None]] = []
        self.failing: dict[str, Failing] = {}

    async def __aenter__(self) -> "Delivery":
        self._workers = [
            asyncio.create_task(self._work(), name="message delivery"),
            asyncio.create_task(self._renew_leases(), name="message leases"),
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping = True
        self._news.set()
        await asyncio.wait(self._workers[:1], timeout=self._stop_seconds)
        left = [*self._workers, *self._carriers]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if self._delivered_to:
            _log.warning("%d messages are not delivered yet and wait for the next start", len(self._delivered_to))
            await self._postpone_to(self._clock())

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
                claimed = await self._claim()
            except Exception:
                # The database may be away for a moment (disk full, failover): the worker must outlive that.
                _log.exception("messages could not be taken from the database")
                claimed = 0
            if claimed or (self._news.is_set() and not self._stopping):
                continue
            if not self._carriers:
                self._idle.set()
                if self._stopping:
                    return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), self._pause())

    def _pause(self) -> float:
        return self._first_retry_seconds if self.failing else IDLE_SECONDS

    async def _claim(self) -> int:
        """Sets messages that are due on their way; how many."""
        now, limit = self._clock(), min(BATCH, MOST_ON_THEIR_WAY - len(self._carriers))
        if limit <= 0:
            return 0
        claimed = await self._storage.write(
            lambda store: store.claim_messages(now=now, lease_seconds=self._lease_seconds, limit=limit)
        )
        for each in claimed:
            self._delivered_to[each.id] = set(each.delivered_to)
            carrier = asyncio.create_task(self._carry(each), name=f"message {each.id}")
            self._carriers.add(carrier)
            carrier.add_done_callback(self._carried)
        if len(claimed) < limit:
            self._forget_failures_that_others_took_up(now)
        return len(claimed)

    def _carried(self, carrier: asyncio.Task[None]) -> None:
        self._carriers.discard(carrier)
        self._news.set()

    def _forget_failures_that_others_took_up(self, now: float) -> None:
        for failing in list(self.failing.values()):
            if failing.due_at <= now and failing.message_id not in self._delivered_to:
                del self.failing[failing.message_id]

    async def _renew_leases(self) -> None:
        while True:
            await asyncio.sleep(self._lease_seconds / 3)
            try:
                await self._postpone_to(self._clock() + self._lease_seconds)
            except Exception:
                _log.exception("messages that are on their way could not be claimed for longer")

    async def _postpone_to(self, due_at: float) -> None:
        """Writes down what is on its way, and how far it came."""
        states = [(message_id, set(channels)) for message_id, channels in self._delivered_to.items()]

        def change(store: Writing) -> None:
            for message_id, channels in states:
                store.postpone_message(message_id, due_at, channels)

        if states:
            await self._storage.write(change)

    async def _carry(self, claimed: ClaimedMessage) -> None:
        """Offers the message to each channel that has not got it, and writes down what came of it."""
        done = self._delivered_to[claimed.id]
        waiting = [channel for channel in self._channels if channel.name not in done]
        reasons = await asyncio.gather(*(_offer(channel, claimed, done) for channel in waiting))
        # From here on the lease must not be renewed: that would undo what is written now.
        del self._delivered_to[claimed.id]
        try:
            await self._settle(claimed, done, "; ".join(filter(None, reasons)))
        except Exception:
            # Nothing is lost: it is delivered again when its lease ends.
            _log.exception("message %s: what came of it could not be written to the database", claimed.id)

    async def _settle(self, claimed: ClaimedMessage, done: Iterable[str], reason: str) -> None:
        now = self._clock()
        if reason and now - claimed.message.time < GIVE_UP_SECONDS:
            wait = min(self._first_retry_seconds * 2 ** (claimed.tries - 1), LONGEST_RETRY_SECONDS)
            self._note(claimed, reason, now + wait, wait)
            await self._storage.write(lambda store: store.postpone_message(claimed.id, now + wait, done))
            return
        if reason:
            _give_up(claimed, reason)
        self.failing.pop(claimed.id, None)
        await self._storage.write(lambda store: store.delete_message(claimed.id))

    def _note(self, claimed: ClaimedMessage, reason: str, due_at: float, wait: float) -> None:
        message = claimed.message
        self.failing[claimed.id] = Failing(
            claimed.id, message.pool_id, message.trigger_source, claimed.tries, reason, due_at
        )
        _log.warning(
            "message %s (%s, pool %s) not delivered, try %d, again in %g s: %s",
            claimed.id, message.trigger_source, message.pool_id, claimed.tries, wait, reason,
        )  # fmt: skip


async def _offer(channel: Channel, claimed: ClaimedMessage, done: set[str]) -> str | None:
    """Why the channel has to be asked again; else its name is in `done`."""
    try:
        await channel.deliver(claimed.id, claimed.message)
    except PermanentDeliveryError as error:
        # Done with this channel, but not with the others.
        _give_up(claimed, f"{channel.name}: {error}")
    except Exception as error:
        return f"{channel.name}: {str(error) if isinstance(error, DeliveryError) else type(error).__name__}"
    done.add(channel.name)
    return None


def _give_up(claimed: ClaimedMessage, reason: str) -> None:
    message = claimed.message
    _log.error(
        "message %s (%s, pool %s) given up after %d tries: %s",
        claimed.id, message.trigger_source, message.pool_id, claimed.tries, reason,
    )  # fmt: skip
