"""What has expired is removed without anyone asking, and a failure does not end that."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

from awso_userpool.housekeeping import Housekeeping
from awso_userpool.storage.interface import Storage


class Store:
    """Counts how often it is purged, and with what time; fails the first time."""

    def __init__(self) -> None:
        self.purged: list[float] = []
        self.twice = asyncio.Event()

    async def write(self, change: Callable[[Any], int]) -> int:
        return change(self)

    def purge(self, now: float) -> int:
        self.purged.append(now)
        if len(self.purged) == 1:
            raise OSError("disk full")
        self.twice.set()
        return 0


def test_it_purges_at_once_and_again_even_after_a_failure() -> None:
    async def scenario() -> list[float]:
        store = Store()
        async with Housekeeping(cast(Storage, store), lambda: 7.0, interval_seconds=0):
            await asyncio.wait_for(store.twice.wait(), 10)
        return store.purged

    assert asyncio.run(scenario())[:2] == [7.0, 7.0]
