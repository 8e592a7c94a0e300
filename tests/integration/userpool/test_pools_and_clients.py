"""Pools, their schema, and app clients."""

import re

import pytest

from awso.cognito_idp import errors
from tests.integration.userpool.conftest import VERIFIED_EMAIL_POOL
from tests.integration.userpool.world import PASSWORD, App, Members, World


def describe(world: World, pool_id: str) -> Members:
    described: Members = world.call("DescribeUserPool", UserPoolId=pool_id)["UserPool"]
    return described


class TestPools:
    def test_a_pool_made_with_a_name_only_has_cognitos_defaults(self, world: World) -> None:
        made = world.call("CreateUserPool", PoolName="people")["UserPool"]

        assert re.fullmatch(r"eu-west-1_[0-9A-Za-z]{9}", made["Id"])
        assert made["Arn"] == f"arn:aws:cognito-idp:eu-west-1:123456789012:userpool/{made['Id']}"
        assert made["Policies"]["PasswordPolicy"] == {
            "MinimumLength": 8,
            "RequireUppercase": True,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": True,
            "TemporaryPasswordValidityDays": 7,
        }
        assert (made["MfaConfiguration"], made["DeletionProtection"]) == ("OFF", "INACTIVE")
        assert made["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is False
        assert len(made["SchemaAttributes"]) == 21
        assert made["CreationDate"].timestamp() == world.clock.now
        assert describe(world, made["Id"]) == made

    def test_it_counts_its_users(self, world: World, app: App) -> None:
        world.user(app)
        world.user(app, "bob")

        assert describe(world, app.pool_id)["EstimatedNumberOfUsers"] == 2

    def test_an_update_resets_what_it_leaves_out_and_keeps_what_is_fixed(self, world: World) -> None:
        app = world.app({**VERIFIED_EMAIL_POOL, "UsernameConfiguration": {"CaseSensitive": False}})
        before = describe(world, app.pool_id)
        world.clock.advance(10)

        world.call("UpdateUserPool", UserPoolId=app.pool_id, MfaConfiguration="OFF", PoolName="renamed")

        after = describe(world, app.pool_id)
        assert "AutoVerifiedAttributes" not in after
        assert "UserAttributeUpdateSettings" not in after
        for fixed in ("AliasAttributes", "UsernameConfiguration", "SchemaAttributes", "CreationDate", "Id"):
            assert after[fixed] == before[fixed]
        assert after["Name"] == "renamed"
        assert after["LastModifiedDate"] > before["LastModifiedDate"]

    def test_a_pool_that_demands_a_second_factor_is_refused_while_there_is_none(self, world: World, app: App) -> None:
        with pytest.raises(errors.InvalidParameterException, match="no multi-factor authentication yet"):
            world.call("CreateUserPool", PoolName="people", MfaConfiguration="ON")
        with pytest.raises(errors.InvalidParameterException, match="no multi-factor authentication yet"):
            world.call("UpdateUserPool", UserPoolId=app.pool_id, MfaConfiguration="ON")

    def test_an_update_takes_effect_at_once(self, world: World, app: App) -> None:
        policy = {"PasswordPolicy": {"MinimumLength": 6}}
        world.call("UpdateUserPool", UserPoolId=app.pool_id, Policies=policy)

        world.user(app, password="abcdef")

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            (
                {"AliasAttributes": ["email"], "UsernameAttributes": ["email"]},
                "Only one of aliasAttributes or usernameAttributes can be set in a user pool.",
            ),
            (
                {"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}},
                "AttributesRequireVerificationBeforeUpdate: email must also be in AutoVerifiedAttributes.",
            ),
            (
                {
                    "AccountRecoverySetting": {
                        "RecoveryMechanisms": [
                            {"Priority": 1, "Name": "admin_only"},
                            {"Priority": 2, "Name": "verified_email"},
                        ]
                    }
                },
                "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.",
            ),
            ({"EmailVerificationMessage": "no place for it"}, "EmailVerificationMessage must contain {####}."),
        ],
    )
    def test_settings_that_contradict_each_other_are_refused(
        self, world: World, settings: Members, message: str
    ) -> None:
        with pytest.raises(errors.InvalidParameterException) as refused:
            world.app(settings)
        assert refused.value.message == message

    def test_custom_attributes_are_added_for_good(self, world: World, app: App) -> None:
        world.call(
            "AddCustomAttributes",
            UserPoolId=app.pool_id,
            CustomAttributes=[{"Name": "team", "AttributeDataType": "String"}],
        )

        world.user(app, custom_team="engines")
        assert world.attributes(app)["custom:team"] == "engines"
        with pytest.raises(errors.InvalidParameterException, match="Existing attribute already has name custom:team"):
            world.call(
                "AddCustomAttributes",
                UserPoolId=app.pool_id,
                CustomAttributes=[{"Name": "team", "AttributeDataType": "Number"}],
            )

    def test_a_protected_pool_is_not_deleted(self, world: World) -> None:
        app = world.app({"DeletionProtection": "ACTIVE"})

        with pytest.raises(errors.InvalidParameterException, match="deletion protection"):
            world.call("DeleteUserPool", UserPoolId=app.pool_id)
        world.call("UpdateUserPool", UserPoolId=app.pool_id, DeletionProtection="INACTIVE")
        world.call("DeleteUserPool", UserPoolId=app.pool_id)
        with pytest.raises(errors.ResourceNotFoundException) as gone:
            describe(world, app.pool_id)
        assert gone.value.message == f"User pool {app.pool_id} does not exist."

    def test_pools_are_listed_in_pages(self, world: World) -> None:
        made = [world.app({"PoolName": f"pool{number}"}).pool_id for number in range(5)]

        found: list[str] = []
        token: str | None = None
        for _ in range(3):
            more = {"NextToken": token} if token else {}
            page = world.call("ListUserPools", MaxResults=2, **more)
            found += [pool["Id"] for pool in page["UserPools"]]
            token = page.get("NextToken")
        assert found == made
        assert token is None

    @pytest.mark.parametrize("token", ["x", "AAAA", "!!", "é"])
    def test_a_made_up_page_token_is_refused(self, world: World, token: str) -> None:
        with pytest.raises(errors.InvalidParameterException, match=r"Invalid pagination token\."):
            world.call("ListUserPools", MaxResults=2, NextToken=token)

    def test_every_operation_on_an_unknown_pool_says_so(self, world: World, app: App) -> None:
        unknown: Members = {"UserPoolId": "eu-west-1_nothing"}
        user: Members = {**unknown, "Username": "ada"}
        calls: dict[str, Members] = {
            "DescribeUserPool": unknown,
            "UpdateUserPool": unknown,
            "DeleteUserPool": unknown,
            "AddCustomAttributes": {**unknown, "CustomAttributes": [{"Name": "x"}]},
            "CreateUserPoolClient": {**unknown, "ClientName": "x"},
            "DescribeUserPoolClient": {**unknown, "ClientId": app.client_id},
            "UpdateUserPoolClient": {**unknown, "ClientId": app.client_id},
            "DeleteUserPoolClient": {**unknown, "ClientId": app.client_id},
            "ListUserPoolClients": unknown,
            "ListUsers": unknown,
            "AdminCreateUser": user,
            "AdminGetUser": user,
            "AdminDeleteUser": user,
            "AdminEnableUser": user,
            "AdminDisableUser": user,
            "AdminConfirmSignUp": user,
            "AdminUserGlobalSignOut": user,
            "AdminResetUserPassword": user,
            "AdminSetUserPassword": {**user, "Password": PASSWORD},
            "AdminUpdateUserAttributes": {**user, "UserAttributes": []},
            "AdminDeleteUserAttributes": {**user, "UserAttributeNames": ["name"]},
            "AdminInitiateAuth": {**unknown, "ClientId": app.client_id, "AuthFlow": "ADMIN_NO_SRP_AUTH"},
        }
        for operation, members in calls.items():
            with pytest.raises(errors.ResourceNotFoundException) as refused:
                world.call(operation, **members)
            assert refused.value.message == "User pool eu-west-1_nothing does not exist.", operation


