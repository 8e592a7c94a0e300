"""How codes, refresh tokens, session handles and counted names are stored: HMAC-SHA256, never themselves.

A six-digit code has 20 bits: its plain hash is as good as the code. Under a key outside the database it is not.
"""

from typing import Literal

from awso.signing.sha256 import HmacKey
from awso_userpool.secrets.key_derivation import derived_key
from awso_userpool.secrets.master_key import MasterKeys

HashPurpose = Literal["code", "refresh token", "session", "attempts", "simulated user", "page"]


class KeyedHasher:
    """Digests that only this server can compute. A digest made for one purpose is none for another."""

    __slots__ = ("_key",)

    def __init__(self, keys: MasterKeys) -> None:
        # Not by OpenSSL, which is as fast when it is at hand, but takes 30 µs more after a password hash has pushed it
        # out of the caches.
        self._key = HmacKey(derived_key(keys.oldest, "keyed hash"))

    def digest(self, purpose: HashPurpose, *parts: str) -> bytes:
        """32 bytes for the parts; ("a", "bc") and ("ab", "c") differ."""
        encoded = (part.encode("utf-8", "surrogatepass") for part in (purpose, *parts))
        message = b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
        return self._key.digest(message)
