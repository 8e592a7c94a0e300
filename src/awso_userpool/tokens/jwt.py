"""JSON web tokens with RS256 and nothing else (RFC 7515, 7519).

The algorithm is pinned, and the key comes from the pool's own ring: `jku`, `jwk`, `x5c` and their like are never looked
at.
"""

import base64
import binascii
import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from awso_userpool.tokens.keys import Signer

# Clocks of several nodes behind one balancer may differ; a token from further ahead was not issued here.
LEEWAY_SECONDS = 60
# Far longer than any token of ours (some 1.2 kB, more with many groups); longer text is refused before it is decoded.
LONGEST_TOKEN = 65536

_PADDING, _DIGEST = padding.PKCS1v15(), SHA256()

ClaimValue = object
Claims = Mapping[str, ClaimValue]


class MalformedTokenError(Exception):
    """The text is no token of the kind that this server issues."""


class SignatureError(Exception):
    """The token's signature is not by a key of the pool."""


class Unverified(NamedTuple):
    """A token taken apart. Nothing in it may be believed yet, except to find the key."""

    kid: str
    claims: Claims
    signed: bytes
    signature: bytes


def sign(claims: Claims, signer: Signer) -> str:
    """`claims` as a compact signed token."""
    return with_signature(unsigned(claims, signer), signer)


def unsigned(claims: Claims, signer: Signer) -> bytes:
    """What `signer` will sign: all of the token but its last segment."""
    header = msgspec.json.encode({"kid": signer.kid, "alg": "RS256"})
    return _encoded(header) + b"." + _encoded(msgspec.json.encode(claims))


def with_signature(signed: bytes, signer: Signer) -> str:
    """The compact token that `unsigned` began."""
    signature = signer.private.sign(signed, _PADDING, _DIGEST)
    return (signed + b"." + _encoded(signature)).decode()


def take_apart(token: str) -> Unverified:
    """Parses without verifying. Raises MalformedTokenError."""
    if len(token) > LONGEST_TOKEN or not token.isascii() or token.count(".") != 2:
        raise MalformedTokenError
    signed, _, signature = token.rpartition(".")
    header, _, payload = signed.partition(".")
    fields = _json_object(header)
    kid = fields.get("kid")
    # RFC 7515 §4.1.11: who does not understand a critical extension must refuse.
    if fields.get("alg") != "RS256" or not isinstance(kid, str) or "crit" in fields:
        raise MalformedTokenError
    return Unverified(kid, _json_object(payload), signed.encode(), _decoded(signature))


def check_signature(token: Unverified, key: rsa.RSAPublicKey | None) -> None:
    """Raises SignatureError where `key` (None: no such key) has not signed `token`."""
    if key is None:
        raise SignatureError
    try:
        key.verify(token.signature, token.signed, _PADDING, _DIGEST)
    except InvalidSignature:
        raise SignatureError from None


def text_claim(claims: Claims, name: str) -> str:
    """The claim as text. Raises MalformedTokenError where it is missing or something else."""
    value = claims.get(name)
    if not isinstance(value, str):
        raise MalformedTokenError
    return value


def time_claim(claims: Claims, name: str) -> float:
    """The claim as seconds since the epoch. Raises MalformedTokenError."""
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise MalformedTokenError
    return value


class VerifiedTokens:
    """The claims of tokens whose signature was verified lately, by the token's hash: verification costs once, not each
    call.

    Says nothing of expiry or revocation, which the caller checks every time.
    """

    def __init__(self, capacity: int = 20_000) -> None:
        # About 2 kB an entry: 40 MB at most.
        self._capacity = capacity
        self._claims: OrderedDict[bytes, Claims] = OrderedDict()

    def get(self, token: str) -> Claims | None:
        """What `token` says, if its signature was verified before."""
        return self._claims.get(_fingerprint(token))

    def add(self, token: str, claims: Claims) -> None:
        """Remembers that the signature of `token` is right."""
        self._claims[_fingerprint(token)] = claims
        if len(self._claims) > self._capacity:
            self._claims.popitem(last=False)


def _fingerprint(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _encoded(octets: bytes) -> bytes:
    return base64.urlsafe_b64encode(octets).rstrip(b"=")


def _decoded(text: str) -> bytes:
    # Strict: no padding, no foreign characters, no loose last bits, so that a token has one spelling only.
    try:
        octets = base64.b64decode(text.translate(_TO_STANDARD) + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise MalformedTokenError from None
    if _encoded(octets).decode() != text:
        raise MalformedTokenError
    return octets


# "+" and "/" are no part of the URL alphabet: they become something that the strict decoder refuses.
_TO_STANDARD = str.maketrans("-_+/", "+/  ")

_decode_object = msgspec.json.Decoder(dict[str, object]).decode


def _json_object(segment: str) -> dict[str, object]:
    try:
        return _decode_object(_decoded(segment))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise MalformedTokenError from None
