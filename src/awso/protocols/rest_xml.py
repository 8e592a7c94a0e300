"""REST-XML: HTTP bindings with XML bodies.

https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
"""

from typing import TYPE_CHECKING, Any

from awso.codecs import xml
from awso.core.http import HttpResponse
from awso.errors import ServiceError
from awso.protocols.error_fields import error_schema, error_status
from awso.protocols.http_bindings import IN_RESPONSES, BodyPart, Message
from awso.protocols.rest import Rest
from awso.protocols.xml_errors import decode_error, error_content
from awso.shapes.model import MemberModel, XmlNamespace
from awso.shapes.schema import MemberSchema, Schema
from awso.shapes.shape import present_members

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
        """The members as elements of the root; without any it is no document, as botocore has it."""
        part = self._part.taken_from(value)
        if not present_members(self._part.schema, part):
            return b""
        return xml.encode(self._part.schema, part, self._root, namespace=self._namespace)

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
        super().__init__(operation, XmlBody, "xml")

    def encode_error(self, error: ServiceError, request_id: str | None = None) -> HttpResponse:
        """The error as services send it: wrapped, but by S3."""
        from awso.codecs.xml_writer import escaped

        schema = error_schema(self._operation, error.code)
        fields = [("Content-Type", XmlBody.content_type)]
        body = schema
        if schema is not None:
            part, message = _error_message(schema)
            body = part.schema
            fields += message.headers(schema.cls(**error.members), None).pairs
        content = error_content(body, error)
        identified = ""
        if request_id is not None:
            fields.append(("x-amzn-RequestId", request_id))
            identified = f"<RequestId>{escaped(request_id)}</RequestId>"
        if self._operation.service.name in _UNWRAPPED:
            text = f"<Error>{content}{identified}</Error>"
        else:
            text = f"<ErrorResponse><Error>{content}</Error>{identified}</ErrorResponse>"
        return HttpResponse(error_status(schema, error), fields, text.encode())

    def decode_error(self, response: HttpResponse, attempts: int = 1) -> ServiceError:
        """The error in the body; without one (HEAD, a balancer's page) the HTTP status is the code."""
        return decode_error(self._operation, response, attempts, _members)


def _error_message(schema: Schema) -> tuple[BodyPart, Message]:
    bound: tuple[BodyPart, Message] | None = schema.cache.get("rest-xml error")
    if bound is None:
        part = BodyPart(schema, IN_RESPONSES)
        bound = schema.cache["rest-xml error"] = part, Message(part, XmlBody(part))
    return bound


def _members(schema: Schema, element: "Element", response: HttpResponse) -> Any:
    part, message = _error_message(schema)
    value = part.as_whole(xml.from_element(part.schema, element))
    message.read_fields(value, response.headers, response.status)
    return value
