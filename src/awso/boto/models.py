"""What programs ask of botocore's models: facts of a service and of its operations.

Shapes are awso's own: `awso.service(name).shape(shape_name)`.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from awso.boto.outputs import body_member

if TYPE_CHECKING:
    from awso.core.operation import Operation
    from awso.registry import Service

AUTH_TYPES = {
    "aws.auth#sigv4": "v4",
    "aws.auth#sigv4a": "v4a",
    "smithy.api#httpBearerAuth": "bearer",
    "smithy.api#noAuth": "none",
}
"""How botocore calls the schemes of a model's `auth`."""


class OperationNotFoundError(Exception):
    """A service has no operation of this name."""


class ServiceId(str):
    """The id of a service: `Cognito Identity Provider`."""

    __slots__ = ()

    def hyphenize(self) -> str:
        """As it stands in the names of events: `cognito-identity-provider`."""
        from awso.boto.events.names import event_part

        return event_part(self)


class ServiceModel:
    """What programs ask of botocore's service model."""

    def __init__(self, service: "Service") -> None:
        model = service.model
        self._service = service
        self.service_name = service.name
        self.service_id = ServiceId(model.service_id)
        self.api_version = model.api_version
        self.endpoint_prefix = model.endpoint_prefix
        self.signing_name = model.signing_name or model.endpoint_prefix
        self.signature_version = model.signature_version
        self.protocol = model.protocol
        self.operation_names = list(service.file.operations)

    def operation_model(self, operation_name: str) -> "OperationModel":
        """The facts of an operation, by its wire name. Raises `OperationNotFoundError`."""
        if operation_name not in self._service.file.operations:
            raise OperationNotFoundError(operation_name)
        return OperationModel(self, self._service.operation(operation_name))

    def __getattr__(self, name: str) -> NoReturn:
        where = self.__dict__.get("service_name")
        raise AttributeError(
            f"awso.boto's service model has no attribute {name!r}: ask awso.service({where!r}) for the"
            " operations and shapes of the service"
        )


class OperationModel:
    """What programs ask of botocore's operation model: handlers of events are given it as `model`."""

    def __init__(self, service_model: ServiceModel, operation: "Operation") -> None:
        model = operation.model
        self._operation = operation
        self.service_model = service_model
        self.name = self.wire_name = operation.name
        self.http = {"method": model.http.method, "requestUri": model.http.request_uri}
        self.auth = model.auth or None
        self.auth_type = model.authtype
        self.deprecated = model.deprecated
        self.unsigned_payload = model.unsigned_payload
        self.http_checksum_required = model.http_checksum_required
        self.http_checksum: dict[str, Any] = model.http_checksum or {}
        self.is_endpoint_discovery_operation = model.endpoint_operation

    @property
    def resolved_auth_type(self) -> str | None:
        """How it is signed by its model; None where the service's model says so."""
        return next((AUTH_TYPES[scheme] for scheme in self.auth or () if scheme in AUTH_TYPES), self.auth_type)

    @cached_property
    def idempotent_members(self) -> list[str]:
        """The parameters that are filled in where they are not given."""
        members = self._operation.input_schema.members.values()
        return [member.name for member in members if member.model.idempotency_token]

    @property
    def has_streaming_input(self) -> bool:
        """Whether the body of the request is a stream of bytes."""
        return body_member(self._operation.input_schema) is not None

    @property
    def has_streaming_output(self) -> bool:
        """Whether the body of the answer is one."""
        return body_member(self._operation.output_schema) is not None

    @property
    def has_event_stream_input(self) -> bool:
        """Whether events are sent."""
        return self._operation.input_schema.event_member is not None

    @property
    def has_event_stream_output(self) -> bool:
        """Whether events are received."""
        return self._operation.output_schema.event_member is not None

    def __getattr__(self, name: str) -> NoReturn:
        operation = self.__dict__.get("_operation")
        raise AttributeError(
            f"awso.boto's operation model has no attribute {name!r}: awso.service(…).operation(…) of {operation} has"
            " its input, output and errors"
        )

    def __repr__(self) -> str:
        return f"OperationModel(name={self.name})"
