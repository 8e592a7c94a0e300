"""One master key, a separate key for each use: HKDF-SHA256 (RFC 5869) with the use as its info."""

import hashlib
import hmac
from typing import Literal

Use = Literal["seal", "keyed hash"]

_SALT = b"awso-userpool"


def derived_key(master_key: bytes, use: Use) -> bytes:
    """The 32-byte key for `use`: extract, then the first block of expand (RFC 5869 §2.2, §2.3)."""
    pseudorandom_key = hmac.digest(_SALT, master_key, hashlib.sha256)
    return hmac.digest(pseudorandom_key, use.encode("ascii") + b"\x01", hashlib.sha256)
