"""How timestamps, numbers, booleans and blobs are written as text, and read back.

Settled here: the three timestamp formats (`iso8601`, `rfc822`, `unixTimestamp`, in botocore's words; Smithy calls them
date-time, http-date and epoch-seconds) and the text forms that query, XML, headers and JSON share. Which format a
member has is the codec's business. Printing is exact; reading takes what services are known to send.

What Python's datetime cannot hold fails with `ScalarError`, never silently: years outside 1 to 9999, and a leap second.
Digits after the microsecond are dropped.
"""

from binascii import a2b_base64, b2a_base64
from datetime import UTC, datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, start=1)}

_LONGEST_SHOWN = 40  # an error shows enough of a text to recognise it, not a page


class ScalarError(ValueError):
    """A text or number that is not what its type allows; `expected` and `got` say what."""

    def __init__(self, expected: str, got: str) -> None:
        self.expected = expected
        self.got = got
        super().__init__(expected, got)

    def __str__(self) -> str:
        return f"expected {self.expected}, got {self.got}"


def _shown(text: object) -> str:
    shown = repr(text)
    return shown if len(shown) <= _LONGEST_SHOWN else shown[:_LONGEST_SHOWN] + "…"


# --- timestamps -----------------------------------------------------------------------------------------------------


def print_timestamp(moment: datetime, timestamp_format: str) -> str | int | float:
    """`moment` as a JSON scalar: a number for `unixTimestamp`, text for the other two."""
    return epoch_seconds(moment) if timestamp_format == "unixTimestamp" else format_timestamp(moment, timestamp_format)


def format_timestamp(moment: datetime, timestamp_format: str) -> str:
    """`moment` as text in one of the three formats."""
    if timestamp_format == "iso8601":
        return format_iso8601(moment)
    if timestamp_format == "rfc822":
        return format_http_date(moment)
    return format_epoch_seconds(moment)


def parse_timestamp(value: str | float) -> datetime:
    """The moment that a number or a text in any of the three formats names.

    Services are known to send another format than their model says, and the three cannot be mistaken for one another:
    an HTTP date has a month's name, a date-time a hyphen or colon after a digit, epoch seconds neither.
    """
    if not isinstance(value, str):
        return from_epoch_seconds(value)
    if value[10:11] == "T" and value[-1:] == "Z":
        try:
            return datetime.fromisoformat(value)  # what nearly every service sends
        except ValueError:
            pass
    text = value.strip()
    if "," in text[3:] or text[:1].isalpha() or " " in text[:3]:
        return parse_http_date(text)
    if "-" in text[1:] or ":" in text:
        if "e-" in text.lower():
            return parse_epoch_seconds(text)
        return parse_http_date(text) if text[3:4].isalpha() or text[2:3].isalpha() else parse_iso8601(text)
    return parse_epoch_seconds(text)


def in_utc(moment: datetime) -> datetime:
    """`moment` in UTC; one without a time zone is refused, since guessing the zone would move it by hours."""
    if moment.tzinfo is UTC:
        return moment
    if moment.utcoffset() is None:
        raise ScalarError("a datetime with a time zone", "one without; add tzinfo=datetime.UTC")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ScalarError("a moment in the years 1 to 9999, in UTC", _shown(moment.isoformat())) from None


def format_iso8601(moment: datetime) -> str:
    """RFC 3339 in UTC, with a fraction only where there is one: 2014-04-29T18:30:38.5Z."""
    text = in_utc(moment).isoformat()[:-6]  # without "+00:00"
    return (text.rstrip("0") if moment.microsecond else text) + "Z"


def parse_iso8601(text: str) -> datetime:
    """A date-time with Z, an offset or nothing (taken as UTC), in any case, with any number of fraction digits."""
    try:
        moment = datetime.fromisoformat(text.strip().upper())
    except ValueError:
        raise ScalarError("a date-time such as 2014-04-29T18:30:38Z", _shown(text)) from None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    return in_utc(moment)


