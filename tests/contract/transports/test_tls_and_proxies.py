"""TLS, with and without a proxy's tunnel, and across a fork."""

import io
import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from awso.core.http import HttpRequest
from awso.core.request_bodies import RequestStream
from awso.errors import ConfigurationError, ConnectError, ConnectTimeoutError
from awso.transports.native import NativeTransport
from tests.contract.transports.loopback import Loopback, self_signed
from tests.contract.transports.processes import python
from tests.contract.transports.scripted import read_head, relay, scripted
from tests.contract.transports.senders import LONG, NATIVE, Sender, new_sender

BIG = bytes(range(256)) * 8192
NAME = "service.example"
"""Of the server behind the proxy: it is resolved by the proxy alone."""


@pytest.fixture
def secure(server: Loopback, identity: tuple[bytes, bytes]) -> str:
    server.use_tls(*identity)
    return f"https://localhost:{server.server_address[1]}"


@pytest.fixture(params=NATIVE)
def trusting(request: pytest.FixtureRequest, identity: tuple[bytes, bytes]) -> Iterator[Sender]:
    sender = new_sender(request.param, root_certificates_pem=identity[0])
    yield sender
    sender.close()


def test_requests_share_one_tls_connection(trusting: Sender, server: Loopback, secure: str) -> None:
    for _ in range(3):
        assert trusting.send(HttpRequest("POST", f"{secure}/", body=b"{}")).status == 200

    assert len(server.connections) == 1


def test_large_bodies_pass_both_ways_over_tls(trusting: Sender, server: Loopback, secure: str) -> None:
    server.answer = lambda handler, request: handler.respond(200, request.body)

    for body in (BIG, b"small", BIG):
        assert trusting.send(HttpRequest("PUT", f"{secure}/", body=body)).body == body

    assert len(server.connections) == 1


def test_streams_pass_both_ways_over_tls(trusting: Sender, server: Loopback, secure: str) -> None:
    server.answer = lambda handler, request: handler.respond(200, request.body)

    for _ in range(2):
        body = trusting.open(HttpRequest("PUT", f"{secure}/", stream=RequestStream(io.BytesIO(BIG), len(BIG))))
        assert trusting.read_all(body) == BIG

    assert len(server.connections) == 1


def test_a_certificate_for_another_name_is_refused(trusting: Sender, server: Loopback, secure: str) -> None:
    with pytest.raises(ConnectError) as caught:
        trusting.send(HttpRequest("GET", secure.replace("localhost", "127.0.0.1")))

    assert not caught.value.request_sent
    assert "AWS_CA_BUNDLE" in str(caught.value)


def test_a_server_without_tls_is_a_connect_error(trusting: Sender, server: Loopback) -> None:
    with pytest.raises(ConnectError):
        trusting.send(HttpRequest("GET", f"https://localhost:{server.server_address[1]}/"))


@pytest.mark.parametrize("roots", [b"nonsense", b"", b"\n", b"# to come\n"])
def test_roots_that_are_no_certificates_are_refused(roots: bytes) -> None:
    with pytest.raises(ConfigurationError, match="PEM"):
        NativeTransport(root_certificates_pem=roots).send(HttpRequest("GET", "https://127.0.0.1:1/"), LONG, LONG)


@pytest.mark.parametrize("name", NATIVE)
def test_https_goes_through_a_proxys_tunnel(name: str, server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, key = self_signed(NAME)
    server.use_tls(certificate, key)
    heads: list[bytes] = []
    script = relay(("127.0.0.1", server.server_address[1]), heads)
    with scripted(script) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:secret@127.0.0.1:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        sender = new_sender(name, root_certificates_pem=certificate)
        for _ in range(2):
            assert sender.send(HttpRequest("GET", f"https://{NAME}/path")).status == 200
        sender.close()

    credentials = b64encode(b"user:secret")
    assert heads == [
        b"CONNECT service.example:443 HTTP/1.1\r\nHost: service.example:443\r\n"
        b"Proxy-Authorization: Basic " + credentials + b"\r\n\r\n"
    ]
    assert [seen.url for seen in server.seen] == ["/path", "/path"]
    assert "proxy-authorization" not in server.seen[0].headers


@pytest.mark.parametrize("name", NATIVE)
def test_a_tunnel_that_is_refused_is_a_connect_error_without_the_password(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

    with scripted(script) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:secret@127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", "")
        sender = new_sender(name)
        with pytest.raises(ConnectError, match="407") as caught:
            sender.send(HttpRequest("GET", f"https://{NAME}/"))
        sender.close()

    assert (caught.value.request_sent, "secret" in str(caught.value)) == (False, False)


@pytest.mark.parametrize("name", NATIVE)
def test_a_proxy_that_answers_little_by_little_is_a_connect_timeout(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given_up = threading.Event()

    def script(connection: socket.socket) -> None:
        read_head(connection)
        for letter in b"HTTP/1.1 200 Connection established, at last":
            connection.sendall(bytes((letter,)))
            given_up.wait(0.1)

    with scripted(script) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", "")
        sender = new_sender(name)
        with pytest.raises(ConnectTimeoutError):
            sender.send(HttpRequest("GET", f"https://{NAME}/"), connect=0.5)
        given_up.set()
        sender.close()


FORKING = """
import os, sys
from awso.core.http import HttpRequest
from awso.transports.native import NativeTransport
url, roots = sys.argv[1:]
transport = NativeTransport(root_certificates_pem=open(roots, "rb").read())
request = HttpRequest("GET", url)
print("parent", transport.send(request, 5.0, 5.0).status, flush=True)
child = os.fork()
if child == 0:
    print("child", transport.send(request, 5.0, 5.0).status, flush=True)
    transport.close()
    os._exit(0)
os.waitpid(child, 0)
print("parent", transport.send(request, 5.0, 5.0).status, flush=True)
"""


def test_a_child_leaves_its_parents_tls_session_alone(
    server: Loopback, secure: str, identity: tuple[bytes, bytes], tmp_path: Path
) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_bytes(identity[0])

    said = python(FORKING, f"{secure}/", str(roots))

    assert said.splitlines() == ["parent 200", "child 200", "parent 200"]
    assert len(server.connections) == 2  # the parent's own lived on
