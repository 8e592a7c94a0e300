"""Whether a token is one that this user pool signed for you, and still good.

The signature algorithm is RS256 and nothing else; the key comes from the pool's own JWK set by its `kid`. What a
token's header says of algorithm (`alg`), keys (`jwk`, `x5c`) or their place (`jku`, `x5u`) is never followed.
Claims follow RFC 7519 §4.1 and AWS's guide to verifying user pool tokens.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, get_args

from awso._lean import msgspec
from awso.cognito.base64url import decode_base64url
from awso.cognito.jwks import KeySet
from awso.core.effects import Flow
from awso.errors import AwsoError, ConfigurationError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    from awso.transports.interface import AsyncioTransport, BlockingTransport
    from awso.transports.native import NativeTransport

TokenUse = Literal["access", "id"]

# Ten times what Cognito's largest tokens have; more would only cost time to refuse.
_LONGEST_TOKEN = 65_536
_YEAR_10000 = 253_402_300_800  # as epoch seconds: where datetime ends


class TokenError(AwsoError):
    """The token must not be trusted; the subclass and the message say why, never what the token carried."""


class MalformedTokenError(TokenError):
    """It is no JSON Web Token of three parts, or its claims have the wrong types."""


class UnsupportedAlgorithmError(TokenError):
    """It is not signed with RS256."""


class UnknownKeyError(TokenError):
    """It is signed with a key that the pool does not have."""


class SignatureError(TokenError):
    """It was not signed by the pool, or was changed since."""


class TokenExpiredError(TokenError):
    """Its time is over."""


class TokenNotYetValidError(TokenError):
    """Its time has not begun."""


class WrongIssuerError(TokenError):
    """Another pool issued it."""


class WrongClientError(TokenError):
    """It was issued for another app client."""


class WrongTokenUseError(TokenError):
    """It is an ID token where an access token is wanted, or the reverse."""


class MissingScopeError(TokenError):
    """It does not carry every scope that is wanted."""


class Claims:
    """What a verified token says. `repr` shows no claim."""

    __slots__ = ("all",)

    def __init__(self, claims: Mapping[str, object]) -> None:
        self.all = claims

    @property
    def subject(self) -> str:
        """`sub`: the user's id, which never changes."""
        return self._text("sub")

    @property
    def username(self) -> str:
        """The user's name: `username` of an access token, `cognito:username` of an ID token."""
        return self._text("username" if self.token_use == "access" else "cognito:username")

    @property
    def token_use(self) -> str:
        """`access` or `id`."""
        return self._text("token_use")

    @property
    def client_id(self) -> str:
        """The app client: `client_id` of an access token, `aud` of an ID token."""
        return self._text("client_id" if self.token_use == "access" else "aud")

    @property
    def scopes(self) -> frozenset[str]:
        """What an access token allows; empty for an ID token."""
        scope = self.all.get("scope")
        return _scope_words(scope) if isinstance(scope, str) else frozenset()

    @property
    def groups(self) -> tuple[str, ...]:
        """The user's groups, most important first."""
        groups = self.all.get("cognito:groups")
        return tuple(str(group) for group in groups) if isinstance(groups, list) else ()  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # JSON

    @property
    def expires_at(self) -> datetime:
        """`exp`, in UTC."""
        return datetime.fromtimestamp(_moment(self.all, "exp"), UTC)

    def _text(self, name: str) -> str:
        value = self.all.get(name)
        if not isinstance(value, str):
            raise MalformedTokenError(f"the token's {name} is absent or no string")
        return value

    def __repr__(self) -> str:
        return f"Claims({self.token_use} token, ***)"


