"""USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH, lockout, and what each state of a user answers."""

import pytest

from awso.cognito_idp import errors
from tests.integration.userpool.world import NEW_PASSWORD, PASSWORD, App, Members, World, password_members

WRONG = "Wrong-passw0rd"


def refused(world: World, app: App, username: str = "ada", password: str = WRONG) -> str:
    with pytest.raises(errors.NotAuthorizedException) as error:
        world.password_auth(app, username, password)
    return str(error.value.message)


def test_the_right_password_gets_tokens(world: World, app: App) -> None:
    world.user(app)

    result = world.sign_in(app)

    assert result["TokenType"] == "Bearer"
    assert result["ExpiresIn"] == 3600
    assert result["AccessToken"].count(".") == result["IdToken"].count(".") == 2
    assert result["RefreshToken"].count(".") == 4


def test_an_administrator_signs_a_user_in(world: World, app: App) -> None:
    world.user(app)
    for flow in ("ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"):
        answer = world.call(
            "AdminInitiateAuth", UserPoolId=app.pool_id, **{**password_members(app, "ada", PASSWORD), "AuthFlow": flow}
        )
        assert "AccessToken" in answer["AuthenticationResult"]


def test_a_wrong_password_and_an_unknown_user_say_what_aws_says(world: World, app: App) -> None:
    world.user(app)

    assert refused(world, app) == "Incorrect username or password."
    with pytest.raises(errors.UserNotFoundException) as unknown:
        world.password_auth(app, "nobody")
    assert unknown.value.message == "User does not exist."


def test_five_wrong_passwords_lock_and_the_lock_doubles(world: World, app: App) -> None:
    world.user(app)
    for _ in range(5):
        assert refused(world, app) == "Incorrect username or password."

    # Not even the right password is tried, and trying does not extend the lock.
    assert refused(world, app, password=PASSWORD) == "Password attempts exceeded"
    world.clock.advance(1)
    assert refused(world, app) == "Incorrect username or password."
    world.clock.advance(1.5)
    assert refused(world, app) == "Password attempts exceeded"
    world.clock.advance(0.5)
    world.sign_in(app)
    assert refused(world, app) == "Incorrect username or password."
    world.sign_in(app)


def test_fifteen_quiet_minutes_forget_the_failures(world: World, app: App) -> None:
    world.user(app)
    for _ in range(4):
        refused(world, app)
    world.clock.advance(15 * 60)

    for _ in range(4):
        assert refused(world, app) == "Incorrect username or password."
    world.sign_in(app)


def test_fifty_parallel_guesses_are_five_even_if_one_is_right(world: World, app: App) -> None:
    world.user(app)
    guesses = [f"{WRONG}{number}" for number in range(49)] + [PASSWORD]

    outcomes = world.together([world.start("InitiateAuth", **password_members(app, "ada", guess)) for guess in guesses])

    messages = [getattr(outcome, "message", "in") for outcome in outcomes]
    assert messages.count("Incorrect username or password.") == 5
    assert messages.count("Password attempts exceeded") + messages.count("in") == 45


def test_parallel_right_passwords_lock_nobody_out(world: World, app: App) -> None:
    world.user(app)

    outcomes = world.together(
        [world.start("InitiateAuth", **password_members(app, "ada", PASSWORD)) for _ in range(20)]
    )

    assert all(isinstance(outcome, dict) for outcome in outcomes)


@pytest.mark.parametrize(
    ("flow", "message"),
    [
        ("USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client"),
        ("USER_SRP_AUTH", "USER_SRP_AUTH is not enabled for the client."),
        ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN_AUTH is not enabled for the client."),
        ("ADMIN_USER_PASSWORD_AUTH", "Initiate Auth method not supported."),
        ("NO_SUCH_FLOW", "Initiate Auth method not supported."),
    ],
)
def test_a_flow_that_is_not_enabled_is_refused(world: World, flow: str, message: str) -> None:
    app = world.app(client={"ExplicitAuthFlows": ["ALLOW_CUSTOM_AUTH"]})
    world.user(app)

    with pytest.raises(errors.InvalidParameterException) as error:
        world.call("InitiateAuth", **{**password_members(app, "ada", PASSWORD), "AuthFlow": flow})
    assert error.value.message == message


