"""Writes the part of a service's stub that shows its clients: one method an operation, blocking and async alike.

A paginated operation is a method under a decorator that makes it an object with `.pages()` and, where the pages hold a
list, `.items()`; the decorators are `awso.paginated`'s.
"""

from collections.abc import Iterator
from typing import NamedTuple

from awso.shapes.model import OperationModel, PaginatorModel
from awso_codegen.emit.annotations import Annotations, class_name
from awso_codegen.emit.documentation import WIDTH, docstring, first_sentence, plain_lines, wrapped
from awso_codegen.emit.layout import signature
from awso_codegen.emit.stub_shapes import parameters
from awso_codegen.ir.build import ServiceIr
from awso_codegen.model.source import JsonObject


class Flavour(NamedTuple):
    """What distinguishes the two clients."""

    client: str
    base: str
    definition: str
    pages: str
    items: str


BLOCKING = Flavour("Client", "_BlockingClient", "def", "_in_pages", "_in_pages_of")
ASYNC = Flavour("AsyncClient", "_AsyncioClient", "async def", "_async_in_pages", "_async_in_pages_of")


class Clients:
    """Emits what the two clients of a service have in common and each of them.

    The text of an operation stands once, in a base class of the stub: editors look for a method's documentation in the
    classes above it. Not so for a paginated operation, which is an object to them and has its own copy.
    """

    def __init__(self, ir: ServiceIr, source: JsonObject, annotations: Annotations) -> None:
        self._ir = ir
        self._source = source
        self._annotations = annotations
        self._taken = frozenset(operation.python for operation in ir.operations.values())

    def operations(self) -> Iterator[str]:
        """The lines of the class that holds the documentation of both clients' methods."""
        yield "class _Operations:"
        yield f'    """The operations of {self._ir.service.full_name}."""'
        for name, operation in self._ir.operations.items():
            if name not in self._ir.paginators:
                yield ""
                yield f"    def {operation.python}(self, *args: _Any, **members: _Any) -> _Any:"
                yield from self._documentation(name)

    def client(self, flavour: Flavour) -> Iterator[str]:
        """The lines of one client class."""
        title = "Blocking" if flavour is BLOCKING else "Async"
        yield f"class {flavour.client}(_Operations, {flavour.base}):"
        yield f'    """{title} client of {self._ir.service.full_name}; each method is one operation."""'
        yield ""
        for name in self._ir.operations:
            yield from self._method(flavour, name)

    def _method(self, flavour: Flavour, name: str) -> Iterator[str]:
        operation = self._ir.operations[name]
        paginator = self._ir.paginators.get(name)
        if paginator is not None:
            item = item_type(paginator, operation, self._ir, self._annotations)
            yield f"    @{flavour.pages}" if item is None else f"    @{flavour.items}[{item}]()"
        shape = self._ir.shapes[operation.input.shape] if operation.input else None
        given = parameters(shape, self._annotations, self._taken) if shape else []
        result = class_name(operation.output.shape) if operation.output else "None"
        head = f"{flavour.definition} {operation.python}"
        yield from signature(head, ["self", *given], result, 4, "" if paginator else " ...")
        if paginator:
            yield from self._documentation(name)

    def _documentation(self, name: str) -> list[str]:
        entry = self._source["operations"][name]
        operation = self._ir.operations[name]
        lines = plain_lines(entry.get("documentation", ""), 8) or [f"Call {name}."]
        if operation.deprecated:
            message = first_sentence(entry.get("deprecatedMessage", ""))
            lines = [*wrapped(f"Deprecated. {message}".strip(), "", "", WIDTH - 8), "", *lines]
        if operation.errors:
            names = ", ".join(f"errors.{class_name(error)}" for error in operation.errors)
            lines.extend(["", "Raises:", *wrapped(names, "    ", "    ", WIDTH - 8)])
        return docstring(lines, 8)


def item_type(
    paginator: PaginatorModel, operation: OperationModel, ir: ServiceIr, annotations: Annotations
) -> str | None:
    """The type of what `.items()` gives: an element of the first result key; None where that is no list."""
    if not paginator.result_key or operation.output is None:
        return None
    shape = ir.shapes[operation.output.shape]
    for part in paginator.result_key[0].split("."):
        member = shape.members.get(part)
        if member is None:
            return None
        shape = ir.shapes[member.shape]
    if shape.member is None:
        return None
    element = annotations.read(shape.member)
    return f"{element} | None" if shape.sparse else element
