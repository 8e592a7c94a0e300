"""Errors in XML, in every form that services send them: one look for a code, a message, members and a request id.

<ErrorResponse><Error><Type/><Code/><Message/>…</Error><RequestId/></ErrorResponse>    query, REST-XML
<Error><Code/><Message/>…<RequestId/><HostId/></Error>                                 S3
<Response><Errors><Error><Code/><Message/>…</Error></Errors><RequestID/></Response>    EC2, SimpleDB
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from awso.codecs import xml
from awso.core.http import HttpResponse
from awso.errors import DecodeError, ServiceError
from awso.protocols.error_fields import error_schema, make_error, phrase, request_id, wire_code

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from awso.core.operation import Operation
    from awso.shapes.schema import Schema

ReadMembers = Callable[["Schema", "Element", HttpResponse], Any]
"""The value of a modelled error from its element. Raises `DecodeError`."""

_REQUEST_ID_ELEMENTS = ("RequestId", "RequestID", "requestId")


def members_of_element(schema: "Schema", element: "Element", response: HttpResponse) -> Any:
    """The members of an error that are all in its element."""
    return xml.from_element(schema, element)


def decode_error(
    operation: "Operation", response: HttpResponse, attempts: int, read_members: ReadMembers = members_of_element
) -> ServiceError:
    """The error in the body; without one (HEAD, a balancer's page) the HTTP status is the code."""
    root = _root(response.body)
    element = None if root is None else _error_element(root)
    code = (_child_text(element, "Code") or "").strip()
    schema = error_schema(operation, code) if code else None
    message = _child_text(element, "Message", "message")
    return make_error(
        operation,
        schema,
        code=code or str(response.status),
        message=message if message is not None else "" if code else phrase(response.status),
        status=response.status,
        request_id=request_id(response.headers) or _request_id(root, element),
        attempts=attempts,
        value=None if schema is None or element is None else _members(schema, element, response, read_members),
    )


def error_content(schema: "Schema | None", error: ServiceError) -> str:
    """What is inside `Error`: the code, the message, then the members of `schema`."""
    from awso.codecs.xml_writer import escaped

    members = ""
    if schema is not None:
        # CloudSearch's BaseException has a member for the code.
        written_too = {member.python for member in schema.members.values()} - {"code"}
        value = schema.cls(**{name: inner for name, inner in error.members.items() if name in written_too})
        written = xml.encode(schema, value, "Error").decode()
        members = written[written.index(">") + 1 :].removesuffix("</Error>")
    return f"<Code>{escaped(wire_code(schema, error))}</Code><Message>{escaped(error.message)}</Message>{members}"


def _root(body: bytes) -> "Element | None":
    try:
        return xml.parse(body, "error") if body else None
    except DecodeError:
        return None


def _error_element(root: "Element") -> "Element | None":
    if local_name(root) == "Error":
        return root
    found = _child(root, "Error")
    errors = _child(root, "Errors") if found is None else None
    return found if errors is None else _child(errors, "Error")


def _child(element: "Element", name: str) -> "Element | None":
    return next((child for child in element if local_name(child) == name), None)


def local_name(element: "Element") -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def _child_text(element: "Element | None", *names: str) -> str | None:
    """The text of the first child of one of the names; None where there is none."""
    if element is None:
        return None
    texts = {local_name(child): child.text or "" for child in reversed(element)}
    return next((texts[name] for name in names if name in texts), None)


def _request_id(root: "Element | None", element: "Element | None") -> str | None:
    found = _child_text(root, *_REQUEST_ID_ELEMENTS) or _child_text(element, *_REQUEST_ID_ELEMENTS) or ""
    return found.strip() or None


def _members(schema: "Schema", element: "Element", response: HttpResponse, read_members: ReadMembers) -> Any:
    try:
        return read_members(schema, element, response)
    except DecodeError:
        return None  # the code and the message are worth more than a complaint about the rest
