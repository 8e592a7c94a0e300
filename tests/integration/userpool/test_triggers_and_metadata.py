"""Which trigger is called when and with what; and where ClientMetadata goes, which is nowhere else."""

import pytest

from awso.cognito_idp import errors
from awso_userpool.operations.interface import JsonObject, TriggerKind
from tests.integration.userpool.test_srp_sign_in import Client
from tests.integration.userpool.test_tokens_alive_and_dead import claims
from tests.integration.userpool.world import NEW_PASSWORD, PASSWORD, App, Members, World, as_list, password_members

KINDS: list[TriggerKind] = [
    "PreSignUp",
    "PostConfirmation",
    "PreAuthentication",
    "PostAuthentication",
    "CustomMessage",
    "PreTokenGeneration",
]
METADATA = {"campaign": "spring-4711"}
EMAIL = "ada@example.com"


@pytest.fixture
def watched(world: World) -> App:
    """A pool whose triggers watch and change nothing."""
    config = {kind: world.triggers.on(kind) for kind in KINDS}
    return world.app({"AutoVerifiedAttributes": ["email"], "LambdaConfig": config})


def heard(world: World) -> dict[str, set[str]]:
    """Per source, in which member of the request the metadata arrived; forgets the events."""
    found: dict[str, set[str]] = {}
    for event in world.triggers.events:
        request = event["request"]
        assert isinstance(request, dict)
        found[str(event["triggerSource"])] = {name for name, value in request.items() if value == METADATA}
    world.triggers.events.clear()
    return found


CLIENT, VALIDATION, NOTHING = {"clientMetadata"}, {"validationData"}, set[str]()


def test_metadata_of_each_operation_reaches_the_triggers_of_the_table(world: World, watched: App) -> None:
    client: Members = {"ClientId": watched.client_id, "Username": "ada", "ClientMetadata": METADATA}
    admin: Members = {"UserPoolId": watched.pool_id, "Username": "ada"}

    world.call("SignUp", **client, Password=PASSWORD, UserAttributes=as_list({"email": EMAIL}))
    assert heard(world) == {"PreSignUp_SignUp": CLIENT, "CustomMessage_SignUp": CLIENT}

    world.inbox()
    world.call("ResendConfirmationCode", **client)
    assert heard(world) == {"CustomMessage_ResendCode": CLIENT}

    world.call("ConfirmSignUp", **client, ConfirmationCode=world.code())
    assert heard(world) == {"PostConfirmation_ConfirmSignUp": CLIENT}

    token = world.password_auth(watched, ClientMetadata=METADATA)["AuthenticationResult"]["AccessToken"]
    assert heard(world) == {
        "PreAuthentication_Authentication": VALIDATION,
        "PostAuthentication_Authentication": NOTHING,
        "TokenGeneration_Authentication": NOTHING,
    }

    update = {"UserAttributes": as_list({"email": "new@example.com"})}
    world.call("UpdateUserAttributes", AccessToken=token, **update, ClientMetadata=METADATA)
    assert heard(world) == {"CustomMessage_UpdateUserAttribute": CLIENT}

    world.call("GetUserAttributeVerificationCode", AccessToken=token, AttributeName="email", ClientMetadata=METADATA)
    assert heard(world) == {"CustomMessage_VerifyUserAttribute": CLIENT}

    world.call("AdminUpdateUserAttributes", **admin, UserAttributes=as_list({"email": EMAIL}), ClientMetadata=METADATA)
    assert heard(world) == {"CustomMessage_UpdateUserAttribute": CLIENT}

    verified = as_list({"email": EMAIL, "email_verified": "true"})
    world.call("AdminUpdateUserAttributes", **admin, UserAttributes=verified)
    world.inbox()
    world.call("ForgotPassword", **client)
    assert heard(world) == {"CustomMessage_ForgotPassword": CLIENT}

    world.call("ConfirmForgotPassword", **client, ConfirmationCode=world.code(), Password=NEW_PASSWORD)
    assert heard(world) == {"PostConfirmation_ConfirmForgotPassword": CLIENT}

    world.call("AdminResetUserPassword", **admin, ClientMetadata=METADATA)
    assert heard(world) == {"CustomMessage_ForgotPassword": CLIENT}