def test_an_admin_flow_must_be_enabled_and_used_by_administrators(world: World) -> None:
    app = world.app(client={"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]})
    world.user(app)
    members: Members = {**password_members(app, "ada", PASSWORD), "UserPoolId": app.pool_id}

    with pytest.raises(errors.InvalidParameterException) as disabled:
        world.call("AdminInitiateAuth", **{**members, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH"})
    with pytest.raises(errors.InvalidParameterException) as public:
        world.call("AdminInitiateAuth", **members)
    assert disabled.value.message == "Auth flow not enabled for this client"
    assert public.value.message == "Initiate Auth method not supported."


def test_a_client_without_flows_has_srp_and_refresh_only(world: World) -> None:
    app = world.app(client={"ExplicitAuthFlows": []})
    world.user(app)

    with pytest.raises(errors.InvalidParameterException, match="USER_PASSWORD_AUTH flow not enabled"):
        world.password_auth(app)


@pytest.mark.parametrize("missing", ["USERNAME", "PASSWORD"])
def test_a_missing_parameter_is_named(world: World, app: App, missing: str) -> None:
    members = password_members(app, "ada", PASSWORD)
    del members["AuthParameters"][missing]

    with pytest.raises(errors.InvalidParameterException, match=f"Missing required parameter {missing}"):
        world.call("InitiateAuth", **members)


def test_a_client_of_another_pool_is_not_found(world: World, app: App) -> None:
    other = world.app()
    members = password_members(app, "ada", PASSWORD)

    with pytest.raises(errors.ResourceNotFoundException):
        world.call("AdminInitiateAuth", **{**members, "AuthFlow": "ADMIN_NO_SRP_AUTH"}, UserPoolId=other.pool_id)


def test_a_disabled_user_learns_it_with_the_right_password_only(world: World, app: App) -> None:
    world.user(app)
    world.call("AdminDisableUser", UserPoolId=app.pool_id, Username="ada")

    assert refused(world, app, password=PASSWORD) == "User is disabled."
    assert refused(world, app) == "Incorrect username or password."
    world.call("AdminEnableUser", UserPoolId=app.pool_id, Username="ada")
    world.sign_in(app)


def test_a_reset_password_must_be_reset(world: World, app: App) -> None:
    world.user(app, email="ada@example.com", email_verified="true")
    world.call("AdminResetUserPassword", UserPoolId=app.pool_id, Username="ada")

    with pytest.raises(errors.PasswordResetRequiredException) as error:
        world.password_auth(app)
    assert error.value.message == "Password reset required for the user"


class TestTemporaryPasswords:
    @pytest.fixture
    def invited(self, world: World) -> App:
        schema = [{"Name": "name", "AttributeDataType": "String", "Required": True, "Mutable": True}]
        app = world.app({"Schema": schema})
        world.call("AdminCreateUser", UserPoolId=app.pool_id, Username="ada", TemporaryPassword=PASSWORD)
        return app

    def answer(self, world: World, app: App, session: str, **responses: str) -> Members:
        return world.call(
            "RespondToAuthChallenge",
            ClientId=app.client_id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=session,
            ChallengeResponses={
                "USERNAME": "ada",
                "NEW_PASSWORD": NEW_PASSWORD,
                "userAttributes.name": "Ada",
                **{key.replace("userAttributes_", "userAttributes."): value for key, value in responses.items()},
            },
        )

    def test_it_leads_to_a_new_one_and_to_tokens(self, world: World, invited: App) -> None:
        challenge = world.password_auth(invited)

        assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
        assert challenge["ChallengeParameters"] == {
            "USER_ID_FOR_SRP": "ada",
            "requiredAttributes": '["userAttributes.name"]',
            "userAttributes": "{}",
        }
        result = self.answer(world, invited, challenge["Session"])["AuthenticationResult"]
        assert world.call("GetUser", AccessToken=result["AccessToken"])["Username"] == "ada"
        assert world.call("AdminGetUser", UserPoolId=invited.pool_id, Username="ada")["UserStatus"] == "CONFIRMED"
        assert world.attributes(invited)["name"] == "Ada"
        assert refused(world, invited, password=PASSWORD) == "Incorrect username or password."
        world.sign_in(invited, password=NEW_PASSWORD)

    def test_the_session_works_once(self, world: World, invited: App) -> None:
        session = world.password_auth(invited)["Session"]
        self.answer(world, invited, session)

        with pytest.raises(errors.NotAuthorizedException) as used:
            self.answer(world, invited, session, NEW_PASSWORD="Third-passw0rd")
        assert used.value.message == "Invalid session for the user, session can only be used once."
        world.sign_in(invited, password=NEW_PASSWORD)

    def test_one_of_many_parallel_answers_wins(self, world: World, invited: App) -> None:
        session = world.password_auth(invited)["Session"]
        calls = [
            world.start(
                "RespondToAuthChallenge",
                ClientId=invited.client_id,
                ChallengeName="NEW_PASSWORD_REQUIRED",
                Session=session,
                ChallengeResponses={
                    "USERNAME": "ada",
                    "NEW_PASSWORD": f"Passw0rd-{number}",
                    "userAttributes.name": "A",
                },
            )
            for number in range(10)
        ]

        outcomes = world.together(calls)

        assert sum(isinstance(outcome, dict) for outcome in outcomes) == 1

    def test_a_weak_new_password_leaves_the_session_usable(self, world: World, invited: App) -> None:
        session = world.password_auth(invited)["Session"]

        with pytest.raises(errors.InvalidPasswordException):
            self.answer(world, invited, session, NEW_PASSWORD="weak")
        self.answer(world, invited, session)

    def test_the_session_dies_after_three_minutes(self, world: World, invited: App) -> None:
        session = world.password_auth(invited)["Session"]
        world.clock.advance(180)

        with pytest.raises(errors.NotAuthorizedException) as expired:
            self.answer(world, invited, session)
        assert expired.value.message == "Invalid session for the user, session is expired."

    def test_the_session_is_bound_to_client_user_and_step(self, world: World, invited: App) -> None:
        session = world.password_auth(invited)["Session"]
        other_client = world.client_of(invited.pool_id)
        world.user(invited, "bob", name="Bob")
        other_pool = world.app()
        world.user(other_pool)

        nothing: Members = {}
        for app, responses in (
            (other_client, nothing),
            (other_pool, nothing),
            (invited, {"USERNAME": "bob"}),
            (invited, {"USERNAME": "nobody"}),
        ):
            with pytest.raises(errors.NotAuthorizedException) as error:
                self.answer(world, app, session, **responses)
            assert error.value.message == "Invalid session for the user."
        for challenge in ("SMS_MFA", "SOFTWARE_TOKEN_MFA", "CUSTOM_CHALLENGE", "SELECT_MFA_TYPE"):
            with pytest.raises(errors.NotAuthorizedException, match="Invalid session for the user"):
                world.call(
                    "RespondToAuthChallenge",
                    ClientId=invited.client_id,
                    ChallengeName=challenge,
                    Session=session,
                    ChallengeResponses={"USERNAME": "ada"},
                )
        self.answer(world, invited, session)

    @pytest.mark.parametrize("session", ["x" * 20, "A" * 342])
    def test_a_forged_session_is_invalid(self, world: World, invited: App, session: str) -> None:
        with pytest.raises(errors.NotAuthorizedException, match="Invalid session for the user"):
            self.answer(world, invited, session)

    def test_a_wrong_temporary_password_gives_no_session(self, world: World, invited: App) -> None:
        assert refused(world, invited) == "Incorrect username or password."

    def test_a_session_dies_with_the_password_it_came_of(self, world: World, invited: App) -> None:
        session = world.password_auth(invited)["Session"]
        world.clock.advance(1)
        world.call("AdminSetUserPassword", UserPoolId=invited.pool_id, Username="ada", Password="Other-passw0rd")

        with pytest.raises(errors.NotAuthorizedException):
            self.answer(world, invited, session)
        assert refused(world, invited, password=NEW_PASSWORD) == "Incorrect username or password."

    def test_it_expires(self, world: World, invited: App) -> None:
        world.clock.advance(7 * 24 * 3600)

        assert refused(world, invited, password=PASSWORD) == (
            "Temporary password has expired and must be reset by an administrator."
        )

    def test_a_required_attribute_must_be_given(self, world: World, invited: App) -> None:
        session = world.password_auth(invited)["Session"]

        with pytest.raises(errors.InvalidParameterException) as missing:
            self.answer(world, invited, session, userAttributes_name="")
        assert missing.value.message == "Invalid attributes given, name is missing"

    def test_attributes_obey_the_clients_permissions(self, world: World, invited: App) -> None:
        session = world.password_auth(invited)["Session"]

        with pytest.raises(errors.NotAuthorizedException, match="unauthorized attribute"):
            self.answer(world, invited, session, userAttributes_email_verified="true")

    def test_a_required_attribute_that_is_there_cannot_be_changed(self, world: World, invited: App) -> None:
        world.call(
            "AdminUpdateUserAttributes",
            UserPoolId=invited.pool_id,
            Username="ada",
            UserAttributes=[{"Name": "name", "Value": "Augusta"}],
        )
        session = world.password_auth(invited)["Session"]

        with pytest.raises(errors.NotAuthorizedException) as error:
            self.answer(world, invited, session)
        assert error.value.message == "Cannot modify an already provided name"
        self.answer(world, invited, session, userAttributes_name="Augusta")

    def test_an_administrator_may_answer(self, world: World, invited: App) -> None:
        session = world.password_auth(invited)["Session"]

        answer = world.call(
            "AdminRespondToAuthChallenge",
            UserPoolId=invited.pool_id,
            ClientId=invited.client_id,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=session,
            ChallengeResponses={"USERNAME": "ada", "NEW_PASSWORD": NEW_PASSWORD, "userAttributes.name": "Ada"},
        )
        assert "AccessToken" in answer["AuthenticationResult"]
