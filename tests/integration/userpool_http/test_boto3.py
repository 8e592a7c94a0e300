"""boto3, which knows nothing of this server, finds Cognito's behaviour behind `endpoint_url`."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
import pytest

from awso_userpool.testing import UserPoolServer
from tests.integration.userpool_http.foreign import (
    PASSWORD,
    Boto3,
    Pool,
    boto3_client,
    code_sent_to,
    make_pool,
    refusal,
    sign_in,
    sign_up,
)

PENDING = {"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}}


def attributes(boto: Boto3, token: str) -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in boto.get_user(AccessToken=token)["UserAttributes"]}


def test_an_address_changes_only_after_its_code(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto, AliasAttributes=["email"], **PENDING)
    old = sign_up(boto, server, pool)
    token = sign_in(boto, pool)["AccessToken"]

    answer = boto.update_user_attributes(
        AccessToken=token, UserAttributes=[{"Name": "email", "Value": "lovelace@example.org"}]
    )

    assert answer["CodeDeliveryDetailsList"] == [
        {"Destination": "l***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    ]
    assert attributes(boto, token)["email"] == old
    assert sign_in(boto, pool, old)["TokenType"] == "Bearer"
    code = server.latest_message("lovelace@example.org").code
    wrong = "000000" if code != "000000" else "000001"
    verify: dict[str, Any] = {"AccessToken": token, "AttributeName": "email"}
    assert refusal(boto.verify_user_attribute, Code=wrong, **verify)[0] == "CodeMismatchException"
    boto.verify_user_attribute(Code=code, **verify)
    assert attributes(boto, token)["email"] == "lovelace@example.org"
    assert sign_in(boto, pool, "lovelace@example.org")["ExpiresIn"] == 3600
    signing_in: dict[str, Any] = {"ClientId": pool.client_id, "AuthFlow": "USER_PASSWORD_AUTH"}
    gone = refusal(boto.initiate_auth, AuthParameters={"USERNAME": old, "PASSWORD": PASSWORD}, **signing_in)
    assert gone == ("UserNotFoundException", "User does not exist.")


def test_every_page_of_users_is_seen_once(boto: Boto3) -> None:
    pool = make_pool(boto)
    names = {f"user{number:03}" for number in range(125)}
    for name in names:
        boto.admin_create_user(UserPoolId=pool.id, Username=name, MessageAction="SUPPRESS")

    pages = list(boto.get_paginator("list_users").paginate(UserPoolId=pool.id))

    seen = [user["Username"] for page in pages for user in page["Users"]]
    assert len(pages) == 3
    assert sorted(seen) == sorted(names)
    found = boto.list_users(UserPoolId=pool.id, Filter='username ^= "user01"')["Users"]
    assert {user["Username"] for user in found} == {f"user01{digit}" for digit in range(10)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('username = "ada"', ["ada"]),
        ('username = "Ada"', []),
        ('"username"^="a"', ["ada", "alan"]),
        ('email = "100%@example.com"', ["alan"]),
        ('email ^= "100%"', ["alan"]),
        ('phone_number ^= "+1555"', ["ada", "alan", "grace"]),
        ('name = "Quote \\" and \\\\"', ["grace"]),
        ('given_name ^= "_"', []),
        ('family_name ^= ""', ["ada", "alan", "grace"]),
        ('preferred_username = "countess"', ["ada"]),
        ('cognito:user_status = "CONFIRMED"', ["ada"]),
        ('cognito:user_status ^= "FORCE"', ["alan", "grace"]),
        ('status = "Disabled"', ["alan"]),
        ('status = "Enabled"', ["ada", "grace"]),
        ('sub = "ada"', []),
        ("", ["ada", "alan", "grace"]),
    ],
)
def test_users_are_found_by_every_form_of_filter(people: tuple[Boto3, Pool], text: str, found: list[str]) -> None:
    boto, pool = people

    listed = boto.list_users(UserPoolId=pool.id, Filter=text)["Users"]

    assert sorted(user["Username"] for user in listed) == found


@pytest.fixture(scope="module")
def people() -> Iterator[tuple[Boto3, Pool]]:
    """A pool of three, which the tests only read."""
    with UserPoolServer() as server:
        boto = boto3_client(server)
        pool = make_pool(boto)
        for number, (name, email, full_name) in enumerate(
            [
                ("ada", "ada@example.com", "Ada Lovelace"),
                ("alan", "100%@example.com", "Alan Turing"),
                ("grace", "grace@example.com", 'Quote " and \\'),
            ]
        ):
            values = {
                "email": email,
                "name": full_name,
                "given_name": name,
                "family_name": "any",
                "phone_number": f"+1555000000{number}",
                "preferred_username": "countess" if name == "ada" else name,
            }
            boto.admin_create_user(
                UserPoolId=pool.id,
                Username=name,
                MessageAction="SUPPRESS",
                UserAttributes=[{"Name": key, "Value": value} for key, value in values.items()],
            )
        boto.admin_set_user_password(UserPoolId=pool.id, Username="ada", Password=PASSWORD, Permanent=True)
        boto.admin_disable_user(UserPoolId=pool.id, Username="alan")
        yield boto, pool


def test_many_threads_of_one_client_live_whole_lives_at_once(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto)

    def live(number: int) -> str:
        name = f"user{number}"
        sign_up(boto, server, pool, name)
        tokens = sign_in(boto, pool, name)
        seen: str = boto.get_user(AccessToken=tokens["AccessToken"])["Username"]
        boto.update_user_attributes(
            AccessToken=tokens["AccessToken"], UserAttributes=[{"Name": "email", "Value": f"{name}@example.org"}]
        )
        code = code_sent_to(server, f"{name}@example.org")
        boto.verify_user_attribute(AccessToken=tokens["AccessToken"], AttributeName="email", Code=code)
        boto.get_tokens_from_refresh_token(ClientId=pool.client_id, RefreshToken=tokens["RefreshToken"])
        boto.global_sign_out(AccessToken=tokens["AccessToken"])
        assert refusal(boto.get_user, AccessToken=tokens["AccessToken"])[0] == "NotAuthorizedException"
        boto.admin_delete_user(UserPoolId=pool.id, Username=name)
        return seen

    with ThreadPoolExecutor(12) as threads:
        seen = list(threads.map(live, range(24)))

    assert seen == [f"user{number}" for number in range(24)]
    assert boto.list_users(UserPoolId=pool.id)["Users"] == []


def test_an_administrator_invites_resets_disables_and_deletes(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto)
    user: dict[str, Any] = {"UserPoolId": pool.id, "Username": "ada"}
    made = boto.admin_create_user(
        UserAttributes=[{"Name": "email", "Value": "ada@example.com"}, {"Name": "email_verified", "Value": "true"}],
        **user,
    )["User"]
    assert made["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    temporary = server.latest_message("ada@example.com").code
    asked = boto.admin_initiate_auth(
        UserPoolId=pool.id,
        ClientId=pool.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": temporary},
    )
    assert asked["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    answered = boto.admin_respond_to_auth_challenge(
        UserPoolId=pool.id,
        ClientId=pool.client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=asked["Session"],
        ChallengeResponses={"USERNAME": "ada", "NEW_PASSWORD": PASSWORD},
    )
    token = answered["AuthenticationResult"]["AccessToken"]
    assert boto.admin_get_user(**user)["UserStatus"] == "CONFIRMED"

    boto.admin_disable_user(**user)
    assert refusal(boto.get_user, AccessToken=token)[0] == "NotAuthorizedException"
    boto.admin_enable_user(**user)
    boto.admin_reset_user_password(**user)
    assert boto.admin_get_user(**user)["UserStatus"] == "RESET_REQUIRED"
    boto.admin_delete_user(**user)
    assert refusal(boto.admin_get_user, **user) == ("UserNotFoundException", "User does not exist.")


def test_a_forgotten_password_is_replaced_by_a_code(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto)
    address = sign_up(boto, server, pool)

    boto.forgot_password(ClientId=pool.client_id, Username="ada")
    code = server.latest_message(address).code
    boto.confirm_forgot_password(
        ClientId=pool.client_id, Username="ada", ConfirmationCode=code, Password="Another-Horse-8"
    )

    assert sign_in(boto, pool, password="Another-Horse-8")["AccessToken"]


def test_tokens_are_refreshed_revoked_and_signed_out(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto)
    sign_up(boto, server, pool)
    first = sign_in(boto, pool)
    refreshed = boto.initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": first["RefreshToken"]},
    )["AuthenticationResult"]
    assert boto.get_user(AccessToken=refreshed["AccessToken"])["Username"] == "ada"

    boto.revoke_token(ClientId=pool.client_id, Token=first["RefreshToken"])

    assert refusal(boto.get_user, AccessToken=refreshed["AccessToken"]) == (
        "NotAuthorizedException",
        "Access Token has been revoked",
    )
    second = sign_in(boto, pool)
    boto.global_sign_out(AccessToken=second["AccessToken"])
    assert refusal(boto.get_user, AccessToken=second["AccessToken"])[0] == "NotAuthorizedException"


def test_a_foreign_verifier_accepts_the_tokens_by_the_published_keys(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto)
    sign_up(boto, server, pool)
    tokens = sign_in(boto, pool)
    issuer = f"{server.endpoint_url}/{pool.id}"
    keys = jwt.PyJWKClient(f"{issuer}/.well-known/jwks.json")

    access = jwt.decode(
        tokens["AccessToken"],
        keys.get_signing_key_from_jwt(tokens["AccessToken"]).key,
        algorithms=["RS256"],
        issuer=issuer,
    )
    identity = jwt.decode(
        tokens["IdToken"],
        keys.get_signing_key_from_jwt(tokens["IdToken"]).key,
        algorithms=["RS256"],
        issuer=issuer,
        audience=pool.client_id,
    )

    assert (access["client_id"], access["scope"]) == (pool.client_id, "aws.cognito.signin.user.admin")
    assert (identity["email"], identity["email_verified"]) == ("ada@example.com", True)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"aws_secret_access_key": "wrong"}, "InvalidSignatureException"),
        ({"aws_access_key_id": "AKIAUNKNOWN"}, "UnrecognizedClientException"),
        ({"region_name": "eu-west-1"}, "InvalidSignatureException"),
        ({"aws_session_token": "token"}, "UnrecognizedClientException"),
    ],
    ids=["secret", "key id", "region", "session token"],
)
def test_a_stranger_administers_nothing(server: UserPoolServer, changes: dict[str, str], code: str) -> None:
    stranger = boto3_client(server, **changes)

    assert refusal(stranger.list_user_pools, MaxResults=10)[0] == code


def test_an_operation_that_is_not_there_says_which_are(boto: Boto3) -> None:
    code, message = refusal(boto.create_group, UserPoolId="us-east-1_Aa0000000", GroupName="staff")

    assert code == "UnknownOperationException"
    assert message.startswith("CreateGroup is not implemented by this server. Implemented are: AddCustomAttributes, ")


def test_what_the_model_forbids_is_refused_in_aws_words(boto: Boto3) -> None:
    code, message = refusal(boto.describe_user_pool, UserPoolId="not a pool id")

    assert code == "InvalidParameterException"
    assert message == (
        "1 validation error detected: Value 'not a pool id' at 'userPoolId' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+"
    )
