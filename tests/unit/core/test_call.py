"""The life of a call, phase by phase, without a network or a clock."""

import re

import pytest

import awso
from awso.core.call import CallOptions, call, signed_request
from awso.core.context import ClientOptions, prepare
from awso.core.effects import Flow, ProcessResult, WriteFile
from awso.core.hooks import Answer, Attempt, Hooks, Retry
from awso.core.http import HttpResponse
from awso.credentials import Credentials
from awso.credentials.cache import CredentialsCache
from awso.errors import (
    ConfigurationError,
    ConnectError,
    CredentialsError,
    ParameterError,
    ReadTimeoutError,
    ResponseError,
    ServiceError,
)
from awso.retries import RetryMode, RetryOptions
from awso.services import cognito_idp
from awso.services.cognito_idp import errors
from tests.unit.core.flows import DEFAULT, KEYS, Played, answer, refusal

ADMIN_GET_USER = awso.service("cognito-idp").operation("AdminGetUser")
ADA = cognito_idp.AdminGetUserRequest(user_pool_id="us-east-1_abc", username="ada")
GET_USER = awso.service("cognito-idp").operation("GetUser")
TOKEN = cognito_idp.GetUserRequest(access_token="e30.e30.c2ln")


@pytest.fixture
def played() -> Played:
    return Played()


class NoCredentials:
    def credentials(self) -> Flow[Credentials | None]:
        raise CredentialsError("nobody should ask")
        yield


def test_a_call_is_signed_numbered_and_names_its_client(played: Played) -> None:
    output = played.play(
        call(played.context("cognito-idp"), ADMIN_GET_USER, ADA, DEFAULT), answer(body=b'{"Username":"ada"}')
    )

    (request,) = played.sent
    assert output == cognito_idp.AdminGetUserResponse(username="ada")
    assert (request.method, request.url) == ("POST", "https://cognito-idp.us-east-1.amazonaws.com/")
    assert request.body == b'{"UserPoolId":"us-east-1_abc","Username":"ada"}'
    assert request.headers["content-type"] == "application/x-amz-json-1.1"
    assert request.headers["x-amz-target"] == "AWSCognitoIdentityProviderService.AdminGetUser"
    assert request.headers["x-amz-date"] == "20231114T221320Z"
    assert request.headers["amz-sdk-request"] == "attempt=1; max=3"
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", invocation(request))
    assert request.headers["user-agent"].startswith(f"awso/{awso.__version__} ")
    scope = "AKIDEXAMPLE/20231114/us-east-1/cognito-idp/aws4_request"
    assert request.headers["authorization"].startswith(f"AWS4-HMAC-SHA256 Credential={scope}, ")


def invocation(request: awso.HttpRequest) -> str:
    return request.headers["amz-sdk-invocation-id"]


def test_an_operation_without_authentication_is_not_signed_and_asks_for_no_credentials(played: Played) -> None:
    context = played.context("cognito-idp", credentials=NoCredentials())

    played.play(call(context, GET_USER, TOKEN, DEFAULT), answer(body=b'{"Username":"ada","UserAttributes":[]}'))

    assert "authorization" not in played.sent[0].headers


def test_a_signed_operation_needs_no_region_where_none_is_needed_and_says_so_where_it_is(played: Played) -> None:
    endpoint = {"region": None, "endpoint_url": "http://127.0.0.1:9229"}

    played.play(call(played.context("cognito-idp", **endpoint), GET_USER, TOKEN, DEFAULT), answer())

    with pytest.raises(ConfigurationError, match="AWS_REGION"):
        played.play(call(played.context("cognito-idp", **endpoint), ADMIN_GET_USER, ADA, DEFAULT))


def test_the_signed_request_is_the_one_that_a_call_would_send(played: Played) -> None:
    context = played.context("cognito-idp")

    request = played.play(signed_request(context, ADMIN_GET_USER, ADA, DEFAULT))
    played.play(call(context, ADMIN_GET_USER, ADA, DEFAULT), answer())

    assert played.sent == [request]


