"""Compiled endpoint rules for tests: straight from the emitter, so that no build is needed first."""

import json
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from awso.endpoints.endpoint import Endpoint
from awso.shapes.model import OperationModel
from awso.shapes.schema import Schema, Schemas
from awso_codegen.emit.endpoints import emit_endpoints
from awso_codegen.emit.partitions import emit_partitions
from awso_codegen.ir.build import ServiceIr, build_service
from awso_codegen.model.source import data_folder, read_service
from tests.paths import require

DATA = data_folder()
PARTITIONS_MODULE = "awso.services._partitions"


class CompiledRules:
    """A module of compiled rules, callable with the parameters' wire names."""

    def __init__(self, rule_set: Mapping[str, Any], service: str) -> None:
        install_partitions()
        self.source = emit_endpoints(rule_set, service)
        self.module: Any = ModuleType(f"compiled_rules_of_{service}")
        exec(
            compile(self.source, f"<endpoint rules of {service}>", "exec"), self.module.__dict__
        )  # our own emitter's output

    def __call__(self, parameters: Mapping[str, Any]) -> Endpoint:
        resolve: Callable[..., Endpoint] = self.module.resolve
        names: dict[str, str] = self.module.PARAMETERS
        return resolve(
            **{
                names[name]: tuple(value) if isinstance(value, list) else value  # pyright: ignore[reportUnknownArgumentType]  # JSON
                for name, value in parameters.items()
            }
        )


def install_partitions() -> ModuleType:
    """The partitions module, freshly emitted where no build has made it."""
    try:
        import awso.services._partitions as built  # pyright: ignore[reportMissingImports]  # generated
    except ImportError:
        module = ModuleType(PARTITIONS_MODULE)
        exec(emit_partitions(load(DATA / "partitions.json")), module.__dict__)  # our own emitter's output
        sys.modules[PARTITIONS_MODULE] = module
        return module
    return built


def load(path: Path) -> Any:
    """The JSON content of `path`."""
    return json.loads(require(path).read_bytes())


@cache
def compiled(service: str) -> CompiledRules:
    """The compiled rules of a real service."""
    return CompiledRules(rule_set(service), service)


def rule_set(service: str) -> Mapping[str, Any]:
    """The newest rule set of a real service."""
    return read_service(DATA, service).endpoint_rules


@cache
def _built(service: str) -> tuple[ServiceIr, Schemas]:
    ir = build_service(read_service(DATA, service))
    return ir, Schemas(ir.shapes, protocol=ir.service.protocol)


def operation(service: str, name: str) -> tuple[OperationModel, Schema | None]:
    """An operation of a real service and the schema of its input."""
    ir, schemas = _built(service)
    model = ir.operations[name]
    return model, None if model.input is None else schemas[model.input.shape]
