"""Checksums of request and response bodies, wherever the model's `httpChecksum` trait offers or demands them.

Which one, and where it goes, is settled in `awso.protocols.flexible_checksums`; whether it is wanted is the client's
option. https://docs.aws.amazon.com/sdkref/latest/guide/feature-dataintegrity.html
"""

from typing import TYPE_CHECKING, Any

from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.http import HttpRequest, HttpResponse
from awso.core.response_bodies import StreamingBody
from awso.protocols.flexible_checksums import (
    check_body,
    choose_request_checksum,
    response_observer,
    with_request_checksum,
    with_validation,
)
from awso.settings.bodies import When, checksum_options

if TYPE_CHECKING:
    from awso.core.context import CallContext
    from awso.core.operation import Operation
    from awso.settings.bodies import When


class RequestChecksums(Behaviour):
    """Sends a checksum of the body: the caller's, the one that the caller chose, or a CRC32.

    https://smithy.io/2.0/aws/aws-core.html#aws-protocols-httpchecksum-trait
    """

    def __init__(self, context: "CallContext") -> None:
        super().__init__(context)
        self._calculation: When = checksum_options(context.settings).calculate or "when_supported"

    def adjust_request(self, call: Invocation, request: HttpRequest) -> HttpRequest:
        """With the checksum in a header, or behind the body where that is read while it is sent."""
        chosen = choose_request_checksum(
            call.operation,
            call.value,
            request,
            self._calculation,
            presigning=call.presigning,
            in_header=self.context.hmac_v1,  # which knows no chunks, and so no trailers
        )
        return request if chosen is None else with_request_checksum(request, chosen)


class ResponseChecksums(Behaviour):
    """Asks for the checksum of what will be answered, and compares.

    https://smithy.io/2.0/aws/aws-core.html#aws-protocols-httpchecksum-trait
    """

    def __init__(self, context: "CallContext") -> None:
        super().__init__(context)
        self._validation: When = checksum_options(context.settings).validate or "when_supported"

    def is_for(self, operation: "Operation") -> bool:
        """Where the service can be asked."""
        return "requestValidationModeMember" in (operation.model.http_checksum or {})

    def adjust_input(self, call: Invocation, value: Any) -> Any:
        """With the mode that asks, unless the caller decided, or it is a URL that somebody else will ask."""
        return value if call.presigning else with_validation(call.operation, value, self._validation)

    def adjust_output(self, call: Invocation, output: Any, response: HttpResponse) -> Any:
        """Compared now, or while the body is read. Raises `ResponseError`."""
        if response.stream is None:
            check_body(call.operation, call.value, response.headers, response.body)
            return output
        observer = response_observer(call.operation, call.value, response.headers)
        payload = call.operation.output_schema.model.payload
        if observer is not None and payload is not None:
            body: object = getattr(output, call.operation.output_schema.members[payload].python)
            if isinstance(body, StreamingBody):
                body.watch(observer)
        return output
