"""Bearer tokens: the value, where it comes from, how long it holds.

Settled here: the interface of a source, and the sources that need nothing: a token in the caller's hand, the
environment's `AWS_BEARER_TOKEN_<SIGNING_NAME>`. Sent by `awso.signing.bearer`.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from awso._lean import Masked
from awso.core.effects import Flow
from awso.credentials.cache import Cache
from awso.errors import MissingCredentialsError

if TYPE_CHECKING:
    from datetime import datetime


class Token(Masked, frozen=True):
    """A bearer token. `expires_at` is an aware datetime, None for one that does not expire. `repr` does not show it."""

    value: str
    expires_at: "datetime | None" = None

    def __repr__(self) -> str:
        return f"Token('***', expires_at={self.expires_at!r})"


class TokenProvider(Protocol):
    """A source of tokens. Your own class will do."""

    def token(self) -> Flow[Token | None]:
        """The token of this source; None means "not mine, ask the next"."""
        ...


class StaticToken:
    """A provider of the very token it was made with."""

    __slots__ = ("_token",)

    def __init__(self, token: Token) -> None:
        self._token = token

    def token(self) -> Flow[Token | None]:
        """The token; no effect is asked for."""
        return self._token
        yield  # never reached: makes the function a flow


class EnvironmentToken:
    """The token in `AWS_BEARER_TOKEN_<SIGNING_NAME>`: `AWS_BEARER_TOKEN_BEDROCK` for Amazon Bedrock."""

    __slots__ = ("_environment", "_variable")

    def __init__(self, environment: Mapping[str, str], signing_name: str) -> None:
        self._environment = environment
        self._variable = variable_of(signing_name)

    def token(self) -> Flow[Token]:
        """The variable's token. Raises `MissingCredentialsError` where there is none."""
        value = self._environment.get(self._variable, "").strip()
        if not value:
            raise MissingCredentialsError(
                f"no bearer token: set {self._variable}, or pass token=awso.Token('…') to the client"
            )
        return Token(value)
        yield  # never reached: makes the function a flow


def variable_of(signing_name: str) -> str:
    """The variable that has the token of a service. https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-use.html"""
    return f"AWS_BEARER_TOKEN_{signing_name.replace('-', '_').upper()}"


class TokenCache(Cache[Token]):
    """The last token of a provider, fetched again in time."""

    def __init__(self, provider: TokenProvider) -> None:
        super().__init__(provider, provider.token)
