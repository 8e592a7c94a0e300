"""Writes a service's `__init__.pyi`: what type checkers and editors see where the runtime has lazy objects."""

import re

from awso_codegen.emit.annotations import Annotations
from awso_codegen.emit.documentation import docstring, plain_lines
from awso_codegen.emit.runtime import NOTICE
from awso_codegen.emit.stub_clients import ASYNC, BLOCKING, Clients
from awso_codegen.emit.stub_shapes import emit_shape
from awso_codegen.ir.build import ServiceIr
from awso_codegen.model.source import JsonObject

_IMPORTS = (
    "import builtins as _builtins",
    "from collections.abc import Mapping as _Mapping",
    "from collections.abc import Sequence as _Sequence",
    "from datetime import datetime as _datetime",
    "from typing import Any as _Any",
    "from typing import Literal as _Literal",
    "from typing import TypeAlias as _TypeAlias",
    "from typing import overload as _overload",
    "from awso.client import AsyncioClient as _AsyncioClient",
    "from awso.client import BlockingClient as _BlockingClient",
    "from awso.paginated import async_in_pages as _async_in_pages",
    "from awso.paginated import async_in_pages_of as _async_in_pages_of",
    "from awso.paginated import in_pages as _in_pages",
    "from awso.paginated import in_pages_of as _in_pages_of",
    "from awso.shapes.document import Document as _Document",
    "from awso.shapes.shape import Shape as _Shape",
    "from . import errors as errors",
)
_VERB = re.compile(r"^[A-Z][a-z]+(?=[A-Z])")


def emit_stub(ir: ServiceIr, source: JsonObject) -> str:
    """The text of `__init__.pyi`."""
    annotations = Annotations(ir.shapes)
    title = f"{ir.service.full_name}. {NOTICE.format(name=ir.service.name)}"
    documentation = plain_lines(source.get("documentation", ""), 0)
    lines = [*docstring([title, "", *documentation] if documentation else [title], 0), "", *_IMPORTS]
    clients = Clients(ir, source, annotations)
    lines.extend(["", *clients.operations(), "", *clients.client(BLOCKING), "", *clients.client(ASYNC)])
    structures: list[str] = []
    aliases: list[str] = []
    for name in sorted(ir.shapes, key=_subject):
        shape = ir.shapes[name]
        text = emit_shape(name, shape, source["shapes"][name], annotations)
        if shape.type == "structure" and not shape.document:
            structures.extend(["", *text])
        else:
            aliases.extend(text)
    return "\n".join([*lines, *structures, "", *aliases]) + "\n"


def _subject(name: str) -> tuple[str, str]:
    """Sorts `CreateUserPoolRequest` beside `UpdateUserPoolRequest` and near `UserPoolType`.

    Their members have the same documentation, which a wheel's compression notices only within 32 kB.
    """
    return _VERB.sub("", name), name
