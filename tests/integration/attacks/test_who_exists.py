"""Finding out who exists where the client must not learn it."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from awso_userpool.testing import UserPoolServer
from tests.integration.userpool.test_srp_sign_in import Client
from tests.integration.userpool.world import Members, World
from tests.integration.userpool_http.foreign import PASSWORD, Pool, boto3_client, make_pool, sign_up

HIDDEN: Members = {"PreventUserExistenceErrors": "ENABLED"}
# Of each answer anew, and of a length that does not speak of the user.
VARYING = frozenset({"date", "x-amzn-requestid", "content-length"})
CASE_INSENSITIVE: Members = {"UsernameConfiguration": {"CaseSensitive": False}}


@pytest.mark.parametrize("typed", ["ada", "ADA", "aDa"])
def test_the_challenge_does_not_correct_the_case_of_those_who_exist(world: World, typed: str) -> None:
    somewhere, elsewhere = world.app(CASE_INSENSITIVE, HIDDEN), world.app(CASE_INSENSITIVE, HIDDEN)
    world.user(somewhere, "Ada")

    shown = [
        {
            name: Client(world, app, typed).start()["ChallengeParameters"][name]
            for name in ("USERNAME", "USER_ID_FOR_SRP")
        }
        for app in (somewhere, elsewhere)
    ]

    assert shown[0] == shown[1]
    assert "AuthenticationResult" in Client(world, somewhere, typed).sign_in()
    assert world.call("AdminGetUser", UserPoolId=somewhere.pool_id, Username=typed)["Username"] == "Ada"


@pytest.fixture(scope="module")
def server() -> Iterator[UserPoolServer]:
    with UserPoolServer() as running:
        yield running


@pytest.fixture(scope="module")
def hidden(server: UserPoolServer) -> Pool:
    """A pool with "adaa", confirmed, and "unco", unconfirmed; names as long as "none", whom nobody is called."""
    boto = boto3_client(server)
    pool = make_pool(boto, client=HIDDEN)
    sign_up(boto, server, pool, "adaa")
    address = [{"Name": "email", "Value": "unco@example.com"}]
    boto.sign_up(ClientId=pool.client_id, Username="unco", Password=PASSWORD, UserAttributes=address)
    return pool


@pytest.mark.parametrize(
    ("operation", "members"),
    [
        ("InitiateAuth", {"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"PASSWORD": "Wrong-Horse-7"}}),
        ("InitiateAuth", {"AuthFlow": "USER_SRP_AUTH", "AuthParameters": {"SRP_A": "ab" * 384}}),
        ("ForgotPassword", {}),
        ("ConfirmForgotPassword", {"ConfirmationCode": "not-it", "Password": PASSWORD}),
        ("ConfirmSignUp", {"ConfirmationCode": "not-it"}),
        ("ResendConfirmationCode", {}),
    ],
    ids=["password", "SRP", "forgot", "confirm forgot", "confirm", "resend"],
)
def test_status_headers_and_length_are_everybodys(
    server: UserPoolServer, hidden: Pool, operation: str, members: dict[str, Any]
) -> None:
    seen: set[tuple[object, ...]] = set()
    for name in ("adaa", "unco", "none"):
        request = {"ClientId": hidden.client_id, **members}
        if "AuthParameters" in members:
            request["AuthParameters"] = {**members["AuthParameters"], "USERNAME": name}
        else:
            request["Username"] = name
        answer = httpx2.post(
            server.endpoint_url,
            headers={
                "Content-Type": "application/x-amz-json-1.1",
                "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
            },
            json=request,
        )
        headers = {field: value for field, value in answer.headers.items() if field not in VARYING}
        body = answer.json()
        for number in ("SALT", "SRP_B"):  # which have a leading 00 by chance
            if "ChallengeParameters" in body:
                body["ChallengeParameters"].pop(number)
        seen.add((answer.status_code, tuple(sorted(headers.items())), len(json.dumps(body))))

    assert len(seen) == 1, seen
