"""Signing in against a pool that checks every proof, blocking and async."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awso import cognito, cognito_idp
from awso.errors import AwsoError, ConfigurationError, ResponseError
from tests.unit.cognito.scripted_pool import (
    ALIAS,
    CLIENT_ID,
    CLIENT_SECRET,
    PASSWORD,
    POOL_ID,
    SIGNED_IN,
    USER_ID,
    ScriptedPool,
    access_token,
    challenge,
)

SignIn = Callable[..., cognito.Tokens]


def blocking(pool: ScriptedPool, **how: Any) -> cognito.Tokens:
    given: dict[str, Any] = {"client_id": CLIENT_ID, "username": ALIAS, "password": PASSWORD, "pool_id": POOL_ID}
    return cognito.sign_in(pool.client(), **given | how)


def concurrent(pool: ScriptedPool, **how: Any) -> cognito.Tokens:
    given: dict[str, Any] = {"client_id": CLIENT_ID, "username": ALIAS, "password": PASSWORD, "pool_id": POOL_ID}
    return asyncio.run(cognito.sign_in_async(pool.async_client(), **given | how))


def code(question: cognito.Challenge) -> cognito.Answer:
    return cognito.Code("123456")


def new_password(question: cognito.Challenge) -> cognito.Answer:
    return cognito.NewPassword("x")


@pytest.fixture(params=[blocking, concurrent], ids=["blocking", "async"])
def sign_in(request: pytest.FixtureRequest) -> SignIn:
    chosen: SignIn = request.param
    return chosen


@pytest.mark.parametrize("flow", ["srp", "password"])
def test_the_right_password_gives_the_tokens(sign_in: SignIn, flow: cognito.PasswordProof) -> None:
    before = datetime.now(UTC)

    tokens = sign_in(ScriptedPool(), flow=flow)

    assert (tokens.access_token, tokens.id_token, tokens.refresh_token) == (
        access_token(),
        "id-token",
        "refresh-token",
    )
    assert before + timedelta(hours=1) <= tokens.expires_at <= datetime.now(UTC) + timedelta(hours=1)
    assert tokens.username == USER_ID


@pytest.mark.parametrize("flow", ["srp", "password"])
def test_a_wrong_password_is_the_services_error(sign_in: SignIn, flow: cognito.PasswordProof) -> None:
    with pytest.raises(cognito_idp.errors.NotAuthorizedException, match="Incorrect username or password"):
        sign_in(ScriptedPool(), password="wrong", flow=flow)


def test_srp_never_sends_the_password(sign_in: SignIn) -> None:
    pool = ScriptedPool()

    sign_in(pool)

    assert len(pool.transport.requests) == 2
    assert not any(b"horse" in request.body for request in pool.transport.requests)


def test_two_sign_ins_use_different_private_values() -> None:
    pools = [ScriptedPool(), ScriptedPool()]
    for pool in pools:
        blocking(pool)

    first, second = (pool.received_by("InitiateAuth")["AuthParameters"]["SRP_A"] for pool in pools)
    assert first != second


@pytest.mark.parametrize("flow", ["srp", "password"])
def test_a_client_secret_is_proved_with_the_name_of_each_request(sign_in: SignIn, flow: cognito.PasswordProof) -> None:
    pool = ScriptedPool(challenge("SMS_MFA"), SIGNED_IN, secret=CLIENT_SECRET)

    sign_in(pool, client_secret=CLIENT_SECRET, flow=flow, on_challenge=code)

    assert pool.received_by("InitiateAuth")["AuthParameters"]["USERNAME"] == ALIAS
    assert pool.received_by("RespondToAuthChallenge")["ChallengeResponses"]["USERNAME"] == USER_ID


@pytest.mark.parametrize("name", ["NEW_PASSWORD_REQUIRED", "MFA_SETUP"])
def test_the_true_name_is_kept_where_the_next_challenge_does_not_say_it(sign_in: SignIn, name: str) -> None:
    nameless = {"ChallengeName": name, "Session": f"session-for-the-answer-to-{name}", "ChallengeParameters": {}}
    pool = ScriptedPool(nameless, SIGNED_IN, secret=CLIENT_SECRET)

    def answer(question: cognito.Challenge) -> cognito.Answer:
        return cognito.Code("111222") if isinstance(question, cognito.MfaSetup) else cognito.NewPassword("battery")

    sign_in(pool, client_secret=CLIENT_SECRET, on_challenge=answer)

    assert pool.received_by("RespondToAuthChallenge")["ChallengeResponses"]["USERNAME"] == USER_ID


def test_a_missing_client_secret_is_the_services_error(sign_in: SignIn) -> None:
    with pytest.raises(cognito_idp.errors.NotAuthorizedException, match="secret hash"):
        sign_in(ScriptedPool(secret=CLIENT_SECRET))


def test_metadata_goes_with_every_request(sign_in: SignIn) -> None:
    pool = ScriptedPool()

    sign_in(pool, client_metadata={"campaign": "spring"})

    assert [members["ClientMetadata"] for _, members in pool.received] == [{"campaign": "spring"}] * 2


CODES = [
    ("SMS_MFA", cognito.SmsMfa, "SMS_MFA_CODE"),
    ("SOFTWARE_TOKEN_MFA", cognito.SoftwareTokenMfa, "SOFTWARE_TOKEN_MFA_CODE"),
    ("EMAIL_OTP", cognito.EmailOtp, "EMAIL_OTP_CODE"),
    ("SMS_OTP", cognito.SmsOtp, "SMS_OTP_CODE"),
]


@pytest.mark.parametrize(("name", "kind", "key"), CODES, ids=[name for name, *_ in CODES])
def test_a_code_is_asked_for_and_sent_with_its_session(
    sign_in: SignIn, name: str, kind: type[cognito.Challenge], key: str
) -> None:
    pool = ScriptedPool(challenge(name, CODE_DELIVERY_DESTINATION="a***@e***"), SIGNED_IN)
    asked: list[cognito.Challenge] = []

    def answer(question: cognito.Challenge) -> cognito.Answer:
        asked.append(question)
        return cognito.Code("123456")

    sign_in(pool, on_challenge=answer)

    assert [type(question) for question in asked] == [kind]
    assert isinstance(asked[0], cognito.CodeChallenge)
    assert asked[0].destination == "a***@e***"
    sent = pool.received_by("RespondToAuthChallenge")
    assert sent["ChallengeName"] == name
    assert sent["Session"] == f"session-for-the-answer-to-{name}"
    assert sent["ChallengeResponses"] == {"USERNAME": USER_ID, key: "123456"}


def test_a_new_password_goes_with_the_attributes_that_were_asked_for(sign_in: SignIn) -> None:
    question = challenge(
        "NEW_PASSWORD_REQUIRED",
        requiredAttributes='["userAttributes.name"]',
        userAttributes='{"email": "ada@example.com"}',
    )
    pool = ScriptedPool(question, SIGNED_IN)
    asked: list[cognito.Challenge] = []

    def answer(question: cognito.Challenge) -> cognito.Answer:
        asked.append(question)
        return cognito.NewPassword("battery staple", {"name": "Ada"})

    sign_in(pool, on_challenge=answer)

    assert isinstance(asked[0], cognito.NewPasswordRequired)
    assert asked[0].required_attributes == ("name",)
    assert asked[0].user_attributes == {"email": "ada@example.com"}
    assert pool.received_by("RespondToAuthChallenge")["ChallengeResponses"] == {
        "USERNAME": USER_ID,
        "NEW_PASSWORD": "battery staple",
        "userAttributes.name": "Ada",
    }


def test_several_challenges_are_answered_one_after_the_other(sign_in: SignIn) -> None:
    pool = ScriptedPool(
        challenge("NEW_PASSWORD_REQUIRED"),
        challenge("SELECT_MFA_TYPE", MFAS_CAN_CHOOSE='["SMS_MFA", "SOFTWARE_TOKEN_MFA"]'),
        challenge("SOFTWARE_TOKEN_MFA", FRIENDLY_DEVICE_NAME="phone"),
        SIGNED_IN,
    )

    def answer(question: cognito.Challenge) -> cognito.Answer:
        match question:
            case cognito.NewPasswordRequired():
                assert question.required_attributes == ()
                return cognito.NewPassword("battery staple")
            case cognito.SelectMfaType():
                return cognito.Choice(question.choices[1])
            case cognito.SoftwareTokenMfa():
                assert question.device_name == "phone"
                return cognito.Code("654321")
            case _:
                raise AssertionError(question)

    assert sign_in(pool, on_challenge=answer).refresh_token == "refresh-token"
    answers = [members["ChallengeResponses"] for name, members in pool.received if name == "RespondToAuthChallenge"]
    assert answers[2]["ANSWER"] == "SOFTWARE_TOKEN_MFA"


def test_an_authenticator_app_is_registered_on_the_way(sign_in: SignIn) -> None:
    pool = ScriptedPool(challenge("MFA_SETUP", MFAS_CAN_SETUP='["SOFTWARE_TOKEN_MFA"]'), SIGNED_IN)
    secrets: list[str] = []

    def answer(question: cognito.Challenge) -> cognito.Answer:
        assert isinstance(question, cognito.MfaSetup)
        secrets.append(question.secret_code)
        return cognito.Code("111222")

    sign_in(pool, on_challenge=answer)

    assert secrets == ["MFRGGZDFMZTWQ2LK" * 2]
    assert pool.received_by("AssociateSoftwareToken") == {"Session": "session-for-the-answer-to-MFA_SETUP"}
    assert pool.received_by("VerifySoftwareToken") == {
        "Session": "session-of-the-associated-app",
        "UserCode": "111222",
    }
    assert pool.received_by("RespondToAuthChallenge")["Session"] == "session-of-the-verified-app"


def test_a_pools_own_challenge_and_one_without_a_class_can_be_answered(sign_in: SignIn) -> None:
    pool = ScriptedPool(challenge("CUSTOM_CHALLENGE", riddle="?"), challenge("WEB_AUTHN"), SIGNED_IN)

    def answer(question: cognito.Challenge) -> cognito.Answer:
        if isinstance(question, cognito.CustomChallenge):
            return cognito.CustomAnswer("a river")
        return cognito.Responses({"CREDENTIAL": "{}"})

    sign_in(pool, on_challenge=answer)

    answers = [members["ChallengeResponses"] for name, members in pool.received if name == "RespondToAuthChallenge"]
    assert answers[1:] == [{"USERNAME": USER_ID, "ANSWER": "a river"}, {"USERNAME": USER_ID, "CREDENTIAL": "{}"}]


def test_an_async_callback_is_awaited() -> None:
    async def answer(question: cognito.Challenge) -> cognito.Answer:
        await asyncio.sleep(0)
        return cognito.Code("123456")

    assert concurrent(ScriptedPool(challenge("SMS_MFA"), SIGNED_IN), on_challenge=answer).id_token == "id-token"


def test_a_challenge_without_a_callback_is_an_error_that_names_it(sign_in: SignIn) -> None:
    with pytest.raises(cognito.ChallengeRequiredError, match="needs an answer to SMS_MFA: pass on_challenge") as caught:
        sign_in(ScriptedPool(challenge("SMS_MFA")))

    assert isinstance(caught.value.challenge, cognito.SmsMfa)


def test_an_answer_of_the_wrong_kind_is_refused_before_it_is_sent(sign_in: SignIn) -> None:
    pool = ScriptedPool(challenge("SMS_MFA"))

    with pytest.raises(TypeError, match=r"answered SMS_MFA with a NewPassword: .*answer with `Code`"):
        sign_in(pool, on_challenge=new_password)
    assert len(pool.received) == 2


def test_what_the_callback_raises_ends_the_sign_in(sign_in: SignIn) -> None:
    def give_up(question: cognito.Challenge) -> cognito.Answer:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sign_in(ScriptedPool(challenge("SMS_MFA")), on_challenge=give_up)


@pytest.mark.parametrize("flow", ["SRP", "USER_SRP_AUTH", "", None])
def test_a_mistyped_flow_never_sends_the_password(sign_in: SignIn, flow: Any) -> None:
    pool = ScriptedPool()

    with pytest.raises(ConfigurationError, match=r"^flow: expected 'srp' or 'password', got "):
        sign_in(pool, flow=flow)
    assert pool.received == []


@pytest.mark.parametrize("flow", ["srp", "password"])
def test_a_password_that_is_no_text_is_in_no_error(sign_in: SignIn, flow: cognito.PasswordProof) -> None:
    with pytest.raises(AwsoError) as caught:
        sign_in(ScriptedPool(), password="battery staple\ud800", flow=flow)

    assert "battery" not in repr(caught.value) + str(caught.value) + repr(caught.value.__cause__)


@pytest.mark.parametrize("pool_id", ["", "Ab12Cd34E", "us-east-1_", "_Ab12Cd34E"])
def test_srp_with_no_pools_id_says_so_before_the_password_seems_wrong(sign_in: SignIn, pool_id: str) -> None:
    pool = ScriptedPool()

    with pytest.raises(ConfigurationError, match="no user pool id"):
        sign_in(pool, pool_id=pool_id)
    assert pool.received == []


def test_srp_without_a_pool_id_says_what_to_give(sign_in: SignIn) -> None:
    with pytest.raises(ConfigurationError, match="needs pool_id"):
        sign_in(ScriptedPool(), pool_id=None)


def test_an_answer_with_neither_tokens_nor_challenge_is_refused(sign_in: SignIn) -> None:
    with pytest.raises(ResponseError, match="neither tokens nor a challenge"):
        sign_in(ScriptedPool({}))


def test_tokens_without_an_access_token_are_refused(sign_in: SignIn) -> None:
    with pytest.raises(ResponseError, match="without an access token"):
        sign_in(ScriptedPool({"AuthenticationResult": {"IdToken": "id-token"}}))


def test_a_challenge_whose_parameters_are_no_json_is_refused() -> None:
    question = cognito.NewPasswordRequired("NEW_PASSWORD_REQUIRED", {"requiredAttributes": "name"})

    with pytest.raises(ResponseError, match="requiredAttributes"):
        _ = question.required_attributes


def test_a_device_that_the_pool_offers_to_remember_comes_with_the_tokens(sign_in: SignIn) -> None:
    device = {"DeviceKey": "us-east-1_key", "DeviceGroupKey": "-group"}
    result = {**SIGNED_IN["AuthenticationResult"], "NewDeviceMetadata": device}

    assert sign_in(ScriptedPool({"AuthenticationResult": result})).new_device == cognito.Device(
        "us-east-1_key", "-group"
    )


def test_no_repr_shows_a_secret() -> None:
    tokens = blocking(ScriptedPool())
    shown = [
        repr(value)
        for value in (
            tokens,
            cognito.Code("123456"),
            cognito.NewPassword("battery staple", {"name": "Ada"}),
            cognito.CustomAnswer("a river"),
            cognito.Responses({"PASSWORD": "battery staple"}),
            cognito.SmsMfa("SMS_MFA", {"SECRET": "refresh-token"}),
        )
    ]

    assert not [text for text in shown for secret in SECRETS if secret in text]
    assert shown[1] == "Code(***)"


SECRETS = (access_token(), "id-token", "refresh-token", "123456", "battery staple", "Ada", "a river")


def test_a_client_of_the_other_kind_is_refused_before_anything_is_sent() -> None:
    pool = ScriptedPool()
    blocking_client, async_client = pool.client(), pool.async_client()
    given: Any = {"client_id": CLIENT_ID, "username": ALIAS, "password": PASSWORD, "pool_id": POOL_ID}
    wrong: Any = async_client

    with pytest.raises(TypeError, match=r"^an AsyncClient goes with the functions that end in _async"):
        cognito.sign_in(wrong, **given)
    wrong = blocking_client
    with pytest.raises(
        TypeError, match=r"^the functions that end in _async take an AsyncClient, got a blocking Client$"
    ):
        asyncio.run(cognito.sign_in_async(wrong, **given))

    assert pool.received == []
