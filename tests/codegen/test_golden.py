"""The fictitious service: what every emitter writes for it is committed, and it uses every trait that there is."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from awso.shapes.model import OperationModel, ServiceModel
from awso.shapes.pages_and_waits import AcceptorModel, PaginatorModel, WaiterModel
from awso_codegen.ir import build
from tests.codegen.golden_service import EXPECTED, emitted, golden_source

EMITTED = emitted()


@pytest.mark.parametrize("path", sorted(EMITTED))
def test_an_emitter_writes_what_is_committed(path: str) -> None:
    assert EMITTED[path] == (EXPECTED / path).read_text(encoding="utf-8"), "run `make golden` and read the difference"


def test_nothing_else_is_committed() -> None:
    committed = {file.relative_to(EXPECTED).as_posix() for file in EXPECTED.rglob("*") if file.is_file()}

    assert committed == set(EMITTED)


@pytest.mark.parametrize("path", sorted(path for path in EMITTED if path.endswith((".py", ".pyi"))))
def test_what_is_emitted_is_python(path: str) -> None:
    compile(EMITTED[path], path, "exec", dont_inherit=True)


def test_the_service_uses_every_trait_of_a_shape_and_of_a_member() -> None:
    used = {key for shape in golden_source().service["shapes"].values() for key in _keys(shape)}
    used |= {key for operation in golden_source().service["operations"].values() for key in _keys(operation)}

    assert set(build.SHAPE_TRAITS) | set(build.MEMBER_TRAITS) <= used


def test_the_service_uses_every_trait_of_an_operation_and_of_a_service() -> None:
    ir = build.build_service(golden_source())
    model = json.loads(build.model_json(ir))
    operations = {key for operation in model["operations"].values() for key in operation}

    assert operations == {_camel(name) for name in OperationModel.__struct_fields__} - {"name"}  # the entry's key
    assert set(model["service"]) == {_camel(name) for name in ServiceModel.__struct_fields__}
    assert _entries(model["paginators"].values()) == set(PaginatorModel.__struct_fields__)


def test_the_service_uses_all_that_a_waiter_can_say() -> None:
    waiters = json.loads(build.model_json(build.build_service(golden_source())))["waiters"].values()
    acceptors = [acceptor for waiter in waiters for acceptor in waiter["acceptors"]]

    assert _entries(waiters) == {_camel(name) for name in WaiterModel.__struct_fields__}
    assert _entries(acceptors) == set(AcceptorModel.__struct_fields__)
    assert {acceptor["matcher"] for acceptor in acceptors} == {"path", "pathAll", "pathAny", "status", "error"}
    assert {acceptor["state"] for acceptor in acceptors} == {"success", "failure", "retry"}


def test_a_trait_that_the_generator_does_not_know_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"lamps\.Wick: unknown traits \['soggy'\]"):
        build.build_shape({"type": "string", "soggy": True}, "lamps.Wick")


def test_documentation_is_left_out_of_what_the_runtime_reads() -> None:
    assert "Rape seed" in EMITTED["services/lighthouse_log/__init__.pyi"]
    assert "Rape seed" not in EMITTED["services/lighthouse_log/model.json"]


def _entries(objects: Iterable[dict[str, Any]]) -> set[str]:
    return {key for entry in objects for key in entry}


def _keys(entry: Any) -> set[str]:
    match entry:
        case list():
            return {key for item in entry for key in _keys(item)}
        case dict():
            return set(entry) | {key for value in entry.values() for key in _keys(value)}
        case _:
            return set()


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)
