"""USER_SRP_AUTH with the independent client half of pycognito, and what people try at it."""

import base64
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from pycognito.aws_srp import AWSSRP  # pyright: ignore[reportMissingTypeStubs]  # pycognito ships none

from awso.cognito.srp import N
from awso.cognito_idp import errors
from tests.integration.userpool.world import PASSWORD, App, Members, World, as_list

WRONG = "Wrong-passw0rd"


class Client:
    """pycognito's arithmetic over our operations."""

    def __init__(self, world: World, app: App, username: str = "ada", password: str = PASSWORD) -> None:
        self.world, self.app, self.username = world, app, username
        self.srp = AWSSRP(
            username=username,
            password=password,
            pool_id=app.pool_id,
            client_id=app.client_id,
            client=object(),
            client_secret=app.secret,
        )

    def start(self, **parameters: str) -> Members:
        given: Members = {**self.srp.get_auth_params(), **parameters}
        return self.world.call(
            "InitiateAuth", ClientId=self.app.client_id, AuthFlow="USER_SRP_AUTH", AuthParameters=given
        )

    def responses(self, challenge: Members) -> Members:
        """The answer, with the time of the world's clock."""
        with _at(self.world.clock.now):
            made: Members = self.srp.process_challenge(  # pyright: ignore[reportUnknownMemberType]  # pycognito is half typed
                dict(challenge["ChallengeParameters"]), {"USERNAME": self.username}
            )
        return made

    def answer(self, challenge: Members, **changed: str) -> Members:
        return self.send({**self.responses(challenge), **changed})

    def send(self, responses: Members, client_id: str | None = None) -> Members:
        return self.world.call(
            "RespondToAuthChallenge",
            ClientId=client_id or self.app.client_id,
            ChallengeName="PASSWORD_VERIFIER",
            ChallengeResponses=responses,
        )

    def sign_in(self) -> Members:
        return self.answer(self.start())


