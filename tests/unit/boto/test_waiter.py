"""Waits: content, disappointed and tired as botocore is, in its words."""

from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awso.boto import exceptions
from awso.boto.waiter import Waiter, waiter_names
from awso.registry import service

theirs: Any = import_module("botocore.waiter")
_loader: Any = import_module("botocore.loaders").Loader()
botocore_exceptions: Any = import_module("botocore.exceptions")

# Each kind of acceptor: path, pathAll, pathAny, status, error.
WAITERS = (
    ("dynamodb", "TableExists"),
    ("ec2", "InstanceRunning"),
    ("ec2", "SpotInstanceRequestFulfilled"),
    ("s3", "ObjectExists"),
    ("iam", "PolicyExists"),
)
STATES: st.SearchStrategy[str] = st.sampled_from(
    ["running", "pending", "terminated", "ACTIVE", "CREATING", "active", "failed", "fulfilled"]
)
ERRORS = ("ResourceNotFoundException", "InvalidInstanceID.NotFound", "NoSuchEntity", "404", "Strange")


def described(states: list[str]) -> dict[str, Any]:
    """One answer that every one of the waiters finds something in."""
    return {
        "Table": {"TableStatus": states[0] if states else None},
        "Reservations": [{"Instances": [{"State": {"Name": state}} for state in states]}],
        "SpotInstanceRequests": [{"Status": {"Code": state}} for state in states],
        "ResponseMetadata": {"HTTPStatusCode": 200 if states else 404},
    }


def refused(code: str) -> dict[str, Any]:
    return {
        "Error": {"Code": code, "Message": "text"},
        "ResponseMetadata": {"HTTPStatusCode": 404 if code == "404" else 400},
    }


ANSWERS = st.lists(
    st.lists(STATES, max_size=3).map(described) | st.sampled_from(ERRORS).map(refused),
    min_size=6,
    max_size=6,
)


class Method:
    """Gives the answers one after the other, errors by raising."""

    def __init__(self, answers: list[dict[str, Any]], error: type[Exception]) -> None:
        self._answers = iter(answers)
        self._error = error

    def __call__(self, **_: Any) -> dict[str, Any]:
        answer = next(self._answers)
        if "Error" in answer:
            raise self._error(answer, "Operation")
        return answer


def outcome(waiter: Any) -> Any:
    try:
        return waiter.wait(WaiterConfig={"Delay": 0, "MaxAttempts": 6})
    except Exception as error:
        return type(error).__name__, str(error), getattr(error, "last_response", None)


@given(st.sampled_from(WAITERS), ANSWERS)
def test_a_wait_ends_as_botocore_s_does(named: tuple[str, str], answers: list[dict[str, Any]]) -> None:
    opened = service(named[0])
    model = next(model for name, model in opened.waiters.items() if waiter_names(opened)[name] == named[1])
    config = theirs.WaiterModel(_loader.load_service_model(named[0], "waiters-2")).get_waiter(named[1])
    method = theirs.NormalizedOperationMethod(Method(answers, botocore_exceptions.ClientError))

    ours = outcome(Waiter(named[1], model, Method(answers, exceptions.ClientError)))

    assert ours == outcome(theirs.Waiter(named[1], config, method))


def test_the_model_s_own_patience_is_botocore_s() -> None:
    for name, waiter in WAITERS:
        opened = service(name)
        config = theirs.WaiterModel(_loader.load_service_model(name, "waiters-2")).get_waiter(waiter)
        model = next(model for key, model in opened.waiters.items() if waiter_names(opened)[key] == waiter)
        ours = Waiter(waiter, model, Method([], exceptions.ClientError)).config

        assert (ours.delay, ours.max_attempts, ours.operation) == (config.delay, config.max_attempts, config.operation)


def test_an_unknown_key_of_the_configuration_is_refused_not_ignored() -> None:
    model = next(iter(service("dynamodb").waiters.values()))

    with pytest.raises(exceptions.UnsupportedFeatureError, match="MaxAttempt"):
        Waiter("w", model, Method([], exceptions.ClientError)).wait(WaiterConfig={"MaxAttempt": 1})
