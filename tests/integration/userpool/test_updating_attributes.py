"""The seed: updating an address, with and without verification first."""

import pytest

from awso.cognito_idp import errors
from tests.integration.userpool.conftest import VERIFIED_EMAIL_POOL
from tests.integration.userpool.world import PASSWORD, App, World, as_list, read

OLD, NEW = "ada@old.example", "ada@new.example"


@pytest.fixture
def token(world: World, careful: App) -> str:
    """Ada's, whose old address is verified."""
    world.user(careful, email=OLD, email_verified="true")
    return world.access_token(careful)


def update(world: World, token: str, **attributes: str) -> list[dict[str, str]]:
    answer = world.call("UpdateUserAttributes", AccessToken=token, UserAttributes=as_list(attributes))
    details: list[dict[str, str]] = answer.get("CodeDeliveryDetailsList", [])
    return details


def verify(world: World, token: str, code: str, attribute: str = "email") -> None:
    world.call("VerifyUserAttribute", AccessToken=token, AttributeName=attribute, Code=code)


def test_a_new_address_waits_for_its_code_while_other_attributes_change_at_once(
    world: World, careful: App, token: str
) -> None:
    details = update(world, token, email=NEW, custom_department="engines")

    assert details == [{"Destination": "a***@n***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}]
    (message,) = world.inbox()
    assert (message.destination, message.trigger_source) == (NEW, "CustomMessage_UpdateUserAttribute")
    shown = read(world.call("GetUser", AccessToken=token)["UserAttributes"])
    assert (shown["email"], shown["email_verified"], shown["custom:department"]) == (OLD, "true", "engines")
    assert NEW not in str(world.call("AdminGetUser", UserPoolId=careful.pool_id, Username="ada"))
    assert NEW not in str(world.call("ListUsers", UserPoolId=careful.pool_id))


def test_the_old_address_signs_in_and_gets_messages_until_the_new_one_is_verified(
    world: World, careful: App, token: str
) -> None:
    update(world, token, email=NEW)
    code = world.code()

    world.sign_in(careful, OLD)
    with pytest.raises(errors.UserNotFoundException):
        world.sign_in(careful, NEW)
    world.call("ForgotPassword", ClientId=careful.client_id, Username="ada")
    assert world.inbox()[0].destination == OLD

    verify(world, token, code)

    world.sign_in(careful, NEW)
    with pytest.raises(errors.UserNotFoundException):
        world.sign_in(careful, OLD)
    assert world.attributes(careful)["email"] == NEW
    assert world.attributes(careful)["email_verified"] == "true"
    world.call("ForgotPassword", ClientId=careful.client_id, Username="ada")
    assert world.inbox()[0].destination == NEW


def test_the_old_address_is_free_for_others_afterwards(world: World, careful: App, token: str) -> None:
    update(world, token, email=NEW)
    verify(world, token, world.code())

    world.user(careful, "bob", email=OLD, email_verified="true")

    world.sign_in(careful, OLD)


def test_a_wrong_code_changes_nothing_and_the_right_one_still_works(world: World, careful: App, token: str) -> None:
    update(world, token, email=NEW)
    code = world.code()

    with pytest.raises(errors.CodeMismatchException) as wrong:
        verify(world, token, wrong_code(code))
    assert wrong.value.message == "Invalid verification code provided, please try again."
    assert world.attributes(careful)["email"] == OLD
    verify(world, token, code)
    assert world.attributes(careful)["email"] == NEW


def test_a_code_works_once(world: World, token: str) -> None:
    update(world, token, email=NEW)
    code = world.code()
    verify(world, token, code)

    with pytest.raises(errors.ExpiredCodeException) as used:
        verify(world, token, code)
    assert used.value.message == "Invalid code provided, please request a code again."


def test_a_code_dies_after_a_day(world: World, careful: App, token: str) -> None:
    update(world, token, email=NEW)
    code = world.code()
    world.clock.advance(24 * 3600)
    token = world.access_token(careful)

    with pytest.raises(errors.ExpiredCodeException):
        verify(world, token, code)
    assert world.attributes(careful)["email"] == OLD


def test_the_code_of_a_replaced_pending_value_is_dead(world: World, careful: App, token: str) -> None:
    update(world, token, email=NEW)
    first = world.code()
    update(world, token, email="ada@third.example")
    second = world.code()

    if first != second:
        with pytest.raises(errors.CodeMismatchException):
            verify(world, token, first)
    verify(world, token, second)
    assert world.attributes(careful)["email"] == "ada@third.example"


def test_setting_the_old_value_again_withdraws_the_new_one(world: World, careful: App, token: str) -> None:
    update(world, token, email=NEW)
    code = world.code()

    assert update(world, token, email=OLD) == []

    with pytest.raises(errors.ExpiredCodeException):
        verify(world, token, code)
    assert world.attributes(careful)["email_verified"] == "true"


def test_without_verification_first_the_new_address_is_stored_unverified_and_neither_signs_in(world: World) -> None:
    app = world.app({"AutoVerifiedAttributes": ["email"], "AliasAttributes": ["email"]})
    world.user(app, email=OLD, email_verified="true")
    token = world.access_token(app)

    details = update(world, token, email=NEW)

    assert [item["Destination"] for item in details] == ["a***@n***"]
    assert world.attributes(app)["email"] == NEW
    assert world.attributes(app)["email_verified"] == "false"
    for address in (OLD, NEW):
        with pytest.raises(errors.UserNotFoundException):
            world.sign_in(app, address)
    verify(world, token, world.code())
    world.sign_in(app, NEW)


def test_e_mail_and_phone_have_a_slot_each(world: World) -> None:
    both = ["email", "phone_number"]
    settings = {"AttributesRequireVerificationBeforeUpdate": both}
    app = world.app({"AutoVerifiedAttributes": both, "UserAttributeUpdateSettings": settings})
    world.user(app, email=OLD, email_verified="true", phone_number="+491511111111", phone_number_verified="true")
    token = world.access_token(app)

    details = update(world, token, email=NEW, phone_number="+491512222222")

    assert {(item["AttributeName"], item["DeliveryMedium"], item["Destination"]) for item in details} == {
        ("email", "EMAIL", "a***@n***"),
        ("phone_number", "SMS", "+********2222"),
    }
    codes = {message.attribute: message.code or "" for message in world.inbox()}
    if codes["email"] != codes["phone_number"]:
        with pytest.raises(errors.CodeMismatchException):
            verify(world, token, codes["phone_number"], "email")
    verify(world, token, codes["email"], "email")
    assert world.attributes(app)["phone_number"] == "+491511111111"
    verify(world, token, codes["phone_number"], "phone_number")
    assert world.attributes(app)["phone_number"] == "+491512222222"


def test_two_users_may_wait_for_one_address_and_the_first_to_verify_gets_it(world: World, careful: App) -> None:
    tokens: dict[str, str] = {}
    codes: dict[str, str] = {}
    for name in ("ada", "bob"):
        world.user(careful, name, email=f"{name}@old.example", email_verified="true")
        tokens[name] = world.access_token(careful, name)
        update(world, tokens[name], email=NEW)
        codes[name] = world.code()

    outcomes = world.together(
        [
            world.start("VerifyUserAttribute", AccessToken=tokens[name], AttributeName="email", Code=codes[name])
            for name in ("ada", "bob")
        ]
    )

    lost = [outcome for outcome in outcomes if isinstance(outcome, errors.AliasExistsException)]
    assert len(lost) == 1
    assert lost[0].message == "An account with the email already exists."
    holders = [name for name in ("ada", "bob") if world.attributes(careful, name)["email"] == NEW]
    assert len(holders) == 1


def test_an_administrator_follows_the_same_rule(world: World, careful: App) -> None:
    world.user(careful, email=OLD, email_verified="true")

    world.call(
        "AdminUpdateUserAttributes",
        UserPoolId=careful.pool_id,
        Username="ada",
        UserAttributes=as_list({"email": NEW, "name": "Ada"}),
    )

    assert world.inbox()[0].destination == NEW
    assert world.attributes(careful)["email"] == OLD
    assert world.attributes(careful)["name"] == "Ada"


def test_an_administrator_who_says_verified_skips_the_message(world: World, careful: App, token: str) -> None:
    update(world, token, email="ada@pending.example")
    pending = world.code()

    world.call(
        "AdminUpdateUserAttributes",
        UserPoolId=careful.pool_id,
        Username="ada",
        UserAttributes=as_list({"email": NEW, "email_verified": "true"}),
    )

    assert world.inbox() == []
    world.sign_in(careful, NEW)
    with pytest.raises(errors.ExpiredCodeException):
        verify(world, token, pending)


def test_an_administrator_cannot_verify_an_address_that_another_user_has(world: World, careful: App) -> None:
    world.user(careful, "bob", email=NEW, email_verified="true")
    world.user(careful, "ada", email=OLD, email_verified="true")

    with pytest.raises(errors.AliasExistsException):
        world.call(
            "AdminUpdateUserAttributes",
            UserPoolId=careful.pool_id,
            Username="ada",
            UserAttributes=as_list({"email": NEW, "email_verified": "true"}),
        )
    assert world.attributes(careful)["email"] == OLD


def test_nothing_can_be_verified_that_is_not_there(world: World, careful: App) -> None:
    world.user(careful)

    with pytest.raises(errors.InvalidParameterException, match="email is required if email_verified is true"):
        world.call(
            "AdminUpdateUserAttributes",
            UserPoolId=careful.pool_id,
            Username="ada",
            UserAttributes=as_list({"email_verified": "true"}),
        )


def test_a_blank_value_deletes_the_attribute(world: World, careful: App, token: str) -> None:
    update(world, token, name="Ada")
    update(world, token, name="", email="")

    assert world.attributes(careful).keys() == {"sub"}
    with pytest.raises(errors.UserNotFoundException):
        world.sign_in(careful, OLD)


def test_deleting_attributes_deletes_them_and_their_pending_value(world: World, careful: App, token: str) -> None:
    update(world, token, name="Ada", email=NEW)
    code = world.code()

    world.call("DeleteUserAttributes", AccessToken=token, UserAttributeNames=["name", "email"])

    assert world.attributes(careful).keys() == {"sub"}
    with pytest.raises(errors.ExpiredCodeException):
        verify(world, token, code)


def test_an_unknown_attribute_cannot_be_deleted(world: World, careful: App, token: str) -> None:
    message = "Invalid user attributes: user.custom:foo: Attribute does not exist in the schema.\n"
    with pytest.raises(errors.InvalidParameterException) as own:
        world.call("DeleteUserAttributes", AccessToken=token, UserAttributeNames=["custom:foo"])
    with pytest.raises(errors.InvalidParameterException) as admin:
        world.call(
            "AdminDeleteUserAttributes", UserPoolId=careful.pool_id, Username="ada", UserAttributeNames=["custom:foo"]
        )
    assert (own.value.message, admin.value.message) == (message, message)


def test_an_administrator_deletes_attributes(world: World, careful: App) -> None:
    world.user(careful, name="Ada", email=OLD, email_verified="true")

    world.call(
        "AdminDeleteUserAttributes", UserPoolId=careful.pool_id, Username="ada", UserAttributeNames=["name", "email"]
    )

    assert world.attributes(careful).keys() == {"sub"}


FORBIDDEN = "A client attempted to write unauthorized attribute"


@pytest.mark.parametrize("name", ["sub", "email_verified", "phone_number_verified", "identities", "dev:custom:rank"])
def test_a_client_never_writes_what_is_not_its_business(world: World, name: str) -> None:
    rank = {"Name": "rank", "AttributeDataType": "String", "DeveloperOnlyAttribute": True}
    app = world.app({"Schema": [rank]})
    world.user(app)

    with pytest.raises(errors.NotAuthorizedException, match=FORBIDDEN):
        update(world, world.access_token(app), **{name: "true"})


def test_a_developer_only_attribute_is_unknown_by_its_plain_name_and_written_by_administrators(world: World) -> None:
    rank = {"Name": "rank", "AttributeDataType": "String", "DeveloperOnlyAttribute": True}
    app = world.app({"Schema": [rank]})
    world.user(app)

    with pytest.raises(errors.InvalidParameterException, match="Attribute does not exist in the schema"):
        update(world, world.access_token(app), custom_rank="1")
    world.call(
        "AdminUpdateUserAttributes",
        UserPoolId=app.pool_id,
        Username="ada",
        UserAttributes=[{"Name": "dev:custom:rank", "Value": "1"}],
    )
    assert world.attributes(app)["dev:custom:rank"] == "1"


def test_a_client_writes_and_reads_only_what_it_was_granted(world: World) -> None:
    app = world.app(VERIFIED_EMAIL_POOL, {"WriteAttributes": ["name"], "ReadAttributes": ["name", "email"]})
    world.user(app, nickname="A", email=OLD)
    token = world.access_token(app)

    update(world, token, name="Ada")
    with pytest.raises(errors.NotAuthorizedException, match=FORBIDDEN):
        update(world, token, nickname="B")
    with pytest.raises(errors.NotAuthorizedException, match=FORBIDDEN):
        world.call("DeleteUserAttributes", AccessToken=token, UserAttributeNames=["nickname"])
    shown = read(world.call("GetUser", AccessToken=token)["UserAttributes"])
    assert shown.keys() == {"sub", "name", "email"}


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ({"custom_nope": "x"}, "user.custom:nope: Attribute does not exist in the schema."),
        ({"department": "x"}, "user.department: Attribute does not exist in the schema."),
        ({"email": "nobody"}, "Invalid email address format."),
        ({"phone_number": "0151"}, "Invalid phone number format."),
        ({"birthdate": "1815"}, "birthdate"),
        ({"custom_department": "x" * 2049}, "custom:department"),
        ({"updated_at": "yesterday"}, "updated_at"),
    ],
)
def test_values_that_do_not_fit_are_refused(
    world: World, careful: App, token: str, attributes: dict[str, str], message: str
) -> None:
    before = world.attributes(careful)

    with pytest.raises(errors.InvalidParameterException) as refused:
        update(world, token, name="changed", **attributes)

    assert message in refused.value.message
    assert world.attributes(careful) == before


