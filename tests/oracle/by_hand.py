"""Values written by hand from botocore's shapes, with what services are known to send beside: nulls, newer members.

Independent of our codecs, and of botocore's serializers, which write requests only.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from math import inf
from random import Random
from typing import Any
from xml.etree import ElementTree

from awso.core.http import HttpResponse

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_IN_RESPONSES = ("header", "headers", "statusCode")


def raw(payload: bytes | str) -> bytes:
    """A blob or text that is a body alone."""
    return payload.encode() if isinstance(payload, str) else payload


def moment(when: datetime, written: str) -> str | float:
    """A moment in one of the three formats."""
    match written.lower():
        case "iso8601":
            return when.isoformat().replace("+00:00", "Z")
        case "rfc822":
            return format_datetime(when, usegmt=True)
        case _:
            return (when - EPOCH).total_seconds()


# --- what is not in the body ----------------------------------------------------------------------------------------


class BodyShape:
    """botocore's structure without the members that are not in the body."""

    type_name = "structure"
    is_document_type = False
    is_tagged_union = False

    def __init__(self, shape: Any) -> None:
        self.serialization: Any = shape.serialization
        self.members: dict[str, Any] = {
            name: member
            for name, member in shape.members.items()
            if member.serialization.get("location") not in _IN_RESPONSES
        }


def in_body(shape: Any, params: Mapping[str, Any]) -> dict[str, Any]:
    """The members that are in the body."""
    return {name: value for name, value in params.items() if name in BodyShape(shape).members}


def response(shape: Any, params: Mapping[str, Any], body: bytes) -> HttpResponse:
    """A response with the header fields and the status that the members say."""
    status = 200
    for name, member in shape.members.items():
        if member.serialization.get("location") == "statusCode":
            status = params.get(name, status)
    return HttpResponse(status, header_fields(shape, params), body)


def header_fields(shape: Any, params: Mapping[str, Any]) -> dict[str, str]:
    """The header fields of the members that are bound to one."""
    fields: dict[str, str] = {}
    for name, member in shape.members.items():
        location, wire_name = member.serialization.get("location"), member.serialization.get("name", name)
        if name in params and location == "header":
            fields[wire_name] = _header_text(member, params[name])
        elif name in params and location == "headers":
            fields |= {f"{member.serialization.get('name', '')}{key}": text for key, text in params[name].items()}
    return fields


def _header_text(shape: Any, value: Any) -> str:
    if shape.serialization.get("jsonvalue"):
        return b64encode(json.dumps(value).encode()).decode()
    match shape.type_name:
        case "boolean":
            return "true" if value else "false"
        case "timestamp":
            return str(moment(value, shape.serialization.get("timestampFormat", "rfc822")))
        case "list":
            return ", ".join(_header_text(shape.member, one) for one in value)
        case _:
            return str(value)


# --- JSON -----------------------------------------------------------------------------------------------------------


def json_text(shape: Any, params: Any, noise: Random | None = None) -> bytes:
    """A service's JSON of wire-named values."""
    return json.dumps(json_value(shape, params, noise)).encode()


def json_value(shape: Any, value: Any, noise: Random | None) -> Any:
    """The JSON value of a wire-named value by the names and formats of botocore's shape."""
    if value is None or getattr(shape, "is_document_type", False):
        return value
    match shape.type_name:
        case "structure":
            return _json_structure(shape, value, noise)
        case "list":
            return [json_value(shape.member, inner, noise) for inner in value]
        case "map":
            return {key: json_value(shape.value, inner, noise) for key, inner in value.items()}
        case "blob":
            return b64encode(value).decode()
        case "timestamp":
            return moment(value, shape.serialization.get("timestampFormat", "unixTimestamp"))
        case "float" | "double" if value in (inf, -inf):
            return "Infinity" if value > 0 else "-Infinity"
        case _:
            return value


