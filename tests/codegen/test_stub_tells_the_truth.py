"""What a stub says may be left out or absent, beside the model: of each service that a sample has, every operation.

Whoever calls must give what the model requires, but not an idempotency token, which the call makes. Whoever reads an
answer may find anything absent: services leave out what they promise. Lists and maps then read as empty.
"""

import ast
from functools import cache
from itertools import chain

import pytest

import awso
from awso.errors import ServiceError
from awso.registry import Service
from awso.shapes.model import MemberModel
from awso.shapes.schema import Schema, reachable
from awso_codegen.emit.annotations import class_name
from awso_codegen.emit.stub_errors import OWN_ATTRIBUTES
from tests.paths import ROOT

SERVICES = [
    *("s3", "dynamodb", "sqs", "sns", "iam", "sts", "lambda", "kms", "ssm", "secretsmanager", "cloudformation"),
    *("cloudwatch", "logs", "events", "stepfunctions", "kinesis", "route53", "ecr", "ecs"),
    *awso.service_names()[::23],
]


@cache
def stub(service: str, file: str = "__init__.pyi") -> dict[str, ast.ClassDef]:
    """The classes of a service's stub."""
    text = (ROOT / "src" / "awso" / "services" / awso.service(service).model.module / file).read_text(encoding="utf-8")
    return {node.name: node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)}


def methods(service: str, prefix: str) -> dict[str, ast.FunctionDef]:
    """The methods of the classes whose name begins with `prefix`."""
    classes = [node for name, node in stub(service).items() if name.startswith(prefix)]
    body = chain.from_iterable(node.body for node in classes)
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}


def parameters(method: ast.FunctionDef) -> dict[str, bool]:
    """The parameters by name: whether each must be given."""
    defaults = method.args.kw_defaults
    return {argument.arg: default is None for argument, default in zip(method.args.kwonlyargs, defaults, strict=True)}


def decorated_with(method: ast.FunctionDef) -> list[str]:
    """The types in the brackets of its decorator."""
    [decorator] = method.decorator_list
    assert isinstance(decorator, ast.Call)
    assert isinstance(decorator.func, ast.Subscript)
    types = decorator.func.slice
    return [ast.unparse(part) for part in (types.elts if isinstance(types, ast.Tuple) else [types])]


def shape_of(reference: MemberModel | None, nothing: str) -> str:
    """The class of an operation's input or output; `nothing` where it has none."""
    return nothing if reference is None else class_name(reference.shape)


def fields(node: ast.ClassDef) -> dict[str, tuple[str, bool]]:
    """The attributes of a class by name: the annotation, and whether the constructor needs it."""
    return {
        statement.target.id: (ast.unparse(statement.annotation), statement.value is None)
        for statement in node.body
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
    }


def required(schema: Schema) -> dict[str, bool]:
    """The members that the model has, and which of them it requires of a caller."""
    return {member.python: member.required and not member.model.idempotency_token for member in schema.members.values()}


def may_be_absent(annotation: str) -> bool:
    return annotation.endswith("| None") or annotation == "_Document" or annotation.startswith("_Optional")


def given(service: Service) -> set[str]:
    """The shapes that inputs refer to, directly or not."""
    return {schema.name for operation in service.operations() for schema in reachable(operation.input_schema)}


def answered(service: Service) -> set[str]:
    """The shapes that outputs refer to, directly or not."""
    return {schema.name for operation in service.operations() for schema in reachable(operation.output_schema)}


def scalars(schema: Schema) -> set[str]:
    """The members that read as None where they are absent."""
    return {member.python for member in schema.members.values() if member.target.kind not in ("list", "map")}


@pytest.mark.parametrize("name", SERVICES)
def test_a_call_needs_what_the_model_requires_and_nothing_else(name: str) -> None:
    service = awso.service(name)
    declared = methods(name, "_Operations")

    assert set(declared) == set(service.operations_by_python_name)
    for operation in service.operations():
        assert parameters(declared[operation.python]) == required(operation.input_schema), operation


@pytest.mark.parametrize("name", SERVICES)
def test_a_ready_made_input_is_of_the_class_that_the_model_names(name: str) -> None:
    service = awso.service(name)
    operations, waiters = methods(name, "_Operations"), methods(name, "_Waiters")

    for operation in service.operations():
        assert decorated_with(operations[operation.python])[0] == shape_of(operation.model.input, "_Never"), operation
    for waiter in service.waiters.values():
        model = service.operation(waiter.operation).model
        expected = [shape_of(model.input, "_Never"), shape_of(model.output, "None")]
        assert decorated_with(waiters[waiter.python]) == expected, waiter


@pytest.mark.parametrize("name", SERVICES)
def test_a_constructor_of_what_is_given_needs_what_the_model_requires(name: str) -> None:
    service = awso.service(name)
    for shape_name in given(service):
        node = stub(name).get(class_name(shape_name))
        if node is not None and shape_name in service.schemas and not service.shape(shape_name).model.union:
            said = {attribute: needed for attribute, (_, needed) in fields(node).items()}
            assert said == required(service.shape(shape_name)), shape_name


@pytest.mark.parametrize("name", SERVICES)
def test_whatever_only_an_answer_has_may_be_absent(name: str) -> None:
    service = awso.service(name)
    for shape_name in answered(service) - given(service):
        node = stub(name).get(class_name(shape_name))
        if node is not None:
            said = fields(node)
            for attribute in scalars(service.shape(shape_name)):
                assert may_be_absent(said[attribute][0]), (shape_name, attribute)


@pytest.mark.parametrize("name", SERVICES)
def test_every_error_is_declared_with_members_that_may_be_absent(name: str) -> None:
    service = awso.service(name)
    declared = stub(name, "errors.pyi")

    assert set(declared) == {class_name(error) for error in service.error_names}
    for error in service.error_names:
        assert issubclass(service.error(error), ServiceError)
        said = fields(declared[class_name(error)])
        assert set(said) == set(required(service.shape(error))) - OWN_ATTRIBUTES
        for attribute in scalars(service.shape(error)) - OWN_ATTRIBUTES:
            assert may_be_absent(said[attribute][0]), (error, attribute)


@pytest.mark.parametrize("name", SERVICES)
def test_every_waiter_and_every_paginator_is_declared(name: str) -> None:
    service = awso.service(name)
    options = {"max_wait_seconds": False, "max_attempts": False, "delay_seconds": False, "on_attempt": False}
    waiters = methods(name, "_Waiters")

    assert set(waiters) == set(service.waiters)
    for waiter in service.waiters.values():
        members = required(service.operation(waiter.operation).input_schema)
        assert parameters(waiters[waiter.python]) == members | options
    declared = methods(name, "_Operations")
    paginated = {method for method, node in declared.items() if "paginated" in ast.unparse(node.decorator_list[0])}
    assert paginated == {service.operation_model(wire_name).python for wire_name in service.file.paginators}
