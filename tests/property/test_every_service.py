"""Shapes of every service: each can be made, and comes back from JSON, CBOR and plain values as it went."""

from collections import Counter
from random import Random

import pytest

from awso.registry import service, service_names
from tests.property.values import value_for

SERVICES = service_names()


@pytest.mark.parametrize("name", SERVICES)
def test_no_two_members_of_a_structure_share_a_key_in_json(name: str) -> None:
    # Such a class could not be made: S3's TopicConfigurationDeprecated has one XML name twice.
    shared = [
        schema.name
        for schema in service(name).schemas.values()
        if max(Counter(member.json_name for member in schema.members.values()).values(), default=1) > 1
    ]

    assert shared == []


@pytest.mark.parametrize("name", SERVICES)
def test_inputs_and_outputs_come_back_from_json_cbor_and_plain_values(name: str) -> None:
    every = list(service(name).operations())
    for operation in Random(name).sample(every, min(3, len(every))):
        for schema in (operation.input_schema, operation.output_schema):
            value = value_for(schema, Random(operation.name))

            assert schema.from_json(schema.to_json(value)) == value
            assert schema.from_cbor(schema.to_cbor(value)) == value
            assert schema.from_value(schema.to_value(value)) == value


def test_a_member_of_a_service_that_speaks_xml_has_its_own_name_in_json() -> None:
    schema = service("s3").shape("TopicConfigurationDeprecated")
    value = schema.from_value({"Events": ["s3:ObjectCreated:*"], "Event": "s3:ObjectRemoved:*"})

    text = schema.to_json(value)

    assert text == '{"Events":["s3:ObjectCreated:*"],"Event":"s3:ObjectRemoved:*"}'
    assert schema.from_json(text) == value
