"""Our classification and waits against botocore's standard mode, on every mix of code, status and model trait."""

import itertools
from typing import Any

import pytest

from awso.retries.backoff import delay_seconds
from awso.retries.classify import THROTTLING_CODES, TRANSIENT_CODES, FailureKind, classify_answer
from awso.shapes.model import ShapeModel

standard = pytest.importorskip("botocore.retries.standard", reason="botocore is the oracle here")
botocore_model = pytest.importorskip("botocore.model")
awsrequest = pytest.importorskip("botocore.awsrequest")

BOTOCORES_CODES = {
    *standard.ThrottledRetryableChecker._THROTTLED_ERROR_CODES,
    *standard.TransientRetryableChecker._TRANSIENT_ERROR_CODES,
}
CODES = [*sorted({*THROTTLING_CODES, *TRANSIENT_CODES, *BOTOCORES_CODES}), "Modelled", "Unheard", None]
STATUSES = [200, 400, 403, 408, 429, 500, 501, 502, 503, 504, 509]
TRAITS: dict[str, dict[str, Any] | None] = {"none": None, "transient": {}, "throttling": {"throttling": True}}


def operation_model(trait: dict[str, Any] | None) -> Any:
    error: dict[str, Any] = {"type": "structure", "members": {}, "exception": True}
    if trait is not None:
        error["retryable"] = trait
    return botocore_model.ServiceModel(
        {
            "metadata": {"serviceId": "Example"},
            "operations": {"Do": {"name": "Do", "errors": [{"shape": "Modelled"}]}},
            "shapes": {"Modelled": error},
        },
        service_name="sts",  # so that STS's IDPCommunicationError is among its special cases
    ).operation_model("Do")


def context(code: str | None, status: int, trait: dict[str, Any] | None, attempt: int = 1, **headers: str) -> Any:
    return standard.RetryContext(
        attempt_number=attempt,
        operation_model=operation_model(trait),
        parsed_response=None if code is None else {"Error": {"Code": code, "Message": ""}},
        http_response=awsrequest.AWSResponse(
            status_code=status,
            raw=None,
            headers={name.replace("_", "-"): v for name, v in headers.items()},
            url="https://x",
        ),
    )


def botocores_answer(code: str | None, status: int, trait: dict[str, Any] | None) -> FailureKind | None:
    asked = context(code, status, trait)
    if not standard.StandardRetryConditions(max_attempts=3).is_retryable(asked):
        return None
    return "throttling" if throttling_detector().is_throttling_error_from_context(asked) else "transient"


def throttling_detector() -> Any:
    return standard.ThrottlingErrorDetector(standard.RetryEventAdapter())


@pytest.mark.parametrize("trait", TRAITS)
def test_every_failure_is_of_the_kind_that_botocore_says(trait: str) -> None:
    shape = ShapeModel("structure", retryable=trait != "none", throttling=trait == "throttling")

    wrong = [
        (code, status)
        for code, status in itertools.product(CODES, STATUSES)
        if classify_answer(code, status, shape if code == "Modelled" else None)
        != botocores_answer(code, status, TRAITS[trait])
    ]

    assert wrong == []


@pytest.mark.parametrize("service", ["example", "dynamodb"])
@pytest.mark.parametrize(("code", "kind"), [("Unheard", "transient"), ("Throttling", "throttling")])
@pytest.mark.parametrize("header", [None, "0", "1500", "99999999", "-3", "x", "2.5"])
def test_every_wait_is_as_long_as_botocores(service: str, code: str, kind: FailureKind, header: str | None) -> None:
    headers = {} if header is None else {"x_amz_retry_after": header}
    for attempt, jitter in itertools.product(range(1, 12), (0.0, 0.3, 1.0)):
        backoff = standard.ExponentialBackoff(
            random=lambda jitter=jitter: jitter, service_name=service, throttling_detector=throttling_detector()
        )

        ours = delay_seconds(attempt, kind, jitter=jitter, service=service, retry_after=header)

        assert ours == pytest.approx(backoff.delay_amount(context(code, 500, None, attempt, **headers)))
