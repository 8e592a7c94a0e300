"""What the pages' Python runs in: a user pool on a socket, one user who is signed in, and the names that pages use."""

from pathlib import Path
from typing import NamedTuple

import pytest

from awso import cognito, cognito_idp
from awso_userpool.config import AccessKey
from awso_userpool.testing import UserPoolServer

ACCESS_KEY = AccessKey("local", "local-secret")
# The password that docs/cognito.md uses.
PASSWORD = "Correct-Horse-7"
# What pages write where a reader puts something of their own.
SHOWN_ADDRESS = "http://127.0.0.1:9229"
SHOWN_POOL = "us-east-1_Ab12Cd34E"
SHOWN_CLIENT = "1example23456789"
SHOWN_CREDENTIALS = '"test", "test-secret"'


class World(NamedTuple):
    """The prepared pool."""

    server: UserPoolServer
    pool_id: str
    client_id: str
    token: str

    def names(self) -> dict[str, object]:
        """What a page's first block finds."""
        return {
            "__name__": "__page__",
            "client": self.server.client(),
            "pool_id": self.pool_id,
            "client_id": self.client_id,
            "token": self.token,
        }

    def filled_in(self, code: str) -> str:
        """`code` with this world's values in place of those that pages show."""
        shown = {
            SHOWN_ADDRESS: self.server.endpoint_url,
            SHOWN_POOL: self.pool_id,
            SHOWN_CLIENT: self.client_id,
            SHOWN_CREDENTIALS: f'"{ACCESS_KEY.access_key_id}", "{ACCESS_KEY.secret_access_key}"',
        }
        for placeholder, value in shown.items():
            code = code.replace(placeholder, value)
        return code


def make_world(server: UserPoolServer) -> World:
    """A pool with the user `ada`, who has signed in."""
    client = server.client()
    policy = cognito_idp.PasswordPolicyType(minimum_length=8)
    pool = client.create_user_pool(
        pool_name="pages",
        alias_attributes=["email"],
        auto_verified_attributes=["email"],
        policies=cognito_idp.UserPoolPolicyType(password_policy=policy),
    ).user_pool
    assert pool is not None
    assert pool.id is not None
    app = client.create_user_pool_client(user_pool_id=pool.id, client_name="web").user_pool_client
    assert app is not None
    assert app.client_id is not None
    attributes = [
        cognito_idp.AttributeType(name="email", value="ada@example.com"),
        cognito_idp.AttributeType(name="email_verified", value="true"),
    ]
    client.admin_create_user(
        user_pool_id=pool.id, username="ada", message_action="SUPPRESS", user_attributes=attributes
    )
    client.admin_set_user_password(user_pool_id=pool.id, username="ada", password=PASSWORD, permanent=True)
    tokens = cognito.sign_in(client, client_id=app.client_id, pool_id=pool.id, username="ada", password=PASSWORD)
    return World(server, pool.id, app.client_id, tokens.access_token)


def point_environment_at(server: UserPoolServer, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Clients without an address find the server by AWS's own variables, and read no file of the machine."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", server.endpoint_url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", ACCESS_KEY.secret_access_key)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "credentials"))
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
