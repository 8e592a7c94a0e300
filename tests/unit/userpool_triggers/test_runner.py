"""What becomes of a trigger's answer, refusal, silence or nonsense, whichever way the function is run."""

import asyncio
import os
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from awso import cognito_idp
from awso.errors import ServiceError
from awso_userpool.operations.interface import JsonObject, TriggerKind
from awso_userpool.triggers.bindings import Bindings
from awso_userpool.triggers.callables import LambdaContext, PythonFunction
from awso_userpool.triggers.calls import CallError, FunctionName
from awso_userpool.triggers.commands import Command
from awso_userpool.triggers.runner import TRIES, TriggerRunner

ARN = "arn:aws:lambda:us-east-1:000000000000:function:pre-sign-up"
EVENT: JsonObject = {
    "version": "1",
    "triggerSource": "PreSignUp_SignUp",
    "request": {"userAttributes": {"email": "ada@example.com"}, "clientMetadata": {"campaign": "spring"}},
    "response": {},
}
Event = dict[str, Any]  # Any: a trigger's event is JSON


def invoke(function: Any, kind: TriggerKind = "PreSignUp", *, seconds: float = 5.0) -> JsonObject:
    bindings: Bindings = {ARN: function}
    return asyncio.run(TriggerRunner(bindings, time_limit_seconds=seconds).invoke(kind, ARN, EVENT))


def refusal(function: Any, kind: TriggerKind = "PreSignUp", *, seconds: float = 5.0) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        invoke(function, kind, seconds=seconds)
    return caught.value


def confirming(event: Event) -> Event:
    event["response"]["autoConfirmUser"] = True
    return event


def confirming_with_context(event: Event, context: LambdaContext) -> Event:
    assert context.function_name == "pre-sign-up"
    assert 0 < context.get_remaining_time_in_millis() <= 5000
    return confirming(event)


async def confirming_soon(event: Event) -> Event:
    await asyncio.sleep(0)
    return confirming(event)


@pytest.mark.parametrize("handler", [confirming, confirming_with_context, confirming_soon])
def test_a_python_function_sees_the_event_and_its_response_comes_back(
    handler: Callable[..., Event] | Callable[..., Awaitable[Event]],
) -> None:
    assert invoke(PythonFunction(handler)) == {"autoConfirmUser": True}


def test_a_function_cannot_change_the_event_of_the_server() -> None:
    invoke(PythonFunction(confirming))

    assert EVENT["response"] == {}


def test_a_function_that_raises_is_asked_once_and_its_message_reaches_the_caller() -> None:
    calls: list[Event] = []

    def refusing(event: Event) -> Event:
        calls.append(event)
        raise ValueError("Invalid domain")

    error = refusal(PythonFunction(refusing))

    assert isinstance(error, cognito_idp.errors.UserLambdaValidationException)
    assert error.message == "PreSignUp failed with error Invalid domain."
    assert len(calls) == 1


def exiting(event: Event) -> Event:
    sys.exit(3)


async def exiting_soon(event: Event) -> Event:
    sys.exit(3)


@pytest.mark.parametrize("handler", [exiting, exiting_soon])
def test_a_function_that_exits_has_refused_and_ends_nothing_but_itself(handler: Callable[..., Any]) -> None:
    error = refusal(PythonFunction(handler))

    assert isinstance(error, cognito_idp.errors.UserLambdaValidationException)
    assert error.message == "PreSignUp failed with error exit status 3."


def test_a_function_that_never_answers_is_tried_three_times() -> None:
    calls: list[Event] = []
    released = threading.Event()

    def hanging(event: Event) -> Event:
        calls.append(event)
        released.wait(30)
        return event

    error = refusal(PythonFunction(hanging), seconds=0.02)
    released.set()

    assert isinstance(error, cognito_idp.errors.UnexpectedLambdaException)
    assert error.message == ("PreSignUp invocation failed due to error Socket timeout while invoking Lambda function.")
    assert len(calls) == TRIES


class FailingFirst:
    """A function that cannot be called until the third try."""

    def __init__(self) -> None:
        self.calls = 0

    async def call(self, name: FunctionName, event: bytes, *, seconds: float) -> bytes:
        self.calls += 1
        if self.calls < TRIES:
            raise CallError("connection refused")
        return b'{"response": {"autoConfirmUser": false}}'


def test_a_function_that_can_be_called_at_the_third_try_counts() -> None:
    function = FailingFirst()

    assert invoke(function) == {"autoConfirmUser": False}
    assert function.calls == 3


def test_an_arn_that_nobody_bound_is_a_call_that_failed() -> None:
    with pytest.raises(cognito_idp.errors.UnexpectedLambdaException) as caught:
        asyncio.run(TriggerRunner({}).invoke("PreSignUp", ARN, EVENT))

    assert caught.value.message == "PreSignUp invocation failed due to error ResourceNotFoundException."


