"""What a program may say of its connections: certificates, its own and the server's, proxies, how many are kept."""

import socket
import ssl
import warnings
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from awso import InsecureConnectionWarning, TransportOptions
from awso.core.http import HttpRequest
from awso.errors import ConfigurationError, ConnectError, TransportError
from awso.transports.native import shared
from tests.contract.transports.loopback import Loopback, self_signed
from tests.contract.transports.scripted import OK, read_head, relay, scripted
from tests.contract.transports.senders import NATIVE, Sender, new_sender
from tests.contract.transports.test_tls_and_proxies import BIG, NAME

Pem = tuple[bytes, bytes]


@pytest.fixture(scope="module")
def identity() -> Pem:
    return self_signed("localhost")


@pytest.fixture(scope="module")
def callers() -> Pem:
    return self_signed("caller.example")


@pytest.fixture
def secure(server: Loopback, identity: Pem) -> str:
    server.use_tls(*identity)
    return f"https://localhost:{server.server_address[1]}"


@pytest.fixture(params=NATIVE)
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def send(kind: str, options: TransportOptions, url: str, **more: Any) -> int:
    sender = new_sender(kind, options=options, **more)
    try:
        return sender.send(HttpRequest("GET", url)).status
    finally:
        sender.close()


def untrusting(**more: Any) -> TransportOptions:
    with pytest.warns(InsecureConnectionWarning, match="verify=False"):
        return TransportOptions(verify=False, **more)


def test_without_verification_any_certificate_of_any_name_is_taken(kind: str, secure: str) -> None:
    assert send(kind, untrusting(), secure) == 200
    assert send(kind, untrusting(), secure.replace("localhost", "127.0.0.1")) == 200


def test_the_warning_names_the_line_that_asked_for_it() -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        TransportOptions(verify=False)

    assert [warning.filename for warning in seen] == [__file__]


def test_a_server_is_trusted_by_the_bundle_at_a_path_and_by_no_other(
    kind: str, secure: str, identity: Pem, callers: Pem, tmp_path: Path
) -> None:
    (tmp_path / "right.pem").write_bytes(identity[0])
    (tmp_path / "wrong.pem").write_bytes(callers[0])

    assert send(kind, TransportOptions(verify=str(tmp_path / "right.pem")), secure) == 200
    with pytest.raises(ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        send(kind, TransportOptions(verify=str(tmp_path / "wrong.pem")), secure, root_certificates_pem=identity[0])
    with pytest.raises(ConfigurationError, match=r"verify='.*/none\.pem' cannot be read: No such file"):
        send(kind, TransportOptions(verify=str(tmp_path / "none.pem")), secure)


@pytest.fixture
def asking(server: Loopback, identity: Pem, callers: Pem, tmp_path: Path) -> str:
    """The URL of a server that answers only to `callers`."""
    for name, content in (("server.pem", b"".join(identity)), ("callers.pem", callers[0])):
        (tmp_path / name).write_bytes(content)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    context.load_verify_locations(tmp_path / "callers.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return f"https://localhost:{server.server_address[1]}"


@pytest.mark.parametrize("files", [1, 2])
def test_a_server_that_asks_for_a_certificate_is_shown_it(
    kind: str, asking: str, identity: Pem, callers: Pem, tmp_path: Path, files: int
) -> None:
    (tmp_path / "both.pem").write_bytes(b"".join(callers))
    (tmp_path / "key.pem").write_bytes(callers[1])
    pair = (str(tmp_path / "callers.pem"), str(tmp_path / "key.pem"))
    options = TransportOptions(client_cert=str(tmp_path / "both.pem") if files == 1 else pair)

    assert send(kind, options, asking, root_certificates_pem=identity[0]) == 200


def test_without_a_certificate_such_a_server_refuses(kind: str, asking: str, identity: Pem) -> None:
    with pytest.raises(TransportError):
        send(kind, TransportOptions(), asking, root_certificates_pem=identity[0])


def test_a_certificate_that_cannot_be_shown_is_refused_without_a_prompt(callers: Pem, tmp_path: Path) -> None:
    key = serialization.load_pem_private_key(callers[1], None)
    encrypted = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"a password"),
    )
    (tmp_path / "both.pem").write_bytes(callers[0] + encrypted)

    for path in (tmp_path / "both.pem", tmp_path / "none.pem"):
        with pytest.raises(ConfigurationError, match=r"client_cert='.*' cannot be used"):
            send("native", TransportOptions(client_cert=str(path)), "https://127.0.0.1:1/")


