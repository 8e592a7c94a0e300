"""The standard mode as a whole: attempts, quota and waits of one call after another.

The sequences are those that AWS publishes for every SDK's standard mode; botocore's tests have the same numbers.
"""

from collections.abc import Sequence
from typing import Any

import pytest

from awso.errors import AwsoError, ConfigurationError, ReadTimeoutError, ServiceError
from awso.retries import Decision, RetryMode, RetryOptions, RetryPolicy, RetryQuota

SERVER_ERROR = ServiceError(code="InternalFailure", status=500)
BAD_GATEWAY = ServiceError(code="BadGateway", status=502)
THROTTLED = ServiceError(code="Throttling", status=400)
REFUSED = ServiceError(code="NotAuthorizedException", status=400)
TIMEOUT = ReadTimeoutError("60 s")


def policy(service: str = "example", *, capacity: int = 500, max_attempts: int | None = None) -> RetryPolicy:
    return RetryPolicy(service, RetryOptions(max_attempts), RetryQuota(capacity))


def decide(policy: RetryPolicy, failure: AwsoError, attempt: int, **more: Any) -> Decision:
    return policy.after_failure(failure, attempt=attempt, operation="Do", random=lambda: 1.0, **more)


def play(policy: RetryPolicy, outcomes: Sequence[AwsoError | None]) -> list[float]:
    """Plays one call whose attempts end as `outcomes` say (None: success); gives the waits before each retry."""
    waits: list[float] = []
    decision = Decision(again=True)
    for attempt, outcome in enumerate(outcomes, start=1):
        assert decision.again, f"attempt {attempt} should not happen"
        if outcome is None:
            policy.succeeded(decision.cost)
            return waits
        decision = decide(policy, outcome, attempt)
        if decision.again:
            waits.append(decision.delay_seconds)
    assert not decision.again
    return waits


def test_a_call_that_succeeds_at_the_third_attempt_leaves_the_first_retrys_cost_behind() -> None:
    given = policy()

    assert play(given, [SERVER_ERROR, SERVER_ERROR, None]) == [0.05, 0.1]
    assert given.quota.available == 486


def test_a_call_fails_after_three_attempts_and_gives_nothing_back() -> None:
    given = policy()

    assert play(given, [BAD_GATEWAY, BAD_GATEWAY, BAD_GATEWAY]) == [0.05, 0.1]
    assert given.quota.available == 472


def test_dynamodb_makes_four_attempts_with_half_the_waits() -> None:
    given = policy("dynamodb")

    assert play(given, [SERVER_ERROR] * 4) == [0.025, 0.05, 0.1]
    assert given.quota.available == 458


def test_an_empty_quota_ends_the_call() -> None:
    given = policy(capacity=14)

    assert play(given, [SERVER_ERROR, SERVER_ERROR]) == [0.05]
    assert given.quota.available == 0


def test_a_success_after_an_exhausted_quota_allows_a_later_retry_again() -> None:
    given = policy(capacity=14)

    assert play(given, [SERVER_ERROR, None]) == [0.05]
    assert given.quota.available == 14
    assert play(given, [BAD_GATEWAY, None]) == [0.05]


def test_fourteen_undisturbed_calls_earn_one_retry() -> None:
    given = policy(capacity=14)
    given.quota.take(14)

    for _ in range(13):
        play(given, [None])
    assert play(given, [SERVER_ERROR]) == []
    play(given, [None])
    assert play(given, [SERVER_ERROR, None]) == [0.05]


def test_throttling_waits_longer_and_costs_less() -> None:
    given = policy()

    assert play(given, [THROTTLED, THROTTLED, THROTTLED]) == [1, 2]
    assert given.quota.available == 490


def test_a_time_out_is_retried_and_a_refusal_is_not() -> None:
    given = policy()

    assert play(given, [TIMEOUT, REFUSED]) == [0.05]


def test_the_wait_is_what_the_service_asks_for() -> None:
    decision = decide(policy(), SERVER_ERROR, 1, headers={"x-amz-retry-after": "1500"})

    assert decision == Decision(again=True, delay_seconds=1.5, cost=14)


def test_one_call_may_have_its_own_options() -> None:
    given = policy()

    assert not decide(given, SERVER_ERROR, 1, options=RetryOptions(mode="off")).again
    assert decide(given, SERVER_ERROR, 4, options=RetryOptions(max_attempts=5)).again
    assert given.max_attempts(RetryOptions(max_attempts=5)) == 5


def test_what_a_call_leaves_open_is_its_clients() -> None:
    assert policy(max_attempts=5).max_attempts(RetryOptions(mode="adaptive")) == 5
    assert policy(max_attempts=5).max_attempts(RetryOptions(mode="off")) == 1
    off = RetryPolicy("example", RetryOptions(7, "off"))
    assert (off.max_attempts(RetryOptions()), off.max_attempts(RetryOptions(mode="standard"))) == (1, 7)
    assert off.max_attempts(RetryOptions(2)) == 2


def test_mode_off_sends_once_even_where_attempts_are_named() -> None:
    assert RetryOptions(max_attempts=5, mode="off").attempts_for("dynamodb") == 1


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("sqs", "ReceiveMessage"),
        ("stepfunctions", "GetActivityTask"),
        ("swf", "PollForActivityTask"),
        ("swf", "PollForDecisionTask"),
        ("kinesis", "ReceiveQueueRecords"),
        ("kinesis", "ReceiveDeadLetterQueueRecords"),
    ],
)
def test_a_long_poll_waits_before_it_fails_for_want_of_quota(service: str, operation: str) -> None:
    given = policy(service, capacity=0)

    decision = given.after_failure(SERVER_ERROR, attempt=1, operation=operation, random=lambda: 1.0)

    assert (decision.again, decision.delay_seconds) == (False, 0.05)


def test_other_operations_fail_at_once_for_want_of_quota() -> None:
    assert decide(policy("sqs", capacity=0), SERVER_ERROR, 1) == Decision(again=False)


@pytest.mark.parametrize(
    ("mode", "call", "limited"),
    [
        ("adaptive", None, True),
        ("adaptive", RetryOptions(5), True),
        ("adaptive", RetryOptions(mode="standard"), False),
        ("standard", RetryOptions(5), False),
        ("standard", RetryOptions(mode="adaptive"), True),
        ("off", RetryOptions(5), False),
    ],
)
def test_a_call_is_held_back_in_its_own_mode_or_in_its_clients(
    mode: RetryMode, call: RetryOptions | None, limited: bool
) -> None:
    given = RetryPolicy("example", RetryOptions(mode=mode))

    limiter = given.limiter(call, lambda: 1.0)

    assert (limiter is not None) == limited
    assert given.limiter(call, lambda: 2.0) is limiter


def test_options_that_are_not_given_are_those_below() -> None:
    assert RetryOptions(5).over(RetryOptions(7, "adaptive")) == RetryOptions(5, "adaptive")
    assert RetryOptions(mode="off").over(RetryOptions(7, "adaptive")) == RetryOptions(7, "off")


@pytest.mark.parametrize("mode", ["legacy", "", "Standard"])
def test_a_mode_that_awso_does_not_have_is_refused_by_name(mode: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"retry mode '{mode}' is not one that awso has"):
        RetryOptions(mode=mode)


@pytest.mark.parametrize("attempts", [0, -1])
def test_fewer_than_one_attempt_is_refused(attempts: int) -> None:
    with pytest.raises(ConfigurationError, match="at least 1"):
        RetryOptions(max_attempts=attempts)
