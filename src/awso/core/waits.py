"""Waiting until something is so: an operation is called again and again until an answer, or an error, says enough.

`wait` is a flow like `awso.core.call`, which it repeats. The model says which operation, how often, and what its
answers mean; the first acceptor that matches decides. `client.wait_until` (`awso.waiters`) runs it on a driver.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from awso._lean import msgspec
from awso.core.call import CallOptions, call
from awso.core.effects import Flow, sleep
from awso.core.expressions import evaluate
from awso.core.hooks import Answer, Hooks
from awso.errors import ServiceError, WaiterError, WaiterFailedError, WaiterTimeoutError
from awso.shapes.kinds import is_list
from awso.shapes.pages_and_waits import AcceptorModel, WaiterModel

if TYPE_CHECKING:
    from awso.core.context import CallContext
    from awso.core.operation import Operation

Output = TypeVar("Output")
State = Literal["success", "failure", "retry"]


class WaitAttempt(msgspec.Struct, Generic[Output], frozen=True):
    """One call of a wait and what it means: `answer` or `error` is what came of it, the other is None.

    Both are None where the operation answers with nothing. `elapsed_seconds` counts from the start of the wait.
    """

    number: int
    state: State
    elapsed_seconds: float
    answer: Output | None = None
    error: ServiceError | None = None


OnAttempt = Callable[[WaitAttempt[Output]], object]
"""Is told of each attempt while the wait goes on; what it raises ends the wait."""


class WaitOptions(msgspec.Struct, frozen=True):
    """How long to wait; None is the model's own delay and number of attempts.

    With `max_wait_seconds` the time decides alone, unless `max_attempts` is given too; the last attempt is then made
    when the time is over.
    """

    max_wait_seconds: float | None = None
    max_attempts: int | None = None
    delay_seconds: float | None = None
    on_attempt: OnAttempt[Any] | None = None

    def __post_init__(self) -> None:
        for name, least in (("max_wait_seconds", 0), ("max_attempts", 1), ("delay_seconds", 0)):
            given = getattr(self, name)
            if given is not None and not given >= least:  # which NaN is not either
                raise ValueError(f"{name} must be at least {least}, got {given}")


def wait(
    context: "CallContext",
    operation: "Operation",
    value: Any,
    options: CallOptions,
    model: WaiterModel,
    how: WaitOptions,
) -> Flow[Any]:
    """Call `operation` with `value` until `model` is content; the result is the last answer, None after an error.

    Raises `WaiterFailedError` for a state from which there is no way, `WaiterTimeoutError`, and what the call itself
    raises, unless that is an error that the model expects.
    """
    seen = _LastStatus()
    options = msgspec.structs.replace(options, hooks=(*options.hooks, seen))
    started = context.world.clock()
    number = 0
    while True:
        number += 1
        answer, error = yield from _attempt(context, operation, value, options)
        acceptor = accepted(model, answer, error, seen.status)
        state: State = acceptor.state if acceptor is not None else "retry" if error is None else "failure"
        made = WaitAttempt(number, state, context.world.clock() - started, answer, error)
        if how.on_attempt is not None:
            how.on_attempt(made)
        if state == "success":
            return answer
        if state == "failure":
            raise error if acceptor is None and error is not None else _failed(operation, model, made, acceptor)
        delay = _delay(model, how, made)
        if delay is None:
            raise _timeout(operation, model, made, acceptor)
        yield from sleep(delay)


def _attempt(
    context: "CallContext", operation: "Operation", value: Any, options: CallOptions
) -> Flow[tuple[Any, ServiceError | None]]:
    try:
        return (yield from call(context, operation, value, options)), None
    except ServiceError as error:
        return None, error


def _delay(model: WaiterModel, how: WaitOptions, made: WaitAttempt[Any]) -> float | None:
    """Seconds until the next attempt; None where `made` was the last."""
    delay = model.delay if how.delay_seconds is None else how.delay_seconds
    most = how.max_attempts
    if most is None and how.max_wait_seconds is None:
        most = model.max_attempts
    if most is not None and made.number >= most:
        return None
    if how.max_wait_seconds is None:
        return delay
    left = how.max_wait_seconds - made.elapsed_seconds
    return min(delay, left) if left > 0 else None


def accepted(model: WaiterModel, answer: Any, error: ServiceError | None, status: int | None) -> AcceptorModel | None:
    """The first acceptor that matches an answer or an error; `status` is the HTTP status that came with it."""
    return next((acceptor for acceptor in model.acceptors if _matches(acceptor, answer, error, status)), None)


def _matches(acceptor: AcceptorModel, answer: Any, error: ServiceError | None, status: int | None) -> bool:
    expected = acceptor.expected
    if acceptor.matcher == "status":
        return (status if error is None else error.status) == expected
    if acceptor.matcher == "error":
        return (error is not None) is expected if isinstance(expected, bool) else _code(error) == expected
    if error is not None or acceptor.expression is None:
        return False
    try:
        found = evaluate(acceptor.expression, answer)
    except TypeError:
        return False  # `length(Things)` of an answer without things says nothing
    if acceptor.matcher == "path":
        return bool(found == expected)
    if not is_list(found) or not found:
        return False
    same = [item == expected for item in found]
    return all(same) if acceptor.matcher == "pathAll" else any(same)


def _code(error: ServiceError | None) -> str | None:
    return None if error is None else error.code


def condition(acceptor: AcceptorModel) -> str:
    """What an acceptor waits for, in words."""
    expected = acceptor.expected
    shown = f'"{expected}"' if isinstance(expected, str) else str(expected).lower()
    match acceptor.matcher:
        case "path":
            return f"`{acceptor.argument}` is {shown}"
        case "pathAll":
            return f"every `{acceptor.argument}` is {shown}"
        case "pathAny":
            return f"some `{acceptor.argument}` is {shown}"
        case "status":
            return f"the HTTP status is {shown}"
        case "error":
            if isinstance(expected, bool):
                return "there is an error" if expected else "there is no error"
            return f"the error is {expected}"


def _failed(
    operation: "Operation", model: WaiterModel, made: WaitAttempt[Any], acceptor: AcceptorModel | None
) -> WaiterError:
    reason = condition(acceptor) if acceptor is not None else "the call failed"
    return WaiterFailedError(f"{operation.service.name} {model.python}", reason, *_facts(made))


def _timeout(
    operation: "Operation", model: WaiterModel, made: WaitAttempt[Any], acceptor: AcceptorModel | None
) -> WaiterError:
    reason = "no answer said that it is done" if acceptor is None else f"still {condition(acceptor)}"
    return WaiterTimeoutError(f"{operation.service.name} {model.python}", reason, *_facts(made))


def _facts(made: WaitAttempt[Any]) -> tuple[int, float, Any, ServiceError | None]:
    return made.number, made.elapsed_seconds, made.answer, made.error


class _LastStatus(Hooks):
    """Keeps the HTTP status of the last response, which an output does not tell."""

    status: int | None = None

    def after_response(self, answer: Answer) -> None:
        self.status = answer.status
