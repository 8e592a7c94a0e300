"""Endpoint discovery: a service is asked where to call it (DynamoDB, Timestream).

Settled here: when to ask, how long an answer holds, what happens when asking fails. Operations with the model's
`endpointdiscovery` trait; none of AWS's models marks members as discovery ids, so that one answer serves a client.
https://docs.aws.amazon.com/sdkref/latest/guide/feature-endpoint-discovery.html
"""

from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.effects import Flow
from awso.core.http import HttpRequest, HttpResponse
from awso.endpoints import Endpoint
from awso.errors import AwsoError, ConfigurationError, ResponseError, ServiceError, TransportError
from awso.settings.bodies import endpoint_discovery

if TYPE_CHECKING:
    from awso.core.context import CallContext
    from awso.core.operation import Operation

PAUSE_AFTER_FAILURE_SECONDS = 60.0  # botocore's: so long an optional discovery that failed is not tried again
MISDIRECTED = 421


class Discovery(Behaviour):
    """Calls the endpoint that the service names, for as long as the service said.

    https://docs.aws.amazon.com/timestream/latest/developerguide/Using-API.endpoint-discovery.how-it-works.html
    """

    def __init__(self, context: "CallContext") -> None:
        super().__init__(context)
        self._wanted = endpoint_discovery(context.settings)
        self._address: str | None = None
        self._expires_at = 0.0
        self._asked_again_at = 0.0
        self._endpoints: tuple[Endpoint, Endpoint] | None = None

    def is_for(self, operation: "Operation") -> bool:
        """Where the service insists, or the user wants it; never where the user names the endpoint."""
        wanted = bool(operation.model.endpoint_discovery or self._wanted)
        return wanted and not self.context.endpoint_is_configured

    def adjust_input(self, call: Invocation, value: Any) -> Any:
        """Raises `ConfigurationError` where the service insists and the user forbids it."""
        if call.operation.model.endpoint_discovery and self._wanted is False:
            raise ConfigurationError(
                f"{call.operation} must be sent to an endpoint that the service names, but endpoint discovery is"
                " switched off: pass endpoint_discovery=True, or endpoint_url='https://…'"
            )
        return value

    def choose_endpoint(self, call: Invocation, value: Any, endpoint: Endpoint) -> Flow[Endpoint]:
        """The discovered endpoint; the rules' where none was discovered and the service does not insist."""
        if call.presigning:
            return endpoint  # whoever holds a URL may use it when the discovered place is another; boto3 asks for none
        now = self.context.world.clock()
        required = bool(call.operation.model.endpoint_discovery)
        if (self._address is None or now >= self._expires_at) and (now >= self._asked_again_at or required):
            yield from self._discover(call, now, required)
        return endpoint if self._address is None else self._at(self._address, endpoint)

    def recover(self, call: Invocation, failure: AwsoError, response: HttpResponse | None) -> Flow[bool]:
        """Whether the endpoint was the wrong one: ask again."""
        if not isinstance(failure, ServiceError):
            return False
        if failure.code != "InvalidEndpointException" and failure.status != MISDIRECTED:
            return False
        self._address = None
        return True
        yield  # never reached: makes the method a flow

    def _discover(self, call: Invocation, now: float, required: bool) -> Flow[None]:
        from awso.core.call import call as send_call

        describe = _endpoint_operation(call.operation)
        try:
            answer = yield from send_call(self.context, describe, describe.input(), call.options)
            if not answer.endpoints:
                raise ResponseError(f"{describe}: the answer names no endpoint")
        except (TransportError, ServiceError, ResponseError):
            self._asked_again_at = now + PAUSE_AFTER_FAILURE_SECONDS
            if required and self._address is None:
                raise
            return
        first = answer.endpoints[0]
        self._address = first.address
        self._expires_at = now + (first.cache_period_in_minutes or 0) * 60
        self._asked_again_at = 0.0

    def _at(self, address: str, endpoint: Endpoint) -> Endpoint:
        """The very same object as long as nothing changes, by which a prepared signature is recognised."""
        url = address if "://" in address else f"https://{address}"
        if endpoint.url.startswith("https:") and not url.startswith("https://"):
            raise ResponseError(
                f"the discovered endpoint {url.partition('?')[0]} is not encrypted, as the service's is"
            )
        known = self._endpoints
        if known is None or known[0] is not endpoint or known[1].url != url:
            known = self._endpoints = (endpoint, Endpoint(url, endpoint.properties, endpoint.headers))
        return known[1]


def _endpoint_operation(operation: "Operation") -> "Operation":
    service = operation.service
    for name in service.file.operations.having(b'"endpointOperation":true'):
        return service.operation(name)
    raise ConfigurationError(f"the model of {service.name} names no operation that discovers endpoints")


class ApiVersion(Behaviour):
    """Tells the operation that discovers endpoints which version of the API the client speaks.

    https://docs.aws.amazon.com/timestream/latest/developerguide/Using-API.endpoint-discovery.how-it-works.html
    """

    def adjust_request(self, call: Invocation, request: HttpRequest) -> HttpRequest:
        """With `x-amz-api-version`."""
        field = ("x-amz-api-version", call.operation.service.model.api_version)
        return msgspec.structs.replace(request, headers=request.headers.with_fields(field))
