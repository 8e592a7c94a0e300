"""Checks generated services, whichever models they are from: `python -m tests.codegen.generated_checks SERVICES CASES`.

A process of its own, because the services stand in for those that this tree has generated. Everything that is made
when first touched is touched: classes, validators, codecs, paginators, waiters, endpoint rules; the published endpoint
cases of the same version are the judge of the rules. Prints what was checked and what failed, as JSON.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path

import awso.services
from awso.core.expressions import evaluate
from awso.core.operation import Operation
from awso.core.pages import Paginator
from awso.errors import ConfigurationError
from awso.registry import Service, module_name, service, service_names
from awso.shapes.constraints import checker_of
from awso.shapes.schema import Schema
from awso.shapes.shape import typed_class
from tests.conformance.endpoint_rules import disagreements, resolve

Check = tuple[str, str, Callable[[], object]]
"""What kind it is of, what it is about, and what must not raise."""


def checks(opened: Service, cases: Path) -> Iterator[Check]:
    """Everything that there is to check of one service."""
    for name in opened.schemas:
        yield "shape", name, partial(check_shape, opened.shape(name))
    for operation in opened.operations():
        yield "operation", operation.name, partial(check_operation, operation)
    for name in opened.error_names:
        yield "error", name, partial(opened.error, name)
    for name in opened.file.paginators:
        yield "paginator", name, partial(check_paginator, opened, name)
    for name in opened.waiters:
        yield "waiter", name, partial(check_waiter, opened, name)
    for stub in ("__init__.pyi", "errors.pyi"):
        yield "stub", stub, partial(check_stub, opened, stub)
    if cases.is_file():
        yield "endpoint rules", opened.name, partial(check_endpoints, opened, cases)


def check_shape(schema: Schema) -> None:
    """A structure's class with all its types, and the validator of any shape."""
    if schema.kind == "structure" and not schema.model.document:
        typed_class(schema)
    checker_of(schema)


def check_operation(operation: Operation) -> None:
    """Its protocol is spoken; of event streams it may be said that they are not yet."""
    try:
        assert operation.protocol
    except ConfigurationError:
        members = [*operation.input_schema.members.values(), *operation.output_schema.members.values()]
        assert any(member.target.model.eventstream for member in members)


def check_paginator(opened: Service, name: str) -> None:
    """A page without anything is the last one."""
    operation, model = opened.operation(name), opened.paginator_model(name)
    assert model is not None
    assert Paginator(operation, model).next_input(operation.input(), operation.output()) is None


def check_waiter(opened: Service, name: str) -> None:
    """Each expression is understood: of an empty answer it finds something, or cannot be applied."""
    waiter = opened.waiters[name]
    answer = opened.operation(waiter.operation).output()
    for acceptor in waiter.acceptors:
        if acceptor.expression is not None:
            with suppress(TypeError):  # `length(Things)`, where there are none
                evaluate(acceptor.expression, answer)


def check_stub(opened: Service, name: str) -> None:
    """A stub is Python."""
    file = Path(str(import_module(opened.module).__file__)).with_name(name)
    compile(file.read_text(encoding="utf-8"), str(file), "exec", dont_inherit=True)


def check_endpoints(opened: Service, cases: Path) -> None:
    """The rules agree with every published case."""
    rules = partial(resolve, import_module(f"{opened.module}.endpoints"))
    wrong = disagreements(rules, json.loads(cases.read_bytes())["testCases"])
    assert wrong == [], wrong[:3]


def main(services_folder: str, cases_folder: str) -> None:
    """Check all services of a folder."""
    awso.services.__path__[:] = [services_folder]
    done: Counter[str] = Counter()
    failed: list[str] = []
    for module in service_names():
        opened = service(module)
        assert module_name(opened.name) == module
        done["service"] += 1
        for kind, about, check in checks(opened, Path(cases_folder) / opened.name / "endpoint-tests-1.json"):
            done[kind] += 1
            try:
                check()
            except Exception as error:
                failed.append(f"{opened.name} {kind} {about}: {type(error).__name__}: {error!s:.300}")
    print(json.dumps({"done": done, "failed": failed}))


if __name__ == "__main__":
    main(*sys.argv[1:])
