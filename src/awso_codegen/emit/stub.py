"""Writes a service's `__init__.pyi`: what type checkers and editors see where the runtime has lazy objects."""

import re

from awso_codegen.emit.annotations import Annotations
from awso_codegen.emit.documentation import docstring, plain_lines
from awso_codegen.emit.runtime import NOTICE
from awso_codegen.emit.stub_clients import emit_clients
from awso_codegen.emit.stub_shapes import emit_shape
from awso_codegen.ir.build import ServiceIr
from awso_codegen.model.source import JsonObject

_IMPORTS = (
    "import builtins as _builtins",
    "from collections.abc import Mapping as _Mapping",
    "from collections.abc import Sequence as _Sequence",
    "from datetime import datetime as _datetime",
    "from typing import Literal as _Literal",
    "from typing import TypeAlias as _TypeAlias",
    "from typing import overload as _overload",
    "from awso.client import AsyncioClient as _AsyncioClient",
    "from awso.client import BlockingClient as _BlockingClient",
    "from awso.core.bodies import StreamingBody as _StreamingBody",
    "from awso.core.bodies import StreamSource as _StreamSource",
    "from awso.core.event_streams import EventSource as _EventSource",
    "from awso.core.event_streams import EventStream as _EventStream",
    "from awso.core.waits import OnAttempt as _OnAttempt",
    "from awso.declarations import AsyncWaits as _AsyncWaits",
    "from awso.declarations import BlockingWaits as _BlockingWaits",
    "from awso.declarations import ListMember as _List",
    "from awso.declarations import MapMember as _Map",
    "from awso.declarations import NestedMember as _Nested",
    "from awso.declarations import OptionalListMember as _OptionalList",
    "from awso.declarations import OptionalMapMember as _OptionalMap",
    "from awso.declarations import OptionalNestedMember as _OptionalNested",
    "from awso.declarations import operation as _operation",
    "from awso.declarations import paginated as _paginated",
    "from awso.declarations import paginated_items as _paginated_items",
    "from awso.declarations import waiter as _waiter",
    "from awso.shapes.document import Document as _Document",
    "from awso.shapes.shape import Shape as _Shape",
    "from . import errors as errors",
)
_VERB = re.compile(r"^[A-Z][a-z]+(?=[A-Z])")


def emit_stub(ir: ServiceIr, source: JsonObject) -> str:
    """The text of `__init__.pyi`."""
    annotations = Annotations(ir.shapes)
    title = f"{ir.service.full_name}. {NOTICE.format(name=ir.service.name)}"
    documentation = plain_lines(source.get("documentation", ""))
    lines = [*docstring([title, "", *documentation] if documentation else [title], 0), "", *_IMPORTS]
    lines.extend(["", *emit_clients(ir, source, annotations)])
    outputs = {operation.output.shape for operation in ir.operations.values() if operation.output is not None}
    structures: list[str] = []
    aliases: list[str] = []
    for name in sorted(ir.shapes, key=_subject):
        shape = ir.shapes[name]
        text = emit_shape(name, shape, source["shapes"][name], annotations, name in outputs)
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
