"""The query protocols for the oracle: requests are forms, responses and errors XML, put together by hand."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

from awso.core.http import HttpResponse
from awso.shapes.schema import Schema
from tests.oracle import by_hand
from tests.oracle.sides import REQUEST_ID, Family, Sides, WrittenError, query_code
from tests.property.test_query_and_xml import said_in_form

NAMESPACE = {"xmlns": "https://service.amazonaws.com/doc/2010-05-08/"}


def _form(body: bytes | Mapping[str, Any]) -> dict[str, str]:
    """The fields; botocore's are still a mapping, which its transport encodes."""
    fields = parse_qsl(body.decode(), keep_blank_values=True) if isinstance(body, bytes) else [*body.items()]
    assert len(dict(fields)) == len(fields)
    return {name: str(text) for name, text in fields}


def _wrapped_responses(sides: Sides, params: dict[str, Any], random: Random) -> Iterator[HttpResponse]:
    shape = sides.theirs.output_shape
    root = ElementTree.Element(f"{sides.operation.name}Response", NAMESPACE)
    if shape is not None:
        root.append(by_hand.xml_element(shape, params, shape.serialization["resultWrapper"], random))
    metadata = ElementTree.SubElement(root, "ResponseMetadata")
    ElementTree.SubElement(metadata, "RequestId").text = REQUEST_ID
    yield HttpResponse(200, {}, by_hand.document(root))


def _bare_responses(sides: Sides, params: dict[str, Any], random: Random) -> Iterator[HttpResponse]:
    shape = sides.theirs.output_shape
    root = ElementTree.Element(f"{sides.operation.name}Response", NAMESPACE)
    if shape is not None:
        root = by_hand.xml_element(shape, params, root.tag, random)
        root.attrib |= NAMESPACE
    ElementTree.SubElement(root, "requestId").text = REQUEST_ID
    yield HttpResponse(200, {}, by_hand.document(root))


def _errors(sides: Sides, name: str, params: dict[str, Any], random: Random) -> Iterator[WrittenError]:
    code = query_code(sides.operation.service.shape(name))
    shape = sides.theirs.service_model.shape_for(name)
    message = next((params[text] for text in ("message", "Message") if text in params), "")
    rest = {member: value for member, value in params.items() if member not in ("message", "Message", "Code")}
    error = by_hand.xml_element(shape, rest, "Error", random)
    for tag, text in (("Message", message), ("Code", code), ("Type", "Sender")):
        child = ElementTree.Element(tag)
        child.text = text
        error.insert(0, child)
    status = random.choice((400, 403, 404, 409, 500, 503))
    wrapped = ElementTree.Element("ErrorResponse", NAMESPACE)
    wrapped.append(error)
    ElementTree.SubElement(wrapped, "RequestId").text = REQUEST_ID
    yield WrittenError("wrapped", code, HttpResponse(status, {}, by_hand.document(wrapped)))
    if sides.operation.service.name != "sdb":
        return
    listed = ElementTree.Element("Response")
    ElementTree.SubElement(listed, "Errors").append(error)
    ElementTree.SubElement(listed, "RequestID").text = REQUEST_ID
    yield WrittenError("as SimpleDB has it", code, HttpResponse(status, {}, by_hand.document(listed)))


def _said(schema: Schema, value: Any) -> Any:
    return said_in_form(schema, value, "xml")


QUERY = Family(_form, _wrapped_responses, _errors, _said, has_query_codes=True)
EC2 = Family(_form, _bare_responses, _errors, _said, has_query_codes=True)
