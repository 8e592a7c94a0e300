"""The life of a call, read top to bottom.

    validate → endpoint → encode → credentials → sign → send → decode → retry

`call` is the whole of it, `signed_request` the same stopped before anything is sent. Both are flows: they ask for I/O
by yielding effects (`awso.core.flow`), and `awso.runtime` drives them. What does not change between calls is prepared
in `awso.core.context`; how to sign is decided in `awso.core.signer`; what deserves another attempt, in `awso.retries`.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from awso.core.context import CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS, CallContext
from awso.core.effects import Flow
from awso.core.flow import send, sleep
from awso.core.http import Headers, HttpRequest, HttpResponse
from awso.core.identifiers import random_fraction, uuid4_text
from awso.core.operation import Operation
from awso.core.signer import Signer, learn_clock_offset, signer_for
from awso.errors import AwsoError, ConfigurationError, ParameterError, ServiceError, TransportError
from awso.retries.classify import classify
from awso.retries.policy import Decision, RetryOptions
from awso.retries.quota import NO_RETRY_REFUND
from awso.shapes.constraints import violations

if TYPE_CHECKING:
    from awso.core.hooks import Attempt, Hooks
    from awso.credentials.cache import CredentialsCache
    from awso.credentials.identity import Credentials


EXPIRED_CREDENTIALS_CODES = frozenset({"ExpiredToken", "ExpiredTokenException"})


class CallOptions(NamedTuple):
    """What may differ from call to call of one client; None is the client's own."""

    connect_timeout_seconds: float = CONNECT_TIMEOUT_SECONDS
    read_timeout_seconds: float = READ_TIMEOUT_SECONDS
    retries: RetryOptions | None = None
    credentials: "CredentialsCache | None" = None
    hooks: "tuple[Hooks, ...]" = ()


class Outgoing(NamedTuple):
    """A call on its way: the request but for what each attempt adds, and how to sign it (None: not at all)."""

    request: HttpRequest
    signer: Signer | None
    invocation_id: str
    max_attempts: int


def call(context: CallContext, operation: Operation, value: Any, options: CallOptions) -> Flow[Any]:
    """Call `operation` with `value`, an instance of its input; the result is its output, None where it has none.

    Raises `ParameterError` before anything is sent; then what the last attempt ended with: `ServiceError`,
    `TransportError`, or `ResponseError` where a success could not be understood.
    """
    outgoing = yield from _outgoing(context, operation, value, options)
    attempt = 0
    refund = NO_RETRY_REFUND
    clock_corrected = False
    while True:
        attempt += 1
        request = yield from _signed(context, outgoing, attempt, options)
        response, failure = yield from _attempt(operation, request, outgoing, attempt, options)
        if failure is None and response is not None:
            context.retries.succeeded(refund)
            return operation.protocol.decode_response(response) if operation.model.output is not None else None
        assert failure is not None
        if isinstance(failure, ServiceError) and failure.code in EXPIRED_CREDENTIALS_CODES:
            (options.credentials or context.credentials).forget()
        if not clock_corrected and learn_clock_offset(context, failure, response):
            clock_corrected = True
            continue
        decision = _decide(context, operation, outgoing, failure, response, attempt, options)
        if decision.delay_seconds > 0:
            yield from sleep(decision.delay_seconds)
        if not decision.again:
            raise failure
        refund = decision.cost


def signed_request(context: CallContext, operation: Operation, value: Any, options: CallOptions) -> Flow[HttpRequest]:
    """The request that `call` would send first."""
    outgoing = yield from _outgoing(context, operation, value, options)
    return (yield from _signed(context, outgoing, 1, options))


def _outgoing(context: CallContext, operation: Operation, value: Any, options: CallOptions) -> Flow[Outgoing]:
    """Validate → endpoint → encode."""
    value = _with_idempotency_token(operation, value, context)
    _validate(operation, value)
    _refuse_undiscovered_endpoint(context, operation)
    account_id = None
    if context.needs_account_id and not operation.unsigned:
        account_id = (yield from _credentials(context, options)).account_id
    endpoint = context.endpoints.resolve(operation.model, operation.input_schema, value, account_id=account_id)
    request = operation.protocol.encode_request(value, endpoint.url)
    if operation.model.request_compression:
        from awso.protocols.compression import compressed

        request = compressed(request, operation.model.request_compression)
    fields = [*request.headers.pairs, *context.headers]
    fields.extend((name, part) for name, values in endpoint.headers.items() for part in values)
    return Outgoing(
        HttpRequest(request.method, request.url, Headers(fields), request.body),
        signer_for(context, operation, endpoint),
        uuid4_text(context.world.random_bytes),
        context.retries.max_attempts(options.retries),
    )


def _signed(context: CallContext, outgoing: Outgoing, attempt: int, options: CallOptions) -> Flow[HttpRequest]:
    """Credentials → sign, anew for every attempt: time passes, and credentials expire, while a call is retried."""
    request = outgoing.request
    headers = request.headers.with_fields(
        ("amz-sdk-invocation-id", outgoing.invocation_id),
        ("amz-sdk-request", f"attempt={attempt}; max={outgoing.max_attempts}"),
    )
    numbered = HttpRequest(request.method, request.url, headers, request.body)
    if outgoing.signer is None:
        return numbered
    credentials = yield from _credentials(context, options)
    return outgoing.signer.sign(numbered, credentials, context)


def _attempt(
    operation: Operation, request: HttpRequest, outgoing: Outgoing, attempt: int, options: CallOptions
) -> Flow[tuple[HttpResponse | None, AwsoError | None]]:
    """Send → the response, or the failure, or both."""
    seen = _before_send(operation, request, outgoing, attempt, options.hooks) if options.hooks else None
    response: HttpResponse | None = None
    failure: AwsoError | None = None
    try:
        response = yield from send(
            request,
            connect_timeout_seconds=options.connect_timeout_seconds,
            read_timeout_seconds=options.read_timeout_seconds,
        )
    except TransportError as error:
        failure = error
    else:
        if not 200 <= response.status < 300:
            error_answer = operation.protocol.decode_error(response, attempt)
            error_answer.retryable = classify(error_answer) is not None
            failure = error_answer
    if seen is not None:
        _after_response(seen, response, failure, options.hooks)
    return response, failure


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

        seen = describe(outgoing.request, operation, outgoing.invocation_id, attempt)
        for hook in options.hooks:
            hook.on_retry(Retry(seen, failure, decision.delay_seconds))
    return decision


def _validate(operation: Operation, value: Any) -> None:
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
            from awso._msgspec import msgspec

            value = msgspec.structs.replace(value, **{attribute: uuid4_text(context.world.random_bytes)})
    return value


def _refuse_undiscovered_endpoint(context: CallContext, operation: Operation) -> None:
    if operation.model.endpoint_discovery and not context.endpoint_is_configured:
        raise ConfigurationError(
            f"{operation} must be sent to an endpoint that the service names, which this version of awso does not ask"
            " for: call describe_endpoints() and pass endpoint_url='https://…' with its answer"
        )


def _credentials(context: CallContext, options: CallOptions) -> "Flow[Credentials]":
    cache = options.credentials or context.credentials
    now = context.now()
    return cache.held(now) or (yield from cache.at(now))


def _before_send(
    operation: Operation, request: HttpRequest, outgoing: Outgoing, attempt: int, hooks: "tuple[Hooks, ...]"
) -> "Attempt":
    from awso.core.hooks import describe

    seen = describe(request, operation, outgoing.invocation_id, attempt)
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
