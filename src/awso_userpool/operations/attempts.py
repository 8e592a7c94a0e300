"""Counting tries in the database, so that a limit holds for parallel requests and for every process on it.

A subject is a user's `sub`, or, where there is no such user and we must not say so, the folded name: guessing about
nobody is counted and refused like guessing about somebody.
"""

from awso import cognito_idp
from awso_userpool.domain.limits import Limits, Rate
from awso_userpool.domain.lockout import NO_FAILURES, Failures, after_failure, is_locked, lock_seconds
from awso_userpool.domain.records import AttemptCounter
from awso_userpool.operations.interface import Context
from awso_userpool.storage.interface import Reading, Writing


def counter_key(context: Context, pool_id: str, subject: str, thing: str) -> bytes:
    """Under what tries of `subject` at `thing` are counted."""
    return context.hashes.digest("attempts", pool_id, subject, thing)


def tries(reading: Reading, key: bytes, rate: Rate, now: float) -> int:
    """How many tries the present window holds."""
    counter = reading.attempts(key)
    return counter.count if counter and now - counter.first_at < rate.seconds else 0


def count_try(writing: Writing, key: bytes, rate: Rate, now: float) -> bool:
    """Counts one more try, unless the window is full: then False."""
    counter = writing.attempts(key)
    if counter is None or now - counter.first_at >= rate.seconds:
        counter = AttemptCounter(key=key, count=0, first_at=now, last_at=now, expires_at=now + rate.seconds)
    if counter.count >= rate.times:
        return False
    writing.put_attempts(
        AttemptCounter(
            key=key,
            count=counter.count + 1,
            first_at=counter.first_at,
            last_at=now,
            # Longer than it counts: what was asked for last is looked up too (`forgot_password.py`).
            expires_at=now + rate.seconds,
        )
    )
    return True


def limit_exceeded() -> Exception:
    """What a full window answers."""
    return cognito_idp.errors.LimitExceededException("Attempt limit exceeded, please try after some time.")


def password_failures(reading: Reading, key: bytes) -> Failures:
    """Wrong passwords in a row."""
    counter = reading.attempts(key)
    return Failures(counter.count, counter.last_at) if counter else NO_FAILURES


def count_password_failure(writing: Writing, key: bytes, now: float, limits: Limits) -> bool:
    """Counts one wrong password, unless the account is locked already: then False, and the lock is not extended."""
    before = password_failures(writing, key)
    if is_locked(before, now, limits):
        return False
    after = after_failure(before, now, limits)
    writing.put_attempts(
        AttemptCounter(
            key=key,
            count=after.number,
            first_at=now,
            last_at=now,
            blocked_until=now + lock_seconds(after.number, limits),
            expires_at=now + limits.longest_lockout_seconds,
        )
    )
    return True
