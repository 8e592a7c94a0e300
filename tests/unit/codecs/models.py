"""Small models written as botocore writes them, for what no service shows."""

from typing import Any

from awso.shapes.schema import Schemas
from awso_codegen.ir.build import build_shape


def schemas_of(shapes: dict[str, dict[str, Any]], protocol: str = "query") -> Schemas:
    """The linked schemas of botocore-format shapes."""
    return Schemas({name: build_shape(shape, name) for name, shape in shapes.items()}, protocol=protocol)


KINDS = ("string", "integer", "long", "float", "double", "boolean", "timestamp", "blob")
SCALARS: dict[str, dict[str, Any]] = {kind.capitalize(): {"type": kind} for kind in KINDS}
"""One shape of each scalar kind: `String`, `Integer`, …"""
