"""How long credentials hold: until they expire, less a margin in which new ones are fetched.

Concurrent callers are not brought together here; a driver that wants one fetch at a time takes a lock around it.
"""

from typing import TYPE_CHECKING

from awso._datetime import datetime, timedelta
from awso.core.effects import Flow
from awso.credentials.identity import Credentials
from awso.errors import AwsoError, CredentialsError

if TYPE_CHECKING:
    from awso.credentials.provider import CredentialsProvider

# botocore's margins (credentials.py): within the first new ones are tried for, within the second they are needed.
ADVISORY = timedelta(minutes=15)
MANDATORY = timedelta(minutes=10)


class CredentialsCache:
    """The last credentials of a provider, fetched again in time.

    Credentials without `expires_at` hold for good.
    """

    __slots__ = ("_credentials", "_provider")

    def __init__(self, provider: "CredentialsProvider") -> None:
        self._provider = provider
        self._credentials: Credentials | None = None

    def held(self, now: datetime) -> Credentials | None:
        """The credentials at hand, if they need no renewal: the way that costs no flow. `now` is aware."""
        known = self._credentials
        if known is None or known.expires_at is None or known.expires_at - now > ADVISORY:
            return known
        return None

    def at(self, now: datetime) -> Flow[Credentials]:
        """Credentials that hold at `now`, from the provider where need be.

        Where renewal fails while the old ones still hold for the mandatory margin, the old ones are returned. Raises
        what the provider raises, and `CredentialsError` where it has none.
        """
        held = self.held(now)
        if held is not None:
            return held
        known = self._credentials
        try:
            fresh = yield from self._provider.credentials()
            if fresh is None:
                raise CredentialsError(f"{type(self._provider).__name__} gave no credentials")
        except AwsoError:
            if known is None or known.expires_at is None or known.expires_at - now <= MANDATORY:
                raise
            return known
        self._credentials = fresh
        return fresh

    def forget(self) -> None:
        """Fetch anew next time: the service refused the credentials."""
        self._credentials = None
