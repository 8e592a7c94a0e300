"""AWS JSON 1.0 and 1.1: everything is `POST /`, the operation is in `X-Amz-Target`, both bodies are JSON.

https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
"""

from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.codecs import json
from awso.core.http import Headers, HttpRequest, HttpResponse
from awso.errors import DecodeError, ResponseError, ServiceError
from awso.protocols import bind_events

if TYPE_CHECKING:
    from awso.core.operation import Operation


class AwsJson:
    """One operation in AWS JSON."""

    def __init__(self, operation: "Operation") -> None:
        model = operation.service.model
        self._operation = operation
        self._input = operation.input_schema
        self._output = operation.output_schema
        self._content_type = f"application/x-amz-json-{model.json_version or '1.0'}"
        fields = [("Content-Type", self._content_type), ("X-Amz-Target", f"{model.target_prefix}.{operation.name}")]
        if model.query_compatible:
            fields.append(("x-amzn-query-mode", "true"))
        self._headers = Headers(fields)
        self._path = operation.model.http.request_uri.lstrip("/")
        self._sent_events = bind_events(operation, "input", "json")
        self._answered_events = bind_events(operation, "output", "json")

    def encode_request(self, value: Any, endpoint_url: str) -> HttpRequest:
        """`POST` with the members as a JSON object, `{}` where there are none."""
        if self._operation.model.host_prefix is not None:
            from awso.protocols.host_prefix import with_host_prefix  # few services have one

            endpoint_url = with_host_prefix(endpoint_url, self._operation, value)
        url = f"{endpoint_url.rstrip('/')}/{self._path}"
        if self._sent_events is not None:
            fields, stream = self._sent_events.message(self._input, value, self._headers.pairs)
            return HttpRequest("POST", url, fields, stream=stream)
        return HttpRequest("POST", url, self._headers, json.encode(self._input, value))

    def decode_request(self, request: HttpRequest) -> Any:
        """The members of the JSON object; no body is none."""
        if self._sent_events is not None:
            return self._sent_events.of_message(self._operation.input, request.body, request.stream)
        return json.decode(self._input, request.body or b"{}")

    def encode_response(self, value: Any, request_id: str | None = None) -> HttpResponse:
        """The members as a JSON object."""
        fields = self._response_fields(request_id)
        status = self._operation.model.http.response_code
        if self._answered_events is not None:
            headers, stream = self._answered_events.answer(self._output, value, fields)
            return HttpResponse(status, headers, stream=stream)
        return HttpResponse(status, fields, json.encode(self._output, value))

    def decode_response(self, response: HttpResponse) -> Any:
        """The members of the JSON object; an operation without output ignores whatever came."""
        if self._answered_events is not None:
            return self._answered_events.of_message(self._operation.output, response.body, response.stream)
        if not self._output.members or not response.body:
            return self._operation.output()
        try:
            return json.decode(self._output, response.body)
        except DecodeError as error:
            from awso.protocols.error_fields import which_response

            raise ResponseError(f"{self._operation}: {error}{which_response(response)}") from None

    def encode_error(self, error: ServiceError, request_id: str | None = None) -> HttpResponse:
        """The error's members, its code in `__type` and in the header that newer clients look at."""
        from awso.protocols.error_fields import MESSAGE_MEMBERS, error_schema, error_status, error_value

        schema = error_schema(self._operation, error.code)
        body: dict[str, Any] = {"__type": error.code}
        if schema is not None:
            body |= json.to_plain(schema, error_value(schema, error))
        if error.message and not any(name in body for name in MESSAGE_MEMBERS):
            body["message"] = error.message
        fields = [*self._response_fields(request_id), ("x-amzn-errortype", error.code)]
        return HttpResponse(error_status(schema, error), fields, msgspec.json.encode(body))

    def decode_error(self, response: HttpResponse, attempts: int = 1) -> ServiceError:
        """The error in the header, in `__type` or in `code`; else (a balancer's page) the HTTP status is the code."""
        from awso.protocols.json_errors import decode_error  # no part of a first request

        return decode_error(self._operation, response, attempts)

    def _response_fields(self, request_id: str | None) -> list[tuple[str, str]]:
        fields = [("Content-Type", self._content_type)]
        if request_id is not None:
            fields.append(("x-amzn-RequestId", request_id))
        return fields
