"""What `defaults_mode` says, against botocore's own resolver, and what wins over it."""

from importlib import import_module
from typing import Any

import pytest

import awso
from awso.core.call import CallOptions, call
from awso.core.context import CONNECT_TIMEOUT_SECONDS, CallContext, ClientOptions, prepare
from awso.errors import ConfigurationError
from awso.services._defaults import MODES
from awso.settings.defaults_mode import DefaultsMode
from awso.settings.s3 import S3Options, s3_options
from awso_codegen.emit.defaults import emit_defaults
from tests.unit.core.flows import KEYS, Played, answer

botocore_loaders: Any = import_module("botocore.loaders")
botocore_configprovider: Any = import_module("botocore.configprovider")


def botocores() -> Any:
    data = botocore_loaders.Loader().load_data("sdk-default-configuration")
    return botocore_configprovider.DefaultConfigResolver(data)


def context(
    played: Played, environment: dict[str, str] | None = None, service: str = "cognito-idp", **options: Any
) -> CallContext:
    given = ClientOptions(region="us-east-1", credentials=KEYS, **options)
    return played.play(prepare(awso.service(service), given, played.world(environment)))


def test_the_modes_are_botocores_and_two_that_have_no_defaults_of_their_own() -> None:
    assert {"legacy", "auto", *MODES} == set(botocores().get_default_modes())


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_says_what_botocores_resolver_does(mode: DefaultsMode) -> None:
    theirs = botocores().get_default_config_values(mode)
    ours = MODES[mode]

    assert ours.connect_timeout_seconds == theirs["connectTimeoutInMillis"] / 1000
    assert ours.retry_mode == theirs["retryMode"]
    assert ours.sts_regional_endpoints == theirs["stsRegionalEndpoints"]
    assert ours.s3_us_east_1_regional_endpoint == theirs["s3UsEast1RegionalEndpoints"]


@pytest.mark.parametrize(
    ("options", "environment", "connect", "us_east_1"),
    [
        ({}, {}, CONNECT_TIMEOUT_SECONDS, "legacy"),
        ({"defaults_mode": "in-region"}, {}, 1.1, "regional"),
        ({}, {"AWS_DEFAULTS_MODE": "Mobile"}, 30.0, "regional"),
        ({"defaults_mode": "legacy"}, {"AWS_DEFAULTS_MODE": "mobile"}, CONNECT_TIMEOUT_SECONDS, "legacy"),
        ({"defaults_mode": "standard", "s3": S3Options(us_east_1_regional_endpoint="legacy")}, {}, 3.1, "legacy"),
        ({"defaults_mode": "standard"}, {"AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "legacy"}, 3.1, "legacy"),
    ],
)
def test_a_mode_holds_where_nothing_else_is_said(
    options: dict[str, Any], environment: dict[str, str], connect: float, us_east_1: str
) -> None:
    prepared = context(Played(), environment, "s3", **options)

    assert prepared.connect_timeout_seconds == connect
    assert s3_options(prepared.settings).us_east_1_regional_endpoint == us_east_1


def test_a_call_connects_within_the_modes_time_or_its_own() -> None:
    played = Played()
    prepared = context(played, defaults_mode="in-region")
    operation = awso.service("cognito-idp").operation("AdminGetUser")
    value = operation.input(user_pool_id="us-east-1_abc", username="ada")

    for options in (CallOptions(), CallOptions(connect_timeout_seconds=5.0)):
        played.play(call(prepared, operation, value, options), answer(body=b'{"Username":"ada"}'))

    assert [connect for connect, _ in played.timeouts] == [1.1, 5.0]


@pytest.mark.parametrize("mode", ["auto-matic", "fast"])
def test_a_mode_that_is_none_is_refused(mode: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"the option defaults_mode: expected legacy or .*, got '{mode}'"):
        context(Played(), defaults_mode=mode)
    with pytest.raises(ConfigurationError, match="AWS_DEFAULTS_MODE: expected legacy"):
        context(Played(), {"AWS_DEFAULTS_MODE": mode})


def test_a_mode_may_add_to_and_multiply_what_the_base_says() -> None:
    base = {
        "retryMode": "standard",
        "stsRegionalEndpoints": "regional",
        "s3UsEast1RegionalEndpoints": "regional",
        "connectTimeoutInMillis": 1000,
    }
    changes = {kind: {"connectTimeoutInMillis": {kind: 3}} for kind in ("add", "multiply", "override")}
    names: dict[str, Any] = {}
    exec(emit_defaults({"base": base, "modes": changes}), names)

    seconds = {name: defaults.connect_timeout_seconds for name, defaults in names["MODES"].items()}
    assert seconds == {"add": 1.003, "multiply": 3.0, "override": 0.003}
    with pytest.raises(ValueError, match="'divide'"):
        emit_defaults({"base": base, "modes": {"x": {"connectTimeoutInMillis": {"divide": 3}}}})
