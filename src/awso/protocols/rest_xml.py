"""REST-XML: HTTP bindings with XML bodies.

https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
"""

from typing import TYPE_CHECKING, Any

from awso.codecs import xml
from awso.core.http import HttpResponse
from awso.errors import DecodeError, ServiceError
from awso.protocols.error_fields import (
    error_schema,
    error_status,
    error_value,
    make_error,
    phrase,
    request_id,
)
from awso.protocols.http_bindings import IN_RESPONSES, BodyPart, Message
from awso.protocols.rest import Rest
from awso.shapes.model import MemberModel, XmlNamespace
from awso.shapes.schema import MemberSchema, Schema

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from awso.core.operation import Operation

# Whose errors have no <ErrorResponse> around <Error>; Smithy's model says so (noErrorWrapping), botocore's does not.
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
_UNWRAPPED = frozenset({"s3"})


class XmlBody:
    """The body of one message in XML; `reference` is the operation's, which may name the root."""

    content_type = "application/xml"

    def __init__(self, part: BodyPart, reference: MemberModel | None = None) -> None:
        whole = part.whole
        named = None if reference is None else reference.location_name
        self._part = part
        self._root = whole.model.location_name or named or whole.name
        self._namespace = (reference and reference.xml_namespace) or whole.model.xml_namespace
        self._payload = None if whole.model.payload is None else whole.members[whole.model.payload]

    def encode(self, value: Any) -> bytes:
        """The members as elements of the root."""
        return xml.encode(self._part.schema, self._part.taken_from(value), self._root, namespace=self._namespace)

    def decode(self, body: bytes) -> Any:
        """The members of the root; no body has none."""
        return self._part.as_whole(xml.decode(self._part.schema, body)) if body else self._part.whole.cls()

    def encode_payload(self, value: Any) -> bytes:
        """The payload as the root; absent, it is no document."""
        assert self._payload is not None
        if value is None:
            return b""
        target = self._payload.target
        return xml.encode(target, value, payload_root(self._payload), namespace=_payload_namespace(self._payload))

    def decode_payload(self, body: bytes) -> Any:
        """The payload, whatever the root is called."""
        assert self._payload is not None
        return xml.decode(self._payload.target, body)


def payload_root(member: MemberSchema) -> str:
    """The root of a payload: the member's `locationName`, else the shape's, else the shape's own name.

    Where the member's only repeats its name, a name of the shape wins. S3 says LifecycleConfiguration of a member of
    that name, and so of a BucketLifecycleConfiguration.
    """
    own, shape = member.model.location_name, member.target.model.location_name
    if own == member.name and shape:
        return shape
    return own or shape or member.target.name


def _payload_namespace(member: MemberSchema) -> XmlNamespace | None:
    return member.model.xml_namespace or member.target.model.xml_namespace


class RestXml(Rest):
    """One operation in REST-XML."""

    def __init__(self, operation: "Operation") -> None:
        super().__init__(operation, XmlBody)

    def encode_error(self, error: ServiceError, request_id: str | None = None) -> HttpResponse:
        """The error as services send it: wrapped, but by S3."""
        schema = error_schema(self._operation, error.code)
        fields = [("Content-Type", XmlBody.content_type)]
        members = ""
        if schema is not None:
            value = error_value(schema, error)
            part, message = _error_message(schema)
            fields += message.headers(value, None).pairs
            written = xml.encode(part.schema, part.taken_from(value), "Error").decode()
            members = written.removeprefix("<Error>").removesuffix("</Error>")
        if request_id is not None:
            fields.append(("x-amzn-RequestId", request_id))
        body = _error_document(self._operation.service.name in _UNWRAPPED, error, members, request_id)
        return HttpResponse(error_status(schema, error), fields, body.encode())

    def decode_error(self, response: HttpResponse, attempts: int = 1) -> ServiceError:
        """The error in the body; without one (HEAD, a balancer's page) the HTTP status is the code."""
        root = _root(response.body)
        element = None if root is None else _error_element(root)
        code = _child_text(element, "Code") or ""
        schema = error_schema(self._operation, code) if code else None
        message = _child_text(element, "Message", "message")
        return make_error(
            self._operation,
            schema,
            code=code or str(response.status),
            message=message if message is not None else "" if code else phrase(response.status),
            status=response.status,
            request_id=request_id(response.headers) or _child_text(root, "RequestId") or None,
            attempts=attempts,
            value=None if schema is None or element is None else _members(schema, element, response),
        )


# --- errors ---------------------------------------------------------------------------------------------------------


def _error_document(unwrapped: bool, error: ServiceError, members: str, request_id: str | None) -> str:
    from awso.codecs.xml_writer import escaped

    known = "" if "<Message>" in members or "<message>" in members else f"<Message>{escaped(error.message)}</Message>"
    tail = "" if request_id is None else f"<RequestId>{escaped(request_id)}</RequestId>"
    content = f"<Code>{escaped(error.code)}</Code>{known}{members}"
    if unwrapped:
        return f"<Error>{content}{tail}</Error>"
    return f"<ErrorResponse><Error>{content}</Error>{tail}</ErrorResponse>"


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
    for name in names if element is not None else ():
        for child in element if element is not None else ():
            if _local(child) == name:
                return (child.text or "").strip()
    return None


def _error_message(schema: Schema) -> tuple[BodyPart, Message]:
    bound: tuple[BodyPart, Message] | None = schema.cache.get("rest-xml error")
    if bound is None:
        part = BodyPart(schema, IN_RESPONSES)
        bound = schema.cache["rest-xml error"] = part, Message(part, XmlBody(part))
    return bound


def _members(schema: Schema, element: "Element", response: HttpResponse) -> Any:
    try:
        part, message = _error_message(schema)
        value = part.as_whole(xml.from_element(part.schema, element))
        message.read_fields(value, response.headers, response.status)
    except DecodeError:
        return None  # the code and the message are worth more than a complaint about the rest
    return value
