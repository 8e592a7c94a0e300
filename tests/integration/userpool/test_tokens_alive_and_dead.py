"""Which tokens are good for what, and when they stop being it."""

from collections.abc import Callable

import jwt as pyjwt
import pytest

from awso.cognito_idp import errors
from awso_userpool.authentication.secret_hash import secret_hash
from awso_userpool.operations.discovery import json_web_key_set, openid_configuration
from awso_userpool.tokens import jwt
from tests.integration.userpool.conftest import VERIFIED_EMAIL_POOL
from tests.integration.userpool.world import NEW_PASSWORD, PASSWORD, App, Members, World

SCOPE = "aws.cognito.signin.user.admin"


def claims(token: str) -> Members:
    return dict(pyjwt.decode(token, options={"verify_signature": False}))


def refusal(world: World, access_token: str) -> str:
    with pytest.raises(errors.NotAuthorizedException) as refused:
        world.call("GetUser", AccessToken=access_token)
    return str(refused.value.message)


def refresh(world: World, app: App, refresh_token: str, **parameters: str) -> Members:
    answer = world.call(
        "InitiateAuth",
        ClientId=app.client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": refresh_token, **parameters},
    )
    result: Members = answer["AuthenticationResult"]
    return result


def confidential_sign_in(world: World, app: App) -> Members:
    """The tokens of a sign-in through a client that has a secret."""
    proof = secret_hash(app.secret or "", app.client_id, "ada")
    answer = world.call(
        "InitiateAuth",
        ClientId=app.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD, "SECRET_HASH": proof},
    )
    result: Members = answer["AuthenticationResult"]
    return result


def get_tokens(world: World, app: App, refresh_token: str, **members: str) -> Members:
    answer = world.call("GetTokensFromRefreshToken", ClientId=app.client_id, RefreshToken=refresh_token, **members)
    result: Members = answer["AuthenticationResult"]
    return result


def resigned(world: World, app: App, changes: Members, use: str = "access", kid: str | None = None) -> str:
    """A token with the pool's own signature over changed claims, which only a broken server would make."""
    original = claims(world.access_token(app))
    ring = world.runner.run(world.context.caches.key_ring(world.storage, app.pool_id))
    signer = ring.signers["access" if use == "access" else "id"]
    body = {name: value for name, value in {**original, **changes}.items() if value is not None}
    return jwt.sign(body, signer if kid is None else signer._replace(kid=kid))


