"""The REST protocols for the oracle: responses and errors put together from botocore's picture of the shapes."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any
from xml.etree import ElementTree

from msgspec import structs

from awso.core.http import HttpResponse
from awso.shapes.schema import Schema
from tests.conformance.protocol_vectors import xml_meaning
from tests.oracle import by_hand
from tests.oracle.sides import REQUEST_ID, Family, Sides, WrittenError
from tests.property.test_query_and_xml import said_in_form

# --- requests -------------------------------------------------------------------------------------------------------


def _json_or_raw(body: bytes) -> Any:
    """A document; a blob or text as it is."""
    try:
        return json.loads(body) if body else body
    except ValueError:
        return body


def _xml_or_raw(body: bytes) -> Any:
    """The elements; line ends as a reader of what botocore writes sees them, for it does not escape them."""
    try:
        return _plain_lines(xml_meaning(body.decode()))
    except (ElementTree.ParseError, UnicodeDecodeError):
        return body


def _plain_lines(found: Any) -> Any:
    if isinstance(found, str):
        return found.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(found, (list, tuple)):
        parts: list[Any] = [*found]  # pyright: ignore[reportUnknownArgumentType]  # plain values
        return [_plain_lines(part) for part in parts]
    return found


# --- responses ------------------------------------------------------------------------------------------------------


def _json_responses(sides: Sides, params: dict[str, Any], random: Random) -> Iterator[HttpResponse]:
    shape = sides.theirs.output_shape
    if shape is None:
        yield HttpResponse(200, {}, b"{}")
        return
    payload = shape.serialization.get("payload")
    if payload is None:
        body = by_hand.json_text(by_hand.BodyShape(shape), by_hand.in_body(shape, params), random)
    elif payload not in params:
        body = b""
    elif isinstance(params[payload], (bytes, str)):
        body = by_hand.raw(params[payload])
    else:
        body = by_hand.json_text(shape.members[payload], params[payload], random)
    yield by_hand.response(shape, params, body)


def _xml_responses(sides: Sides, params: dict[str, Any], random: Random) -> Iterator[HttpResponse]:
    shape = sides.theirs.output_shape
    if shape is None:
        yield HttpResponse(200)
        return
    payload = shape.serialization.get("payload")
    if payload is None:
        inner = by_hand.in_body(shape, params)
        body = by_hand.xml_text(by_hand.BodyShape(shape), inner, "Answer", random) if inner else b""
    elif payload not in params:
        body = b""
    elif isinstance(params[payload], (bytes, str)):
        body = by_hand.raw(params[payload])
    else:
        body = by_hand.xml_text(shape.members[payload], params[payload], "Answer", random)
    yield by_hand.response(shape, params, body)


def _said_on_http(schema: Schema, value: Any) -> Any:
    """The value as it is read: a map of headers may be empty, an empty blob or text is none unless it streams."""
    maps = [member.python for member in schema.members.values() if member.model.location == "headers"]
    value = structs.replace(value, **{name: {} for name in maps if not getattr(value, name)})
    payload = schema.model.payload
    member = None if payload is None else schema.members[payload]
    if member is None or member.target.kind not in ("blob", "string") or getattr(value, member.python):
        return value
    streams = member.model.streaming or member.target.model.streaming
    return structs.replace(value, **{member.python: b"" if streams else None})


def _said_in_xml(schema: Schema, value: Any) -> Any:
    return _said_on_http(schema, said_in_form(schema, value, "xml"))


# --- errors ---------------------------------------------------------------------------------------------------------


def _json_errors(sides: Sides, name: str, params: dict[str, Any], random: Random) -> Iterator[WrittenError]:
    shape = sides.theirs.service_model.shape_for(name)
    body = by_hand.json_value(by_hand.BodyShape(shape), by_hand.in_body(shape, params), random)
    body = body or {"message": ""}  # without it HTTP's phrase is our message
    headers = {"x-amzn-requestid": REQUEST_ID, **by_hand.header_fields(shape, params)}
    status = random.choice((400, 403, 404, 409, 500, 503))

    def written(form: str, more: dict[str, str], content: dict[str, Any]) -> WrittenError:
        return WrittenError(form, name, HttpResponse(status, headers | more, json.dumps(content).encode()))

    yield written("in the header", {"x-amzn-errortype": name}, body)
    yield written("in the header with a URI", {"x-amzn-errortype": f"{name}:http://internal.amazon.com/coral/"}, body)
    yield written("in __type", {}, {"__type": f"com.amazonaws.service#{name}", **body})
    if "code" not in {member.lower() for member in shape.members}:
        yield written("in code", {}, {"code": name, **body})


def _xml_errors(sides: Sides, name: str, params: dict[str, Any], random: Random) -> Iterator[WrittenError]:
    shape = sides.theirs.service_model.shape_for(name)
    body = by_hand.xml_element(by_hand.BodyShape(shape), by_hand.in_body(shape, params), "Error", random)
    for child in body:
        if child.tag == "message":
            child.tag = "Message"  # Route 53's models write it small, its errors do not
    known = {child.tag for child in body}
    for tag, text in (("Message", ""), ("Code", name), ("Type", "Sender")):
        if tag not in known:
            child = ElementTree.Element(tag)
            child.text = text
            body.insert(0, child)
    headers = by_hand.header_fields(shape, params)
    wrapped = ElementTree.Element("ErrorResponse", {"xmlns": "https://service.amazonaws.com/doc/2020-05-31/"})
    wrapped.append(body)
    ElementTree.SubElement(wrapped, "RequestId").text = REQUEST_ID
    yield WrittenError("wrapped", name, HttpResponse(400, headers, by_hand.document(wrapped)))
    bare = HttpResponse(400, headers | {"x-amz-request-id": REQUEST_ID}, by_hand.document(body))
    yield WrittenError("as S3 has it", name, bare)


REST_JSON = Family(body=_json_or_raw, responses=_json_responses, errors=_json_errors, said=_said_on_http)
REST_XML = Family(body=_xml_or_raw, responses=_xml_responses, errors=_xml_errors, said=_said_in_xml)
