"""What a report of wrong arguments shows, and what it never does."""

from typing import Any

import pytest

from awso import registry
from awso.boto.validate import report
from awso.shapes.model import MemberModel, ShapeModel
from awso.shapes.schema import Schema, Schemas


def schema_of(service: str, operation: str) -> Schema:
    return registry.service(service).operation(operation).input_schema


@pytest.mark.parametrize(
    ("service", "operation", "arguments"),
    [
        ("cognito-idp", "SignUp", {"ClientId": "c", "Username": "u", "Password": 777_777}),
        ("cognito-idp", "SignUp", {"UserAttributes": [{"Name": "e", "Value": 777_777}]}),
        ("s3", "GetObject", {"Bucket": "b", "Key": "k", "SSECustomerKey": ["777777"]}),
        ("secretsmanager", "CreateSecret", {"Name": "n", "SecretString": {"k": "777777"}}),
        ("secretsmanager", "CreateSecret", {"Name": "n", "SecretBinary": 777_777}),
        ("kms", "Encrypt", {"KeyId": "k", "Plaintext": 777_777}),
    ],
)  # fmt: skip
def test_nothing_of_a_sensitive_value_is_shown(service: str, operation: str, arguments: dict[str, Any]) -> None:
    said = report(schema_of(service, operation), arguments)

    assert "Invalid type for parameter" in said
    assert "777777" not in said


def test_nothing_within_a_sensitive_structure_is_shown_nor_a_sensitive_key() -> None:
    schemas = Schemas(
        {
            "Text": ShapeModel("string"),
            "Hidden": ShapeModel("string", sensitive=True),
            "Number": ShapeModel("integer", min=10),
            "Inner": ShapeModel("structure", {"A": MemberModel("Text"), "B": MemberModel("Number")}, sensitive=True),
            "Map": ShapeModel("map", key=MemberModel("Hidden"), value=MemberModel("Text")),
            "Input": ShapeModel(
                "structure", {"I": MemberModel("Inner"), "M": MemberModel("Map"), "N": MemberModel("Number")}
            ),
        }
    )

    said = report(schemas["Input"], {"I": {"A": 777_777, "B": 7}, "M": {"777777": 8}, "N": 9})

    assert said.count("\n") == 3
    assert "777777" not in said
    assert "value: 7," not in said
    assert "value: 8," in said
    assert "value: 9," in said
