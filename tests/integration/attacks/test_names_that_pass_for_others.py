"""One person's name that the server, or a reader, takes for another's."""

import unicodedata
from time import process_time

import pytest

from awso import cognito_idp
from awso_userpool.domain.names import is_email, lookup_key
from tests.integration.userpool.world import PASSWORD, Members, World, read

CASE_INSENSITIVE: Members = {"UsernameConfiguration": {"CaseSensitive": False}}
ALIASES: Members = {
    **CASE_INSENSITIVE,
    "AutoVerifiedAttributes": ["email"],
    "AliasAttributes": ["email", "phone_number", "preferred_username"],
}


@pytest.mark.parametrize(
    "look_alike",
    ["ada\u200b", "a\u00adda", "ada\ufe0f", "\u2060ada", "ada\u3164", "ada ", " ada", "ada\u00a0", "ADA\u200d"],
    ids=ascii,
)
def test_a_preferred_username_that_reads_the_same_is_taken(world: World, look_alike: str) -> None:
    app = world.app(ALIASES)
    world.user(app, "first", preferred_username="ada")
    world.user(app, "second")

    with pytest.raises(cognito_idp.errors.AliasExistsException):
        world.call(
            "UpdateUserAttributes",
            AccessToken=world.access_token(app, "second"),
            UserAttributes=[{"Name": "preferred_username", "Value": look_alike}],
        )


def test_a_name_of_combining_marks_costs_no_more_than_another() -> None:
    # The most that InitiateAuth's USERNAME may have (the model). Folded, it kept one core busy for half a minute.
    marks = "a" + "\u0301\u0316" * 65535

    started = process_time()
    lookup_key(marks, case_sensitive=False)

    assert process_time() - started < 1


def test_a_folded_name_stays_folded() -> None:
    for number in range(0x20, 0x30000):
        letter = chr(number)
        if unicodedata.category(letter) not in {"Cs", "Cn"}:
            once = lookup_key(f"a{letter}b", case_sensitive=False)
            assert lookup_key(once, case_sensitive=False) == once, hex(number)


@pytest.mark.parametrize(
    ("name", "reads"),
    [("ceo\uff20corp.example", "ceo@corp.example"), ("\uff0b15550001111", "+15550001111")],
    ids=ascii,
)
def test_a_user_name_that_folds_to_an_address_is_an_address(world: World, name: str, reads: str) -> None:
    app = world.app(ALIASES)
    with pytest.raises(cognito_idp.errors.InvalidParameterException, match=r"Username cannot be of "):
        world.call("SignUp", ClientId=app.client_id, Username=name, Password=PASSWORD)

    kind = "email" if "@" in reads else "phone_number"
    sub = world.user(app, "boss", **{kind: reads, f"{kind}_verified": "true"})

    found = world.call("AdminGetUser", UserPoolId=app.pool_id, Username=reads)
    assert read(found["UserAttributes"])["sub"] == sub


def test_nobody_takes_anothers_sub_for_a_name(world: World) -> None:
    app = world.app(ALIASES)
    victim = world.user(app, "victim")
    world.user(app, "mallory")

    with pytest.raises(cognito_idp.errors.AliasExistsException):
        world.call(
            "UpdateUserAttributes",
            AccessToken=world.access_token(app, "mallory"),
            UserAttributes=[{"Name": "preferred_username", "Value": victim}],
        )
    world.call("AdminDeleteUser", UserPoolId=app.pool_id, Username=victim)

    with pytest.raises(cognito_idp.errors.UserNotFoundException):
        world.call("AdminGetUser", UserPoolId=app.pool_id, Username="victim")


def test_nobody_signs_up_with_anothers_sub_in_capitals(world: World) -> None:
    app = world.app(ALIASES)
    victim = world.user(app, "victim")

    with pytest.raises(cognito_idp.errors.UsernameExistsException):
        world.call("SignUp", ClientId=app.client_id, Username=victim.upper(), Password=PASSWORD)

    assert world.call("AdminGetUser", UserPoolId=app.pool_id, Username=victim)["Username"] == "victim"


@pytest.mark.parametrize(
    "address",
    [
        # What Python's own e-mail package makes of it: x@evil.example,@corp.example.
        "=?utf-8?q?x=40evil.example=2C?=@corp.example",
        "=?utf-8?b?eEBldmlsLmV4YW1wbGUs?=@corp.example",
        "a=?utf-8?q?b?=@corp.example",
    ],
)
def test_an_address_that_a_mail_program_would_decode_is_none(world: World, address: str) -> None:
    app = world.app({"AutoVerifiedAttributes": ["email"]})

    with pytest.raises(cognito_idp.errors.InvalidParameterException, match=r"Invalid email address format\.$"):
        world.call(
            "SignUp",
            ClientId=app.client_id,
            Username="ada",
            Password=PASSWORD,
            UserAttributes=[{"Name": "email", "Value": address}],
        )
    assert is_email("a=b?c@corp.example")
