"""The environment's proxies: as the standard library reads them, which is what boto3 asks, and never for loopback."""

import os
import urllib.request
from typing import Any, cast
from urllib.request import getproxies_environment

import pytest

from awso.errors import ConfigurationError
from awso.transports.native.origin import Origin, parse_origin
from awso.transports.native.proxies import NEVER_PROXIED, parse_proxy, proxied

VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "request_method")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def peer(url: str) -> tuple[str, int]:
    origin = proxied(parse_origin(url))
    return (origin.host, origin.port) if origin.proxy is None else (origin.proxy.host, origin.proxy.port)


@pytest.mark.parametrize(
    "environment",
    [
        {"HTTPS_PROXY": "http://upper:1"},
        {"https_proxy": "http://lower:1", "HTTPS_PROXY": "http://upper:1"},
        {"HTTP_PROXY": "http://plain:1"},
        {"HTTP_PROXY": "http://plain:1", "REQUEST_METHOD": "GET"},
        {"http_proxy": "http://plain:1", "REQUEST_METHOD": "GET"},
        {"HTTPS_PROXY": ""},
        {},
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_variable_is_the_one_that_boto3_would_use(
    environment: dict[str, str], scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    expected = getproxies_environment().get(scheme)

    found = peer(f"{scheme}://sts.example.com")

    assert found == (
        expected.split("//")[1].split(":")[0] if expected else "sts.example.com",
        1 if expected else found[1],
    )


@pytest.mark.parametrize("host", ["sts.example.com", "example.com", "notexample.com", "a.b.example.com", "EXAMPLE.com"])
@pytest.mark.parametrize("port", [443, 8443])
@pytest.mark.parametrize(
    "no_proxy",
    ["example.com", ".example.com", "other, example.com ", "*", "sts.example.com:8443", "com", "", "EXAMPLE.COM"],
)
def test_no_proxy_excepts_the_hosts_that_boto3_would_except(
    host: str, port: int, no_proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:1")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    excepted = bool(no_proxy) and bool(cast("Any", urllib.request).proxy_bypass_environment(f"{host}:{port}"))

    assert (peer(f"https://{host}:{port}")[0] != "proxy") is excepted, os.environ["NO_PROXY"]


def test_all_proxy_stands_in_for_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "proxy:3128")

    assert [peer("http://a.example"), peer("https://a.example")] == [("proxy", 3128)] * 2


@pytest.mark.parametrize("host", sorted(NEVER_PROXIED))
def test_loopback_and_the_credentials_addresses_are_never_proxied(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy:1")

    assert proxied(Origin("http", host, 80)).proxy is None


def test_user_and_password_are_decoded_and_sent_as_basic_credentials() -> None:
    proxy = parse_proxy("http://user:p%40ss@proxy.example:8080/ignored")

    assert (proxy.host, proxy.port, proxy.authorization) == ("proxy.example", 8080, "Basic dXNlcjpwQHNz")


@pytest.mark.parametrize(
    "url",
    [
        "socks5://user:secret@proxy:1080",
        "http://user:secret@bad host",
        "http://proxy:secret",
        "http://user:secret://@proxy:1080",
        "user:secret://@proxy:1080",
    ],
)
def test_a_proxy_that_cannot_be_used_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_proxy(url)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "forwards", "tunnelled", "prefix"),
    [
        ("https://a.example", False, True, ""),
        ("https://a.example", True, False, "https://a.example"),
        ("http://a.example", False, False, "http://a.example"),
        ("http://a.example", True, False, "http://a.example"),
    ],
)
def test_a_proxy_that_speaks_tls_opens_tunnels_or_is_given_the_requests(
    url: str, forwards: bool, tunnelled: bool, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "https://user:pw@proxy")

    origin = proxied(parse_origin(url), forwards_https=forwards)

    assert origin.proxy is not None
    assert (origin.proxy.secure, origin.proxy.port, origin.is_tls) == (True, 443, True)
    assert (origin.is_tunnelled, origin.is_tls_in_tls, origin.target_prefix) == (tunnelled, tunnelled, prefix)
    assert origin.proxy_line == ("" if tunnelled else "Proxy-Authorization: Basic dXNlcjpwdw==\r\n")


def test_a_proxy_without_tls_is_never_given_what_is_for_https(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:1")

    assert proxied(parse_origin("https://a.example"), forwards_https=True).is_tunnelled


def test_errors_name_a_proxy_without_its_password() -> None:
    assert parse_proxy("https://user:secret@proxy:1").url == "https://proxy:1"
    assert parse_proxy("user:secret@[::1]:3128").url == "http://[::1]:3128"


def test_a_proxied_request_names_the_whole_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://user:pw@proxy:1")

    origin = proxied(parse_origin("http://a.example:8080"))

    assert origin.target_prefix == "http://a.example:8080"
    assert origin.host_line == "Host: a.example:8080\r\n"
    assert origin.proxy_line == "Proxy-Authorization: Basic dXNlcjpwdw==\r\n"
