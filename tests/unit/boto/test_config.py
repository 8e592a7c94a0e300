"""Every option of botocore's Config is followed or refused by its name."""

from importlib import import_module
from typing import Any

import pytest

from awso.boto import UNSIGNED, Config, exceptions

BotoConfig: Any = import_module("botocore.config").Config
botocore_exceptions: Any = import_module("botocore.exceptions")

OPTIONS: tuple[str, ...] = tuple(BotoConfig.OPTION_DEFAULTS)
# A value that means something, for each option that has a meaning here.
FOLLOWED: dict[str, Any] = {
    "region_name": "eu-west-1",
    "signature_version": "v4",
    "user_agent": "mine/1",
    "user_agent_extra": "extra/1",
    "user_agent_appid": "app",
    "connect_timeout": 3,
    "read_timeout": None,
    "parameter_validation": False,
    "max_pool_connections": 500,
    "s3": {"addressing_style": "path"},
    "s3_disable_express_session_auth": True,
    "retries": {"max_attempts": 0, "mode": "standard"},
    "inject_host_prefix": False,
    "proxies": {"https": "http://proxy:1"},
    "proxies_config": {"proxy_ca_bundle": "roots.pem", "proxy_use_forwarding_for_https": True},
    "client_cert": ("cert.pem", "key.pem"),
    "tcp_keepalive": True,
    "endpoint_discovery_enabled": True,
    "use_dualstack_endpoint": True,
    "use_fips_endpoint": True,
    "ignore_configured_endpoint_urls": True,
    "defaults_mode": "auto",
    "request_min_compression_size_bytes": 10,
    "disable_request_compression": True,
    "client_context_params": {"a": "b"},
    "sigv4a_signing_region_set": "*",
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
    "account_id_endpoint_mode": "disabled",
    "auth_scheme_preference": "sigv4a,sigv4",
}
REFUSED: dict[str, Any] = {
    "signature_version": "v2",
}


def test_every_option_of_botocore_is_followed_or_refused() -> None:
    assert set(OPTIONS) == FOLLOWED.keys() | REFUSED.keys()


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_that_is_not_given_is_botocore_s_default(name: str) -> None:
    assert getattr(Config(), name) == getattr(BotoConfig(), name)


@pytest.mark.parametrize("name", FOLLOWED)
def test_an_option_that_is_followed_is_an_attribute(name: str) -> None:
    assert getattr(Config(**{name: FOLLOWED[name]}), name) == FOLLOWED[name]


@pytest.mark.parametrize("name", REFUSED)
def test_an_option_that_is_refused_is_named_with_what_to_do(name: str) -> None:
    with pytest.raises(exceptions.UnsupportedFeatureError, match=rf"Config\({name}=") as refused:
        Config(**{name: REFUSED[name]})

    assert len(str(refused.value)) > 60


@pytest.mark.parametrize(
    "options",
    [
        {"s3": {"addressing_style": "sideways"}},
        {"retries": {"attempts": 1}},
        {"retries": {"max_attempts": -1}},
        {"retries": {"total_max_attempts": 0}},
        {"retries": {"mode": "eager"}},
        {"no_such_option": 1},
    ],
    ids=str,
)
def test_what_botocore_refuses_is_refused_in_its_words(options: dict[str, Any]) -> None:
    with pytest.raises(Exception) as theirs:  # noqa: PT011  # whatever botocore raises is the expectation
        BotoConfig(**options)
    with pytest.raises(Exception) as ours:  # noqa: PT011  # as above
        Config(**options)

    assert type(ours.value).__name__ == type(theirs.value).__name__
    assert str(ours.value) == str(theirs.value)


def test_an_unknown_option_of_s3_is_refused_not_ignored() -> None:
    with pytest.raises(exceptions.UnsupportedFeatureError, match="use_accelerate_endpont"):
        Config(s3={"use_accelerate_endpont": True})


@pytest.mark.parametrize(
    "proxies_config", [{"proxy_ca_bundel": "roots.pem"}, {"proxy_client_cert": ["cert.pem", "key.pem"]}], ids=str
)
def test_what_botocore_would_ignore_of_proxies_is_refused(proxies_config: dict[str, Any]) -> None:
    with pytest.raises(exceptions.UnsupportedFeatureError, match="|".join(proxies_config)):
        Config(proxies_config=proxies_config)


def test_the_password_of_a_proxy_is_not_shown() -> None:
    shown = repr(Config(proxies={"https": "https://user:secret@proxy:3128"}))

    assert ("https" in shown, "secret" in shown) == (True, False)


def test_options_may_be_given_by_position() -> None:
    assert Config("eu-west-1", UNSIGNED).signature_version is UNSIGNED
    with pytest.raises(TypeError, match="multiple values for keyword argument 'region_name'"):
        Config("eu-west-1", region_name="us-east-1")


def test_of_two_configs_the_second_wins() -> None:
    merged = Config(region_name="a", read_timeout=1).merge(Config(region_name="b"))

    assert (merged.region_name, merged.read_timeout, merged.connect_timeout) == ("b", 1, 60)
