"""What kind of failure it was."""

import pytest

from awso.errors import (
    AwsoError,
    ConnectError,
    ConnectTimeoutError,
    ParameterError,
    ReadTimeoutError,
    ResponseError,
    ServiceError,
    TransportError,
)
from awso.retries.classify import classify
from awso.shapes.model import ShapeModel
from awso.shapes.schema import Schemas


def modelled(retryable: bool, throttling: bool = False) -> type[ServiceError]:
    """An error class as a generated service has it."""
    model = ShapeModel("structure", exception=True, retryable=retryable, throttling=throttling)
    return type("ModelledError", (ServiceError,), {"__schema__": Schemas({"ModelledError": model})["ModelledError"]})


@pytest.mark.parametrize(
    "failure",
    [
        TransportError("the peer closed the connection"),
        ConnectError("no route"),
        ConnectTimeoutError("10 s"),
        ReadTimeoutError("60 s"),
        *(ServiceError(code="Unknown", status=status) for status in (500, 502, 503, 504)),
        ServiceError(code="RequestTimeout", status=400),
        ServiceError(code="IDPCommunicationError", status=400),
        modelled(retryable=True)(code="ModelledError", status=400),
        modelled(retryable=True)(code="ModelledError", status=429),
        modelled(retryable=False)(code="ModelledError", status=500),
    ],
    ids=str,
)
def test_a_failure_that_may_pass_by_itself_is_transient(failure: AwsoError) -> None:
    assert classify(failure) == "transient"


@pytest.mark.parametrize(
    "failure",
    [
        ServiceError(code="ThrottlingException", status=400),
        ServiceError(code="SlowDown", status=503),
        ServiceError(code="PriorRequestNotComplete", status=400),
        ServiceError(code="429", status=429),
        ServiceError(code="Unknown", status=429),
        modelled(retryable=True, throttling=True)(code="ModelledError", status=400),
        modelled(retryable=False)(code="Throttling", status=400),
    ],
    ids=str,
)
def test_a_service_that_asks_for_fewer_requests_is_throttling(failure: AwsoError) -> None:
    assert classify(failure) == "throttling"


@pytest.mark.parametrize(
    "failure",
    [
        ServiceError(code="NotAuthorizedException", status=400),
        ServiceError(code="Unknown", status=200),
        ServiceError(code="Unknown", status=501),
        ResponseError("no JSON"),
        ParameterError("Input", []),
        modelled(retryable=False)(code="ModelledError", status=400),
        modelled(retryable=False)(code="ModelledError", status=429),
    ],
    ids=str,
)
def test_what_will_fail_again_is_not_retried(failure: AwsoError) -> None:
    assert classify(failure) is None
