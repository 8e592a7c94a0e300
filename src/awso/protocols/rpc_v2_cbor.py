"""Smithy's RPC v2 with CBOR: the operation is in the path, both bodies are CBOR.

https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
"""

from typing import TYPE_CHECKING, Any

from awso.codecs import cbor
from awso.core.http import HttpRequest, HttpResponse
from awso.errors import ResponseError, ServiceError
from awso.protocols.aws_json import Rpc
from awso.protocols.error_fields import MESSAGE_MEMBERS, error_schema, error_status, error_value, which_response
from awso.protocols.json_errors import decode_error

if TYPE_CHECKING:
    from awso.core.operation import Operation

_PROTOCOL_FIELD = ("smithy-protocol", "rpc-v2-cbor")
_CONTENT_TYPE_FIELD = ("Content-Type", "application/cbor")
_NO_MEMBERS = b"\xa0"


class RpcV2Cbor(Rpc):
    """One operation in RPC v2 CBOR."""

    def __init__(self, operation: "Operation") -> None:
        path = f"service/{operation.service.model.target_prefix}/operation/{operation.name}"
        super().__init__(operation, "cbor", cbor, _NO_MEMBERS, path)

    def _request_fields(self) -> list[tuple[str, str]]:
        fields = [_PROTOCOL_FIELD, ("Accept", "application/cbor")]
        if self._operation.model.input is not None:
            fields.append(_CONTENT_TYPE_FIELD)
        return [*fields, *super()._request_fields()]

    def _response_fields(self, request_id: str | None) -> list[tuple[str, str]]:
        return [_CONTENT_TYPE_FIELD, _PROTOCOL_FIELD, *super()._response_fields(request_id)]

    def encode_request(self, value: Any, endpoint_url: str) -> HttpRequest:
        """`POST` with the members as a map; no body at all where the operation has no input."""
        request = super().encode_request(value, endpoint_url)
        if self._operation.model.input is None:
            return HttpRequest(request.method, request.url, request.headers)
        return request

    def encode_response(self, value: Any, request_id: str | None = None) -> HttpResponse:
        """The members as a map; no body at all where the operation has no output."""
        if self._operation.model.output is None:
            return HttpResponse(self._operation.model.http.response_code, self._response_fields(request_id)[1:])
        return super().encode_response(value, request_id)

    def decode_response(self, response: HttpResponse) -> Any:
        """The members of the map; an operation without output ignores whatever came."""
        spoken = response.headers.get(_PROTOCOL_FIELD[0], _PROTOCOL_FIELD[1])
        if spoken != _PROTOCOL_FIELD[1]:
            said = f"expected the protocol rpc-v2-cbor in the response, got {spoken!r:.40}"
            raise ResponseError(f"{self._operation}: {said}{which_response(response)}")
        return super().decode_response(response)

    def encode_error(self, error: ServiceError, request_id: str | None = None) -> HttpResponse:
        """The error's members, its name in `__type`; a code that it had in the query protocol in a header."""
        schema = error_schema(self._operation, error.code)
        name = error.code if schema is None else schema.name
        body: dict[str, Any] = {"__type": name}
        if schema is not None:
            body |= schema.to_value(error_value(schema, error))
        if not any(member in body for member in MESSAGE_MEMBERS):
            body["message"] = error.message
        fields = self._response_fields(request_id)
        if name != error.code:
            fault = "Receiver" if schema is not None and schema.model.fault else "Sender"
            fields.append(("x-amzn-query-error", f"{error.code};{fault}"))
        return HttpResponse(error_status(schema, error), fields, cbor.encode_plain(body))

    def decode_error(self, response: HttpResponse, attempts: int = 1) -> ServiceError:
        """The error in `__type`; else (a balancer's page) the HTTP status is the code."""
        return decode_error(self._operation, response, attempts, parse=cbor.parse)
