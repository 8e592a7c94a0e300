"""Waiting: attempt by attempt, by a clock that only sleeping moves."""

import pickle
from typing import Any

import pytest

import awso
from awso.core.call import CallOptions
from awso.core.effects import Flow
from awso.core.hooks import Answer, Hooks
from awso.core.waits import WaitAttempt, WaitOptions, condition, wait
from awso.errors import ReadTimeoutError, ServiceError, WaiterError, WaiterFailedError, WaiterTimeoutError
from awso.retries import RetryOptions
from awso.services import dynamodb, ecs
from awso.shapes.pages_and_waits import AcceptorModel
from tests.unit.core.flows import Played, answer, refusal

DYNAMODB = awso.service("dynamodb")
TABLE = dynamodb.DescribeTableInput(table_name="Ships")
ONCE = CallOptions(retries=RetryOptions(1))

CREATING = answer(body=b'{"Table":{"TableStatus":"CREATING"}}')
ACTIVE = answer(body=b'{"Table":{"TableStatus":"ACTIVE"}}')
MISSING = refusal("com.amazonaws.dynamodb.v20120810#ResourceNotFoundException")


def waiting(played: Played, waiter: str = "table_exists", options: CallOptions = ONCE, **how: Any) -> Flow[Any]:
    context = played.context("dynamodb")
    model = DYNAMODB.waiters[waiter]
    return wait(context, DYNAMODB.operation(model.operation), TABLE, options, model, WaitOptions(**how))


@pytest.fixture
def played() -> Played:
    return Played()


def test_a_wait_calls_until_an_answer_satisfies_it_with_the_models_delay_between(played: Played) -> None:
    output = played.play(waiting(played), MISSING, CREATING, ACTIVE)

    assert isinstance(output, dynamodb.DescribeTableOutput)
    assert output.table is not None
    assert output.table.table_status == "ACTIVE"
    assert played.slept == [20, 20]
    assert [request.body for request in played.sent] == [b'{"TableName":"Ships"}'] * 3


def test_an_error_may_be_what_is_waited_for(played: Played) -> None:
    assert played.play(waiting(played, "table_not_exists"), ACTIVE, MISSING) is None


def test_each_attempt_is_told_with_what_came_and_what_it_means(played: Played) -> None:
    told: list[WaitAttempt[Any]] = []

    played.play(waiting(played, on_attempt=told.append), MISSING, CREATING, ACTIVE)

    assert [(attempt.number, attempt.state, attempt.elapsed_seconds) for attempt in told] == [
        (1, "retry", 0),
        (2, "retry", 20),
        (3, "success", 40),
    ]
    assert isinstance(told[0].error, dynamodb.errors.ResourceNotFoundException)
    assert (told[0].answer, told[1].error) == (None, None)
    assert told[2].answer == dynamodb.DescribeTableOutput.from_value({"Table": {"TableStatus": "ACTIVE"}})


