"""How many retries a client may still afford, so that a failing service is not kept down by its clients.

A bucket of tokens shared by all calls of one client: a retry takes some, a success gives back what its last retry
took, or one where it needed none.
"""

from _thread import allocate_lock  # what threading.Lock is; importing threading costs 1 ms at start
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from awso.retries.classify import FailureKind

CAPACITY = 500
RETRY_COST = 14
THROTTLED_RETRY_COST = 5
NO_RETRY_REFUND = 1


def cost_of(kind: "FailureKind") -> int:
    """What a retry after this kind of failure costs."""
    return THROTTLED_RETRY_COST if kind == "throttling" else RETRY_COST


class RetryQuota:
    """The bucket; safe to share between threads."""

    __slots__ = ("_lock", "available", "capacity")

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.available = capacity
        self._lock = allocate_lock()

    def take(self, amount: int) -> bool:
        """Take `amount`, or nothing and answer False where that much is not there."""
        with self._lock:
            if amount > self.available:
                return False
            self.available -= amount
            return True

    def give_back(self, amount: int) -> None:
        """Give `amount` back, never beyond the capacity."""
        if self.available == self.capacity:  # nearly every call; a stale read only skips a refund of a full bucket
            return
        with self._lock:
            self.available = min(self.capacity, self.available + amount)
