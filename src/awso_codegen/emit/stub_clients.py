"""Writes the part of a service's stub that shows its clients: each operation is declared once, for both of them.

An operation is a signature with its documentation under a decorator of `awso.declarations`, which makes it blocking on
a `Client`, async on an `AsyncClient`, and gives it `.pages()` and, where the pages hold items, `.items()`. Operations
are spread over base classes of a few each, so that their shapes can stand beside them (`awso_codegen.emit.stub`).
"""

from collections.abc import Iterable, Iterator

from awso.shapes.model import OperationModel
from awso.shapes.pages_and_waits import PaginatorModel
from awso_codegen.emit.annotations import Annotations, class_name, input_class
from awso_codegen.emit.documentation import docstring, first_sentence, plain_lines
from awso_codegen.emit.layout import call, signature
from awso_codegen.emit.stub_shapes import parameter_documentation, parameters
from awso_codegen.emit.stub_waiters import emit_wait_until
from awso_codegen.ir.build import ServiceIr, shape_at
from awso_codegen.model.source import JsonObject


def emit_operation(name: str, ir: ServiceIr, source: JsonObject, annotations: Annotations) -> list[str]:
    """The lines of one operation, in the body of a class."""
    operation = ir.operations[name]
    shape = ir.shapes[operation.input.shape] if operation.input else None
    taken = frozenset(other.python for other in ir.operations.values())
    given = parameters(shape, annotations, taken) if shape else []
    result = class_name(operation.output.shape) if operation.output else "None"
    return [
        "",
        _decorator(operation, ir.paginators.get(name), ir, annotations),
        *signature(f"def {operation.python}", ["self", *given], result, 4),
        *docstring(_documentation(operation, source, ir), 8),
    ]


def emit_clients(ir: ServiceIr, bases: Iterable[str]) -> Iterator[str]:
    """The lines of the two clients, which have all operations by `bases`."""
    service = ir.service.full_name
    yield ""
    yield from call("class _Operations", list(bases), ":")
    yield f'    """The operations of {service}."""'
    for client, base, title in (("Client", "_BlockingClient", "Blocking"), ("AsyncClient", "_AsyncioClient", "Async")):
        yield ""
        yield f"class {client}(_Operations, {base}):"
        yield f'    """{title} client of {service}."""'
        yield from emit_wait_until(ir, title)


def _decorator(
    operation: OperationModel, paginator: PaginatorModel | None, ir: ServiceIr, annotations: Annotations
) -> str:
    given = input_class(operation)
    if paginator is None:
        return f"    @_operation[{given}]()"
    item = item_type(paginator, operation, ir, annotations)
    return f"    @_paginated[{given}]()" if item is None else f"    @_paginated_items[{given}, {item}]()"


def _documentation(operation: OperationModel, source: JsonObject, ir: ServiceIr) -> list[str]:
    entry = source["operations"][operation.name]
    lines = plain_lines(entry.get("documentation", "")) or [f"Call {operation.name}."]
    if operation.deprecated:
        message = first_sentence(entry.get("deprecatedMessage", ""))
        lines = [f"Deprecated. {message}".strip(), "", *lines]
    lines.extend(parameter_documentation(operation, source, ir))
    if operation.errors:
        lines.extend(["", f"Raises: {', '.join(map(class_name, operation.errors))} (in `errors`)"])
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
