"""Password hashing: argon2id, in a bounded pool of threads so that the event loop never waits for it.

A verification costs some 20 ms of one core and 19 MiB. The pool runs as many as there are cores and lets a bounded
number wait; more are refused, so that a flood of sign-ins can exhaust neither memory nor the patience of those in line.
"""

import os
from asyncio import Future
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple, TypeVar

import argon2
from argon2.exceptions import VerifyMismatchError

from awso_userpool.handover import Handover

T = TypeVar("T")

WAITING_LIMIT = 256  # about 3 s of work for two cores, the time that an SDK's user would still wait


class PasswordProfile(NamedTuple):
    """The cost of a hash (RFC 9106): memory, passes, lanes."""

    memory_kib: int
    passes: int
    lanes: int


OWASP_FLOOR = PasswordProfile(memory_kib=19 * 1024, passes=2, lanes=1)
"""The least that OWASP's password storage cheat sheet accepts for argon2id."""

CHEAP_FOR_TESTS = PasswordProfile(memory_kib=8, passes=1, lanes=1)
"""The least that argon2 itself accepts: for tests that sign in hundreds of times, never for a real user."""


class TooManyWaitingError(Exception):
    """More password work is waiting than the pool accepts."""


class Verdict(NamedTuple):
    """What a verification found. `outdated`: right, but hashed at another cost than today's: hash again and store."""

    right: bool
    outdated: bool


RIGHT = Verdict(right=True, outdated=False)
WRONG = Verdict(right=False, outdated=False)


class PasswordHashing:
    """Hashes and verifies at one cost, `workers` at a time."""

    def __init__(
        self,
        profile: PasswordProfile = OWASP_FLOOR,
        *,
        workers: int | None = None,
        waiting_limit: int = WAITING_LIMIT,
    ) -> None:
        self._hasher = argon2.PasswordHasher(
            time_cost=profile.passes, memory_cost=profile.memory_kib, parallelism=profile.lanes, type=argon2.Type.ID
        )
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads: list[Thread] = []
        self._most_threads = workers or os.cpu_count() or 1
        self._limit = waiting_limit
        self._waiting = 0
        # Nobody's password: its hash is verified for users who don't exist, which takes as long as for those who do.
        self._nobody = self._hasher.hash(os.urandom(16))

    async def hash(self, password: str) -> str:
        """The PHC string of `password` under a new salt. Raises TooManyWaitingError."""
        return await self._begin(lambda: self.hash_now(password))

    async def verify(self, password: str, phc: str | None) -> Verdict:
        """Whether `phc` is of `password`; None takes as long and is wrong. Raises TooManyWaitingError."""
        return await self._begin(lambda: self.verify_now(password, phc))

    def verification(
        self, password: str, phc: str | None, first: Callable[[Verdict], None] = lambda _: None
    ) -> Future[Verdict]:
        """`verify`, begun at once: the caller may do something else before it awaits the verdict.

        `first` hears the verdict on the hashing thread, before the event loop has been woken for it.
        """

        def work() -> Verdict:
            verdict = self.verify_now(password, phc)
            first(verdict)
            return verdict

        return self._begin(work)

    def hash_now(self, password: str) -> str:
        """`hash`, blocking, on the calling thread."""
        return self._hasher.hash(_encoded(password))

    def verify_now(self, password: str, phc: str | None) -> Verdict:
        """`verify`, blocking, on the calling thread."""
        try:
            self._hasher.verify(phc or self._nobody, _encoded(password))
        except VerifyMismatchError:
            return WRONG
        return WRONG if phc is None else Verdict(right=True, outdated=self._hasher.check_needs_rehash(phc))

    def close(self) -> None:
        """Let the threads end when they have done what is waiting."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _begin(self, work: Callable[[], T]) -> Future[T]:
        if self._waiting >= self._limit:
            raise TooManyWaitingError(f"{self._waiting} password operations are waiting.")
        self._waiting += 1
        if len(self._threads) < min(self._waiting, self._most_threads):
            self._threads.append(Thread(target=_run_all, args=(self._jobs,), name="password", daemon=True))
            self._threads[-1].start()
        answer: Handover[T] = Handover()
        answer.future.add_done_callback(self._one_less)
        self._jobs.put(lambda: _run(work, answer))
        return answer.future

    def _one_less(self, _: object) -> None:
        self._waiting -= 1


def _run_all(jobs: "SimpleQueue[Callable[[], None] | None]") -> None:
    """One thread of the pool."""
    while (job := jobs.get()) is not None:
        job()


def _run(work: Callable[[], T], answer: Handover[T]) -> None:
    if not answer.set_running_or_notify_cancel():
        return
    try:
        result = work()
    except Exception as error:
        answer.set_exception(error)
    else:
        answer.set_result(result)


def _encoded(password: str) -> bytes:
    """UTF-8; a lone surrogate, which JSON can carry, has bytes too rather than an error."""
    return password.encode("utf-8", "surrogatepass")
