"""Credentials that the caller gives in so many words."""

from awso.core.effects import Flow
from awso.credentials.identity import Credentials


class StaticCredentials:
    """A provider of the very keys it was made with. `repr` shows the access key id only."""

    __slots__ = ("_credentials",)

    def __init__(self, access_key_id: str, secret_access_key: str, session_token: str | None = None) -> None:
        self._credentials = Credentials(access_key_id, secret_access_key, session_token)

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
