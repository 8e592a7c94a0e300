"""The life of a call, read top to bottom.

    validate → endpoint → encode → credentials → sign → send → decode → retry

`call` is the whole of it, `signed_request` the same stopped before anything is sent. Both are flows: they ask for I/O
by yielding effects (`awso.core.effects`), and `awso.runtime` drives them. What does not change between calls is
prepared in `awso.core.context`; how to sign is decided in `awso.core.signer`; what deserves another attempt, in
`awso.retries`; what a few operations do differently, in `awso.behaviours`: an `invocation`, where there is one, is
asked in each phase.
"""

from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.core.context import READ_TIMEOUT_SECONDS, CallContext, Moment, Prepared
from awso.core.effects import Flow, Send, sleep
from awso.core.http import Headers, HttpRequest, HttpResponse
from awso.core.identifiers import random_fraction, uuid4_text
from awso.core.operation import Operation
from awso.core.signer import learn_clock_offset, seeded, signed_body, template_for, with_signed_stream
from awso.errors import AwsoError, ParameterError, ServiceError, TransportError
from awso.retries import NO_RETRY_REFUND, Decision, RetryOptions
from awso.shapes.constraints import violations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from awso.behaviours.invocation import Invocation, Join, Phases
    from awso.core.hooks import Attempt, Hooks
    from awso.credentials import Credentials
    from awso.credentials.cache import CredentialsCache
    from awso.credentials.tokens import Token
    from awso.endpoints import Endpoint, ParameterValue
    from awso.retries.adaptive import RateLimiter

EXPIRED_CREDENTIALS_CODES = frozenset({"ExpiredToken", "ExpiredTokenException"})
ATTEMPT_HEADERS = ("amz-sdk-invocation-id", "amz-sdk-request")
"""What tells the attempts of one call, and one call from another, in AWS's logs."""


class CallOptions(msgspec.Struct, frozen=True):
    """What may differ from call to call of one client; None is the client's own."""

    connect_timeout_seconds: float | None = None
    read_timeout_seconds: float = READ_TIMEOUT_SECONDS
    retries: RetryOptions | None = None
    credentials: "CredentialsCache | None" = None
    hooks: "tuple[Hooks, ...]" = ()
    validate: bool = True
    """Whether the model's constraints are checked; who checks them by other rules says no."""
    join: "Join | None" = None
    """What makes the invocation of a call in which more takes part than its operation's behaviours."""

    def connect_timeout(self, context: CallContext) -> float:
        """Seconds: the call's, else the client's."""
        given = self.connect_timeout_seconds
        return context.connect_timeout_seconds if given is None else given


class Exchange:
    """What a caller of `call` learns beside the output: how often was sent, and what came last.

    `response` is None where nothing came.
    """

    __slots__ = ("attempts", "response")

    def __init__(self) -> None:
        self.attempts = 0
        self.response: HttpResponse | None = None


Outgoing = tuple[HttpRequest, Prepared, str]
"""A call on its way: the request but for what each attempt adds, what to add, and the call's own id."""


