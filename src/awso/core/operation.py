"""One operation without a client: its classes and its codecs, all pure.

`awso.service("cognito-idp").operation("GetUser")` gives one. The conformance tests, the clients and the user pool
stand on it.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from awso.core.http import HttpRequest, HttpResponse
from awso.errors import ServiceError
from awso.shapes.model import MemberModel, OperationModel, ShapeModel
from awso.shapes.schema import Schema

if TYPE_CHECKING:
    from awso.core.pages import Paginator
    from awso.protocols.interface import OperationProtocol
    from awso.registry import Service
    from awso.shapes.constraints import Check


class Operation:
    """An operation of a service.

    `input` and `output` are its classes (without members where the model has none), `errors` those of its errors.
    """

    def __init__(self, service: "Service", model: OperationModel) -> None:
        self.service = service
        self.model = model
        self.name = model.name
        """The name on the wire: `GetUser`."""
        self.python = model.python
        """The name of the client's method: `get_user`."""

    @cached_property
    def input_schema(self) -> Schema:
        """The input as the codecs see it."""
        return self._schema(self.model.input, "Input")

    @cached_property
    def output_schema(self) -> Schema:
        """The output as the codecs see it."""
        return self._schema(self.model.output, "Output")

    @cached_property
    def input(self) -> type[Any]:
        """The class of the input, a `Shape`; `Any`, because which members it takes is known at run time only."""
        return self.input_schema.cls

    @cached_property
    def output(self) -> type[Any]:
        """The class of the output, a `Shape`."""
        return self.output_schema.cls

    @cached_property
    def errors(self) -> tuple[type[ServiceError], ...]:
        """The classes of the errors that the model lists."""
        return tuple(self.service.error(name) for name in self.model.errors)

    @cached_property
    def protocol(self) -> "OperationProtocol":
        """The operation's wire form. Raises `ConfigurationError` where its protocol is not spoken yet."""
        from awso.protocols import bind

        return bind(self)

    @cached_property
    def unsigned(self) -> bool:
        """Whether the service takes the request without a signature."""
        first = self.model.auth[0] if self.model.auth else None
        return self.model.authtype == "none" or first == "smithy.api#noAuth"

    @cached_property
    def check(self) -> "Check":
        """What tells whether an input breaks no constraint at all (`awso.shapes.constraints`)."""
        from awso.shapes.constraints import checker_of

        return checker_of(self.input_schema)

    @cached_property
    def streams_output(self) -> bool:
        """Whether the output has a member that is read as it arrives: a streaming blob, or a stream of events."""
        members = self.output_schema.members.values()
        return any(member.model.streaming for member in members) or any(
            member.target.model.streaming or member.target.model.eventstream for member in members
        )

    @cached_property
    def idempotency_tokens(self) -> tuple[str, ...]:
        """The input's attributes by which the service recognises a repeated request."""
        members = self.input_schema.members.values()
        return tuple(member.python for member in members if member.model.idempotency_token)

    @cached_property
    def paginator(self) -> "Paginator | None":
        """How its pages follow one another; None where it has none."""
        model = self.service.paginator_model(self.name)
        if model is None:
            return None
        from awso.core.pages import Paginator

        return Paginator(self, model)

    def encode_request(self, input: Any, endpoint_url: str | None = None) -> HttpRequest:
        """The unsigned request for an instance of `input`, at the service's host in us-east-1 unless told otherwise.

        Raises `ParameterError`. Which endpoint a client would choose is `awso.endpoints`' business.
        """
        if endpoint_url is None:
            endpoint_url = f"https://{self.service.model.endpoint_prefix}.us-east-1.amazonaws.com"
        return self.protocol.encode_request(input, endpoint_url)

    def decode_request(self, request: HttpRequest) -> Any:
        """The input of a request, unvalidated. Raises `DecodeError`."""
        return self.protocol.decode_request(request)

    def encode_response(self, output_or_error: Any, *, request_id: str | None = None) -> HttpResponse:
        """The response for an instance of `output`, or for a `ServiceError`."""
        if isinstance(output_or_error, ServiceError):
            return self.protocol.encode_error(output_or_error, request_id)
        return self.protocol.encode_response(output_or_error, request_id)

    def decode_response(self, response: HttpResponse, *, attempts: int = 1) -> Any:
        """The output. Raises the `ServiceError` that the response carries, `ResponseError` where it makes no sense."""
        if 200 <= response.status < 300:
            return self.protocol.decode_response(response)
        raise self.protocol.decode_error(response, attempts)

    def _schema(self, reference: MemberModel | None, role: str) -> Schema:
        schemas = self.service.schemas
        if reference is None:
            return Schema(schemas, f"{self.name}{role}", ShapeModel("structure"))
        return schemas[reference.shape]

    def __str__(self) -> str:
        return f"{self.service.name} {self.name}"

    def __repr__(self) -> str:
        return f"<awso.Operation {self}>"
