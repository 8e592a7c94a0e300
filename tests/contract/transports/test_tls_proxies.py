"""Proxies that are themselves reached by https: TLS within TLS, requests that they pass on, and how all this fails."""

import asyncio
import gc
import io
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from awso import InsecureConnectionWarning, TransportOptions
from awso.core.http import HttpRequest
from awso.core.request_bodies import RequestStream
from awso.errors import (
    ConfigurationError,
    ConnectError,
    ConnectTimeoutError,
    ProxyError,
    ReadTimeoutError,
    TransportError,
)
from tests.contract.transports.conversations import Questions, asking, echo
from tests.contract.transports.http2_peer import speaking_http2
from tests.contract.transports.loopback import Handler, Loopback, loopback, self_signed, server_tls
from tests.contract.transports.scripted import OK, Script, read_exactly, read_head, scripted
from tests.contract.transports.senders import ASYNCIO, LONG, NATIVE, SHORT, Sender, new_sender
from tests.contract.transports.tls_proxy import TlsProxy, tls_proxy

BIG = bytes(range(256)) * 8192  # 2 MiB: many records of each TLS
NAME = "service.example"
"""Of the server behind the proxy, which resolves it."""
CREDENTIALS = b64encode(b"user:secret").decode()

Pem = tuple[bytes, bytes]
NewSender = Callable[..., Sender]


class Roots:
    """Who is who, and the files that say so."""

    def __init__(self, folder: Path) -> None:
        self.server, self.proxy, self.caller = (
            self_signed(NAME),
            self_signed("localhost"),
            self_signed("caller.example"),
        )
        self.of_server = self._file(folder / "server.pem", self.server[0])
        self.of_proxy = self._file(folder / "proxy.pem", self.proxy[0])
        self.of_both = self._file(folder / "both.pem", self.server[0], self.proxy[0])
        self.caller_file = self._file(folder / "caller.pem", *self.caller)

    def _file(self, path: Path, *contents: bytes) -> str:
        path.write_bytes(b"".join(contents))
        return str(path)


@pytest.fixture(scope="module")
def roots(tmp_path_factory: pytest.TempPathFactory) -> Roots:
    return Roots(tmp_path_factory.mktemp("roots"))


@pytest.fixture
def secure(roots: Roots) -> Iterator[Loopback]:
    """The server, by https at `NAME`, which echoes."""
    with loopback() as server:
        server.use_tls(*roots.server)
        server.answer = lambda handler, request: handler.respond(200, request.body)
        yield server


@pytest.fixture
def proxy(roots: Roots, secure: Loopback) -> Iterator[TlsProxy]:
    with tls_proxy(server_tls(*roots.proxy), ("127.0.0.1", secure.server_address[1])) as proxy:
        yield proxy


@pytest.fixture
def sender_of(kind: str) -> Iterator[NewSender]:
    made: list[Sender] = []

    def new(**options: Any) -> Sender:
        made.append(new_sender(kind, options=TransportOptions(**options)))
        return made[-1]

    yield new
    for sender in made:
        sender.close()


@pytest.fixture(params=NATIVE)
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def sender(sender_of: NewSender, proxy: TlsProxy, roots: Roots) -> Sender:
    """One that trusts server and proxy, each by a file of its own."""
    return sender_of(verify=roots.of_server, proxies={"https": proxy.url}, proxy_ca_bundle=roots.of_proxy)


def test_https_goes_through_a_tunnel_within_tls_that_is_used_again(
    sender: Sender, proxy: TlsProxy, secure: Loopback
) -> None:
    for _ in range(3):
        assert sender.send(HttpRequest("POST", f"https://{NAME}/path", body=b"{}")).body == b"{}"

    assert [head.decode() for head in proxy.heads] == [
        f"CONNECT {NAME}:443 HTTP/1.1\r\nHost: {NAME}:443\r\nProxy-Authorization: Basic {CREDENTIALS}\r\n\r\n"
    ]
    assert [seen.url for seen in secure.seen] == ["/path"] * 3
    assert len(secure.connections) == 1
    assert "proxy-authorization" not in secure.seen[0].headers


