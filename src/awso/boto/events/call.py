"""A call with events: the engine's (`awso.core.call`), in whose phases handlers are asked.

    provide-client-params, before-parameter-build → before-endpoint-resolution → before-call
    each attempt: request-created, choose-signer, before-sign → before-send
                  → before-parse, response-received → needs-retry
    after-call, or after-call-error

Settled here: when each event comes and what it is given, which is botocore's. What becomes of the requests that
handlers change is `awso.boto.events.requests`.
"""

from typing import TYPE_CHECKING, Any, TypeVar

from awso.boto import exceptions
from awso.boto.answers import code_of
from awso.boto.events.attempt import AnsweredError, AskedAgainError, AttemptLostError
from awso.boto.events.invocation import EventInvocation
from awso.boto.hooks import first_non_none_response
from awso.boto.models import OperationModel
from awso.core.call import Exchange
from awso.errors import AwsoError, ServiceError, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable

    from awso.behaviours.invocation import Phases
    from awso.boto.answers import Answers
    from awso.boto.client import BaseClient
    from awso.boto.config import Config
    from awso.boto.events.registry import ClientEvents
    from awso.core.call import CallOptions
    from awso.core.context import CallContext
    from awso.core.effects import Flow
    from awso.core.operation import Operation

T = TypeVar("T")
_OF_S3 = ("Bucket", "Delete", "Key", "Prefix")
"""What botocore lets handlers of S3's later events know of the arguments."""


class Emitting:
    """One call of a client, for those that emit its events."""

    def __init__(self, client: "BaseClient", events: "ClientEvents", operation: "Operation") -> None:
        self.client = client
        self.operation = operation
        self.model = OperationModel(client.meta.service_model, operation)
        self._events = events
        self._suffix = f"{events.service}.{operation.name}"

    @property
    def config(self) -> "Config":
        """The options of the client."""
        return self.client.meta.config

    @property
    def answers(self) -> "Answers":
        """What makes dicts of responses."""
        return self.client._answers  # pyright: ignore[reportPrivateUsage]  # the one call of a client, in two modules

    def run(self, flow: "Callable[[], Flow[T]]") -> "T":
        """What a flow gives that a handler of our own needs while handlers are called."""
        return self.client._engine.run(lambda _, __: flow())  # pyright: ignore[reportPrivateUsage]  # as above

    def failure(self, error: AwsoError) -> exceptions.BotoCoreError:
        """botocore's exception for an error of ours."""
        if isinstance(error, exceptions.BotoCoreError):
            return error
        return self.client._failure(self.operation, error)  # pyright: ignore[reportPrivateUsage]  # as above

    @property
    def service(self) -> str:
        """The service in names of events."""
        return self._events.service

    def emit(self, root: str, **kwargs: Any) -> Any:
        """What the first handler that returned something returned, all having been called."""
        return first_non_none_response(self._events.emit(f"{root}.{self._suffix}", **kwargs))

    def emit_to_service(self, root: str, **kwargs: Any) -> None:
        """The same for an event without an operation."""
        self._events.emit(f"{root}.{self.service}", **kwargs)

    def until_response(self, root: str, **kwargs: Any) -> Any:
        """What the first handler that returned something returned, the others not having been called."""
        return self._events.emit_until_response(f"{root}.{self._suffix}", **kwargs)[1]

    def provided(self, params: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
        """The arguments of the call as handlers left them."""
        given = self.emit("provide-client-params", params=params, model=self.model, context=context)
        params = params if given is None else given
        if self.service == "s3":
            context["input_params"] = {name: params[name] for name in _OF_S3 if name in params}
        self.emit("before-parameter-build", params=params, model=self.model, context=context)
        return params


def call_with_events(
    client: "BaseClient", events: "ClientEvents", operation: "Operation", params: dict[str, Any]
) -> dict[str, Any]:
    """The answer of an operation."""
    emitting = Emitting(client, events, operation)
    context = _context(client, emitting.model)
    params = emitting.provided(params, context)
    value = client._input(operation, params)  # pyright: ignore[reportPrivateUsage]  # as above
    http, parsed = _made(emitting, params, value, context)
    emitting.emit("after-call", http_response=http, parsed=parsed, model=emitting.model, context=context)
    if http.status_code >= 300:
        code = context.get("error_code_override") or code_of(client.meta.service_model.service_name, parsed)
        raise client.exceptions.from_code(code)(parsed, operation.name)
    answer: dict[str, Any] = parsed
    return answer


def _context(client: "BaseClient", model: OperationModel) -> dict[str, Any]:
    """What all events of a call are given to share."""
    return {
        "client_region": client.meta.region_name,
        "client_config": client.meta.config,
        "has_streaming_input": model.has_streaming_input,
        "auth_type": model.resolved_auth_type,
        "unsigned_payload": model.unsigned_payload,
        "auth_options": client._service.model.auth or None,  # pyright: ignore[reportPrivateUsage]  # as above
    }


def _made(emitting: Emitting, params: dict[str, Any], value: Any, context: dict[str, Any]) -> tuple[Any, Any]:
    """The HTTP response and the answer, a handler's or the service's."""
    engine = emitting.client._engine  # pyright: ignore[reportPrivateUsage]  # as above
    exchange = Exchange()
    made: list[EventInvocation] = []

    def join(
        phases: "Phases | None", call: "CallContext", operation: "Operation", options: "CallOptions"
    ) -> EventInvocation:
        made.append(EventInvocation(phases, call, operation, options, emitting, params, context, exchange))
        return made[0]

    try:
        engine.call(emitting.operation, value, exchange, join)
    except AnsweredError as answered:
        http, parsed = answered.answer
        return http, parsed
    except Exception as error:
        if not (isinstance(error, ServiceError) and made and made[0].parsed is not None):
            failure = _failure(emitting, error, made[0] if made else None)
            if made and made[0].is_sending:
                emitting.emit("after-call-error", exception=failure, context=context)
            if failure is error:
                raise
            raise failure from error
    call = made[0]
    if "ResponseMetadata" in call.parsed:
        call.parsed["ResponseMetadata"]["RetryAttempts"] = exchange.attempts - 1
    return call.http, call.parsed


def _failure(emitting: Emitting, error: Exception, call: EventInvocation | None) -> Exception:
    """What a program gets of an error: what a handler raised, as it is."""
    if isinstance(error, AttemptLostError):
        return error.cause
    if isinstance(error, AskedAgainError):
        return exceptions.UnseekableStreamError(stream_object="the request's body")
    if not isinstance(error, AwsoError):
        return error
    if isinstance(error, TransportError) and call is not None and call.exception is not None:
        return call.exception
    return emitting.failure(error)