def test_metadata_of_administrators(world: World, watched: App) -> None:
    world.call("SignUp", ClientId=watched.client_id, Username="bob", Password=PASSWORD)
    heard(world)
    world.call("AdminConfirmSignUp", UserPoolId=watched.pool_id, Username="bob", ClientMetadata=METADATA)
    assert heard(world) == {"PostConfirmation_ConfirmSignUp": CLIENT}

    world.call(
        "AdminCreateUser",
        UserPoolId=watched.pool_id,
        Username="ada",
        TemporaryPassword=PASSWORD,
        UserAttributes=as_list({"email": EMAIL}),
        ValidationData=as_list({"voucher": "x"}),
        ClientMetadata=METADATA,
    )
    assert world.triggers.last("PreSignUp_AdminCreateUser")["request"]["validationData"] == {"voucher": "x"}
    assert heard(world) == {"PreSignUp_AdminCreateUser": CLIENT, "CustomMessage_AdminCreateUser": NOTHING}

    members: Members = {**password_members(watched, "ada", PASSWORD), "UserPoolId": watched.pool_id}
    challenge = world.call(
        "AdminInitiateAuth", **{**members, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH"}, ClientMetadata=METADATA
    )
    assert heard(world) == {"PreAuthentication_Authentication": VALIDATION}

    world.call(
        "AdminRespondToAuthChallenge",
        UserPoolId=watched.pool_id,
        ClientId=watched.client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": "ada", "NEW_PASSWORD": NEW_PASSWORD},
        ClientMetadata=METADATA,
    )
    assert heard(world) == {"PostAuthentication_Authentication": CLIENT, "TokenGeneration_NewPasswordChallenge": CLIENT}


def test_metadata_of_an_srp_sign_in_and_of_a_refresh(world: World, watched: App) -> None:
    world.user(watched)
    heard(world)
    client = Client(world, watched)

    challenge = world.call(
        "InitiateAuth",
        ClientId=watched.client_id,
        AuthFlow="USER_SRP_AUTH",
        AuthParameters=client.srp.get_auth_params(),
        ClientMetadata=METADATA,
    )
    assert heard(world) == {"PreAuthentication_Authentication": VALIDATION}

    result = world.call(
        "RespondToAuthChallenge",
        ClientId=watched.client_id,
        ChallengeName="PASSWORD_VERIFIER",
        ChallengeResponses=client.responses(challenge),
        ClientMetadata=METADATA,
    )["AuthenticationResult"]
    assert heard(world) == {"PostAuthentication_Authentication": CLIENT, "TokenGeneration_Authentication": CLIENT}

    world.call(
        "InitiateAuth",
        ClientId=watched.client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": result["RefreshToken"]},
        ClientMetadata=METADATA,
    )
    assert heard(world) == {"TokenGeneration_RefreshTokens": NOTHING}

    world.call(
        "GetTokensFromRefreshToken",
        ClientId=watched.client_id,
        RefreshToken=result["RefreshToken"],
        ClientMetadata=METADATA,
    )
    assert heard(world) == {"TokenGeneration_RefreshTokens": CLIENT}


def test_an_event_has_the_documented_frame(world: World, watched: App) -> None:
    sub = world.user(watched, email=EMAIL)
    world.sign_in(watched)

    event = world.triggers.last("PostAuthentication_Authentication")

    assert event == {
        "version": "1",
        "region": "eu-west-1",
        "userPoolId": watched.pool_id,
        "userName": "ada",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": watched.client_id},
        "triggerSource": "PostAuthentication_Authentication",
        "request": {
            "userAttributes": {
                "sub": sub,
                "cognito:user_status": "CONFIRMED",
                "email": EMAIL,
                "email_verified": "false",
            },
            "newDeviceUsed": False,
            "clientMetadata": {},
        },
        "response": {},
    }


def test_a_pending_value_is_not_in_the_events(world: World) -> None:
    config = {"CustomMessage": world.triggers.on("CustomMessage")}
    settings = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    app = world.app(
        {"AutoVerifiedAttributes": ["email"], "UserAttributeUpdateSettings": settings, "LambdaConfig": config}
    )
    world.user(app, email=EMAIL, email_verified="true")

    world.call(
        "UpdateUserAttributes",
        AccessToken=world.access_token(app),
        UserAttributes=as_list({"email": "new@example.com"}),
    )

    event = world.triggers.last("CustomMessage_UpdateUserAttribute")
    assert event["request"]["userAttributes"]["email"] == EMAIL
    assert event["request"]["codeParameter"] == "{####}"
    assert "new@example.com" not in str(event)
    assert world.inbox()[0].destination == "new@example.com"


class TestCustomMessage:
    def pool(self, world: World, response: JsonObject, account: str = "DEVELOPER") -> App:
        arn = world.triggers.on("CustomMessage", lambda _: response)
        return world.app(
            {
                "AutoVerifiedAttributes": ["email", "phone_number"],
                "EmailConfiguration": {"EmailSendingAccount": account},
                "LambdaConfig": {"CustomMessage": arn},
            }
        )

    def sign_up(self, world: World, app: App, **attributes: str) -> None:
        world.call(
            "SignUp", ClientId=app.client_id, Username="ada", Password=PASSWORD, UserAttributes=as_list(attributes)
        )

    def test_it_writes_the_mail(self, world: World) -> None:
        app = self.pool(world, {"emailMessage": "Ada, {####}!", "emailSubject": "For you"})
        self.sign_up(world, app, email=EMAIL)

        (message,) = world.inbox()
        assert (message.subject, message.body) == ("For you", f"Ada, {message.code}!")

    def test_it_writes_the_sms(self, world: World) -> None:
        app = self.pool(world, {"smsMessage": "{####} it is"}, account="COGNITO_DEFAULT")
        self.sign_up(world, app, phone_number="+12065559934")

        (message,) = world.inbox()
        assert message.body == f"{message.code} it is"

    def test_mail_texts_count_only_with_an_account_of_ones_own(self, world: World) -> None:
        app = self.pool(world, {"emailMessage": "Ada, {####}!"}, account="COGNITO_DEFAULT")
        self.sign_up(world, app, email=EMAIL)

        (message,) = world.inbox()
        assert message.body == f"Your confirmation code is {message.code}"

    def test_a_text_without_a_place_for_the_code_is_refused(self, world: World) -> None:
        app = self.pool(world, {"emailMessage": "Hello"})

        with pytest.raises(errors.InvalidLambdaResponseException):
            self.sign_up(world, app, email=EMAIL)
        assert world.inbox() == []


class TestPreTokenGeneration:
    def test_version_1_changes_the_id_token(self, world: World) -> None:
        details: JsonObject = {"claimsToAddOrOverride": {"role": "admin", "sub": "x"}, "claimsToSuppress": ["email"]}
        arn = world.triggers.on("PreTokenGeneration", lambda _: {"claimsOverrideDetails": details})
        app = world.app({"LambdaConfig": {"PreTokenGeneration": arn}})
        sub = world.user(app, email=EMAIL)

        result = world.sign_in(app)

        found = claims(result["IdToken"])
        assert (found["role"], found["sub"], "email" in found) == ("admin", sub, False)
        assert "role" not in claims(result["AccessToken"])
        assert world.triggers.last("TokenGeneration_Authentication")["version"] == "1"

    def test_version_2_changes_scopes_and_a_token_without_the_scope_is_refused(self, world: World) -> None:
        access: JsonObject = {
            "claimsToAddOrOverride": {"tenant": 7},
            "scopesToAdd": ["notes/read"],
            "scopesToSuppress": ["aws.cognito.signin.user.admin"],
        }
        response: JsonObject = {"claimsAndScopeOverrideDetails": {"accessTokenGeneration": access}}
        arn = world.triggers.on("PreTokenGeneration", lambda _: response)
        config = {"PreTokenGenerationConfig": {"LambdaArn": arn, "LambdaVersion": "V2_0"}}
        app = world.app({"LambdaConfig": config})
        world.user(app)

        token = world.access_token(app)

        found = claims(token)
        assert (found["scope"], found["tenant"]) == ("notes/read", 7)
        assert world.triggers.last("TokenGeneration_Authentication")["version"] == "2"
        assert world.triggers.last("TokenGeneration_Authentication")["request"]["scopes"] == [
            "aws.cognito.signin.user.admin"
        ]
        with pytest.raises(errors.NotAuthorizedException, match="Access Token does not have required scopes"):
            world.call("GetUser", AccessToken=token)

    def test_a_misshapen_answer_is_refused_and_no_sign_in_remains(self, world: World) -> None:
        arn = world.triggers.on("PreTokenGeneration", lambda _: {"claimsOverrideDetails": []})
        app = world.app({"LambdaConfig": {"PreTokenGeneration": arn}})
        world.user(app)

        with pytest.raises(errors.InvalidLambdaResponseException):
            world.sign_in(app)


def test_a_pre_authentication_trigger_that_fails_keeps_everyone_out(world: World) -> None:
    def refuse(_: JsonObject) -> JsonObject:
        raise errors.UserLambdaValidationException("PreAuthentication failed with error closed.")

    app = world.app({"LambdaConfig": {"PreAuthentication": world.triggers.on("PreAuthentication", refuse)}})
    world.user(app)

    with pytest.raises(errors.UserLambdaValidationException):
        world.sign_in(app)
    with pytest.raises(errors.UserLambdaValidationException):
        Client(world, app).sign_in()


@pytest.mark.parametrize("hides", ["ENABLED", "LEGACY"])
def test_pre_authentication_hears_of_nobody_only_where_existence_is_hidden(world: World, hides: str) -> None:
    arn = world.triggers.on("PreAuthentication")
    app = world.app({"LambdaConfig": {"PreAuthentication": arn}}, {"PreventUserExistenceErrors": hides})
    world.user(app)
    world.sign_in(app)
    known = world.triggers.last("PreAuthentication_Authentication")["request"]
    world.triggers.events.clear()
    with pytest.raises((errors.NotAuthorizedException, errors.UserNotFoundException)):
        world.sign_in(app, "nobody")

    if hides == "ENABLED":
        unknown = world.triggers.last("PreAuthentication_Authentication")
        assert (known["userNotFound"], unknown["request"]["userNotFound"]) == (False, True)
        assert unknown["userName"] == "nobody"
    else:
        assert "userNotFound" not in known
        assert world.triggers.events == []


class TestMigration:
    def pool(self, world: World, response: JsonObject) -> App:
        def migrate(event: JsonObject) -> JsonObject:
            request = event["request"]
            assert isinstance(request, dict)
            at_sign_in = event["triggerSource"] == "UserMigration_Authentication"
            return response if not at_sign_in or request["password"] == PASSWORD else {}

        return world.app({"LambdaConfig": {"UserMigration": world.triggers.on("UserMigration", migrate)}})

    def test_a_confirmed_user_comes_with_the_password(self, world: World) -> None:
        attributes: JsonObject = {"email": EMAIL, "email_verified": "true", "username": "ada"}
        app = self.pool(world, {"userAttributes": attributes, "finalUserStatus": "CONFIRMED"})
        with pytest.raises(errors.UserNotFoundException):
            world.sign_in(app, password="Wrong-passw0rd")

        world.password_auth(app, ClientMetadata=METADATA)

        request = world.triggers.last("UserMigration_Authentication")["request"]
        assert (request["validationData"], request["clientMetadata"]) == (METADATA, {})
        assert world.attributes(app)["email"] == EMAIL
        world.triggers.events.clear()
        world.sign_in(app)
        assert "AuthenticationResult" in Client(world, app).sign_in()
        assert world.triggers.events == []

    def test_another_status_asks_for_a_reset(self, world: World) -> None:
        attributes: JsonObject = {"email": EMAIL, "email_verified": "true"}
        app = self.pool(world, {"userAttributes": attributes})

        with pytest.raises(errors.PasswordResetRequiredException):
            world.sign_in(app)

    def test_someone_who_forgot_is_migrated_and_gets_a_code(self, world: World) -> None:
        attributes: JsonObject = {"email": EMAIL, "email_verified": "true"}
        app = self.pool(world, {"userAttributes": attributes})

        world.call("ForgotPassword", ClientId=app.client_id, Username="ada", ClientMetadata=METADATA)

        request = world.triggers.last("UserMigration_ForgotPassword")["request"]
        assert (request["password"], request["clientMetadata"]) == (None, METADATA)
        world.call(
            "ConfirmForgotPassword",
            ClientId=app.client_id,
            Username="ada",
            ConfirmationCode=world.code(),
            Password=NEW_PASSWORD,
        )
        world.sign_in(app, password=NEW_PASSWORD)

    @pytest.mark.parametrize("attributes", ["x", {"email": 5}])
    def test_a_misshapen_answer_is_refused(self, world: World, attributes: object) -> None:
        response: JsonObject = {"userAttributes": attributes}  # type: ignore[dict-item]  # misshapen on purpose
        app = self.pool(world, response)

        with pytest.raises(errors.InvalidLambdaResponseException):
            world.sign_in(app)

    @pytest.mark.parametrize("hides", ["ENABLED", "LEGACY"])
    def test_the_other_directory_is_not_guessed_at_without_a_lock(self, world: World, hides: str) -> None:
        arn = world.triggers.on("UserMigration")
        app = world.app({"LambdaConfig": {"UserMigration": arn}}, {"PreventUserExistenceErrors": hides})
        for number in range(5):
            with pytest.raises((errors.NotAuthorizedException, errors.UserNotFoundException)):
                world.sign_in(app, password=f"Wrong-passw0rd{number}")

        with pytest.raises(errors.NotAuthorizedException, match="Password attempts exceeded"):
            world.sign_in(app)
        assert len(world.triggers.events) == 5

    @pytest.mark.parametrize("hides", ["ENABLED", "LEGACY"])
    @pytest.mark.parametrize("at_once", [False, True])
    def test_a_trigger_that_refuses_by_failing_is_locked_too(self, world: World, hides: str, at_once: bool) -> None:
        def refuse(event: JsonObject) -> JsonObject:
            raise errors.UserLambdaValidationException("UserMigration failed with error Bad password.")

        arn = world.triggers.on("UserMigration", refuse)
        app = world.app({"LambdaConfig": {"UserMigration": arn}}, {"PreventUserExistenceErrors": hides})
        guesses = [password_members(app, "ada", f"Wrong-passw0rd{number}") for number in range(20)]

        if at_once:
            outcomes = world.together([world.start("InitiateAuth", **guess) for guess in guesses])
        else:
            outcomes = [world.together([world.start("InitiateAuth", **guess)])[0] for guess in guesses]

        assert len(world.triggers.events) == 5
        said = [outcome.message for outcome in outcomes if isinstance(outcome, errors.NotAuthorizedException)]
        assert said == ["Password attempts exceeded"] * 15

    def test_whoever_is_migrated_starts_without_failures(self, world: World) -> None:
        app = self.pool(world, {"userAttributes": {"email": EMAIL}, "finalUserStatus": "CONFIRMED"})
        for number in range(4):
            with pytest.raises(errors.UserNotFoundException):
                world.sign_in(app, password=f"Wrong-passw0rd{number}")
        world.sign_in(app)
        world.call("AdminDeleteUser", UserPoolId=app.pool_id, Username="ada")

        for number in range(4):
            with pytest.raises(errors.UserNotFoundException):
                world.sign_in(app, password=f"Wrong-passw0rd{number}")
        world.sign_in(app)

    @pytest.mark.parametrize("name", ["ada ", "a\nda", "a" * 129, "\u202eada"])
    def test_a_name_that_no_other_operation_takes_is_nobodys(self, world: World, name: str) -> None:
        app = self.pool(world, {"userAttributes": {"email": EMAIL}, "finalUserStatus": "CONFIRMED"})

        with pytest.raises(errors.UserNotFoundException):
            world.sign_in(app, name)

        assert world.triggers.events == []
        assert world.call("ListUsers", UserPoolId=app.pool_id)["Users"] == []

    def test_parallel_sign_ins_migrate_one_user(self, world: World) -> None:
        app = self.pool(world, {"userAttributes": {"email": EMAIL}, "finalUserStatus": "CONFIRMED"})

        outcomes = world.together(
            [world.start("InitiateAuth", **password_members(app, "ada", PASSWORD)) for _ in range(5)]
        )

        assert all(isinstance(outcome, dict) for outcome in outcomes), outcomes
        assert len(world.call("ListUsers", UserPoolId=app.pool_id)["Users"]) == 1
