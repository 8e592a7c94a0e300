"""The three timestamp formats against the SDKs' shared vectors, and what services send beside them."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from awso.codecs.scalars import (
    EPOCH,
    ScalarError,
    epoch_seconds,
    format_epoch_seconds,
    format_http_date,
    format_iso8601,
    format_timestamp,
    parse_timestamp,
    print_timestamp,
)
from tests.paths import VECTORS, require

Case = dict[str, Any]
CASES: dict[str, list[Case]] = json.loads(require(VECTORS / "timestamps.json").read_text())
FORMATS = {"epoch_seconds": "unixTimestamp", "http_date": "rfc822", "date_time": "iso8601"}
FIRST_SECOND = -62_135_596_800  # 0001-01-01T00:00:00Z, the first that a datetime can hold


def canonical(case: Case) -> datetime:
    """The vector's moment; nanoseconds are cut to the microsecond, as the module says."""
    return EPOCH + timedelta(seconds=int(case["canonical_seconds"]), microseconds=case["canonical_nanos"] // 1000)


def representable(case: Case) -> bool:
    return int(case["canonical_seconds"]) >= FIRST_SECOND


def sign_is_wrong(case: Case) -> bool:
    """A fraction before 1970: the vectors write -1 s + 0.5 s as "-1.5", which as a number is another moment.

    The text is a JSON number in most bodies, and a number's fraction counts away from zero, so the 60 cases are read
    and printed by arithmetic here (as botocore does), and the difference is asserted.
    """
    return case["format"] == "unixTimestamp" and int(case["canonical_seconds"]) < 0 and case["canonical_nanos"] > 0


def cases(section: str) -> list[Case]:
    return [
        case for name in FORMATS for case in ({**case, "format": FORMATS[name]} for case in CASES[f"{section}_{name}"])
    ]


def test_the_vectors_are_all_there() -> None:
    assert len(cases("format")) + len(cases("parse")) == 660


@pytest.mark.parametrize(
    "case", [case for case in cases("format") if representable(case)], ids=lambda case: case["iso8601"]
)
def test_a_moment_prints_as_the_vector_says(case: Case) -> None:
    assert not case["error"]
    moment = canonical(case)
    if sign_is_wrong(case):
        moment -= 2 * timedelta(microseconds=moment.microsecond)
    assert format_timestamp(moment, case["format"]) == case["smithy_format_value"]


@pytest.mark.parametrize(
    "case", [case for case in cases("parse") if representable(case)], ids=lambda case: case["iso8601"]
)
def test_a_text_reads_as_the_vectors_moment(case: Case) -> None:
    assert not case["error"]
    moment = canonical(case)
    if sign_is_wrong(case):
        moment -= 2 * timedelta(microseconds=moment.microsecond)
    assert parse_timestamp(case["smithy_format_value"]) == moment


@pytest.mark.parametrize(
    "case", [case for case in cases("parse") if not representable(case)], ids=lambda case: case["iso8601"]
)
def test_a_year_before_1_is_refused_and_not_bent(case: Case) -> None:
    with pytest.raises(ScalarError, match=r"years 1 to 9999|such as"):
        parse_timestamp(case["smithy_format_value"])


def test_only_years_before_1_are_left_out_of_the_vectors() -> None:
    left_out = [case for case in cases("format") + cases("parse") if not representable(case)]

    assert all(case["iso8601"][0] == "-" or case["iso8601"].startswith("0000") for case in left_out)
    assert len(left_out) < 250


MOMENT = datetime(2014, 4, 29, 18, 30, 38, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2014-04-29T18:30:38Z",
        "2014-04-29t18:30:38z",
        "2014-04-29T18:30:38+00:00",
        "2014-04-29T20:30:38+02:00",
        "2014-04-29T11:30:38.000-0700",
        "2014-04-29T18:30:38",
        " 2014-04-29 18:30:38Z ",
        "Tue, 29 Apr 2014 18:30:38 GMT",
        "tue, 29 apr 2014 18:30:38 gmt",
        "Tue, 29 Apr 2014 18:30:38 UTC",
        "Tue, 29 Apr 2014 20:30:38 +0200",
        "29 Apr 2014 18:30:38 GMT",
        "Tuesday, 29-Apr-14 18:30:38 GMT",
        "29-Apr-14 18:30:38 GMT",
        "Tue Apr 29 18:30:38 2014",
        "1398796238",
        "1398796238.000",
        "1.398796238E9",
        "+1398796238",
    ],
)
def test_every_form_that_services_send_is_the_same_moment(text: str) -> None:
    assert parse_timestamp(text) == MOMENT
    assert parse_timestamp(text).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "microseconds"),
    [
        ("2014-04-29T18:30:38.123456789Z", 123456),
        ("Tue, 29 Apr 2014 18:30:38.123456789 GMT", 123456),
        ("1398796238.123456789", 123456),
        ("1398796238.1", 100000),
    ],
)
def test_digits_after_the_microsecond_are_dropped(text: str, microseconds: int) -> None:
    assert parse_timestamp(text) == MOMENT + timedelta(microseconds=microseconds)


