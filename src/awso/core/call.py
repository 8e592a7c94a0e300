"""The life of a call, read top to bottom.

    validate → endpoint → encode → credentials → sign → send → decode → retry

`call` is the whole of it, but for what follows a failed attempt (`awso.core.recovery`); `signed_request` is the same
stopped before anything is sent. Both are flows: they ask for I/O by yielding effects (`awso.core.effects`), and
`awso.runtime` drives them. What does not change between calls is prepared in `awso.core.context`; how to sign is
decided in `awso.core.signer`; what a few operations do differently, in `awso.behaviours`: an `invocation`, where there
is one, is asked in each phase.
"""

from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.core.context import READ_TIMEOUT_SECONDS, CallContext, Moment, Prepared
from awso.core.effects import Flow, Send
from awso.core.http import Headers, HttpRequest, HttpResponse
from awso.core.identifiers import uuid4_text
from awso.core.operation import Operation
from awso.core.signer import seeded, signed_body, template_for, with_signed_stream
from awso.errors import AwsoError, ConfigurationError, ParameterError, ServiceError, TransportError
from awso.retries import NO_RETRY_REFUND, RetryOptions
from awso.shapes.constraints import violations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from awso.behaviours.invocation import Invocation, Join, Phases
    from awso.core.hooks import Hooks
    from awso.core.recovery import Recovery as _Recovery
    from awso.core.watch import Watch
    from awso.credentials import Credentials
    from awso.credentials.cache import Cache, CredentialsCache
    from awso.credentials.tokens import Token
    from awso.endpoints import Endpoint, ParameterValue
    from awso.retries.adaptive import RateLimiter

ATTEMPT_HEADERS = ("amz-sdk-invocation-id", "amz-sdk-request")
"""What tells the attempts of one call, and one call from another, in AWS's logs."""


LONGEST_TIMEOUT_SECONDS = 2_147_483  # the system counts milliseconds in 31 bits


class CallOptions(msgspec.Struct, frozen=True):
    """What may differ from call to call of one client; None is the client's own.

    Raises `ConfigurationError` for what is no time to wait.
    """

    connect_timeout_seconds: float | None = None
    read_timeout_seconds: float = READ_TIMEOUT_SECONDS
    retries: RetryOptions | None = None
    credentials: "CredentialsCache | None" = None
    hooks: "tuple[Hooks, ...]" = ()
    validate: bool = True
    """Whether the model's constraints are checked; who checks them by other rules says no."""
    join: "Join | None" = None
    """What makes the invocation of a call in which more takes part than its operation's behaviours."""

    def __post_init__(self) -> None:
        if self.connect_timeout_seconds is not None:
            _check_timeout("connect_timeout", self.connect_timeout_seconds)
        _check_timeout("read_timeout", self.read_timeout_seconds)

    def connect_timeout(self, context: CallContext) -> float:
        """Seconds: the call's, else the client's."""
        given = self.connect_timeout_seconds
        return context.connect_timeout_seconds if given is None else given


def _check_timeout(option: str, seconds: float | None) -> None:
    # A socket takes 0 for "do not wait", a negative number or a large one for an error of its own.
    if not isinstance(seconds, (int, float)) or not (0 < seconds <= LONGEST_TIMEOUT_SECONDS or seconds == float("inf")):
        raise ConfigurationError(
            f"{option} is a number of seconds above 0, at most {LONGEST_TIMEOUT_SECONDS}, or float('inf') to wait for"
            f" ever, got {seconds!r}"
        )


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
    outgoing = encoded(context, operation, value, endpoint, invocation)
    holders = outgoing[1].tokens or options.credentials or context.credentials
    max_attempts = context.max_attempts if options.retries is None else context.retries.max_attempts(options.retries)
    connect_timeout = options.connect_timeout(context)
    limiter = context.retries.limiter(options.retries, context.world.clock)
    watch = None if limiter is None and not options.hooks else _watch(context, operation, options, limiter)
    recovery: _Recovery | None = None
    attempt = 0
    while True:
        attempt += 1
        if watch is not None:
            yield from watch.admitted()
        moment = context.moment()
        credentials = holders.held(moment.time) if invocation is None else None
        if credentials is None and (invocation is not None or outgoing[1].template is not None):
            credentials = yield from _credentials(outgoing, holders, invocation, moment)
        request = _signed(outgoing, f"attempt={attempt}; max={max_attempts}", credentials, moment)
        if watch is not None:
            watch.before_send(request, outgoing[2], attempt)
        if exchange is not None:
            exchange.attempts, exchange.response = attempt, None
        response: HttpResponse | None = None
        failure: AwsoError | None = None
        try:
            send = Send(request, connect_timeout, options.read_timeout_seconds, operation.streams_output)
            answer = (yield send) if invocation is None else (yield from invocation.answer(send))
            response = _received(answer, invocation, exchange)
            if not 200 <= response.status < 300:
                failure = _failure(operation, response, attempt)
        except TransportError as error:
            failure = error
        if watch is not None:
            watch.after_response(response, failure)
        if failure is None:
            context.retries.succeeded(NO_RETRY_REFUND if recovery is None else recovery.refund)
            return _output(operation, response, invocation)
        if recovery is None:
            from awso.core.recovery import Recovery  # at the first failure: most processes never have one

            recovery = Recovery(
                context, operation, value, options.retries, account_id, invocation, holders, watch, outgoing
            )
        yield from recovery.before_next(attempt, request, response, failure)
        outgoing = recovery.outgoing


def signed_request(context: CallContext, operation: Operation, value: Any, options: CallOptions) -> Flow[HttpRequest]:
    """The request that `call` would send first."""
    value, endpoint, _, invocation = yield from located(context, operation, value, options)
    outgoing = encoded(context, operation, value, endpoint, invocation)
    holders = outgoing[1].tokens or options.credentials or context.credentials
    moment = context.moment()
    credentials = yield from _credentials(outgoing, holders, invocation, moment)
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
    invocation = _invocation(context, operation, options) if operation.model.behaves or options.join else None
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
    """The call as those see it who take part in it; None where nobody does, as in most."""
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


def encoded(
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


def _credentials(
    outgoing: Outgoing, holders: "Cache[Any]", invocation: "Invocation | None", moment: Moment
) -> "Flow[Credentials | Token | None]":
    """Credentials, where they are not at hand: a behaviour's, else the call's or the client's; None signs nothing."""
    credentials = None if invocation is None else (yield from invocation.chosen_credentials())
    if credentials is None and outgoing[1].template is not None:
        credentials = yield from holders.at(moment.time)
    return credentials


def _received(answer: object, invocation: "Invocation | None", exchange: Exchange | None) -> HttpResponse:
    assert isinstance(answer, HttpResponse)
    response = answer if invocation is None else invocation.rewritten_response(answer)
    if exchange is not None:
        exchange.response = response
    return response


def _failure(operation: Operation, response: HttpResponse, attempt: int) -> ServiceError:
    """Decode: the error that the response carries."""
    error = operation.protocol.decode_error(response, attempt)
    from awso.retries.classify import classify  # at the first failure: most processes never have one

    error.retryable = classify(error) is not None
    return error


def _output(operation: Operation, response: HttpResponse | None, invocation: "Invocation | None") -> Any:
    """Decode."""
    assert response is not None
    if invocation is not None:
        return invocation.output(response)
    return operation.protocol.decode_response(response) if operation.model.output is not None else None


def _watch(context: CallContext, operation: Operation, options: CallOptions, limiter: "RateLimiter | None") -> "Watch":
    from awso.core.watch import Watch

    return Watch(operation, options.hooks, limiter, context.world.clock)


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
