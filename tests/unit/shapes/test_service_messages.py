"""Broken constraints as AWS's services say them; the expected texts are as recorded from the services by others."""

from typing import Any

from awso import cognito_idp
from awso.shapes.constraint_messages import render_service_message
from awso.shapes.constraints import checker_of
from tests.unit.codecs.models import SCALARS, schemas_of


def message(request: Any) -> str:
    found = checker_of(request.__schema__)(request)
    assert found is not None
    return render_service_message(found)


def test_one_error_is_singular_and_a_secret_is_not_echoed() -> None:
    request = cognito_idp.SignUpRequest(client_id="abc", username="ada", password="with a space")

    assert message(request) == (
        "1 validation error detected: Value at 'password' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [\\S]+"
    )


def test_each_broken_constraint_of_a_member_is_an_error_of_its_own() -> None:
    request = cognito_idp.AdminGetUserRequest(user_pool_id="eu-west-1_a", username="")

    assert message(request) == (
        "2 validation errors detected: Value at 'username' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1; "
        "Value at 'username' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+"
    )


def test_a_missing_member_is_null() -> None:
    request = cognito_idp.ListUsersRequest.from_value({"Limit": 61})

    assert message(request) == (
        "2 validation errors detected: Value null at 'userPoolId' failed to satisfy constraint: "
        "Member must not be null; "
        "Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60"
    )


def test_an_unlisted_enum_value_names_the_set() -> None:
    request = cognito_idp.AdminUpdateAuthEventFeedbackRequest(
        user_pool_id="eu-west-1_a",
        username="ada",
        event_id="e",
        feedback_value="Perhaps",
    )

    assert message(request) == (
        "1 validation error detected: Value 'Perhaps' at 'feedbackValue' failed to satisfy constraint: "
        "Member must satisfy enum value set: [Valid, Invalid]"
    )


SCHEMAS = schemas_of(
    {
        "Request": {
            "type": "structure",
            "members": {
                "Tags": {"shape": "Tags"},
                "Methods": {"shape": "Methods"},
                "Weights": {"shape": "Weights"},
                "TableName": {"shape": "TableName"},
            },
        },
        "Tags": {"type": "list", "member": {"shape": "Tag"}, "max": 2},
        "Tag": {
            "type": "structure",
            "required": ["Key"],
            "members": {"Key": {"shape": "Key"}, "On": {"shape": "Boolean"}},
        },
        "Key": {"type": "string", "max": 3},
        "Methods": {"type": "list", "member": {"shape": "Method"}},
        "Method": {"type": "string", "min": 0, "max": 6, "pattern": ".*"},
        "Weights": {"type": "map", "key": {"shape": "Key"}, "value": {"shape": "Weight"}},
        "Weight": {"type": "double", "min": 0, "max": 1},
        "TableName": {"type": "string", "min": 3, "pattern": "[a-zA-Z0-9_.-]+"},
        **SCALARS,
    }
)


def request(plain: dict[str, object]) -> Any:
    return SCHEMAS["Request"].from_value(plain)


def test_an_element_that_is_a_structure_is_numbered_from_one() -> None:
    assert message(request({"Tags": [{"Key": "a"}, {"Key": "long"}]})) == (
        "1 validation error detected: Value 'long' at 'tags.2.member.key' failed to satisfy constraint: "
        "Member must have length less than or equal to 3"
    )


def test_a_whole_list_is_echoed_as_java_prints_it() -> None:
    tags = [{"Key": "a"}, {"Key": "b", "On": True}, {"Key": "c"}]

    assert message(request({"Tags": tags})) == (
        "1 validation error detected: Value '[Tag(key=a), Tag(key=b, on=true), Tag(key=c)]' at 'tags' "
        "failed to satisfy constraint: Member must have length less than or equal to 2"
    )


def test_elements_that_are_scalars_are_complained_of_as_a_list() -> None:
    assert message(request({"Methods": ["GET", "POST", "OPTIONS", "CONNECT"]})) == (
        "1 validation error detected: Value '[GET, POST, OPTIONS, CONNECT]' at 'methods' failed to satisfy constraint: "
        "Member must satisfy constraint: [Member must have length less than or equal to 6, "
        "Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: .*, "
        "Member must not be null]"
    )


def test_a_maps_keys_and_values_are_complained_of_once_each() -> None:
    assert message(request({"Weights": {"long": 0.5, "longer": 2.0}})) == (
        "2 validation errors detected: Value '{long=0.5, longer=2.0}' at 'weights' failed to satisfy constraint: "
        "Map keys must satisfy constraint: [Member must have length less than or equal to 3, Member must not be null]; "
        "Value '{long=0.5, longer=2.0}' at 'weights' failed to satisfy constraint: "
        "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, "
        "Member must have value greater than or equal to 0.0, Member must not be null]"
    )


def test_a_plain_value_is_echoed() -> None:
    assert message(request({"TableName": ""})) == (
        "2 validation errors detected: Value '' at 'tableName' failed to satisfy constraint: "
        "Member must have length greater than or equal to 3; "
        "Value '' at 'tableName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
    )


def test_what_holds_a_secret_is_not_echoed() -> None:
    broken = cognito_idp.UpdateUserAttributesRequest.from_value(
        {"AccessToken": "secret token", "UserAttributes": [{"Name": "email", "Value": "secret" * 500}]}
    )

    assert "secret" not in message(broken)
    assert message(broken).startswith("2 validation errors detected: Value at 'userAttributes.1.member.value'")


def test_no_more_than_the_start_of_a_long_value_is_echoed() -> None:
    broken = request({"TableName": "%" * 100_000})

    assert len(message(broken)) < 2_000
