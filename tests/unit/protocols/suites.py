"""botocore's protocol vectors as services and values of ours: one small service per suite of a file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from awso.core.operation import Operation
from awso.registry import Service
from awso.shapes.schema import Schema
from awso_codegen.ir.build import build_service, model_json
from awso_codegen.model.source import ServiceSource
from tests.paths import BOTOCORE_TESTS

Direction = Literal["input", "output"]


class Case(NamedTuple):
    """One vector: the suite it is from, and what it says."""

    file: str
    suite: dict[str, Any]
    case: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.file}:{self.case['id']}"


def cases(direction: Direction, *files: str) -> Iterator[Case]:
    """Every case of the files, or none where the vectors are missing (the tests that use them then say so)."""
    for file in files:
        path = BOTOCORE_TESTS / "unit" / "protocols" / direction / f"{file}.json"
        if path.exists():
            for suite in json.loads(path.read_bytes()):
                for case in suite["cases"]:
                    yield Case(file, suite, case)


def operation_of(case: Case, folder: Path) -> Operation:
    """The case's operation in a service of its own."""
    name: str = case.case["given"].get("name", "OperationName")
    given = {"http": {"method": "POST", "requestUri": "/"}, **case.case["given"], "name": name}
    metadata = {
        "serviceId": "Vectors",
        "endpointPrefix": "vectors",
        "serviceFullName": "Vectors",
        "signatureVersion": "v4",
        **case.suite["metadata"],
    }
    model = {"metadata": metadata, "operations": {name: given}, "shapes": case.suite["shapes"]}
    source = ServiceSource("vectors", metadata["apiVersion"], model, {}, {}, {})
    path = folder / "model.json"
    path.write_bytes(model_json(build_service(source)))
    return Service("vectors", str(path)).operation(name)


def from_params(schema: Schema, params: Any) -> Any:
    """Our value of a vector's parameters, in which blobs and special floats are text."""
    return schema.from_value(_typed(schema, params))


def _typed(schema: Schema, plain: Any) -> Any:
    if plain is None or schema.model.document:
        return plain
    if schema.kind == "structure":
        return {
            name: _typed(schema.members[name].target, inner) if name in schema.members else inner
            for name, inner in plain.items()
        }
    if schema.element is not None:
        return [_typed(schema.element.target, inner) for inner in plain]
    if schema.value is not None:
        return {key: _typed(schema.value.target, inner) for key, inner in plain.items()}
    if isinstance(plain, str) and schema.kind in ("float", "double"):
        return float(plain)
    return plain.encode() if schema.kind == "blob" and isinstance(plain, str) else plain


def to_result(schema: Schema, value: Any) -> Any:
    """Our value as a vector writes it: blobs as text, timestamps as epoch seconds, special floats as text."""
    return _written(schema.to_value(value))


def _written(plain: Any) -> Any:
    from datetime import datetime

    match plain:
        case dict():
            return {key: _written(inner) for key, inner in plain.items()}  # pyright: ignore[reportUnknownVariableType]  # plain values
        case list():
            return [_written(inner) for inner in plain]  # pyright: ignore[reportUnknownVariableType]  # plain values
        case bytes():
            return plain.decode()
        case datetime():
            return plain.timestamp()
        case float() if plain != plain or plain in (float("inf"), float("-inf")):
            return "NaN" if plain != plain else "Infinity" if plain > 0 else "-Infinity"
        case _:
            return plain