def test_broken_constraints_are_reported_all_at_once_and_nothing_is_sent(played: Played) -> None:
    broken = ADMIN_GET_USER.input(user_pool_id="no pool")

    with pytest.raises(ParameterError) as caught:
        played.play(call(played.context("cognito-idp"), ADMIN_GET_USER, broken, DEFAULT))

    paths = [violation.path for violation in caught.value.violations]
    assert paths == ["AdminGetUserRequest.user_pool_id", "AdminGetUserRequest.username"]
    assert str(caught.value).startswith("cognito-idp AdminGetUser: ")
    assert played.sent == []


def test_the_input_of_another_operation_is_refused(played: Played) -> None:
    with pytest.raises(TypeError, match="cognito-idp AdminGetUser takes a AdminGetUserRequest, got GetUserRequest"):
        played.play(call(played.context("cognito-idp"), ADMIN_GET_USER, TOKEN, DEFAULT))


def test_an_operation_without_output_gives_none(played: Played) -> None:
    operation = awso.service("cognito-idp").operation("AdminDeleteUser")
    assert operation.model.output is None

    result = played.play(
        call(
            played.context("cognito-idp"),
            operation,
            operation.input(user_pool_id="us-east-1_abc", username="ada"),
            DEFAULT,
        ),
        answer(body=b""),
    )

    assert result is None


def test_a_failing_server_is_asked_again_with_a_new_signature_and_the_same_invocation(played: Played) -> None:
    context = played.context("cognito-idp")
    context.world = played.world(random=b"\xff")  # the longest wait: jitter just below 1

    output = played.play(
        call(context, ADMIN_GET_USER, ADA, DEFAULT),
        refusal("InternalErrorException", 500),
        ConnectError("refused", request_sent=False),
        answer(body=b'{"Username":"ada"}'),
    )

    assert output.username == "ada"
    assert [request.headers["amz-sdk-request"] for request in played.sent] == [
        "attempt=1; max=3",
        "attempt=2; max=3",
        "attempt=3; max=3",
    ]
    assert len({invocation(request) for request in played.sent}) == 1
    assert len({request.headers["authorization"] for request in played.sent}) == 3
    assert played.slept == [pytest.approx(0.05), pytest.approx(0.1)]


def test_the_last_failure_is_raised_and_says_how_often_it_was_tried(played: Played) -> None:
    with pytest.raises(errors.InternalErrorException) as caught:
        played.play(
            call(played.context("cognito-idp"), ADMIN_GET_USER, ADA, DEFAULT),
            *[refusal("InternalErrorException", 500, "broken")] * 3,
        )

    error = caught.value
    assert (error.attempts, error.status, error.request_id, error.retryable) == (3, 500, "r-1", True)
    assert str(error) == (
        "cognito-idp AdminGetUser: InternalErrorException: broken (HTTP 500, request r-1, 3 attempts)"
    )


def test_a_refusal_is_not_repeated(played: Played) -> None:
    with pytest.raises(errors.UserNotFoundException) as caught:
        played.play(
            call(played.context("cognito-idp"), ADMIN_GET_USER, ADA, DEFAULT),
            refusal("UserNotFoundException", message="User does not exist."),
        )

    assert (caught.value.attempts, caught.value.retryable, played.slept) == (1, False, [])


def test_the_attempts_of_one_call_may_differ_from_the_clients(played: Played) -> None:
    with pytest.raises(ReadTimeoutError):
        played.play(
            call(played.context("cognito-idp"), ADMIN_GET_USER, ADA, CallOptions(retries=RetryOptions(2))),
            ReadTimeoutError("slow"),
            ReadTimeoutError("slow"),
        )

    assert [request.headers["amz-sdk-request"] for request in played.sent] == ["attempt=1; max=2", "attempt=2; max=2"]


def test_the_timeouts_of_the_call_reach_the_transport(played: Played) -> None:
    played.play(call(played.context("cognito-idp"), ADMIN_GET_USER, ADA, CallOptions(1.5, 2.5)), answer())

    assert played.timeouts == [(1.5, 2.5)]


