"""Shapes to XML and back, by the rules of the rest-xml and query protocols.

`encode` and `decode` are the whole text; errors, which come in many forms, take `parse` and `from_element`. Writing is
`awso.codecs.xml_writer`. Reading is `awso.codecs.xml_scanner` for the plain documents that services write, and
`awso.codecs.xml_reader` for every other. `Name/` is an empty text, list, map or structure, whichever
the model says; an absent member is no element.
"""

from typing import TYPE_CHECKING, Any

from awso.shapes.model import XmlNamespace
from awso.shapes.schema import Schema

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def encode(
    schema: Schema,
    value: Any,
    root_name: str | None = None,
    *,
    namespace: XmlNamespace | None = None,
    body_only: bool = False,
) -> bytes:
    """The XML of `value`, UTF-8, without a declaration.

    The root is `root_name`, else the shape's own `locationName` or name, in `namespace`, else the shape's own.
    `body_only` leaves out the members of `value` that HTTP binds to headers, the path, the query or the status.
    Raises `awso.errors.ParameterError` for a text that XML cannot hold.
    """
    from awso.codecs import xml_writer

    return xml_writer.document(schema, value, root_name, namespace, body_only).encode()


def decode(schema: Schema, text: str | bytes, *, body_only: bool = False, within: str | None = None) -> Any:
    """The value of an XML document, whatever its root is called; unknown elements are ignored.

    It is the value of the root's child that is called `within`, where there is one.
    Raises `awso.errors.DecodeError` with the path of the first misfit; a document type is refused.
    """
    from awso.codecs.xml_scanner import UnusualError, read

    if not body_only:
        try:
            return read(schema, text.encode() if isinstance(text, str) else text, within)
        except (UnusualError, UnicodeEncodeError):
            pass
    from awso.codecs import xml_reader

    root = xml_reader.parse(text, schema.name)
    children = (child for child in root if within is not None and _local(child.tag) == within)
    return xml_reader.value_of(schema, next(children, root), body_only)


def parse(text: str | bytes, path: str) -> "Element":
    """The root element of a document. Raises `awso.errors.DecodeError` for what is not well-formed."""
    from awso.codecs import xml_reader

    return xml_reader.parse(text, path)


def from_element(schema: Schema, element: "Element", *, body_only: bool = False) -> Any:
    """The value of one element."""
    from awso.codecs import xml_reader

    return xml_reader.value_of(schema, element, body_only)


def _local(tag: object) -> str:
    """The name without its namespace; none for a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
