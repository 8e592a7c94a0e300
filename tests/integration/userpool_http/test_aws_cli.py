"""The AWS CLI with `--endpoint-url`: what an administrator's script does."""

import json
import os
import subprocess
from typing import Any

import pytest

from awso_userpool.testing import UserPoolServer
from tests.integration.userpool_http.foreign import PASSWORD, code_sent_to
from tests.integration.userpool_http.foreign_tools import aws_cli

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # to install it takes 20 s or more, each command one


class Shell:
    """`aws cognito-idp …` with the server's access key and no settings of this machine."""

    def __init__(self, server: UserPoolServer) -> None:
        self._command = [*aws_cli(), "cognito-idp", "--endpoint-url", server.endpoint_url, "--output", "json"]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON"))}
        self._environment = {
            **kept,
            "AWS_ACCESS_KEY_ID": server.access_key_id,
            "AWS_SECRET_ACCESS_KEY": server.secret_access_key,
            "AWS_DEFAULT_REGION": server.region,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*self._command, *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def aws(self, *arguments: str) -> dict[str, Any]:
        """The answer of a command that must succeed."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout) if done.stdout.strip() else {}
        return answer


def test_a_user_signs_up_signs_in_and_changes_the_address(server: UserPoolServer) -> None:
    shell = Shell(server)
    pending = "AttributesRequireVerificationBeforeUpdate=email"
    pool = shell.aws(
        *("create-user-pool", "--pool-name", "people", "--auto-verified-attributes", "email"),
        *("--alias-attributes", "email", "--user-attribute-update-settings", pending),
    )["UserPool"]["Id"]
    client = shell.aws(
        *("create-user-pool-client", "--user-pool-id", pool, "--client-name", "shell"),
        *("--explicit-auth-flows", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"),
    )["UserPoolClient"]["ClientId"]
    named = ("--client-id", client, "--username", "ada")

    shell.aws("sign-up", *named, "--password", PASSWORD, "--user-attributes", "Name=email,Value=ada@example.com")
    shell.aws("confirm-sign-up", *named, "--confirmation-code", code_sent_to(server, "ada@example.com"))
    token = shell.aws(
        *("initiate-auth", "--client-id", client, "--auth-flow", "USER_PASSWORD_AUTH"),
        *("--auth-parameters", f"USERNAME=ada,PASSWORD={PASSWORD}"),
    )["AuthenticationResult"]["AccessToken"]
    held = ("--access-token", token)
    updated = shell.aws(
        *("update-user-attributes", *held, "--user-attributes", "Name=email,Value=lovelace@example.org")
    )

    assert [each["Destination"] for each in updated["CodeDeliveryDetailsList"]] == ["l***@e***"]
    assert attributes(shell.aws("get-user", *held))["email"] == "ada@example.com"
    code = code_sent_to(server, "lovelace@example.org")
    wrong = shell.run("verify-user-attribute", *held, "--attribute-name", "email", "--code", "x00000")
    assert wrong.returncode == 255  # what version 1 answers where the service said no
    assert "(CodeMismatchException) when calling the VerifyUserAttribute operation" in wrong.stderr
    shell.aws("verify-user-attribute", *held, "--attribute-name", "email", "--code", code)
    seen = shell.aws("admin-get-user", "--user-pool-id", pool, "--username", "lovelace@example.org")
    assert attributes(seen, "UserAttributes")["email"] == "lovelace@example.org"
    listed = shell.aws("list-users", "--user-pool-id", pool, "--filter", 'email ^= "love"')["Users"]
    assert [user["Username"] for user in listed] == ["ada"]


def attributes(answer: dict[str, Any], member: str = "UserAttributes") -> dict[str, str]:
    return {each["Name"]: each["Value"] for each in answer[member]}


def test_an_operation_that_the_server_lacks_is_named(server: UserPoolServer) -> None:
    refused = Shell(server).run("list-groups", "--user-pool-id", "us-east-1_abcdefghi")

    assert refused.returncode == 255
    assert "ListGroups is not implemented by this server" in refused.stderr
