"""AWS JSON 1.0 and 1.1: everything is `POST /`, the operation is in `X-Amz-Target`, both bodies are JSON.

https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html

`Rpc` is what any protocol has whose bodies are all members and nothing else; RPC v2 CBOR is the other one.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.codecs import json
from awso.core.http import Headers, HttpRequest, HttpResponse
from awso.errors import DecodeError, ResponseError, ServiceError
from awso.protocols import bind_events

if TYPE_CHECKING:
    from typing import Literal, Protocol

    from awso.core.operation import Operation
    from awso.protocols.event_streams import StreamBinding
    from awso.shapes.schema import Schema

    class Codec(Protocol):
        """`awso.codecs.json` and `awso.codecs.cbor`."""

        def encode(self, schema: Schema, value: Any, /) -> bytes:
            """The members of `value`."""
            ...

        def decode(self, schema: Schema, content: bytes, /) -> Any:
            """What `content` says. Raises `DecodeError`."""
            ...


class Rpc:
    """One operation: `POST` there, and all members in the body here and there."""

    def __init__(
        self, operation: "Operation", form: "Literal['json', 'cbor']", codec: "Codec", no_members: bytes, path: str
    ) -> None:
        self._operation = operation
        self._input = operation.input_schema
        self._encode = codec.encode
        self._decode = codec.decode
        self._no_members = no_members
        self._path = path
        self._has_host_prefix = operation.model.host_prefix is not None
        self._headers = Headers(self._request_fields())
        self._sent_events = bind_events(operation, "input", form)
        self._form: Literal["json", "cbor"] = form

    @cached_property
    def _output(self) -> "Schema":
        return self._operation.output_schema

    @cached_property
    def _answered_events(self) -> "StreamBinding | None":
        return bind_events(self._operation, "output", self._form)

    def _request_fields(self) -> list[tuple[str, str]]:
        return [("x-amzn-query-mode", "true")] if self._operation.service.model.query_compatible else []

    def _response_fields(self, request_id: str | None) -> list[tuple[str, str]]:
        return [] if request_id is None else [("x-amzn-RequestId", request_id)]

    def encode_request(self, value: Any, endpoint_url: str) -> HttpRequest:
        """`POST` with the members, none too."""
        if self._has_host_prefix:
            from awso.protocols.host_prefix import with_host_prefix  # few services have one

            endpoint_url = with_host_prefix(endpoint_url, self._operation, value)
        url = f"{endpoint_url.rstrip('/')}/{self._path}"
        if self._sent_events is not None:
            fields, stream = self._sent_events.message(self._input, value, self._headers.pairs)
            return HttpRequest("POST", url, fields, stream=stream)
        return HttpRequest("POST", url, self._headers, self._encode(self._input, value))

    def decode_request(self, request: HttpRequest) -> Any:
        """The members; no body is none."""
        if self._sent_events is not None:
            return self._sent_events.of_message(self._operation.input, request.body, request.stream)
        return self._decode(self._input, request.body or self._no_members)

    def encode_response(self, value: Any, request_id: str | None = None) -> HttpResponse:
        """The members, none too."""
        fields = self._response_fields(request_id)
        status = self._operation.model.http.response_code
        if self._answered_events is not None:
            headers, stream = self._answered_events.answer(self._output, value, fields)
            return HttpResponse(status, headers, stream=stream)
        return HttpResponse(status, fields, self._encode(self._output, value))

    def decode_response(self, response: HttpResponse) -> Any:
        """The members; an operation without output ignores whatever came."""
        if self._answered_events is not None:
            return self._answered_events.of_message(self._operation.output, response.body, response.stream)
        if not self._output.members or not response.body:
            return self._operation.output()
        try:
            return self._decode(self._output, response.body)
        except DecodeError as error:
            from awso.protocols.error_fields import which_response

            raise ResponseError(f"{self._operation}: {error}{which_response(response)}") from None


class AwsJson(Rpc):
    """One operation in AWS JSON."""

    def __init__(self, operation: "Operation") -> None:
        version = operation.service.model.json_version or "1.0"
        self._content_type = ("Content-Type", f"application/x-amz-json-{version}")
        super().__init__(operation, "json", json, b"{}", operation.model.http.request_uri.lstrip("/"))

    def _request_fields(self) -> list[tuple[str, str]]:
        target = f"{self._operation.service.model.target_prefix}.{self._operation.name}"
        return [self._content_type, ("X-Amz-Target", target), *super()._request_fields()]

    def _response_fields(self, request_id: str | None) -> list[tuple[str, str]]:
        return [self._content_type, *super()._response_fields(request_id)]

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