def test_http_goes_through_the_proxy_that_is_named_and_past_the_environments(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads: list[bytes] = []

    def script(connection: socket.socket) -> None:
        heads.append(read_head(connection))
        connection.sendall(OK)

    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "*")
    with scripted(script) as proxy:
        options = TransportOptions(proxies={"http": f"127.0.0.1:{proxy.port}"})
        assert send(kind, options, f"http://{NAME}/path") == 200
        assert send(kind, options, "http://127.0.0.1:1/loopback") == 200

    assert [head.split(b"\r\n")[0] for head in heads] == [
        b"GET http://service.example/path HTTP/1.1",
        b"GET http://127.0.0.1:1/loopback HTTP/1.1",
    ]


def test_https_goes_through_the_tunnel_of_the_proxy_that_is_named(kind: str, server: Loopback) -> None:
    certificate, key = self_signed(NAME)
    server.use_tls(certificate, key)
    heads: list[bytes] = []
    with scripted(relay(("127.0.0.1", server.server_address[1]), heads)) as proxy:
        options = TransportOptions(proxies={"https": f"http://127.0.0.1:{proxy.port}"})
        assert send(kind, options, f"https://{NAME}/", root_certificates_pem=certificate) == 200

    assert [head.split(b"\r\n")[0] for head in heads] == [b"CONNECT service.example:443 HTTP/1.1"]


def test_an_empty_mapping_of_proxies_means_none(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(OK)

    monkeypatch.setenv("NO_PROXY", "")
    with scripted(script) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        address = "http://127.0.0.2:1"  # nobody listens there, and it is not among what is never proxied
        assert send(kind, TransportOptions(), address) == 200
        with pytest.raises(ConnectError):
            send(kind, TransportOptions(proxies={}), address)

    assert proxy.connections == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"proxies": {"ftp": "http://proxy:1"}}, "proxies has 'ftp'"),
        ({"proxies": {"https": "ftp://proxy:1"}}, "ftp://"),
        ({"proxy_ca_bundle": ""}, "proxy_ca_bundle='' is no path"),
        ({"proxies": {"http": "socks5://proxy:1"}}, "socks5://"),
        ({"proxies": {"http": "http://"}}, "no URL like"),
        ({"verify": ""}, "no path"),
        ({"max_pool_connections": 0}, "at least 1, got 0"),
    ],
)
def test_what_is_no_option_is_refused_when_it_is_written(options: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        TransportOptions(**options)


def test_connections_are_probed_where_that_is_asked_for(kind: str, server: Loopback) -> None:
    for asked in (False, True):
        sender = new_sender(kind, options=TransportOptions(tcp_keepalive=asked))
        assert sender.send(HttpRequest("GET", server.url)).status == 200
        assert probed(sender, server.url) == asked
        sender.close()


def probed(sender: Sender, url: str) -> bool:
    transport: Any = sender.transport
    if transport._blocking is not None:
        opened = transport._blocking._pools.of(url)._idle[0]._socket
    else:
        (entered,) = transport._concurrent._loops.values()
        opened = entered.pools.of(url)._idle[0].transport.get_extra_info("socket")
    return bool(opened.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE))


@pytest.mark.parametrize(("most", "connections"), [(1, 3), (2, 2)])
def test_no_more_connections_than_said_are_kept(server: Loopback, most: int, connections: int) -> None:
    server.answer = lambda handler, request: handler.respond(200, BIG)
    sender = new_sender("native", options=TransportOptions(max_pool_connections=most))
    for _ in range(2):
        both = [sender.open(HttpRequest("GET", server.url)) for _ in range(2)]
        for body in both:
            sender.read_all(body)
    sender.close()

    assert len(server.connections) == connections


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("awso.transports.native._shared", {})


@pytest.mark.usefixtures("forgotten")
def test_equal_options_share_a_transport_and_others_do_not() -> None:
    proxies = {"http": "http://user:secret@proxy:1"}
    one, same = TransportOptions(proxies=proxies), TransportOptions(proxies=dict(proxies))
    proxies.clear()

    assert shared(None, one) is shared(None, same)
    others = [shared(), shared(b"roots", one), shared(None, TransportOptions()), shared(None, one)]
    assert len({id(transport) for transport in others}) == 4
    assert "secret" not in repr(one)