def call(
    context: CallContext, operation: Operation, value: Any, options: CallOptions, exchange: Exchange | None = None
) -> Flow[Any]:
    """Call `operation` with `value`, an instance of its input; the result is its output, None where it has none.

    `exchange`, where given, is filled in, whether the call succeeds or not.
    Raises `ParameterError` before anything is sent; then what the last attempt ended with: `ServiceError`,
    `TransportError`, or `ResponseError` where a success could not be understood.
    """
    value, endpoint, account_id, invocation = yield from located(context, operation, value, options)
    outgoing = _outgoing(context, operation, value, endpoint, invocation)
    holders = outgoing[1].tokens or options.credentials or context.credentials
    max_attempts = context.max_attempts if options.retries is None else context.retries.max_attempts(options.retries)
    connect_timeout = options.connect_timeout(context)
    limiter = context.retries.limiter(options.retries, context.world.clock)
    attempt = 0
    refund = NO_RETRY_REFUND
    clock_corrected = False
    while True:
        attempt += 1
        if limiter is not None:
            yield from _admitted(limiter, context)
        moment = context.moment()
        credentials = None if invocation is None else (yield from invocation.chosen_credentials())
        if credentials is None:
            credentials = holders.held(moment.time)
        if credentials is None and outgoing[1].template is not None:
            credentials = yield from holders.at(moment.time)
        request = _signed(outgoing, f"attempt={attempt}; max={max_attempts}", credentials, moment)
        seen = _before_send(operation, request, outgoing, attempt, options.hooks) if options.hooks else None
        if exchange is not None:
            exchange.attempts, exchange.response = attempt, None
        response: HttpResponse | None = None
        failure: AwsoError | None
        try:
            send = Send(request, connect_timeout, options.read_timeout_seconds, operation.streams_output)
            answer = (yield send) if invocation is None else (yield from invocation.answer(send))  # pyright: ignore[reportUnknownVariableType]  # it takes what a flow is sent for unknown
            assert isinstance(answer, HttpResponse)
            response = answer if invocation is None else invocation.rewritten_response(answer)
            if exchange is not None:
                exchange.response = response
            failure = None if 200 <= response.status < 300 else _failure(operation, response, attempt)
        except TransportError as error:
            failure = error
        if limiter is not None:
            _learn(limiter, context, failure)
        if seen is not None:
            _after_response(seen, response, failure, options.hooks)
        if failure is None and response is not None:
            context.retries.succeeded(refund)
            if invocation is not None:
                return invocation.output(response)
            return operation.protocol.decode_response(response) if operation.model.output is not None else None
        assert failure is not None
        if isinstance(failure, ServiceError) and failure.code in EXPIRED_CREDENTIALS_CODES:
            holders.forget()
        if request.stream is not None and not request.stream.can_rewind:
            raise failure  # the body was read and cannot be sent again
        if not clock_corrected and learn_clock_offset(context, failure, response):
            clock_corrected = True
            continue
        if invocation is not None and (yield from invocation.recovers(failure, response)):
            if request.stream is not None:
                request.stream.rewind()  # its source is encoded anew from where it stands
            outgoing = yield from _outgoing_anew(context, operation, value, account_id, invocation)
            continue
        decision = _decide(context, operation, outgoing, failure, response, attempt, options)
        if decision.delay_seconds > 0:
            yield from sleep(decision.delay_seconds)
        if not decision.again:
            raise failure
        refund = decision.cost


def signed_request(context: CallContext, operation: Operation, value: Any, options: CallOptions) -> Flow[HttpRequest]:
    """The request that `call` would send first."""
    value, endpoint, _, invocation = yield from located(context, operation, value, options)
    outgoing = _outgoing(context, operation, value, endpoint, invocation)
    moment = context.moment()
    credentials = None if invocation is None else (yield from invocation.chosen_credentials())
    if credentials is None and outgoing[1].template is not None:
        credentials = yield from (outgoing[1].tokens or options.credentials or context.credentials).at(moment.time)
    return _signed(outgoing, f"attempt=1; max={context.retries.max_attempts(options.retries)}", credentials, moment)


def located(
    context: CallContext,
    operation: Operation,
    value: Any,
    options: CallOptions,
    *,
    presigning: bool = False,
    built_ins: "Mapping[str, ParameterValue | None] | None" = None,
) -> "Flow[tuple[Any, Endpoint, str | None, Invocation | None]]":
    """Validate → endpoint: the input as it will be sent, where to, the account where it counts, who else takes part.

    `built_ins` win over those that the client puts to the endpoint rules.
    """
    invocation = _invocation(context, operation, options)
    if invocation is not None:
        invocation.presigning = presigning
    value = _valid(context, operation, value, invocation, options)
    if invocation is not None:
        value = yield from invocation.completed_input(value)
    cache = options.credentials or context.credentials
    account_id = None
    if context.needs_account_id and (invocation is None or invocation.asks_for_account):
        account_id = yield from _account_id(context, operation, cache)
    if invocation is not None:
        return value, (yield from invocation.resolved_endpoint(value, account_id, built_ins)), account_id, invocation
    endpoint = context.endpoints.resolve(
        operation.model, operation.input_schema, value, account_id=account_id, built_ins=built_ins
    )
    return value, endpoint, account_id, None


