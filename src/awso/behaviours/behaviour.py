"""The phases of a call in which a behaviour may take part, in the order in which `awso.core.call` comes to them.

Settled here: the interface. Which operation has which behaviours is `awso.behaviours.table`; how a call goes through
them, `awso.behaviours.invocation`. A behaviour is as pure as the core: what it needs of the world it asks for by
yielding effects, or finds in the client's context.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from awso.core.effects import Flow
from awso.core.http import HttpRequest, HttpResponse
from awso.errors import AwsoError

if TYPE_CHECKING:
    from awso.behaviours.invocation import Invocation
    from awso.core.context import CallContext
    from awso.core.operation import Operation
    from awso.credentials import Credentials
    from awso.endpoints import Endpoint, ParameterValue


class Behaviour:
    """Override the phases in which something is to be done; the others cost nothing.

    One instance serves all calls of one client: what it learns (a bucket's region, a session) it may keep. Its
    docstring says why it is needed, with a link.
    """

    def __init__(self, context: "CallContext") -> None:
        self.context = context

    def is_for(self, operation: "Operation") -> bool:
        """Whether to take part in the calls of this operation at all, with the client's settings as they are."""
        return True

    def adjust_input(self, call: "Invocation", value: Any) -> Any:
        """Before validation: the input to go on with. Raises `ParameterError` where it cannot be meant."""
        return value

    def complete_input(self, call: "Invocation", value: Any) -> Flow[Any]:
        """After validation: the input with what must be computed or fetched."""
        return value
        yield  # never reached: makes the method a flow

    def endpoint_parameters(self, call: "Invocation", value: Any) -> "Mapping[str, ParameterValue | None]":
        """What the endpoint rules are asked with in place of the client's own: built-ins by the rules' names."""
        return {}

    def choose_endpoint(self, call: "Invocation", value: Any, endpoint: "Endpoint") -> "Flow[Endpoint]":
        """The endpoint, where it is not the one that the rules gave."""
        return endpoint
        yield  # never reached: makes the method a flow

    def adjust_request(self, call: "Invocation", request: HttpRequest) -> HttpRequest:
        """After encoding: the unsigned request to go on with, the same for every attempt."""
        return request

    def choose_credentials(self, call: "Invocation") -> "Flow[Credentials | None]":
        """Whose keys sign the call to `call.endpoint`, asked for each attempt; None: the client's."""
        return None
        yield  # never reached: makes the method a flow

    def rewrite_response(self, call: "Invocation", response: HttpResponse) -> HttpResponse:
        """What came, before anybody asks whether it is a success. Raises `TransportError` to have it sent again."""
        return response

    def adjust_output(self, call: "Invocation", output: Any, response: HttpResponse) -> Any:
        """After decoding: the output that the caller gets."""
        return output

    def recover(self, call: "Invocation", failure: AwsoError, response: HttpResponse | None) -> Flow[bool]:
        """Whether something was learnt by which the call, encoded anew, may succeed; each is asked once a call."""
        return False
        yield  # never reached: makes the method a flow
