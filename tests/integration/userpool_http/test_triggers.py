"""Triggers end to end: a pool's LambdaConfig, what the function sees, and what its answer does."""

import asyncio
import contextlib
import json
import threading
from collections.abc import Callable, Generator
from typing import Any

import pytest

from awso_userpool.operations.interface import TriggerKind
from awso_userpool.outbound import endpoint
from awso_userpool.testing import UserPoolServer
from awso_userpool.triggers.lambda_api import LambdaEndpoint
from awso_userpool.triggers.runner import TriggerRunner
from tests.integration.userpool_http.foreign import PASSWORD, Boto3, make_pool, refusal, sign_in, sign_up

Event = dict[str, Any]
ARN = "arn:aws:lambda:us-east-1:000000000000:function:sign-up:live"


def test_each_trigger_sees_the_documented_event(server: UserPoolServer, boto: Boto3) -> None:
    seen: list[Event] = []

    def remember(event: Event) -> Event:
        seen.append(json.loads(json.dumps(event)))
        return event

    kinds: tuple[TriggerKind, ...]
    kinds = ("PreSignUp", "PostConfirmation", "PreAuthentication", "PostAuthentication", "CustomMessage")
    pool = make_pool(boto, LambdaConfig={kind: server.on(kind, remember) for kind in kinds})
    sign_up(boto, server, pool)
    sign_in(boto, pool)

    assert [event["triggerSource"] for event in seen] == [
        "PreSignUp_SignUp",
        "CustomMessage_SignUp",
        "PostConfirmation_ConfirmSignUp",
        "PreAuthentication_Authentication",
        "PostAuthentication_Authentication",
    ]
    for event in seen:
        assert set(event) == {
            *("version", "region", "userPoolId", "userName", "callerContext", "triggerSource", "request", "response")
        }
        assert (event["version"], event["region"], event["userPoolId"]) == ("1", "us-east-1", pool.id)
        assert (event["userName"], event["callerContext"]["clientId"]) == ("ada", pool.client_id)
    assert seen[0]["request"]["userAttributes"]["email"] == "ada@example.com"
    assert seen[1]["request"]["codeParameter"] == "{####}"


def test_a_refusal_of_pre_sign_up_reaches_the_client_and_no_user_is_made(server: UserPoolServer, boto: Boto3) -> None:
    def refuse(event: Event) -> Event:
        raise PermissionError("Only for staff")

    pool = make_pool(boto, LambdaConfig={"PreSignUp": server.on("PreSignUp", refuse)})

    outcome = refusal(boto.sign_up, ClientId=pool.client_id, Username="eve", Password=PASSWORD)

    assert outcome == ("UserLambdaValidationException", "PreSignUp failed with error Only for staff.")
    assert boto.list_users(UserPoolId=pool.id)["Users"] == []


def test_a_trigger_that_hangs_fails_the_call_after_three_tries(boto: Boto3) -> None:
    released = threading.Event()
    calls: list[Event] = []

    def hang(event: Event) -> Event:
        calls.append(event)
        released.wait(30)
        return event

    with UserPoolServer(trigger_seconds=0.05) as hasty:
        from tests.integration.userpool_http.foreign import boto3_client

        client = boto3_client(hasty)
        pool = make_pool(client, LambdaConfig={"PreSignUp": hasty.on("PreSignUp", hang)})
        outcome = refusal(client.sign_up, ClientId=pool.client_id, Username="ada", Password=PASSWORD)
        released.set()

    assert outcome[0] == "UnexpectedLambdaException"
    assert len(calls) == 3


Reply = tuple[int, dict[str, str], bytes]


@contextlib.contextmanager
def lambda_service(answer: Callable[[str, bytes], Reply]) -> Generator[str]:
    """A loopback service with Lambda's Invoke API, in a thread; its URL."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # http.server's name
            body = self.rfile.read(int(self.headers["content-length"]))
            status, fields, content = answer(self.path, body)
            self.send_response(status)
            for name, value in {**fields, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    service = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=service.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{service.server_address[1]}"
    finally:
        service.shutdown()
        thread.join()
        service.server_close()


def invoke(url: str, *, function: str | None = None) -> Any:
    runner = TriggerRunner({ARN: LambdaEndpoint(endpoint(url), function)}, time_limit_seconds=5)
    return asyncio.run(runner.invoke("PreSignUp", ARN, {"request": {}, "response": {}}))


def test_a_lambda_endpoint_is_called_by_the_name_in_the_arn() -> None:
    paths: list[str] = []

    def answer(path: str, body: bytes) -> Reply:
        paths.append(path)
        event = json.loads(body)
        event["response"]["autoConfirmUser"] = True
        return 200, {}, json.dumps(event).encode()

    with lambda_service(answer) as url:
        assert invoke(url) == {"autoConfirmUser": True}
        assert invoke(url, function="function") == {"autoConfirmUser": True}

    assert paths == [
        "/2015-03-31/functions/sign-up/invocations?Qualifier=live",
        "/2015-03-31/functions/function/invocations",
    ]


REPLIES: list[tuple[Reply, str, int]] = [
    (
        (200, {"X-Amz-Function-Error": "Unhandled"}, b'{"errorMessage": "No", "errorType": "E", "stackTrace": []}'),
        "UserLambdaValidationException: PreSignUp failed with error No.",
        1,
    ),
    ((200, {"X-Amz-Function-Error": "Unhandled"}, b"?"), "failed with error Unhandled.", 1),
    ((200, {}, b"not json"), "InvalidLambdaResponseException: Unrecognizable lambda output", 1),
    ((404, {}, b"{}"), "UnexpectedLambdaException", 3),
    ((500, {}, b"{}"), "UnexpectedLambdaException", 3),
    ((302, {"Location": "http://169.254.169.254/"}, b""), "UnexpectedLambdaException", 3),
]


@pytest.mark.parametrize(
    ("reply", "code", "calls"),
    REPLIES,
    ids=["raised", "raised without words", "no event", "unknown", "fault", "redirect"],
)
def test_what_a_lambda_endpoint_answers_has_a_meaning(reply: Reply, code: str, calls: int) -> None:
    from awso.errors import ServiceError

    paths: list[str] = []

    def answer(path: str, body: bytes) -> Reply:
        del body
        paths.append(path)
        return reply

    with lambda_service(answer) as url, pytest.raises(ServiceError) as caught:
        invoke(url)

    assert code in str(caught.value)
    assert len(paths) == calls