class TestWhatIsInside:
    def test_the_access_token(self, world: World, app: App) -> None:
        sub = world.user(app)

        found = claims(world.access_token(app))

        assert found.keys() == {
            "sub",
            "iss",
            "client_id",
            "token_use",
            "scope",
            "auth_time",
            "iat",
            "exp",
            "jti",
            "origin_jti",
            "event_id",
            "username",
        }
        assert (found["sub"], found["username"], found["client_id"]) == (sub, "ada", app.client_id)
        assert (found["token_use"], found["scope"]) == ("access", SCOPE)
        assert found["iss"] == f"https://pool.example/{app.pool_id}"
        assert found["iat"] == found["auth_time"] == int(world.clock.now)
        assert found["exp"] == found["iat"] + 3600

    def test_the_id_token(self, world: World, careful: App) -> None:
        sub = world.user(careful, email="ada@example.com", email_verified="true", custom_department="engines")

        found = claims(world.sign_in(careful)["IdToken"])

        assert found.keys() == {
            "sub",
            "aud",
            "iss",
            "token_use",
            "auth_time",
            "iat",
            "exp",
            "jti",
            "origin_jti",
            "event_id",
            "cognito:username",
            "email",
            "email_verified",
            "custom:department",
        }
        assert (found["sub"], found["aud"], found["cognito:username"]) == (sub, careful.client_id, "ada")
        assert (found["email"], found["email_verified"]) == ("ada@example.com", True)

    def test_the_id_token_shows_what_the_client_may_read(self, world: World) -> None:
        app = world.app(VERIFIED_EMAIL_POOL, {"ReadAttributes": ["name"]})
        world.user(app, name="Ada", email="ada@example.com")

        found = claims(world.sign_in(app)["IdToken"])

        assert found["name"] == "Ada"
        assert not {"email", "email_verified"} & found.keys()

    def test_without_revocation_there_is_no_origin_jti_and_sign_out_works_all_the_same(self, world: World) -> None:
        app = world.app(client={"EnableTokenRevocation": False})
        world.user(app)
        result = world.sign_in(app)

        for name in ("AccessToken", "IdToken"):
            assert not {"origin_jti", "jti"} & claims(result[name]).keys()
        world.call("GetUser", AccessToken=result["AccessToken"])
        world.call("GlobalSignOut", AccessToken=result["AccessToken"])
        assert refusal(world, result["AccessToken"]) == "Access Token has been revoked"

    def test_lifetimes_are_the_clients(self, world: World) -> None:
        app = world.app(
            client={
                "AccessTokenValidity": 10,
                "IdTokenValidity": 2,
                "RefreshTokenValidity": 180,
                "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "hours", "RefreshToken": "minutes"},
            }
        )
        world.user(app)
        with pytest.raises(errors.InvalidParameterException):
            world.client_of(app.pool_id, AccessTokenValidity=2, TokenValidityUnits={"AccessToken": "minutes"})

        result = world.sign_in(app)

        assert result["ExpiresIn"] == 600
        access, identity = claims(result["AccessToken"]), claims(result["IdToken"])
        assert (access["exp"] - access["iat"], identity["exp"] - identity["iat"]) == (600, 7200)

    def test_independent_verifiers_accept_both_with_the_published_keys(self, world: World, app: App) -> None:
        world.user(app)
        result = world.sign_in(app)
        published = world.runner.run(json_web_key_set(world.context, app.pool_id))
        configuration = world.runner.run(openid_configuration(world.context, app.pool_id))

        keys = {key["kid"]: pyjwt.PyJWK.from_dict(key) for key in Members(published)["keys"]}

        assert configuration["jwks_uri"] == f"https://pool.example/{app.pool_id}/.well-known/jwks.json"
        assert len(keys) == 2
        kids: set[str] = set()
        for name, audience in (("AccessToken", None), ("IdToken", app.client_id)):
            kid = str(pyjwt.get_unverified_header(result[name])["kid"])
            kids.add(kid)
            pyjwt.decode(
                result[name],
                keys[kid],
                algorithms=["RS256"],
                audience=audience,
                issuer=str(configuration["issuer"]),
                options={"verify_exp": False, "verify_iat": False, "verify_aud": audience is not None},
            )
        assert kids == keys.keys()

    def test_keys_of_an_unknown_pool_are_not_found(self, world: World) -> None:
        for document in (json_web_key_set, openid_configuration):
            with pytest.raises(errors.ResourceNotFoundException):
                world.runner.run(document(world.context, "eu-west-1_nothing"))


