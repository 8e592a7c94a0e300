"""ChangePassword, ForgotPassword, ConfirmForgotPassword, AdminSetUserPassword, AdminResetUserPassword."""

import pytest

from awso.cognito_idp import errors
from tests.integration.userpool.test_updating_attributes import wrong_code
from tests.integration.userpool.world import NEW_PASSWORD, PASSWORD, App, Members, World

EMAIL = "ada@example.com"


def change(world: World, token: str, previous: str = PASSWORD, proposed: str = NEW_PASSWORD) -> None:
    world.call("ChangePassword", AccessToken=token, PreviousPassword=previous, ProposedPassword=proposed)


def forgot(world: World, app: App, username: str = "ada") -> Members:
    details: Members = world.call("ForgotPassword", ClientId=app.client_id, Username=username)["CodeDeliveryDetails"]
    return details


def reset(world: World, app: App, code: str, password: str = NEW_PASSWORD, username: str = "ada") -> None:
    world.call(
        "ConfirmForgotPassword", ClientId=app.client_id, Username=username, ConfirmationCode=code, Password=password
    )


class TestChanging:
    def test_the_old_password_buys_a_new_one(self, world: World, app: App) -> None:
        world.user(app)

        change(world, world.access_token(app))

        world.sign_in(app, password=NEW_PASSWORD)
        with pytest.raises(errors.NotAuthorizedException):
            world.sign_in(app)

    def test_a_wrong_one_buys_nothing_and_five_an_hour_are_enough(self, world: World, app: App) -> None:
        world.user(app)
        token = world.access_token(app)
        for _ in range(5):
            with pytest.raises(errors.NotAuthorizedException, match=r"Incorrect username or password\."):
                change(world, token, previous="Wrong-passw0rd")

        with pytest.raises(errors.LimitExceededException):
            change(world, token)

    def test_fifty_parallel_guesses_are_five(self, world: World, app: App) -> None:
        world.user(app)
        token = world.access_token(app)

        outcomes = world.together(
            [
                world.start(
                    "ChangePassword",
                    AccessToken=token,
                    PreviousPassword=f"Wrong-passw0rd{number}",
                    ProposedPassword=NEW_PASSWORD,
                )
                for number in range(50)
            ]
        )

        assert sum(isinstance(outcome, errors.NotAuthorizedException) for outcome in outcomes) == 5
        assert sum(isinstance(outcome, errors.LimitExceededException) for outcome in outcomes) == 45

    def test_a_weak_one_is_refused(self, world: World, app: App) -> None:
        world.user(app)

        with pytest.raises(errors.InvalidPasswordException):
            change(world, world.access_token(app), proposed="weak")

    def test_the_history_remembers(self, world: World) -> None:
        policy = {"MinimumLength": 8, "PasswordHistorySize": 2}
        app = world.app({"Policies": {"PasswordPolicy": policy}})
        world.user(app, password="password-1")
        token = world.access_token(app, password="password-1")
        change(world, token, "password-1", "password-2")

        for used in ("password-1", "password-2"):
            with pytest.raises(errors.PasswordHistoryPolicyViolationException):
                change(world, token, "password-2", used)
        change(world, token, "password-2", "password-3")
        change(world, token, "password-3", "password-1")
        with pytest.raises(errors.PasswordHistoryPolicyViolationException):
            world.call("AdminSetUserPassword", UserPoolId=app.pool_id, Username="ada", Password="password-1")


