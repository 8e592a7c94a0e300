"""What a trigger was told of is gone when it has answered: the answer is modelled, not a failure of the server."""

from collections.abc import Callable
from typing import Literal

import pytest

from awso.errors import ServiceError
from awso_userpool.operations.interface import JsonObject, TriggerKind
from awso_userpool.storage.interface import Writing
from tests.integration.userpool.world import PASSWORD, App, Members, World, password_members

Gone = Literal["client", "pool", "user"]


class Deleting:
    """A trigger of `kind` that deletes what it is called for, and the app that has it."""

    def __init__(self, world: World, kind: TriggerKind, what: Gone) -> None:
        self.world = world
        self.what: Gone = what
        self.armed = False
        self.app: App = world.app({"LambdaConfig": {kind: world.triggers.on(kind, self)}})
        self.sub = world.user(self.app)
        self.armed = True

    def __call__(self, event: JsonObject) -> JsonObject:
        if self.armed:
            deletions: dict[Gone, Callable[[Writing], None]] = {
                "client": lambda writing: writing.delete_client(self.app.client_id),
                "pool": lambda writing: writing.delete_pool(self.app.pool_id),
                "user": lambda writing: writing.delete_user(self.sub),
            }
            self.world.storage.write_now(deletions[self.what])
        return {}


def refusal(world: World, operation: str, **members: object) -> str:
    with pytest.raises(ServiceError) as caught:
        world.call(operation, **members)
    return caught.value.code


@pytest.mark.parametrize("kind", ["PreAuthentication", "PostAuthentication"])
@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("client", "ResourceNotFoundException"),
        ("pool", "ResourceNotFoundException"),
        ("user", "NotAuthorizedException"),
    ],
)
def test_a_sign_in(world: World, kind: TriggerKind, what: Gone, code: str) -> None:
    deleting = Deleting(world, kind, what)

    assert refusal(world, "InitiateAuth", **password_members(deleting.app, "ada", PASSWORD)) == code


@pytest.mark.parametrize("what", ["client", "pool"])
def test_an_srp_challenge(world: World, what: Gone) -> None:
    app = Deleting(world, "PreAuthentication", what).app

    assert refusal(world, "InitiateAuth", **srp(app)) == "ResourceNotFoundException"


def test_a_challenge_for_somebody_who_is_gone_is_one_for_nobody(world: World) -> None:
    app = Deleting(world, "PreAuthentication", "user").app

    assert world.call("InitiateAuth", **srp(app))["ChallengeName"] == "PASSWORD_VERIFIER"


def test_a_sign_up(world: World) -> None:
    app = Deleting(world, "PreSignUp", "pool").app

    assert (
        refusal(world, "SignUp", ClientId=app.client_id, Username="bob", Password=PASSWORD)
        == "ResourceNotFoundException"
    )


def srp(app: App) -> Members:
    return {
        "ClientId": app.client_id,
        "AuthFlow": "USER_SRP_AUTH",
        "AuthParameters": {"USERNAME": "ada", "SRP_A": "ab" * 384},
    }
