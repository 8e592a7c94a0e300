"""Writes a service's `errors.pyi`: a subclass of `ServiceError` for each modelled error, its members as attributes."""

from msgspec import structs

from awso.errors import ServiceError
from awso.shapes.model import ShapeModel
from awso_codegen.emit.annotations import Annotations, class_name, unshadowed
from awso_codegen.emit.documentation import docstring, plain_lines
from awso_codegen.emit.runtime import NOTICE
from awso_codegen.emit.stub_shapes import attribute_type
from awso_codegen.ir.build import ServiceIr
from awso_codegen.model.source import JsonObject

OWN_ATTRIBUTES = frozenset(vars(ServiceError())) | frozenset(dir(ServiceError))
"""What every service error has: a modelled member of such a name is read from `members`."""


def emit_error_stub(ir: ServiceIr, source: JsonObject) -> str:
    """The text of `errors.pyi`."""
    service = ir.service
    annotations = Annotations(ir.shapes, prefix="_shapes.")  # an error may be called like a shape
    errors = {name: shape for name, shape in ir.shapes.items() if shape.exception}
    classes = [_error(name, shape, source["shapes"][name], annotations) for name, shape in errors.items()]
    body = [line for lines in classes for line in ["", *lines]]
    text = "\n".join(body)
    imports = [
        "from awso.stub_names import *",
        f"from awso.services import {service.module} as _shapes" if "_shapes." in text else "",
    ]
    title = f'"""The errors of {service.full_name}. {NOTICE}"""'
    return "\n".join([title, "", *filter(None, imports), *body]) + "\n"


def _error(name: str, shape: ShapeModel, source: JsonObject, annotations: Annotations) -> list[str]:
    taken = frozenset(member.python for member in shape.members.values())
    lines = [f"class {class_name(name)}(_ServiceError):"]
    documentation = docstring(plain_lines(source.get("documentation", "")), 4)
    for wire_name, member in shape.members.items():
        if member.python in OWN_ATTRIBUTES:
            continue
        read = attribute_type(
            structs.replace(member, required=False), annotations
        )  # services leave out what they promise
        documentation.append(f"    {member.python}: {unshadowed(read, taken)}")
        text = source["members"][wire_name].get("documentation", "")
        documentation.extend(docstring(plain_lines(text), 4))
    return [*lines, *documentation] if documentation else [lines[0] + " ..."]