class TestForgetting:
    def test_a_code_buys_a_new_password_and_ends_every_sign_in(self, world: World, app: App) -> None:
        world.user(app, email=EMAIL, email_verified="true")
        token = world.access_token(app)

        assert forgot(world, app) == {"Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
        (message,) = world.inbox()
        assert (message.destination, message.trigger_source) == (EMAIL, "CustomMessage_ForgotPassword")
        reset(world, app, message.code or "")

        world.sign_in(app, password=NEW_PASSWORD)
        with pytest.raises(errors.NotAuthorizedException, match="Access Token has been revoked"):
            world.call("GetUser", AccessToken=token)

    def test_it_lifts_the_lock(self, world: World, app: App) -> None:
        world.user(app, email=EMAIL, email_verified="true")
        for _ in range(6):
            with pytest.raises(errors.NotAuthorizedException):
                world.sign_in(app, password="Wrong-passw0rd")
        forgot(world, app)

        reset(world, app, world.code())

        world.sign_in(app, password=NEW_PASSWORD)

    def test_a_code_works_once_and_for_an_hour(self, world: World, app: App) -> None:
        world.user(app, email=EMAIL, email_verified="true")
        forgot(world, app)
        code = world.code()
        with pytest.raises(errors.CodeMismatchException):
            reset(world, app, wrong_code(code))
        reset(world, app, code)
        with pytest.raises(errors.ExpiredCodeException):
            reset(world, app, code, "Third-passw0rd")

        forgot(world, app)
        code = world.code()
        world.clock.advance(3600)
        with pytest.raises(errors.ExpiredCodeException):
            reset(world, app, code)

    def test_a_weak_password_leaves_the_code_usable(self, world: World, app: App) -> None:
        world.user(app, email=EMAIL, email_verified="true")
        forgot(world, app)
        code = world.code()

        with pytest.raises(errors.InvalidPasswordException):
            reset(world, app, code, "weak")
        reset(world, app, code)

    def test_fifty_parallel_guesses_are_fifteen(self, world: World, app: App) -> None:
        world.user(app, email=EMAIL, email_verified="true")
        forgot(world, app)
        code = int(world.code())

        outcomes = world.together(
            [
                world.start(
                    "ConfirmForgotPassword",
                    ClientId=app.client_id,
                    Username="ada",
                    ConfirmationCode=f"{(code + offset) % 1_000_000:06d}",
                    Password=NEW_PASSWORD,
                )
                for offset in range(1, 51)
            ]
        )

        assert sum(isinstance(outcome, errors.CodeMismatchException) for outcome in outcomes) == 15
        assert sum(isinstance(outcome, errors.LimitExceededException) for outcome in outcomes) == 35

    def test_of_parallel_right_answers_one_wins(self, world: World, app: App) -> None:
        world.user(app, email=EMAIL, email_verified="true")
        forgot(world, app)
        code = world.code()

        outcomes = world.together(
            [
                world.start(
                    "ConfirmForgotPassword",
                    ClientId=app.client_id,
                    Username="ada",
                    ConfirmationCode=code,
                    Password=f"{NEW_PASSWORD}{number}",
                )
                for number in range(10)
            ]
        )

        assert sum(isinstance(outcome, dict) for outcome in outcomes) == 1

    def test_five_requests_an_hour_are_enough(self, world: World, app: App) -> None:
        world.user(app, email=EMAIL, email_verified="true")
        for _ in range(5):
            forgot(world, app)

        with pytest.raises(errors.LimitExceededException):
            forgot(world, app)

    @pytest.mark.parametrize(
        ("recovery", "medium"),
        [
            (None, "SMS"),
            (["verified_email", "verified_phone_number"], "EMAIL"),
            (["verified_phone_number", "verified_email"], "SMS"),
            (["verified_email"], "EMAIL"),
        ],
    )
    def test_the_pools_recovery_order_decides_where_the_code_goes(
        self, world: World, recovery: list[str] | None, medium: str
    ) -> None:
        mechanisms = [{"Priority": rank, "Name": name} for rank, name in enumerate(recovery or [], 1)]
        app = world.app({"AccountRecoverySetting": {"RecoveryMechanisms": mechanisms}} if recovery else {})
        world.user(app, email=EMAIL, email_verified="true", phone_number="+12065559934", phone_number_verified="true")

        assert forgot(world, app)["DeliveryMedium"] == medium

    def test_administrators_only_means_so(self, world: World) -> None:
        only = {"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}]}
        app = world.app({"AccountRecoverySetting": only})
        world.user(app, email=EMAIL, email_verified="true")

        with pytest.raises(errors.NotAuthorizedException) as refused:
            forgot(world, app)
        assert refused.value.message == "Contact administrator to reset password."

    def test_what_cannot_be_reset_says_why(self, world: World, app: App) -> None:
        world.user(app, "unverified", email=EMAIL)
        world.user(app, "disabled", email=EMAIL, email_verified="true")
        world.call("AdminDisableUser", UserPoolId=app.pool_id, Username="disabled")
        world.call("AdminCreateUser", UserPoolId=app.pool_id, Username="invited", MessageAction="SUPPRESS")
        expected = {
            "unverified": (
                errors.InvalidParameterException,
                "Cannot reset password for the user as there is no registered/verified email or phone_number",
            ),
            "disabled": (errors.NotAuthorizedException, "User is disabled."),
            "invited": (errors.NotAuthorizedException, "User password cannot be reset in the current state."),
            "nobody": (errors.UserNotFoundException, "Username/client id combination not found."),
        }
        for name, (error, message) in expected.items():
            with pytest.raises(error) as refused:
                forgot(world, app, name)
            assert refused.value.message == message


class TestAdministrators:
    def test_a_permanent_password_confirms(self, world: World, app: App) -> None:
        world.call("SignUp", ClientId=app.client_id, Username="ada", Password=PASSWORD)

        world.call(
            "AdminSetUserPassword", UserPoolId=app.pool_id, Username="ada", Password=NEW_PASSWORD, Permanent=True
        )

        world.sign_in(app, password=NEW_PASSWORD)

    def test_a_temporary_one_must_be_changed(self, world: World, app: App) -> None:
        world.user(app)

        world.call("AdminSetUserPassword", UserPoolId=app.pool_id, Username="ada", Password=NEW_PASSWORD)

        assert world.password_auth(app, password=NEW_PASSWORD)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"

    def test_a_weak_one_is_refused(self, world: World, app: App) -> None:
        world.user(app)

        with pytest.raises(errors.InvalidPasswordException):
            world.call("AdminSetUserPassword", UserPoolId=app.pool_id, Username="ada", Password="weak")

    def test_a_reset_bars_the_password_and_sends_a_code(self, world: World, app: App) -> None:
        world.user(app, email=EMAIL, email_verified="true")
        token = world.access_token(app)

        world.call("AdminResetUserPassword", UserPoolId=app.pool_id, Username="ada")

        assert world.call("AdminGetUser", UserPoolId=app.pool_id, Username="ada")["UserStatus"] == "RESET_REQUIRED"
        with pytest.raises(errors.NotAuthorizedException):
            world.call("GetUser", AccessToken=token)
        reset(world, app, world.code())
        world.sign_in(app, password=NEW_PASSWORD)

    def test_a_reset_needs_a_verified_address_and_a_confirmed_user(self, world: World, app: App) -> None:
        world.user(app)
        with pytest.raises(errors.InvalidParameterException, match="Cannot reset password for the user"):
            world.call("AdminResetUserPassword", UserPoolId=app.pool_id, Username="ada")
        world.call("AdminSetUserPassword", UserPoolId=app.pool_id, Username="ada", Password=PASSWORD)
        with pytest.raises(errors.NotAuthorizedException, match="cannot be reset in the current state"):
            world.call("AdminResetUserPassword", UserPoolId=app.pool_id, Username="ada")
