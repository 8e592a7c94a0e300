"""The server's half of SRP-6a as Cognito speaks it: 3072-bit group of RFC 3526, SHA-256, numbers as Java's BigInteger bytes.

Settled here: the numbers. Which user, which state and which error message belong to them: `operations/sign_in/srp.py`.
Known answer: the published vector `srp/cognito.json`, computed by an independent implementation.
"""

import base64
import hashlib
import hmac
from typing import NamedTuple

# RFC 3526 §4: 2^3072 - 2^3008 - 1 + 2^64 * (floor(2^2942 * pi) + 1690314).
N = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B"
    "302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6"
    "49286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D"
    "670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7D"
    "B3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
G = 2

# RFC 5054 §3.1 asks for at least 256 bits in b; measured, each further bit costs 25 µs (3072-bit pow in CPython).
PRIVATE_BYTES = 32
# A number below N, written at full length.
NUMBER_BYTES = 384
# Cognito's own salts are 16 bytes.
SALT_BYTES = 16
# A proof is signed with the first 16 bytes of an HKDF with this label.
_DERIVATION_LABEL = b"Caldera Derived Key\x01"
_KEY_BYTES = 16


class Verifier(NamedTuple):
    """What the server keeps in place of a password: `salt` is the hexadecimal text that goes out, `value` is g^x mod N."""

    salt: str
    value: int


class Challenge(NamedTuple):
    """The server's half of one sign-in: `private` never leaves the server."""

    private: int  # b
    public: int  # B


def pad(number: int) -> bytes:
    """`number` as big-endian bytes with a sign bit of 0, as Java's BigInteger and every Cognito client write it."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big") if number else b"\0"


def _digest(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest(), "big")


K = _digest(pad(N), pad(G))


def pool_name(pool_id: str) -> str:
    """The part of `us-east-1_Ab12Cd34E` after the underscore, which is what the proofs contain."""
    return pool_id.partition("_")[2]


def make_verifier(pool_id: str, user_id: str, password: str, salt: bytes) -> Verifier:
    """The verifier for `password`; `user_id` is the true user name, never an alias, so that a new alias leaves it valid."""
    salt_number = int.from_bytes(salt, "big")
    identity = hashlib.sha256(f"{pool_name(pool_id)}{user_id}:{password}".encode()).digest()
    private = _digest(pad(salt_number), identity)
    return Verifier(pad(salt_number).hex(), pow(G, private, N))


def start(verifier: int, random: bytes) -> Challenge:
    """Draws the server's key pair from `random`, which must be `PRIVATE_BYTES` fresh unpredictable bytes."""
    private = int.from_bytes(random, "big")
    return Challenge(private, (K * verifier + pow(G, private, N)) % N)


def parse_public_value(text: str) -> int | None:
    """The client's A from hexadecimal text; None where it is no number or is 0 modulo N, which would fix the shared secret."""
    # N has 768 digits; a padded value has two more. Longer text is refused before it costs anything.
    if not 0 < len(text) <= 770 or not all(digit in "0123456789abcdefABCDEF" for digit in text):
        return None
    value = int(text, 16)
    return value if value % N else None


def session_key(client_public: int, challenge: Challenge, verifier: int) -> bytes | None:
    """The key that both sides derive; None where u is 0 (RFC 5054 §2.6), which would take the password out of it."""
    u = _digest(pad(client_public), pad(challenge.public))
    if u == 0:
        return None
    secret = pow(client_public * pow(verifier, u, N), challenge.private, N)
    extracted = hmac.digest(pad(u), pad(secret), "sha256")
    return hmac.digest(extracted, _DERIVATION_LABEL, "sha256")[:_KEY_BYTES]


def expected_signature(key: bytes, pool_id: str, user_id: str, secret_block: bytes, timestamp: str) -> str:
    """PASSWORD_CLAIM_SIGNATURE as the rightful client sends it, in base64."""
    claim = pool_name(pool_id).encode() + user_id.encode() + secret_block + timestamp.encode()
    return base64.b64encode(hmac.digest(key, claim, "sha256")).decode()
