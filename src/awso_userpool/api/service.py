"""The life of one API call: target → signature → decode → validate → operation → encode → log.

It knows HTTP as values only, so that a socket (`asgi.py`) and a test without one run the same code. What an operation
may do is its own matter (`awso_userpool.operations`); what is signed and how shapes look on the wire, the model says.
"""

from collections.abc import Mapping
from time import perf_counter
from typing import Any, NamedTuple
from uuid import uuid4

import awso
from awso.core.http import HttpRequest, HttpResponse
from awso.core.operation import Operation as ModelledOperation
from awso.errors import DecodeError, ServiceError
from awso_userpool.api.access_log import AccessLog
from awso_userpool.api.errors import (
    CONTENT_TYPE,
    ProtocolError,
    log_unexpected,
    protocol_error_answer,
    unexpected_answer,
)
from awso_userpool.api.gate import Gate
from awso_userpool.api.validation import check
from awso_userpool.operations.interface import Context, Operation
from awso_userpool.secrets.passwords import TooManyWaitingError

SERVICE = "cognito-idp"
TARGET_PREFIX = "AWSCognitoIdentityProviderService."
# Signed in the model although the guide says that client credentials or a token suffice.
ALSO_UNSIGNED = frozenset({"GetClientToken", "GetDerivedToken"})


class Route(NamedTuple):
    """One implemented operation: its model's codecs, what runs it, and whether it must be signed."""

    name: str
    model: ModelledOperation
    run: Operation
    signed: bool


class UserPoolService:
    """Answers API calls. `answer` never raises."""

    def __init__(
        self, context: Context, operations: Mapping[str, Operation], gate: Gate, access_log: AccessLog | None = None
    ) -> None:
        self._context = context
        self._gate = gate
        self._access_log = access_log
        self._modelled = frozenset(awso.service(SERVICE).file.operations)
        self._implemented = ", ".join(sorted(operations))
        self._routes = {TARGET_PREFIX + name: _route(name, run) for name, run in operations.items()}

    async def answer(self, request: HttpRequest) -> HttpResponse:
        """The response to `request`, with its request id, logged in one line."""
        started = perf_counter()
        request_id = str(uuid4())
        name, code = "?", ""
        try:
            route = self._route(request)
            name = route.name
            response = await self._run(route, request, request_id)
        except ProtocolError as error:
            code = error.code
            response = protocol_error_answer(error, request_id)
        except Exception as error:
            code = type(error).__name__
            response = unexpected_answer(request_id)
            log_unexpected(error, name, request_id)
        if self._access_log is not None:
            self._access_log(
                finished_at=self._context.clock(),
                op=name,
                status=response.status,
                seconds=perf_counter() - started,
                request_id=request_id,
                error=code or response.headers.get("x-amzn-errortype", ""),
            )
        return response

    def _route(self, request: HttpRequest) -> Route:
        target = request.headers.get("x-amz-target", "")
        route = self._routes.get(target)
        if route is None:
            raise self._unknown(target)
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type != CONTENT_TYPE:
            raise ProtocolError("UnsupportedMediaTypeException", f"Content-Type must be {CONTENT_TYPE}.", 415)
        return route

    def _unknown(self, target: str) -> ProtocolError:
        """Names an operation only if the model knows it: a header may hold anything."""
        name = target.removeprefix(TARGET_PREFIX)
        if not target:
            what = f"The header X-Amz-Target is missing; it must be {TARGET_PREFIX}<operation>."
        elif name in self._modelled and name != target:
            what = f"{name} is not implemented by this server."
        else:
            what = f"X-Amz-Target must be {TARGET_PREFIX}<operation> with an operation of Amazon Cognito user pools."
        return ProtocolError("UnknownOperationException", f"{what} Implemented are: {self._implemented}.")

    async def _run(self, route: Route, request: HttpRequest, request_id: str) -> HttpResponse:
        if route.signed:
            self._gate.check(request)
        model = route.model
        try:
            given = _decoded(model, request)
            check(model.input_schema, given)
            output = await route.run(self._context, given)
        except ServiceError as error:
            return model.encode_response(error, request_id=request_id)
        except TooManyWaitingError as error:
            raise ProtocolError("TooManyRequestsException", "Rate exceeded") from error
        if output is None:
            return HttpResponse(200, {"Content-Type": CONTENT_TYPE, "x-amzn-RequestId": request_id})
        return model.encode_response(output, request_id=request_id)


def _route(name: str, run: Operation) -> Route:
    model = awso.service(SERVICE).operation(name)
    return Route(name, model, run, signed=not model.unsigned and name not in ALSO_UNSIGNED)


def _decoded(model: ModelledOperation, request: HttpRequest) -> Any:
    try:
        return model.decode_request(request)
    except DecodeError as error:
        raise ProtocolError("SerializationException", f"{error.path}: expected {error.expected}") from error
