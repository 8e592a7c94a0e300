"""Cuts what a connection receives into HTTP/2 frames, and knows one that hyper-h2 takes the wrong way.

hyper-h2 is given one frame at a time: where one is wrong, it forgets what the same bytes said before.
"""

from collections.abc import Iterator

from awso.transports.native.response import BadResponseError

HEADER_BYTES = 9  # RFC 9113 §4.1
GOAWAY = 7  # RFC 9113 §6.8
MOST_BYTES = 16_384
"""The longest frame that we allow: the least that one may (RFC 9113 §6.5.2)."""


class Frames:
    """The frames of one connection."""

    __slots__ = ("_begun",)

    def __init__(self) -> None:
        self._begun = b""

    def feed(self, received: bytes) -> Iterator[bytes]:
        """The frames that are whole now. Raises `BadResponseError` at one that is too long, as what is none looks."""
        whole = self._begun + received
        start = 0
        while len(whole) - start >= HEADER_BYTES:
            size = int.from_bytes(whole[start : start + 3], "big")
            if size > MOST_BYTES:
                raise BadResponseError(
                    f"what came is not HTTP/2: a frame of {size} bytes, where {MOST_BYTES} are allowed"
                )
            end = start + HEADER_BYTES + size
            if end > len(whole):
                break
            yield whole[start:end]
            start = end
        self._begun = whole[start:]


def is_graceful_farewell(frame: bytes, stream_id: int) -> bool:
    """Whether a GOAWAY says no more than that the connection will take no new streams: `stream_id` goes on.

    hyper-h2 ends every stream at it (https://github.com/python-hyper/h2/issues/1181).
    """
    if frame[3] != GOAWAY or len(frame) < HEADER_BYTES + 8 or any(frame[5:HEADER_BYTES]):
        return False
    last_stream_id = int.from_bytes(frame[HEADER_BYTES : HEADER_BYTES + 4], "big") & 0x7FFF_FFFF
    error_code = int.from_bytes(frame[HEADER_BYTES + 4 : HEADER_BYTES + 8], "big")
    return error_code == 0 and last_stream_id >= stream_id
