"""Base64url without padding, as JSON Web Tokens and keys write bytes (RFC 7515 §2)."""

import base64


def decode_base64url(text: str) -> bytes:
    """The bytes. Raises ValueError for padding, for ordinary base64 and for anything else."""
    if "=" in text or "+" in text or "/" in text:
        raise ValueError("not base64url without padding")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
