"""The tokens that a sign-in gives, and what they say to their owner."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from awso._lean import Masked, msgspec
from awso.cognito.base64url import decode_base64url
from awso.errors import ResponseError

if TYPE_CHECKING:
    from awso import cognito_idp


class Device(msgspec.Struct, frozen=True):
    """A device that the pool has not seen before and offers to remember."""

    key: str
    group_key: str


class Tokens(Masked, frozen=True, kw_only=True):
    """What a signed-in user holds. `repr` shows when they expire, never the tokens.

    `expires_at` is when the access and ID tokens expire, by the clock of this machine.
    """

    access_token: str
    id_token: str | None
    refresh_token: str | None
    expires_at: datetime
    new_device: Device | None = None

    @property
    def username(self) -> str:
        """The user's true name, as the access token says it. Raises `ResponseError` where it says none."""
        name = unverified_claims(self.access_token).get("username")
        if not isinstance(name, str):
            raise ResponseError("the access token names no user: is it one of a user pool?")
        return name

    def expired(self, now: datetime) -> bool:
        """Whether the access and ID tokens are past their time."""
        return now >= self.expires_at

    def __repr__(self) -> str:
        return f"Tokens(***, expires_at={self.expires_at.isoformat()})"


def tokens_of(
    result: "cognito_idp.AuthenticationResultType", *, epoch_seconds: float, refresh_token: str | None = None
) -> Tokens:
    """The tokens of an answer that came at `epoch_seconds`.

    `refresh_token` is the one to keep where the answer has none. Raises `ResponseError` where it has no access token.
    """
    if not result.access_token:
        raise ResponseError("the service signed the user in without an access token")
    device = result.new_device_metadata
    return Tokens(
        access_token=result.access_token,
        id_token=result.id_token,
        refresh_token=result.refresh_token or refresh_token,
        expires_at=datetime.fromtimestamp(epoch_seconds, UTC) + timedelta(seconds=result.expires_in or 0),
        new_device=None if device is None else Device(device.device_key or "", device.device_group_key or ""),
    )


def unverified_claims(token: str) -> Mapping[str, object]:
    """What a token says of itself. Trust it only as far as you trust where the token came from.

    Raises `ResponseError` where it is no JSON Web Token.
    """
    parts = token.split(".")
    try:
        return msgspec.json.decode(decode_base64url(parts[1]), type=dict[str, object])
    except (IndexError, ValueError, msgspec.DecodeError):
        raise ResponseError("the token is no JSON Web Token") from None
