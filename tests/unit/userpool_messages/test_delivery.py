"""A message leaves as soon as it is committed, reaches every channel once, and is erased behind itself."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from time import monotonic
from typing import TypeVar

import pytest

from awso_userpool.domain.records import Message
from awso_userpool.messages.announcing import AnnouncingStorage
from awso_userpool.messages.channels import DeliveryError, PermanentDeliveryError
from awso_userpool.messages.delivery import GIVE_UP_SECONDS, LEASE_SECONDS, Delivery
from awso_userpool.storage.interface import Storage, Writing
from tests.unit.userpool_messages.messages import T0, Clock, message, storage_in_memory

T = TypeVar("T")


class Recording:
    """A channel that keeps what it gets, after raising `failures` first."""

    def __init__(self, name: str, failures: Sequence[Exception] = ()) -> None:
        self.name = name
        self.failures = list(failures)
        self.codes: list[str | None] = []

    async def deliver(self, message_id: str, message: Message) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.codes.append(message.code)


@pytest.fixture
def storage() -> Iterator[Storage]:
    opened = storage_in_memory()
    yield opened
    opened.close()


def adding(*codes: str) -> Callable[[Writing], None]:
    def add(store: Writing) -> None:
        for code in codes:
            store.add_message(message(code))

    return add


def waiting(storage: Storage, now: float) -> int:
    """How many messages the database still holds, whoever has claimed them."""
    after_every_lease = now + 10 * LEASE_SECONDS
    claim = {"now": after_every_lease, "lease_seconds": 0.0}
    return len(storage.write_now(lambda store: store.claim_messages(limit=100, **claim)))


def run(scenario: Coroutine[object, object, None]) -> None:
    asyncio.run(asyncio.wait_for(scenario, 20))


def test_a_committed_message_reaches_every_channel_without_anyone_asking(storage: Storage) -> None:
    channels = [Recording("one"), Recording("two")]

    async def scenario() -> None:
        async with Delivery(storage, channels, Clock()) as delivery:
            await AnnouncingStorage(storage, delivery.wake).write(adding("1", "2"))
            await delivery.drained()
            assert [channel.codes for channel in channels] == [["1", "2"], ["1", "2"]]

    run(scenario())
    assert waiting(storage, T0) == 0


def test_a_message_of_a_transaction_that_failed_is_never_announced(storage: Storage) -> None:
    announced: list[bool] = []

    def failing(store: Writing) -> None:
        store.add_message(message())
        raise ValueError("rolled back")

    async def scenario() -> None:
        announcing = AnnouncingStorage(storage, lambda: announced.append(True))
        with pytest.raises(ValueError, match="rolled back"):
            await announcing.write(failing)
        await announcing.write(lambda store: store.pool("none"))

    run(scenario())
    assert announced == []
    assert waiting(storage, T0) == 0


def test_leaving_flushes_what_is_due(storage: Storage) -> None:
    channel = Recording("one")

    async def scenario() -> None:
        async with Delivery(storage, [channel], Clock()):
            await storage.write(adding("1"))

    run(scenario())
    assert channel.codes == ["1"]


def test_more_messages_than_a_batch_all_leave(storage: Storage) -> None:
    channel = Recording("one")
    codes = [f"{number:06}" for number in range(200)]

    async def scenario() -> None:
        async with Delivery(storage, [channel], Clock()) as delivery:
            await storage.write(adding(*codes))
            await delivery.drained()

    run(scenario())
    assert sorted(code for code in channel.codes if code) == codes


def test_a_channel_that_has_it_is_not_asked_again_while_another_fails(storage: Storage) -> None:
    clock = Clock()
    good = Recording("good")
    flaky = Recording("flaky", [DeliveryError("busy"), RuntimeError("bug in the channel")])

    async def scenario() -> None:
        async with Delivery(storage, [good, flaky], clock, first_retry_seconds=1.0) as delivery:
            await storage.write(adding("1"))
            await delivery.drained()
            assert [(failing.tries, failing.reason) for failing in delivery.failing.values()] == [(1, "flaky: busy")]
            clock.now += 1
            await delivery.drained()
            assert [failing.reason for failing in delivery.failing.values()] == ["flaky: RuntimeError"]
            clock.now += 1  # the second pause is twice as long
            await delivery.drained()
            assert flaky.codes == []
            clock.now += 1
            await delivery.drained()
            assert delivery.failing == {}

    run(scenario())
    assert (good.codes, flaky.codes) == (["1"], ["1"])
    assert waiting(storage, clock.now) == 0


def test_what_one_channel_will_never_take_still_reaches_the_others(storage: Storage) -> None:
    clock = Clock()
    file = Recording("file", [DeliveryError("disk full")])
    mail = Recording("smtp", [PermanentDeliveryError("refused the recipient (550)")])

    async def scenario() -> None:
        async with Delivery(storage, [file, mail], clock) as delivery:
            await storage.write(adding("1"))
            await delivery.drained()
            assert [failing.reason for failing in delivery.failing.values()] == ["file: disk full"]
            clock.now += 1
            await delivery.drained()

    run(scenario())
    assert (file.codes, mail.codes) == (["1"], [])
    assert waiting(storage, clock.now) == 0


def test_another_process_that_goes_on_with_a_message_asks_only_who_has_not_got_it(storage: Storage) -> None:
    clock = Clock()
    good, flaky = Recording("good"), Recording("flaky", [DeliveryError("busy")])

    async def scenario() -> None:
        async with (
            Delivery(storage, [good, flaky], clock) as first,
            Delivery(storage, [good, flaky], clock) as second,
        ):
            await storage.write(adding("1"))
            await first.drained()
            clock.now += 1
            await second.drained()
            assert (good.codes, flaky.codes) == (["1"], ["1"])
            # nor does the first one speak of it for ever
            await first.drained()
            assert first.failing == {}

    run(scenario())


class Stuck:
    """A channel that takes nothing until `opened`."""

    name = "stuck"

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.asked = 0

    async def deliver(self, message_id: str, message: Message) -> None:
        self.asked += 1
        await self.opened.wait()


def test_a_message_that_a_channel_holds_up_keeps_no_other_message_waiting(storage: Storage) -> None:
    everything = asyncio.Event()

    class File(Recording):
        async def deliver(self, message_id: str, message: Message) -> None:
            await super().deliver(message_id, message)
            if len(self.codes) == 100:
                everything.set()

    async def scenario() -> None:
        file, stuck = File("file"), Stuck()
        async with Delivery(storage, [stuck, file], Clock()) as delivery:
            announcing = AnnouncingStorage(storage, delivery.wake)
            for number in range(100):
                await announcing.write(adding(str(number)))
            await everything.wait()
            stuck.opened.set()

    run(scenario())


def test_a_message_on_its_way_is_not_taken_up_by_another_process_however_long_it_takes(storage: Storage) -> None:
    """With a clock that runs: several leases long."""
    stuck, started = Stuck(), monotonic()

    def clock() -> float:
        return T0 + monotonic() - started

    async def scenario() -> None:
        await storage.write(adding("1"))
        async with Delivery(storage, [stuck], clock, lease_seconds=0.2) as first:
            while not stuck.asked:
                await asyncio.sleep(0)
            async with Delivery(storage, [stuck], clock, lease_seconds=0.2) as second:
                while clock() < T0 + 1.0:
                    second.wake()
                    await asyncio.sleep(0.01)
                stuck.opened.set()
            await first.drained()

    run(scenario())
    assert stuck.asked == 1


def test_stopping_does_not_wait_for_a_stuck_channel_and_loses_nothing(storage: Storage) -> None:
    file, stuck = Recording("file"), Stuck()

    async def scenario() -> None:
        async with Delivery(storage, [file, stuck], Clock(), stop_seconds=0.05):
            await storage.write(adding("1"))
            while not stuck.asked:
                await asyncio.sleep(0)
        other = Recording("stuck")
        async with Delivery(storage, [file, other], Clock()):
            pass
        assert (file.codes, other.codes) == (["1"], ["1"])

    run(scenario())


def test_a_failing_message_is_tried_again_without_being_told(storage: Storage) -> None:
    """With a clock that runs: the worker wakes by itself."""
    started = monotonic()
    delivered = asyncio.Event()

    class Second:
        name = "second try"
        tries = 0

        async def deliver(self, message_id: str, message: Message) -> None:
            self.tries += 1
            if self.tries == 1:
                raise DeliveryError("busy")
            delivered.set()

    async def scenario() -> None:
        async with Delivery(
            storage, [Second()], lambda: T0 + monotonic() - started, first_retry_seconds=0.01
        ) as delivery:
            await AnnouncingStorage(storage, delivery.wake).write(adding("1"))
            await delivered.wait()

    run(scenario())


def test_what_a_dead_process_had_claimed_is_delivered_when_its_lease_ends(storage: Storage) -> None:
    clock = Clock()
    channel = Recording("one")
    storage.write_now(adding("1"))
    storage.write_now(lambda store: store.claim_messages(now=T0, lease_seconds=LEASE_SECONDS, limit=10))

    async def scenario() -> None:
        async with Delivery(storage, [channel], clock) as delivery:
            await delivery.drained()
            assert channel.codes == []
            clock.now += LEASE_SECONDS
            await delivery.drained()

    run(scenario())
    assert channel.codes == ["1"]


def test_a_message_that_can_never_arrive_is_given_up_aloud(storage: Storage, caplog: pytest.LogCaptureFixture) -> None:
    channel = Recording("smtp", [PermanentDeliveryError("the SMTP server refused the recipient (550)")])

    async def scenario() -> None:
        async with Delivery(storage, [channel], Clock()):
            await storage.write(adding("271828"))

    run(scenario())
    assert waiting(storage, T0) == 0
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "given up after 1 tries: smtp: the SMTP server refused the recipient (550)" in record.getMessage()
    assert "271828" not in caplog.text
    assert "ada@" not in caplog.text


def test_a_message_whose_code_has_died_is_given_up(storage: Storage) -> None:
    clock = Clock()
    channel = Recording("webhook", [DeliveryError("away")] * 2)

    async def scenario() -> None:
        async with Delivery(storage, [channel], clock) as delivery:
            await storage.write(adding("1"))
            await delivery.drained()
            clock.now += GIVE_UP_SECONDS
            await delivery.drained()
            assert delivery.failing == {}

    run(scenario())
    assert waiting(storage, clock.now) == 0


def test_the_worker_outlives_a_database_that_is_away(storage: Storage, caplog: pytest.LogCaptureFixture) -> None:
    channel = Recording("one")

    class Flaky(AnnouncingStorage):
        failures = 1

        async def write(self, change: Callable[[Writing], T]) -> T:
            if self.failures:
                self.failures -= 1
                raise OSError("disk full")
            return await super().write(change)

    async def scenario() -> None:
        await storage.write(adding("1"))
        async with Delivery(Flaky(storage, lambda: None), [channel], Clock()) as delivery:
            await delivery.drained()

    run(scenario())
    assert channel.codes == ["1"]
    assert "messages could not be taken from the database" in caplog.text