def test_an_error_that_the_model_does_not_know_keeps_its_code(played: Played) -> None:
    with pytest.raises(ServiceError) as caught:
        played.play(
            call(played.context("cognito-idp"), ADMIN_GET_USER, ADA, DEFAULT), refusal("com.amazon#BrandNewException")
        )

    assert type(caught.value) is ServiceError
    assert (caught.value.code, caught.value.message) == ("BrandNewException", "no")


def test_a_balancers_page_is_a_service_error_with_the_status_as_its_code(played: Played) -> None:
    page = answer(502, b"<html><h1>502 Bad Gateway</h1></html>")

    with pytest.raises(ServiceError) as caught:
        played.play(call(played.context("cognito-idp", retries=RetryOptions(1)), ADMIN_GET_USER, ADA, DEFAULT), page)

    assert (caught.value.code, caught.value.message, caught.value.status) == ("502", "Bad Gateway", 502)


def test_a_success_that_is_no_json_is_a_response_error_that_names_the_operation(played: Played) -> None:
    with pytest.raises(ResponseError, match=r"^cognito-idp AdminGetUser: .*HTTP 200, request r-1"):
        played.play(call(played.context("cognito-idp"), ADMIN_GET_USER, ADA, DEFAULT), answer(body=b"<html>"))


def test_a_wrong_clock_is_corrected_once_and_later_calls_profit(played: Played) -> None:
    context = played.context("cognito-idp")
    an_hour_later = ("Date", "Tue, 14 Nov 2023 23:13:20 GMT")
    refused = refusal("InvalidSignatureException", headers=[an_hour_later])

    played.play(call(context, ADMIN_GET_USER, ADA, DEFAULT), refused, answer())
    played.play(call(context, ADMIN_GET_USER, ADA, DEFAULT), answer())

    dates = [request.headers["x-amz-date"] for request in played.sent]
    assert dates == ["20231114T221320Z", "20231114T231320Z", "20231114T231320Z"]
    assert played.slept == []


def test_a_signature_that_is_wrong_by_the_right_clock_is_the_callers_error(played: Played) -> None:
    refused = refusal("InvalidSignatureException", headers=[("Date", "Tue, 14 Nov 2023 22:15:20 GMT")])

    with pytest.raises(ServiceError):
        played.play(call(played.context("cognito-idp"), ADMIN_GET_USER, ADA, DEFAULT), refused)

    assert len(played.sent) == 1


def test_a_clock_that_stays_wrong_is_corrected_only_once(played: Played) -> None:
    refusals = [
        refusal("RequestExpired", headers=[("Date", f"Tue, 14 Nov 2023 {hour}:13:20 GMT")]) for hour in (20, 10)
    ]

    with pytest.raises(ServiceError):
        played.play(call(played.context("cognito-idp"), ADMIN_GET_USER, ADA, DEFAULT), *refusals)

    assert len(played.sent) == 2


def test_a_call_that_may_be_sent_once_only_teaches_the_next_one_the_time(played: Played) -> None:
    context = played.context("cognito-idp", retries=RetryOptions(mode="off"))
    refused = refusal("InvalidSignatureException", headers=[("Date", "Tue, 14 Nov 2023 23:13:20 GMT")])

    with pytest.raises(ServiceError):
        played.play(call(context, ADMIN_GET_USER, ADA, DEFAULT), refused)
    played.play(call(context, ADMIN_GET_USER, ADA, DEFAULT), answer())

    assert [request.headers["x-amz-date"] for request in played.sent] == ["20231114T221320Z", "20231114T231320Z"]


def test_a_time_that_has_no_tomorrow_is_not_believed(played: Played) -> None:
    context = played.context("cognito-idp")
    refused = refusal("InvalidSignatureException", headers=[("Date", "Fri, 31 Dec 9999 23:59:59 GMT")])

    with pytest.raises(ServiceError):
        played.play(call(context, ADMIN_GET_USER, ADA, DEFAULT), refused)
    played.clock += 1
    played.play(call(context, ADMIN_GET_USER, ADA, DEFAULT), answer())

    assert played.sent[-1].headers["x-amz-date"] == "20231114T221321Z"