def test_the_environment_may_name_such_a_proxy(
    kind: str, proxy: TlsProxy, roots: Roots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", proxy.url)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    sender = new_sender(kind, root_certificates_pem=roots.server[0] + roots.proxy[0])  # AWS_CA_BUNDLE
    assert sender.send(HttpRequest("GET", f"https://{NAME}/")).status == 200
    sender.close()

    assert proxy.lines == [f"CONNECT {NAME}:443 HTTP/1.1"]


def test_large_bodies_pass_both_ways(sender: Sender, secure: Loopback) -> None:
    for body in (BIG, b"small", BIG, b"x" * 65_000):
        assert sender.send(HttpRequest("PUT", f"https://{NAME}/", body=body)).body == body

    assert len(secure.connections) == 1


@pytest.mark.parametrize("size", [1, 65_536, len(BIG)])
def test_streams_pass_both_ways(sender: Sender, secure: Loopback, size: int) -> None:
    for _ in range(2):
        stream = RequestStream(io.BytesIO(BIG[:size]), size)
        body = sender.open(HttpRequest("PUT", f"https://{NAME}/", stream=stream))
        assert sender.read_all(body) == BIG[:size]

    assert len(secure.connections) == 1


def test_an_error_that_comes_before_the_body_is_out_ends_it(sender: Sender, proxy: TlsProxy, roots: Roots) -> None:
    answered = threading.Event()

    def script(connection: socket.socket) -> None:
        with server_tls(*roots.server).wrap_socket(connection, server_side=True) as tls:
            read_head(tls)
            tls.sendall(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig")
            answered.wait(LONG)

    with scripted(script) as server:
        proxy.target = ("127.0.0.1", server.port)
        stream = RequestStream(iter([BIG] * 50), len(BIG) * 50)
        response = sender.send(HttpRequest("PUT", f"https://{NAME}/", stream=stream))
        answered.set()

    assert (response.status, response.body) == (413, b"big")


def test_the_server_is_asked_first_where_that_is_said(sender: Sender, proxy: TlsProxy, roots: Roots) -> None:
    def script(connection: socket.socket) -> None:
        with server_tls(*roots.server).wrap_socket(connection, server_side=True) as tls:
            assert b"Expect: 100-continue" in read_head(tls)
            tls.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            assert read_exactly(tls, 4) == b"body"
            tls.sendall(OK)
            tls.recv(1)

    with scripted(script) as server:
        proxy.target = ("127.0.0.1", server.port)
        request = HttpRequest("PUT", f"https://{NAME}/", (("Expect", "100-continue"),), b"body")
        assert sender.send(request).status == 200
        sender.close_connections()


def closing(roots: Roots) -> Script:
    """Answers one request, and says goodbye in the same breath."""

    def script(connection: socket.socket) -> None:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = server_tls(*roots.server).wrap_bio(incoming, outgoing, server_side=True)

        def step(work: Callable[[], Any]) -> Any:
            while True:
                try:
                    return work()
                except ssl.SSLWantReadError:
                    connection.sendall(outgoing.read())
                    incoming.write(connection.recv(65_536))

        step(tls.do_handshake)
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += step(lambda: tls.read(65_536))
        tls.write(OK)
        with suppress(ssl.SSLWantReadError):  # the client's farewell is not waited for
            tls.unwrap()
        connection.sendall(outgoing.read())
        connection.recv(65_536)  # the connection itself stays open until the client leaves

    return script


def test_a_farewell_that_came_with_the_answer_is_noticed(sender: Sender, proxy: TlsProxy, roots: Roots) -> None:
    with scripted(closing(roots)) as server:
        proxy.target = ("127.0.0.1", server.port)
        for _ in range(2):
            assert sender.send(HttpRequest("POST", f"https://{NAME}/")).body == b"ok"  # must not be sent twice
        sender.close_connections()

    assert server.connections == 2


@pytest.mark.parametrize("fields", [(), (("Host", NAME),)], ids=["its own Host", "a given Host"])
def test_http_is_passed_on_by_the_proxy(
    sender_of: NewSender, proxy: TlsProxy, roots: Roots, server: Loopback, fields: tuple[tuple[str, str], ...]
) -> None:
    proxy.target = ("127.0.0.1", server.server_address[1])
    server.answer = lambda handler, request: handler.respond(200, request.body)
    sender = sender_of(proxies={"http": proxy.url}, proxy_ca_bundle=roots.of_proxy)

    for _ in range(2):
        assert sender.send(HttpRequest("PUT", f"http://{NAME}/a?b", fields, BIG)).body == BIG

    assert proxy.lines == [f"PUT http://{NAME}/a?b HTTP/1.1"]  # the second came over the same connection
    assert [seen.headers["proxy-authorization"] for seen in server.seen] == [f"Basic {CREDENTIALS}"] * 2
    assert [seen.headers["host"] for seen in server.seen] == [NAME] * 2


def test_https_is_passed_on_where_that_is_said(
    sender_of: NewSender, proxy: TlsProxy, roots: Roots, server: Loopback
) -> None:
    proxy.target = ("127.0.0.1", server.server_address[1])
    sender = sender_of(
        proxies={"https": proxy.url}, proxy_ca_bundle=roots.of_proxy, proxy_use_forwarding_for_https=True
    )

    assert sender.send(HttpRequest("GET", f"https://{NAME}/a", (("Authorization", "AWS4"),))).status == 200
    assert proxy.lines == [f"GET https://{NAME}/a HTTP/1.1"]
    assert server.seen[0].headers["proxy-authorization"] == f"Basic {CREDENTIALS}"


def fails(sender: Sender, expected: type[Exception] = ProxyError, **more: Any) -> str:
    with pytest.raises(expected) as caught:
        sender.send(HttpRequest("GET", f"https://{NAME}/?signature=hidden"), **more)
    assert type(caught.value) is expected
    assert "secret" not in f"{caught.value!r} {caught.value}"
    assert CREDENTIALS not in f"{caught.value!r} {caught.value}"
    assert "hidden" not in str(caught.value)
    if isinstance(caught.value, ProxyError):
        assert not caught.value.request_sent
        assert caught.value.proxy in str(caught.value)
    return str(caught.value)


def test_a_proxy_is_trusted_as_servers_are_or_for_its_own_file_alone(
    sender_of: NewSender, proxy: TlsProxy, roots: Roots
) -> None:
    proxies = {"https": proxy.url}

    assert sender_of(verify=roots.of_both, proxies=proxies).send(HttpRequest("GET", f"https://{NAME}/")).status == 200
    for wrong in (
        {"verify": roots.of_server},
        {"verify": roots.of_both, "proxy_ca_bundle": roots.of_server},
        {"verify": roots.of_both, "proxies": {"https": proxy.url.replace("localhost", "127.0.0.1")}},  # no such name
    ):
        said = fails(sender_of(**{"proxies": proxies, **wrong}))
        assert "CERTIFICATE_VERIFY_FAILED" in said
        assert "proxy_ca_bundle" in said
    assert len(proxy.heads) == 1  # the password went to nobody else


def test_a_servers_certificate_is_verified_within_the_tunnel(
    sender_of: NewSender, proxy: TlsProxy, roots: Roots
) -> None:
    sender = sender_of(verify=roots.of_proxy, proxies={"https": proxy.url})

    assert "AWS_CA_BUNDLE" in fails(sender, ConnectError)
    assert proxy.lines == [f"CONNECT {NAME}:443 HTTP/1.1"]


def test_without_verification_the_proxy_is_verified_by_its_own_file_alone(
    sender_of: NewSender, proxy: TlsProxy, roots: Roots
) -> None:
    proxies = {"https": proxy.url}
    with pytest.warns(InsecureConnectionWarning):
        anybody = sender_of(verify=False, proxies=proxies)
    with pytest.warns(InsecureConnectionWarning):
        not_the_proxy = sender_of(verify=False, proxies=proxies, proxy_ca_bundle=roots.of_server)

    assert anybody.send(HttpRequest("GET", f"https://{NAME}/")).status == 200
    fails(not_the_proxy)


@pytest.mark.parametrize("option", ["proxy_client_cert", "client_cert", None])
def test_a_proxy_that_asks_for_a_certificate_is_shown_its_own(
    sender_of: NewSender, secure: Loopback, roots: Roots, option: str | None
) -> None:
    context = server_tls(*roots.proxy)
    context.load_verify_locations(cadata=roots.caller[0].decode())
    context.verify_mode = ssl.CERT_REQUIRED
    shown = {} if option is None else {option: roots.caller_file}
    with tls_proxy(context, ("127.0.0.1", secure.server_address[1])) as proxy:
        sender = sender_of(verify=roots.of_both, proxies={"https": proxy.url}, **shown)
        if option == "proxy_client_cert":
            assert sender.send(HttpRequest("GET", f"https://{NAME}/")).status == 200
        else:
            fails(sender)


@pytest.mark.parametrize("option", ["proxy_ca_bundle", "proxy_client_cert"])
def test_a_file_that_is_not_there_is_named(sender_of: NewSender, option: str, tmp_path: Path) -> None:
    sender = sender_of(proxies={"https": "https://127.0.0.1:1"}, **{option: str(tmp_path / "none.pem")})

    assert option in fails(sender, ConfigurationError)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 5\r\n\r\nagain",
            "407: name user and password",
        ),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "403"),
        (b"no HTTP at all\r\n\r\n", "failed: "),
    ],
)
def test_a_tunnel_that_is_refused_says_why(sender: Sender, proxy: TlsProxy, answer: bytes, said: str) -> None:
    proxy.answer = answer

    assert said in fails(sender)
    assert proxy.left.wait(LONG)


