"""Smithy's RPC v2 with CBOR: the operation is in the path, both bodies are CBOR.

https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from awso.codecs import cbor
from awso.core.http import Headers, HttpRequest, HttpResponse
from awso.errors import DecodeError, ResponseError, ServiceError
from awso.protocols import bind_events
from awso.protocols.error_fields import MESSAGE_MEMBERS, error_schema, error_status, error_value, which_response
from awso.protocols.host_prefix import with_host_prefix
from awso.protocols.json_errors import decode_error

if TYPE_CHECKING:
    from awso.core.operation import Operation
    from awso.protocols.event_streams import StreamBinding
    from awso.shapes.schema import Schema

_PROTOCOL_FIELD = ("smithy-protocol", "rpc-v2-cbor")
_CONTENT_TYPE_FIELD = ("Content-Type", "application/cbor")
_NO_MEMBERS = b"\xa0"


class RpcV2Cbor:
    """One operation in RPC v2 CBOR."""

    def __init__(self, operation: "Operation") -> None:
        model = operation.service.model
        self._operation = operation
        self._input = operation.input_schema
        self._has_input = operation.model.input is not None
        fields = [_PROTOCOL_FIELD, ("Accept", "application/cbor")]
        if self._has_input:
            fields.append(_CONTENT_TYPE_FIELD)
        if model.query_compatible:
            fields.append(("x-amzn-query-mode", "true"))
        self._headers = Headers(fields)
        self._path = f"service/{model.target_prefix}/operation/{operation.name}"
        self._sent_events = bind_events(operation, "input", "cbor")

    @cached_property
    def _output(self) -> "Schema":
        return self._operation.output_schema

    @cached_property
    def _answered_events(self) -> "StreamBinding | None":
        return bind_events(self._operation, "output", "cbor")

    def encode_request(self, value: Any, endpoint_url: str) -> HttpRequest:
        """`POST` with the members as a map; no body at all where the operation has no input."""
        if self._operation.model.host_prefix is not None:
            endpoint_url = with_host_prefix(endpoint_url, self._operation, value)
        url = f"{endpoint_url.rstrip('/')}/{self._path}"
        if self._sent_events is not None:
            fields, stream = self._sent_events.message(self._input, value, self._headers.pairs)
            return HttpRequest("POST", url, fields, stream=stream)
        body = cbor.encode(self._input, value) if self._has_input else b""
        return HttpRequest("POST", url, self._headers, body)

    def decode_request(self, request: HttpRequest) -> Any:
        """The members of the map; no body is none."""
        if self._sent_events is not None:
            return self._sent_events.of_message(self._operation.input, request.body, request.stream)
        return cbor.decode(self._input, request.body or _NO_MEMBERS)

    def encode_response(self, value: Any, request_id: str | None = None) -> HttpResponse:
        """The members as a map; no body at all where the operation has no output."""
        status = self._operation.model.http.response_code
        if self._operation.model.output is None:
            return HttpResponse(status, _response_fields(request_id)[1:])
        if self._answered_events is not None:
            fields, stream = self._answered_events.answer(self._output, value, _response_fields(request_id))
            return HttpResponse(status, fields, stream=stream)
        return HttpResponse(status, _response_fields(request_id), cbor.encode(self._output, value))

    def decode_response(self, response: HttpResponse) -> Any:
        """The members of the map; an operation without output ignores whatever came."""
        spoken = response.headers.get(_PROTOCOL_FIELD[0], _PROTOCOL_FIELD[1])
        if spoken != _PROTOCOL_FIELD[1]:
            said = f"expected the protocol rpc-v2-cbor in the response, got {spoken!r:.40}"
            raise ResponseError(f"{self._operation}: {said}{which_response(response)}")
        if self._answered_events is not None:
            return self._answered_events.of_message(self._operation.output, response.body, response.stream)
        if not self._output.members or not response.body:
            return self._operation.output()
        try:
            return cbor.decode(self._output, response.body)
        except DecodeError as error:
            raise ResponseError(f"{self._operation}: {error}{which_response(response)}") from None

    def encode_error(self, error: ServiceError, request_id: str | None = None) -> HttpResponse:
        """The error's members, its name in `__type`; a code that it had in the query protocol in a header."""
        schema = error_schema(self._operation, error.code)
        name = error.code if schema is None else schema.name
        body: dict[str, Any] = {"__type": name}
        if schema is not None:
            body |= schema.to_value(error_value(schema, error))
        if not any(member in body for member in MESSAGE_MEMBERS):
            body["message"] = error.message
        fields = _response_fields(request_id)
        if name != error.code:
            fault = "Receiver" if schema is not None and schema.model.fault else "Sender"
            fields.append(("x-amzn-query-error", f"{error.code};{fault}"))
        return HttpResponse(error_status(schema, error), fields, cbor.encode_plain(body))

    def decode_error(self, response: HttpResponse, attempts: int = 1) -> ServiceError:
        """The error in `__type`; else (a balancer's page) the HTTP status is the code."""
        return decode_error(self._operation, response, attempts, parse=cbor.parse)


def _response_fields(request_id: str | None) -> list[tuple[str, str]]:
    fields: list[tuple[str, str]] = [_CONTENT_TYPE_FIELD, _PROTOCOL_FIELD]
    if request_id is not None:
        fields.append(("x-amzn-RequestId", request_id))
    return fields
