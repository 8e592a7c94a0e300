"""SignUp, ConfirmSignUp, ResendConfirmationCode, AdminConfirmSignUp."""

import pytest

from awso.cognito_idp import errors
from tests.integration.userpool.test_updating_attributes import wrong_code
from tests.integration.userpool.world import PASSWORD, App, Members, World, as_list, read

EMAIL = "ada@example.com"


def sign_up(world: World, app: App, username: str = "ada", password: str = PASSWORD, **attributes: str) -> Members:
    return world.call(
        "SignUp", ClientId=app.client_id, Username=username, Password=password, UserAttributes=as_list(attributes)
    )


def confirm(world: World, app: App, code: str, username: str = "ada", **more: object) -> Members:
    return world.call("ConfirmSignUp", ClientId=app.client_id, Username=username, ConfirmationCode=code, **more)


def resend(world: World, app: App, username: str = "ada") -> Members:
    return world.call("ResendConfirmationCode", ClientId=app.client_id, Username=username)


def test_a_stranger_becomes_a_confirmed_user_with_a_verified_address(world: World, app: App) -> None:
    answer = sign_up(world, app, email=EMAIL)

    assert answer["UserConfirmed"] is False
    assert answer["CodeDeliveryDetails"] == {
        "Destination": "a***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
    (message,) = world.inbox()
    assert (message.destination, message.subject) == (EMAIL, "Your verification code")
    assert message.body == f"Your confirmation code is {message.code}"
    assert message.trigger_source == "CustomMessage_SignUp"
    confirm(world, app, message.code or "")
    user = world.call("AdminGetUser", UserPoolId=app.pool_id, Username="ada")
    assert (user["UserStatus"], user["Enabled"]) == ("CONFIRMED", True)
    assert read(user["UserAttributes"]) == {"sub": answer["UserSub"], "email": EMAIL, "email_verified": "true"}
    world.sign_in(app)


def test_nobody_signs_in_unconfirmed_and_only_the_right_password_learns_why(world: World, app: App) -> None:
    sign_up(world, app, email=EMAIL)

    with pytest.raises(errors.UserNotConfirmedException) as right:
        world.password_auth(app)
    with pytest.raises(errors.NotAuthorizedException) as wrong:
        world.password_auth(app, password="Wrong-passw0rd")

    assert right.value.message == "User is not confirmed."
    assert wrong.value.message == "Incorrect username or password."


def test_a_phone_number_comes_before_an_e_mail_address(world: World) -> None:
    app = world.app({"AutoVerifiedAttributes": ["email", "phone_number"]})

    sign_up(world, app, email=EMAIL, phone_number="+12065559934")

    (message,) = world.inbox()
    assert (message.medium, message.destination, message.subject) == ("SMS", "+12065559934", None)
    confirm(world, app, message.code or "")
    assert world.attributes(app)["phone_number_verified"] == "true"
    assert world.attributes(app)["email_verified"] == "false"


def test_without_auto_verification_no_code_is_sent(world: World) -> None:
    app = world.app()

    assert "CodeDeliveryDetails" not in sign_up(world, app, email=EMAIL)
    assert world.inbox() == []


def test_a_taken_name_is_refused(world: World, app: App) -> None:
    sign_up(world, app)

    with pytest.raises(errors.UsernameExistsException) as taken:
        sign_up(world, app)
    assert taken.value.message == "User already exists"


def test_fifty_sign_ups_for_one_name_make_one_user(world: World, app: App) -> None:
    members: Members = {"ClientId": app.client_id, "Username": "ada", "Password": PASSWORD}

    outcomes = world.together([world.start("SignUp", **members) for _ in range(50)])

    assert sum(isinstance(outcome, dict) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, errors.UsernameExistsException) for outcome in outcomes) == 49


