"""A trigger as a Python function in this process: `handler(event, context)` as Lambda calls it, or `handler(event)`.

A plain function runs in a thread of its own, a coroutine function on the server's loop. Nothing can stop a thread:
one that outlives the time limit is left behind, as a daemon, and its answer is dropped.
"""

import asyncio
import importlib
import inspect
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import msgspec

from awso_userpool.triggers.calls import CallError, FunctionError, FunctionName

# Any: what a stranger's function takes and returns is checked after it ran, not typed.
Handler = Callable[..., Any]


class LambdaContext:
    """The part of Lambda's context object that trigger functions read."""

    __slots__ = ("_deadline", "aws_request_id", "function_name", "function_version", "invoked_function_arn")

    def __init__(self, name: FunctionName, seconds: float) -> None:
        self.function_name = name.name
        self.function_version = name.qualifier or "$LATEST"
        self.invoked_function_arn = name.arn
        self.aws_request_id = str(uuid4())
        self._deadline = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._deadline - time.monotonic()) * 1000))


class PythonFunction:
    """Runs `handler` with its own copy of the event."""

    __slots__ = ("_handler", "_takes_context")

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._takes_context = _positional_parameters(handler) >= 2

    async def call(self, name: FunctionName, event: bytes, *, seconds: float) -> bytes:
        arguments: tuple[object, ...] = (msgspec.json.decode(event),)
        if self._takes_context:
            arguments += (LambdaContext(name, seconds),)
        try:
            if inspect.iscoroutinefunction(self._handler):
                returned = await self._handler(*arguments)
            else:
                returned = await _in_thread(self._handler, arguments)
                if inspect.isawaitable(returned):
                    returned = await returned
        except Exception as error:
            raise FunctionError(str(error)) from error
        except SystemExit as error:  # of the function, not of the server
            raise _exited(error) from error
        try:
            return msgspec.json.encode(returned)
        except (TypeError, ValueError, RecursionError) as error:
            raise CallError(f"{name.name} returned what is not JSON: {error}") from error


def load(reference: str) -> PythonFunction:
    """The function named `module:function`. Raises ValueError that says what is missing."""
    module_name, separator, attribute = reference.partition(":")
    if not separator or not module_name or not attribute:
        raise ValueError(f"expected 'module:function', got {reference!r}")
    try:
        found: object = importlib.import_module(module_name)
    except ImportError as error:
        raise ValueError(f"{reference!r}: cannot import {module_name}: {error}") from error
    for step in attribute.split("."):
        found = getattr(found, step, None)
    if not callable(found):
        raise ValueError(f"{reference!r}: module {module_name} has no function {attribute}")
    return PythonFunction(found)


def _exited(error: SystemExit) -> FunctionError:
    return FunctionError(f"exit status {error.code}")


def _positional_parameters(handler: Handler) -> int:
    kinds = [parameter.kind for parameter in inspect.signature(handler).parameters.values()]
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return 2
    return sum(kind in {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD} for kind in kinds)


def _in_thread(handler: Handler, arguments: tuple[object, ...]) -> Awaitable[Any]:
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[Any] = loop.create_future()

    def settle(returned: object, error: Exception | None) -> None:
        if outcome.done():  # the caller has stopped waiting
            return
        if error is None:
            outcome.set_result(returned)
        else:
            # StopIteration cannot be raised into a future.
            outcome.set_exception(RuntimeError(str(error)) if isinstance(error, StopIteration) else error)

    def run() -> None:
        returned: object = None
        failure: Exception | None = None
        try:
            returned = handler(*arguments)
        except Exception as error:
            failure = error
        except SystemExit as error:  # ends this thread, of which nobody would hear
            failure = _exited(error)
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, returned, failure)

    threading.Thread(target=run, name="trigger", daemon=True).start()
    return outcome
