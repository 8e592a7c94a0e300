"""Errors in XML, as the REST-XML and query protocols share them.

    <ErrorResponse><Error><Type/><Code/><Message/>members</Error><RequestId/></ErrorResponse>

S3 has the inner element alone, with the request id in it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from awso.codecs import xml
from awso.core.http import HttpResponse
from awso.errors import DecodeError, ServiceError
from awso.protocols.error_fields import error_schema, make_error, phrase, request_id

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from awso.core.operation import Operation
    from awso.shapes.schema import Schema

ReadMembers = Callable[["Schema", "Element", HttpResponse], Any]
"""The value of a modelled error from its element. Raises `DecodeError`."""


def decode_error(
    operation: "Operation", response: HttpResponse, attempts: int, read_members: ReadMembers
) -> ServiceError:
    """The error that the body names; without one (HEAD, a balancer's page) the HTTP status is the code."""
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
        value=None if schema is None or element is None else _value(schema, element, response, read_members),
    )


def content_of(schema: "Schema", value: Any) -> str:
    """The elements of an error's members, without what is around them."""
    return xml.encode(schema, value, "Error").decode().partition(">")[2].removesuffix("</Error>")


def error_document(error: ServiceError, members: str, request_id: str | None, wrapped: bool = True) -> bytes:
    """The document of an error whose members are the elements `members`."""
    from awso.codecs.xml_writer import escaped

    identified = "" if request_id is None else f"<RequestId>{escaped(request_id)}</RequestId>"
    content = f"<Code>{escaped(error.code)}</Code><Message>{escaped(error.message)}</Message>{members}"
    if wrapped:
        text = f"<ErrorResponse><Error>{content}</Error>{identified}</ErrorResponse>"
    else:
        text = f"<Error>{content}{identified}</Error>"
    return text.encode()


def _root(body: bytes) -> "Element | None":
    if not body:
        return None
    try:
        return xml.parse(body, "error")
    except DecodeError:
        return None


def _error_element(root: "Element") -> "Element | None":
    if _local(root) == "Error":
        return root
    return next((child for child in root if _local(child) == "Error"), None)


def _local(element: "Element") -> str:
    return element.tag.rpartition("}")[2]


def _child_text(element: "Element | None", *names: str) -> str | None:
    """The text of the first child of one of the names; None where there is none."""
    if element is None:
        return None
    return next((child.text or "" for name in names for child in element if _local(child) == name), None)


def _request_id(root: "Element | None", element: "Element | None") -> str | None:
    return _child_text(root, "RequestId") or _child_text(element, "RequestId") or None


def _value(schema: "Schema", element: "Element", response: HttpResponse, read_members: ReadMembers) -> Any:
    try:
        return read_members(schema, element, response)
    except DecodeError:
        return None  # the code and the message are worth more than a complaint about the rest
