"""What `defaults_mode="auto"` comes to, against botocore's own decision, and what is asked for it."""

import os
from importlib import import_module
from typing import Any
from unittest import mock

import pytest

import awso
from awso.core.context import CallContext, ClientOptions, prepare
from awso.core.http import HttpRequest, HttpResponse
from awso.errors import ConfigurationError, ConnectTimeoutError, ReadTimeoutError, TransportError
from tests.unit.core.flows import KEYS, Played

botocore_configprovider: Any = import_module("botocore.configprovider")

TOKEN, REGION = "/latest/api/token", "/latest/meta-data/placement/region"
IMDS = "http://169.254.169.254"  # played, never connected to

Answer = HttpResponse | TransportError


def answers(token: str = "t0ken", region: str = "eu-central-1") -> tuple[Answer, ...]:
    return HttpResponse(200, (), token.encode()), HttpResponse(200, (), region.encode())


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("awso.settings.auto_mode._regions", {})


def prepared(
    played: Played, *given: Answer, environment: dict[str, str] | None = None, region: str | None = "eu-central-1"
) -> CallContext:
    options = ClientOptions(region=region, credentials=KEYS, defaults_mode="auto")
    return played.play(prepare(awso.service("cognito-idp"), options, played.world(environment)), *given)


def mode(played: Played, *given: Answer, **more: Any) -> str:
    return prepared(played, *given, **more).settings.detected_mode


def botocores(environment: dict[str, str], instance: str | None, region: str) -> str:
    provider = mock.Mock(spec_set=["provide"])
    provider.provide.return_value = instance
    if instance is None:
        provider.provide.side_effect = OSError("nobody is there")
    factory = botocore_configprovider.SmartDefaultsConfigStoreFactory(None, provider)
    with mock.patch.dict(os.environ, environment, clear=True):
        decided: str = factory.resolve_auto_mode(region)
    return decided


@pytest.mark.parametrize("region", ["eu-central-1", "us-east-1"])
@pytest.mark.parametrize("instance", ["eu-central-1", None])
@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"AWS_REGION": "eu-central-1"},
        {"AWS_EXECUTION_ENV": "AWS_Lambda_python3.13", "AWS_REGION": "eu-central-1"},
        {"AWS_EXECUTION_ENV": "AWS_Lambda_python3.13", "AWS_REGION": "us-east-1"},
        {"AWS_EXECUTION_ENV": "AWS_ECS_FARGATE", "AWS_DEFAULT_REGION": "us-east-1"},
        {"AWS_EXECUTION_ENV": "CloudShell", "AWS_REGION": "eu-central-1", "AWS_DEFAULT_REGION": "us-east-1"},
        {"AWS_EXECUTION_ENV": "CloudShell"},
        {"AWS_EXECUTION_ENV": "", "AWS_REGION": "us-east-1"},
    ],
    ids=str,
)
def test_the_mode_is_the_one_that_botocore_decides_for(
    environment: dict[str, str], instance: str | None, region: str
) -> None:
    named = environment.get("AWS_EXECUTION_ENV") and len(environment) > 1
    nobody = (ConnectTimeoutError("no connection", request_sent=False),)
    given = () if named else nobody if instance is None else answers(region=instance)

    decided = mode(Played(), *given, environment=environment, region=region)

    assert decided == botocores(environment, instance, region)


def test_the_defaults_are_those_of_the_mode() -> None:
    assert prepared(Played(), *answers()).connect_timeout_seconds == 1.1
    assert prepared(Played(), environment={"AWS_EC2_METADATA_DISABLED": "true"}).connect_timeout_seconds == 3.1


@pytest.mark.parametrize("environment", [{"AWS_DEFAULTS_MODE": "AUTO"}, {"AWS_DEFAULTS_MODE": "auto"}])
def test_the_environment_may_ask_for_it(environment: dict[str, str]) -> None:
    played = Played()
    options = ClientOptions(region="eu-central-1", credentials=KEYS)

    context = played.play(prepare(awso.service("sqs"), options, played.world(environment)), *answers())

    assert context.settings.defaults is not None
    assert context.settings.defaults.connect_timeout_seconds == 1.1


@pytest.mark.parametrize("chosen", ["legacy", "standard", "in-region", "mobile"])
def test_another_mode_asks_nobody(chosen: Any) -> None:
    played = Played()
    options = ClientOptions(region="eu-central-1", credentials=KEYS, defaults_mode=chosen)

    played.play(prepare(awso.service("sqs"), options, played.world({"AWS_EXECUTION_ENV": "x", "AWS_REGION": "y"})))

    assert played.sent == []


