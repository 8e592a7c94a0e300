"""Plain values both ways, and every misfit in one error."""

from datetime import UTC, datetime

import pytest

from awso import cognito_idp, dynamodb
from awso.errors import ParameterError


def test_plain_values_carry_the_wire_names_a_boto3_user_knows() -> None:
    plain = {"UserAttributes": [{"Name": "email", "Value": "a@b"}], "AccessToken": "t", "ClientMetadata": {"k": "v"}}

    request = cognito_idp.UpdateUserAttributesRequest.from_value(plain)

    assert request.to_value() == plain


def test_all_misfits_are_reported_at_once_with_their_paths_and_without_secrets() -> None:
    plain = {"UserAttributes": [{"Name": 1}, "x"], "AccesToken": "t", "AccessToken": 5, "ClientMetadata": {1: "v"}}

    with pytest.raises(ParameterError) as caught:
        cognito_idp.UpdateUserAttributesRequest.from_value(plain)

    assert [str(violation) for violation in caught.value.violations] == [
        "UpdateUserAttributesRequest.user_attributes[0].name: expected text, got int 1",
        "UpdateUserAttributesRequest.user_attributes[1]: expected a mapping for AttributeType, got str 'x'",
        "UpdateUserAttributesRequest: expected members of UpdateUserAttributesRequest only, got 'AccesToken' "
        "(UpdateUserAttributesRequest has no member 'AccesToken': did you mean 'AccessToken'?)",
        "UpdateUserAttributesRequest.access_token: expected text, got int ***",
        "UpdateUserAttributesRequest.client_metadata: expected text keys, got int 1",
    ]


@pytest.mark.parametrize(
    "given",
    [datetime(2026, 1, 5, 3, 4, 5), datetime(2026, 1, 5, 3, 4, 5, tzinfo=UTC), 1767582245, "2026-01-05T03:04:05Z"],
)
def test_timestamps_are_taken_as_datetimes_seconds_or_text(given: object) -> None:
    user = cognito_idp.UserType.from_value({"UserCreateDate": given})

    assert user.user_create_date == datetime(2026, 1, 5, 3, 4, 5, tzinfo=UTC)


def test_blobs_are_taken_as_bytes_or_text() -> None:
    for given in (b"hi", bytearray(b"hi"), memoryview(b"hi"), "hi"):
        assert dynamodb.AttributeValue.from_value({"B": given}).b == b"hi"


def test_a_ready_made_shape_inside_plain_values_is_taken_as_it_is() -> None:
    attribute = cognito_idp.AttributeType(name="email", value="a@b")

    made = cognito_idp.UpdateUserAttributesRequest.from_value({"UserAttributes": [attribute], "AccessToken": "t"})

    assert made.user_attributes == [attribute]
