"""The RSA keys of a pool: one signs ID tokens, another access tokens, each under its own `kid`.

Settled here: making, loading and publishing them. Which token is alive: `operations/token_access.py`.
"""

import base64
from collections.abc import Sequence
from typing import NamedTuple

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from awso_userpool.domain.random_text import Randomness
from awso_userpool.domain.records import KeyUse, SigningKey

# Cognito's own size; every verifier in the field accepts it.
KEY_BITS = 2048
PUBLIC_EXPONENT = 65537


def generate(pool_id: str, now: float, randomness: Randomness) -> list[SigningKey]:
    """A new pool's two keys. Takes some 100 ms of one core: call it on a worker thread."""
    return [_generate(pool_id, use, now, randomness) for use in _USES]


_USES: tuple[KeyUse, ...] = ("id", "access")


def _generate(pool_id: str, use: KeyUse, now: float, randomness: Randomness) -> SigningKey:
    private = rsa.generate_private_key(PUBLIC_EXPONENT, KEY_BITS)
    return SigningKey(
        # 32 bytes in standard base64, the form of Cognito's own.
        kid=base64.b64encode(randomness(32)).decode(),
        pool_id=pool_id,
        use=use,
        public_key=private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        ),
        private_key=private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        created_at=now,
    )


class Signer(NamedTuple):
    """A loaded private key and the name it is published under."""

    kid: str
    private: rsa.RSAPrivateKey


class KeyRing(NamedTuple):
    """A pool's keys, loaded: what signs now, and what may have signed (by `kid`)."""

    signers: dict[KeyUse, Signer]
    verifiers: dict[tuple[KeyUse, str], rsa.RSAPublicKey]

    def knows(self, kid: str) -> bool:
        return any(known == kid for _, known in self.verifiers)


def load(keys: Sequence[SigningKey]) -> KeyRing:
    """The ring of a pool's `keys`, oldest first: the newest unretired key of each use signs."""
    signers: dict[KeyUse, Signer] = {}
    verifiers: dict[tuple[KeyUse, str], rsa.RSAPublicKey] = {}
    for key in keys:
        public = serialization.load_der_public_key(key.public_key)
        # The key is our own and was sealed since: checking its primes again costs 100 ms.
        private = serialization.load_der_private_key(key.private_key, None, unsafe_skip_rsa_key_validation=True)
        if not isinstance(public, rsa.RSAPublicKey) or not isinstance(private, rsa.RSAPrivateKey):
            raise TypeError(f"signing key {key.kid} of {key.pool_id} is no RSA key")
        verifiers[key.use, key.kid] = public
        if key.retired_at is None:
            signers[key.use] = Signer(key.kid, private)
    return KeyRing(signers, verifiers)


class JsonWebKey(NamedTuple):
    """One public key as a JWKS publishes it (RFC 7517)."""

    kid: str
    n: str
    e: str

    def members(self) -> dict[str, str]:
        return {"alg": "RS256", "e": self.e, "kid": self.kid, "kty": "RSA", "n": self.n, "use": "sig"}


def published(key: SigningKey) -> JsonWebKey:
    """The public half of `key`."""
    public = serialization.load_der_public_key(key.public_key)
    if not isinstance(public, rsa.RSAPublicKey):
        raise TypeError(f"signing key {key.kid} of {key.pool_id} is no RSA key")
    numbers = public.public_numbers()
    return JsonWebKey(key.kid, _number(numbers.n), _number(numbers.e))


def _number(value: int) -> str:
    octets = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