class Rotating:
    """Gives new keys each time it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def credentials(self) -> Flow[Credentials | None]:
        self.asked += 1
        return Credentials(f"AKID{self.asked}", "secret", session_token="token")
        yield


def test_credentials_are_kept_until_the_service_calls_them_expired(played: Played) -> None:
    provider = Rotating()
    context = played.context("cognito-idp", credentials=provider)

    for _ in range(2):
        played.play(call(context, ADMIN_GET_USER, ADA, DEFAULT), answer())
    with pytest.raises(ServiceError):
        played.play(call(context, ADMIN_GET_USER, ADA, DEFAULT), refusal("ExpiredTokenException"))
    played.play(call(context, ADMIN_GET_USER, ADA, DEFAULT), answer())

    keys = [request.headers["authorization"].partition("Credential=")[2][:5] for request in played.sent]
    assert keys == ["AKID1", "AKID1", "AKID1", "AKID2"]
    assert played.sent[0].headers["x-amz-security-token"] == "token"


def test_one_call_may_be_signed_by_somebody_else(played: Played) -> None:
    context = played.context("cognito-idp")
    options = CallOptions(credentials=CredentialsCache(Rotating()))

    played.play(call(context, ADMIN_GET_USER, ADA, options), answer())

    assert "Credential=AKID1/" in played.sent[0].headers["authorization"]


def test_an_idempotency_token_is_filled_in_and_stays_the_same_over_retries(played: Played) -> None:
    operation = awso.service("athena").operation("StartQueryExecution")
    assert operation.idempotency_tokens == ("client_request_token",)
    ours = "a" * 32

    for token in (None, ours):
        value = operation.input(query_string="SELECT 1", client_request_token=token)
        played.play(
            call(played.context("athena"), operation, value, DEFAULT),
            refusal("InternalServerException", 500),
            answer(),
        )

    first, second, third, fourth = [operation.decode_request(request).client_request_token for request in played.sent]
    assert first == second
    assert re.fullmatch(r"[0-9a-f-]{36}", first)
    assert (third, fourth) == (ours, ours)


def test_a_host_prefix_goes_before_the_endpoint_but_not_before_loopback(played: Played) -> None:
    operation = awso.service("stepfunctions").operation("StartSyncExecution")
    value = operation.input(state_machine_arn="arn:aws:states:us-east-1:123456789012:stateMachine:x")

    for url in (None, "https://states.test:8443/base", "http://localhost:4566", "http://127.0.0.1:4566"):
        context = played.context("stepfunctions", endpoint_url=url)
        played.play(call(context, operation, value, DEFAULT), answer())

    assert [request.url for request in played.sent] == [
        "https://sync-states.us-east-1.amazonaws.com/",
        "https://sync-states.test:8443/base/",
        "http://localhost:4566/",
        "http://127.0.0.1:4566/",
    ]


def test_a_lambda_function_passes_its_trace_on(played: Played) -> None:
    environment = {"_X_AMZN_TRACE_ID": "Root=1-2;Parent=3", "AWS_LAMBDA_FUNCTION_NAME": "f", "AWS_REGION": "eu-west-1"}
    context = played.play(prepare(awso.service("cognito-idp"), ClientOptions(), played.world(environment)))

    played.play(call(context, GET_USER, TOKEN, DEFAULT), answer())

    assert played.sent[0].headers["x-amzn-trace-id"] == "Root=1-2;Parent=3"
    assert played.sent[0].url == "https://cognito-idp.eu-west-1.amazonaws.com/"


class Watching(Hooks):
    def __init__(self) -> None:
        self.seen: list[Attempt | Answer | Retry] = []

    def before_send(self, attempt: Attempt) -> None:
        self.seen.append(attempt)

    def after_response(self, answer: Answer) -> None:
        self.seen.append(answer)

    def on_retry(self, retry: Retry) -> None:
        self.seen.append(retry)


def test_hooks_see_every_attempt_and_no_secret(played: Played) -> None:
    hooks = Watching()
    value = cognito_idp.GetUserRequest(access_token="secret-token")

    played.play(
        call(played.context("cognito-idp"), GET_USER, value, CallOptions(hooks=(hooks,))),
        ReadTimeoutError("no answer"),
        HttpResponse(200, {"x-amzn-requestid": "r-9"}, b'{"Username":"ada"}'),
    )

    kinds = [type(seen).__name__ for seen in hooks.seen]
    assert kinds == ["Attempt", "Answer", "Retry", "Attempt", "Answer"]
    first, failed, retry, second, last = hooks.seen
    assert isinstance(first, Attempt)
    assert isinstance(second, Attempt)
    assert (first.service, first.operation, first.number, second.number) == ("cognito-idp", "GetUser", 1, 2)
    assert first.invocation_id == second.invocation_id
    assert isinstance(failed, Answer)
    assert isinstance(failed.failure, ReadTimeoutError)
    assert isinstance(retry, Retry)
    assert isinstance(retry.failure, ReadTimeoutError)
    assert isinstance(last, Answer)
    assert (last.status, last.request_id, last.response_bytes, last.failure) == (200, "r-9", 18, None)
    assert "secret-token" not in repr(hooks.seen)


def test_the_retry_quota_is_the_clients_so_that_a_dead_service_is_not_hammered(played: Played) -> None:
    context = played.context("cognito-idp", retries=RetryOptions(10))
    sent: list[int] = []

    for _ in range(10):
        before = len(played.sent)
        with pytest.raises(ConnectError):
            played.play(call(context, ADMIN_GET_USER, ADA, DEFAULT), *[ConnectError("refused")] * 10)
        sent.append(len(played.sent) - before)

    assert sent[0] == 10
    assert sent[-1] == 1


def test_static_keys_do_not_show_in_the_representation_of_anything() -> None:
    assert "wJalrXUtnFEMI" not in repr((KEYS, CredentialsCache(KEYS), CallOptions(credentials=CredentialsCache(KEYS))))


def test_what_a_debugger_shows_of_a_call_has_no_secret(played: Played) -> None:
    context = played.context("s3")
    operation = awso.service("s3").operation("GetObject")
    value = operation.input(bucket="photos", key="a", sse_customer_key="c2VjcmV0", sse_customer_algorithm="AES256")

    played.play(call(context, operation, value, DEFAULT), answer())

    assert context.prepared
    shown = repr((context.prepared, played.world({"AWS_SECRET_ACCESS_KEY": "c2VjcmV0"}), played.sent))
    shown += repr((WriteFile("/cache", b"c2VjcmV0"), ProcessResult(0, b"c2VjcmV0", b"c2VjcmV0")))
    assert "c2VjcmV0" not in shown


@pytest.mark.parametrize("mode", ["standard", "adaptive"])
def test_only_the_adaptive_mode_holds_attempts_back_after_a_throttling(played: Played, mode: RetryMode) -> None:
    context = played.context("cognito-idp", retries=RetryOptions(2, mode))

    played.play(call(context, GET_USER, TOKEN, DEFAULT), refusal("TooManyRequestsException"), answer())

    # Nothing was measured before, so that the least rate is what is left: one request in two seconds.
    assert played.slept == ([] if mode == "standard" else [2.0])


def test_the_adaptive_mode_of_the_environment_stays_where_only_attempts_are_given(played: Played) -> None:
    world = played.world({"AWS_RETRY_MODE": "adaptive", "AWS_MAX_ATTEMPTS": "7"})
    options = ClientOptions(region="us-east-1", credentials=KEYS, retries=RetryOptions(2))

    context = played.play(prepare(awso.service("cognito-idp"), options, world))

    assert context.retries.options == RetryOptions(2, "adaptive")