class TestForgeries:
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"exp": 1767582244}, "Access Token has expired"),
            ({"iat": 1767582245 + 3600}, "Invalid Access Token"),
            ({"nbf": 1767582245 + 3600}, "Invalid Access Token"),
            ({"exp": None}, "Invalid Access Token"),
            ({"exp": "4102444800"}, "Invalid Access Token"),
            ({"token_use": "id"}, "Invalid Access Token"),
            ({"scope": None}, "Invalid Access Token"),
            ({"scope": ""}, "Access Token does not have required scopes"),
            ({"scope": "openid email"}, "Access Token does not have required scopes"),
            ({"scope": SCOPE + "x"}, "Access Token does not have required scopes"),
            ({"scope": "x" + SCOPE}, "Access Token does not have required scopes"),
            ({"iss": "https://elsewhere.example/pool"}, "Invalid Access Token"),
            ({"iss": None}, "Invalid Access Token"),
            ({"client_id": "another"}, "Access Token has been revoked"),
            ({"origin_jti": "another"}, "Access Token has been revoked"),
        ],
    )
    def test_claims_that_do_not_fit_are_refused(self, world: World, app: App, changes: Members, message: str) -> None:
        world.user(app)

        assert refusal(world, resigned(world, app, changes)) == message

    def test_a_scope_among_others_is_enough(self, world: World, app: App) -> None:
        world.user(app)

        world.call("GetUser", AccessToken=resigned(world, app, {"scope": f"openid {SCOPE} x/y"}))

    def test_the_id_key_signs_no_access_token(self, world: World, app: App) -> None:
        world.user(app)

        message = "Could not verify signature for Access Token"
        assert refusal(world, resigned(world, app, {}, use="id")) == message
        assert refusal(world, resigned(world, app, {}, kid="unknown")) == message

    def test_an_id_token_is_no_access_token(self, world: World, app: App) -> None:
        world.user(app)

        refusal(world, world.sign_in(app)["IdToken"])

    def test_another_pools_signature_counts_for_nothing(self, world: World, app: App) -> None:
        other = world.app()
        world.user(app)
        world.user(other)
        message = "Could not verify signature for Access Token"

        # Claims of one pool, signed by another; and a real token of the other pool, whose iss is changed to ours.
        ring = world.runner.run(world.context.caches.key_ring(world.storage, other.pool_id))
        ours = claims(world.access_token(app))
        assert refusal(world, jwt.sign(ours, ring.signers["access"])) == message
        header, _, signature = world.access_token(other).split(".")
        assert refusal(world, f"{header}.{world.access_token(app).split('.')[1]}.{signature}") == message

    @pytest.mark.parametrize("junk", ["x", "a.b.c", "....", "eyJhbGciOiJub25lIn0.e30."])
    def test_junk_is_invalid(self, world: World, junk: str) -> None:
        assert refusal(world, junk) == "Invalid Access Token"

    def test_a_pool_that_is_gone_has_no_tokens(self, world: World, app: App) -> None:
        world.user(app)
        token = world.access_token(app)
        world.call("GetUser", AccessToken=token)
        world.call("DeleteUserPool", UserPoolId=app.pool_id)

        with pytest.raises(errors.ResourceNotFoundException):
            world.call("GetUser", AccessToken=token)

    def test_every_operation_with_a_token_asks_for_the_scope(self, world: World, app: App) -> None:
        world.user(app, email="ada@example.com")
        token = resigned(world, app, {"scope": "openid"})
        calls: list[tuple[str, Members]] = [
            ("GetUser", {}),
            ("UpdateUserAttributes", {"UserAttributes": [{"Name": "name", "Value": "x"}]}),
            ("DeleteUserAttributes", {"UserAttributeNames": ["name"]}),
            ("GetUserAttributeVerificationCode", {"AttributeName": "email"}),
            ("VerifyUserAttribute", {"AttributeName": "email", "Code": "123456"}),
            ("ChangePassword", {"PreviousPassword": PASSWORD, "ProposedPassword": NEW_PASSWORD}),
            ("GlobalSignOut", {}),
            ("DeleteUser", {}),
        ]
        for operation, members in calls:
            with pytest.raises(errors.NotAuthorizedException) as refused:
                world.call(operation, AccessToken=token, **members)
            assert refused.value.message == "Access Token does not have required scopes", operation


Ending = Callable[[World, App, Members], object]

ENDINGS: dict[str, Ending] = {
    "revoked": lambda world, app, result: world.call(
        "RevokeToken", ClientId=app.client_id, Token=result["RefreshToken"]
    ),
    "signed out": lambda world, app, result: world.call("GlobalSignOut", AccessToken=result["AccessToken"]),
    "signed out by an administrator": lambda world, app, result: world.call(
        "AdminUserGlobalSignOut", UserPoolId=app.pool_id, Username="ada"
    ),
    "given a password by an administrator": lambda world, app, result: world.call(
        "AdminSetUserPassword", UserPoolId=app.pool_id, Username="ada", Password=NEW_PASSWORD, Permanent=True
    ),
}


