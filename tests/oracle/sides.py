"""One operation, by us and by botocore: its request, its responses, its errors, in one protocol.

`compare` is a function of an operation, a protocol and a seed; it gives the differences, explained or not
(`tests.oracle.deviations` says which are meant). What either reads is compared with what was written too, so that an
explained difference can't hide a fault of ours. What only a protocol knows is its `Family`.
"""

from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from msgspec import structs

from awso.core.http import Headers, HttpResponse
from awso.core.operation import Operation
from awso.errors import ServiceError
from awso.protocols import bind
from awso.protocols.error_fields import MESSAGE_MEMBERS, error_value
from awso.registry import service, service_names
from awso.shapes.schema import MemberSchema, Schema
from tests.oracle import botocore_side
from tests.oracle.differences import Difference, Stage, differences
from tests.property.test_query_and_xml import is_ambiguous
from tests.property.values import value_for

ENDPOINT = "https://service.us-east-1.amazonaws.com"
REQUEST_ID = "7a62c49f-347e-4fc4-9331-6e8e7a96aa73"


class WrittenError(NamedTuple):
    """An error as a service sends it: in which form, with which code, the response."""

    form: str
    code: str
    response: HttpResponse


class Family(NamedTuple):
    """What the comparison must know of a protocol."""

    body: Callable[[bytes], Any]
    """What a request's body says, as plain values that compare; `{}` and nothing may be told apart or not."""
    responses: "Callable[[Sides, dict[str, Any], Random], Iterable[HttpResponse]]"
    """The responses for an output that are not written by us but by hand, from botocore's picture of the shape."""
    errors: "Callable[[Sides, str, dict[str, Any], Random], Iterable[WrittenError]]"
    """One error in every form that services send it in, written by hand."""
    said: Callable[[Schema, Any], Any] = lambda schema, value: value
    """What of an output the protocol can say: XML has no empty flattened list."""
    has_query_codes: bool = False
    """Whether an error is sent with the code that the model gives it for the query protocol."""


def pairs() -> list[tuple[str, str]]:
    """Every service, by its Python module, with each protocol of its own that we speak."""
    from tests.oracle.families import FAMILIES

    models = [(name, service(name).model) for name in service_names()]
    return [
        (name, protocol)
        for protocol in FAMILIES
        for name, model in models
        if protocol in (model.protocol, *model.protocols)
    ]


def operations(name: str, sample: int | None = None, seed: int = 0) -> list[Operation]:
    """The service's operations, or a sample of them that is always the same for a seed.

    But event streams, and S3's two deprecated operations on notifications, of which two members are one element.
    """
    every = [
        operation
        for operation in service(name).operations()
        if not (_has_events(operation) or _is_ambiguous(operation))
    ]
    return every if sample is None or sample >= len(every) else Random(f"{name} {seed}").sample(every, sample)


def _has_events(operation: Operation) -> bool:
    return any(schema.event_member for schema in (operation.input_schema, operation.output_schema))


def _is_ambiguous(operation: Operation) -> bool:
    schemas = (operation.input_schema, operation.output_schema)
    return operation.service.schemas.text_form == "xml" and any(map(is_ambiguous, schemas))


class Sides:
    """An operation on both sides; in `protocol` even where the service prefers another."""

    def __init__(self, operation: Operation, protocol: str) -> None:
        from tests.oracle.families import FAMILIES

        self.operation = operation
        self.protocol = protocol
        self.family = FAMILIES[protocol]
        self.ours = bind(operation, protocol)
        self.theirs: Any = botocore_side.service_model(operation.service.name).operation_model(operation.name)

    def request(self, value: Any, endpoint_url: str = ENDPOINT, *, validated: bool = False) -> Iterator[Difference]:
        """How the requests for `value` differ; `validated` asks botocore's validator as well."""
        request = self.ours.encode_request(value, endpoint_url)
        params = self.operation.input_schema.to_value(value)

        def theirs() -> dict[str, Any]:
            sent = botocore_side.request_of(
                self.theirs, params, endpoint_url, protocol=self.protocol, validated=validated
            )
            return self._request_facts(sent["method"], sent["url"], Headers(sent["headers"]), sent["body"])

        ours = self._request_facts(request.method, request.url, request.headers, request.body)
        yield from _compared("request", "", ours, theirs)

    def _request_facts(self, method: str, url: str, headers: Headers, body: bytes) -> dict[str, Any]:
        parts = urlsplit(url)
        fields = {name: botocore_side.header_facts(self.theirs, name, headers[name]) for name in headers}
        return {
            "method": method,
            "url": f"{parts.scheme}://{parts.netloc}{parts.path}",
            "query": query_facts(parts.query),
            "headers": fields,
            "body": self.family.body(body),
        }

    def response(self, response: HttpResponse, origin: str) -> Iterator[Difference]:
        """How the outputs that they read differ."""
        ours = self.output(response)
        yield from _compared(
            "response", origin, ours, lambda: botocore_side.output_of(self.theirs, response, self.protocol)
        )

    def output(self, response: HttpResponse) -> Any:
        """The output that we read, as plain values, without members of ours alone."""
        output = self.operation.output_schema.to_value(self.ours.decode_response(response))
        for member in self.members_of_ours_alone():
            output.pop(member.name, None)
        return output

    def members_of_ours_alone(self) -> list[MemberSchema]:
        """What our outputs have beside what botocore's model says: the text of S3's Expires, where it is no date."""
        ours, theirs = self.operation.output_schema, self.theirs.output_shape
        if theirs is None or theirs.name != ours.name:
            return []
        return [member for member in ours.members.values() if member.name not in theirs.members]

    def error(self, response: HttpResponse, origin: str) -> Iterator[Difference]:
        """How the errors that they read differ: code, message, request id, modelled members."""

        def theirs() -> dict[str, Any]:
            code, message, request_id, members = botocore_side.error_of(self.theirs, response, self.protocol)
            schema = self.operation.service.schemas.get(code)
            for name in () if schema is None else _members_of_the_code(schema, self.family.has_query_codes):
                members.pop(name, None)
            return error_facts(code, message, request_id, members)

        yield from _compared("error", origin, self.error_facts(response), theirs)

    def error_facts(self, response: HttpResponse) -> dict[str, Any]:
        """The error that we read, as plain values."""
        error = self.ours.decode_error(response)
        members: dict[str, Any] = {}
        if type(error) is not ServiceError:
            schema = self.operation.service.shape(type(error).__name__)
            members = schema.to_value(error_value(schema, error))
            for name in _members_of_the_code(schema, self.family.has_query_codes):
                members.pop(name, None)
        return error_facts(error.code, error.message, error.request_id, members)


