"""What README.md says of moto is what moto does, and what it and SECURITY.md count is so."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import boto3
import botocore.session
import pytest
from botocore import xform_name
from moto import mock_aws
from moto.cognitoidp.responses import CognitoIdpResponse
from pycognito.aws_srp import AWSSRP

from awso_userpool.operations import OPERATIONS
from tests.paths import ROOT

README = (ROOT / "README.md").read_text("utf-8")
SECURITY = (ROOT / "SECURITY.md").read_text("utf-8")


def connect(key: str) -> Any:
    return boto3.client("cognito-idp", "us-east-1", aws_access_key_id=key, aws_secret_access_key="secret")


@mock_aws
def test_moto_takes_any_password_any_code_any_key_calls_no_trigger_and_changes_an_address_at_once() -> None:
    client = connect("AKIDEXAMPLE")
    pool = client.create_user_pool(
        PoolName="x",
        AutoVerifiedAttributes=["email"],
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
        LambdaConfig={"PreSignUp": "arn:aws:lambda:us-east-1:000000000000:function:that-is-not-there"},
    )["UserPool"]["Id"]
    app = client.create_user_pool_client(
        UserPoolId=pool, ClientName="web", ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    )["UserPoolClient"]["ClientId"]

    client.sign_up(
        ClientId=app,
        Username="ada",
        Password="Correct-Horse-7",
        UserAttributes=[{"Name": "email", "Value": "ada@example.com"}],
    )
    client.confirm_sign_up(ClientId=app, Username="ada", ConfirmationCode="000000")
    proof = AWSSRP(username="ada", password="a wrong one", pool_id=pool, client_id=app, client=client)
    token = proof.authenticate_user()["AuthenticationResult"]["AccessToken"]
    new = {"Name": "email", "Value": "new@example.com"}
    client.update_user_attributes(AccessToken=token, UserAttributes=[new])

    assert new in client.get_user(AccessToken=token)["UserAttributes"]
    assert connect("SOMEBODY").list_user_pools(MaxResults=10)["UserPools"]


def test_the_operations_are_counted_in_the_version_of_moto_that_is_named() -> None:
    model: Any = botocore.session.get_session().get_service_model("cognito-idp")
    known: list[str] = model.operation_names
    answered = [name for name in known if hasattr(CognitoIdpResponse, xform_name(name))]

    if f"moto {version('moto')}" not in README:
        pytest.skip(f"README.md speaks of another moto than {version('moto')}")
    assert f"| operations of Cognito's {len(known)} | {len(answered)}, " in README
    assert f" among them | {len(OPERATIONS)} |" in README
    assert {"CreateGroup", "SetUserMFAPreference"} <= set(answered)


def test_the_dependencies_are_counted() -> None:
    project = tomllib.loads(Path(ROOT, "pyproject.toml").read_text("utf-8"))["project"]
    numbers = {3: "Three", 7: "seven"}
    client, server = (
        numbers[len(names)] for names in (project["dependencies"], project["optional-dependencies"]["userpool"])
    )

    assert re.search(f"{client} run-time dependencies for the client, {server} more for the server", SECURITY)
