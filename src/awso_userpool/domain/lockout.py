"""How long an account refuses passwords after wrong ones.

The guide: the fifth failure locks for one second, each further failure doubles that, up to about 15 minutes; tries
while locked do not extend the lock; 15 quiet minutes forget everything.
"""

from typing import NamedTuple

from awso_userpool.domain.limits import Limits


class Failures(NamedTuple):
    """Wrong passwords in a row, and when the last one came (epoch seconds)."""

    number: int = 0
    last_at: float = 0.0


NO_FAILURES = Failures()


def lock_seconds(count: int, limits: Limits) -> int:
    """How long the `count`-th failure locks."""
    beyond = count - limits.failures_before_lockout
    # 2^10 s is past the cap already; the bound keeps a long row of failures from making huge numbers.
    return 0 if beyond < 0 else min(2 ** min(beyond, 10), limits.longest_lockout_seconds)


def is_locked(failures: Failures, now: float, limits: Limits) -> bool:
    """Whether a password may not even be tried now."""
    return now < failures.last_at + lock_seconds(failures.number, limits)


def after_failure(failures: Failures, now: float, limits: Limits) -> Failures:
    """The state after one more wrong password, which was tried while the account was not locked."""
    quiet = now - failures.last_at >= limits.longest_lockout_seconds
    return Failures(1 if quiet else failures.number + 1, now)