@pytest.mark.parametrize(
    ("case_sensitive", "other", "taken"),
    [(True, "ADA", False), (False, "ADA", True), (False, "\uff21da", True), (None, "Ada", False)],
)
def test_case_matters_where_the_pool_says_so_and_by_default(
    world: World, case_sensitive: bool | None, other: str, taken: bool
) -> None:
    pool = {} if case_sensitive is None else {"UsernameConfiguration": {"CaseSensitive": case_sensitive}}
    app = world.app(pool)
    sign_up(world, app)

    if taken:
        with pytest.raises(errors.UsernameExistsException):
            sign_up(world, app, other)
    else:
        sign_up(world, app, other)


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        (
            {"custom_x": "1"},
            "Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.",
        ),
        ({"email": "nobody"}, "Invalid email address format."),
        ({"phone_number": "1"}, "Invalid phone number format."),
    ],
)
def test_attributes_must_fit_the_schema(world: World, app: App, attributes: dict[str, str], message: str) -> None:
    with pytest.raises(errors.InvalidParameterException) as refused:
        sign_up(world, app, **attributes)
    assert refused.value.message == message


def test_a_required_attribute_is_required(world: World) -> None:
    app = world.app({"Schema": [{"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True}]})

    with pytest.raises(errors.InvalidParameterException) as refused:
        sign_up(world, app)
    assert refused.value.message == "Attributes did not conform to the schema: email: The attribute is required"


@pytest.mark.parametrize("name", ["email_verified", "sub", "identities"])
def test_a_stranger_cannot_claim_to_be_verified(world: World, app: App, name: str) -> None:
    with pytest.raises(errors.NotAuthorizedException):
        sign_up(world, app, email=EMAIL, **{name: "true"})


def test_a_weak_password_is_refused(world: World, app: App) -> None:
    with pytest.raises(errors.InvalidPasswordException) as refused:
        sign_up(world, app, password="weak")
    assert refused.value.message == "Password did not conform with policy: Password not long enough"


def test_a_closed_pool_takes_no_strangers(world: World) -> None:
    app = world.app({"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True}})

    with pytest.raises(errors.NotAuthorizedException) as refused:
        sign_up(world, app)
    assert refused.value.message == "SignUp is not permitted for this user pool"


def test_an_unknown_client_is_refused(world: World, app: App) -> None:
    with pytest.raises(errors.ResourceNotFoundException) as refused:
        sign_up(world, app._replace(client_id="nobody"))
    assert refused.value.message == "User pool client nobody does not exist."


def test_confirming_twice_is_refused(world: World, app: App) -> None:
    sign_up(world, app, email=EMAIL)
    code = world.code()
    confirm(world, app, code)

    with pytest.raises(errors.NotAuthorizedException) as refused:
        confirm(world, app, code)
    assert refused.value.message == "User cannot be confirmed. Current status is CONFIRMED"


def test_wrong_and_late_codes_are_refused(world: World, app: App) -> None:
    sign_up(world, app, email=EMAIL)
    code = world.code()

    with pytest.raises(errors.CodeMismatchException):
        confirm(world, app, wrong_code(code))
    world.clock.advance(24 * 3600)
    with pytest.raises(errors.ExpiredCodeException):
        confirm(world, app, code)


def test_fifty_parallel_guesses_at_a_sign_up_are_fifteen(world: World, app: App) -> None:
    sign_up(world, app, email=EMAIL)
    code = int(world.code())

    outcomes = world.together(
        [
            world.start(
                "ConfirmSignUp",
                ClientId=app.client_id,
                Username="ada",
                ConfirmationCode=f"{(code + offset) % 1_000_000:06d}",
            )
            for offset in range(1, 51)
        ]
    )

    assert sum(isinstance(outcome, errors.CodeMismatchException) for outcome in outcomes) == 15


def test_a_resent_code_replaces_the_first(world: World, app: App) -> None:
    sign_up(world, app, email=EMAIL)
    first = world.code()

    assert resend(world, app)["CodeDeliveryDetails"]["Destination"] == "a***@e***"

    (message,) = world.inbox()
    assert message.trigger_source == "CustomMessage_ResendCode"
    if message.code != first:
        with pytest.raises(errors.CodeMismatchException):
            confirm(world, app, first)
    confirm(world, app, message.code or "")


def test_resending_has_its_limits(world: World, app: App) -> None:
    sign_up(world, app, email=EMAIL)
    for _ in range(5):
        resend(world, app)

    with pytest.raises(errors.LimitExceededException):
        resend(world, app)


def test_there_is_nothing_to_resend_to_a_confirmed_or_unknown_user(world: World, app: App) -> None:
    world.user(app)

    with pytest.raises(errors.InvalidParameterException) as confirmed:
        resend(world, app)
    with pytest.raises(errors.UserNotFoundException) as unknown:
        resend(world, app, "nobody")
    assert confirmed.value.message == "User is already confirmed."
    assert unknown.value.message == "Username/client id combination not found."


def test_an_administrator_confirms_without_verifying(world: World, app: App) -> None:
    sign_up(world, app, email=EMAIL)

    world.call("AdminConfirmSignUp", UserPoolId=app.pool_id, Username="ada")

    assert world.attributes(app)["email_verified"] == "false"
    world.sign_in(app)
    with pytest.raises(errors.NotAuthorizedException, match="Current status is CONFIRMED"):
        world.call("AdminConfirmSignUp", UserPoolId=app.pool_id, Username="ada")


def test_an_unverified_address_that_another_user_has_verified_cannot_be_confirmed(world: World, careful: App) -> None:
    world.user(careful, "bob", email=EMAIL, email_verified="true")
    sign_up(world, careful, email=EMAIL)
    code = world.code()

    with pytest.raises(errors.AliasExistsException) as refused:
        confirm(world, careful, code)
    assert refused.value.message == "An account with the email already exists."
    assert world.call("AdminGetUser", UserPoolId=careful.pool_id, Username="ada")["UserStatus"] == "UNCONFIRMED"


def test_forced_alias_creation_moves_the_address_and_unverifies_the_other(world: World, careful: App) -> None:
    world.user(careful, "bob", password="Bobs-passw0rd", email=EMAIL, email_verified="true")
    sign_up(world, careful, email=EMAIL)

    confirm(world, careful, world.code(), ForceAliasCreation=True)

    token = world.access_token(careful, EMAIL)
    assert world.call("GetUser", AccessToken=token)["Username"] == "ada"
    assert world.attributes(careful, "bob")["email_verified"] == "false"


@pytest.mark.parametrize(
    ("kind", "name", "message"),
    [
        ("email", EMAIL, "Username cannot be of email format, since user pool is configured for email alias."),
        (
            "phone_number",
            "+12065559934",
            "Username cannot be of phone number format, since user pool is configured for phone number alias.",
        ),
    ],
)
def test_a_user_name_may_not_look_like_an_alias(world: World, kind: str, name: str, message: str) -> None:
    app = world.app({"AliasAttributes": [kind]})

    with pytest.raises(errors.InvalidParameterException) as refused:
        sign_up(world, app, name)
    assert refused.value.message == message


def test_nobody_takes_the_name_by_which_another_is_known(world: World) -> None:
    app = world.app({"AliasAttributes": ["preferred_username"]})
    sub = world.user(app, preferred_username="countess")

    for name in ("countess", sub):
        with pytest.raises(errors.UsernameExistsException):
            sign_up(world, app, name)


def test_a_preferred_username_is_a_name_after_confirmation_only(world: World) -> None:
    app = world.app({"AliasAttributes": ["preferred_username"]})
    sign_up(world, app, preferred_username="countess")
    with pytest.raises(errors.UserNotFoundException):
        world.sign_in(app, "countess")

    world.call("AdminConfirmSignUp", UserPoolId=app.pool_id, Username="ada")

    world.sign_in(app, "countess")
    world.user(app, "bob")
    with pytest.raises(errors.AliasExistsException):
        world.call(
            "UpdateUserAttributes",
            AccessToken=world.access_token(app, "bob"),
            UserAttributes=as_list({"preferred_username": "countess"}),
        )
    with pytest.raises(errors.AliasExistsException):
        world.call(
            "UpdateUserAttributes",
            AccessToken=world.access_token(app, "bob"),
            UserAttributes=as_list({"preferred_username": "ada"}),
        )


class TestWhereUserNamesAreAddresses:
    @pytest.fixture
    def people(self, world: World) -> App:
        return world.app({"UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"]})

    def test_the_user_name_is_the_sub_and_the_address_signs_in(self, world: World, people: App) -> None:
        sub = sign_up(world, people, EMAIL)["UserSub"]
        confirm(world, people, world.code(), EMAIL)

        user = world.call("GetUser", AccessToken=world.access_token(people, EMAIL))

        assert user["Username"] == sub
        assert read(user["UserAttributes"])["email"] == EMAIL
        world.sign_in(people, sub)

    def test_a_taken_address_is_refused_even_unconfirmed(self, world: World, people: App) -> None:
        sign_up(world, people, EMAIL)

        with pytest.raises(errors.UsernameExistsException):
            sign_up(world, people, EMAIL)

    def test_parallel_sign_ups_for_one_address_make_one_user(self, world: World, people: App) -> None:
        members: Members = {"ClientId": people.client_id, "Username": EMAIL, "Password": PASSWORD}

        outcomes = world.together([world.start("SignUp", **members) for _ in range(20)])

        assert sum(isinstance(outcome, dict) for outcome in outcomes) == 1

    @pytest.mark.parametrize(
        ("kinds", "message"),
        [
            (["email"], "Username should be an email."),
            (["phone_number"], "Username should be a phone number."),
            (["email", "phone_number"], "Username should be either an email or a phone number."),
        ],
    )
    def test_another_name_is_refused(self, world: World, kinds: list[str], message: str) -> None:
        app = world.app({"UsernameAttributes": kinds})

        with pytest.raises(errors.InvalidParameterException) as refused:
            sign_up(world, app, "ada")
        assert refused.value.message == message

    def test_a_new_address_replaces_the_old_one_when_verified(self, world: World) -> None:
        app = world.app(
            {
                "UsernameAttributes": ["email"],
                "AutoVerifiedAttributes": ["email"],
                "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
            }
        )
        sign_up(world, app, EMAIL)
        confirm(world, app, world.code(), EMAIL)
        token = world.access_token(app, EMAIL)
        world.call("UpdateUserAttributes", AccessToken=token, UserAttributes=as_list({"email": "new@example.com"}))
        world.sign_in(app, EMAIL)

        world.call("VerifyUserAttribute", AccessToken=token, AttributeName="email", Code=world.code())

        world.sign_in(app, "new@example.com")
        with pytest.raises(errors.UserNotFoundException):
            world.sign_in(app, EMAIL)

    def test_an_immediate_change_to_somebody_elses_address_is_refused(self, world: World, people: App) -> None:
        for address in (EMAIL, "bob@example.com"):
            sign_up(world, people, address)
            confirm(world, people, world.code(), address)
        token = world.access_token(people, "bob@example.com")

        with pytest.raises(errors.AliasExistsException):
            world.call("UpdateUserAttributes", AccessToken=token, UserAttributes=as_list({"email": EMAIL}))


@pytest.mark.parametrize("asked", [True, False])
def test_the_pre_sign_up_trigger_confirms_and_verifies(world: World, asked: bool) -> None:
    arn = world.triggers.on("PreSignUp", lambda _: {"autoConfirmUser": asked, "autoVerifyEmail": asked})
    app = world.app(
        {"AutoVerifiedAttributes": ["email"], "AliasAttributes": ["email"], "LambdaConfig": {"PreSignUp": arn}}
    )

    answer = sign_up(world, app, email=EMAIL)

    assert answer["UserConfirmed"] is asked
    assert bool(world.inbox()) is not asked
    assert world.attributes(app)["email_verified"] == ("true" if asked else "false")
    if asked:
        world.sign_in(app, EMAIL)


def test_the_trigger_sees_the_attributes_as_they_were_given(world: World) -> None:
    app = world.app({"LambdaConfig": {"PreSignUp": world.triggers.on("PreSignUp")}})

    sign_up(world, app, email="ada@example.com", name="Ada")

    seen = world.triggers.last("PreSignUp_SignUp")["request"]["userAttributes"]
    assert seen == {"email": "ada@example.com", "name": "Ada"}


def test_a_pre_sign_up_trigger_that_fails_leaves_no_user(world: World) -> None:
    def refuse(_: object) -> Members:
        raise errors.UserLambdaValidationException("PreSignUp failed with error no strangers.")

    app = world.app({"LambdaConfig": {"PreSignUp": world.triggers.on("PreSignUp", refuse)}})

    with pytest.raises(errors.UserLambdaValidationException):
        sign_up(world, app)
    with pytest.raises(errors.UserNotFoundException):
        world.call("AdminGetUser", UserPoolId=app.pool_id, Username="ada")