@pytest.mark.parametrize("number", [1398796238.123456, 8_000_000_000.000001, -1398796238.123456, -0.000001])
def test_a_json_number_keeps_its_microseconds(number: float) -> None:
    assert epoch_seconds(parse_timestamp(number)) == number


def test_a_fraction_before_1970_counts_backwards() -> None:
    moment = datetime(1969, 12, 31, 23, 59, 58, 500_000, UTC)

    assert format_epoch_seconds(moment) == "-1.5"
    assert parse_timestamp("-1.5") == parse_timestamp(-1.5) == moment


@pytest.mark.parametrize(
    "got",
    [
        "",
        "yesterday",
        "2014-04-29T18:30:60Z",
        "2014-02-30T00:00:00Z",
        "Tue, 31 Apr 2014 18:30:38 GMT",
        "Tue, 29 Apr 2014 18:30:38 +02",
        "+10000-01-01T00:00:00Z",
        "253402300800",
        "99999999999999999999999",
        "1_0",
        "१",
        "1.2.3",
        "1e999",
        float("nan"),
        float("-inf"),
        10**40,
        1e300,
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_what_is_no_moment_fails_with_what_was_got(got: str | float) -> None:
    with pytest.raises(ScalarError) as caught:
        parse_timestamp(got)

    assert caught.value.expected
    assert caught.value.got


def test_an_error_shows_no_more_than_the_start_of_a_long_text() -> None:
    with pytest.raises(ScalarError) as caught:
        parse_timestamp("x" * 10_000)

    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("timestamp_format", ["iso8601", "rfc822", "unixTimestamp"])
def test_a_datetime_without_a_zone_is_refused(timestamp_format: str) -> None:
    with pytest.raises(ScalarError, match="time zone"):
        format_timestamp(datetime(2014, 4, 29), timestamp_format)  # the zone's absence is the subject


def test_another_zone_is_printed_in_utc() -> None:
    moment = datetime(2014, 4, 29, 20, 30, 38, tzinfo=timezone(timedelta(hours=2)))

    assert format_iso8601(moment) == "2014-04-29T18:30:38Z"
    assert format_http_date(moment) == "Tue, 29 Apr 2014 18:30:38 GMT"
    assert format_epoch_seconds(moment) == "1398796238"


def test_a_json_scalar_is_a_number_only_for_epoch_seconds() -> None:
    assert print_timestamp(MOMENT, "unixTimestamp") == 1398796238
    assert isinstance(print_timestamp(MOMENT, "unixTimestamp"), int)
    assert print_timestamp(MOMENT + timedelta(microseconds=500_000), "unixTimestamp") == 1398796238.5
    assert print_timestamp(MOMENT, "iso8601") == "2014-04-29T18:30:38Z"
    assert print_timestamp(MOMENT, "rfc822") == "Tue, 29 Apr 2014 18:30:38 GMT"
