"""REST-JSON: HTTP bindings with JSON bodies.

https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
"""

from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.codecs import json
from awso.core.http import Headers, HttpResponse
from awso.errors import ServiceError
from awso.protocols.error_fields import MESSAGE_MEMBERS, error_schema, error_status, error_value
from awso.protocols.http_bindings import IN_REQUESTS, IN_RESPONSES, BodyPart, Message
from awso.protocols.json_errors import decode_error
from awso.protocols.rest import Rest
from awso.shapes.model import MemberModel
from awso.shapes.schema import Schema

if TYPE_CHECKING:
    from awso.core.operation import Operation


class JsonBody:
    """The body of one message in JSON."""

    content_type = "application/json"

    def __init__(self, part: BodyPart, reference: MemberModel | None = None) -> None:
        whole = part.whole
        self._part = part
        self._payload = None if whole.model.payload is None else whole.members[whole.model.payload].target
        # An absent structure is asked for as one without members, which a union cannot be.
        self._absent_is_empty = (
            part.apart is IN_REQUESTS
            and self._payload is not None
            and self._payload.kind == "structure"
            and not self._payload.model.union
        )

    def encode(self, value: Any) -> bytes:
        """The members as an object."""
        return json.encode(self._part.schema, self._part.taken_from(value))

    def decode(self, body: bytes) -> Any:
        """The members of the object; no body is none."""
        return self._part.as_whole(json.decode(self._part.schema, body)) if body else self._part.whole.cls()

    def encode_payload(self, value: Any) -> bytes:
        """The payload's JSON."""
        assert self._payload is not None
        if value is None:
            return b"{}" if self._absent_is_empty else b""
        return json.encode(self._payload, value)

    def decode_payload(self, body: bytes) -> Any:
        """The payload; null is its absence."""
        assert self._payload is not None
        return None if body == b"null" else json.decode(self._payload, body)


class RestJson(Rest):
    """One operation in REST-JSON."""

    def __init__(self, operation: "Operation") -> None:
        super().__init__(operation, JsonBody, "json")

    def encode_error(self, error: ServiceError, request_id: str | None = None) -> HttpResponse:
        """The error's members, its code in the header that clients look at first."""
        schema = error_schema(self._operation, error.code)
        body: dict[str, Any] = {}
        headers = Headers()
        if schema is not None:
            value = error_value(schema, error)
            part, message = _error_message(schema)
            headers = message.headers(value, None)
            body = json.to_plain(part.schema, part.taken_from(value))
        if not any(name in body for name in MESSAGE_MEMBERS):
            body["message"] = error.message
        fields = [("Content-Type", JsonBody.content_type), ("x-amzn-errortype", error.code)]
        # Some models have that very header as a member.
        fields += [(name, text) for name, text in headers.pairs if name.lower() != "x-amzn-errortype"]
        if request_id is not None:
            fields.append(("x-amzn-RequestId", request_id))
        return HttpResponse(error_status(schema, error), fields, msgspec.json.encode(body))

    def decode_error(self, response: HttpResponse, attempts: int = 1) -> ServiceError:
        """The error that the header, else the body names."""
        return decode_error(self._operation, response, attempts, _read_fields)


def _error_message(schema: Schema) -> tuple[BodyPart, Message]:
    bound: tuple[BodyPart, Message] | None = schema.cache.get("rest-json error")
    if bound is None:
        part = BodyPart(schema, IN_RESPONSES)
        bound = schema.cache["rest-json error"] = part, Message(part, JsonBody(part))
    return bound


def _read_fields(schema: Schema, value: Any, response: HttpResponse) -> None:
    _error_message(schema)[1].read_fields(value, response.headers, response.status)
