"""Password hashing: argon2id, in a bounded pool of threads so that the event loop never waits for it.

A verification costs some 20 ms of one core and 19 MiB. The pool runs as many as there are cores and lets a bounded
number wait; more are refused, so that a flood of sign-ins can exhaust neither memory nor the patience of those in line.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

import argon2
from argon2.exceptions import VerifyMismatchError

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
        self._pool = ThreadPoolExecutor(workers or os.cpu_count() or 1, thread_name_prefix="password")
        self._limit = waiting_limit
        self._waiting = 0
        # Nobody's password: its hash is verified for users who don't exist, which takes as long as for those who do.
        self._nobody = self._hasher.hash(os.urandom(16))

    async def hash(self, password: str) -> str:
        """The PHC string of `password` under a new salt. Raises TooManyWaitingError."""
        return await self._work(lambda: self.hash_now(password))

    async def verify(self, password: str, phc: str | None) -> Verdict:
        """Whether `phc` is of `password`; None takes as long and is wrong. Raises TooManyWaitingError."""
        return await self._work(lambda: self.verify_now(password, phc))

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
        self._pool.shutdown()

    async def _work(self, work: Callable[[], T]) -> T:
        if self._waiting >= self._limit:
            raise TooManyWaitingError(f"{self._waiting} password operations are waiting.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1


def _encoded(password: str) -> bytes:
    """UTF-8; a lone surrogate, which JSON can carry, has bytes too rather than an error."""
    return password.encode("utf-8", "surrogatepass")
