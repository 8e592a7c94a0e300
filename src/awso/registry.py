"""The services that were generated, and how one comes to life.

`service("cognito-idp")` gives a `Service`; a generated package hands its own module `__getattr__` over to one
(`open_service`), so that shapes, errors and clients are made when first touched.
"""

import os
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, Literal

from awso._lean import PausedCollector, msgspec
from awso.errors import ServiceError
from awso.shapes.model import ModelFile, OperationModel, ServiceModel
from awso.shapes.naming import attribute_name
from awso.shapes.schema import Schema, Schemas
from awso.shapes.shape import unknown_member_message

if TYPE_CHECKING:
    from awso.core.operation import Operation
    from awso.shapes.pages_and_waits import PaginatorModel, WaiterModel

_decode_operation = msgspec.json.Decoder(OperationModel).decode

PACKAGE = "awso.services"
CLIENTS = {"Client": ("awso.client", "BlockingClient"), "AsyncClient": ("awso.async_client", "AsyncioClient")}


class Service:
    """One AWS service as its model describes it: operations, shapes, errors, by their wire names."""

    def __init__(self, module: str, model_path: str) -> None:
        self.module = module
        self._model_path = model_path
        self._operations: dict[str, Operation] = {}
        self._errors: dict[str, type[ServiceError]] = {}

    @cached_property
    def file(self) -> ModelFile:
        """The whole generated model, entries undecoded."""
        with open(self._model_path, "rb") as source:
            return ModelFile(source.read())

    @property
    def model(self) -> ServiceModel:
        """What is true of the service as a whole."""
        return self.file.service

    @property
    def name(self) -> str:
        """The service's name as botocore spells it: `cognito-idp`."""
        return self.file.service.name

    @cached_property
    def schemas(self) -> Schemas:
        """Every shape by its model name."""

        def describe(name: str) -> str | None:
            from awso.documentation import shape_documentation

            return shape_documentation(self.module, name)

        return Schemas(self.file.shapes, module=self.module, protocol=self.model.protocol, describe=describe)

    @cached_property
    def operations_by_python_name(self) -> dict[str, str]:
        """Wire names by method names: `update_user_attributes` → `UpdateUserAttributes`."""
        return {self.operation_model(wire).python: wire for wire in self.file.operations}

    def operation_model(self, wire_name: str) -> OperationModel:
        """The model of one operation. Raises KeyError that names the nearest operation."""
        raw = self.file.operations.get(wire_name)
        if raw is None:
            raise KeyError(unknown_member_message(self.name, wire_name, tuple(self.file.operations)))
        model = _decode_operation(raw)
        return msgspec.structs.replace(model, name=wire_name, python=model.python or attribute_name(wire_name))

    def paginator_model(self, wire_name: str) -> "PaginatorModel | None":
        """How the operation's pages follow one another, or None where it has no pages."""
        raw = self.file.paginators.get(wire_name)
        if raw is None:
            return None
        from awso.shapes.pages_and_waits import PaginatorModel

        return msgspec.json.decode(raw, type=PaginatorModel)

    @cached_property
    def waiters(self) -> "dict[str, WaiterModel]":
        """The waiters by their names under `client.wait_until`: `instance_running`."""
        from awso.shapes.pages_and_waits import WaiterModel

        decode = msgspec.json.Decoder(WaiterModel).decode
        return {waiter.python: waiter for waiter in map(decode, self.file.waiters.values())}

    def operation(self, wire_name: str) -> "Operation":
        """One operation with its input, output, errors and codecs. Raises KeyError for a name the model lacks."""
        operation = self._operations.get(wire_name)
        if operation is None:
            from awso.core.operation import Operation

            operation = self._operations[wire_name] = Operation(self, self.operation_model(wire_name))
        return operation

    def operation_of_method(self, python: str) -> "Operation | None":
        """The operation behind a method of the service's clients, or None."""
        guess = python.title().replace("_", "")  # nearly always right, and reading all of EC2's models takes 7 ms
        if guess in self._operations or guess in self.file.operations:
            operation = self.operation(guess)
            if operation.python == python:
                return operation
        wire_name = self.operations_by_python_name.get(python)
        return None if wire_name is None else self.operation(wire_name)

    def operations(self) -> "Iterator[Operation]":
        """Every operation, in the model's order."""
        return (self.operation(wire_name) for wire_name in self.file.operations)

    def shape(self, name: str) -> Schema:
        """One shape of any kind by its model name. Raises KeyError."""
        if name not in self.schemas:
            raise KeyError(unknown_member_message(self.name, name, tuple(self.schemas)))
        return self.schemas[name]

    def error(self, shape_name: str) -> type[ServiceError]:
        """The exception class of a modelled error. Raises KeyError for a shape that is none."""
        cls = self._errors.get(shape_name)
        if cls is None:
            schema = self.schemas[shape_name]
            if not schema.model.exception:
                raise KeyError(f"{self.name}: {shape_name} is not an error")
            namespace = {"__module__": f"{self.module}.errors", "__qualname__": shape_name, "__schema__": schema}
            cls = self._errors.setdefault(shape_name, type(shape_name, (ServiceError,), namespace))
        return cls

    @cached_property
    def error_names(self) -> tuple[str, ...]:
        """The shapes that are errors."""
        return tuple(self.file.shapes.having(b'"exception":true'))

    @cached_property
    def errors_by_code(self) -> dict[str, str]:
        """The shapes of the errors that the model gives a code of their own on the wire, by that code."""
        traits = ((name, self.schemas[name].model.error) for name in self.error_names)
        return {trait.code: name for name, trait in traits if trait is not None and trait.code is not None}

    def python_value(self, name: str) -> Any:
        """What the generated module has under `name`: a class, an alias of a list, map or scalar, or a client.

        Raises KeyError where it has nothing.
        """
        if name in CLIENTS:
            module, base = CLIENTS[name]
            with PausedCollector():
                parent = getattr(import_module(module), base)
            return type(name, (parent,), {"__module__": self.module, "__service__": self})
        if name not in self.schemas and iskeyword(name[:-1]):
            name = name[:-1]  # API Gateway has a shape that is called None: here it is None_
        if name not in self.schemas:
            raise KeyError(name)
        return _python_type(self.schemas[name])

    def __repr__(self) -> str:
        return f"<awso.Service {self.name}>"


