"""A structure as an HTTP message: which member goes where, prepared once for each operation.

Settled here: the parts that requests, responses and errors have in common. The path and the query are
`http_target`, header fields `http_headers`, the body `http_payload`.

https://smithy.io/2.0/spec/http-bindings.html
"""

from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.core.http import NO_HEADERS, Headers
from awso.protocols.http_headers import HeaderMember, Pairs, header_members
from awso.protocols.http_payload import (
    BodyFormat,
    Encoded,
    EventPayload,
    Members,
    NoMembers,
    RawPayload,
    StructurePayload,
)
from awso.protocols.parts import Part
from awso.shapes.schema import Schema
from awso.shapes.shape import absent_value

if TYPE_CHECKING:
    from awso.protocols.event_streams import StreamBinding

force_setattr = msgspec.structs.force_setattr

LONGEST_LENGTH = 19  # digits: 2^63 bytes; int() itself refuses 4,300 of them
IN_REQUESTS = frozenset({"uri", "querystring", "header", "headers"})
IN_RESPONSES = frozenset({"header", "headers", "statusCode"})
"""Where members stand that are not in the body; a location that the other direction alone has means nothing."""


class BodyPart(Part):
    """The members of a structure that no other part of the message carries."""

    def __init__(self, schema: Schema, apart: frozenset[str]) -> None:
        self.apart = apart
        super().__init__(
            schema, {name: member for name, member in schema.members.items() if member.model.location not in apart}
        )


class Message:
    """One structure in its header fields, its status code and its body."""

    def __init__(self, part: BodyPart, body: BodyFormat, events: "StreamBinding | None" = None) -> None:
        schema = part.whole
        members = schema.members.values()
        self._headers = header_members(schema)
        self._status = next((member for member in members if member.model.location == "statusCode"), None)
        self._length = self._member_of_header("content-length")
        self._content_type = self._member_of_header("content-type")
        if self._length is not None:
            # The transport says it, from what is really sent.
            self._written = [header for header in self._headers if header is not self._length]
        else:
            self._written = self._headers
        self._body = EventPayload(schema, events) if events else self._bound_body(schema, body, bool(part.attributes))
        self._located = [member for member in members if member.model.location in ("uri", "querystring")]
        self._constant: dict[str | None, Headers] = {None: NO_HEADERS}

    def _member_of_header(self, name: str) -> HeaderMember | None:
        fields = (header for header in self._headers if isinstance(header, HeaderMember))
        return next((header for header in fields if header.name.lower() == name), None)

    def _bound_body(
        self, schema: Schema, body: BodyFormat, has_members: bool
    ) -> "Members | NoMembers | StructurePayload | RawPayload":
        if schema.model.payload is None:
            return Members(body) if has_members else NoMembers(schema)
        member = schema.members[schema.model.payload]
        if member.target.kind in ("blob", "string"):
            return RawPayload(schema, member, self._length_given)
        return StructurePayload(schema, member, body)

    def _length_given(self, value: Any) -> int | None:
        if self._length is None:
            return None
        given: int | None = getattr(value, self._length.member.python)
        return given

    def body(self, value: Any) -> Encoded:
        """The body, with the content type that it has unless a member says another. Raises `ParameterError`."""
        return self._body.encode(value)

    def headers(self, value: Any, content_type: str | None) -> Headers:
        """The fields; the very same object for messages of which no member is a field."""
        if not self._written:
            constant = self._constant.get(content_type)
            if constant is None:
                constant = self._constant[content_type] = Headers((("Content-Type", str(content_type)),))
            return constant
        fields: Pairs = []
        if content_type is not None and not self._says_content_type(value):
            fields.append(("Content-Type", content_type))
        for header in self._written:
            header.write(value, fields)
        return Headers(tuple(fields))

    def _says_content_type(self, value: Any) -> bool:
        said = self._content_type
        return said is not None and getattr(value, said.member.python) is not None

    def status(self, value: Any, default: int) -> int:
        """The status code that `value` names."""
        named = None if self._status is None else getattr(value, self._status.python)
        return default if named is None else int(named)

    def read(self, headers: Headers, body: bytes, stream: Any = None, status: int | None = None) -> Any:
        """The value of a message, but for path and query. Raises `DecodeError`."""
        value = self._body.decode(body, stream, _content_length(headers) if stream is not None else None)
        self.read_fields(value, headers, status)
        return value

    def read_fields(self, value: Any, headers: Headers, status: int | None) -> None:
        """Set the members that header fields and the status code carry."""
        for header in self._headers:
            found = header.read(headers)
            if found is not None:
                force_setattr(value, header.member.python, found)
        if self._status is not None:
            force_setattr(value, self._status.python, status)

    def read_target(self, value: Any, members: dict[str, Any]) -> None:
        """Set the members that path and query carry."""
        for member in self._located:
            force_setattr(value, member.python, members.get(member.python, absent_value(member.target)))


def _content_length(headers: Headers) -> int | None:
    text = headers.get("content-length", "")
    # Of a body that the transport unpacks it says how long it was before.
    is_length = text.isascii() and text.isdigit() and len(text) <= LONGEST_LENGTH
    return int(text) if is_length and "content-encoding" not in headers else None
