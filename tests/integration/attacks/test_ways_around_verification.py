"""Getting an address stored, verified or used that its owner has not proved."""

import pytest

from awso import cognito_idp
from tests.integration.userpool.world import NEW_PASSWORD, PASSWORD, Members, World, read

CAREFUL: Members = {
    "AutoVerifiedAttributes": ["email"],
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    "AliasAttributes": ["email"],
}


def test_choosing_a_new_password_does_not_change_an_address_that_must_be_verified_first(world: World) -> None:
    app = world.app(CAREFUL)
    world.call(
        "AdminCreateUser",
        UserPoolId=app.pool_id,
        Username="ada",
        TemporaryPassword=PASSWORD,
        MessageAction="SUPPRESS",
        UserAttributes=[
            {"Name": "email", "Value": "ada@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ],
    )
    session = world.password_auth(app)["Session"]
    answer: Members = {"USERNAME": "ada", "NEW_PASSWORD": NEW_PASSWORD}

    with pytest.raises(cognito_idp.errors.NotAuthorizedException, match="Cannot modify an already provided email"):
        world.call(
            "RespondToAuthChallenge",
            ClientId=app.client_id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=session,
            ChallengeResponses={**answer, "userAttributes.email": "mallory@example.com"},
        )

    assert world.attributes(app)["email"] == "ada@example.com"
    world.call(
        "RespondToAuthChallenge",
        ClientId=app.client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=session,
        ChallengeResponses={**answer, "userAttributes.email": "ada@example.com", "userAttributes.name": "Ada"},
    )
    assert (
        read(world.call("AdminGetUser", UserPoolId=app.pool_id, Username="ada@example.com")["UserAttributes"])[
            "email_verified"
        ]
        == "true"
    )