def _python_type(schema: Schema) -> Any:
    from awso.shapes.shape import field_type

    if schema.kind == "structure" and not schema.model.document:
        return schema.cls
    if schema.model.enum:
        return Literal[tuple(schema.model.enum)]
    from awso.shapes.model import MemberModel
    from awso.shapes.schema import MemberSchema

    return field_type(MemberSchema(schema.schemas, schema.name, MemberModel(schema.name)), [])


_opened: dict[str, Service] = {}


def service(name: str) -> Service:
    """The service of this name, as botocore spells it (`cognito-idp`) or as its Python module (`cognito_idp`).

    Raises KeyError that names the nearest service.
    """
    module = module_name(name)
    try:
        import_module(f"{PACKAGE}.{module}")
    except ModuleNotFoundError as error:
        if error.name != f"{PACKAGE}.{module}":
            raise
        raise KeyError(unknown_member_message("awso", name, service_names())) from None
    return _opened[f"{PACKAGE}.{module}"]


def module_name(name: str) -> str:
    """The Python module of a service name: `cognito-idp` → `cognito_idp`, `lambda` → `lambda_`."""
    module = name.replace("-", "_")
    return module + "_" if iskeyword(module) else module


def service_names() -> tuple[str, ...]:
    """The Python modules of every generated service."""
    package = import_module(PACKAGE)
    folder = package.__path__[0]
    return tuple(sorted(entry.name for entry in os.scandir(folder) if os.path.exists(f"{entry.path}/model.json")))


ModuleHooks = tuple[Callable[[str], Any], Callable[[], list[str]]]


def open_service(module: str, module_file: str) -> ModuleHooks:
    """The `__getattr__` and `__dir__` of a generated service package."""
    opened = Service(module, os.path.join(os.path.dirname(module_file), "model.json"))
    _opened[module] = opened
    namespace = sys.modules[module].__dict__

    def attribute(name: str) -> Any:
        if name == "errors":
            return import_module(f"{module}.errors")
        if name.startswith("__"):
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        try:
            made = opened.python_value(name)
        except KeyError:
            raise AttributeError(
                unknown_member_message(f"module {module!r}", name, (*CLIENTS, *opened.schemas))
            ) from None
        return namespace.setdefault(name, made)

    def directory() -> list[str]:
        return sorted({*namespace, *CLIENTS, *opened.schemas, "errors"})

    return attribute, directory


def open_errors(module: str) -> ModuleHooks:
    """The `__getattr__` and `__dir__` of a generated service's `errors` module."""
    opened = _opened[module.removesuffix(".errors")]
    namespace = sys.modules[module].__dict__

    def attribute(name: str) -> Any:
        try:
            made = opened.error(name)
        except KeyError:
            if name.startswith("__"):
                raise AttributeError(f"module {module!r} has no attribute {name!r}") from None
            raise AttributeError(unknown_member_message(f"module {module!r}", name, opened.error_names)) from None
        return namespace.setdefault(name, made)

    def directory() -> list[str]:
        return sorted({*namespace, *opened.error_names})

    return attribute, directory
