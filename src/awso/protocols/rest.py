"""What the REST protocols have in common: everything but how a body is written and what an error looks like.

https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html, …/aws-restxml-protocol.html
"""

from typing import TYPE_CHECKING, Any

from awso.core.http import HttpRequest, HttpResponse
from awso.errors import DecodeError, ResponseError
from awso.protocols import bind_events
from awso.protocols.error_fields import which_response
from awso.protocols.host_prefix import with_host_prefix
from awso.protocols.http_bindings import IN_REQUESTS, IN_RESPONSES, BodyPart, Message
from awso.protocols.http_target import RequestTarget

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from awso.core.operation import Operation
    from awso.protocols.http_payload import BodyFormat
    from awso.shapes.model import MemberModel


class Rest:
    """One operation in a REST protocol. Each protocol adds its errors."""

    def __init__(
        self,
        operation: "Operation",
        body: "Callable[[BodyPart, MemberModel | None], BodyFormat]",
        form: "Literal['json', 'xml']",
    ) -> None:
        self._operation = operation
        self._method = operation.model.http.method
        self._host_prefix = operation.model.host_prefix
        self._target = RequestTarget(operation.input_schema, operation.model.http.request_uri)
        sent = BodyPart(operation.input_schema, IN_REQUESTS)
        answered = BodyPart(operation.output_schema, IN_RESPONSES)
        self._request = Message(sent, body(sent, operation.model.input), bind_events(operation, "input", form))
        self._response = Message(
            answered, body(answered, operation.model.output), bind_events(operation, "output", form)
        )

    def encode_request(self, value: Any, endpoint_url: str) -> HttpRequest:
        """Each member where the model has it: in the path, the query, a header or the body."""
        if self._host_prefix is not None:
            endpoint_url = with_host_prefix(endpoint_url, self._operation, value)
        url = endpoint_url.rstrip("/") + self._target.write(value)
        encoded = self._request.body(value)
        headers = self._request.headers(value, encoded.content_type)
        return HttpRequest(self._method, url, headers, encoded.body, encoded.stream)

    def decode_request(self, request: HttpRequest) -> Any:
        """The members from wherever they are."""
        found = self._target.read(request.url)
        value = self._request.read(request.headers, request.body, request.stream)
        self._request.read_target(value, found)
        return value

    def encode_response(self, value: Any, request_id: str | None = None) -> HttpResponse:
        """Each member where the model has it: the status code, a header or the body."""
        encoded = self._response.body(value)
        headers = self._response.headers(value, encoded.content_type)
        if request_id is not None:
            headers = headers.with_fields(("x-amzn-RequestId", request_id))
        status = self._response.status(value, self._operation.model.http.response_code)
        return HttpResponse(status, headers, encoded.body, encoded.stream)

    def decode_response(self, response: HttpResponse) -> Any:
        """The members from wherever they are; a streaming member is a `StreamingBody` where the response streams."""
        try:
            return self._response.read(response.headers, response.body, response.stream, response.status)
        except DecodeError as error:
            raise ResponseError(f"{self._operation}: {error}{which_response(response)}") from None