def _json_structure(shape: Any, value: Mapping[str, Any], noise: Random | None) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, member in shape.members.items():
        wire_name = member.serialization.get("name", name)
        if name in value:
            made[wire_name] = json_value(member, value[name], noise)
        elif noise is not None and noise.random() < 0.2:
            made[wire_name] = None
    if noise is not None and noise.random() < 0.2 and not shape.is_tagged_union:
        made["newer than the model"] = {"a": [1, None, "b"]}
    return made


# --- XML ------------------------------------------------------------------------------------------------------------


def xml_text(shape: Any, params: Any, root: str, noise: Random | None = None) -> bytes:
    """A service's XML of wire-named values, with a declaration and a namespace."""
    element = xml_element(shape, params, root, noise)
    element.set("xmlns", "http://service.amazonaws.com/doc/2006-03-01/")
    return document(element)


def document(element: ElementTree.Element) -> bytes:
    """An element with a declaration before it; a carriage return is escaped, or its reader would see a line feed."""
    text = ElementTree.tostring(element).decode().replace("\r", "&#13;")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + text.encode()


def xml_element(shape: Any, value: Any, name: str, noise: Random | None = None) -> ElementTree.Element:
    """The element of a wire-named value by the names and formats of botocore's shape."""
    element = ElementTree.Element(name)
    match shape.type_name:
        case "structure":
            _fill_structure(element, shape, value, noise)
        case "list":
            element.extend(_xml_elements(shape, value, shape.member.serialization.get("name", "member"), noise))
        case "map":
            element.extend(_xml_entries(shape, value, "entry", noise))
        case _:
            element.text = _xml_scalar(shape, value)
    return element


def _fill_structure(element: ElementTree.Element, shape: Any, value: Mapping[str, Any], noise: Random | None) -> None:
    for name, member in shape.members.items():
        if name not in value:
            continue
        wire_name = member.serialization.get("name", name)
        flattened = member.serialization.get("flattened", False)
        if member.serialization.get("xmlAttribute"):
            if ":" in wire_name:
                element.set(f"xmlns:{wire_name.partition(':')[0]}", "http://www.w3.org/2001/XMLSchema-instance")
            element.set(wire_name, value[name])
        elif flattened and member.type_name == "list":
            element.extend(_xml_elements(member, value[name], _flat_name(member, wire_name), noise))
        elif flattened and member.type_name == "map":
            element.extend(_xml_entries(member, value[name], wire_name, noise))
        else:
            element.append(xml_element(member, value[name], wire_name, noise))
    if noise is not None and noise.random() < 0.2 and not getattr(shape, "is_tagged_union", False):
        ElementTree.SubElement(ElementTree.SubElement(element, "NewerThanTheModel"), "a").text = "b"
        element.append(ElementTree.Comment("newer"))


def _flat_name(member: Any, wire_name: str) -> str:
    name: str = member.member.serialization.get("name", wire_name)
    return name if member.member.serialization.get("name") and "name" not in member.serialization else wire_name


def _xml_elements(shape: Any, values: Any, name: str, noise: Random | None) -> list[ElementTree.Element]:
    return [xml_element(shape.member, one, name, noise) for one in values]


def _xml_entries(shape: Any, values: Mapping[str, Any], name: str, noise: Random | None) -> list[ElementTree.Element]:
    entries: list[ElementTree.Element] = []
    for key, value in values.items():
        entry = ElementTree.Element(name)
        entry.append(xml_element(shape.key, key, shape.key.serialization.get("name", "key"), noise))
        entry.append(xml_element(shape.value, value, shape.value.serialization.get("name", "value"), noise))
        entries.append(entry)
    return entries


def _xml_scalar(shape: Any, value: Any) -> str:
    match shape.type_name:
        case "boolean":
            return "true" if value else "false"
        case "blob":
            return b64encode(value).decode()
        case "timestamp":
            return str(moment(value, shape.serialization.get("timestampFormat", "iso8601")))
        case "float" | "double" if value in (inf, -inf):
            return "Infinity" if value > 0 else "-Infinity"
        case _:
            return str(value)
