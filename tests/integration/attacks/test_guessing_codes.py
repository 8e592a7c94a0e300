"""Guessing at codes by going around the count, and using codes that outlived what they prove."""

import pytest

from awso import cognito_idp
from awso.errors import ServiceError
from tests.integration.userpool.world import NEW_PASSWORD, PASSWORD, App, Members, World

HOUR = 3600.0
HIDDEN: Members = {"PreventUserExistenceErrors": "ENABLED"}


def update_email(world: World, token: str, value: str) -> None:
    world.call("UpdateUserAttributes", AccessToken=token, UserAttributes=[{"Name": "email", "Value": value}])


def verify(world: World, token: str, code: str) -> None:
    world.call("VerifyUserAttribute", AccessToken=token, AttributeName="email", Code=code)


def wrong_guesses(world: World, token: str, right: str, number: int) -> None:
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(number):
        with pytest.raises(cognito_idp.errors.CodeMismatchException):
            verify(world, token, wrong)


def test_proving_ones_own_address_buys_no_guesses_at_anothers(world: World) -> None:
    app = world.app({"AutoVerifiedAttributes": ["email"], "AliasAttributes": ["email"]})
    world.user(app, "mallory", email="mallory@example.com")
    token = world.access_token(app, "mallory")

    update_email(world, token, "victim@example.com")
    wrong_guesses(world, token, world.code(), 14)
    update_email(world, token, "mallory2@example.com")
    verify(world, token, world.code())
    update_email(world, token, "victim@example.com")
    wrong_guesses(world, token, world.code(), 1)

    with pytest.raises(cognito_idp.errors.LimitExceededException):
        verify(world, token, "000000")


def reset(world: World, app: App, code: str) -> None:
    world.call(
        "ConfirmForgotPassword",
        ClientId=app.client_id,
        Username="ada",
        ConfirmationCode=code,
        Password=NEW_PASSWORD,
    )


def test_a_reset_code_dies_with_the_address_it_went_to(world: World) -> None:
    app = world.app({"AutoVerifiedAttributes": ["email"]})
    world.user(app, email="lost@example.com", email_verified="true")
    world.call("ForgotPassword", ClientId=app.client_id, Username="ada")
    code = world.code()
    world.call(
        "AdminUpdateUserAttributes",
        UserPoolId=app.pool_id,
        Username="ada",
        UserAttributes=[
            {"Name": "email", "Value": "safe@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ],
    )

    with pytest.raises(cognito_idp.errors.ExpiredCodeException):
        reset(world, app, code)

    world.sign_in(app, "ada", PASSWORD)


def test_a_reset_code_dies_when_another_user_takes_the_address(world: World) -> None:
    app = world.app({"AutoVerifiedAttributes": ["email"], "AliasAttributes": ["email"]})
    world.user(app, email="shared@example.com", email_verified="true")
    world.call("ForgotPassword", ClientId=app.client_id, Username="ada")
    code = world.code()
    world.call(
        "AdminCreateUser",
        UserPoolId=app.pool_id,
        Username="successor",
        ForceAliasCreation=True,
        MessageAction="SUPPRESS",
        UserAttributes=[
            {"Name": "email", "Value": "shared@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ],
    )

    with pytest.raises(cognito_idp.errors.ExpiredCodeException):
        reset(world, app, code)


def test_a_reset_by_an_administrator_does_not_give_away_who_exists(world: World) -> None:
    app = world.app({"AutoVerifiedAttributes": ["email"]}, HIDDEN)
    world.user(app, email="ada@example.com", email_verified="true")
    world.call("AdminResetUserPassword", UserPoolId=app.pool_id, Username="ada")
    right = world.code()
    wrong = "000000" if right != "000000" else "000001"

    answers: list[tuple[str, str]] = []
    for name in ("ada", "nobody"):
        with pytest.raises(ServiceError) as caught:
            world.call(
                "ConfirmForgotPassword",
                ClientId=app.client_id,
                Username=name,
                ConfirmationCode=wrong,
                Password=NEW_PASSWORD,
            )
        answers.append((caught.value.code, caught.value.message))

    assert answers[0] == answers[1]
    reset(world, app, right)
    world.sign_in(app, "ada", NEW_PASSWORD)


def test_a_mistyped_code_is_a_mismatch_for_as_long_as_the_code_lives(world: World) -> None:
    app = world.app({"AutoVerifiedAttributes": ["email"]}, HIDDEN)
    world.user(app, email="ada@example.com", email_verified="true")
    world.call("ForgotPassword", ClientId=app.client_id, Username="ada")
    world.clock.advance(0.9 * HOUR)
    world.call("ForgotPassword", ClientId=app.client_id, Username="ada")
    right = world.inbox()[-1].code
    wrong = "000000" if right != "000000" else "000001"
    world.clock.advance(0.5 * HOUR)
    world.storage.write_now(lambda writing: writing.purge(world.clock.now))

    with pytest.raises(cognito_idp.errors.CodeMismatchException):
        reset(world, app, wrong)
    reset(world, app, str(right))
