"""Watching calls: what a program may see of each attempt, never change.

A hook is an object with the three methods of `Hooks`; give a client any number of them. What they are handed holds no
secret: no header values, no bodies, no query. An exception that a hook raises is the caller's: it ends the call.
"""

from typing import TYPE_CHECKING

from awso._lean import msgspec
from awso.core.http import HttpRequest
from awso.errors import AwsoError

if TYPE_CHECKING:
    from awso.core.operation import Operation


class Attempt(msgspec.Struct, frozen=True):
    """One request about to be sent; `number` counts from 1."""

    service: str
    operation: str
    invocation_id: str
    number: int
    method: str
    url: str
    """Without its query."""
    request_bytes: int


class Answer(msgspec.Struct, frozen=True):
    """What came of an attempt: a response, or an error where `status` is None.

    `failure` is what the call raises unless it tries again.
    """

    attempt: Attempt
    status: int | None = None
    request_id: str | None = None
    response_bytes: int = 0
    failure: AwsoError | None = None


class Retry(msgspec.Struct, frozen=True):
    """The decision to send again."""

    attempt: Attempt
    failure: AwsoError
    delay_seconds: float


class Hooks:
    """Override what you want to watch; each does nothing by itself."""

    def before_send(self, attempt: Attempt) -> None:
        """A signed request is about to be sent."""

    def after_response(self, answer: Answer) -> None:
        """A response, or the lack of one."""

    def on_retry(self, retry: Retry) -> None:
        """The attempt failed and will be repeated after the delay."""


def describe(request: HttpRequest, operation: "Operation", invocation_id: str, number: int) -> Attempt:
    """The part of a request that may be seen."""
    url = request.url.partition("?")[0]
    service = operation.service.name
    return Attempt(service, operation.name, invocation_id, number, request.method, url, len(request.body))
