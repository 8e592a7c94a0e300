"""The signing keys of a user pool: fetched when first needed, kept, and fetched anew when an unknown key turns up.

One fetch is under way at a time: who needs its keys waits for them, in its own thread or task, and takes over where it
was abandoned (a task that was cancelled). Only a fetch that came to an end says that a key is unknown.

Only RSA keys of at least 2,048 bits for RS256 are taken (RFC 7517, RFC 7518 §6.3.1); the others of a set are passed
over. A token cannot say where its keys are: the URL is the verifier's own.
"""

from _thread import allocate_lock  # what threading.Lock is; importing threading costs 1 ms at start
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal

from awso._lean import msgspec
from awso.cognito.base64url import decode_base64url
from awso.core.effects import Flow, send, sleep
from awso.core.http import HttpRequest
from awso.errors import ResponseError, TransportError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

# Between two fetches for keys that the set lacks: whoever sends forged tokens must not make us fetch for each.
LEAST_SECONDS_BETWEEN_FETCHES = 10.0
# A key that was withdrawn is forgotten after this, or once the pool can be reached again.
LONGEST_SECONDS_KEPT = 24 * 60 * 60.0
CONNECT_TIMEOUT_SECONDS = 3.0
READ_TIMEOUT_SECONDS = 5.0
# A fetch that takes longer hangs, or a fork has left its thread in another process: nobody waits for it any more.
_LONGEST_FETCH_SECONDS = 2 * (CONNECT_TIMEOUT_SECONDS + READ_TIMEOUT_SECONDS)
_SECONDS_BETWEEN_LOOKS = 0.02  # whether a fetch has ended; fetching takes some 50 ms
_LEAST_MODULUS_BITS = 2048  # RFC 7518 §3.3


class _Jwk(msgspec.Struct):
    kty: str = ""
    kid: str = ""
    use: str = "sig"
    alg: str = "RS256"
    n: str = ""
    e: str = ""


class _JwkSet(msgspec.Struct):
    keys: list[msgspec.Raw]


class KeySet:
    """The keys of one pool by their ids; safe to share between threads and tasks. `now` is a monotonic clock."""

    def __init__(self, url: str, now: Callable[[], float]) -> None:
        self._url = url
        self._now = now
        self._lock = allocate_lock()
        self._keys: Mapping[str, RSAPublicKey] = {}
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")
        self._under_way_since = float("-inf")
        self._failure: TransportError | ResponseError | None = None

    def find(self, kid: str) -> "Flow[RSAPublicKey | None]":
        """The key of this id, or None where the pool has none.

        Raises `TransportError` or `ResponseError` where there are no keys at all and they cannot be fetched.
        """
        earlier_failure = self._failure
        while (step := self._next_step(kid)) != "look":
            if step == "fetch":
                yield from self._renew()
            else:
                yield from sleep(_SECONDS_BETWEEN_LOOKS)
                failure = self._failure
                if failure is not None and failure is not earlier_failure and not self._keys:
                    raise _copied(failure)  # of the fetch that was waited for
        return self._keys.get(kid)

    def _next_step(self, kid: str) -> Literal["look", "wait", "fetch"]:
        now = self._now()
        with self._lock:
            under_way = now - self._under_way_since < _LONGEST_FETCH_SECONDS
            if kid in self._keys and (under_way or now - self._fetched_at < LONGEST_SECONDS_KEPT):
                return "look"
            if under_way:
                return "wait"
            if self._keys and now - self._tried_at < LEAST_SECONDS_BETWEEN_FETCHES:
                return "look"
            self._under_way_since = now
            return "fetch"

    def _renew(self) -> Flow[None]:
        began_at = self._under_way_since
        try:
            self._keys = parse_keys((yield from self._fetch()))
            self._fetched_at = self._now()
            self._tried_at, self._failure = began_at, None
        except (TransportError, ResponseError) as error:
            self._tried_at, self._failure = began_at, _copied(error)
            if not self._keys:
                raise
        finally:  # also where it was abandoned: whoever waits fetches in its place
            if self._under_way_since == began_at:
                self._under_way_since = float("-inf")

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
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ResponseError(f"the keys are no JWK set: {error}") from None
    keys = {jwk.kid: key for raw in found if (jwk := _jwk(raw)) is not None and (key := _rsa_key(jwk)) is not None}
    if not keys:
        raise ResponseError("the JWK set has no RSA key for RS256")
    return keys


def _jwk(raw: msgspec.Raw) -> _Jwk | None:
    try:
        return msgspec.json.decode(raw, type=_Jwk)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None  # RFC 7517 §5: a key that is not understood spoils no set


def _rsa_key(jwk: _Jwk) -> "RSAPublicKey | None":
    if not (jwk.kty == "RSA" and jwk.use == "sig" and jwk.alg == "RS256" and jwk.kid):
        return None
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

    try:
        n, e = _number(jwk.n), _number(jwk.e)
        return RSAPublicNumbers(e, n).public_key() if n.bit_length() >= _LEAST_MODULUS_BITS else None
    except ValueError:  # not base64url, or numbers that are no RSA key
        return None


def _copied(failure: TransportError | ResponseError) -> TransportError | ResponseError:
    """The failure without its traceback, which would keep every frame it went through, and their tokens, alive."""
    from copy import copy

    return copy(failure)


def _number(text: str) -> int:
    return int.from_bytes(decode_base64url(text), "big")
