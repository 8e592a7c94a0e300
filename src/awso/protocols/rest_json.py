"""REST-JSON: HTTP bindings with JSON bodies.

https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
"""

from typing import TYPE_CHECKING, Any

from awso._msgspec import msgspec
from awso.codecs import json
from awso.core.http import Headers, HttpResponse
from awso.errors import ServiceError
from awso.protocols.error_fields import MESSAGE_MEMBERS, error_schema, error_status, error_value
from awso.protocols.http_bindings import Message, body_members
from awso.protocols.json_errors import decode_error
from awso.protocols.rest import Rest
from awso.shapes.schema import Schema

if TYPE_CHECKING:
    from awso.core.operation import Operation


class JsonBody:
    """The body of one message in JSON."""

    content_type = "application/json"

    def __init__(self, schema: Schema) -> None:
        members = body_members(schema)
        self._schema = schema
        self._payload = None if schema.model.payload is None else schema.members[schema.model.payload].target
        self._attributes = tuple(member.python for member in members.values())
        self._body = schema
        if len(members) != len(schema.members):
            # A class of the body's members alone, so that the typed codec neither writes nor reads the others.
            kept = {name: member.model for name, member in members.items()}
            model = msgspec.structs.replace(schema.model, members=kept, payload=None)
            self._body = Schema(schema.schemas, schema.name, model)

    def encode(self, value: Any) -> bytes:
        """The members as an object."""
        if self._body is not self._schema:
            value = self._body.cls(**{name: getattr(value, name) for name in self._attributes})
        return json.encode(self._body, value)

    def decode(self, body: bytes) -> Any:
        """The members of the object; no body is none."""
        if not body:
            return self._schema.cls()
        found = json.decode(self._body, body)
        if self._body is self._schema:
            return found
        return self._schema.cls(**{name: getattr(found, name) for name in self._attributes})

    def encode_payload(self, value: Any) -> bytes:
        """The payload's JSON."""
        assert self._payload is not None
        return json.encode(self._payload, value)

    def decode_payload(self, body: bytes) -> Any:
        """The payload."""
        assert self._payload is not None
        return None if body == b"null" else json.decode(self._payload, body)


class RestJson(Rest):
    """One operation in REST-JSON."""

    def __init__(self, operation: "Operation") -> None:
        super().__init__(operation, JsonBody(operation.input_schema), JsonBody(operation.output_schema))

    def encode_error(self, error: ServiceError, request_id: str | None = None) -> HttpResponse:
        """The error's members, its code in the header that clients look at first."""
        schema = error_schema(self._operation, error.code)
        body: dict[str, Any] = {}
        headers = Headers()
        if schema is not None:
            value = error_value(schema, error)
            headers = Message(schema, JsonBody(schema)).headers(value, None)
            plain: dict[str, Any] = json.to_plain(schema, value)
            in_body = {member.json_name for member in body_members(schema).values()}
            body = {name: inner for name, inner in plain.items() if name in in_body}
        if error.message and not any(name in body for name in MESSAGE_MEMBERS):
            body["message"] = error.message
        fields = [("Content-Type", JsonBody.content_type), ("x-amzn-errortype", error.code), *headers.pairs]
        if request_id is not None:
            fields.append(("x-amzn-RequestId", request_id))
        return HttpResponse(error_status(schema, error), fields, msgspec.json.encode(body))

    def decode_error(self, response: HttpResponse, attempts: int = 1) -> ServiceError:
        """The error that the header, else the body names."""
        return decode_error(self._operation, response, attempts, _read_fields)


def _read_fields(schema: Schema, value: Any, headers: Headers) -> None:
    Message(schema, JsonBody(schema)).read_fields(value, headers, None)
