"""API Gateway: answers in HAL unless asked for JSON."""

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.http import HttpRequest


class AcceptJson(Behaviour):
    """Asks for `application/json`, which the model describes; left to itself the service sends `application/hal+json`.

    https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html
    """

    def adjust_request(self, call: Invocation, request: HttpRequest) -> HttpRequest:
        """With `Accept`, unless the call has one."""
        # GetExport has one of the caller's; who is given a URL should not have to send one.
        if call.presigning or "accept" in request.headers:
            return request
        return msgspec.structs.replace(request, headers=request.headers.with_fields(("Accept", "application/json")))
