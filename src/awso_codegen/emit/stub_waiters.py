"""Writes the part of a service's stub that shows its waiters: each is declared once, for both clients.

A waiter is a signature, the operation's members and then how long to wait, under a decorator of `awso.declarations`
that makes it blocking on a `Client` and async on an `AsyncClient`.
"""

from collections.abc import Iterator

from awso.core.waits import condition
from awso.shapes.model import OperationModel
from awso.shapes.pages_and_waits import AcceptorModel, WaiterModel
from awso_codegen.emit.annotations import Annotations, class_name, input_class
from awso_codegen.emit.documentation import docstring
from awso_codegen.emit.layout import signature
from awso_codegen.emit.stub_shapes import parameter_documentation, parameters
from awso_codegen.ir.build import ServiceIr
from awso_codegen.model.source import JsonObject

_OPTIONS = (
    "max_wait_seconds: float | None = None",
    "max_attempts: int | None = None",
    "delay_seconds: float | None = None",
)

_OPTIONS_SAID = (
    "    max_wait_seconds: After how long to give up; the number of attempts is then free.",
    "    max_attempts: How often to ask before giving up.",
    "    delay_seconds: How long to wait between two attempts.",
    "    on_attempt: Is told of every attempt; what it raises ends the wait.",
)


def emit_waiters(ir: ServiceIr, source: JsonObject, annotations: Annotations) -> Iterator[str]:
    """The lines of the service's waiters; none where it has none."""
    if not ir.waiters:
        return
    yield ""
    yield "class _Waiters:"
    yield f'    """The waiters of {ir.service.full_name}."""'
    for waiter in ir.waiters.values():
        operation = ir.operations[waiter.operation]
        shape = ir.shapes[operation.input.shape] if operation.input else None
        given = parameters(shape, annotations, frozenset()) if shape else []
        output = class_name(operation.output.shape) if operation.output else "None"
        options = (*_OPTIONS, f"on_attempt: _OnAttempt[{output}] | None = None")
        yield ""
        yield f"    @_waiter[{input_class(operation)}, {output}]()"
        yield from signature(f"def {waiter.python}", ["self", *(given or ["*"]), *options], _result(waiter, output), 4)
        members = parameter_documentation(operation, source, ir) or ["", "Args:"]
        yield from docstring([*_documentation(waiter, operation), *members, *_OPTIONS_SAID], 8)
    for clients in ("Blocking", "Async"):
        yield ""
        yield f"class _{clients}Waiters(_Waiters, _{clients}Waits): ..."


def emit_wait_until(ir: ServiceIr, clients: str) -> Iterator[str]:
    """The lines of a client's `wait_until`."""
    if ir.waiters:
        yield "    @property"
        yield f"    def wait_until(self) -> _{clients}Waiters:"
        yield '        """Waiters: each polls an operation until a resource is in a state."""'


def _result(waiter: WaiterModel, output: str) -> str:
    """What waiting gives: the last answer, which is none where an error is what was waited for."""
    successes = [acceptor for acceptor in waiter.acceptors if acceptor.state == "success"]
    return f"{output} | None" if output != "None" and any(map(_accepts_error, successes)) else output


def _accepts_error(acceptor: AcceptorModel) -> bool:
    match acceptor.matcher, acceptor.expected:
        case "error", bool(expected):
            return expected
        case "error", _:
            return True
        case "status", int(status):
            return not 200 <= status < 300
        case _:
            return False


def _documentation(waiter: WaiterModel, operation: OperationModel) -> list[str]:
    lines = [f"Wait with `{operation.python}` every {waiter.delay:g} s, at most {waiter.max_attempts} times."]
    for state, title in (("success", "Until"), ("failure", "Fails when")):
        conditions = [condition(acceptor) for acceptor in waiter.acceptors if acceptor.state == state]
        if conditions:
            lines.extend(["", f"{title}:", *(f"- {text}" for text in dict.fromkeys(conditions))])
    return lines
