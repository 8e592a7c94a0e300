"""The signing keys of a user pool: fetched when first needed, kept, and fetched anew when an unknown key turns up.

Only RSA keys of at least 2,048 bits for RS256 are taken (RFC 7517, RFC 7518 §6.3.1); the others of a set are passed
over. A token cannot say where its keys are: the URL is the verifier's own.
"""

from _thread import allocate_lock  # what threading.Lock is; importing threading costs 1 ms at start
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from awso._lean import msgspec
from awso.cognito.base64url import decode_base64url
from awso.core.effects import Flow, send
from awso.core.http import HttpRequest
from awso.errors import ResponseError, TransportError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

# Between two fetches for keys that the set lacks: whoever sends forged tokens must not make us fetch for each.
LEAST_SECONDS_BETWEEN_FETCHES = 10.0
# A key that was withdrawn is forgotten after this at the latest.
LONGEST_SECONDS_KEPT = 24 * 60 * 60.0
CONNECT_TIMEOUT_SECONDS = 3.0
READ_TIMEOUT_SECONDS = 5.0
_LEAST_MODULUS_BITS = 2048  # RFC 7518 §3.3


class _Jwk(msgspec.Struct):
    kty: str = ""
    kid: str = ""
    use: str = "sig"
    alg: str = "RS256"
    n: str = ""
    e: str = ""


class _JwkSet(msgspec.Struct):
    keys: list[_Jwk]


class KeySet:
    """The keys of one pool by their ids; safe to share between threads and tasks. `now` is a monotonic clock."""

    def __init__(self, url: str, now: Callable[[], float]) -> None:
        self._url = url
        self._now = now
        self._lock = allocate_lock()
        self._keys: Mapping[str, RSAPublicKey] = {}
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")

    def find(self, kid: str) -> "Flow[RSAPublicKey | None]":
        """The key of this id, or None where the pool has none.

        Raises `TransportError` or `ResponseError` where there are no keys at all and they cannot be fetched.
        """
        if self._may_fetch(kid):
            try:
                self._keys = parse_keys((yield from self._fetch()))
                self._fetched_at = self._now()
            except (TransportError, ResponseError):
                if not self._keys:
                    raise
        return self._keys.get(kid)

    def _may_fetch(self, kid: str) -> bool:
        now = self._now()
        with self._lock:  # one of many callers that miss the same new key fetches it
            if kid in self._keys and now - self._fetched_at < LONGEST_SECONDS_KEPT:
                return False
            if self._keys and now - self._tried_at < LEAST_SECONDS_BETWEEN_FETCHES:
                return False
            self._tried_at = now
            return True

    def _fetch(self) -> Flow[bytes]:
        response = yield from send(
            HttpRequest("GET", self._url, {"Accept": "application/json"}),
            connect_timeout_seconds=CONNECT_TIMEOUT_SECONDS,
            read_timeout_seconds=READ_TIMEOUT_SECONDS,
        )
        if response.status != 200:
            raise ResponseError(f"{self._url} answered with status {response.status} in place of keys")
        return response.body


def parse_keys(body: bytes) -> "Mapping[str, RSAPublicKey]":
    """The usable keys of a JWK set by their ids. Raises `ResponseError` where `body` is none."""
    try:
        found = msgspec.json.decode(body, type=_JwkSet).keys
    except msgspec.DecodeError as error:
        raise ResponseError(f"the keys are no JWK set: {error}") from None
    keys = {jwk.kid: key for jwk in found if (key := _rsa_key(jwk)) is not None}
    if not keys:
        raise ResponseError("the JWK set has no RSA key for RS256")
    return keys


def _rsa_key(jwk: _Jwk) -> "RSAPublicKey | None":
    if not (jwk.kty == "RSA" and jwk.use == "sig" and jwk.alg == "RS256" and jwk.kid):
        return None
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    try:
        n, e = _number(jwk.n), _number(jwk.e)
        return RSAPublicNumbers(e, n).public_key() if n.bit_length() >= _LEAST_MODULUS_BITS else None
    except ValueError:  # not base64url, or numbers that are no RSA key
        return None


def _number(text: str) -> int:
    return int.from_bytes(decode_base64url(text), "big")
