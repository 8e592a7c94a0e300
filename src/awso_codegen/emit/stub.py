"""Writes a service's `__init__.pyi`: what type checkers and editors see where the runtime has lazy objects.

A member's documentation stands at the class of the input and, shorter, at the method. A wheel's compression notices
what is said twice only within 32 kB, so operations on one subject stand together, their shapes right behind them:
measured, that makes room for the documentation of every parameter in a wheel of the same size.
"""

import re
from collections.abc import Iterator

from awso_codegen.emit.annotations import Annotations
from awso_codegen.emit.documentation import docstring, plain_lines
from awso_codegen.emit.runtime import NOTICE
from awso_codegen.emit.stub_clients import emit_clients, emit_operation
from awso_codegen.emit.stub_shapes import Shapes
from awso_codegen.emit.stub_waiters import emit_waiters
from awso_codegen.ir.build import ServiceIr
from awso_codegen.model.source import JsonObject

_IMPORTS = ("from awso.stub_names import *", "from . import errors as errors")
PORTION = 8_000
"""Characters of operations in one base class; their shapes are two or three times that."""
_VERB = re.compile(r"^[A-Z][a-z]+(?=[A-Z])")


def emit_stub(ir: ServiceIr, source: JsonObject) -> str:
    """The text of `__init__.pyi`."""
    title = f"{ir.service.full_name}. {NOTICE}"
    documentation = plain_lines(source.get("documentation", ""))
    lines = [*docstring([title, "", *documentation] if documentation else [title], 0), "", *_IMPORTS]
    annotations = Annotations(ir.shapes)
    shapes = Shapes(ir, source["shapes"], annotations)
    bases: list[str] = []
    for names in _neighbours(ir, source, annotations):
        bases.append(f"_Operations{len(bases) + 1}")
        lines.extend(["", f"class {bases[-1]}:"])
        for name in names:
            lines.extend(emit_operation(name, ir, source, annotations))
        lines.extend(shapes.emit(_shapes_of(names, ir)))
    lines.extend(shapes.emit(sorted(ir.shapes, key=_subject)))
    lines.extend([*emit_waiters(ir, source, annotations), *emit_clients(ir, bases)])
    return "\n".join(lines) + "\n"


def _neighbours(ir: ServiceIr, source: JsonObject, annotations: Annotations) -> Iterator[list[str]]:
    """The operations in portions that, with their shapes, fit the compression's window."""
    portion: list[str] = []
    length = 0
    for name in sorted(ir.operations, key=_subject):
        portion.append(name)
        length += sum(map(len, emit_operation(name, ir, source, annotations)))
        if length > PORTION:
            yield portion
            portion, length = [], 0
    if portion:
        yield portion


def _shapes_of(operations: list[str], ir: ServiceIr) -> Iterator[str]:
    """The shapes that operations refer to, directly or not."""
    models = [ir.operations[name] for name in operations]
    return ir.reachable(part.shape for model in models for part in (model.input, model.output) if part is not None)


def _subject(name: str) -> tuple[str, str]:
    """Sorts `CreateUserPool` beside `UpdateUserPool`, whose members have the same documentation."""
    return _VERB.sub("", name), name
