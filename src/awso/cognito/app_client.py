"""The app client of a user pool that requests are made for, and the proof of its secret."""

from typing import NamedTuple

from awso.cognito.secret_hash import secret_hash


class AppClient(NamedTuple):
    """The id of an app client, and its secret where it has one."""

    client_id: str
    client_secret: str | None = None

    def secret_hash(self, username: str) -> dict[str, str]:
        """SECRET_HASH for a request that sends this USERNAME; empty where there is no secret."""
        if self.client_secret is None:
            return {}
        return {"SECRET_HASH": secret_hash(username, self.client_id, self.client_secret)}

    def __repr__(self) -> str:
        return f"AppClient({self.client_id!r}, {'no secret' if self.client_secret is None else '***'})"