class TestEndings:
    @pytest.mark.parametrize("how", ENDINGS)
    def test_access_and_refresh_token_die_together(self, world: World, app: App, how: str) -> None:
        world.user(app)
        result = world.sign_in(app)
        refreshed = refresh(world, app, result["RefreshToken"])
        world.call("GetUser", AccessToken=refreshed["AccessToken"])

        ENDINGS[how](world, app, result)

        assert refusal(world, result["AccessToken"]) == "Access Token has been revoked"
        assert refusal(world, refreshed["AccessToken"]) == "Access Token has been revoked"
        with pytest.raises(errors.NotAuthorizedException) as refused:
            refresh(world, app, result["RefreshToken"])
        assert refused.value.message == "Refresh Token has been revoked"

    def test_revoking_one_sign_in_spares_the_others(self, world: World, app: App) -> None:
        world.user(app)
        lost, kept = world.sign_in(app), world.sign_in(app)

        world.call("RevokeToken", ClientId=app.client_id, Token=lost["RefreshToken"])

        world.call("GetUser", AccessToken=kept["AccessToken"])
        refresh(world, app, kept["RefreshToken"])

    def test_a_disabled_users_tokens_stay_dead_when_the_user_returns(self, world: World, app: App) -> None:
        world.user(app)
        result = world.sign_in(app)
        world.call("AdminDisableUser", UserPoolId=app.pool_id, Username="ada")
        assert refusal(world, result["AccessToken"]) == "User is disabled."
        with pytest.raises(errors.NotAuthorizedException):
            refresh(world, app, result["RefreshToken"])

        world.call("AdminEnableUser", UserPoolId=app.pool_id, Username="ada")

        assert refusal(world, result["AccessToken"]) == "Access Token has been revoked"

    @pytest.mark.parametrize("by_admin", [True, False])
    def test_a_deleted_users_tokens_open_no_namesakes_account(self, world: World, app: App, by_admin: bool) -> None:
        world.user(app)
        result = world.sign_in(app)
        if by_admin:
            world.call("AdminDeleteUser", UserPoolId=app.pool_id, Username="ada")
        else:
            world.call("DeleteUser", AccessToken=result["AccessToken"])
        world.user(app)

        with pytest.raises(errors.UserNotFoundException):
            world.call("GetUser", AccessToken=result["AccessToken"])
        with pytest.raises(errors.NotAuthorizedException) as refused:
            refresh(world, app, result["RefreshToken"])
        assert refused.value.message == "Invalid Refresh Token"

    def test_a_deleted_clients_tokens_are_dead(self, world: World, app: App) -> None:
        world.user(app)
        result = world.sign_in(app)

        world.call("DeleteUserPoolClient", UserPoolId=app.pool_id, ClientId=app.client_id)

        refusal(world, result["AccessToken"])

    def test_changing_the_password_ends_every_other_sign_in(self, world: World, app: App) -> None:
        world.user(app)
        mine, stolen = world.sign_in(app), world.sign_in(app)

        world.call(
            "ChangePassword", AccessToken=mine["AccessToken"], PreviousPassword=PASSWORD, ProposedPassword=NEW_PASSWORD
        )

        world.call("GetUser", AccessToken=mine["AccessToken"])
        assert refusal(world, stolen["AccessToken"]) == "Access Token has been revoked"

    def test_a_token_whose_signature_was_seen_before_is_still_checked_for_revocation(
        self, world: World, app: App
    ) -> None:
        world.user(app)
        token = world.access_token(app)
        for _ in range(3):
            world.call("GetUser", AccessToken=token)
        world.call("AdminUserGlobalSignOut", UserPoolId=app.pool_id, Username="ada")
        assert refusal(world, token) == "Access Token has been revoked"

        token = world.access_token(app)
        world.call("GetUser", AccessToken=token)
        world.clock.advance(3600)
        assert refusal(world, token) == "Access Token has expired"


