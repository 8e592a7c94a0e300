"""What a wire protocol must do for one operation: both directions, for the client and for the server.

An instance belongs to one operation, so that whatever does not depend on the call is prepared once. All of it is pure.
"""

from typing import Any, Protocol

from awso.core.http import HttpRequest, HttpResponse
from awso.errors import ServiceError


class OperationProtocol(Protocol):
    """The wire form of one operation. `value` is an instance of its input or output class."""

    def encode_request(self, value: Any, endpoint_url: str) -> HttpRequest:
        """The unsigned request. Raises `ParameterError` where the value cannot be put on the wire."""
        ...

    def decode_request(self, request: HttpRequest) -> Any:
        """The input, unvalidated. Raises `DecodeError` where it misfits."""
        ...

    def encode_response(self, value: Any, request_id: str | None = None) -> HttpResponse:
        """The response that carries an output."""
        ...

    def decode_response(self, response: HttpResponse) -> Any:
        """The output of a response whose status says success. Raises `ResponseError` where it misfits."""
        ...

    def encode_error(self, error: ServiceError, request_id: str | None = None) -> HttpResponse:
        """The response that carries an error."""
        ...

    def decode_error(self, response: HttpResponse, attempts: int = 1) -> ServiceError:
        """The error of any other response. Never fails: whatever came is an error with a code."""
        ...
