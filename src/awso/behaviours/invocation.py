"""One call on its way through the behaviours of its operation.

`Phases` sorts the behaviours of an operation by what they override, once a client; `Invocation` is the call. The
meaning of each phase is in `awso.behaviours.behaviour`.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from awso.behaviours.behaviour import Behaviour
from awso.core.effects import Flow, Send
from awso.core.http import HttpRequest, HttpResponse
from awso.errors import AwsoError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from awso.core.call import CallOptions
    from awso.core.context import CallContext
    from awso.core.operation import Operation
    from awso.credentials import Credentials
    from awso.endpoints import Endpoint, ParameterValue

    Join = Callable[["Phases | None", CallContext, Operation, CallOptions], "Invocation"]
    """What makes the invocation of a call, given the operation's phases where it has any."""


class Phases:
    """Which of an operation's behaviours take part in which phase; they are those of one client."""

    __slots__ = (
        "adjust_input",
        "adjust_output",
        "adjust_request",
        "choose_credentials",
        "choose_endpoint",
        "complete_input",
        "endpoint_parameters",
        "recover",
        "rewrite_response",
    )

    def __init__(self, behaviours: tuple[Behaviour, ...]) -> None:
        def taking_part(phase: str) -> tuple[Behaviour, ...]:
            base = getattr(Behaviour, phase)
            return tuple(each for each in behaviours if getattr(type(each), phase) is not base)

        self.adjust_input = taking_part("adjust_input")
        self.complete_input = taking_part("complete_input")
        self.endpoint_parameters = taking_part("endpoint_parameters")
        self.choose_endpoint = taking_part("choose_endpoint")
        self.adjust_request = taking_part("adjust_request")
        self.choose_credentials = taking_part("choose_credentials")
        self.rewrite_response = taking_part("rewrite_response")
        self.adjust_output = taking_part("adjust_output")
        self.recover = taking_part("recover")


class Invocation:
    """One call, with what is known of it so far.

    `value` is the input as it stands, `endpoint` where it goes. `presigning` is a URL being signed for somebody else to
    use, who would have to send along every header.

    A subclass may take part in more (`CallOptions.join`): add what every request of the client has, sign, and send.
    """

    asks_for_account: bool = True
    """Whether the endpoint rules are told the account of the credentials."""
    signs: ClassVar[bool] = False
    """Whether requests are completed and signed by `answer`, rather than once and for all."""

    __slots__ = ("_exhausted", "context", "endpoint", "notes", "operation", "options", "phases", "presigning", "value")

    def __init__(
        self,
        phases: Phases,
        context: "CallContext",
        operation: "Operation",
        options: "CallOptions",
        presigning: bool = False,
    ) -> None:
        self.phases = phases
        self.context = context
        self.operation = operation
        self.options = options
        self.presigning = presigning
        self.value: Any = None
        self.endpoint: Endpoint | None = None
        self.notes: set[type[Behaviour]] = set()
        """Which behaviours want to be reminded, in a later phase, of what they did in an earlier one."""
        self._exhausted: set[Behaviour] = set()

    def adjusted_input(self, value: Any) -> Any:
        """Before validation."""
        for behaviour in self.phases.adjust_input:
            value = behaviour.adjust_input(self, value)
        self.value = value
        return value

    def completed_input(self, value: Any) -> Flow[Any]:
        """After validation."""
        for behaviour in self.phases.complete_input:
            value = yield from behaviour.complete_input(self, value)
        self.value = value
        return value

    def resolved_endpoint(
        self, value: Any, account_id: str | None, built_ins: "Mapping[str, ParameterValue | None] | None" = None
    ) -> "Flow[Endpoint]":
        """Where the call goes: what the rules say when asked by the behaviours, and what these make of it."""
        operation = self.operation
        endpoint = self.context.endpoints.resolve(
            operation.model,
            operation.input_schema,
            value,
            account_id=account_id,
            built_ins={**(built_ins or {}), **self.endpoint_parameters(value)},
        )
        for behaviour in self.phases.choose_endpoint:
            endpoint = yield from behaviour.choose_endpoint(self, value, endpoint)
        self.endpoint = endpoint
        return endpoint

    def endpoint_parameters(self, value: Any) -> "dict[str, ParameterValue | None]":
        """The built-ins of the endpoint rules that are others than the client's."""
        parameters: dict[str, ParameterValue | None] = {}
        for behaviour in self.phases.endpoint_parameters:
            parameters.update(behaviour.endpoint_parameters(self, value))
        return parameters

    def adjusted_request(self, request: HttpRequest) -> HttpRequest:
        """After encoding."""
        for behaviour in self.phases.adjust_request:
            request = behaviour.adjust_request(self, request)
        return request

    def chosen_credentials(self) -> "Flow[Credentials | None]":
        """Before signing; None: the client's own."""
        for behaviour in self.phases.choose_credentials:
            credentials = yield from behaviour.choose_credentials(self)
            if credentials is not None:
                return credentials
        return None

    def answer(self, send: Send) -> Flow[HttpResponse]:
        """What comes of sending the request."""
        response = yield send
        assert isinstance(response, HttpResponse)
        return response

    def rewritten_response(self, response: HttpResponse) -> HttpResponse:
        """After a response came."""
        for behaviour in self.phases.rewrite_response:
            response = behaviour.rewrite_response(self, response)
        return response

    def output(self, response: HttpResponse) -> Any:
        """Decode a success."""
        operation = self.operation
        decoded = operation.protocol.decode_response(response) if operation.model.output is not None else None
        return self.adjusted_output(decoded, response)

    def adjusted_output(self, output: Any, response: HttpResponse) -> Any:
        """After decoding."""
        for behaviour in self.phases.adjust_output:
            output = behaviour.adjust_output(self, output, response)
        return output

    def recovers(self, failure: AwsoError, response: HttpResponse | None) -> Flow[bool]:
        """After a failure: whether to encode the call anew and send it at once."""
        for behaviour in self.phases.recover:
            if behaviour not in self._exhausted and (yield from behaviour.recover(self, failure, response)):
                self._exhausted.add(behaviour)
                return True
        return False
