"""Authorises requests with a bearer token (RFC 6750 §2.1), which is sent as it is: over TLS only.

Where the token comes from: `awso.credentials.tokens`.
"""

from typing import TYPE_CHECKING

from awso.errors import ConfigurationError

if TYPE_CHECKING:
    from awso.credentials.tokens import Token
    from awso.signing.seed import Seed


class BearerTemplate:
    """What `awso.signing.template.SigningTemplate` is for signatures. Raises `ConfigurationError` for an http URL."""

    __slots__ = ("_varying",)

    def __init__(self, url: str, varying: tuple[str, ...]) -> None:
        if not url.startswith("https:"):
            raise ConfigurationError(
                f"a bearer token is not sent to {url.partition('?')[0]}, where anybody on the way could read it:"
                " use an https endpoint"
            )
        self._varying = varying

    def sign(
        self, values: tuple[str, ...], body: bytes, credentials: "Token", date: str
    ) -> tuple[tuple[str, str], ...]:
        """The headers to add to the request."""
        return (*zip(self._varying, values, strict=True), ("Authorization", f"Bearer {credentials.value}"))

    def seed(self, credentials: "Token", date: str, signature: str) -> "Seed":
        """Raises `ConfigurationError`: there is no signature that those of a body's parts could go on from."""
        raise ConfigurationError("events cannot be signed with a bearer token: call this operation with access keys")
