"""What the runtime keeps of a service's paginators and waiters: two more tables of its `model.json`.

Apart from the rest of the vocabulary (`awso.shapes.model`), for few processes follow pages before their first request.
"""

from typing import Literal

from awso._lean import msgspec
from awso.shapes.model import Expression


class PaginatorModel(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the pages of one operation follow one another."""

    input_token: list[str]
    output_token: list[Expression]
    result_key: list[Expression] = []
    """What the pages are about."""
    items: Expression | None = None
    """The first result key that is a list or a map; None where each is a text or a structure."""
    limit_key: str | None = None
    """The member of the input that limits a page."""
    more_results: Expression | None = None
    non_aggregate_keys: list[Expression] = []


class AcceptorModel(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an answer or an error means to a waiter."""

    state: Literal["success", "failure", "retry"]
    matcher: Literal["path", "pathAll", "pathAny", "status", "error"]
    expected: str | int | bool
    argument: str = ""
    """The JMESPath expression that the path matchers look at, for people."""
    expression: Expression | None = None
    """The same for the runtime."""


class WaiterModel(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """How to wait for something: which operation to call again and again, and what its answers mean."""

    python: str
    """The name under `client.wait_until`: `instance_running`."""
    operation: str
    delay: float
    """Seconds between two calls."""
    max_attempts: int
    acceptors: list[AcceptorModel] = []
    """The first that matches decides."""