def test_an_instance_is_asked_for_a_token_and_then_with_it() -> None:
    played = Played()

    assert mode(played, *answers()) == "in-region"
    assert played.sent == [
        HttpRequest("PUT", f"{IMDS}{TOKEN}", (("x-aws-ec2-metadata-token-ttl-seconds", "21600"),)),
        HttpRequest("GET", f"{IMDS}{REGION}", (("x-aws-ec2-metadata-token", "t0ken"),)),
    ]
    assert played.timeouts == [(1.0, 1.0), (1.0, 1.0)]


def test_an_instance_is_asked_once_for_all_clients_but_one_that_was_silent_again() -> None:
    silent = ConnectTimeoutError("no connection", request_sent=False)
    played = Played()

    decided = [mode(played, silent), mode(played, *answers()), mode(played), mode(played, region="us-east-1")]

    assert decided == ["standard", "in-region", "in-region", "cross-region"]


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://[::1]:1338/"}, "http://[::1]:1338"),
        ({"AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1338/under"}, "http://127.0.0.1:1338/under"),
        ({"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"}, "http://[fd00:ec2::254]"),
        ({"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv4"}, IMDS),
        (
            {"AWS_EC2_METADATA_SERVICE_ENDPOINT": IMDS, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"},
            IMDS,
        ),
    ],
)
def test_the_service_is_where_the_settings_say(environment: dict[str, str], url: str) -> None:
    played = Played()

    assert mode(played, *answers(), environment=environment) == "in-region"
    assert [request.url for request in played.sent] == [f"{url}{TOKEN}", f"{url}{REGION}"]


def test_timeout_and_attempts_are_settings() -> None:
    played = Played()
    environment = {"AWS_METADATA_SERVICE_TIMEOUT": "5", "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "2"}
    broken, error = TransportError("the connection was closed"), HttpResponse(500, ())
    token, region = answers()

    assert mode(played, error, token, broken, region, environment=environment) == "in-region"
    assert [request.method for request in played.sent] == ["PUT", "PUT", "GET", "GET"]
    assert set(played.timeouts) == {(5.0, 5.0)}


@pytest.mark.parametrize("first", [403, 404, 405, 500, "lost", "broken"])
def test_a_service_without_tokens_is_asked_without_one_unless_that_is_forbidden(first: int | str) -> None:
    failures = {"lost": ReadTimeoutError("no answer"), "broken": TransportError("the connection was closed")}
    no_token: Answer = HttpResponse(first, ()) if isinstance(first, int) else failures[first]
    played, strict = Played(), Played()

    assert mode(strict, no_token, environment={"AWS_EC2_METADATA_V1_DISABLED": "true"}) == "standard"
    assert mode(played, no_token, answers()[1]) == "in-region"
    assert played.sent[1] == HttpRequest("GET", f"{IMDS}{REGION}")


@pytest.mark.parametrize(
    "given",
    [
        (HttpResponse(400, (), b"no"),),
        (ConnectTimeoutError("no connection", request_sent=False),),
        (answers()[0], HttpResponse(404, ())),
        (answers()[0], HttpResponse(200, (), b"")),
        (answers()[0], ReadTimeoutError("no answer")),
        (answers()[0], HttpResponse(200, (), b"<html>Log in to the hotel's network</html>")),
    ],
    ids=str,
)
def test_an_instance_that_does_not_say_where_it_is_means_standard(given: tuple[Answer, ...]) -> None:
    assert mode(Played(), *given) == "standard"


def test_no_instance_is_asked_where_that_is_forbidden() -> None:
    assert mode(Played(), environment={"AWS_EC2_METADATA_DISABLED": "True"}) == "standard"


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("AWS_METADATA_SERVICE_TIMEOUT", "soon", "a number from 1 to 999"),
        ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "0", "a number from 1 to 999"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "nowhere", "a URL"),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ipv5", "ipv4 or ipv6"),
        ("AWS_EC2_METADATA_V1_DISABLED", "perhaps", "true or false"),
    ],
)
def test_a_setting_that_is_wrong_is_named(variable: str, value: str, expected: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{variable}: expected {expected}"):
        mode(Played(), environment={variable: value})