class TestRefreshing:
    def test_it_gives_new_tokens_of_the_same_sign_in_and_no_refresh_token(self, world: World, app: App) -> None:
        world.user(app)
        first = world.sign_in(app)
        world.clock.advance(1000)

        again = refresh(world, app, first["RefreshToken"])

        assert "RefreshToken" not in again
        before, after = claims(first["AccessToken"]), claims(again["AccessToken"])
        assert before["auth_time"] == after["auth_time"]
        assert before["origin_jti"] == after["origin_jti"]
        assert before["jti"] != after["jti"]
        assert after["iat"] == before["iat"] + 1000
        world.call("GetUser", AccessToken=again["AccessToken"])

    def test_the_old_name_of_the_flow_works_and_so_it_does_for_administrators(self, world: World, app: App) -> None:
        world.user(app)
        token = world.sign_in(app)["RefreshToken"]

        for flow in ("REFRESH_TOKEN", "REFRESH_TOKEN_AUTH"):
            world.call(
                "AdminInitiateAuth",
                UserPoolId=app.pool_id,
                ClientId=app.client_id,
                AuthFlow=flow,
                AuthParameters={"REFRESH_TOKEN": token},
            )

    def test_it_expires(self, world: World, app: App) -> None:
        world.user(app)
        token = world.sign_in(app)["RefreshToken"]
        world.clock.advance(30 * 24 * 3600)

        with pytest.raises(errors.NotAuthorizedException) as refused:
            refresh(world, app, token)
        assert refused.value.message == "Refresh Token has expired"

    def test_another_client_cannot_use_it(self, world: World, app: App) -> None:
        world.user(app)
        token = world.sign_in(app)["RefreshToken"]

        with pytest.raises(errors.NotAuthorizedException) as refused:
            refresh(world, world.client_of(app.pool_id), token)
        assert refused.value.message == "Invalid Refresh Token"

    @pytest.mark.parametrize("segment", range(5))
    def test_a_changed_segment_makes_it_unknown(self, world: World, app: App, segment: int) -> None:
        world.user(app)
        segments = world.sign_in(app)["RefreshToken"].split(".")
        first = segments[segment][0]
        segments[segment] = ("A" if first != "A" else "B") + segments[segment][1:]

        with pytest.raises(errors.NotAuthorizedException) as refused:
            refresh(world, app, ".".join(segments))
        assert refused.value.message == "Invalid Refresh Token"

    def test_a_client_with_a_secret_must_prove_itself_again(self, world: World) -> None:
        app = world.app(client={"GenerateSecret": True})
        secret = app.secret or ""
        sub = world.user(app)
        token = confidential_sign_in(world, app)["RefreshToken"]

        with pytest.raises(errors.NotAuthorizedException, match="SECRET_HASH was not received"):
            refresh(world, app, token)
        with pytest.raises(errors.NotAuthorizedException, match="Unable to verify secret hash"):
            refresh(world, app, token, SECRET_HASH=secret_hash(secret, app.client_id, "bob"))
        for name in ("ada", sub):
            refresh(world, app, token, SECRET_HASH=secret_hash(secret, app.client_id, name))

    def test_a_client_with_rotation_is_refused_by_both_operations(self, world: World) -> None:
        rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
        app = world.app(client={"RefreshTokenRotation": rotation})
        world.user(app)
        token = world.sign_in(app)["RefreshToken"]

        with pytest.raises(errors.UnsupportedOperationException, match="does not rotate yet"):
            refresh(world, app, token)
        with pytest.raises(errors.OperationNotEnabledException, match="does not rotate yet"):
            get_tokens(world, app, token)