def test_what_the_callback_raises_ends_the_wait(played: Played) -> None:
    def stop(attempt: WaitAttempt[Any]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        played.play(waiting(played, on_attempt=stop), CREATING)


def test_after_the_models_attempts_the_wait_gives_up(played: Played) -> None:
    with pytest.raises(WaiterTimeoutError) as caught:
        played.play(waiting(played), *[CREATING] * 25)

    error = caught.value
    assert (error.attempts, error.elapsed_seconds, error.error) == (25, 480, None)
    assert error.answer.table.table_status == "CREATING"
    assert str(error) == "dynamodb table_exists: gave up after 25 attempts in 480 s: no answer said that it is done"


def test_the_time_decides_alone_where_it_is_given_and_the_last_attempt_is_made_when_it_is_over(played: Played) -> None:
    with pytest.raises(WaiterTimeoutError) as caught:
        played.play(waiting(played, max_wait_seconds=610), *[CREATING] * 32)

    assert (caught.value.attempts, caught.value.elapsed_seconds) == (32, 610)
    assert played.slept == [20] * 30 + [10]


def test_whichever_of_time_and_attempts_ends_first_ends_the_wait(played: Played) -> None:
    with pytest.raises(WaiterTimeoutError) as caught:
        played.play(waiting(played, max_wait_seconds=600, max_attempts=2, delay_seconds=1.5), MISSING, MISSING)

    assert played.slept == [1.5]
    assert isinstance(caught.value.error, dynamodb.errors.ResourceNotFoundException)
    assert str(caught.value).endswith("in 2 s: still the error is ResourceNotFoundException")


def test_without_time_there_is_one_attempt(played: Played) -> None:
    assert played.play(waiting(played, max_wait_seconds=0), ACTIVE) is not None
    with pytest.raises(WaiterTimeoutError, match="after 1 attempt in 0 s"):
        played.play(waiting(played, max_wait_seconds=0), CREATING)


def test_a_state_without_a_way_out_ends_the_wait(played: Played) -> None:
    context, service = played.context("ecs"), awso.service("ecs")
    model = service.waiters["services_stable"]
    value = ecs.DescribeServicesRequest(services=["web"])
    gone = answer(body=b'{"services":[],"failures":[{"reason":"MISSING"}]}')

    with pytest.raises(WaiterFailedError) as caught:
        played.play(wait(context, service.operation(model.operation), value, ONCE, model, WaitOptions()), gone)

    assert str(caught.value) == (
        'ecs services_stable: failed after 1 attempt in 0 s: some `failures[].reason` is "MISSING"'
    )
    assert caught.value.answer.failures[0].reason == "MISSING"


def test_an_error_that_the_waiter_does_not_expect_is_raised_as_it_is(played: Played) -> None:
    told: list[WaitAttempt[Any]] = []

    with pytest.raises(ServiceError, match="AccessDenied"):
        played.play(waiting(played, on_attempt=told.append), refusal("AccessDeniedException"))

    assert [attempt.state for attempt in told] == ["failure"]


def test_a_broken_connection_is_raised_after_the_calls_own_retries(played: Played) -> None:
    with pytest.raises(ReadTimeoutError):
        played.play(waiting(played), ReadTimeoutError("slow"))


def test_the_callers_hooks_see_every_attempt(played: Played) -> None:
    class Watching(Hooks):
        statuses: list[int | None] = []

        def after_response(self, answer: Answer) -> None:
            self.statuses.append(answer.status)

    played.play(waiting(played, options=CallOptions(hooks=(Watching(),), retries=RetryOptions(1))), MISSING, ACTIVE)

    assert Watching.statuses == [400, 200]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"max_wait_seconds": -1}, "max_wait_seconds must be at least 0, got -1"),
        ({"max_wait_seconds": float("nan")}, "max_wait_seconds must be at least 0, got nan"),
        ({"max_attempts": 0}, "max_attempts must be at least 1, got 0"),
        ({"delay_seconds": -0.5}, "delay_seconds must be at least 0, got -0.5"),
    ],
)
def test_a_limit_that_cannot_be_is_refused(how: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        WaitOptions(**how)


def test_a_waiters_error_survives_pickling(played: Played) -> None:
    with pytest.raises(WaiterError) as caught:
        played.play(waiting(played, max_attempts=1), CREATING)

    again = pickle.loads(pickle.dumps(caught.value))

    assert str(again) == str(caught.value)
    assert again.answer == caught.value.answer


@pytest.mark.parametrize(
    ("acceptor", "said"),
    [
        (AcceptorModel("success", "path", "ACTIVE", "status"), '`status` is "ACTIVE"'),
        (AcceptorModel("success", "path", True, "length(a) > `0`"), "`length(a) > `0`` is true"),
        (AcceptorModel("success", "pathAll", "up", "a[].b"), 'every `a[].b` is "up"'),
        (AcceptorModel("success", "pathAny", "up", "a[].b"), 'some `a[].b` is "up"'),
        (AcceptorModel("success", "status", 404), "the HTTP status is 404"),
        (AcceptorModel("success", "error", "Gone"), "the error is Gone"),
        (AcceptorModel("success", "error", True), "there is an error"),
        (AcceptorModel("success", "error", False), "there is no error"),
    ],
)
def test_a_condition_is_said_in_words(acceptor: AcceptorModel, said: str) -> None:
    assert condition(acceptor) == said
