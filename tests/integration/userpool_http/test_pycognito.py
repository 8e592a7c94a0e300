"""pycognito, which has its own SRP, signs in; so does warrant's old trick of a new password at first sign-in."""

from typing import Any

import pytest
from pycognito import AWSSRP, Cognito
from pycognito.exceptions import ForceChangePasswordException

from awso_userpool.testing import UserPoolServer
from tests.integration.userpool_http.foreign import (
    PASSWORD,
    Boto3,
    Pool,
    code_sent_to,
    make_pool,
    refusal,
    sign_in,
    sign_up,
)


def proof(boto: Boto3, pool: Pool, name: str, password: str, **more: Any) -> Any:
    return AWSSRP(username=name, password=password, pool_id=pool.id, client_id=pool.client_id, client=boto, **more)


def test_pycognito_signs_in_by_srp_and_verifies_the_tokens(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto)
    sign_up(boto, server, pool)

    tokens = proof(boto, pool, "ada", PASSWORD).authenticate_user()["AuthenticationResult"]

    assert boto.get_user(AccessToken=tokens["AccessToken"])["Username"] == "ada"


@pytest.mark.parametrize("number", range(20))
def test_every_salt_and_key_pads_alike(server: UserPoolServer, boto: Boto3, number: int) -> None:
    pool = make_pool(boto)
    name = f"user{number}"
    boto.admin_create_user(UserPoolId=pool.id, Username=name, MessageAction="SUPPRESS")
    password = f"Pässwörd-{number}"
    boto.admin_set_user_password(UserPoolId=pool.id, Username=name, Password=password, Permanent=True)

    assert proof(boto, pool, name, password).authenticate_user()["AuthenticationResult"]["AccessToken"]


def test_pycognito_with_a_wrong_password_is_refused(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto)
    sign_up(boto, server, pool)

    assert refusal(proof(boto, pool, "ada", "Wrong-Horse-7").authenticate_user) == (
        "NotAuthorizedException",
        "Incorrect username or password.",
    )


def test_an_alias_and_an_app_client_with_a_secret_work(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto, UsernameAttributes=["email"], client={"GenerateSecret": True})
    secret = boto.describe_user_pool_client(UserPoolId=pool.id, ClientId=pool.client_id)["UserPoolClient"][
        "ClientSecret"
    ]
    boto.admin_create_user(
        UserPoolId=pool.id,
        Username="ada@example.com",
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": "ada@example.com"}, {"Name": "email_verified", "Value": "true"}],
    )
    boto.admin_set_user_password(UserPoolId=pool.id, Username="ada@example.com", Password=PASSWORD, Permanent=True)

    with_secret = proof(boto, pool, "ada@example.com", PASSWORD, client_secret=secret)
    assert with_secret.authenticate_user()["AuthenticationResult"]["AccessToken"]
    without = refusal(proof(boto, pool, "ada@example.com", PASSWORD).authenticate_user)
    wrong = refusal(proof(boto, pool, "ada@example.com", PASSWORD, client_secret="x" * 52).authenticate_user)
    assert without == (
        "NotAuthorizedException",
        f"Client {pool.client_id} is configured with secret but SECRET_HASH was not received",
    )
    assert wrong == ("NotAuthorizedException", f"Unable to verify secret hash for client {pool.client_id}")


def test_an_invited_user_sets_a_password_on_the_way_in(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto)
    boto.admin_create_user(
        UserPoolId=pool.id, Username="ada", UserAttributes=[{"Name": "email", "Value": "ada@example.com"}]
    )
    temporary = server.latest_message("ada@example.com").code or ""

    with pytest.raises(ForceChangePasswordException):
        proof(boto, pool, "ada", temporary).authenticate_user()
    proof(boto, pool, "ada", temporary).set_new_password_challenge(PASSWORD)

    assert sign_in(boto, pool)["AccessToken"]


def test_pycognitos_user_object_reads_and_changes_attributes(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto)
    sign_up(boto, server, pool)
    user: Any = Cognito(pool.id, pool.client_id, username="ada", user_pool_region=server.region)
    user.client = boto
    tokens = sign_in(boto, pool)
    user.access_token, user.id_token = tokens["AccessToken"], tokens["IdToken"]

    user.update_profile({"name": "Ada Lovelace"}, attr_map={})

    assert user.get_user(attr_map={}).name == "Ada Lovelace"


def test_a_whole_life_by_pycognito_which_verifies_every_token(
    server: UserPoolServer, boto: Boto3, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = make_pool(boto, Schema=[{"Name": "tier", "AttributeDataType": "String", "Mutable": True}])
    # The only address that pycognito takes from nobody but AWS: where keys are, and who issues.
    monkeypatch.setattr(Cognito, "user_pool_url", f"{server.endpoint_url}/{pool.id}")
    user: Any = Cognito(pool.id, pool.client_id, username="ada", user_pool_region=server.region)
    user.client = boto
    user.set_base_attributes(email="ada@example.com", name="Ada")
    user.add_custom_attributes(tier="gold")

    user.register("ada", PASSWORD)
    user.confirm_sign_up(code_sent_to(server, "ada@example.com"), username="ada")
    user.authenticate(PASSWORD)
    assert (user.id_claims["custom:tier"], user.id_claims["email_verified"]) == ("gold", True)
    assert user.check_token() is False  # nothing to renew yet

    user.renew_access_token()
    user.update_profile({"email": "ada@example.org"}, attr_map={})
    user.send_verification("email")
    user.validate_verification(code_sent_to(server, "ada@example.org"), "email")
    user.change_password(PASSWORD, "Another-Horse-8")
    user.initiate_forgot_password()
    user.confirm_forgot_password(code_sent_to(server, "ada@example.org"), PASSWORD)
    user.authenticate(PASSWORD)
    assert user.access_claims["username"] == "ada"

    token = user.access_token
    user.logout()
    assert refusal(boto.get_user, AccessToken=token) == ("NotAuthorizedException", "Access Token has been revoked")
    user.authenticate(PASSWORD)
    user.delete_user()
    assert refusal(user.authenticate, password=PASSWORD) == ("UserNotFoundException", "User does not exist.")