def compare(operation: Operation, protocol: str, seed: int) -> list[Difference]:
    """Everything that we and botocore do differently for one operation, and that we do not read as it was written."""
    sides = Sides(operation, protocol)
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
    alone = {member.python: None for member in sides.members_of_ours_alone()}
    value = structs.replace(value_for(schema, random), **alone)
    params = schema.to_value(sides.family.said(schema, value))
    written = [("encoded by us", sides.ours.encode_response(value, REQUEST_ID))]
    written += [("written by hand", response) for response in sides.family.responses(sides, params, random)]
    for origin, response in written:
        yield from sides.response(response, origin)
        output = sides.output(response)
        for name in _every_header(schema):
            output.pop(name, None)
            params.pop(name, None)
        yield from differences("response", f"{origin}, against what was written", output, params)


def _every_header(schema: Schema) -> list[str]:
    """The members that are a map of all header fields, also of those that the protocol adds."""
    members = schema.members.items()
    return [name for name, member in members if member.model.location == "headers" and not member.model.location_name]


def _errors(sides: Sides, name: str, random: Random) -> Iterator[Difference]:
    schema = sides.operation.service.shape(name)
    params: dict[str, Any] = schema.to_value(value_for(schema, random))
    message = next((params[text] for text in MESSAGE_MEMBERS if text in params), "")
    by_us = WrittenError(
        "encoded by us",
        query_code(schema) if sides.family.has_query_codes else name,
        sides.ours.encode_error(_error(sides, name, params), REQUEST_ID),
    )
    said = dict(params)
    for member in _members_of_the_code(schema, sides.family.has_query_codes):
        said.pop(member, None)
    for form, code, response in (by_us, *sides.family.errors(sides, name, params, random)):
        origin = f"{name} {form}"
        written = error_facts(code, message, REQUEST_ID, said)
        yield from sides.error(response, origin)
        yield from differences("error", f"{origin}, against what was written", sides.error_facts(response), written)


def _members_of_the_code(schema: Schema, has_query_codes: bool) -> list[str]:
    """The members that are the error's code, however the service writes that: a header, CloudSearch's element."""
    said = ("x-amzn-errortype", "code" if has_query_codes else None)
    return [name for name, member in schema.members.items() if member.location_name.lower() in said]


def query_code(schema: Schema) -> str:
    """The code that an error has in the query protocol."""
    return (schema.model.error and schema.model.error.code) or schema.name


def _error(sides: Sides, name: str, params: dict[str, Any]) -> ServiceError:
    schema = sides.operation.service.shape(name)
    value = schema.from_value({key: inner for key, inner in params.items() if key not in MESSAGE_MEMBERS})
    members = {member.python: getattr(value, member.python) for member in schema.members.values()}
    message = next((params[text] for text in MESSAGE_MEMBERS if text in params), "")
    return sides.operation.service.error(name)(message, members=members)


def query_facts(query: str) -> dict[str, list[str]]:
    """The fields of a query string by name, as they are written, those of one name in their order."""
    facts: dict[str, list[str]] = {}
    for field in query.split("&") if query else ():
        name, _, text = field.partition("=")
        facts.setdefault(name, []).append(text)
    return facts


def error_facts(code: str, message: str | None, request_id: str | None, members: dict[str, Any]) -> dict[str, Any]:
    """What is compared of an error."""
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