class Returning:
    """A function whose answer is these bytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    async def call(self, name: FunctionName, event: bytes, *, seconds: float) -> bytes:
        return self.content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"null",
        b"[]",
        b'"response"',
        b"{}",
        b'{"response": []}',
        b'{"response": "yes"}',
        b'{"response": {"autoConfirmUser": "true"}}',
        b'{"response": {"autoVerifyEmail": 1}}',
        b'{"response": {"autoConfirmUser": true}',
        b"[" * 5000,
        b'{"response": {"x": "\xff"}}',
        b'{"response": {"x": "' + b"x" * (6 * 1024 * 1024) + b'"}}',
    ],
    ids=lambda content: f"{content[:24]!r}",
)
def test_an_answer_that_is_no_event_is_unrecognizable(content: bytes) -> None:
    error = refusal(Returning(content))

    assert isinstance(error, cognito_idp.errors.InvalidLambdaResponseException)
    assert error.message == "Unrecognizable lambda output"


@pytest.mark.parametrize(
    ("kind", "response"),
    [
        ("CustomMessage", b'{"emailMessage": 1}'),
        ("CustomMessage", b'{"smsMessage": ["{####}"]}'),
        ("PreTokenGeneration", b'{"claimsOverrideDetails": {"claimsToSuppress": "email"}}'),
        ("PreTokenGeneration", b'{"claimsAndScopeOverrideDetails": {"accessTokenGeneration": {"scopesToAdd": [1]}}}'),
        ("UserMigration", b'{"userAttributes": {"email_verified": true}}'),
        ("UserMigration", b'{"enableSMSMFA": "no"}'),
    ],
)
def test_a_member_of_the_wrong_type_makes_the_answer_unusable(kind: TriggerKind, response: bytes) -> None:
    error = refusal(Returning(b'{"response": ' + response + b"}"), kind)

    assert isinstance(error, cognito_idp.errors.InvalidLambdaResponseException)


def test_members_that_nobody_reads_and_nulls_are_let_through() -> None:
    assert invoke(Returning(b'{"response": {"autoConfirmUser": null, "mine": [1]}}')) == {
        "autoConfirmUser": None,
        "mine": [1],
    }
    assert invoke(Returning(b'{"response": null}'), "PostConfirmation") == {}


def returning_an_object(_: Event) -> object:
    return object()


def test_an_answer_that_is_not_json_at_all_is_a_call_that_failed() -> None:
    assert isinstance(refusal(PythonFunction(returning_an_object)), cognito_idp.errors.UnexpectedLambdaException)


def command(source: str) -> Command:
    return Command([sys.executable, "-c", source])


ECHO = "import json,sys; e=json.load(sys.stdin); e['response']['autoConfirmUser']=True; json.dump(e,sys.stdout)"


def test_a_command_reads_the_event_and_writes_it_back() -> None:
    assert invoke(command(ECHO)) == {"autoConfirmUser": True}


def test_a_command_says_no_by_its_exit_status() -> None:
    silent = refusal(command("import sys; sys.exit(3)"))
    complaining = refusal(command("import sys; sys.exit('Only for staff')"))
    worded = refusal(command('import sys; print(\'{"errorMessage": "Not today"}\'); sys.exit(1)'))

    assert silent.message == "PreSignUp failed with error exit status 3."
    assert complaining.message == "PreSignUp failed with error Only for staff."
    assert worded.message == "PreSignUp failed with error Not today."
    assert isinstance(worded, cognito_idp.errors.UserLambdaValidationException)


def test_a_command_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    ends = tmp_path / "pipe"
    os.mkfifo(ends)
    # The child holds the writing end of a pipe open: the reader sees its end only once every holder is gone.
    hanging = Command(["sh", "-c", f'sleep 600 9>"{ends}" & echo $! >> "{pids}"; wait'])
    reader = os.open(ends, os.O_RDONLY | os.O_NONBLOCK)

    error = refusal(hanging, seconds=0.5)

    os.set_blocking(reader, True)
    assert os.read(reader, 1) == b""
    os.close(reader)
    assert isinstance(error, cognito_idp.errors.UnexpectedLambdaException)
    assert len(pids.read_text().split()) >= 1


def test_a_command_that_does_not_exist_is_a_call_that_failed() -> None:
    error = refusal(Command(["/nonexistent/handler"]))

    assert isinstance(error, cognito_idp.errors.UnexpectedLambdaException)
    assert "/nonexistent" not in error.message


def test_a_command_that_writes_without_end_is_stopped() -> None:
    error = refusal(command("import sys\nwhile True: sys.stdout.write('x' * 65536)"))

    assert isinstance(error, cognito_idp.errors.UnexpectedLambdaException)


def test_a_command_does_not_see_the_servers_own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWSO_USERPOOL_MASTER_KEY", "secret")
    source = (
        "import json,os,sys; e=json.load(sys.stdin)\n"
        "e['response']['seen']=[k for k in os.environ if k.startswith('AWSO_USERPOOL_')]; json.dump(e,sys.stdout)"
    )

    assert invoke(command(source)) == {"seen": []}


def test_what_a_trigger_was_given_or_gave_reaches_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    refusal(Returning(b'{"response": {"autoConfirmUser": "s3cret-answer"}}'))
    refusal(PythonFunction(returning_an_object))
    refusal(command("import sys; sys.stderr.write(sys.stdin.read()); sys.exit(1)"))

    assert caplog.messages
    assert not [text for text in caplog.messages if "spring" in text or "s3cret" in text or "ada@" in text]
