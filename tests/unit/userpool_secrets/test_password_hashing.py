"""Argon2id at the cost that OWASP asks for, in a pool that is bounded, off the event loop."""

import asyncio
import threading
from collections.abc import Iterator
from threading import get_ident

import argon2
import pytest

from awso_userpool.secrets.passwords import (
    CHEAP_FOR_TESTS,
    OWASP_FLOOR,
    PasswordHashing,
    PasswordProfile,
    TooManyWaitingError,
    Verdict,
)


@pytest.fixture
def hashing() -> Iterator[PasswordHashing]:
    hashing = PasswordHashing(CHEAP_FOR_TESTS, workers=2, waiting_limit=4)
    yield hashing
    hashing.close()


def test_the_default_is_argon2id_with_19_mib_two_passes_one_lane() -> None:
    hashing = PasswordHashing()
    parameters = argon2.extract_parameters(hashing.hash_now("correct horse"))
    hashing.close()

    assert parameters.type is argon2.Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19 * 1024, 2, 1)


def test_a_hash_verifies_its_password_and_no_other(hashing: PasswordHashing) -> None:
    phc = asyncio.run(hashing.hash("correct horse"))

    assert asyncio.run(hashing.verify("correct horse", phc)) == Verdict(right=True, outdated=False)
    assert asyncio.run(hashing.verify("Correct horse", phc)) == Verdict(right=False, outdated=False)
    assert asyncio.run(hashing.hash("correct horse")) != phc


def test_another_implementation_agrees(hashing: PasswordHashing) -> None:
    argon2.low_level.verify_secret(hashing.hash_now("pässword").encode(), "pässword".encode(), argon2.Type.ID)


@pytest.mark.parametrize("password", ["", "0", "x" * 256, "\ud800", "日本"])
def test_nobody_s_password_is_never_right(hashing: PasswordHashing, password: str) -> None:
    assert hashing.verify_now(password, None) == Verdict(right=False, outdated=False)


def test_a_right_password_hashed_at_another_cost_is_outdated(hashing: PasswordHashing) -> None:
    dearer = PasswordHashing(PasswordProfile(memory_kib=16, passes=2, lanes=1))
    phc = dearer.hash_now("correct horse")
    dearer.close()

    assert hashing.verify_now("correct horse", phc) == Verdict(right=True, outdated=True)
    assert hashing.verify_now("wrong", phc) == Verdict(right=False, outdated=False)


def test_a_damaged_hash_is_an_error_and_not_a_wrong_password(hashing: PasswordHashing) -> None:
    with pytest.raises(argon2.exceptions.VerificationError):
        hashing.verify_now("correct horse", "$argon2id$damaged")


def test_the_event_loop_goes_on_while_a_password_is_hashed() -> None:
    hashing = PasswordHashing(OWASP_FLOOR, workers=1)
    loop_thread = threading.get_ident()
    seen: set[int] = set()
    hashed = hashing.hash_now

    def observed(password: str) -> str:
        seen.add(threading.get_ident())
        return hashed(password)

    hashing.hash_now = observed  # type: ignore[method-assign]  # to see the thread it runs on
    asyncio.run(hashing.hash("correct horse"))
    hashing.close()

    assert seen
    assert loop_thread not in seen


def test_more_than_may_wait_are_refused_and_later_ones_are_served(hashing: PasswordHashing) -> None:
    async def flood() -> list[str | BaseException]:
        return await asyncio.gather(*(hashing.hash("x") for _ in range(6)), return_exceptions=True)

    results = asyncio.run(flood())

    assert [isinstance(each, TooManyWaitingError) for each in results] == [False] * 4 + [True] * 2
    assert asyncio.run(hashing.hash("x")).startswith("$argon2id$")


def test_the_verdict_is_first_heard_on_the_hashing_thread(hashing: PasswordHashing) -> None:
    phc = hashing.hash_now("correct horse")
    heard: list[tuple[Verdict, int]] = []

    async def main() -> Verdict:
        return await hashing.verification("correct horse", phc, lambda verdict: heard.append((verdict, get_ident())))

    verdict = asyncio.run(main())

    assert [each for each, _ in heard] == [verdict]
    assert heard[0][1] != get_ident()


def test_what_a_hash_raises_reaches_the_caller_and_the_thread_lives_on(hashing: PasswordHashing) -> None:
    with pytest.raises(argon2.exceptions.VerificationError):
        asyncio.run(hashing.verify("correct horse", "$argon2id$damaged"))

    assert asyncio.run(hashing.hash("x")).startswith("$argon2id$")


def test_there_are_no_more_threads_than_workers_and_none_after_closing() -> None:
    hashing = PasswordHashing(CHEAP_FOR_TESTS, workers=2)

    async def several() -> list[str]:
        return await asyncio.gather(*(hashing.hash("x") for _ in range(10)))

    before = set(threading.enumerate())
    asyncio.run(several())

    made = set(threading.enumerate()) - before
    assert len(made) == 2
    hashing.close()
    assert not any(thread.is_alive() for thread in made)
