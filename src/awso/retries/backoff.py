"""How long to wait before the next attempt: exponential, with full jitter, and what the service itself asks for.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
"""

from awso.retries.classify import FailureKind

BASE_SECONDS = 0.05
THROTTLED_BASE_SECONDS = 1.0
# DynamoDB answers within milliseconds, so waiting as long as others do would dominate its latency.
SERVICE_BASE_SECONDS = {"dynamodb": 0.025, "dynamodbstreams": 0.025}
LONGEST_SECONDS = 20.0

RETRY_AFTER_HEADER = "x-amz-retry-after"
# A service may ask for more than the backoff, but for no more than this on top of it.
RETRY_AFTER_MARGIN_SECONDS = 5.0


def delay_seconds(
    attempt: int, kind: FailureKind, *, jitter: float, service: str = "", retry_after: str | None = None
) -> float:
    """The wait after the failed attempt number `attempt` (from 1).

    `jitter` is a random number in [0, 1); `retry_after` the value of `x-amz-retry-after` (milliseconds), ignored where
    it is not a whole number from 0.
    """
    base = THROTTLED_BASE_SECONDS if kind == "throttling" else SERVICE_BASE_SECONDS.get(service, BASE_SECONDS)
    # 2.0**1024 overflows; long before, every base has reached the longest wait.
    backoff = jitter * min(base * 2.0 ** min(attempt - 1, 32), LONGEST_SECONDS)
    asked = retry_after_seconds(retry_after)
    return backoff if asked is None else max(backoff, min(asked, backoff + RETRY_AFTER_MARGIN_SECONDS))


def retry_after_seconds(milliseconds: str | None) -> float | None:
    """What an `x-amz-retry-after` header asks for, or None where it is absent or no whole number from 0."""
    if milliseconds is None:
        return None
    digits = milliseconds.strip()
    # 12 digits are 31 years; more could overflow and mean no more.
    return int(digits) / 1000 if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None
