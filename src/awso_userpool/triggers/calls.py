"""What every way of calling a function has in common.

A function gets an event as JSON and gives one back as JSON, whichever way it runs. It may fail in two ways that a
caller of the user pool tells apart: the function said no (`FunctionError`), or it could not be called (`CallError`).
"""

from typing import NamedTuple, Protocol

# Lambda's limit for a synchronous event or response (Lambda quotas, "Invocation payload").
MAX_PAYLOAD_BYTES = 6 * 1024 * 1024


class FunctionError(Exception):
    """The function ran and raised; the message is its own."""


class CallError(Exception):
    """The function could not be run, or gave no complete answer; the message is for the operator's log."""


class FunctionName(NamedTuple):
    """The name that stands in an ARN, `arn:aws:lambda:<region>:<account>:function:<name>[:<qualifier>]`."""

    arn: str
    name: str
    qualifier: str

    @classmethod
    def of(cls, arn: str) -> "FunctionName":
        pieces = arn.split(":")
        return cls(arn, pieces[6] if len(pieces) > 6 else arn, pieces[7] if len(pieces) > 7 else "")


class Function(Protocol):
    """One way to run a function."""

    async def call(self, name: FunctionName, event: bytes, *, seconds: float) -> bytes:
        """The event that the function returned. Raises `FunctionError`, `CallError`; is cancelled after `seconds`."""
        ...
