"""Which service or operation has which behaviours: the only place that says so.

A service's behaviours are named here by operation, those that a trait of the model asks for by that trait. Classes are
imported when a client first calls one of their operations: a service without any pays for one look into this table.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from awso.behaviours.behaviour import Behaviour
    from awso.behaviours.invocation import Phases
    from awso.core.context import CallContext
    from awso.core.operation import Operation

EVERY: tuple[str, ...] = ()
"""All of a service's operations."""

Entry = tuple[str, tuple[str, ...]]
"""A class, as `module:name` in this package, and the operations that it is for."""

BEHAVIOURS: Mapping[str, tuple[Entry, ...]] = {}
"""By botocore's name of the service; in the order in which they take part."""


def phases_of(context: "CallContext", operation: "Operation") -> "Phases | None":
    """The behaviours of an operation of a client; None where it has none."""
    names = [
        name
        for name, operations in BEHAVIOURS.get(operation.service.name, ())
        if not operations or operation.name in operations
    ]
    if not names:
        return None
    from awso.behaviours.invocation import Phases

    return Phases(tuple(_of_client(context, name) for name in names))


def _of_client(context: "CallContext", name: str) -> "Behaviour":
    """The one instance of a behaviour that all calls of the client share."""
    known = context.behaviours.get(name)
    if known is None:
        module, _, cls = name.partition(":")
        made = getattr(import_module(f"{__package__}.{module}"), cls)(context)
        known = context.behaviours.setdefault(name, made)  # two threads may both get here, and one must win
    return known
