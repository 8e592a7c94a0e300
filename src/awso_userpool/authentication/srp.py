"""The server's half of SRP-6a as Cognito speaks it.

The group and the hashes are the client's (`awso.cognito.srp`); here is what only a server does with them. Which user,
which state and which error message belong to them: `operations/sign_in/srp.py`.
Known answer: the published vector `srp/cognito.json`, computed by an independent implementation.
"""

import base64
from typing import NamedTuple

from awso.cognito.srp import PRIVATE_BYTES as PRIVATE_BYTES
from awso.cognito.srp import G, K, N, pad, scrambler, signature
from awso.cognito.srp import session_key as derived_key
from awso.cognito.srp import verifier as verifier_of

# A number below N, written at full length.
NUMBER_BYTES = 384
# Cognito's own salts are 16 bytes.
SALT_BYTES = 16


class Verifier(NamedTuple):
    """What the server keeps in place of a password: `salt` is the hexadecimal text that goes out, `value` g^x mod N."""

    salt: str
    value: int


class Challenge(NamedTuple):
    """The server's half of one sign-in: `private` never leaves the server."""

    private: int  # b
    public: int  # B


def make_verifier(pool_id: str, user_id: str, password: str, salt: bytes) -> Verifier:
    """The verifier for `password`; `user_id` is the true user name, so that a new alias leaves it valid."""
    salt_number = int.from_bytes(salt, "big")
    return Verifier(pad(salt_number).hex(), verifier_of(pool_id, user_id, password, salt_number))


def start(verifier: int, random: bytes) -> Challenge:
    """Draws the server's key pair from `random`, which must be `PRIVATE_BYTES` fresh unpredictable bytes."""
    private = int.from_bytes(random, "big")
    return Challenge(private, (K * verifier + pow(G, private, N)) % N)


def parse_public_value(text: str) -> int | None:
    """The client's A from hexadecimal text; None where it is no number, or 0 modulo N, which would fix the secret."""
    # N has 768 digits; a padded value has two more. Longer text is refused before it costs anything.
    if not 0 < len(text) <= 770 or not all(digit in "0123456789abcdefABCDEF" for digit in text):
        return None
    value = int(text, 16)
    return value if value % N else None


def session_key(client_public: int, challenge: Challenge, verifier: int) -> bytes | None:
    """The key that both sides derive; None where u is 0 (RFC 5054 §2.6), which would take the password out of it."""
    u = scrambler(client_public, challenge.public)
    if u == 0:
        return None
    return derived_key(u, pow(client_public * pow(verifier, u, N), challenge.private, N))


def expected_signature(key: bytes, pool_id: str, user_id: str, secret_block: bytes, timestamp: str) -> str:
    """PASSWORD_CLAIM_SIGNATURE as the rightful client sends it, in base64."""
    return base64.b64encode(signature(key, pool_id, user_id, secret_block, timestamp)).decode()