class TestGetTokensFromRefreshToken:
    def test_it_gives_what_the_flow_gives(self, world: World, app: App) -> None:
        world.user(app)
        first = world.sign_in(app)

        again = get_tokens(world, app, first["RefreshToken"])

        assert again.keys() == refresh(world, app, first["RefreshToken"]).keys()
        before, after = claims(first["AccessToken"]), claims(again["AccessToken"])
        assert before["origin_jti"] == after["origin_jti"]
        assert before["jti"] != after["jti"]
        world.call("GetUser", AccessToken=again["AccessToken"])

    def test_a_client_with_a_secret_sends_the_secret_itself(self, world: World) -> None:
        app = world.app(client={"GenerateSecret": True})
        world.user(app)
        token = confidential_sign_in(world, app)["RefreshToken"]

        for wrong in ({}, {"ClientSecret": "x" * 51}):
            with pytest.raises(errors.NotAuthorizedException, match="Unable to verify client secret"):
                get_tokens(world, app, token, **wrong)
        assert get_tokens(world, app, token, ClientSecret=app.secret or "")["IdToken"]

    def test_a_token_that_is_revoked_expired_or_anothers_gives_nothing(self, world: World, app: App) -> None:
        world.user(app)
        token = world.sign_in(app)["RefreshToken"]
        late = world.sign_in(app)["RefreshToken"]
        other = world.client_of(app.pool_id)

        def refused(app: App, token: str) -> str:
            with pytest.raises(errors.NotAuthorizedException) as caught:
                get_tokens(world, app, token)
            return str(caught.value.message)

        assert refused(other, token) == "Invalid Refresh Token"
        world.call("RevokeToken", ClientId=app.client_id, Token=token)
        assert refused(app, token) == "Refresh Token has been revoked"
        world.clock.advance(30 * 24 * 3600)
        assert refused(app, late) == "Refresh Token has expired"

    def test_a_client_that_may_not_refresh_may_not_do_so_here(self, world: World) -> None:
        app = world.app(client={"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]})
        world.user(app)

        with pytest.raises(errors.InvalidParameterException, match="REFRESH_TOKEN_AUTH is not enabled"):
            get_tokens(world, app, world.sign_in(app)["RefreshToken"])


class TestRevokeToken:
    def test_only_refresh_tokens_can_be_revoked(self, world: World, app: App) -> None:
        world.user(app)
        result = world.sign_in(app)
        for name in ("AccessToken", "IdToken"):
            with pytest.raises(errors.UnsupportedTokenTypeException):
                world.call("RevokeToken", ClientId=app.client_id, Token=result[name])

    def test_a_client_without_revocation_cannot(self, world: World) -> None:
        app = world.app(client={"EnableTokenRevocation": False})
        world.user(app)

        with pytest.raises(errors.UnsupportedOperationException):
            world.call("RevokeToken", ClientId=app.client_id, Token=world.sign_in(app)["RefreshToken"])

    def test_an_unknown_or_revoked_token_is_no_error(self, world: World, app: App) -> None:
        world.user(app)
        token = world.sign_in(app)["RefreshToken"]
        for text in (token, token, "unknown", "a.b.c.d.e"):
            world.call("RevokeToken", ClientId=app.client_id, Token=text)

    def test_another_client_cannot_revoke_it(self, world: World, app: App) -> None:
        world.user(app)
        token = world.sign_in(app)["RefreshToken"]
        other = world.client_of(app.pool_id)

        with pytest.raises(errors.UnauthorizedException):
            world.call("RevokeToken", ClientId=other.client_id, Token=token)
        refresh(world, app, token)

    def test_a_secret_must_be_known(self, world: World) -> None:
        app = world.app(client={"GenerateSecret": True})

        for secret in (None, "x" * 51):
            given = {} if secret is None else {"ClientSecret": secret}
            with pytest.raises(errors.UnauthorizedException):
                world.call("RevokeToken", ClientId=app.client_id, Token="a.b.c.d.e", **given)
        world.call("RevokeToken", ClientId=app.client_id, Token="a.b.c.d.e", ClientSecret=app.secret)
