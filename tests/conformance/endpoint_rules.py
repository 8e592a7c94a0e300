"""Compiled endpoint rules for tests: straight from the emitter, so that no build is needed first."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from awso.endpoints import Endpoint
from awso.errors import EndpointError
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
        return resolve(self.module, parameters)


def resolve(module: Any, parameters: Mapping[str, Any]) -> Endpoint:
    """What a module of compiled rules says to parameters under their wire names."""
    rules: Callable[..., Endpoint] = module.resolve
    names: dict[str, str] = module.PARAMETERS
    return rules(
        **{
            names[name]: tuple(value) if isinstance(value, list) else value  # pyright: ignore[reportUnknownArgumentType]  # JSON
            for name, value in parameters.items()
        }
    )


def disagreements(rules: Callable[[Mapping[str, Any]], Endpoint], cases: Iterable[dict[str, Any]]) -> list[str]:
    """Those of the published cases that the rules do not agree with, and how."""
    return [
        f"{case.get('documentation')} {case.get('params')}: got {outcome(rules, case)}, expected {expected(case)}"
        for case in cases
        if outcome(rules, case) != expected(case)
    ]


def outcome(rules: Callable[[Mapping[str, Any]], Endpoint], case: dict[str, Any]) -> Endpoint | str:
    """What the rules say to a published case: an endpoint, or the text of their refusal."""
    try:
        return rules(case.get("params", {}))
    except EndpointError as error:
        return str(error)


def expected(case: dict[str, Any]) -> Endpoint | str:
    """What a published case expects, in the same form."""
    expect = case["expect"]
    if "error" in expect:
        return str(expect["error"])
    endpoint = expect["endpoint"]
    return Endpoint(endpoint["url"], endpoint.get("properties", {}), endpoint.get("headers", {}))


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