def _invocation(context: CallContext, operation: Operation, options: CallOptions) -> "Invocation | None":
    """The call as the operation's behaviours see it; None where it has none, as most have."""
    phases = _phases(context, operation) if operation.model.behaves else None
    if options.join is not None:
        return options.join(phases, context, operation, options)
    if phases is None:
        return None
    from awso.behaviours.invocation import Invocation

    return Invocation(phases, context, operation, options)


def _phases(context: CallContext, operation: Operation) -> "Phases | None":
    try:
        return context.phases[operation.name]
    except KeyError:
        from awso.behaviours.table import phases_of

        phases = context.phases[operation.name] = phases_of(context, operation)
        return phases


def _valid(
    context: CallContext, operation: Operation, value: Any, invocation: "Invocation | None", options: CallOptions
) -> Any:
    """Validate."""
    if invocation is not None:
        value = invocation.adjusted_input(value)
    if operation.idempotency_tokens:
        value = _with_idempotency_token(operation, value, context)
    if options.validate and operation.check(value) is not None:
        _refuse(operation, value)
    return value


def _outgoing(
    context: CallContext, operation: Operation, value: Any, endpoint: "Endpoint", invocation: "Invocation | None"
) -> Outgoing:
    """Encode."""
    request = operation.protocol.encode_request(value, endpoint.url)
    if invocation is not None:
        request = invocation.adjusted_request(request)
    if request.stream is not None:
        request = with_signed_stream(context, operation, request)
    if invocation is not None and invocation.signs:
        unsigned = Prepared(endpoint, request.url, request.headers, request.headers.pairs, None)
        return request, unsigned, uuid4_text(context.world.random_bytes)
    prepared = context.prepared.get(operation.name)
    if (
        prepared is None
        or prepared.endpoint is not endpoint
        or prepared.protocol_headers is not request.headers
        or prepared.url != request.url
    ):
        prepared = context.prepared[operation.name] = _prepare(context, operation, value, endpoint, request)
    return request, prepared, uuid4_text(context.world.random_bytes)


def _outgoing_anew(
    context: CallContext, operation: Operation, value: Any, account_id: str | None, invocation: "Invocation"
) -> Flow[Outgoing]:
    """Endpoint → encode, once more: a behaviour learnt that the call belongs elsewhere."""
    endpoint = yield from invocation.resolved_endpoint(value, account_id)
    return _outgoing(context, operation, value, endpoint, invocation)