class TestClients:
    def test_a_client_made_with_a_name_only_has_cognitos_defaults(self, world: World, app: App) -> None:
        made = world.call("CreateUserPoolClient", UserPoolId=app.pool_id, ClientName="web")["UserPoolClient"]

        assert re.fullmatch(r"[0-9a-z]{26}", made["ClientId"])
        assert "ClientSecret" not in made
        assert made["RefreshTokenValidity"] == 30
        assert made["EnableTokenRevocation"] is True
        assert made["AuthSessionValidity"] == 3
        described = world.call("DescribeUserPoolClient", UserPoolId=app.pool_id, ClientId=made["ClientId"])
        assert described["UserPoolClient"] == made

    def test_a_secret_is_generated_or_brought_along(self, world: World, app: App) -> None:
        generated = world.client_of(app.pool_id, GenerateSecret=True)
        brought = world.client_of(app.pool_id, ClientSecret="s" * 30)

        assert re.fullmatch(r"[0-9a-z]{51}", generated.secret or "")
        assert brought.secret == "s" * 30
        with pytest.raises(errors.InvalidParameterException):
            world.client_of(app.pool_id, GenerateSecret=True, ClientSecret="s" * 30)

    def test_an_update_resets_what_it_leaves_out_but_not_the_secret(self, world: World, app: App) -> None:
        client = world.client_of(app.pool_id, GenerateSecret=True, PreventUserExistenceErrors="ENABLED")

        answer = world.call(
            "UpdateUserPoolClient", UserPoolId=app.pool_id, ClientId=client.client_id, RefreshTokenValidity=2
        )

        updated = answer["UserPoolClient"]
        assert (updated["ClientName"], updated["ClientSecret"]) == ("app", client.secret)
        assert updated["RefreshTokenValidity"] == 2
        assert not {"PreventUserExistenceErrors", "ExplicitAuthFlows"} & updated.keys()

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({"ReadAttributes": ["custom:nope"]}, "Invalid read attributes specified while creating a client"),
            ({"WriteAttributes": ["email_verified"]}, "Invalid write attributes specified while creating a client"),
            (
                {"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH"]},
                "Legacy ExplicitAuthFlows cannot be used together with ALLOW_ prefixed flows.",
            ),
            (
                {"AllowedOAuthFlows": ["code"]},
                "To use authorization server features, set AllowedOAuthFlowsUserPoolClient to true.",
            ),
            ({"AccessTokenValidity": 25}, "Invalid range for token validity."),
            ({"RefreshTokenValidity": 4000}, "Invalid range for token validity."),
        ],
    )
    def test_settings_that_make_no_sense_are_refused(
        self, world: World, app: App, settings: Members, message: str
    ) -> None:
        with pytest.raises(errors.InvalidParameterException) as refused:
            world.client_of(app.pool_id, **settings)
        assert refused.value.message == message

    def test_clients_are_listed_in_pages_of_their_pool(self, world: World, app: App) -> None:
        world.app()
        made = [app.client_id, *(world.client_of(app.pool_id).client_id for _ in range(2))]

        first = world.call("ListUserPoolClients", UserPoolId=app.pool_id, MaxResults=2)
        second = world.call("ListUserPoolClients", UserPoolId=app.pool_id, MaxResults=2, NextToken=first["NextToken"])

        assert [c["ClientId"] for c in (*first["UserPoolClients"], *second["UserPoolClients"])] == made
        with pytest.raises(errors.InvalidParameterException):
            world.call("ListUserPools", MaxResults=2, NextToken=first["NextToken"])

    def test_a_deleted_client_is_gone(self, world: World, app: App) -> None:
        world.call("DeleteUserPoolClient", UserPoolId=app.pool_id, ClientId=app.client_id)

        with pytest.raises(errors.ResourceNotFoundException) as gone:
            world.call("DescribeUserPoolClient", UserPoolId=app.pool_id, ClientId=app.client_id)
        assert gone.value.message == f"User pool client {app.client_id} does not exist."

    def test_a_client_of_another_pool_is_not_found(self, world: World, app: App) -> None:
        other = world.app()
        for operation in ("DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient"):
            with pytest.raises(errors.ResourceNotFoundException):
                world.call(operation, UserPoolId=other.pool_id, ClientId=app.client_id)


