"""Whose keys sign a call: the value, and the provider that is given it in so many words.

`provider` is the interface, `chain` the order of the places asked when the caller gives none, and each place is a
module of its own: `environment`, `profile`. `cache` says how long an answer holds.
"""

from typing import TYPE_CHECKING, NoReturn

from awso.core.effects import Flow
from awso.errors import CredentialsError

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self


class Credentials:
    """An AWS key pair, with a session token where it is temporary.

    `expires_at` is an aware datetime, None for keys that do not expire. `repr` shows the access key id only.
    """

    __slots__ = (
        "access_key_id",
        "account_id",
        "expires_at",
        "secret_access_key",
        "session_token",
    )

    access_key_id: str
    secret_access_key: str
    session_token: str | None
    account_id: str | None
    expires_at: "datetime | None"

    def __init__(
        self,
        access_key_id: str,
        secret_access_key: str,
        session_token: str | None = None,
        account_id: str | None = None,
        expires_at: "datetime | None" = None,
    ) -> None:
        write = super().__setattr__
        write("access_key_id", access_key_id)
        write("secret_access_key", secret_access_key)
        write("session_token", session_token)
        write("account_id", account_id)
        write("expires_at", expires_at)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"Credentials are immutable: make new ones instead of setting {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"Credentials are immutable: {name} cannot be deleted")

    def __reduce__(
        self,
    ) -> "tuple[type[Credentials], tuple[str, str, str | None, str | None, datetime | None]]":
        return Credentials, self._fields()

    def _fields(self) -> "tuple[str, str, str | None, str | None, datetime | None]":
        return (
            self.access_key_id,
            self.secret_access_key,
            self.session_token,
            self.account_id,
            self.expires_at,
        )

    def __eq__(self, other: object) -> bool:
        return self._fields() == other._fields() if isinstance(other, Credentials) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._fields())

    def __repr__(self) -> str:
        token = ", session_token='***'" if self.session_token is not None else ""
        return f"Credentials({self.access_key_id!r}, secret_access_key='***'{token})"


def complete(credentials: Credentials) -> Credentials:
    """`credentials`, which have both keys. Raises `CredentialsError`."""
    for name in ("access_key_id", "secret_access_key"):
        # Of a variable that is not set, say. AWS would only call the signature wrong.
        if not getattr(credentials, name):
            raise CredentialsError(f"{name}: expected text, got nothing; without credentials=… they are looked for")
    return credentials


class StaticCredentials:
    """A provider of the very keys it was made with. `repr` shows the access key id only.

    Raises `CredentialsError` where one of the two is empty.
    """

    __slots__ = ("_credentials",)

    def __init__(self, access_key_id: str, secret_access_key: str, session_token: str | None = None) -> None:
        self._credentials = complete(Credentials(access_key_id, secret_access_key, session_token))

    @classmethod
    def of(cls, credentials: Credentials) -> "Self":
        """The provider of credentials that are there already, with all that they say."""
        made = cls.__new__(cls)
        made._credentials = credentials
        return made

    def credentials(self) -> Flow[Credentials | None]:
        """The keys; no effect is asked for."""
        return self._credentials
        yield  # never reached: makes the function a flow

    def __eq__(self, other: object) -> bool:
        return self._credentials == other._credentials if isinstance(other, StaticCredentials) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._credentials)

    def __repr__(self) -> str:
        return f"Static{self._credentials!r}"
