"""AWS JSON 1.0 and 1.1: everything is `POST /`, the operation is in `X-Amz-Target`, both bodies are JSON.

https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
"""

from typing import TYPE_CHECKING, Any

from awso._msgspec import msgspec
from awso.codecs import json
from awso.core.http import Headers, HttpRequest, HttpResponse
from awso.errors import ConfigurationError, DecodeError, ResponseError, ServiceError
from awso.protocols.error_fields import (
    MESSAGE_MEMBERS,
    bare_code,
    error_schema,
    error_status,
    error_value,
    make_error,
    request_id,
)

if TYPE_CHECKING:
    from awso.core.operation import Operation
    from awso.shapes.schema import Schema


class AwsJson:
    """One operation in AWS JSON."""

    def __init__(self, operation: "Operation") -> None:
        model = operation.service.model
        _refuse_event_streams(operation)
        self._operation = operation
        self._input = operation.input_schema
        self._output = operation.output_schema
        self._content_type = f"application/x-amz-json-{model.json_version or '1.0'}"
        fields = [("Content-Type", self._content_type), ("X-Amz-Target", f"{model.target_prefix}.{operation.name}")]
        if model.query_compatible:
            fields.append(("x-amzn-query-mode", "true"))
        self._headers = Headers(fields)
        self._path = operation.model.http.request_uri.lstrip("/")

    def encode_request(self, value: Any, endpoint_url: str) -> HttpRequest:
        """`POST` with the members as a JSON object, `{}` where there are none."""
        if self._operation.model.host_prefix is not None:
            from awso.protocols.host_prefix import with_host_prefix  # few services have one

            endpoint_url = with_host_prefix(endpoint_url, self._operation, value)
        url = f"{endpoint_url.rstrip('/')}/{self._path}"
        return HttpRequest("POST", url, self._headers, json.encode(self._input, value))

    def decode_request(self, request: HttpRequest) -> Any:
        """The members of the JSON object; no body is none."""
        return json.decode(self._input, request.body or b"{}")

    def encode_response(self, value: Any, request_id: str | None = None) -> HttpResponse:
        """The members as a JSON object."""
        fields = self._response_fields(request_id)
        return HttpResponse(self._operation.model.http.response_code, fields, json.encode(self._output, value))

    def decode_response(self, response: HttpResponse) -> Any:
        """The members of the JSON object; an operation without output ignores whatever came."""
        if not self._output.members or not response.body:
            return self._operation.output()
        try:
            return json.decode(self._output, response.body)
        except DecodeError as error:
            raise ResponseError(f"{self._operation}: {error}{_which(response)}") from None

    def encode_error(self, error: ServiceError, request_id: str | None = None) -> HttpResponse:
        """The error's members, its code in `__type` and in the header that newer clients look at."""
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
        body = _object(response.body)
        code = _code(response, body)
        schema = error_schema(self._operation, code) if code else None
        value = _members(schema, body) if schema is not None and body else None
        queried = response.headers.get("x-amzn-query-error")
        if queried:
            # The service used to speak the query protocol: programs look for the code it had there.
            code = queried.partition(";")[0] or code
            schema = schema or error_schema(self._operation, code)
        return make_error(
            self._operation,
            schema,
            code=code or str(response.status),
            message=_message(response, body),
            status=response.status,
            request_id=request_id(response.headers),
            attempts=attempts,
            value=value,
        )

    def _response_fields(self, request_id: str | None) -> list[tuple[str, str]]:
        fields = [("Content-Type", self._content_type)]
        if request_id is not None:
            fields.append(("x-amzn-RequestId", request_id))
        return fields


def _refuse_event_streams(operation: "Operation") -> None:
    for schema in (operation.input_schema, operation.output_schema):
        if any(member.target.model.eventstream for member in schema.members.values()):
            raise ConfigurationError(f"{operation} is an event stream, which this version of awso cannot call yet")


def _object(body: bytes) -> dict[str, Any]:
    try:
        found: dict[str, Any] | object = json.parse(body, "error")
    except DecodeError:
        return {}
    return found if isinstance(found, dict) else {}  # pyright: ignore[reportUnknownVariableType]  # JSON keys are text


def _code(response: HttpResponse, body: dict[str, Any]) -> str:
    for text in (response.headers.get("x-amzn-errortype"), body.get("__type"), body.get("code")):
        if isinstance(text, str) and bare_code(text):
            return bare_code(text)
    return ""


def _members(schema: "Schema", body: dict[str, Any]) -> Any:
    try:
        return json.from_plain(schema, body, schema.name)
    except DecodeError:
        return None  # the code and the message are worth more than a complaint about the rest


def _message(response: HttpResponse, body: dict[str, Any]) -> str:
    for name in MESSAGE_MEMBERS:
        text = body.get(name)
        if isinstance(text, str):
            return text
    if body:
        return ""
    from http import HTTPStatus

    try:
        return HTTPStatus(response.status).phrase
    except ValueError:
        return ""


def _which(response: HttpResponse) -> str:
    found = request_id(response.headers)
    return f" (HTTP {response.status}{f', request {found}' if found else ''})"
