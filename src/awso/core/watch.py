"""Who watches the attempts of a call: the hooks, and the rate limiter of the adaptive mode; most calls have neither."""

from collections.abc import Callable

from awso.core.effects import Flow, sleep
from awso.core.hooks import Answer, Attempt, Hooks, Retry, describe
from awso.core.http import HttpRequest, HttpResponse
from awso.core.operation import Operation
from awso.errors import AwsoError
from awso.protocols.error_fields import request_id
from awso.retries.adaptive import RateLimiter
from awso.retries.classify import classify


class Watch:
    """Those who watch one call; `clock` gives seconds."""

    __slots__ = ("_attempt", "_clock", "_hooks", "_limiter", "_operation")

    def __init__(
        self, operation: Operation, hooks: tuple[Hooks, ...], limiter: RateLimiter | None, clock: Callable[[], float]
    ) -> None:
        self._operation = operation
        self._hooks = hooks
        self._limiter = limiter
        self._clock = clock
        self._attempt: Attempt | None = None

    def admitted(self) -> Flow[None]:
        """Wait until one more attempt may be sent."""
        while self._limiter is not None and (wait := self._limiter.admit(self._clock())) > 0:
            yield from sleep(wait)

    def before_send(self, request: HttpRequest, invocation_id: str, number: int) -> None:
        """Attempt number `number` is signed and about to be sent."""
        if self._hooks:
            self._attempt = attempt = describe(request, self._operation, invocation_id, number)
            for hook in self._hooks:
                hook.before_send(attempt)

    def after_response(self, response: HttpResponse | None, failure: AwsoError | None) -> None:
        """The attempt ended."""
        if self._limiter is not None:
            throttled = failure is not None and classify(failure) == "throttling"
            self._limiter.learn(self._clock(), throttled=throttled)
        if self._attempt is not None:
            answer = Answer(self._attempt, failure=failure)
            if response is not None:
                headers, size = response.headers, len(response.body)
                answer = Answer(self._attempt, response.status, request_id(headers), size, failure)
            for hook in self._hooks:
                hook.after_response(answer)

    def on_retry(self, failure: AwsoError, delay_seconds: float) -> None:
        """Another attempt follows after the delay."""
        if self._attempt is not None:
            for hook in self._hooks:
                hook.on_retry(Retry(self._attempt, failure, delay_seconds))
