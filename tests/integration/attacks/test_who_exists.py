"""Finding out who exists where the client must not learn it."""

import pytest

from tests.integration.userpool.test_srp_sign_in import Client
from tests.integration.userpool.world import Members, World

HIDDEN: Members = {"PreventUserExistenceErrors": "ENABLED"}
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
