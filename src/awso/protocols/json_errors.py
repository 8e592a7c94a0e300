"""Errors in JSON, as the JSON protocols, REST-JSON and (in CBOR) RPC v2 share them: one look for a code, a message and
members."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from awso.codecs import json
from awso.core.http import HttpResponse
from awso.errors import DecodeError, ServiceError
from awso.protocols.error_fields import (
    MESSAGE_MEMBERS,
    bare_code,
    error_schema,
    make_error,
    phrase,
    request_id,
)

if TYPE_CHECKING:
    from awso.core.operation import Operation
    from awso.shapes.schema import Schema

ReadFields = Callable[["Schema", Any, HttpResponse], None]
"""Adds to an error's members what header fields and the status carry."""


def decode_error(
    operation: "Operation",
    response: HttpResponse,
    attempts: int,
    read_fields: ReadFields | None = None,
    parse: Callable[[bytes, str], Any] = json.parse,
) -> ServiceError:
    """The error in the header, in `__type` or in `code`; else (a balancer's page) the HTTP status is the code."""
    body = _object(response.body, parse)
    code = _code(response, body)
    schema = error_schema(operation, code) if code else None
    value = _members(schema, body) if schema is not None and (body or read_fields is not None) else None
    if read_fields is not None and schema is not None and value is not None:
        read_fields(schema, value, response)
    queried = response.headers.get("x-amzn-query-error")
    if queried:
        # The service used to speak the query protocol: programs look for the code it had there.
        code = queried.partition(";")[0] or code
        schema = schema or error_schema(operation, code)
    return make_error(
        operation,
        schema,
        code=code or str(response.status),
        message=_message(response, body),
        status=response.status,
        request_id=request_id(response.headers),
        attempts=attempts,
        value=value,
    )


def _object(body: bytes, parse: Callable[[bytes, str], Any]) -> dict[str, Any]:
    try:
        found: dict[str, Any] | object = parse(body, "error")
    except DecodeError:
        return {}
    return found if isinstance(found, dict) else {}  # pyright: ignore[reportUnknownVariableType]  # JSON keys are text


def _code(response: HttpResponse, body: dict[str, Any]) -> str:
    for text in (response.headers.get("x-amzn-errortype"), body.get("__type"), body.get("code")):
        if isinstance(text, str) and bare_code(text):
            return bare_code(text)
    return ""


def _members(schema: "Schema", body: dict[str, Any]) -> Any:
    try:
        return json.from_plain(schema, body, schema.name)
    except DecodeError:
        return None  # the code and the message are worth more than a complaint about the rest


def _message(response: HttpResponse, body: dict[str, Any]) -> str:
    for name in MESSAGE_MEMBERS:
        text = body.get(name)
        if isinstance(text, str):
            return text
    return "" if body else phrase(response.status)
