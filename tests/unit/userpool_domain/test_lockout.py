"""The lockout of the developer guide, by the clock."""

import pytest

from awso_userpool.domain.limits import DEFAULT_LIMITS
from awso_userpool.domain.lockout import NO_FAILURES, Failures, after_failure, is_locked, lock_seconds


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (10, 32), (14, 512), (15, 900), (10**9, 900)]
)
def test_each_failure_from_the_fifth_on_doubles_the_lock(failures: int, seconds: int) -> None:
    assert lock_seconds(failures, DEFAULT_LIMITS) == seconds


def test_a_lock_ends_by_the_clock() -> None:
    failures = Failures(7, 1000.0)

    assert is_locked(failures, 1003.9, DEFAULT_LIMITS)
    assert not is_locked(failures, 1004.0, DEFAULT_LIMITS)


def test_fifteen_quiet_minutes_forget_everything() -> None:
    assert after_failure(Failures(9, 1000.0), 1899.0, DEFAULT_LIMITS) == Failures(10, 1899.0)
    assert after_failure(Failures(9, 1000.0), 1900.0, DEFAULT_LIMITS) == Failures(1, 1900.0)


def test_the_first_failure_is_one() -> None:
    assert after_failure(NO_FAILURES, 5.0, DEFAULT_LIMITS).number == 1
