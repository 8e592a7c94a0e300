"""Removes what has expired, now and then: sessions, codes, tokens, sign-ins, counters.

Nothing depends on when it runs, for everything that expires is asked for its time when it is used.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Self

from awso_userpool.storage.interface import Storage

INTERVAL_SECONDS = 600.0

_log = logging.getLogger("awso_userpool.housekeeping")


class Housekeeping:
    """Purges `storage` at once and then every `interval_seconds`, for the life of the `async with` block."""

    def __init__(
        self, storage: Storage, clock: Callable[[], float], *, interval_seconds: float = INTERVAL_SECONDS
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._interval_seconds = interval_seconds
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._work(), name="housekeeping")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _work(self) -> None:
        while True:
            try:
                await self._storage.write(lambda store: store.purge(self._clock()))
            except Exception as error:
                # A full disk today is no reason to stop tidying up tomorrow.
                _log.warning("what has expired could not be removed: %s", type(error).__name__)
            await asyncio.sleep(self._interval_seconds)
