"""Calls the function behind an ARN, and says what a failure means to the caller of the user pool.

Settled here: the time limit, how often a call is tried, and the error mapping of the developer guide: a function that
did not answer in time or could not be called is tried again, up to three times; one that raised is not, for it has
answered. What a function was given or gave back never reaches a log: it holds passwords, codes and ClientMetadata.
"""

import asyncio
import logging

import msgspec

from awso import cognito_idp
from awso_userpool.operations.interface import JsonObject, TriggerKind
from awso_userpool.triggers.bindings import Bindings
from awso_userpool.triggers.calls import CallError, Function, FunctionError, FunctionName
from awso_userpool.triggers.responses import UnusableResponseError, checked_response

# Developer guide, "Important considerations": answer within 5 seconds, else called again, three times in all.
TIME_LIMIT_SECONDS = 5.0
TRIES = 3

_log = logging.getLogger("awso_userpool.triggers")


class TriggerRunner:
    """The functions of a server. Implements `operations.interface.Triggers`."""

    def __init__(self, bindings: Bindings, *, time_limit_seconds: float = TIME_LIMIT_SECONDS) -> None:
        self._bindings = bindings
        self._time_limit_seconds = time_limit_seconds

    async def invoke(self, kind: TriggerKind, arn: str, event: JsonObject) -> JsonObject:
        """The `response` that the function behind `arn` filled in.

        Raises one of the three Lambda errors of cognito-idp.
        """
        function = self._bindings.get(arn)
        if function is None:
            _log.warning("%s: nothing is bound to %s; bind it in the file that --triggers names", kind, arn)
            raise _could_not_call(kind, "ResourceNotFoundException")
        try:
            returned = await self._call(kind, FunctionName.of(arn), function, msgspec.json.encode(event))
        except FunctionError as error:
            raise cognito_idp.errors.UserLambdaValidationException(f"{kind} failed with error {error}.") from error
        try:
            return checked_response(kind, returned)
        except UnusableResponseError as error:
            _log.warning("%s: %s returned no usable event: %s", kind, arn, error)
            raise cognito_idp.errors.InvalidLambdaResponseException("Unrecognizable lambda output") from error

    async def _call(self, kind: TriggerKind, name: FunctionName, function: Function, event: bytes) -> bytes:
        reason = ""
        for attempt in range(1, TRIES + 1):
            try:
                async with asyncio.timeout(self._time_limit_seconds):
                    return await function.call(name, event, seconds=self._time_limit_seconds)
            except TimeoutError:
                reason = "Socket timeout while invoking Lambda function"
                _log.warning(
                    "%s: %s did not answer within %g s (try %d)", kind, name.arn, self._time_limit_seconds, attempt
                )
            except CallError as error:
                reason = "Lambda function could not be invoked"
                _log.warning("%s: %s could not be called (try %d): %s", kind, name.arn, attempt, error)
        raise _could_not_call(kind, reason)


def _could_not_call(kind: TriggerKind, reason: str) -> Exception:
    return cognito_idp.errors.UnexpectedLambdaException(f"{kind} invocation failed due to error {reason}.")
