"""The credentials of a session: asked for once and shared by its clients, and shown in boto3's form."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from awso.credentials.cache import CredentialsCache
from awso.credentials.chain import DefaultCredentials
from awso.runtime.blocking import run
from awso.transports.native import shared

if TYPE_CHECKING:
    import awso
    from awso.core.effects import Flow
    from awso.settings.settings import Settings


class SessionCredentials:
    """A provider that asks the chain of places once for all clients of a session, and again in time."""

    def __init__(self, settings: "Settings") -> None:
        self._cache = CredentialsCache(DefaultCredentials(settings))

    def credentials(self) -> "Flow[awso.Credentials | None]":
        """What the first place gave."""
        return (yield from self._cache.at(datetime.now(UTC)))


class FrozenCredentials(NamedTuple):
    """The keys of one moment."""

    access_key: str
    secret_key: str
    token: str | None
    account_id: str | None = None

    def __repr__(self) -> str:
        return f"FrozenCredentials(access_key={self.access_key!r}, secret_key='***')"


class Credentials:
    """The keys of a session, renewed where they expire: `access_key`, `secret_key`, `token`, `account_id`."""

    def __init__(self, provider: "SessionCredentials | awso.Credentials") -> None:
        self._provider = provider

    def get_frozen_credentials(self) -> FrozenCredentials:
        """All of them as of now. Raises `awso.errors.CredentialsError`."""
        provider = self._provider
        held = run(provider.credentials(), shared()) if isinstance(provider, SessionCredentials) else provider
        assert held is not None
        return FrozenCredentials(held.access_key_id, held.secret_access_key, held.session_token, held.account_id)

    @property
    def access_key(self) -> str:
        """The access key id."""
        return self.get_frozen_credentials().access_key

    @property
    def secret_key(self) -> str:
        """The secret access key."""
        return self.get_frozen_credentials().secret_key

    @property
    def token(self) -> str | None:
        """The session token of keys that expire."""
        return self.get_frozen_credentials().token

    @property
    def account_id(self) -> str | None:
        """The account of the keys, where they know it."""
        return self.get_frozen_credentials().account_id
