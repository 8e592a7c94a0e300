"""Options about connections, by boto3's names: what becomes of them, and the same calls as boto3's."""

import ssl
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import awso.boto as awso_boto
from awso import InsecureConnectionWarning, TransportOptions
from awso.boto import Config, exceptions
from tests.contract.transports.loopback import Loopback, loopback, self_signed, server_tls
from tests.contract.transports.scripted import relay, scripted
from tests.contract.transports.tls_proxy import tls_proxy

boto3: Any = import_module("boto3")
BotoConfig: Any = import_module("botocore.config").Config


def engine(client: Any) -> Any:
    return client._engine


def options(**given: Any) -> Any:
    verify = given.pop("verify", None)
    return engine(awso_boto.client("sqs", verify=verify, config=Config(**given)))._transport_options


def config_of(boto: Any, **given: Any) -> Any:
    return (Config if boto is awso_boto else BotoConfig)(**given)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, None),
        ({"proxies": None, "verify": True}, None),
        ({"proxies": {}}, TransportOptions(proxies={})),
        ({"proxies": {"http": None, "https": ""}}, TransportOptions(proxies={})),
        ({"proxies": {"https": "proxy:3128"}}, TransportOptions(proxies={"https": "proxy:3128"})),
        ({"proxies_config": {"proxy_ca_bundle": None}}, None),
        (
            {"proxies_config": {"proxy_ca_bundle": "a.pem", "proxy_client_cert": ("b.pem", "c.pem")}},
            TransportOptions(proxy_ca_bundle="a.pem", proxy_client_cert=("b.pem", "c.pem")),
        ),
        (
            {"proxies_config": {"proxy_use_forwarding_for_https": True}},
            TransportOptions(proxy_use_forwarding_for_https=True),
        ),
        ({"client_cert": ("a.pem", "b.pem")}, TransportOptions(client_cert=("a.pem", "b.pem"))),
        (
            {"tcp_keepalive": True, "max_pool_connections": 300},
            TransportOptions(tcp_keepalive=True, max_pool_connections=300),
        ),
    ],
)
def test_options_about_connections_are_the_transports(
    settled: Path, given: dict[str, Any], expected: TransportOptions | None
) -> None:
    assert options(**given) == expected


def test_a_proxy_that_is_none_is_refused(settled: Path) -> None:
    with pytest.raises(exceptions.InvalidConfigError, match="socks5"):
        options(proxies={"https": "socks5://proxy:1"})


@pytest.fixture(params=[boto3, awso_boto], ids=["boto3", "awso"])
def boto(request: pytest.FixtureRequest, settled: Path) -> Any:
    return request.param


@pytest.fixture
def secure() -> Iterator[tuple[Loopback, str]]:
    with loopback() as server:
        certificate, key = self_signed("localhost")
        server.use_tls(certificate, key)
        server.answer = lambda handler, request: handler.respond(200, b'{"TableNames":["ada"]}')
        yield server, f"https://localhost:{server.server_address[1]}"


@pytest.mark.filterwarnings("ignore::awso.InsecureConnectionWarning", "ignore:Unverified HTTPS request")
def test_verify_false_takes_any_certificate(boto: Any, secure: tuple[Loopback, str]) -> None:
    assert boto.client("dynamodb", verify=False, endpoint_url=secure[1]).list_tables()["TableNames"] == ["ada"]


def test_verify_false_warns_of_what_it_means(settled: Path) -> None:
    with pytest.warns(InsecureConnectionWarning, match=r"bundle\.pem"):
        awso_boto.client("dynamodb", verify=False)


