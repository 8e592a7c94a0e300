"""Operations in AWS JSON, by us and by botocore: their requests, their responses, their errors.

`compare` is a function of an operation and a seed; it gives the differences, explained or not
(`tests.oracle.deviations` says which are meant). What either reads is compared with what was written too, so that an
explained difference can't hide a fault of ours.
"""

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from awso.core.http import Headers, HttpResponse
from awso.core.operation import Operation
from awso.errors import ConfigurationError, ServiceError
from awso.protocols.aws_json import AwsJson
from awso.protocols.error_fields import MESSAGE_MEMBERS, error_value
from awso.registry import service, service_names
from awso.shapes.schema import Schema
from tests.oracle import botocore_side
from tests.oracle.differences import Difference, Stage, differences
from tests.property.values import value_for

ENDPOINT = "https://service.us-east-1.amazonaws.com"
QUERY_COMPATIBLE = "query-compatible"
REQUEST_ID = "7a62c49f-347e-4fc4-9331-6e8e7a96aa73"


def services() -> list[str]:
    """Every service that can be spoken to in AWS JSON, by its Python module."""
    models = ((name, service(name).model) for name in service_names())
    return [name for name, model in models if "json" in (model.protocol, *model.protocols)]


def operations(name: str, sample: int | None = None) -> list[Operation]:
    """The service's operations but event streams, or a sample of them that is always the same."""
    every = [operation for operation in service(name).operations() if not _is_event_stream(operation)]
    return every if sample is None or sample >= len(every) else Random(name).sample(every, sample)


def _is_event_stream(operation: Operation) -> bool:
    try:
        AwsJson(operation)
    except ConfigurationError:
        return True
    return False


class Sides:
    """An operation on both sides; ours in AWS JSON even where the service prefers another protocol."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.ours = AwsJson(operation)
        self.theirs: Any = botocore_side.service_model(operation.service.name).operation_model(operation.name)

    def request(self, value: Any, endpoint_url: str = ENDPOINT, *, validated: bool = False) -> Iterator[Difference]:
        """How the requests for `value` differ; `validated` asks botocore's validator as well."""
        request = self.ours.encode_request(value, endpoint_url)
        params = self.operation.input_schema.to_value(value)

        def theirs() -> dict[str, Any]:
            sent = botocore_side.request_of(self.theirs, params, endpoint_url, validated=validated)
            return _request_facts(sent["method"], sent["url"], Headers(sent["headers"]), sent["body"])

        ours = _request_facts(request.method, request.url, request.headers, request.body)
        yield from _compared("request", "", ours, theirs)

    def response(self, response: HttpResponse, origin: str) -> Iterator[Difference]:
        """How the outputs that they read differ."""
        ours = self.output(response)
        yield from _compared("response", origin, ours, lambda: botocore_side.output_of(self.theirs, response))

    def output(self, response: HttpResponse) -> Any:
        """The output that we read, as plain values."""
        return self.operation.output_schema.to_value(self.ours.decode_response(response))

    def error(self, response: HttpResponse, origin: str) -> Iterator[Difference]:
        """How the errors that they read differ: code, message, request id, modelled members."""

        def theirs() -> dict[str, Any]:
            return _error_facts(*botocore_side.error_of(self.theirs, response))

        yield from _compared("error", origin, self.error_facts(response), theirs)

    def error_facts(self, response: HttpResponse) -> dict[str, Any]:
        """The error that we read, as plain values."""
        error = self.ours.decode_error(response)
        members: dict[str, Any] = {}
        if type(error) is not ServiceError:
            schema = self.operation.service.shape(type(error).__name__)
            members = schema.to_value(error_value(schema, error))
        return _error_facts(error.code, error.message, error.request_id, members)


def compare(operation: Operation, seed: int) -> list[Difference]:
    """Everything that we and botocore do differently for one operation, and that we do not read as it was written."""
    sides = Sides(operation)
    random = Random(f"{operation} {seed}")
    constrained = seed % 2 == 1
    value = value_for(operation.input_schema, random, constrained=constrained)
    return [
        *sides.request(value, validated=constrained),
        *_responses(sides, random),
        *(found for name in operation.model.errors for found in _errors(sides, name, random)),
    ]