def format_http_date(moment: datetime) -> str:
    """RFC 9110 §5.6.7's IMF-fixdate: Tue, 29 Apr 2014 18:30:38 GMT. Fractions are dropped; the format has none."""
    utc = in_utc(moment)
    return (
        f"{WEEKDAYS[utc.weekday()]}, {utc.day:02d} {MONTHS[utc.month - 1]} {utc.year:04d} "
        f"{utc.hour:02d}:{utc.minute:02d}:{utc.second:02d} GMT"
    )


def parse_http_date(text: str) -> datetime:
    """RFC 9110's three date forms, with a fraction, a numeric zone or no weekday too; the weekday is not checked."""
    try:
        return _http_date_of(text.replace(",", " ").lower().split())
    except (ValueError, IndexError, KeyError):
        raise ScalarError("an HTTP date such as Tue, 29 Apr 2014 18:30:38 GMT", _shown(text)) from None


def _http_date_of(words: list[str]) -> datetime:
    if not words[0][0].isdigit():
        words = words[1:]
    if words[0] in MONTH_NUMBERS:  # asctime: Apr 29 18:30:38 2014
        month, day, clock, year, *zone = words
    elif "-" in words[0]:  # rfc850: 29-Apr-14 18:30:38 GMT
        day, month, year = words[0].split("-")
        clock, *zone = words[1:]
    else:
        day, month, year, clock, *zone = words
    number = _digits(year)
    if len(year) == 2:
        number += 1900 if number >= 70 else 2000  # RFC 6265 §5.1.1 draws the line at 70 too
    hour, minute, seconds = clock.split(":")
    second, _, fraction = seconds.partition(".")
    microsecond = _digits((fraction + "000000")[:6]) if fraction else 0
    moment = datetime(
        number, MONTH_NUMBERS[month], _digits(day), _digits(hour), _digits(minute), _digits(second), microsecond, UTC
    )
    return in_utc(moment.replace(tzinfo=_zone(zone)))


def _zone(words: list[str]) -> timezone:
    if not words or words[0] in ("gmt", "utc", "z", "ut"):
        return UTC
    (zone,) = words
    if len(zone) != 5 or zone[0] not in "+-":
        raise ValueError
    offset = timedelta(hours=_digits(zone[1:3]), minutes=_digits(zone[3:5]))
    return timezone(offset if zone[0] == "+" else -offset)