@pytest.mark.filterwarnings("ignore::awso.InsecureConnectionWarning", "ignore:Unverified HTTPS request")
def test_a_client_certificate_is_shown(boto: Any, tmp_path: Path) -> None:
    certificate, key = self_signed("localhost")
    (tmp_path / "both.pem").write_bytes(certificate + key)
    with loopback() as server:
        server.answer = lambda handler, request: handler.respond(200, b'{"TableNames":["ada"]}')
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "both.pem")
        context.load_verify_locations(tmp_path / "both.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        server.socket = context.wrap_socket(server.socket, server_side=True)
        client = boto.client(
            "dynamodb",
            verify=False,
            endpoint_url=f"https://localhost:{server.server_address[1]}",
            config=config_of(boto, client_cert=str(tmp_path / "both.pem")),
        )

        assert client.list_tables()["TableNames"] == ["ada"]


@pytest.mark.filterwarnings("ignore::awso.InsecureConnectionWarning", "ignore:Unverified HTTPS request")
def test_calls_go_through_the_proxy_of_the_config(boto: Any, secure: tuple[Loopback, str]) -> None:
    heads: list[bytes] = []
    server, url = secure
    with scripted(relay(("127.0.0.1", server.server_address[1]), heads)) as proxy:
        config = config_of(boto, proxies={"https": f"http://127.0.0.1:{proxy.port}"})
        client = boto.client("dynamodb", verify=False, endpoint_url=url, config=config)
        assert client.list_tables()["TableNames"] == ["ada"]
        client.close()
        if boto is awso_boto:
            engine(client)._default_transport(None).close()

    assert [head.split(b" ")[0] for head in heads] == [b"CONNECT"]


@pytest.fixture
def tls_folder(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """Where the certificates of a proxy at localhost and of a caller are, and what such a proxy speaks TLS with."""
    proxy, caller = self_signed("localhost"), self_signed("caller.example")
    (tmp_path / "proxy.pem").write_bytes(proxy[0])
    (tmp_path / "caller.pem").write_bytes(caller[0])
    (tmp_path / "caller.key").write_bytes(caller[1])
    context = server_tls(*proxy)
    context.load_verify_locations(cadata=caller[0].decode())
    context.verify_mode = ssl.CERT_REQUIRED
    return tmp_path, context


@pytest.mark.filterwarnings(
    "ignore::awso.InsecureConnectionWarning",
    "ignore:Unverified HTTPS request",
    "ignore:Passing ssl_context when use_forwarding",  # what botocore tells urllib3
)
@pytest.mark.parametrize(("forwarding", "line"), [(None, "CONNECT "), (False, "CONNECT "), (True, "POST https://")])
def test_calls_go_through_a_proxy_that_is_reached_by_https(
    boto: Any,
    secure: tuple[Loopback, str],
    tls_folder: tuple[Path, ssl.SSLContext],
    forwarding: bool | None,
    line: str,
) -> None:
    folder, context = tls_folder
    server, url = secure
    proxies_config = {
        "proxy_ca_bundle": str(folder / "proxy.pem"),
        "proxy_client_cert": (str(folder / "caller.pem"), str(folder / "caller.key")),
        "proxy_use_forwarding_for_https": forwarding,
    }
    with loopback() as plain, tls_proxy(context, ("127.0.0.1", server.server_address[1])) as proxy:
        if forwarding:
            plain.answer = server.answer
            proxy.target = ("127.0.0.1", plain.server_address[1])
        config = config_of(boto, proxies={"https": proxy.url}, proxies_config=proxies_config)
        client = boto.client("dynamodb", verify=False, endpoint_url=url, config=config)
        assert client.list_tables()["TableNames"] == ["ada"]
        client.close()
        if boto is awso_boto:
            engine(client)._default_transport(None).close()

    assert [shown.startswith(line) for shown in proxy.lines] == [True]
    assert b"Basic dXNlcjpzZWNyZXQ=" in proxy.heads[0]


@pytest.mark.filterwarnings("ignore::awso.InsecureConnectionWarning", "ignore:Unverified HTTPS request")
def test_a_proxy_that_refuses_is_boto3s_error_without_the_password(
    boto: Any, secure: tuple[Loopback, str], tls_folder: tuple[Path, ssl.SSLContext]
) -> None:
    folder, _ = tls_folder
    with tls_proxy(server_tls(*self_signed("localhost")), ("127.0.0.1", 1)) as proxy:
        config = config_of(
            boto,
            proxies={"https": proxy.url},
            proxies_config={"proxy_ca_bundle": str(folder / "proxy.pem")},  # another's
            retries={"max_attempts": 0},
        )
        client = boto.client("dynamodb", verify=False, endpoint_url=secure[1], config=config)
        with pytest.raises(Exception, match="Failed to connect to proxy URL") as refused:
            client.list_tables()

    assert type(refused.value).__name__ == "ProxyConnectionError"
    assert "secret" not in str(refused.value)


def test_host_prefixes_are_left_out_where_that_is_said(boto: Any) -> None:
    with loopback() as server:
        server.answer = lambda handler, _: handler.respond(200, b"{}")
        config = config_of(boto, inject_host_prefix=False)
        client = boto.client("stepfunctions", endpoint_url=f"{server.url}", config=config)
        client.start_sync_execution(stateMachineArn="arn:aws:states:us-east-1:123456789012:stateMachine:a")

    assert [seen.headers["host"] for seen in server.seen] == [server.url.removeprefix("http://")]


@pytest.mark.parametrize("mode", ["legacy", "standard", "in-region", "Cross-Region", "mobile"])
def test_a_defaults_mode_leads_to_boto3s_timeout(settled: Path, mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULTS_MODE", mode)
    theirs: Any = boto3.session.Session().client("s3")

    client = awso_boto.Session().client("s3")
    ours = engine(client).prepared()
    asked = engine(awso_boto.client("s3", config=Config(defaults_mode=mode))).prepared()

    assert ours.connect_timeout_seconds == asked.connect_timeout_seconds == theirs.meta.config.connect_timeout
    assert client.meta.config.connect_timeout == ours.connect_timeout_seconds
    assert ours.endpoints.default().url == theirs.meta.endpoint_url


def test_a_mode_that_is_none_is_refused_in_boto3s_words(settled: Path) -> None:
    with pytest.raises(Exception) as theirs:  # noqa: PT011  # whichever it is
        boto3.client("s3", config=BotoConfig(defaults_mode="fast"))
    with pytest.raises(exceptions.InvalidDefaultsMode) as ours:
        Config(defaults_mode="fast")

    assert str(ours.value).split(":")[0] == str(theirs.value).split(":")[0]
    assert type(theirs.value).__name__ == "InvalidDefaultsMode"


@pytest.mark.parametrize(
    ("retries", "mode", "attempts"),
    [
        ({"mode": "adaptive"}, "adaptive", 3),
        ({"mode": "adaptive", "max_attempts": 4}, "adaptive", 5),
        ({"mode": "legacy"}, "standard", 5),
        ({"total_max_attempts": 2}, "standard", 2),
    ],
)
def test_retry_modes_are_the_engines(settled: Path, retries: dict[str, Any], mode: str, attempts: int) -> None:
    policy = engine(awso_boto.client("sqs", config=Config(retries=retries))).prepared().retries

    assert (policy.options.mode, policy.max_attempts()) == (mode, attempts)
