"""What a transaction promises: all or nothing, alone, counted once each, and seen by every process."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from awso_userpool.domain.records import AttemptCounter, User, copy_with
from awso_userpool.storage.interface import Reading, Storage, StorageError, Writing
from tests.contract.storage.examples import ADA, BOB, CLIENT, POOL, T0, challenge, code, counter, sign_in, user


def _count_one(tx: Writing) -> int:
    """Read, decide, write: what the rules do with every counter."""
    now = tx.attempts(b"k" * 32) or counter(0)
    tx.put_attempts(copy_with(now, count=now.count + 1))
    return now.count + 1


def _add(who: User, tx: Writing) -> bool:
    return tx.add_user(who)


def _claim(who: User, tx: Writing) -> bool:
    return tx.claim_alias(POOL.id, who.sub, "email", "x@example.com")


def test_a_change_that_raises_changes_nothing_and_the_next_one_works(storage: Storage) -> None:
    def change(tx: Writing) -> None:
        tx.add_user(ADA)
        raise LookupError("on second thought")

    with pytest.raises(LookupError, match="on second thought"):
        storage.write_now(change)

    assert storage.read_now(lambda tx: tx.user_by_sub(POOL.id, ADA.sub)) is None
    assert storage.write_now(lambda tx: tx.add_user(ADA)) is True


def test_a_change_sees_its_own_writes(storage: Storage) -> None:
    def change(tx: Writing) -> object:
        tx.add_user(ADA)
        return tx.user_by_sub(POOL.id, ADA.sub)

    assert storage.write_now(change) == ADA


def test_a_record_without_its_parent_is_refused_and_others_in_line_are_not_hurt(storage: Storage) -> None:
    async def all_at_once() -> list[object]:
        good = [storage.write(partial(_add, user(f"u{number}"))) for number in range(5)]
        bad = storage.write(lambda tx: tx.add_sign_in(sign_in("orphan"), None))
        return list(await asyncio.gather(*good[:2], bad, *good[2:], return_exceptions=True))

    results = asyncio.run(all_at_once())

    assert [each for each in results if each is True] == [True] * 5
    assert isinstance(results[2], StorageError)
    assert storage.read_now(lambda tx: tx.count_users(POOL.id)) == 5


def test_fifty_attempts_in_parallel_count_fifty(storage: Storage) -> None:
    async def all_at_once() -> list[int]:
        return await asyncio.gather(*(storage.write(_count_one) for _ in range(50)))

    assert sorted(asyncio.run(all_at_once())) == list(range(1, 51))


def test_a_code_tried_fifty_times_in_parallel_counts_each_try_and_is_used_once(storage: Storage) -> None:
    storage.write_now(lambda tx: tx.add_user(ADA))
    storage.write_now(lambda tx: tx.put_code(code()))

    def attempt(tx: Writing) -> tuple[int, bool]:
        return tx.count_code_attempt(ADA.sub, "verify_email"), tx.use_code(ADA.sub, "verify_email", T0)

    with ThreadPoolExecutor(10) as threads:
        tries = [threads.submit(storage.write_now, attempt) for _ in range(50)]
    outcomes = [each.result() for each in tries]

    assert sorted(number for number, _ in outcomes) == list(range(1, 51))
    assert [used for _, used in outcomes].count(True) == 1


def test_of_many_who_claim_an_address_at_once_one_gets_it(storage: Storage) -> None:
    claimants = [user(f"u{number}") for number in range(20)]
    storage.write_now(lambda tx: [tx.add_user(each) for each in claimants])

    async def all_at_once() -> list[bool]:
        return await asyncio.gather(*(storage.write(partial(_claim, each)) for each in claimants))

    assert asyncio.run(all_at_once()).count(True) == 1


def test_a_cancelled_caller_leaves_a_whole_change_or_none(storage: Storage) -> None:
    async def give_up() -> None:
        task = asyncio.ensure_future(storage.write(lambda tx: [tx.add_user(ADA), tx.add_user(BOB)]))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(give_up())
    storage.write_now(_count_one)  # whatever was in line before is done when this is

    both = storage.read_now(lambda tx: [tx.user_by_sub(POOL.id, each.sub) for each in (ADA, BOB)])
    assert both in ([ADA, BOB], [None, None])


def test_one_query_sees_one_state_while_another_process_writes(neighbours: tuple[Storage, Storage]) -> None:
    here, there = neighbours

    def look_twice(tx: Reading) -> tuple[int, int]:
        before = tx.count_users(POOL.id)
        there.write_now(lambda other: other.add_user(ADA))
        return before, tx.count_users(POOL.id)

    assert here.read_now(look_twice) == (0, 0)
    assert here.read_now(lambda tx: tx.count_users(POOL.id)) == 1


def test_what_one_process_revokes_the_other_refuses_at_once(neighbours: tuple[Storage, Storage]) -> None:
    here, there = neighbours
    here.write_now(lambda tx: tx.add_user(ADA))
    here.write_now(lambda tx: tx.add_sign_in(sign_in("s1"), None))
    assert there.read_now(lambda tx: tx.token_holder(POOL.id, CLIENT.id, ADA.sub, "s1")) is not None

    here.write_now(lambda tx: tx.revoke_sign_ins(ADA.sub, T0 + 1))

    holder = there.read_now(lambda tx: tx.token_holder(POOL.id, CLIENT.id, ADA.sub, "s1"))
    assert holder is not None
    assert holder.sign_in.revoked_at == T0 + 1


def test_two_processes_share_one_count(neighbours: tuple[Storage, Storage]) -> None:
    async def all_at_once() -> list[int]:
        return await asyncio.gather(*(neighbours[number % 2].write(_count_one) for number in range(50)))

    assert sorted(asyncio.run(all_at_once())) == list(range(1, 51))
    final = neighbours[1].read_now(lambda tx: tx.attempts(b"k" * 32))
    assert isinstance(final, AttemptCounter)
    assert final.count == 50


def test_a_session_is_taken_by_one_of_two_processes(neighbours: tuple[Storage, Storage]) -> None:
    here, there = neighbours
    here.write_now(lambda tx: tx.add_challenge(challenge(None)))

    async def both() -> list[object]:
        return list(
            await asyncio.gather(
                *(each.write(lambda tx: tx.take_challenge(challenge().hash, T0 + 1)) for each in (here, there))
            )
        )

    assert sorted(each == challenge(None) for each in asyncio.run(both())) == [False, True]


def test_nothing_is_accepted_after_closing_and_closing_twice_is_fine(storage: Storage) -> None:
    storage.close()
    storage.close()

    with pytest.raises(StorageError):
        storage.write_now(_count_one)


def test_a_later_write_does_nothing_until_it_is_begun(storage: Storage) -> None:
    async def two() -> tuple[bool, str]:
        storage.write_later(partial(_add, BOB), str)
        begun = storage.write_later(partial(_add, ADA), str)
        begun.begin()
        return await begun.answer()

    assert asyncio.run(two()) == (True, "True")
    assert storage.read_now(lambda tx: tx.user_by_sub(POOL.id, ADA.sub)) == ADA
    assert storage.read_now(lambda tx: tx.user_by_sub(POOL.id, BOB.sub)) is None


def test_a_later_write_may_be_begun_on_another_thread_and_its_work_is_done_on_the_loop(storage: Storage) -> None:
    async def main() -> tuple[bool, bool]:
        loop = asyncio.get_running_loop()
        later = storage.write_later(partial(_add, ADA), lambda _: asyncio.get_running_loop() is loop)
        await asyncio.to_thread(later.begin)
        return await later.answer()

    assert asyncio.run(main()) == (True, True)


def test_a_later_write_that_raises_changes_nothing_and_its_work_is_not_done(storage: Storage) -> None:
    worked: list[object] = []

    def change(tx: Writing) -> None:
        tx.add_user(ADA)
        raise LookupError("on second thought")

    async def main() -> None:
        later = storage.write_later(change, worked.append)
        later.begin()
        await later.answer()

    with pytest.raises(LookupError, match="on second thought"):
        asyncio.run(main())
    assert storage.read_now(lambda tx: tx.user_by_sub(POOL.id, ADA.sub)) is None
    assert worked == []


def test_the_work_of_a_later_write_may_fail_and_the_next_write_works(storage: Storage) -> None:
    def work(answer: bool) -> None:
        raise LookupError(f"no use for {answer}")

    async def main() -> None:
        later = storage.write_later(partial(_add, ADA), work)
        later.begin()
        await later.answer()

    with pytest.raises(LookupError, match="no use for True"):
        asyncio.run(main())
    assert storage.write_now(partial(_add, BOB)) is True


def test_many_later_writes_at_once_each_get_their_own_answer(storage: Storage) -> None:
    async def main() -> list[tuple[int, int]]:
        laters = [storage.write_later(_count_one, lambda count: -count) for _ in range(50)]
        for later in laters:
            later.begin()
        return [await later.answer() for later in laters]

    assert sorted(asyncio.run(main())) == [(count, -count) for count in range(1, 51)]