def _responses(sides: Sides, random: Random) -> Iterator[Difference]:
    schema = sides.operation.output_schema
    value = value_for(schema, random)
    params = schema.to_value(value)
    shape = sides.theirs.output_shape
    by_hand = b"" if shape is None else botocore_side.json_by_hand(shape, params, random)
    for origin, response in (
        ("encoded by us", sides.ours.encode_response(value, REQUEST_ID)),
        ("written by hand", HttpResponse(200, {}, by_hand)),
    ):
        yield from sides.response(response, origin)
        yield from differences("response", f"{origin}, against what was written", sides.output(response), params)


def _errors(sides: Sides, name: str, random: Random) -> Iterator[Difference]:
    schema = sides.operation.service.shape(name)
    params: dict[str, Any] = schema.to_value(value_for(schema, random))
    message = next((params[text] for text in MESSAGE_MEMBERS if text in params), "")
    for form, response in _error_responses(sides, name, params, random):
        origin = f"{name} {form}"
        code = _query_code(schema) if form == QUERY_COMPATIBLE else name
        written = _error_facts(code, message, REQUEST_ID, params)
        yield from sides.error(response, origin)
        yield from differences("error", f"{origin}, against what was written", sides.error_facts(response), written)


def _error_responses(
    sides: Sides, name: str, params: dict[str, Any], random: Random
) -> Iterator[tuple[str, HttpResponse]]:
    """One error in every form that services send it in."""
    yield "encoded by us", sides.ours.encode_error(_error(sides, name, params), REQUEST_ID)
    body = botocore_side.plain_by_hand(sides.theirs.service_model.shape_for(name), params, random)
    # A body without members would say nothing at all, in which case HTTP's phrase is our message.
    body = body or {"message": ""}
    headers = {"x-amzn-requestid": REQUEST_ID}
    status = random.choice((400, 403, 404, 409, 500, 503))
    for code in (name, f"com.amazonaws.service#{name}", f"{name}:http://internal.amazon.com/coral/"):
        yield f"as {code.replace(name, '…')}", _json_response(status, headers, {"__type": code, **body})
    yield "in the header", _json_response(400, headers | {"x-amzn-errortype": f"{name}:http://a/"}, body)
    queried = headers | {"x-amzn-query-error": f"{_query_code(sides.operation.service.shape(name))};Sender"}
    yield QUERY_COMPATIBLE, _json_response(400, queried, {"__type": f"com.amazonaws.service#{name}", **body})


def _query_code(schema: Schema) -> str:
    """The code that the error had when its service spoke the query protocol."""
    return (schema.model.error and schema.model.error.code) or schema.name


def _error(sides: Sides, name: str, params: dict[str, Any]) -> ServiceError:
    schema = sides.operation.service.shape(name)
    value = schema.from_value({key: inner for key, inner in params.items() if key not in MESSAGE_MEMBERS})
    members = {member.python: getattr(value, member.python) for member in schema.members.values()}
    message = next((params[text] for text in MESSAGE_MEMBERS if text in params), "")
    return sides.operation.service.error(name)(message, members=members)


def _json_response(status: int, headers: dict[str, str], body: Any) -> HttpResponse:
    return HttpResponse(status, headers, json.dumps(body).encode())


def _request_facts(method: str, url: str, headers: Headers, body: bytes) -> dict[str, Any]:
    fields = {name: headers[name] for name in headers}
    return {"method": method, "url": url, "headers": fields, "body": json.loads(body)}


def _error_facts(code: str, message: str | None, request_id: str | None, members: dict[str, Any]) -> dict[str, Any]:
    # The message is compared once, whatever the model calls it, and null is none.
    rest = {name: value for name, value in members.items() if name not in MESSAGE_MEMBERS}
    return {"code": code, "message": message or "", "request id": request_id, "members": rest}


def _compared(stage: Stage, path: str, ours: Any, theirs: Callable[[], Any]) -> Iterator[Difference]:
    """The differences; a refusal by botocore is one of them."""
    try:
        told = theirs()
    except Exception as error:  # whatever botocore raises is its answer
        told = f"{type(error).__name__}: {error}"
    yield from differences(stage, path, ours, told)
