"""Base64url without padding, as JSON Web Tokens and keys write bytes (RFC 7515 §2)."""

import base64

# How many characters stand after the last whole group of four, and what the last of these may be: its bits beyond
# the bytes must be 0 (RFC 4648 §3.5), or one signature would have many spellings.
_LAST = {2: "AQgw", 3: "AEIMQUYcgkosw048"}


def decode_base64url(text: str) -> bytes:
    """The bytes. Raises ValueError for padding, for ordinary base64, for loose last bits and for anything else."""
    if "=" in text or "+" in text or "/" in text:
        raise ValueError("not base64url without padding")
    loose = len(text) % 4
    if loose and text[-1] not in _LAST.get(loose, ""):
        raise ValueError("not the one spelling of bytes in base64url")
    return base64.b64decode(text + "=" * (-loose % 4), altchars=b"-_", validate=True)
