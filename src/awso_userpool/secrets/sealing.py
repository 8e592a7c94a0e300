"""Encryption of secrets at rest: AES-256-GCM under a key derived from the master key, bound to where they belong.

Sealed form: version (1 byte) ‖ key id (8) ‖ nonce (12) ‖ ciphertext and tag. The context, e.g. (pool, user, "srp"), is
authenticated: a sealed value moved to another row does not open. Nonces are random, which is safe for 2**32 values a
key (NIST SP 800-38D §8.3): rotate before.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from awso_userpool.secrets.key_derivation import derived_key
from awso_userpool.secrets.master_key import KEY_ID_BYTES, MasterKeys

VERSION = b"\x01"
NONCE_BYTES = 12
HEADER_BYTES = 1 + KEY_ID_BYTES
TAG_BYTES = 16


class SealError(Exception):
    """A sealed value does not open: changed, moved, or sealed under a key that is not in the ring."""


class Sealer:
    """Seals under the current key, opens under any key of the ring."""

    __slots__ = ("_ciphers", "_header", "_seal")

    def __init__(self, keys: MasterKeys) -> None:
        self._ciphers = {name: AESGCM(derived_key(key, "seal")) for name, key in keys.by_id().items()}
        current = next(iter(self._ciphers))
        self._header = VERSION + current
        self._seal = self._ciphers[current]

    def seal(self, secret: bytes, *context: str) -> bytes:
        """`secret`, readable only by the ring and only under the same context."""
        nonce = os.urandom(NONCE_BYTES)
        return self._header + nonce + self._seal.encrypt(nonce, secret, self._header + _encoded(context))

    def open(self, sealed: bytes, *context: str) -> bytes:
        """The secret. Raises SealError."""
        header, nonce = sealed[:HEADER_BYTES], sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
        cipher = self._ciphers.get(header[1:]) if header[:1] == VERSION else None
        if cipher is None or len(sealed) < HEADER_BYTES + NONCE_BYTES + TAG_BYTES:
            raise SealError(f"A value sealed for {context[-1:]} names a master key that was not given.")
        try:
            return cipher.decrypt(nonce, sealed[HEADER_BYTES + NONCE_BYTES :], header + _encoded(context))
        except InvalidTag:
            raise SealError(f"A value sealed for {context[-1:]} was changed or moved.") from None


def _encoded(context: tuple[str, ...]) -> bytes:
    """The context with each part's length in front: ("a", "bc") is not ("ab", "c")."""
    parts = (part.encode() for part in context)
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
