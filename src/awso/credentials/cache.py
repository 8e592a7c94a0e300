"""How long credentials hold: until they expire, less a margin in which new ones are fetched.

Concurrent callers are not brought together here; a driver that wants one fetch at a time takes a lock around it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from awso._lean import datetime, timedelta
from awso.core.effects import Flow
from awso.credentials import Credentials
from awso.errors import AwsoError, CredentialsError

if TYPE_CHECKING:
    from typing import Protocol

    from awso.credentials.provider import CredentialsProvider

    class Expiring(Protocol):
        """What does not hold for ever."""

        @property
        def expires_at(self) -> datetime | None:
            """Until when it holds, aware; None: for good."""
            ...

    Held = TypeVar("Held", bound=Expiring)
else:
    Held = TypeVar("Held")

# botocore's margins (credentials.py): within the first new ones are tried for, within the second they are needed.
ADVISORY = timedelta(minutes=15)
MANDATORY = timedelta(minutes=10)


class Cache(Generic[Held]):
    """What a provider gave last, fetched again in time by `fetch`, a flow of the provider's."""

    __slots__ = ("_fetch", "_known", "_provider")

    def __init__(self, provider: object, fetch: Callable[[], Flow[Held | None]]) -> None:
        self._provider = provider
        self._fetch = fetch
        self._known: Held | None = None

    def held(self, now: datetime) -> Held | None:
        """What is at hand, if it needs no renewal: the way that costs no flow. `now` is aware."""
        known = self._known
        if known is None or known.expires_at is None or known.expires_at - now > ADVISORY:
            return known
        return None

    def at(self, now: datetime) -> Flow[Held]:
        """What holds at `now`, from the provider where need be.

        Where renewal fails while the old one still holds for the mandatory margin, the old one is returned. Raises
        what the provider raises, and `CredentialsError` where it has none.
        """
        held = self.held(now)
        if held is not None:
            return held
        known = self._known
        try:
            fresh = yield from self._fetch()
            if fresh is None:
                raise CredentialsError(f"{type(self._provider).__name__} gave no credentials")
            if fresh.expires_at is not None and fresh.expires_at.tzinfo is None:
                raise CredentialsError(
                    f"{type(self._provider).__name__} gave an expires_at without a time zone, {fresh.expires_at}:"
                    " datetime.now(UTC) has one, datetime.now() and utcnow() have not"
                )
        except AwsoError:
            if known is None or known.expires_at is None or known.expires_at - now <= MANDATORY:
                raise
            return known
        self._known = fresh
        return fresh

    def forget(self) -> None:
        """Fetch anew next time: the service refused the credentials."""
        self._known = None


class CredentialsCache(Cache[Credentials]):
    """The last credentials of a provider. Credentials without `expires_at` hold for good."""

    __slots__ = ()

    def __init__(self, provider: "CredentialsProvider") -> None:
        super().__init__(provider, provider.credentials)
