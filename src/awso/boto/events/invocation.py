"""One call on its way through the engine's phases, asking handlers in each.

It takes part as an operation's behaviours do (`awso.behaviours.invocation`), and completes and signs requests itself,
for a handler may change each attempt.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from awso._lean import msgspec
from awso.behaviours.checksums import RequestChecksums
from awso.behaviours.compression import Compression
from awso.behaviours.invocation import Invocation, Phases
from awso.boto.awsrequest import AWSPreparedRequest, HeadersDict
from awso.boto.events.attempt import AnsweredError, AskedAgainError, AttemptLostError, EngineDecision
from awso.boto.events.requests import CallRequest, Shown, prepared, sent
from awso.boto.events.responses import given_response, response_dict, shown_response, taken_response
from awso.boto.events.signing import note_endpoint, sign, signer_of
from awso.boto.exceptions import ConnectionError as LostConnectionError
from awso.boto.exceptions import HTTPClientError
from awso.boto.failures import failure_of
from awso.core.call import ATTEMPT_HEADERS, common_headers
from awso.core.effects import Flow, Send, sleep
from awso.core.http import Headers, HttpRequest, HttpResponse
from awso.core.recovery import EXPIRED_CREDENTIALS_CODES
from awso.core.recovery import decided as retry_decided
from awso.endpoints import ACCOUNT_ID
from awso.errors import AwsoError, ServiceError, TransportError
from awso.retries import NO_RETRY_REFUND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from awso.boto.events.call import Emitting
    from awso.core.call import CallOptions, Exchange
    from awso.core.context import CallContext
    from awso.core.operation import Operation
    from awso.credentials import Credentials
    from awso.credentials.cache import Cache
    from awso.endpoints import Endpoint, ParameterValue

_OF_THE_BODY = (Compression, RequestChecksums)
"""The behaviours that come after `before-call`, for its handlers may change the body."""


class EventInvocation(Invocation):
    """A call of `awso.boto` whose events have handlers.

    `params` are the arguments of the call, `shared` is the context that all its events are given. What came of it:
    `http` and `parsed`, or the `exception` of the last attempt.
    """

    signs: ClassVar[bool] = True

    def __init__(
        self,
        phases: Phases | None,
        context: "CallContext",
        operation: "Operation",
        options: "CallOptions",
        emitting: "Emitting",
        params: dict[str, Any],
        shared: dict[str, Any],
        exchange: "Exchange",
    ) -> None:
        # Calls that behaviours make on the way are the engine's own.
        super().__init__(phases or Phases(()), context, operation, msgspec.structs.replace(options, join=None))
        self.emitting = emitting
        self.params = params
        self.shared = shared
        self.exchange = exchange
        self.is_sending = False
        """Whether `before-call` is over."""
        self.http: Any = None
        self.parsed: Any = None
        self.exception: Exception | None = None
        self.noted: dict[str, Any] = {}
        """How the endpoint wants the call to be signed, before a handler changes that."""
        self.tokens: Cache[Any] | None = None
        """Where the token is from that signed the last attempt, where it was not access keys."""
        self._built_ins: dict[str, ParameterValue | None] = {}
        self._request: CallRequest | None = None
        self._again: HttpRequest | None = None
        """The next attempt's request, where the call is not to be encoded anew for it."""
        self._is_complete = False
        """Whether the request has what the engine adds to it after `before-call`."""
        self._sent: HttpRequest | None = None
        self._given: Any = None
        """The response that a handler of `before-send` made."""
        self._output: Any = None
        self._cost = 0
        """What the last retry took from the quota."""

    # --- endpoint → encode ------------------------------------------------------------------------------------------

    def completed_input(self, value: Any) -> Flow[Any]:
        """Before the endpoint rules are asked."""
        value = yield from super().completed_input(value)
        given: dict[str, Any] = {**self.context.endpoints.built_ins, **super().endpoint_parameters(value)}
        if ACCOUNT_ID in given and self.context.needs_account_id:
            given[ACCOUNT_ID] = self._own_account
        shown = dict(given)
        self.emitting.emit_to_service(
            "before-endpoint-resolution",
            builtins=shown,
            model=self.emitting.model,
            params=self.params,
            context=self.shared,
        )
        self._built_ins = {name: shown.get(name) for name in given if shown.get(name) != given[name]}
        self.asks_for_account = ACCOUNT_ID not in self._built_ins
        return value

    def _own_account(self) -> str | None:
        """The account of the credentials, for a handler that asks."""
        holder = self.options.credentials or self.context.credentials
        account: str | None = self.emitting.run(lambda: holder.at(self.context.moment().time)).account_id
        return account

    def endpoint_parameters(self, value: Any) -> "dict[str, ParameterValue | None]":
        """With what handlers changed."""
        return {**super().endpoint_parameters(value), **self._built_ins}

    def resolved_endpoint(
        self, value: Any, account_id: str | None, built_ins: "Mapping[str, ParameterValue | None] | None" = None
    ) -> "Flow[Endpoint]":
        """Known to all later events."""
        endpoint = yield from super().resolved_endpoint(value, account_id, built_ins)
        note_endpoint(self.shared, self.context, self.operation, endpoint)
        self.noted = dict(self.shared.get("signing", {}))
        return endpoint

    def adjusted_request(self, request: HttpRequest) -> HttpRequest:
        """`before-call`, once; when the call is encoded anew, what became of its request then."""
        again, self._again = self._again, None
        if again is not None:
            return again
        self._is_complete = False
        early = [each for each in self.phases.adjust_request if not isinstance(each, _OF_THE_BODY)]
        late = [each for each in self.phases.adjust_request if isinstance(each, _OF_THE_BODY)]
        for behaviour in early:
            request = behaviour.adjust_request(self, request)
        request = self._before_call(request)
        for behaviour in late:
            request = behaviour.adjust_request(self, request)
        return request

    def _before_call(self, request: HttpRequest) -> HttpRequest:
        assert self.endpoint is not None
        if self._request is not None:
            return self._request.moved(request.url)
        headers = Headers(common_headers(self.context, self.endpoint, request))
        request = HttpRequest(request.method, request.url, headers, request.body, request.stream)
        self._request = CallRequest(self.operation, request, self.endpoint.url, self.shared)
        answer = self.emitting.until_response(
            "before-call",
            model=self.emitting.model,
            params=self._request.given,
            request_signer=signer_of(self.context, self.emitting.config, self.operation),
            context=self.shared,
        )
        if answer is not None:
            raise AnsweredError(answer)
        self.is_sending = True
        return self._request.called()

    # --- sign → send ------------------------------------------------------------------------------------------------

    def chosen_credentials(self) -> "Flow[Credentials | None]":
        """None yet: they are asked for when a handler did not choose to go without."""
        return None
        yield  # never reached: makes the method a flow

    def answer(self, send: Send) -> Flow[HttpResponse]:
        """What the service says to one attempt, or a handler in its place."""
        request, ready = self._created(send.request)
        try:
            self._given = self.emitting.emit("before-send", request=request)
            if self._given is not None:
                return given_response(self._given, send.stream)
            self._sent = sent(request, ready)
            return (yield from super().answer(msgspec.structs.replace(send, request=self._sent)))
        except TransportError as error:
            self._lost(failure_of(error, request.url.partition("?")[0]))
            raise
        except Exception as error:
            self._lost(error)
            raise AttemptLostError(error) from error

    def _created(self, request: HttpRequest) -> tuple[AWSPreparedRequest, Shown]:
        """The request of one attempt, signed and ready."""
        call = self._request
        assert call is not None
        numbers = request.headers.pairs[-len(ATTEMPT_HEADERS) :]
        if not self._is_complete:
            headers = Headers(request.headers.pairs[: -len(ATTEMPT_HEADERS)])
            call.completed(msgspec.structs.replace(request, headers=headers))
            self._is_complete = True
        made = call.attempt(self.operation.streams_output)
        numbers = self._numbered(made.context, numbers)
        made.signer = lambda: sign(self, made, call.shown, numbers)
        self.emitting.emit("request-created", request=made, operation_name=self.operation.name)
        ready = prepared(made)
        whole = call.shown.taken(made.method, ready.url, HeadersDict(made.headers.items()), made.data)
        return ready, Shown(whole, ready.body)

    @property
    def _url(self) -> str:
        """Where the call went."""
        return "" if self._request is None else str(self._request.given["url"])

    def _numbered(self, context: dict[str, Any], numbers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """The headers that tell attempts apart: all of a call have one id, also where it was encoded anew."""
        (id_header, invocation_id), counted = numbers
        retries = context.setdefault("retries", {})
        retries |= {"attempt": self.exchange.attempts, "max": self.context.retries.max_attempts(self.options.retries)}
        return (id_header, retries.setdefault("invocation-id", invocation_id)), counted

    def _lost(self, exception: Exception) -> None:
        """No response came of an attempt."""
        self.http = self.parsed = None
        self.exception = exception
        self._received(None)

    def _received(self, response: "dict[str, Any] | None") -> None:
        self.emitting.emit(
            "response-received",
            response_dict=response,
            parsed_response=self.parsed,
            context=self.shared,
            exception=self.exception,
        )

    # --- decode → retry ---------------------------------------------------------------------------------------------

    def rewritten_response(self, response: HttpResponse) -> HttpResponse:
        """Parse what came, be it a success or not. Raises `AskedAgainError` where a handler wants a success again."""
        url = self._url
        try:
            response = super().rewritten_response(response)
        except TransportError as error:
            self._lost(failure_of(error, url.partition("?")[0]))
            raise
        self.exception = None
        self.http = shown_response(response, url) if self._given is None else self._given
        response = self._parsed(response)
        self._received(response_dict(self.operation, self.http, response))
        if 200 <= response.status < 300:
            delay = self._needs_retry(None)
            if delay is not None:
                if response.stream is not None:
                    response.stream.close()
                raise AskedAgainError(delay)
        return response

    def _parsed(self, response: HttpResponse) -> HttpResponse:
        """Decode; the response as `before-parse` left it."""
        operation, attempts = self.operation, self.exchange.attempts
        given, customized = response_dict(operation, self.http, response), dict[str, Any]()
        body = given["body"]
        self.emitting.emit(
            "before-parse",
            operation_model=self.emitting.model,
            response_dict=given,
            customized_response_dict=customized,
        )
        response = taken_response(given, body, response)
        answers = self.emitting.answers
        if 200 <= response.status < 300:
            self._output = super().output(response)
            self.parsed = answers.success(operation, self.value, self._output, response, attempts)
        else:
            error = operation.protocol.decode_error(response, attempts)
            most = self.context.retries.max_attempts(self.options.retries)
            self.parsed = answers.failure(operation, error, response, attempts, most)
        del self.parsed["ResponseMetadata"]["RetryAttempts"]  # said when it is known
        self.parsed.update(customized)
        return response

    def output(self, response: HttpResponse) -> Any:
        """What was parsed."""
        if self._cost:
            self.context.retries.succeeded(self._cost - NO_RETRY_REFUND)  # the engine gives back the rest
        return self._output

    def recovers(self, failure: AwsoError, response: HttpResponse | None) -> Flow[bool]:
        """Whether handlers, and the engine among them, want another attempt. Raises the failure where they do not."""
        self._cost = 0
        if self.tokens is not None and isinstance(failure, ServiceError) and failure.code in EXPIRED_CREDENTIALS_CODES:
            self.tokens.forget()  # of access keys, the engine thinks itself
        is_moved, decided = False, None
        if isinstance(failure, AskedAgainError):
            delay: float | None = failure.delay_seconds
        else:
            is_moved = self._may_recover(failure) and (yield from super().recovers(failure, response))
            if not is_moved:
                decided = yield from self._engine_decides(failure, response)
            delay = self._needs_retry(0.0 if is_moved else decided)
        if delay is None:
            raise failure
        if not is_moved and self._request is not None:
            self._again = self._request.as_it_is()
        stream = None if self._sent is None else self._sent.stream
        if stream is not None and not stream.can_rewind:
            raise failure
        if delay > 0:
            yield from sleep(delay)
        return True

    def _may_recover(self, failure: AwsoError) -> bool:
        """Whether it is for the engine to say what to do: not where a handler raised something of its own."""
        return not isinstance(failure, AttemptLostError) or isinstance(
            failure.cause, (LostConnectionError, HTTPClientError)
        )

    def _engine_decides(self, failure: AwsoError, response: HttpResponse | None) -> "Flow[float | bool | None]":
        """Seconds until the next attempt; None for no other, False where that is not a later handler's to change."""
        if not self._may_recover(failure):
            return None
        attempt = self.exchange.attempts
        decision = retry_decided(self.context, self.operation, self.options.retries, failure, response, attempt)
        if decision.again:
            self._cost = decision.cost
            return decision.delay_seconds
        if decision.delay_seconds > 0:
            yield from sleep(decision.delay_seconds)
            return False
        return None

    def _needs_retry(self, decided: "float | bool | None") -> float | None:
        """Seconds until the next attempt; None for no other."""
        assert self.endpoint is not None
        answer = self.emitting.emit(
            "needs-retry",
            response=None if self.exception is not None else (self.http, self.parsed),
            endpoint=EngineDecision(self.endpoint.url, decided),
            operation=self.emitting.model,
            attempts=self.exchange.attempts,
            caught_exception=self.exception,
            request_dict=None if self._request is None else self._request.given,
        )
        return None if answer is None or answer is False else float(answer)