class TestSecrets:
    @pytest.fixture
    def confidential(self, world: World) -> App:
        return world.app({"AutoVerifiedAttributes": ["email"]}, {"GenerateSecret": True})

    @pytest.mark.parametrize(
        "operation", ["SignUp", "ConfirmSignUp", "ResendConfirmationCode", "ForgotPassword", "ConfirmForgotPassword"]
    )
    def test_every_open_operation_asks_for_the_secret_hash(
        self, world: World, confidential: App, operation: str
    ) -> None:
        from awso_userpool.authentication.secret_hash import secret_hash

        other = world.client_of(confidential.pool_id, GenerateSecret=True)
        members: Members = {"ClientId": confidential.client_id, "Username": "ada"}
        if operation in {"SignUp", "ConfirmForgotPassword"}:
            members["Password"] = PASSWORD
        if operation.startswith("Confirm"):
            members["ConfirmationCode"] = "123456"

        with pytest.raises(errors.NotAuthorizedException) as missing:
            world.call(operation, **members)
        assert missing.value.message == (
            f"Client {confidential.client_id} is configured with secret but SECRET_HASH was not received"
        )
        for secret, client_id, name in (
            (confidential.secret, confidential.client_id, "bob"),
            (other.secret, confidential.client_id, "ada"),
            (other.secret, other.client_id, "ada"),
        ):
            with pytest.raises(errors.NotAuthorizedException) as wrong:
                world.call(operation, **members, SecretHash=secret_hash(secret or "", client_id, name))
            assert wrong.value.message == f"Unable to verify secret hash for client {confidential.client_id}"

    def test_the_sign_in_steps_ask_for_it_too(self, world: World, confidential: App) -> None:
        world.user(confidential)
        with pytest.raises(errors.NotAuthorizedException, match="SECRET_HASH was not received"):
            world.password_auth(confidential)
        for challenge in ("PASSWORD_VERIFIER", "NEW_PASSWORD_REQUIRED"):
            with pytest.raises(errors.NotAuthorizedException, match="SECRET_HASH was not received"):
                world.call(
                    "RespondToAuthChallenge",
                    ClientId=confidential.client_id,
                    ChallengeName=challenge,
                    Session="x" * 30,
                    ChallengeResponses={"USERNAME": "ada"},
                )