def test_a_proxy_that_is_not_there_is_named(sender_of: NewSender) -> None:
    assert "https://127.0.0.1:1 failed" in fails(sender_of(proxies={"https": "https://user:secret@127.0.0.1:1"}))


def without_tls(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def closing_after(context: ssl.SSLContext, answer: bytes) -> Script:
    def script(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as tls:
            read_head(tls)
            tls.sendall(answer)
            if answer:
                tls.recv(65_536)  # the first of the inner TLS

    return script


@pytest.mark.parametrize("moment", ["in TLS", "before the answer", "in the TLS within"])
def test_a_proxy_that_leaves_while_it_connects_is_an_error(sender_of: NewSender, roots: Roots, moment: str) -> None:
    context = server_tls(*roots.proxy)
    script = {
        "in TLS": without_tls,
        "before the answer": closing_after(context, b""),
        "in the TLS within": closing_after(context, b"HTTP/1.1 200 OK\r\n\r\n"),
    }[moment]
    with scripted(script) as proxy:
        sender = sender_of(proxies={"https": f"https://localhost:{proxy.port}"}, proxy_ca_bundle=roots.of_proxy)
        fails(sender, ConnectError if moment == "in the TLS within" else ProxyError)


@pytest.mark.parametrize("stream", [False, True])
def test_a_proxy_that_leaves_in_the_answer_is_an_error(
    sender: Sender, proxy: TlsProxy, secure: Loopback, stream: bool
) -> None:
    proxy.most_bytes = 100_000
    request = HttpRequest("PUT", f"https://{NAME}/", body=BIG)

    if stream:
        body = sender.open(request)
        with pytest.raises(TransportError):
            sender.read_all(body)
        sender.close_stream(body)
    else:
        with pytest.raises(TransportError) as caught:
            sender.send(request)
        assert caught.value.request_sent


@pytest.mark.parametrize("moment", ["TLS", "the answer to CONNECT", "TLS within"])
def test_waiting_for_the_tunnel_ends_with_the_connect_timeout(sender_of: NewSender, roots: Roots, moment: str) -> None:
    given_up = threading.Event()

    def script(connection: socket.socket) -> None:
        if moment == "TLS":
            given_up.wait(LONG)
            return
        with server_tls(*roots.proxy).wrap_socket(connection, server_side=True) as tls:
            read_head(tls)
            if moment == "TLS within":
                tls.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            given_up.wait(LONG)

    with scripted(script) as proxy:
        sender = sender_of(proxies={"https": f"https://localhost:{proxy.port}"}, proxy_ca_bundle=roots.of_proxy)
        fails(sender, ConnectTimeoutError, connect=0.5)
        given_up.set()


def test_a_server_that_is_silent_ends_with_the_read_timeout(sender: Sender, proxy: TlsProxy, secure: Loopback) -> None:
    def answer(handler: Handler, request: HttpRequest) -> None:
        handler.server.release.wait(LONG)

    secure.answer = answer

    fails(sender, ReadTimeoutError, read=SHORT)
    assert proxy.left.wait(LONG)


@pytest.mark.parametrize("kind", ASYNCIO)
@pytest.mark.parametrize("moment", ["waits for the tunnel", "waits for the answer"])
def test_a_task_that_is_cancelled_leaves_the_proxy(
    sender: Sender, proxy: TlsProxy, secure: Loopback, moment: str
) -> None:
    waiting = secure.arrived if moment == "waits for the answer" else proxy.asked
    if moment == "waits for the tunnel":
        proxy.answer = None

    def answer(handler: Handler, request: HttpRequest) -> None:
        handler.server.release.wait(LONG)

    secure.answer = answer

    async def cancel() -> None:
        task = asyncio.ensure_future(sender.transport.send_async(HttpRequest("GET", f"https://{NAME}/"), LONG, LONG))
        assert await asyncio.to_thread(waiting.wait, LONG)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    sender.run(cancel())
    assert proxy.left.wait(LONG)


@pytest.mark.filterwarnings(
    "ignore:unclosed <socket:ResourceWarning"
)  # asyncio's staggered_race drops one that has won
@pytest.mark.parametrize("kind", ASYNCIO)
def test_a_task_that_is_cancelled_in_any_step_of_connecting_leaves_nothing(sender: Sender, proxy: TlsProxy) -> None:
    async def cancel(steps: int) -> None:
        task = asyncio.ensure_future(sender.transport.send_async(HttpRequest("GET", f"https://{NAME}/"), LONG, LONG))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled() or task.result().status == 200
        await sender.transport.close_async()

    for steps in range(1, 60, 3):
        sender.run(cancel(steps))
    gc.collect()  # what nobody closed says so here
    assert sender.send(HttpRequest("GET", f"https://{NAME}/")).status == 200


@pytest.mark.parametrize("kind", ASYNCIO)
def test_events_in_both_directions_go_over_http2_through_the_tunnel(
    kind: str, sender: Sender, sender_of: NewSender, proxy: TlsProxy, roots: Roots
) -> None:
    async def talk(sender: Sender) -> bytes:
        questions = Questions(b"eins", b"")
        response = await sender.transport.send_async(asking_at(questions), LONG, LONG, True)
        assert response.stream is not None
        said = b""
        while piece := await response.stream.read_async(100):
            said += piece
        return said

    def asking_at(source: Any) -> HttpRequest:
        return HttpRequest("POST", f"https://{NAME}/talk", stream=asking(1, source).stream)

    with scripted(speaking_http2(roots.server, echo)) as server:
        proxy.target = ("127.0.0.1", server.port)
        assert sender.run(talk(sender)) == b"EINS"
    forwarding = sender_of(
        proxies={"https": proxy.url}, proxy_ca_bundle=roots.of_proxy, proxy_use_forwarding_for_https=True
    )
    with pytest.raises(ConfigurationError, match="leave out proxy_use_forwarding_for_https"):
        forwarding.run(talk(forwarding))
