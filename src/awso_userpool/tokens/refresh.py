"""Refresh tokens: unpredictable text that looks like Cognito's five-segment JWE, because clients store and log by that
look.

There is nothing inside. The server keeps a keyed hash of the whole text, so a token with any character changed is
unknown.
"""

import base64

from awso_userpool.domain.random_text import Randomness

_HEADER = b'{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}'
# Encrypted key, nonce and tag as long as RSA-OAEP with 2048 bits and AES-GCM make them; the payload is shorter than
# Cognito's.
_SEGMENT_BYTES = (256, 12, 192, 16)


def make(randomness: Randomness) -> str:
    """A new refresh token."""
    segments = (_HEADER, *(randomness(length) for length in _SEGMENT_BYTES))
    return ".".join(base64.urlsafe_b64encode(segment).rstrip(b"=").decode() for segment in segments)