class TokenVerifier:
    """Verifies the access or ID tokens of one user pool.

    `user_pool_id` names the pool; its region is the part before the underscore. `issuer` replaces what AWS would be
    (a server of your own: `http://127.0.0.1:9229/<pool id>`). `client_id` is one app client, or several of which one
    must fit; `token_use` is `access` or `id`; for both, None means "any" and must be written. Every word of `scope`
    (one string or several) must be in an access token. `leeway_seconds` allows for clocks that differ.
    """

    def __init__(
        self,
        user_pool_id: str | None = None,
        *,
        client_id: str | Collection[str] | None,
        token_use: TokenUse | None,
        scope: str | Collection[str] = (),
        region: str | None = None,
        issuer: str | None = None,
        leeway_seconds: float = 60.0,
        transport: "BlockingTransport | None" = None,
        async_transport: "AsyncioTransport | None" = None,
        now: Callable[[], float] | None = None,
    ) -> None:
        import time

        self.issuer = issuer.rstrip("/") if issuer is not None else _issuer(user_pool_id, region)
        self._clients = None if client_id is None else _words(client_id)
        self._token_use = token_use
        self._scopes = frozenset(word for given in _words(scope) for word in given.split())
        self._leeway_seconds = leeway_seconds
        self._transport = transport
        self._async_transport = async_transport
        self._now = now or time.time
        self._keys = KeySet(f"{self.issuer}/.well-known/jwks.json", now or time.monotonic)
        if token_use not in (*get_args(TokenUse), None):
            raise ConfigurationError(f"token_use: expected 'access', 'id' or None for any, got {token_use!r}")
        if not leeway_seconds >= 0:  # NaN, with which nothing would ever expire, is not either
            raise ConfigurationError(f"leeway_seconds is at least 0, got {leeway_seconds}")
        if self._scopes and token_use == "id":
            raise ConfigurationError("ID tokens have no scopes: verify an access token, or leave scope out")

    def verify(self, token: str) -> Claims:
        """The claims of a good token. Raises a `TokenError`, or `TransportError` where the keys cannot be had."""
        from awso.runtime.blocking import run

        return run(self.flow(token), self._transport or _shared_transport())

    async def verify_async(self, token: str) -> Claims:
        """As `verify`."""
        from awso.runtime.concurrent import run

        return await run(self.flow(token), self._async_transport or _shared_transport())

    def flow(self, token: str) -> Flow[Claims]:
        """Verify as a flow: fetches keys where it must, and sends nothing else."""
        signed, signature, header, payload = _split(token)
        kid = _check_header(header)
        key = yield from self._keys.find(kid)
        if key is None:
            raise UnknownKeyError("the token is signed with a key that the pool does not have")
        _check_signature(key, signed, signature)
        claims = _json_object(payload, "payload")
        self._check_time(claims)
        self._check_purpose(claims)
        return Claims(claims)

    def _check_time(self, claims: Mapping[str, object]) -> None:
        now, leeway = self._now(), self._leeway_seconds
        if now >= _moment(claims, "exp") + leeway:
            raise TokenExpiredError("the token has expired")
        for name in ("nbf", "iat"):
            if name in claims and now < _moment(claims, name) - leeway:
                raise TokenNotYetValidError(f"the token's {name} is in the future")

    def _check_purpose(self, claims: Mapping[str, object]) -> None:
        if claims.get("iss") != self.issuer:
            raise WrongIssuerError(f"the token is not from {self.issuer}")
        use = claims.get("token_use")
        if use not in ("access", "id") or (self._token_use is not None and use != self._token_use):
            raise WrongTokenUseError(f"the token is no {self._token_use or 'access or ID'} token")
        client = claims.get("client_id" if use == "access" else "aud")
        if self._clients is not None and not (isinstance(client, str) and client in self._clients):
            raise WrongClientError("the token is for another app client")
        scope = claims.get("scope")
        missing = self._scopes - (_scope_words(scope) if use == "access" and isinstance(scope, str) else frozenset())
        if missing:
            raise MissingScopeError(f"the token lacks {', '.join(sorted(missing))}")


def _issuer(user_pool_id: str | None, region: str | None) -> str:
    if user_pool_id is None:
        raise ConfigurationError("a TokenVerifier needs user_pool_id or issuer")
    region = region or user_pool_id.partition("_")[0]
    if not region or not user_pool_id.startswith(f"{region}_"):
        raise ConfigurationError(
            f"{user_pool_id!r} is no user pool id of region {region!r}: us-east-1_Ab12Cd34E is one"
        )
    from awso.services._partitions import partition

    return f"https://cognito-idp.{region}.{partition(region).dns_suffix}/{user_pool_id}"


def _words(given: str | Collection[str]) -> frozenset[str]:
    return frozenset((given,) if isinstance(given, str) else given)


def _scope_words(scope: str) -> frozenset[str]:
    # RFC 6749 §3.3: only a space ends a scope; str.split() would also take line breaks and other alphabets' spaces.
    return frozenset(scope.split(" ")) - {""}


def _split(token: object) -> tuple[bytes, bytes, bytes, bytes]:
    """What was signed, the signature, and the decoded header and payload."""
    if not isinstance(token, str):  # a header that is absent, say
        raise MalformedTokenError(f"the token is no text, it is of type {type(token).__name__}")
    if token[:7].lower() == "bearer ":
        raise MalformedTokenError("the token begins with the word Bearer of its header: pass what stands behind it")
    parts = token.split(".") if len(token) <= _LONGEST_TOKEN else ()
    if len(parts) != 3 or not token.isascii():
        raise MalformedTokenError("the token is no JSON Web Token of three parts")
    try:
        header, payload, signature = (decode_base64url(part) for part in parts)
    except ValueError:
        raise MalformedTokenError("a part of the token is not base64url") from None
    return token.rpartition(".")[0].encode(), signature, header, payload


def _check_header(raw: bytes) -> str:
    header = _json_object(raw, "header")
    if header.get("alg") != "RS256":
        raise UnsupportedAlgorithmError("the token is not signed with RS256")
    if "crit" in header:  # RFC 7515 §4.1.11: extensions that we do not know must be refused
        raise MalformedTokenError("the token demands an extension")
    kid = header.get("kid")
    if not isinstance(kid, str):
        raise UnknownKeyError("the token does not name its key")
    return kid


def _check_signature(key: "RSAPublicKey", signed: bytes, signature: bytes) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        key.verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise SignatureError("the token was not signed by the pool, or was changed since") from None


def _json_object(raw: bytes, part: str) -> Mapping[str, object]:
    try:
        return msgspec.json.decode(raw, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise MalformedTokenError(f"the token's {part} is no JSON object") from None


def _moment(claims: Mapping[str, object], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _YEAR_10000:
        raise MalformedTokenError(f"the token's {name} is absent or no date in seconds since 1970")
    return value


def _shared_transport() -> "NativeTransport":
    from awso.transports.native import shared

    return shared()
