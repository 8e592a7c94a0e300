"""Several threads or tasks that need the same keys at once."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from awso import cognito
from awso.core.http import HttpRequest, HttpResponse
from awso.errors import ConnectError
from tests.unit.cognito.issuing_pool import CLIENT_ID, NOW, POOL_ID, IssuingPool, Key, access_claims

OLD_KEY, NEW_KEY = Key("old-key"), Key("new-key")
OLD, NEW = OLD_KEY.token(access_claims()), NEW_KEY.token(access_claims())


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


class SlowPool:
    """Answers as `pool` does, once `opened`; `asked` is set when somebody waits for that."""

    def __init__(self, pool: IssuingPool) -> None:
        self._pool = pool
        self.asked, self.opened = asyncio.Event(), asyncio.Event()

    async def send_async(
        self, request: HttpRequest, connect_timeout_seconds: float, read_timeout_seconds: float, stream: bool = False
    ) -> HttpResponse:
        self.asked.set()
        await self.opened.wait()
        return self._pool.transport.send(request)

    async def close_async(self) -> None: ...


async def rotated(pool: IssuingPool, clock: Clock) -> tuple[cognito.TokenVerifier, SlowPool]:
    """A verifier that knows the pool's old key, and the pool, which has a new one by now and answers slowly."""
    slow = SlowPool(pool)
    verifier = cognito.TokenVerifier(POOL_ID, client_id=CLIENT_ID, token_use="access", now=clock, async_transport=slow)
    slow.opened.set()
    await verifier.verify_async(OLD)
    pool.keys = [OLD_KEY.jwk(), NEW_KEY.jwk()]
    clock.now += 10
    slow.asked.clear()
    slow.opened.clear()
    return verifier, slow


def test_who_needs_a_new_key_waits_for_the_fetch_that_is_under_way() -> None:
    pool = IssuingPool(OLD_KEY)

    async def verified() -> list[str]:
        verifier, slow = await rotated(pool, Clock())
        first = asyncio.create_task(verifier.verify_async(NEW))
        await slow.asked.wait()
        others = [asyncio.create_task(verifier.verify_async(NEW)) for _ in range(5)]
        await asyncio.sleep(0)
        assert (await verifier.verify_async(OLD)).username == "ada"  # needs no fetch, and waits for none
        slow.opened.set()
        return [claims.username for claims in await asyncio.gather(first, *others)]

    assert asyncio.run(verified()) == ["ada"] * 6
    assert pool.fetches == 2


def test_a_fetch_that_was_cancelled_does_not_make_a_good_token_unknown() -> None:
    pool = IssuingPool(OLD_KEY)

    async def verified() -> list[str]:
        verifier, slow = await rotated(pool, Clock())
        gone = asyncio.create_task(verifier.verify_async(NEW))
        await slow.asked.wait()
        waiting = asyncio.create_task(verifier.verify_async(NEW))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.wait([gone])
        slow.opened.set()
        return [(await waiting).username, (await verifier.verify_async(NEW)).username]

    assert asyncio.run(verified()) == ["ada"] * 2


def test_a_fetch_that_never_ends_is_not_waited_for_without_end() -> None:
    clock = Clock()

    async def verified() -> str:
        verifier, slow = await rotated(IssuingPool(OLD_KEY), clock)
        hanging = asyncio.create_task(verifier.verify_async(NEW))
        await slow.asked.wait()
        clock.now += 16
        slow.asked.clear()
        second = asyncio.create_task(verifier.verify_async(NEW))
        await slow.asked.wait()
        slow.opened.set()
        await hanging
        return (await second).username

    assert asyncio.run(verified()) == "ada"


class SlowThreads:
    """As `SlowPool`, for threads: the first who asks waits until `others` have asked for the time."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self._answer = answer
        self.opened = threading.Event()

    def send(
        self, request: HttpRequest, connect_timeout_seconds: float, read_timeout_seconds: float, stream: bool = False
    ) -> HttpResponse:
        assert self.opened.wait(10)
        return self._answer(request)

    def close(self) -> None: ...


THREADS = 6


def outcomes(pool: IssuingPool) -> list[str]:
    """What each of several threads gets that start with the same new verifier at once."""
    slow, come = SlowThreads(pool.transport.send), threading.Semaphore(0)

    def now() -> float:
        come.release()
        return NOW

    verifier = cognito.TokenVerifier(POOL_ID, client_id=CLIENT_ID, token_use="access", now=now, transport=slow)

    def verify(_: int) -> str:
        try:
            return verifier.verify(OLD).username
        except ConnectError as error:
            return str(error)

    with ThreadPoolExecutor(THREADS) as threads:
        results = threads.map(verify, range(THREADS))
        for _ in range(THREADS):
            come.acquire()
        slow.opened.set()
        return list(results)


def test_many_threads_at_the_start_cause_one_fetch() -> None:
    pool = IssuingPool(OLD_KEY)

    assert outcomes(pool) == ["ada"] * THREADS
    assert pool.fetches == 1


def test_who_waited_for_a_fetch_that_failed_gets_its_failure() -> None:
    pool = IssuingPool(OLD_KEY)
    pool.failure = ConnectError("no route")

    assert outcomes(pool) == ["no route"] * THREADS
    assert pool.fetches < THREADS


def test_a_failure_that_is_kept_keeps_no_frames() -> None:
    pool = IssuingPool(OLD_KEY)
    pool.failure = ConnectError("no route", request_sent=False)
    keys = cognito.TokenVerifier(POOL_ID, client_id=None, token_use=None, transport=pool.transport)

    with pytest.raises(ConnectError) as caught:
        keys.verify(OLD)

    kept = keys._keys._failure  # pyright: ignore[reportPrivateUsage]  # what no caller can see
    assert kept is not caught.value
    assert isinstance(kept, ConnectError)
    assert (str(kept), kept.request_sent, kept.__traceback__) == ("no route", False, None)
