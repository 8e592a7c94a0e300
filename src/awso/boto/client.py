"""A client with boto3's methods: keyword arguments by the model's names in, dicts out, `ClientError` for a no.

One call, top to bottom, is `BaseClient._make_api_call`. What is sent and how is the engine's (`awso.boto.engine`).
"""

from typing import TYPE_CHECKING, Any, Self

from awso.boto import exceptions, quirks
from awso.boto.answers import Answers, code_of
from awso.boto.client_exceptions import ClientExceptions, exceptions_of
from awso.boto.inputs import MisfitError, input_of
from awso.boto.names import WITHOUT_METHOD, class_name, methods_of, operation_of
from awso.core.call import Exchange
from awso.errors import AwsoError, ServiceError
from awso.protocols import protocol_name

if TYPE_CHECKING:
    from awso.boto.engine import Engine
    from awso.boto.meta import ClientMeta
    from awso.boto.paginate import Paginator
    from awso.boto.presign import Call as PresignedCall
    from awso.boto.waiter import Waiter
    from awso.core.operation import Operation
    from awso.registry import Service


class ClientMethod:
    """One operation as a method: `client.list_tables(Limit=10)`."""

    def __init__(self, client: "BaseClient", name: str, operation: str) -> None:
        self._client = client
        self._operation = operation
        self.__name__ = name
        self.__qualname__ = f"{type(client).__name__}.{name}"

    def __call__(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The answer."""
        if args:
            raise TypeError(f"{self.__name__}() only accepts keyword arguments.")
        return self._client._make_api_call(self._operation, kwargs)  # pyright: ignore[reportPrivateUsage]  # programs replace it by this name

    def __repr__(self) -> str:
        return f"<bound method {self.__qualname__} of {self._client!r}>"


class BaseClient:
    """The base of every service's client; `awso.boto.client` makes one. Safe to share between threads."""

    _without: frozenset[str] = frozenset()
    """Methods that a handler of `creating-client-class` took away."""

    def __init__(self, service: "Service", engine: "Engine", meta: "ClientMeta") -> None:
        self._service = service
        self._engine = engine
        self._answers = Answers(protocol_name(service.model), meta.config)
        self.meta = meta

    def _make_api_call(self, operation_name: str, api_params: dict[str, Any]) -> dict[str, Any]:
        """The answer of an operation, by its wire name."""
        operation = self._service.operation(operation_name)
        events = self.meta.events_in_use
        if events is not None:
            from awso.boto.events.call import call_with_events

            return call_with_events(self, events, operation, api_params)
        value = self._input(operation, api_params)
        exchange = Exchange()
        try:
            output = self._engine.call(operation, value, exchange)
        except ServiceError as error:
            raise self._client_error(operation, error, exchange) from error
        except AwsoError as error:
            raise self._failure(operation, error) from error
        assert exchange.response is not None
        return self._answers.success(operation, value, output, exchange.response, exchange.attempts)

    def _input(self, operation: "Operation", api_params: dict[str, Any]) -> Any:
        schema = operation.input_schema
        given = quirks.arguments_of(self._service.name, operation.name, schema.members, api_params)
        try:
            return input_of(schema, given)
        except MisfitError:
            return self._refused_input(operation, given)

    def _refused_input(self, operation: "Operation", given: dict[str, Any]) -> Any:
        """Raise what is wrong; or go on without what is missing, where the client was told not to look."""
        from awso.boto.validate import report
        from awso.errors import ParameterError

        if self.meta.config.parameter_validation:
            raise exceptions.ParamValidationError(report=report(operation.input_schema, given))
        try:
            return operation.input_schema.from_value(given)
        except ParameterError as error:  # what cannot be put on the wire at all
            raise self._failure(operation, error) from error

    def _client_error(self, operation: "Operation", error: ServiceError, exchange: Exchange) -> exceptions.ClientError:
        assert exchange.response is not None
        most = self._engine.prepared().max_attempts
        answer = self._answers.failure(operation, error, exchange.response, exchange.attempts, most)
        return self.exceptions.from_code(code_of(self._service.name, answer))(answer, operation.name)

    def _failure(self, operation: "Operation", error: AwsoError) -> exceptions.BotoCoreError:
        from awso.boto.failures import failure_of

        prepared = self._engine.prepared().prepared.get(operation.name)
        url = self.meta.endpoint_url if prepared is None else prepared.url
        return failure_of(error, url.partition("?")[0])  # boto3 shows the query, which may hold a token

    def __getattr__(self, name: str) -> Any:
        wire = operation_of(self._service, quirks.METHOD_ALIASES.get(self._service.name, {}).get(name, name))
        if wire is None or name in self._without:
            return self._attribute_by_event(name)
        method = self.__dict__[name] = ClientMethod(self, name, wire)
        return method

    def _attribute_by_event(self, name: str) -> Any:
        """What a handler of `getattr` gives for a name that is none of the client's."""
        events = self.meta.events_in_use
        if events is not None:
            _, answer = events.emit_until_response(f"getattr.{events.service}.{name}", client=self)
            if answer is not None:
                return answer
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __dir__(self) -> list[str]:
        without = WITHOUT_METHOD.get(self._service.name, ())
        methods = (name for name, wire in methods_of(self._service).items() if wire not in without)
        return sorted({*super().__dir__(), *methods})

    @property
    def exceptions(self) -> ClientExceptions:
        """The service's own errors: `except client.exceptions.ResourceNotFoundException`."""
        return exceptions_of(self._service)

    def can_paginate(self, operation_name: str) -> bool:
        """Whether the results of a method come in pages. Raises KeyError where there is no such method."""
        wire = operation_of(self._service, operation_name)
        if wire is None:
            raise KeyError(operation_name)
        return wire in self._service.file.paginators

    def get_paginator(self, operation_name: str) -> "Paginator":
        """What follows the pages of a method. Raises `OperationNotPageableError`."""
        if not self.can_paginate(operation_name):
            raise exceptions.OperationNotPageableError(operation_name=operation_name)
        from awso.boto.paginate import Paginator

        wire = operation_of(self._service, operation_name)
        assert wire is not None
        model = self._service.paginator_model(wire)
        assert model is not None
        return Paginator(getattr(self, operation_name), model, self._service.operation(wire).input_schema)

    @property
    def waiter_names(self) -> list[str]:
        """The names that `get_waiter` takes."""
        from awso.boto.waiter import waiter_names

        return list(waiter_names(self._service))

    def get_waiter(self, waiter_name: str) -> "Waiter":
        """What waits for a state. Raises ValueError where there is no such waiter."""
        from awso.boto.waiter import waiter_of

        return waiter_of(self, self._service, waiter_name)

    def generate_presigned_url(
        self,
        ClientMethod: str,  # noqa: N803  # boto3's names
        Params: dict[str, Any] | None = None,  # noqa: N803  # as above
        ExpiresIn: int = 3600,  # noqa: N803  # as above
        HttpMethod: str | None = None,  # noqa: N803  # as above
    ) -> str:
        """A URL by which whoever has it can make the call, until it expires."""
        from awso.boto.presign import url_of_call

        wire = operation_of(self._service, ClientMethod)
        if wire is None:
            raise exceptions.UnknownClientMethodError(method_name=ClientMethod)
        call = self._presignable(wire, Params or {})
        try:
            return url_of_call(self._engine, call, ExpiresIn, HttpMethod)
        except AwsoError as error:
            raise self._failure(call.operation, error) from error

    def _presignable(
        self, operation_name: str, params: dict[str, Any], *, signed_as: str | None = None
    ) -> "PresignedCall":
        """What `awso.boto.presign` needs to know of a call; of a form, the operation whose events its signature has."""
        from awso.boto.presign import Call as PresignedCall

        operation = self._service.operation(operation_name)
        events, handlers = self.meta.events_in_use, None
        if events is not None:
            from awso.boto.events.presigning import PresigningEvents

            handlers = PresigningEvents(self, events, self._service.operation(signed_as or operation_name))
            params = handlers.provided(operation, params)
        given = quirks.arguments_of(self._service.name, operation_name, operation.input_schema.members, params)
        value = self._input(operation, params)
        return PresignedCall(operation, value, given, self.meta.config, self._engine.signature_version, handlers)

    def close(self) -> None:
        """Forget settings and credentials; connections are shared by all clients of the process."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<awso.boto.client.{type(self).__name__} object at {id(self):#x}>"


def client_class(service: "Service") -> type[BaseClient]:
    """The class of a service's clients, by boto3's name."""
    match service.name:
        case "s3":
            from awso.boto.s3.client import S3Client

            base: type[BaseClient] = S3Client
        case "rds":
            from awso.boto.databases import RdsClient

            base = RdsClient
        case "dsql":
            from awso.boto.databases import DsqlClient

            base = DsqlClient
        case _:
            base = BaseClient
    known = _classes.get(service.name)
    if known is None:
        made: Any = type(class_name(service.model.service_id), (base,), {"__module__": __name__})
        known = _classes.setdefault(service.name, made)
    return known


_classes: dict[str, type[BaseClient]] = {}
