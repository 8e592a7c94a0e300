"""Numbers, booleans and blobs as text."""

import math

import pytest

from awso.codecs.scalars import (
    ScalarError,
    decode_blob,
    encode_blob,
    format_boolean,
    format_float,
    parse_boolean,
    parse_float,
    parse_integer,
)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0.0"),
        (-1.5, "-1.5"),
        (1e22, "1e+22"),
        (0.1, "0.1"),
        (3, "3"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (math.nan, "NaN"),
    ],
)
def test_a_float_prints_so_that_it_reads_back_the_same(number: float, text: str) -> None:
    assert format_float(number) == text
    assert parse_float(text) == number or math.isnan(number)


@pytest.mark.parametrize("text", ["", "nan", "inf", "1_000", "٣", "0x1", "1,5", "one", "infinity"])
def test_what_only_python_calls_a_number_is_refused(text: str) -> None:
    with pytest.raises(ScalarError, match="a number"):
        parse_float(text)


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("-7", -7), (" 42 ", 42), ("+1", 1), ("9223372036854775807", 2**63 - 1), ("7.0", 7)]
)
def test_an_integer_reads(text: str, number: int) -> None:
    assert parse_integer(text) == number


@pytest.mark.parametrize("text", ["", "-", "1.5", "1_0", "٣", "0x1", "1e3", "9" * 5000, "--1"])
def test_what_is_no_integer_is_refused(text: str) -> None:
    with pytest.raises(ScalarError, match="an integer"):
        parse_integer(text)


def test_booleans_are_words() -> None:
    assert [format_boolean(True), format_boolean(False)] == ["true", "false"]
    assert [parse_boolean(text) for text in ("true", "True", " FALSE ")] == [True, True, False]


@pytest.mark.parametrize("text", ["", "yes", "2"])
def test_what_is_no_boolean_is_refused(text: str) -> None:
    with pytest.raises(ScalarError, match="true or false"):
        parse_boolean(text)


@pytest.mark.parametrize("content", [b"", b"a", b"ab", b"abc", bytes(range(256))])
def test_a_blob_reads_back(content: bytes) -> None:
    assert decode_blob(encode_blob(content)) == content


def test_a_blob_may_be_wrapped_in_white_space() -> None:
    assert decode_blob(" Zm9v\r\n YmFy ") == b"foobar"


@pytest.mark.parametrize("text", ["YQ", "Y", "YQ==YQ==", "!!!!", "Y-Q_", "é"])
def test_what_is_no_base64_is_refused_without_echoing_it(text: str) -> None:
    with pytest.raises(ScalarError, match="base64") as caught:
        decode_blob(text)

    assert text not in caught.value.got or len(text) == 1
