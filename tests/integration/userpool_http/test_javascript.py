"""AWS's JavaScript clients: amazon-cognito-identity-js with its own SRP, and aws-jwt-verify on our tokens."""

import json
from typing import Any

import pytest

from awso_userpool.testing import UserPoolServer
from tests.integration.userpool_http.foreign import PASSWORD, Boto3, Pool, code_sent_to, make_pool, sign_in, sign_up
from tests.integration.userpool_http.foreign_tools import node

pytestmark = pytest.mark.timeout(360)  # the first test may have to install them

PENDING = {"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}}
SCOPE = "aws.cognito.signin.user.admin"


class Browser:
    """amazon-cognito-identity-js as one user's browser runs it."""

    def __init__(self, server: UserPoolServer, pool: Pool, username: str = "ada") -> None:
        self._given = {"endpoint": server.endpoint_url, "poolId": pool.id, "clientId": pool.client_id}
        self._given["username"] = username

    def answer(self, step: str, **given: object) -> dict[str, Any]:
        """`{"result": …}`, or `{"error": …, "message": …}`."""
        arguments = {**self._given, "password": PASSWORD, "step": step, **given}
        answered: dict[str, Any] = json.loads(node("client.cjs", json.dumps(arguments)))
        return answered

    def does(self, step: str, **given: object) -> Any:
        answered = self.answer(step, **given)
        assert "result" in answered, answered
        return answered["result"]


def other_code(code: str) -> str:
    return "000000" if code != "000000" else "000001"


def test_a_user_signs_up_confirms_signs_in_by_srp_and_changes_the_address(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto, AliasAttributes=["email"], **PENDING)
    browser = Browser(server, pool)

    made = browser.does("signUp", attributes={"email": "ada@example.com", "name": "Ada Lovelace"})
    assert made["confirmed"] is False
    assert made["delivery"]["Destination"] == "a***@e***"
    assert browser.answer("signIn")["error"] == "UserNotConfirmedException"
    code = code_sent_to(server, "ada@example.com")
    assert browser.answer("confirm", code=other_code(code))["error"] == "CodeMismatchException"
    assert browser.does("confirm", code=code) == "SUCCESS"

    tokens = browser.does("signIn")
    assert tokens["valid"] is True
    assert boto.get_user(AccessToken=tokens["accessToken"])["Username"] == "ada"

    updated = browser.does("update", attributes={"email": "lovelace@example.org", "name": "Lady Lovelace"})
    assert updated["result"] == "SUCCESS"
    assert [each["Destination"] for each in updated["details"]["CodeDeliveryDetailsList"]] == ["l***@e***"]
    before = browser.does("attributes")
    assert (before["email"], before["name"]) == ("ada@example.com", "Lady Lovelace")
    code = code_sent_to(server, "lovelace@example.org")
    wrong = browser.answer("verify", attribute="email", code=other_code(code))
    assert wrong["error"] == "CodeMismatchException"
    assert browser.does("verify", attribute="email", code=code) == "SUCCESS"
    after = browser.does("attributes")
    assert (after["email"], after["email_verified"]) == ("lovelace@example.org", "true")
    assert Browser(server, pool, "lovelace@example.org").does("signIn")["valid"] is True
    assert Browser(server, pool, "ada@example.com").answer("signIn")["error"] == "UserNotFoundException"


def test_a_session_is_refreshed_and_a_password_changed(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto)
    sign_up(boto, server, pool)
    browser = Browser(server, pool)

    assert browser.does("refresh")["valid"] is True
    assert browser.answer("signIn", password="Wrong-Horse-7") == {
        "error": "NotAuthorizedException",
        "message": "Incorrect username or password.",
    }
    assert browser.does("changePassword", newPassword="Battery-Staple-8") == "SUCCESS"
    assert browser.answer("signIn")["error"] == "NotAuthorizedException"
    assert browser.does("signIn", password="Battery-Staple-8")["valid"] is True


def verified(server: UserPoolServer, pool: Pool, token: str, use: str, **changed: object) -> dict[str, Any]:
    given: dict[str, object] = {
        "token": token,
        "issuer": f"{server.endpoint_url}/{pool.id}",
        "audience": pool.client_id if use == "id" else None,
        "use": use,
        "clientId": pool.client_id,
        "scope": SCOPE if use == "access" else None,
        "keys": f"{server.endpoint_url}/{pool.id}/.well-known/jwks.json",
    }
    answered: dict[str, Any] = json.loads(node("verify.cjs", json.dumps({**given, **changed})))
    return answered


def test_aws_jwt_verify_believes_our_tokens_and_no_others(server: UserPoolServer, boto: Boto3) -> None:
    pool = make_pool(boto)
    sign_up(boto, server, pool)
    signed_in = sign_in(boto, pool)
    access, identity = signed_in["AccessToken"], signed_in["IdToken"]

    assert verified(server, pool, access, "access")["claims"]["username"] == "ada"
    assert verified(server, pool, identity, "id")["claims"]["email"] == "ada@example.com"

    head, body, signature = access.split(".")
    forged = f"{head}.{body}.{signature[:-8]}{'A' * 8}"
    assert verified(server, pool, forged, "access")["error"] == "JwtInvalidSignatureError"
    assert verified(server, pool, access, "id", audience=None)["error"] == "CognitoJwtInvalidTokenUseError"
    assert verified(server, pool, access, "access", clientId="other")["error"] == "CognitoJwtInvalidClientIdError"
    assert verified(server, pool, access, "access", scope="other")["error"] == "JwtInvalidScopeError"
    issuer = f"{server.endpoint_url}/{make_pool(boto).id}"
    assert verified(server, pool, access, "access", issuer=issuer)["error"] == "JwtInvalidIssuerError"
