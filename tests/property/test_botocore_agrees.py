"""Query forms and XML beside botocore's own serializers and parsers, over random values of real models.

botocore has no types; what crosses into it is plain values. Known differences, in which ours is the protocol's own
rule or says the same: fractions of a second lose their trailing zeros, and a carriage return is escaped, which a reader
would otherwise make a line feed of.
"""

from collections.abc import Iterator
from importlib import import_module
from random import Random
from typing import Any
from xml.etree import ElementTree

import pytest

from awso.codecs import xml
from awso.codecs.form import pairs
from awso.codecs.scalars import ScalarError, parse_iso8601
from awso.core.operation import Operation
from awso.registry import service, service_names
from awso.shapes.schema import Schema
from tests.oracle.botocore_side import service_model
from tests.property.test_query_and_xml import is_ambiguous, said_in_form
from tests.property.values import value_for

_serialize: Any = import_module("botocore.serialize")
_parsers: Any = import_module("botocore.parsers")

BY_PROTOCOL: dict[str, list[str]] = {}
for _name in service_names():
    BY_PROTOCOL.setdefault(service(_name).model.protocol, []).append(_name)

QUERY, EC2, REST_XML = (BY_PROTOCOL[protocol] for protocol in ("query", "ec2", "rest-xml"))
OPERATIONS_OF_EACH = 40


def sampled(name: str) -> list[Operation]:
    every = list(service(name).operations())
    return Random(name).sample(every, min(OPERATIONS_OF_EACH, len(every)))


def same_moments(text: str) -> str:
    """A date-time without the zeros that botocore pads its fraction with."""
    if len(text) < 20 or text[10:11] != "T" or not text.endswith("Z"):
        return text
    try:
        return parse_iso8601(text).isoformat()
    except ScalarError:
        return text


def their_pairs(operation: Operation, value: Any) -> list[tuple[str, str]]:
    theirs = service_model(operation.service.name).operation_model(operation.name)
    protocol = operation.service.model.protocol
    serializer = _serialize.create_serializer(protocol, include_validation=False)
    body = serializer.serialize_to_request(operation.input_schema.to_value(value), theirs)["body"]
    return sorted((key, same_moments(str(text))) for key, text in body.items() if key not in ("Action", "Version"))


@pytest.mark.parametrize("name", [*QUERY, *EC2])
def test_forms_are_what_botocore_would_send(name: str) -> None:
    for operation in sampled(name):
        if operation.model.input is None:
            continue
        schema = operation.input_schema
        value = value_for(schema, Random(operation.name))

        ours = sorted((key, same_moments(text)) for key, text in pairs(schema, value, schema.schemas.form_dialect))

        assert ours == their_pairs(operation, value)


def structures(name: str) -> Iterator[tuple[Schema, Any]]:
    """Our schema and botocore's shape of each structure that stands for itself in a body."""
    theirs = service_model(service(name).name)
    for shape_name in service(name).schemas:
        schema = service(name).shape(shape_name)
        bound = any(member.model.location is not None for member in schema.members.values())
        unusual = schema.model.exception or schema.model.eventstream or is_ambiguous(schema)
        if schema.kind == "structure" and not bound and not unusual:
            yield schema, theirs.shape_for(shape_name)


@pytest.mark.parametrize("name", REST_XML)
def test_xml_is_what_botocore_would_send(name: str) -> None:
    serializer = _serialize.create_serializer("rest-xml", include_validation=False)
    for schema, shape in structures(name):
        value = value_for(schema, Random(schema.name))
        root = ElementTree.Element("")
        serializer._serialize(shape, schema.to_value(value), root, "Root")

        theirs = ElementTree.fromstring(ElementTree.tostring(root[0]))
        ours = ElementTree.fromstring(xml.encode(schema, value, "Root"))

        assert flat(ours) == flat(theirs)


def flat(element: ElementTree.Element) -> Any:
    """An element as plain values that compare."""
    attributes = {name.rpartition("}")[2]: text for name, text in element.attrib.items()}
    text = (element.text or "").replace("\r\n", "\n").replace("\r", "\n")
    return element.tag, attributes, same_moments(text), sorted(map(flat, element), key=repr)


@pytest.mark.parametrize("name", [*REST_XML, *QUERY, *EC2])
def test_botocore_reads_our_xml_as_we_do(name: str) -> None:
    parser = _parsers.create_parser(service(name).model.protocol)
    for schema, shape in Random(name).sample(list(structures(name)), min(150, len(list(structures(name))))):
        value = value_for(schema, Random(schema.name))
        said = said_in_form(schema, value, "xml")
        text = xml.encode(schema, value)

        assert parser._parse_shape(shape, ElementTree.fromstring(text)) == schema.to_value(said)
