"""Every shape comes back from plain values, CBOR, query forms, XML and its service's own text as it went.

What a form has no words for is taken out of the expectation by `said_in_form`, which is the list of those things.
"""

from collections import Counter
from random import Random
from typing import Any, Literal

import pytest

from awso.codecs import form, xml
from awso.codecs.form import Dialect
from awso.codecs.names import is_flattened, wire_name
from awso.registry import service, service_names
from awso.shapes.kinds import is_list, is_mapping
from awso.shapes.schema import MemberSchema, Schema, reachable
from awso.shapes.shape import present_members
from tests.property.values import value_for

Form = Literal["query", "ec2", "xml"]

# Entirely, with a few values a shape; of the other services a sample of operations.
ENTIRE = ("cognito-idp", "sts", "sqs", "sdb")
OPERATIONS_OF_EACH = 2


def said_in_form(schema: Schema, value: Any, dialect: Form, member: MemberSchema | None = None) -> Any:
    """What of a value the form can say; None where it says nothing.

    Query forms: an empty structure or map, and what holds nothing else, is silent; so is null at a sparse list's end;
    in EC2's dialect an empty list. XML: only a flattened list or map that is empty.
    """
    if value is None or schema.model.document or (member is not None and member.model.jsonvalue):
        return value
    if schema.kind == "structure":
        said = {
            part.python: inner
            for part, whole in present_members(schema, value)
            if (inner := said_in_form(part.target, whole, dialect, part)) is not None
        }
        return schema.cls(**said) if said or dialect == "xml" else None
    if is_list(value):
        return _said_list(schema, value, dialect, member)
    return _said_map(schema, value, dialect, member) if is_mapping(value) else value


def _said_list(schema: Schema, value: Any, dialect: Form, member: MemberSchema | None) -> Any:
    assert schema.element is not None
    element = schema.element
    said = [said_in_form(element.target, inner, dialect, element) for inner in value]
    if dialect == "xml":
        return None if not value and member is not None and is_flattened(schema, member) else said
    while said and said[-1] is None:
        said.pop()
    if not schema.model.sparse:
        said = [inner for inner in said if inner is not None]
    return said or ([] if not value and dialect == "query" else None)


def _said_map(schema: Schema, value: Any, dialect: Form, member: MemberSchema | None) -> Any:
    assert schema.value is not None
    part = schema.value
    said = {key: said_in_form(part.target, inner, dialect, part) for key, inner in value.items()}
    if not schema.model.sparse:
        said = {key: inner for key, inner in said.items() if inner is not None}
    if dialect == "xml":
        return None if not value and member is not None and is_flattened(schema, member) else said
    return said or None


def is_ambiguous(schema: Schema) -> bool:
    """Whether some structure has two members of one name: S3's deprecated notification shapes."""
    return any(
        max(Counter(wire_name(member) for member in part.members.values()).values(), default=1) > 1
        for part in reachable(schema)
    )


def check(schema: Schema, value: Any) -> None:
    assert schema.from_value(schema.to_value(value)) == value
    assert schema.from_cbor(schema.to_cbor(value)) == value
    dialect: Dialect = schema.schemas.form_dialect
    said = said_in_form(schema, value, dialect)
    read = form.decode(schema, form.encode(schema, value, dialect), dialect)
    assert read == (schema.cls() if said is None and schema.kind == "structure" else said)
    assert xml.decode(schema, xml.encode(schema, value)) == said_in_form(schema, value, "xml")
    if schema.schemas.text_form == "xml":
        assert schema.from_string(schema.to_xml(value)) == said_in_form(schema, value, "xml")
    else:
        assert schema.from_string(schema.to_json(value)) == value


def is_checkable(schema: Schema) -> bool:
    return not schema.model.document and not schema.model.eventstream and not is_ambiguous(schema)


@pytest.mark.parametrize("name", ENTIRE)
def test_every_shape_comes_back(name: str) -> None:
    for schema in map(service(name).shape, service(name).schemas):
        if is_checkable(schema):
            for seed in range(3):
                check(schema, value_for(schema, Random(f"{schema.name} {seed}")))


@pytest.mark.parametrize("name", service_names())
def test_inputs_and_outputs_of_every_service_come_back(name: str) -> None:
    every = list(service(name).operations())
    for operation in Random(name).sample(every, min(OPERATIONS_OF_EACH, len(every))):
        for schema in filter(is_checkable, (operation.input_schema, operation.output_schema)):
            check(schema, value_for(schema, Random(operation.name)))


def test_only_a_few_shapes_are_ambiguous() -> None:
    ambiguous = {schema.name for schema in map(service("s3").shape, service("s3").schemas) if is_ambiguous(schema)}

    assert ambiguous == {
        "CloudFunctionConfiguration",
        "QueueConfigurationDeprecated",
        "TopicConfigurationDeprecated",
        "NotificationConfigurationDeprecated",
        "PutBucketNotificationRequest",
    }
