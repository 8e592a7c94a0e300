"""What a frame must not be, where its checksums are right; and what cannot be put into one."""

from struct import pack
from zlib import crc32

import pytest

from awso.codecs.event_stream import (
    LARGEST_HEADERS_BYTES,
    LARGEST_PAYLOAD_BYTES,
    Byte,
    FrameDecoder,
    HeaderValue,
    Uuid,
    decode_frame,
    encode_frame,
)
from awso.errors import DecodeError, ParameterError


def sealed(headers: bytes, payload: bytes = b"", total: int | None = None, headers_length: int | None = None) -> bytes:
    """A frame with the right checksums, whatever is in it."""
    lengths = pack(
        ">II",
        16 + len(headers) + len(payload) if total is None else total,
        len(headers) if headers_length is None else headers_length,
    )
    frame = lengths + pack(">I", crc32(lengths)) + headers + payload
    return frame + pack(">I", crc32(frame))


@pytest.mark.parametrize(
    ("headers", "complaint"),
    [
        (b"\x00\x00", "no name"),
        (b"\x01a\x00\x01a\x01", "'a' again"),
        (b"\x01a\x0a", "a type from 0 to 9, got 10"),
        (b"\x01a", "their end amid one"),
        (b"\x05a", "their end amid one"),
        (b"\x01a\x04\x00\x00\x00", "their end amid one"),
        (b"\x01a\x07\x00", "their end amid one"),
        (b"\x01a\x07\x00\x05four", "their end amid one"),
        (b"\x01a\x06\xff\xff", "their end amid one"),
        (b"\x01a\x09" + b"u" * 15, "their end amid one"),
        (b"\x01a\x07\x00\x01\xff", r"headers\['a'\]: expected UTF-8"),
        (b"\x01\xff\x00", "UTF-8"),
    ],
)
def test_broken_headers_are_told(headers: bytes, complaint: str) -> None:
    with pytest.raises(DecodeError, match=complaint):
        decode_frame(sealed(headers, b"payload"))


@pytest.mark.parametrize(
    ("total", "headers_length", "complaint"),
    [
        (15, 0, "frame.payload: expected 0 to"),
        (16, 1, "frame.payload: expected 0 to"),
        (0xFFFFFFFF, 0, "frame.payload: expected 0 to"),
        (16 + LARGEST_PAYLOAD_BYTES + 1, 0, "frame.payload: expected 0 to"),
        (16 + LARGEST_HEADERS_BYTES + 1, LARGEST_HEADERS_BYTES + 1, "frame.headers: expected at most 131072"),
    ],
)
def test_impossible_lengths_are_refused_before_the_bytes_are_waited_for(
    total: int, headers_length: int, complaint: str
) -> None:
    with pytest.raises(DecodeError, match=complaint):
        list(FrameDecoder().feed(sealed(b"", total=total, headers_length=headers_length)[:12]))


def test_the_largest_frame_is_no_problem() -> None:
    name = {"n": bytes(0xFFFF)}
    raw = encode_frame(name, bytes(LARGEST_PAYLOAD_BYTES))

    assert len(decode_frame(raw).payload) == LARGEST_PAYLOAD_BYTES


def test_a_stream_that_ends_amid_a_frame_is_told() -> None:
    decoder = FrameDecoder()
    assert list(decoder.feed(encode_frame({"a": "b"})[:-1])) == []

    with pytest.raises(DecodeError, match="the end after 21 bytes of it"):
        decoder.finish()


@pytest.mark.parametrize("frames", [b"", encode_frame({}) * 2])
def test_one_frame_is_one(frames: bytes) -> None:
    with pytest.raises(DecodeError, match="one frame"):
        decode_frame(frames)


@pytest.mark.parametrize(
    ("headers", "complaint"),
    [
        ({"": True}, "a name of 1 to 255 bytes"),
        ({"n" * 256: True}, "a name of 1 to 255 bytes"),
        ({"n": Byte(128)}, "an integer of 8 bits, got 128"),
        ({"n": 2**63}, "an integer of 64 bits"),
        ({"n": Uuid(b"short")}, "a UUID of 16 bytes, got 5"),
        ({"n": "x" * 65_536}, "at most 65535 bytes"),
        ({f"n{index}": bytes(60_000) for index in range(3)}, "at most 131072 bytes"),
    ],
)
def test_what_does_not_fit_is_refused(headers: dict[str, HeaderValue], complaint: str) -> None:
    with pytest.raises(ParameterError, match=complaint):
        encode_frame(headers)


def test_a_payload_that_is_too_large_is_refused() -> None:
    with pytest.raises(ParameterError, match="at most 25165824 bytes"):
        encode_frame({}, bytes(LARGEST_PAYLOAD_BYTES + 1))