@contextmanager
def _at(now: float) -> Generator[None]:
    """pycognito reads the clock by itself."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # only ever called as pycognito does
            return datetime.fromtimestamp(now, UTC)

        @classmethod
        def utcnow(cls) -> datetime:  # type: ignore[override]  # as above
            return datetime.fromtimestamp(now, UTC)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("datetime.datetime", Stopped)
        yield


def test_the_right_password_proves_itself(world: World, app: App) -> None:
    world.user(app)

    answer = Client(world, app).sign_in()

    token = answer["AuthenticationResult"]["AccessToken"]
    assert world.call("GetUser", AccessToken=token)["Username"] == "ada"


def test_a_hundred_sign_ins_succeed_whatever_the_leading_zeros(world: World, app: App) -> None:
    """One value in 256 has a leading zero byte: A, B, u, S and the salt are drawn anew each time."""
    for number in range(10):
        world.user(app, f"user{number}", password=f"{PASSWORD}{number}")
    for turn in range(100):
        name = f"user{turn % 10}"
        assert "AuthenticationResult" in Client(world, app, name, f"{PASSWORD}{turn % 10}").sign_in()


def test_an_alias_signs_in_and_the_challenge_names_the_true_user(world: World, careful: App) -> None:
    world.user(careful, email="ada@example.com", email_verified="true")
    client = Client(world, careful, "ada@example.com")

    challenge = client.start()

    assert challenge["ChallengeParameters"]["USER_ID_FOR_SRP"] == "ada"
    assert "AuthenticationResult" in client.answer(challenge)


def test_an_address_as_user_name_signs_in(world: World) -> None:
    app = world.app({"UsernameAttributes": ["email"]})
    sub = world.user(app, "ada@example.com")
    client = Client(world, app, "ada@example.com")

    challenge = client.start()

    assert challenge["ChallengeParameters"]["USER_ID_FOR_SRP"] == sub
    assert "AuthenticationResult" in client.answer(challenge)


def test_a_client_with_a_secret_signs_in(world: World) -> None:
    app = world.app(client={"GenerateSecret": True})
    world.user(app)

    assert "AuthenticationResult" in Client(world, app).sign_in()


def test_an_administrator_may_start_and_answer(world: World, app: App) -> None:
    world.user(app)
    client = Client(world, app)
    admin = {"UserPoolId": app.pool_id, "ClientId": app.client_id}

    challenge = world.call(
        "AdminInitiateAuth", **admin, AuthFlow="USER_SRP_AUTH", AuthParameters=client.srp.get_auth_params()
    )
    answer = world.call(
        "AdminRespondToAuthChallenge",
        **admin,
        ChallengeName="PASSWORD_VERIFIER",
        ChallengeResponses=client.responses(challenge),
    )

    assert "AuthenticationResult" in answer


def test_a_temporary_password_leads_to_a_new_one(world: World, app: App) -> None:
    world.call("AdminCreateUser", UserPoolId=app.pool_id, Username="ada", TemporaryPassword=PASSWORD)

    challenge = Client(world, app).sign_in()

    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    world.call(
        "RespondToAuthChallenge",
        ClientId=app.client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": "ada", "NEW_PASSWORD": "Brand-new-passw0rd"},
    )
    assert "AuthenticationResult" in Client(world, app, password="Brand-new-passw0rd").sign_in()


def test_a_wrong_password_is_refused_and_counted(world: World, app: App) -> None:
    world.user(app)
    for _ in range(5):
        with pytest.raises(errors.NotAuthorizedException) as refused:
            Client(world, app, password=WRONG).sign_in()
        assert refused.value.message == "Incorrect username or password."

    with pytest.raises(errors.NotAuthorizedException) as locked:
        Client(world, app).start()
    assert locked.value.message == "Password attempts exceeded"


def test_challenges_taken_before_the_lock_do_not_go_around_it(world: World, app: App) -> None:
    world.user(app)
    clients = [Client(world, app, password=WRONG) for _ in range(10)] + [Client(world, app)]
    answers = [(client, client.responses(client.start())) for client in clients]

    messages: list[str] = []
    for client, responses in answers:
        try:
            client.send(responses)
            messages.append("in")
        except errors.NotAuthorizedException as error:
            messages.append(error.message)

    assert messages == ["Incorrect username or password."] * 5 + ["Password attempts exceeded"] * 6


def test_a_proof_works_once(world: World, app: App) -> None:
    world.user(app)
    client = Client(world, app)
    responses = client.responses(client.start())
    client.send(responses)

    with pytest.raises(errors.NotAuthorizedException):
        client.send(responses)


def test_of_parallel_replays_one_wins(world: World, app: App) -> None:
    world.user(app)
    client = Client(world, app)
    responses = client.responses(client.start())

    outcomes = world.together(
        [
            world.start(
                "RespondToAuthChallenge",
                ClientId=app.client_id,
                ChallengeName="PASSWORD_VERIFIER",
                ChallengeResponses=responses,
            )
            for _ in range(10)
        ]
    )

    assert sum(isinstance(outcome, dict) for outcome in outcomes) == 1


def test_a_wrong_proof_uses_the_challenge_up(world: World, app: App) -> None:
    world.user(app)
    client = Client(world, app)
    responses = client.responses(client.start())
    with pytest.raises(errors.NotAuthorizedException):
        client.send({**responses, "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(bytes(32)).decode()})

    with pytest.raises(errors.NotAuthorizedException):
        client.send(responses)


@pytest.mark.parametrize("public", ["0", f"{N:x}", f"{2 * N:x}", "00", "zz"])
def test_a_public_value_that_fixes_the_secret_is_refused(world: World, app: App, public: str) -> None:
    world.user(app)

    with pytest.raises(errors.InvalidParameterException):
        Client(world, app).start(SRP_A=public)


@pytest.mark.parametrize("seconds", [-301, 301, 86400])
def test_a_stale_or_future_timestamp_is_refused(world: World, app: App, seconds: int) -> None:
    world.user(app)
    client = Client(world, app)
    challenge = client.start()
    world.clock.advance(seconds)
    responses = client.responses(challenge)
    world.clock.advance(-seconds)

    with pytest.raises(errors.NotAuthorizedException):
        client.send(responses)


@pytest.mark.parametrize(
    "timestamp",
    [
        "",
        "now",
        "Mon Jan 5 03:04:05 CET 2026",
        "Mon Jan 5 03:04 UTC 2026",
        "2026-01-05T03:04:05Z",
        f"Mon Jan 5 03:04:05 UTC {10**30}",
        f"Mon Jan {10**30} 03:04:05 UTC 2026",
    ],
)
def test_an_odd_timestamp_is_refused(world: World, app: App, timestamp: str) -> None:
    world.user(app)
    client = Client(world, app)

    with pytest.raises(errors.NotAuthorizedException):
        client.answer(client.start(), TIMESTAMP=timestamp)


def test_a_late_answer_is_refused(world: World, app: App) -> None:
    world.user(app)
    client = Client(world, app)
    challenge = client.start()
    world.clock.advance(60)

    with pytest.raises(errors.NotAuthorizedException) as refused:
        client.answer(challenge)
    assert refused.value.message == "Invalid session for the user, session is expired."


@pytest.mark.parametrize("block", ["", "AAAA", "!!!!", base64.b64encode(bytes(192)).decode()])
def test_a_forged_secret_block_is_refused(world: World, app: App, block: str) -> None:
    world.user(app)
    client = Client(world, app)

    with pytest.raises(errors.NotAuthorizedException):
        client.answer(client.start(), PASSWORD_CLAIM_SECRET_BLOCK=block)


def test_a_truncated_secret_block_is_refused(world: World, app: App) -> None:
    world.user(app)
    client = Client(world, app)
    responses = client.responses(client.start())

    with pytest.raises(errors.NotAuthorizedException):
        client.send({**responses, "PASSWORD_CLAIM_SECRET_BLOCK": responses["PASSWORD_CLAIM_SECRET_BLOCK"][:-4]})


def test_another_users_secret_block_is_refused(world: World, app: App) -> None:
    world.user(app)
    world.user(app, "mallory", password=WRONG)
    victim, thief = Client(world, app), Client(world, app, "mallory", WRONG)
    challenge = victim.start()
    responses = thief.responses(thief.start())

    with pytest.raises(errors.NotAuthorizedException):
        thief.send(
            {
                **responses,
                "PASSWORD_CLAIM_SECRET_BLOCK": challenge["ChallengeParameters"]["SECRET_BLOCK"],
                "USERNAME": "ada",
            }
        )


def test_the_user_name_may_not_change_between_the_steps(world: World, app: App) -> None:
    world.user(app)
    world.user(app, "bob")
    for name in ("bob", "nobody"):
        client = Client(world, app)
        with pytest.raises(errors.NotAuthorizedException):
            client.answer(client.start(), USERNAME=name)


def test_another_client_cannot_answer(world: World, app: App) -> None:
    world.user(app)
    other = world.client_of(app.pool_id)
    client = Client(world, app)
    responses = client.responses(client.start())

    with pytest.raises(errors.NotAuthorizedException, match="Invalid session for the user"):
        client.send(responses, other.client_id)


def test_a_password_changed_between_the_steps_ends_the_attempt(world: World, app: App) -> None:
    world.user(app)
    client = Client(world, app)
    responses = client.responses(client.start())
    world.call(
        "AdminSetUserPassword", UserPoolId=app.pool_id, Username="ada", Password="Other-passw0rd", Permanent=True
    )

    with pytest.raises(errors.NotAuthorizedException):
        client.send(responses)


def test_a_user_disabled_between_the_steps_stays_out(world: World, app: App) -> None:
    world.user(app)
    client = Client(world, app)
    responses = client.responses(client.start())
    world.call("AdminDisableUser", UserPoolId=app.pool_id, Username="ada")

    with pytest.raises(errors.NotAuthorizedException, match=r"User is disabled\."):
        client.send(responses)


def test_an_unconfirmed_user_learns_it_after_the_proof(world: World, app: App) -> None:
    world.call(
        "SignUp", ClientId=app.client_id, Username="ada", Password=PASSWORD, UserAttributes=as_list({"email": "a@b.co"})
    )

    with pytest.raises(errors.UserNotConfirmedException):
        Client(world, app).sign_in()
    with pytest.raises(errors.NotAuthorizedException):
        Client(world, app, password=WRONG).sign_in()


class TestWhereExistenceIsHidden:
    @pytest.fixture
    def quiet(self, world: World) -> App:
        return world.app({"AliasAttributes": ["email"]}, {"PreventUserExistenceErrors": "ENABLED"})

    def test_nobody_gets_a_challenge_that_looks_like_everybodys_and_stays_the_same(
        self, world: World, quiet: App
    ) -> None:
        world.user(quiet)
        real = Client(world, quiet).start()["ChallengeParameters"]
        first = Client(world, quiet, "nobody").start()["ChallengeParameters"]
        second = Client(world, quiet, "nobody").start()["ChallengeParameters"]

        assert {key: len(value) for key, value in real.items() if key in {"SECRET_BLOCK"}} == {
            key: len(value) for key, value in first.items() if key in {"SECRET_BLOCK"}
        }
        assert real.keys() == first.keys()
        assert (first["SALT"], first["USER_ID_FOR_SRP"]) == (second["SALT"], "nobody")
        assert first["SRP_B"] != second["SRP_B"]
        assert abs(len(first["SALT"]) - len(real["SALT"])) <= 2

    def test_an_unknown_address_gets_a_stable_user_id(self, world: World, quiet: App) -> None:
        ids = {
            Client(world, quiet, "nobody@example.com").start()["ChallengeParameters"]["USER_ID_FOR_SRP"]
            for _ in range(3)
        }

        assert len(ids) == 1
        assert len(ids.pop()) == 36

    def test_nobody_cannot_answer_and_is_locked_like_everybody(self, world: World, quiet: App) -> None:
        world.user(quiet)
        outcomes: dict[str, list[str]] = {"ada": [], "nobody": []}
        for name, messages in outcomes.items():
            for _ in range(6):
                with pytest.raises(errors.NotAuthorizedException) as refused:
                    Client(world, quiet, name, WRONG).sign_in()
                messages.append(refused.value.message)

        assert outcomes["ada"] == outcomes["nobody"]
        assert outcomes["ada"][-1] == "Password attempts exceeded"
