"""A server told to keep no SRP verifiers."""

from collections.abc import Iterator

import pytest

from awso.cognito_idp import errors
from awso_userpool.domain.records import Credentials
from tests.integration.userpool.world import App, World


@pytest.fixture
def strict_world() -> Iterator[World]:
    world = World(srp_allowed=False)
    yield world
    world.close()


def kept(world: World, sub: str) -> Credentials:
    credentials = world.storage.read_now(lambda reading: reading.credentials(sub))
    assert credentials is not None
    return credentials


def srp_start(world: World, app: App) -> None:
    parameters = {"USERNAME": "ada", "SRP_A": "ab" * 384}
    world.call("InitiateAuth", ClientId=app.client_id, AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)


def test_passwords_leave_an_argon2id_hash_and_nothing_else(strict_world: World) -> None:
    app = strict_world.app()

    credentials = kept(strict_world, strict_world.user(app))

    assert credentials.password_hash is not None
    assert (credentials.srp_salt, credentials.srp_verifier) == (None, None)
    strict_world.sign_in(app)


def test_signing_in_by_srp_is_refused(strict_world: World) -> None:
    app = strict_world.app()
    strict_world.user(app)

    with pytest.raises(errors.InvalidParameterException, match="USER_SRP_AUTH is not enabled on this server"):
        srp_start(strict_world, app)


def test_a_verifier_from_before_goes_at_the_next_sign_in_and_comes_back_when_it_is_allowed_again(world: World) -> None:
    app = world.app()
    sub = world.user(app)
    assert kept(world, sub).srp_verifier is not None

    world.context = world.context._replace(srp_allowed=False)
    world.sign_in(app)
    assert kept(world, sub).srp_verifier is None

    world.context = world.context._replace(srp_allowed=True)
    world.sign_in(app)
    assert kept(world, sub).srp_verifier is not None
    srp_start(world, app)
