"""What passes between a call and the engine beside requests and responses: answers in its place, and decisions."""

from typing import Any

from awso.errors import TransportError


class EngineDecision:
    """What handlers of `needs-retry` are given as `endpoint`: where the call goes, and what the engine would do.

    `delay_seconds` is None where it would not send again, False where it must not be sent again.
    """

    def __init__(self, host: str, delay_seconds: float | bool | None) -> None:
        self.host = host
        self.delay_seconds = delay_seconds


class AnsweredError(Exception):
    """A handler of `before-call` gave the answer, and nothing is to be sent."""

    def __init__(self, answer: Any) -> None:
        super().__init__("a handler of before-call gave the answer")
        self.answer = answer


class AttemptLostError(TransportError):
    """An attempt ended by what a handler raised, and may be made again."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause), request_sent=False)
        self.cause = cause


class AskedAgainError(TransportError):
    """A handler wants a call that succeeded to be made again."""

    def __init__(self, delay_seconds: float) -> None:
        super().__init__("a handler of needs-retry asks for another attempt")
        self.delay_seconds = delay_seconds