def common_headers(context: CallContext, endpoint: "Endpoint", request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """The headers of `request`, the client's, and those that the endpoint rules add."""
    return (
        *request.headers.pairs,
        *context.headers,
        *(
            (name, value)
            for name, values in endpoint.headers.items()
            if name not in request.headers
            for value in values
        ),
    )


def _prepare(
    context: CallContext, operation: Operation, value: Any, endpoint: "Endpoint", request: HttpRequest
) -> Prepared:
    """What requests like this one have in common, kept for the next call."""
    pairs = common_headers(context, endpoint, request)
    whole = HttpRequest(request.method, request.url, pairs)
    template, tokens = template_for(context, operation, value, endpoint, whole, ATTEMPT_HEADERS)
    signs_body = operation.service.model.signature_version == "v2"
    return Prepared(endpoint, request.url, request.headers, pairs, template, tokens, signs_body)


def _signed(outgoing: Outgoing, numbers: str, credentials: "Credentials | Token | None", moment: Moment) -> HttpRequest:
    """Sign, anew for every attempt: time passes, and credentials expire, while a call is retried."""
    request, prepared, invocation_id = outgoing
    stream, body = request.stream, request.body
    if prepared.template is None:
        added: tuple[tuple[str, str], ...] = tuple(zip(ATTEMPT_HEADERS, (invocation_id, numbers), strict=True))
    else:
        assert credentials is not None
        added = prepared.template.sign((invocation_id, numbers), body, credentials, moment.amz_date)
        if prepared.signs_body:
            body = signed_body(prepared.template, body, credentials, moment.amz_date)
        if stream is not None:
            stream = seeded(prepared.template, request, added, credentials, moment.amz_date)
    return HttpRequest(request.method, request.url, Headers(prepared.pairs + added), body, stream)


def _admitted(limiter: "RateLimiter", context: CallContext) -> Flow[None]:
    """Wait until one more attempt may be sent."""
    while (wait := limiter.admit(context.world.clock())) > 0:
        yield from sleep(wait)


def _learn(limiter: "RateLimiter", context: CallContext, failure: AwsoError | None) -> None:
    """Tell how an attempt ended."""
    from awso.retries.classify import classify

    throttled = failure is not None and classify(failure) == "throttling"
    limiter.learn(context.world.clock(), throttled=throttled)


def _failure(operation: Operation, response: HttpResponse, attempt: int) -> ServiceError:
    """Decode: the error that the response carries."""
    error = operation.protocol.decode_error(response, attempt)
    from awso.retries.classify import classify  # at the first failure: most processes never have one

    error.retryable = classify(error) is not None
    return error


def _decide(
    context: CallContext,
    operation: Operation,
    outgoing: Outgoing,
    failure: AwsoError,
    response: HttpResponse | None,
    attempt: int,
    options: CallOptions,
) -> Decision:
    """Retry, or not."""
    decision = context.retries.after_failure(
        failure,
        attempt=attempt,
        operation=operation.name,
        random=lambda: random_fraction(context.world.random_bytes),
        headers=None if response is None else response.headers,
        options=options.retries,
    )
    if decision.again and options.hooks:
        from awso.core.hooks import Retry, describe

        seen = describe(outgoing[0], operation, outgoing[2], attempt)
        for hook in options.hooks:
            hook.on_retry(Retry(seen, failure, decision.delay_seconds))
    return decision


def _refuse(operation: Operation, value: Any) -> None:
    """Raise what is wrong with `value`; nothing where it is only a text that the model's enum does not list."""
    schema = operation.input_schema
    if not isinstance(value, schema.cls):
        raise TypeError(f"{operation} takes a {schema.cls.__qualname__}, got {type(value).__name__}")
    found = violations(schema, value, schema.name)
    if found:
        raise ParameterError(str(operation), found)


def _with_idempotency_token(operation: Operation, value: Any, context: CallContext) -> Any:
    """Fill the member by which the service recognises a repeated request, where the caller did not."""
    for attribute in operation.idempotency_tokens:
        if getattr(value, attribute, None) is None:
            value = msgspec.structs.replace(value, **{attribute: uuid4_text(context.world.random_bytes)})
    return value


def _account_id(context: CallContext, operation: Operation, cache: "CredentialsCache") -> Flow[str | None]:
    if operation.unsigned or context.unsigned:
        return None
    return (yield from cache.at(context.moment().time)).account_id


def _before_send(
    operation: Operation, request: HttpRequest, outgoing: Outgoing, attempt: int, hooks: "tuple[Hooks, ...]"
) -> "Attempt":
    from awso.core.hooks import describe

    seen = describe(request, operation, outgoing[2], attempt)
    for hook in hooks:
        hook.before_send(seen)
    return seen


def _after_response(
    seen: "Attempt", response: HttpResponse | None, failure: AwsoError | None, hooks: "tuple[Hooks, ...]"
) -> None:
    from awso.core.hooks import Answer
    from awso.protocols.error_fields import request_id

    answer = Answer(seen, failure=failure)
    if response is not None:
        answer = Answer(seen, response.status, request_id(response.headers), len(response.body), failure)
    for hook in hooks:
        hook.after_response(answer)