def test_an_immutable_attribute_is_set_once(world: World) -> None:
    schema = [{"Name": "badge", "AttributeDataType": "String", "Mutable": False}]
    app = world.app({"Schema": schema})
    world.call(
        "SignUp",
        ClientId=app.client_id,
        Username="ada",
        Password=PASSWORD,
        UserAttributes=as_list({"custom_badge": "7"}),
    )
    world.call("AdminConfirmSignUp", UserPoolId=app.pool_id, Username="ada")

    with pytest.raises(errors.InvalidParameterException) as refused:
        update(world, world.access_token(app), custom_badge="8")

    assert refused.value.message == "user.custom:badge: Attribute cannot be updated. (changing an immutable attribute)"


def test_a_required_attribute_cannot_be_blanked(world: World) -> None:
    app = world.app({"Schema": [{"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True}]})
    world.user(app, name="Ada")

    with pytest.raises(errors.InvalidParameterException, match="required"):
        update(world, world.access_token(app), name="")


def test_an_attribute_given_twice_is_refused(world: World, token: str) -> None:
    twice = [{"Name": "name", "Value": "a"}, {"Name": "name", "Value": "b"}]
    with pytest.raises(errors.InvalidParameterException):
        world.call("UpdateUserAttributes", AccessToken=token, UserAttributes=twice)


def wrong_code(code: str) -> str:
    """Another code of six digits."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
