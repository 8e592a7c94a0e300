"""Writes the part of a service's stub that shows its clients: each operation is declared once, for both of them.

An operation is a signature with its documentation under a decorator of `awso.declarations`, which makes it blocking on
a `Client`, async on an `AsyncClient`, and gives it `.pages()` and, where the pages hold a list, `.items()`.
"""

from collections.abc import Iterator

from awso.shapes.model import OperationModel, PaginatorModel
from awso_codegen.emit.annotations import Annotations, class_name
from awso_codegen.emit.documentation import docstring, first_sentence, plain_lines
from awso_codegen.emit.layout import signature
from awso_codegen.emit.stub_shapes import parameters
from awso_codegen.emit.stub_waiters import emit_wait_until, emit_waiters
from awso_codegen.ir.build import ServiceIr, shape_at
from awso_codegen.model.source import JsonObject


def emit_clients(ir: ServiceIr, source: JsonObject, annotations: Annotations) -> Iterator[str]:
    """The lines of the operations and of the two clients that have them."""
    service = ir.service.full_name
    taken = frozenset(operation.python for operation in ir.operations.values())
    yield "class _Operations:"
    yield f'    """The operations of {service}."""'
    for name, operation in ir.operations.items():
        shape = ir.shapes[operation.input.shape] if operation.input else None
        given = parameters(shape, annotations, taken) if shape else []
        result = class_name(operation.output.shape) if operation.output else "None"
        yield ""
        yield _decorator(operation, ir.paginators.get(name), ir, annotations)
        yield from signature(f"def {operation.python}", ["self", *given], result, 4)
        yield from docstring(_documentation(operation, source["operations"][name]), 8)
    yield from emit_waiters(ir, annotations)
    for client, base, title in (("Client", "_BlockingClient", "Blocking"), ("AsyncClient", "_AsyncioClient", "Async")):
        yield ""
        yield f"class {client}(_Operations, {base}):"
        yield f'    """{title} client of {service}."""'
        yield from emit_wait_until(ir, title)


def _decorator(
    operation: OperationModel, paginator: PaginatorModel | None, ir: ServiceIr, annotations: Annotations
) -> str:
    if paginator is None:
        return "    @_operation"
    item = item_type(paginator, operation, ir, annotations)
    return "    @_paginated" if item is None else f"    @_paginated_items[{item}]()"


def _documentation(operation: OperationModel, entry: JsonObject) -> list[str]:
    lines = plain_lines(entry.get("documentation", "")) or [f"Call {operation.name}."]
    if operation.deprecated:
        message = first_sentence(entry.get("deprecatedMessage", ""))
        lines = [f"Deprecated. {message}".strip(), "", *lines]
    if operation.errors:
        lines.extend(["", "Raises:", *(f"    errors.{class_name(error)}" for error in operation.errors)])
    return lines


def item_type(
    paginator: PaginatorModel, operation: OperationModel, ir: ServiceIr, annotations: Annotations
) -> str | None:
    """The type of what `.items()` gives: an element of a list, or a map's key and value; None where neither is."""
    if paginator.items is None or operation.output is None:
        return None
    shape = shape_at(paginator.items, ir.shapes[operation.output.shape], ir.shapes)
    contained = None if shape is None else shape.member or shape.value
    if shape is None or contained is None:
        return None
    inner = annotations.read(contained) + (" | None" if shape.sparse else "")
    return inner if shape.type == "list" else f"tuple[str, {inner}]"
