"""Names are boto3's: botocore's own function is the oracle, over every operation and member of every service."""

import botocore
import pytest

from awso.shapes.naming import attribute_name, identifier, snake_case
from awso_codegen.ir.naming import member_names, method_name
from awso_codegen.model.source import data_folder, read_service, service_names


def test_operations_and_members_have_the_names_that_boto3_gives_them() -> None:
    differing: list[str] = []
    members: set[str] = set()
    for name in service_names(data_folder()):
        model = read_service(data_folder(), name).service
        differing += [key for key in model["operations"] if method_name(key) != botocore.xform_name(key)]
        members |= {member for shape in model["shapes"].values() for member in shape.get("members", ())}

    assert differing == []
    assert [member for member in sorted(members) if snake_case(member) != botocore.xform_name(member)] == []


@pytest.mark.parametrize(
    ("wire_name", "python"),
    [("from", "from_"), ("x-amz-id-2", "x_amz_id_2"), ("3DModel", "_3_d_model"), ("UserPoolId", "user_pool_id")],
)
def test_an_attribute_name_is_an_identifier(wire_name: str, python: str) -> None:
    assert attribute_name(wire_name) == python
    assert python.isidentifier()


def test_a_service_name_that_is_a_keyword_gets_an_underscore() -> None:
    assert identifier("lambda") == "lambda_"
    assert identifier("cognito-idp") == "cognito_idp"


def test_members_that_every_shape_has_and_members_that_collide_give_way() -> None:
    assert member_names(["validate", "Validate", "name"]) == {
        "validate": "validate_",
        "Validate": "validate__",
        "name": "name",
    }
