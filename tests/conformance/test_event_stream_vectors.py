"""Event-stream frames against the other SDKs' frames and against the frames and the reader of botocore."""

import importlib.util
import sys
from functools import cache
from random import Random
from types import ModuleType
from typing import Any

import pytest
from botocore.eventstream import EventStreamBuffer

from awso.codecs.event_stream import (
    Byte,
    Frame,
    FrameDecoder,
    HeaderValue,
    Integer,
    Milliseconds,
    Short,
    Uuid,
    decode_frame,
    encode_frame,
)
from awso.errors import DecodeError
from tests.paths import BOTOCORE_TESTS, VECTORS, require

FRAMES = VECTORS / "event-stream"

ALL_HEADERS: dict[str, HeaderValue] = {
    "true": True,
    "false": False,
    "byte": Byte(50),
    "short": Short(20_000),
    "int": Integer(500_000),
    "long": 50_000_000_000,
    "bytes": b"some bytes",
    "str": "some str",
    "time": Milliseconds(5_000_000_000),
    "uuid": Uuid(bytes.fromhex("b79bc914de214e13b8b2bc47e85b7f0b")),
}
VALID = {
    "valid_with_all_headers_and_payload": Frame(ALL_HEADERS, b"some payload"),
    "valid_empty_payload": Frame({"some-header": Short(500)}),
    "valid_no_headers": Frame({}, b"another test payload"),
}
INVALID = {
    "invalid_header_name_length": "checksum",
    "invalid_header_name_length_too_long": "checksum",
    "invalid_header_string_length_cut_off": "checksum",
    "invalid_header_string_value_length": "checksum",
    "invalid_header_value_type": "checksum",
    "invalid_headers_length": "payload: .* got -4 bytes",
    "invalid_message_checksum": "checksum",
    "invalid_prelude_checksum": "prelude",
}


def typed(headers: Any) -> list[tuple[str, type, object]]:
    return [(name, type(value), value) for name, value in headers.items()]


@pytest.mark.parametrize("name", VALID)
def test_a_valid_frame_is_read_and_written(name: str) -> None:
    raw = require(FRAMES / name).read_bytes()

    frame = decode_frame(raw)

    assert typed(frame.headers) == typed(VALID[name].headers)
    assert frame.payload == VALID[name].payload
    assert encode_frame(frame.headers, frame.payload) == raw


@pytest.mark.parametrize("name", INVALID)
def test_an_invalid_frame_is_refused(name: str) -> None:
    with pytest.raises(DecodeError, match=INVALID[name]):
        decode_frame(require(FRAMES / name).read_bytes())


def test_there_are_no_other_frames() -> None:
    assert {path.name for path in require(FRAMES).iterdir()} == {*VALID, *INVALID}


# --- botocore's -----------------------------------------------------------------------------------------------------


@cache
def botocore_cases() -> ModuleType:
    """botocore's own test module, read for the frames in it."""
    path = require(BOTOCORE_TESTS / "unit" / "test_eventstream.py")
    stand_in = ModuleType("tests")
    vars(stand_in)["mock"] = None  # all that the module takes from botocore's own `tests`
    spec = importlib.util.spec_from_file_location("botocore_test_eventstream", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    ours = sys.modules["tests"]
    sys.modules["tests"] = stand_in
    try:
        spec.loader.exec_module(module)
    finally:
        sys.modules["tests"] = ours
    return module


@pytest.mark.parametrize("index", range(9))
def test_a_frame_of_botocore_s_tests_is_read_and_written(index: int) -> None:
    raw, expected = botocore_cases().POSITIVE_CASES[index]

    frame = decode_frame(raw)

    assert dict(frame.headers) == expected.headers
    assert frame.payload == expected.payload
    assert encode_frame(frame.headers, frame.payload) == raw


@pytest.mark.parametrize("index", range(7))
def test_a_broken_frame_of_botocore_s_tests_is_refused(index: int) -> None:
    raw, _ = botocore_cases().NEGATIVE_CASES[index]

    with pytest.raises(DecodeError):
        decode_frame(raw)


def test_all_of_botocore_s_cases_are_covered() -> None:
    assert (len(botocore_cases().POSITIVE_CASES), len(botocore_cases().NEGATIVE_CASES)) == (9, 7)


def test_a_stream_may_be_cut_anywhere() -> None:
    raw = b"".join(case[0] for case in botocore_cases().POSITIVE_CASES)
    expected = [case[1] for case in botocore_cases().POSITIVE_CASES]
    for size in (1, 2, 3, 7, 12, 13, 50, len(raw)):
        decoder = FrameDecoder()

        frames = [frame for start in range(0, len(raw), size) for frame in decoder.feed(raw[start : start + size])]

        decoder.finish()
        assert [(dict(frame.headers), frame.payload) for frame in frames] == [
            (message.headers, message.payload) for message in expected
        ]


@pytest.mark.parametrize("seed", range(50))
def test_random_frames_are_read_by_botocore(seed: int) -> None:
    random = Random(seed)
    kinds: list[HeaderValue] = [
        random.random() < 0.5,
        Byte(random.randint(-128, 127)),
        Short(random.randint(-(2**15), 2**15 - 1)),
        Integer(random.randint(-(2**31), 2**31 - 1)),
        random.randint(-(2**63), 2**63 - 1),
        random.randbytes(random.randint(0, 300)),
        "é漢😀"[: random.randint(0, 3)] * 7,
        Milliseconds(random.randint(-(2**40), 2**40)),
        Uuid(random.randbytes(16)),
    ]
    random.shuffle(kinds)
    headers = {f"name-{index}": value for index, value in enumerate(kinds[: random.randint(0, 9)])}
    payload = random.randbytes(random.randint(0, 2000))

    raw = encode_frame(headers, payload)

    buffer = EventStreamBuffer()
    buffer.add_data(raw)
    (message,) = list(buffer)
    assert (message.headers, message.payload) == (headers, payload)
    assert typed(decode_frame(raw).headers) == typed(headers)