def _digits(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError
    return int(text)


def epoch_microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970-01-01T00:00:00Z."""
    if moment.utcoffset() is None:
        in_utc(moment)
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def epoch_seconds(moment: datetime) -> int | float:
    """Seconds since 1970 as JSON has them: an int when whole.

    A float holds whole microseconds up to the year 2242 (2^33 seconds); `format_epoch_seconds` is exact for all years.
    """
    seconds, microseconds = divmod(epoch_microseconds(moment), 1_000_000)
    return seconds if not microseconds else (seconds * 1_000_000 + microseconds) / 1_000_000


def format_epoch_seconds(moment: datetime) -> str:
    """Seconds since 1970 as an exact decimal, with a fraction only where there is one: 1398796238.5."""
    total = epoch_microseconds(moment)
    seconds, microseconds = divmod(abs(total), 1_000_000)
    sign = "-" if total < 0 else ""
    return f"{sign}{seconds}.{microseconds:06d}".rstrip("0") if microseconds else f"{sign}{seconds}"


def from_epoch_seconds(number: float) -> datetime:
    """The moment `number` seconds after 1970, rounded to the microsecond."""
    if type(number) is int:
        return _after_epoch(number, 0, number)
    try:
        # Rounded, not truncated: 1398796238.123456 is stored as …3.12345600128.
        whole = int(number)
        return _after_epoch(whole, round((number - whole) * 1_000_000), number)
    except (ValueError, OverflowError):  # NaN, Infinity
        raise ScalarError("epoch seconds", _shown(number)) from None


def parse_epoch_seconds(text: str) -> datetime:
    """Epoch seconds in decimal, exactly, or with an exponent (1.398796238E9), as a float has it."""
    stripped = text.strip()
    whole, point, fraction = stripped.partition(".")
    unsigned = whole[1:] if whole[:1] in ("-", "+") else whole
    if not (unsigned.isascii() and unsigned.isdigit()) or (point and not (fraction.isascii() and fraction.isdigit())):
        return from_epoch_seconds(_epoch_float(stripped))
    if len(unsigned) > 15:  # far beyond the year 9999; int() itself refuses 4,300 digits
        raise ScalarError("epoch seconds in the years 1 to 9999", _shown(text))
    microseconds = int((fraction + "000000")[:6])
    return _after_epoch(int(whole), -microseconds if whole[0] == "-" else microseconds, stripped)


def _epoch_float(text: str) -> float:
    if "e" not in text.lower() or "_" in text:
        raise ScalarError("epoch seconds such as 1398796238.5", _shown(text))
    try:
        return float(text)
    except ValueError:
        raise ScalarError("epoch seconds such as 1398796238.5", _shown(text)) from None


def _after_epoch(seconds: int, microseconds: int, got: object) -> datetime:
    try:
        return EPOCH + timedelta(seconds=seconds, microseconds=microseconds)
    except OverflowError:
        raise ScalarError("epoch seconds in the years 1 to 9999", _shown(got)) from None


# --- numbers and booleans -------------------------------------------------------------------------------------------

_NOT_FINITE = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def format_float(number: float) -> str:
    """The shortest decimal that reads back the same; NaN, Infinity and -Infinity by these names."""
    text = repr(number)
    return _NOT_FINITE_NAMES.get(text, text)


_NOT_FINITE_NAMES = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


def parse_float(text: str) -> float:
    """A decimal number, or NaN, Infinity, -Infinity."""
    stripped = text.strip()
    named = _NOT_FINITE.get(stripped)
    if named is not None:
        return named
    # float() would also take "1_000", "nan" and digits of other scripts.
    if stripped.isascii() and "_" not in stripped and stripped[-1:] in _FLOAT_ENDINGS:
        try:
            return float(stripped)
        except ValueError:
            pass
    raise ScalarError("a number, NaN, Infinity or -Infinity", _shown(text))


_FLOAT_ENDINGS = frozenset("0123456789.")


def parse_integer(text: str) -> int:
    """A decimal integer; `7.0` is one too."""
    if len(text) <= 18 and text.isdecimal() and text.isascii():
        return int(text)
    stripped = text.strip()
    digits = stripped[1:] if stripped[:1] in ("-", "+") else stripped
    whole, _, fraction = digits.partition(".")
    # 40 digits are far beyond 64 bits; without a bound int() takes quadratic time, or refuses above 4,300.
    if whole.isascii() and whole.isdigit() and len(whole) <= 40 and not fraction.strip("0"):
        return -int(whole) if stripped[0] == "-" else int(whole)
    raise ScalarError("an integer", _shown(text))


def format_boolean(value: bool) -> str:
    """true or false."""
    return "true" if value else "false"


_BOOLEANS = {"true": True, "false": False}


def parse_boolean(text: str) -> bool:
    """true or false in any case."""
    known = _BOOLEANS.get(text)
    if known is None:
        known = _BOOLEANS.get(text.strip().lower())
    if known is None:
        raise ScalarError("true or false", _shown(text))
    return known


# --- blobs ----------------------------------------------------------------------------------------------------------


def encode_blob(content: bytes | bytearray | memoryview) -> str:
    """Base64 with padding and without line breaks (RFC 4648 §4)."""
    return b2a_base64(content, newline=False).decode("ascii")


def decode_blob(text: str) -> bytes:
    """The bytes of a base64 text; white space between is ignored, anything else foreign is refused."""
    try:
        return a2b_base64(text, strict_mode=True)
    except ValueError:
        pass
    try:
        return a2b_base64("".join(text.split()), strict_mode=True)
    except ValueError as error:  # binascii.Error is one
        raise ScalarError("base64", f"{len(text)} characters that are not: {error}") from None
