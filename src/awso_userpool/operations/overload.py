"""When too many want the same at once: other writers of the same user, or the hashing threads."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from awso import cognito_idp

T = TypeVar("T")

# A third collision in a row with another writer of the same user is an overload, not bad luck.
_BEGINNINGS = 3


async def begin_again(once: Callable[[], Awaitable[T | None]]) -> T:
    """What `once` gives, which is None where somebody else has written what it had read: then it begins again.

    Raises TooManyRequestsException.
    """
    for _ in range(_BEGINNINGS):
        done = await once()
        if done is not None:
            return done
    raise too_many_requests()


def too_many_requests() -> Exception:
    """TooManyRequestsException, in AWS's words."""
    return cognito_idp.errors.TooManyRequestsException("Rate exceeded")
