"""GetUserAttributeVerificationCode, and what guessing at codes brings."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from awso.cognito_idp import errors
from awso_userpool.operations.interface import JsonObject
from tests.integration.userpool.conftest import VERIFIED_EMAIL_POOL
from tests.integration.userpool.test_updating_attributes import update, verify, wrong_code
from tests.integration.userpool.world import PASSWORD, App, Members, World, as_list

OLD, NEW = "ada@old.example", "ada@new.example"


def request_code(world: World, token: str, attribute: str = "email") -> Members:
    answer = world.call("GetUserAttributeVerificationCode", AccessToken=token, AttributeName=attribute)
    details: Members = answer["CodeDeliveryDetails"]
    return details


def test_a_code_for_a_stored_address_verifies_it(world: World, careful: App) -> None:
    world.user(careful, email=OLD)
    token = world.access_token(careful)

    details = request_code(world, token)

    assert details == {"Destination": "a***@o***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    (message,) = world.inbox()
    assert (message.destination, message.trigger_source) == (OLD, "CustomMessage_VerifyUserAttribute")
    verify(world, token, message.code or "")
    world.sign_in(careful, OLD)


def test_a_code_goes_to_the_pending_value_and_replaces_the_first_one(world: World, careful: App) -> None:
    world.user(careful, email=OLD, email_verified="true")
    token = world.access_token(careful)
    update(world, token, email=NEW)
    first = world.code()

    request_code(world, token)

    (message,) = world.inbox()
    assert message.destination == NEW
    if message.code != first:
        with pytest.raises(errors.CodeMismatchException):
            verify(world, token, first)
    verify(world, token, message.code or "")
    assert world.attributes(careful)["email"] == NEW


def test_a_verified_address_may_be_verified_again(world: World, careful: App) -> None:
    world.user(careful, email=OLD, email_verified="true")
    token = world.access_token(careful)
    request_code(world, token)

    verify(world, token, world.code())

    assert world.attributes(careful)["email_verified"] == "true"


@pytest.mark.parametrize("attribute", ["name", "custom:department", "sub", "email_verified"])
def test_only_the_two_addresses_can_be_verified(world: World, careful: App, attribute: str) -> None:
    world.user(careful)
    token = world.access_token(careful)

    with pytest.raises(errors.InvalidParameterException) as refused:
        request_code(world, token, attribute)
    assert refused.value.message == "Invalid attribute name. Only phone_number and email can be verified."
    with pytest.raises(errors.InvalidParameterException):
        verify(world, token, "123456", attribute)


@pytest.mark.parametrize(
    ("attribute", "message"),
    [
        ("email", "User does not have a valid registered email address"),
        ("phone_number", "User does not have a valid registered phone number"),
    ],
)
def test_an_address_that_is_not_there_gets_no_code(world: World, careful: App, attribute: str, message: str) -> None:
    world.user(careful)

    with pytest.raises(errors.InvalidParameterException) as refused:
        request_code(world, world.access_token(careful), attribute)
    assert refused.value.message == message


def test_five_codes_an_hour_are_enough(world: World, careful: App) -> None:
    world.user(careful, email=OLD)
    token = world.access_token(careful)
    for _ in range(5):
        request_code(world, token)

    with pytest.raises(errors.LimitExceededException) as refused:
        request_code(world, token)
    assert refused.value.message == "Attempt limit exceeded, please try after some time."
    world.clock.advance(3600)
    request_code(world, world.access_token(careful))


def test_fifty_parallel_guesses_are_fifteen(world: World, careful: App) -> None:
    world.user(careful, email=OLD, email_verified="true")
    token = world.access_token(careful)
    update(world, token, email=NEW)
    code = world.code()

    guesses = [f"{(int(code) + offset) % 1_000_000:06d}" for offset in range(1, 51)]
    outcomes = world.together(
        [world.start("VerifyUserAttribute", AccessToken=token, AttributeName="email", Code=guess) for guess in guesses]
    )

    assert sum(isinstance(outcome, errors.CodeMismatchException) for outcome in outcomes) == 15
    assert sum(isinstance(outcome, errors.LimitExceededException) for outcome in outcomes) == 35


def test_the_right_code_after_too_many_guesses_is_refused_for_an_hour(world: World, careful: App) -> None:
    world.user(careful, email=OLD, email_verified="true")
    token = world.access_token(careful)
    update(world, token, email=NEW)
    code = world.code()
    for _ in range(15):
        with pytest.raises(errors.CodeMismatchException):
            verify(world, token, wrong_code(code))

    with pytest.raises(errors.LimitExceededException):
        verify(world, token, code)
    world.clock.advance(3600)
    verify(world, world.access_token(careful), code)


def test_a_new_code_does_not_buy_new_guesses(world: World, careful: App) -> None:
    world.user(careful, email=OLD, email_verified="true")
    token = world.access_token(careful)
    update(world, token, email=NEW)
    code = world.code()
    for _ in range(15):
        with pytest.raises(errors.CodeMismatchException):
            verify(world, token, wrong_code(code))

    update(world, token, email="ada@third.example")
    with pytest.raises(errors.LimitExceededException):
        verify(world, token, world.code())


def test_one_users_code_is_worth_nothing_to_another(world: World, careful: App) -> None:
    tokens: dict[str, str] = {}
    for name in ("ada", "bob"):
        world.user(careful, name, email=f"{name}@old.example", email_verified="true")
        tokens[name] = world.access_token(careful, name)
    update(world, tokens["ada"], email=NEW)
    code = world.code()

    with pytest.raises(errors.ExpiredCodeException):
        verify(world, tokens["bob"], code)
    update(world, tokens["bob"], email="bob@new.example")
    if world.code() != code:
        with pytest.raises(errors.CodeMismatchException):
            verify(world, tokens["bob"], code)


def test_a_sign_up_code_opens_no_other_slot(world: World, app: App) -> None:
    members = {"ClientId": app.client_id, "Username": "ada"}
    world.call("SignUp", **members, Password=PASSWORD, UserAttributes=as_list({"email": OLD}))
    code = world.code()

    with pytest.raises(errors.ExpiredCodeException):
        world.call("ConfirmForgotPassword", **members, ConfirmationCode=code, Password=PASSWORD)
    world.call("ConfirmSignUp", **members, ConfirmationCode=code)
    with pytest.raises(errors.ExpiredCodeException):
        verify(world, world.access_token(app), code)


def test_a_code_that_is_asked_for_while_the_address_changes_does_not_kill_the_newer_one(world: World) -> None:
    """The CustomMessage trigger takes its time; meanwhile the user enters another new address."""
    meanwhile: list[Members] = []

    def slow(event: JsonObject) -> JsonObject:
        if event["triggerSource"] == "CustomMessage_VerifyUserAttribute" and meanwhile:
            with ThreadPoolExecutor(1) as another:
                another.submit(asyncio.run, world.start("UpdateUserAttributes", **meanwhile.pop())).result()
        return {}

    app = world.app(
        {**VERIFIED_EMAIL_POOL, "LambdaConfig": {"CustomMessage": world.triggers.on("CustomMessage", slow)}}
    )
    world.user(app, email="ada@old.example", email_verified="true")
    token = world.access_token(app)
    update(world, token, email="ada@first.example")
    meanwhile.append({"AccessToken": token, "UserAttributes": as_list({"email": "ada@second.example"})})

    assert request_code(world, token)["Destination"] == "a***@s***"
    newest = world.inbox()[-1]
    assert newest.destination == "ada@second.example"
    verify(world, token, str(newest.code))
    assert world.attributes(app)["email"] == "ada@second.example"
