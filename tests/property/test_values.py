"""The values that every codec is tried with: repeatable, edgy, and valid where they say so."""

from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any

import pytest

from awso.registry import service
from awso.shapes.constraints import violations
from awso.shapes.kinds import is_list, is_mapping
from awso.shapes.schema import Schema
from tests.property.values import value_for

SERVICES = ("dynamodb", "cognito-idp", "ec2", "s3", "sagemaker", "lambda", "medialive")


def inputs(name: str) -> list[Schema]:
    return [operation.input_schema for operation in service(name).operations()]


def scalars(plain: Any) -> Iterator[object]:
    if is_mapping(plain):
        for inner in plain.values():
            yield from scalars(inner)
    elif is_list(plain):
        for inner in plain:
            yield from scalars(inner)
    else:
        yield plain


def test_the_same_seed_makes_the_same_value() -> None:
    for schema in inputs("dynamodb"):
        assert value_for(schema, Random(7)) == value_for(schema, Random(7))


@pytest.mark.parametrize("name", SERVICES)
def test_constrained_values_break_no_constraint_but_patterns(name: str) -> None:
    broken = [
        violation
        for schema in inputs(name)
        for seed in range(3)
        for violation in violations(schema, value_for(schema, Random(seed), constrained=True), schema.name)
        if "matches" not in violation.expected
    ]

    assert broken == []


def test_the_edges_of_every_kind_occur() -> None:
    plain = [
        schema.to_value(value_for(schema, Random(seed)))
        for name in SERVICES
        for schema in inputs(name)
        for seed in range(2)
    ]

    found = list(scalars(plain))
    texts = {one for one in found if isinstance(one, str)}
    assert {2**63 - 1, -(2**63), 0, b"", b"\xff", ""} <= {one for one in found if isinstance(one, (int, bytes, str))}
    assert any(max(text, default="") > "\uffff" for text in texts)
    assert any("\n" in text for text in texts)
    moments = {one for one in found if isinstance(one, datetime)}
    assert {moment.microsecond > 0 for moment in moments} == {True, False}
    assert any(isinstance(one, float) and one in (5e-324, 2.0**-149) for one in found)


def test_a_union_has_exactly_one_member_even_where_it_refers_to_itself() -> None:
    union = service("bedrock-runtime").shape("ContentBlock")
    assert union.model.union

    sizes = {len(union.to_value(value_for(union, Random(seed), depth=seed % 3))) for seed in range(50)}

    assert sizes == {1}
