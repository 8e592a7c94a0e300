"""Whether to send a failed request again, and when: AWS's "standard" and "adaptive" retry modes.

Three questions: are attempts left? Is the failure one that may go away (`classify.py`)? Can the client's quota afford
it, so that a failing service is not kept down by its clients? `backoff.py` says how long to wait, `adaptive.py` is
what the adaptive mode has beside that. Nothing here waits, reads a clock or draws a random number.
"""

from _thread import allocate_lock  # what threading.Lock is; importing threading costs 1 ms at start
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, get_args

from awso._lean import msgspec
from awso.errors import AwsoError, ConfigurationError

if TYPE_CHECKING:
    from awso.retries.adaptive import RateLimiter
    from awso.retries.classify import FailureKind

CAPACITY = 500
RETRY_COST = 14
THROTTLED_RETRY_COST = 5
NO_RETRY_REFUND = 1


def cost_of(kind: "FailureKind") -> int:
    """What a retry after this kind of failure costs."""
    return THROTTLED_RETRY_COST if kind == "throttling" else RETRY_COST


class RetryQuota:
    """The bucket; safe to share between threads."""

    __slots__ = ("_lock", "available", "capacity")

    def __init__(self, capacity: int = CAPACITY) -> None:
        self.capacity = capacity
        self.available = capacity
        self._lock = allocate_lock()

    def take(self, amount: int) -> bool:
        """Take `amount`, or nothing and answer False where that much is not there."""
        with self._lock:
            if amount > self.available:
                return False
            self.available -= amount
            return True

    def give_back(self, amount: int) -> None:
        """Give `amount` back, never beyond the capacity."""
        if self.available == self.capacity:  # nearly every call; a stale read only skips a refund of a full bucket
            return
        with self._lock:
            self.available = min(self.capacity, self.available + amount)


RetryMode = Literal["standard", "adaptive", "off"]

DEFAULT_MAX_ATTEMPTS = 3
SERVICE_MAX_ATTEMPTS = {"dynamodb": 4, "dynamodbstreams": 4}

# Operations that callers repeat in a loop: where the quota refuses, they still wait, or the loop would spin.
LONG_POLLS = frozenset(
    {
        ("kinesis", "ReceiveDeadLetterQueueRecords"),
        ("kinesis", "ReceiveQueueRecords"),
        ("sqs", "ReceiveMessage"),
        ("stepfunctions", "GetActivityTask"),
        ("swf", "PollForActivityTask"),
        ("swf", "PollForDecisionTask"),
    }
)


class RetryOptions:
    """How a client retries.

    `max_attempts` counts the first attempt too. `mode` "adaptive" is "standard" that also slows down while the service
    throttles, "off" sends once. None means that the environment or the profile decides, by default 3 attempts, 4 for
    DynamoDB, of "standard"; for a single call it means the client's. Raises `ConfigurationError` for fewer than
    one attempt and for modes that awso does not have.
    """

    __slots__ = ("max_attempts", "mode")

    def __init__(self, max_attempts: int | None = None, mode: RetryMode | None = None) -> None:
        if mode is not None and mode not in get_args(RetryMode):
            raise ConfigurationError(
                f"retry mode {mode!r} is not one that awso has: write 'standard' (the AWS SDKs' default), 'adaptive'"
                " or 'off'"
            )
        if max_attempts is not None and max_attempts < 1:
            raise ConfigurationError(f"max_attempts counts the first attempt too and is at least 1, got {max_attempts}")
        self.max_attempts = max_attempts
        self.mode: RetryMode | None = mode

    def attempts_for(self, service: str) -> int:
        """How often a call of `service` is sent at most."""
        if self.mode == "off":
            return 1
        return self.max_attempts or SERVICE_MAX_ATTEMPTS.get(service, DEFAULT_MAX_ATTEMPTS)

    def over(self, defaults: "RetryOptions") -> "RetryOptions":
        """These options, and those of `defaults` where nothing is said here."""
        return RetryOptions(self.max_attempts or defaults.max_attempts, self.mode or defaults.mode)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RetryOptions):
            return NotImplemented
        return (self.max_attempts, self.mode) == (other.max_attempts, other.mode)

    def __hash__(self) -> int:
        return hash((self.max_attempts, self.mode))

    def __repr__(self) -> str:
        return f"RetryOptions(max_attempts={self.max_attempts}, mode={self.mode!r})"


class Decision(msgspec.Struct, frozen=True):
    """What to do after a failed attempt: wait `delay_seconds`, then send again or raise the failure.

    `cost` is what the retry took from the quota; hand it to `RetryPolicy.succeeded` when the call succeeds.
    """

    again: bool
    delay_seconds: float = 0.0
    cost: int = NO_RETRY_REFUND


GIVE_UP = Decision(again=False)


class RetryPolicy:
    """The retries of one client, whose calls share one quota. `service` is botocore's name of the service."""

    __slots__ = ("_limiter", "_service", "options", "quota")

    def __init__(self, service: str, options: RetryOptions | None = None, quota: RetryQuota | None = None) -> None:
        self._service = service
        self.options = RetryOptions() if options is None else options
        self.quota = RetryQuota() if quota is None else quota
        self._limiter: RateLimiter | None = None

    def max_attempts(self, options: RetryOptions | None = None) -> int:
        """How often a call is sent at most; `options` are those of a single call, where it has its own."""
        if options is None:
            options = self.options
        elif options.max_attempts is None:
            options = options.over(self.options)
        return options.attempts_for(self._service)

    def limiter(self, options: RetryOptions | None, clock: Callable[[], float]) -> "RateLimiter | None":
        """What admits each attempt of the adaptive mode, None in the others; `clock` gives seconds."""
        mode = self.options.mode if options is None else options.mode or self.options.mode
        if mode != "adaptive":
            return None
        if self._limiter is None:
            from awso.retries.adaptive import RateLimiter

            made = RateLimiter(clock())
            self._limiter = self._limiter or made  # another thread's may be first, and is in use
        return self._limiter

    def after_failure(
        self,
        failure: AwsoError,
        *,
        attempt: int,
        operation: str,
        random: Callable[[], float],
        headers: Mapping[str, str] | None = None,
        options: RetryOptions | None = None,
    ) -> Decision:
        """What to do after attempt number `attempt` (from 1) of `operation` failed.

        `headers` are those of the response where one came; `random` gives numbers in [0, 1).
        """
        if attempt >= self.max_attempts(options):
            return GIVE_UP
        # Imported at the first failure: most processes never have one.
        from awso.retries.backoff import RETRY_AFTER_HEADER, delay_seconds
        from awso.retries.classify import classify

        kind = classify(failure)
        if kind is None:
            return GIVE_UP
        cost = cost_of(kind)
        again = self.quota.take(cost)
        if not again and (self._service, operation) not in LONG_POLLS:
            return GIVE_UP
        retry_after = None if headers is None else headers.get(RETRY_AFTER_HEADER)
        delay = delay_seconds(attempt, kind, jitter=random(), service=self._service, retry_after=retry_after)
        return Decision(again, delay, cost)

    def succeeded(self, cost: int = NO_RETRY_REFUND) -> None:
        """Give back to the quota what the call's last retry took (`Decision.cost`), or one where it had none."""
        quota = self.quota
        if quota.available != quota.capacity:  # nearly never
            quota.give_back(cost)
