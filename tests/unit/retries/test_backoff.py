"""How long the waits are."""

import pytest

from awso.retries.backoff import delay_seconds


def waits(attempts: range, **how: object) -> list[float]:
    service = str(how.get("service", ""))
    if how.get("throttled"):
        return [delay_seconds(attempt, "throttling", jitter=1.0, service=service) for attempt in attempts]
    return [delay_seconds(attempt, "transient", jitter=1.0, service=service) for attempt in attempts]


def test_waits_double_from_50_milliseconds_to_20_seconds() -> None:
    assert waits(range(1, 12)) == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 20, 20]


def test_throttled_waits_double_from_one_second() -> None:
    assert waits(range(1, 8), throttled=True) == [1, 2, 4, 8, 16, 20, 20]


@pytest.mark.parametrize("service", ["dynamodb", "dynamodbstreams"])
def test_dynamodb_waits_half_as_long_unless_it_throttles(service: str) -> None:
    assert waits(range(1, 4), service=service) == [0.025, 0.05, 0.1]
    assert waits(range(1, 3), service=service, throttled=True) == [1, 2]


def test_jitter_scales_the_whole_wait() -> None:
    assert delay_seconds(3, "transient", jitter=0.0) == 0
    assert delay_seconds(3, "transient", jitter=0.5) == 0.1


def test_thousands_of_attempts_do_not_overflow() -> None:
    assert delay_seconds(5_000, "transient", jitter=1.0) == 20


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("1500", 1.5),  # the service asks for more than the backoff of 0.05 s
        ("10", 0.05),  # for less
        ("60000", 5.05),  # for more than 5 s on top
        ("0", 0.05),
        (" 1500 ", 1.5),
        ("-1", 0.05),
        ("1.5", 0.05),
        ("soon", 0.05),
        ("", 0.05),
        ("\u0661\u0662\u0663\u0664", 0.05),
        ("9" * 400, 0.05),
        (None, 0.05),
    ],
)
def test_the_services_own_wish_is_honoured_within_bounds(header: str | None, expected: float) -> None:
    assert delay_seconds(1, "transient", jitter=1.0, retry_after=header) == pytest.approx(expected)
