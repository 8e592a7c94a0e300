"""What a thief of the database finds: no password, code, token, client secret or ClientMetadata."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from awso_userpool.secrets.master_key import generated_keys
from awso_userpool.storage.opening import open_storage
from tests.integration.userpool.test_srp_sign_in import Client
from tests.integration.userpool.world import NEW_PASSWORD, PASSWORD, App, Members, World, as_list

METADATA = {"campaign": "spring-metadata-4711"}


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[World]:
    world = World()
    world.storage.close()
    world.storage = open_storage(f"sqlite:///{tmp_path}/pool.db", generated_keys())
    world.context = world.context._replace(storage=world.storage)
    yield world
    world.close()


def test_the_files_hold_no_secret(on_disk: World, tmp_path: Path) -> None:
    world = on_disk
    triggers = {"CustomMessage": world.triggers.on("CustomMessage"), "PreSignUp": world.triggers.on("PreSignUp")}
    app = world.app({"AutoVerifiedAttributes": ["email"], "LambdaConfig": triggers})
    secretive = world.client_of(app.pool_id, GenerateSecret=True)
    secrets = {PASSWORD, NEW_PASSWORD, "Temporary-1", METADATA["campaign"], secretive.secret or ""}

    secrets |= _live_a_life(world, app)

    world.storage.close()
    files = sorted(tmp_path.iterdir())
    stored = b"".join(path.read_bytes() for path in files)
    assert b"ada@example.com" in stored  # the search finds what is there
    for secret in secrets:
        assert len(secret) >= 6
        assert secret.encode() not in stored, secret
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)


def _live_a_life(world: World, app: App) -> set[str]:
    """Everything that makes secrets; those whose text is long enough not to occur by chance."""
    client: Members = {"ClientId": app.client_id, "Username": "ada", "ClientMetadata": METADATA}
    world.call("SignUp", **client, Password=PASSWORD, UserAttributes=as_list({"email": "ada@example.com"}))
    world.call("ConfirmSignUp", **client, ConfirmationCode=world.code())
    first = world.sign_in(app)
    second = Client(world, app).sign_in()["AuthenticationResult"]
    token = first["AccessToken"]
    update = as_list({"email": "ada@new.example"})
    world.call("UpdateUserAttributes", AccessToken=token, UserAttributes=update, ClientMetadata=METADATA)
    world.call("VerifyUserAttribute", AccessToken=token, AttributeName="email", Code=world.code())
    world.call("ForgotPassword", **client)
    world.call("ConfirmForgotPassword", **client, ConfirmationCode=world.code(), Password=NEW_PASSWORD)
    # The last messages stay in the outbox, undelivered.
    attributes = as_list({"email": "bob@example.com"})
    world.call(
        "AdminCreateUser",
        UserPoolId=app.pool_id,
        Username="bob",
        TemporaryPassword="Temporary-1",
        UserAttributes=attributes,
        ClientMetadata=METADATA,
    )
    session = world.password_auth(app, "bob", "Temporary-1")["Session"]
    pending = Client(world, app, password=NEW_PASSWORD)
    block = pending.start()["ChallengeParameters"]["SECRET_BLOCK"]
    return {
        session,
        block,
        *(str(result[name]) for result in (first, second) for name in ("AccessToken", "RefreshToken")),
    }


def test_codes_are_not_stored_but_as_keyed_hashes(world: World, app: App) -> None:
    world.call(
        "SignUp",
        ClientId=app.client_id,
        Username="ada",
        Password=PASSWORD,
        UserAttributes=as_list({"email": "ada@example.com"}),
    )
    code = world.code()
    sub = world.attributes(app)["sub"]

    stored = world.storage.read_now(lambda reading: reading.code(sub, "sign_up"))

    assert stored is not None
    assert code.encode() not in stored.hash
    assert len(stored.hash) == 32
    assert code not in repr(stored)
