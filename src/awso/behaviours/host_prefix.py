"""Host prefixes: left out where the endpoint's host is to be taken as it is."""

from typing import TYPE_CHECKING

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.core.http import HttpRequest

if TYPE_CHECKING:
    from awso.core.operation import Operation


class NoHostPrefix(Behaviour):
    """Takes the operation's prefix off the host, where the user says so: a proxy has no such names.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-host-prefix.html (`disable_host_prefix_injection`)
    """

    def is_for(self, operation: "Operation") -> bool:
        """Only where it is switched on, which is rare."""
        return self.context.settings.boolean(None, "disable_host_prefix_injection", "AWS_DISABLE_HOST_PREFIX_INJECTION")

    def adjust_request(self, call: Invocation, request: HttpRequest) -> HttpRequest:
        """The request to the endpoint's own host."""
        assert call.endpoint is not None
        scheme, _, host = call.endpoint.url.rstrip("/").partition("://")
        tail = request.url.partition(host)[2]
        return msgspec.structs.replace(request, url=f"{scheme}://{host}{tail}")
