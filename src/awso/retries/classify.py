"""What kind of failure it was: transient, throttling, or one that sending again will not mend.

In order: the error code, the model's `retryable` trait, the HTTP status. The lists are those of AWS's standard mode:
https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
"""

from typing import Literal

from awso.errors import AwsoError, ServiceError, TransportError
from awso.shapes.model import ShapeModel
from awso.shapes.schema import Schema

FailureKind = Literal["transient", "throttling"]

THROTTLING_CODES = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
# IDPCommunicationError is STS's alone, which retries it although its model does not say so.
TRANSIENT_CODES = frozenset({"IDPCommunicationError", "RequestTimeout", "RequestTimeoutException"})
TRANSIENT_STATUSES = frozenset({500, 502, 503, 504})
TOO_MANY_REQUESTS = 429


def classify(failure: AwsoError) -> FailureKind | None:
    """The kind of a failure that may go away by itself, or None for one that will not."""
    if isinstance(failure, ServiceError):
        return classify_answer(failure.code, failure.status, _modelled(failure))
    return "transient" if isinstance(failure, TransportError) else None


def classify_answer(code: str | None, status: int | None, modelled: ShapeModel | None) -> FailureKind | None:
    """The kind of an error that a service answered; `modelled` is its shape where the model knows it."""
    if code in THROTTLING_CODES:
        return "throttling"
    if modelled is not None and modelled.retryable:
        return "throttling" if modelled.throttling else "transient"
    # The status speaks only for errors that the model does not know.
    if status == TOO_MANY_REQUESTS and modelled is None:
        return "throttling"
    if code in TRANSIENT_CODES or status in TRANSIENT_STATUSES:
        return "transient"
    return None


def _modelled(failure: ServiceError) -> ShapeModel | None:
    schema: Schema | None = getattr(type(failure), "__schema__", None)
    return None if schema is None else schema.model
