"""How schemas are declared and extended, and which values fit."""

import pytest

from awso import cognito_idp
from awso_userpool.domain import attributes, schema
from awso_userpool.domain.attributes import Definition

Attribute = cognito_idp.SchemaAttributeType
Text = cognito_idp.StringAttributeConstraintsType
Number = cognito_idp.NumberAttributeConstraintsType
InvalidParameter = cognito_idp.errors.InvalidParameterException


def test_a_new_pool_has_the_standard_attributes_and_prefixed_custom_ones() -> None:
    made = schema.declared(
        [
            Attribute(name="department", attribute_data_type="String"),
            Attribute(name="level", attribute_data_type="Number", developer_only_attribute=True, mutable=False),
            Attribute(name="email", attribute_data_type="String", required=True, mutable=False),
        ]
    )

    assert {"sub", "email", "phone_number", "birthdate", "updated_at", "custom:department"} <= made.keys()
    assert made["dev:custom:level"].developer_only
    assert not made["dev:custom:level"].mutable
    assert made["email"].required
    assert not made["email"].mutable


def test_a_description_reads_back_as_the_same_schema() -> None:
    made = schema.declared(
        [
            Attribute(name="n", attribute_data_type="Number", number_attribute_constraints=Number(min_value="-3")),
            Attribute(name="d", attribute_data_type="DateTime"),
            Attribute(name="b", attribute_data_type="Boolean", developer_only_attribute=True),
        ]
    )

    assert schema.from_description(schema.described(made)) == made


@pytest.mark.parametrize(
    ("attribute", "message"),
    [
        (Attribute(name="x", required=True), "Required custom attributes are not supported currently."),
        (Attribute(name="a" * 21), "1 to 20 characters"),
        (
            Attribute(name="email", string_attribute_constraints=Text(min_length="5", max_length="3")),
            "user.email: Max length cannot be less than min length.",
        ),
        (
            Attribute(name="email", attribute_data_type="Number"),
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
        ),
        (Attribute(name="x", string_attribute_constraints=Text(max_length="3000")), "between 0 and 2048"),
        (Attribute(name="x", string_attribute_constraints=Text(max_length="many")), "whole numbers"),
    ],
)
def test_an_impossible_attribute_is_refused(attribute: Attribute, message: str) -> None:
    with pytest.raises(InvalidParameter, match=message):
        schema.declared([attribute])


def test_a_name_that_exists_is_refused() -> None:
    made = schema.declared([Attribute(name="banana")])

    with pytest.raises(InvalidParameter, match="custom:banana: Existing attribute already has name custom:banana"):
        schema.extended(made, [Attribute(name="banana")])


def test_a_pool_has_at_most_fifty_custom_attributes() -> None:
    with pytest.raises(InvalidParameter, match="at most 50"):
        schema.declared([Attribute(name=f"a{number}") for number in range(51)])


@pytest.mark.parametrize(
    ("definition", "good", "bad"),
    [
        (Definition("custom:b", "Boolean"), ["true", "false"], ["True", "1", "yes"]),
        (Definition("custom:n", "Number", min_value=1, max_value=5), ["1", "4.5", "5"], ["0", "6", "x", "1e3", "٣"]),
        (Definition("custom:d", "DateTime"), ["2026-01-05T03:04:05Z"], ["yesterday"]),
        (Definition("custom:s", min_length=2, max_length=3), ["ab", "äöü"], ["a", "abcd"]),
        (attributes.STANDARD["birthdate"], ["1815-12-10"], ["10.12.1815", "1815-13-40", "1815-1-1"]),
        (attributes.STANDARD["name"], ["x" * 2048], ["x" * 2049]),
    ],
)
def test_values_must_fit_their_definition(definition: Definition, good: list[str], bad: list[str]) -> None:
    assert [attributes.value_problem(definition, value) for value in good] == [None] * len(good)
    assert all(attributes.value_problem(definition, value) for value in bad)
