"""Requests whose answers come while they are sent, over HTTP/2: what our asyncio transport says and understands."""

import asyncio
import gc
import socket
import sys
import threading
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest

from awso.core.http import HttpRequest, HttpResponse
from awso.core.request_bodies import RequestStream
from awso.errors import ConfigurationError, ConnectError
from awso.transports.native.http2_connection import WINDOW_BYTES
from tests.contract.transports.conversations import (
    Conversation,
    Questions,
    asking,
    echo,
    echo_once,
    read_all,
    tasks_left,
)
from tests.contract.transports.http2_peer import STREAM, Peer, speaking_http2
from tests.contract.transports.loopback import Loopback, self_signed
from tests.contract.transports.scripted import read_chunked, read_head, relay, scripted
from tests.contract.transports.senders import ASYNCIO, LONG, Sender, new_sender

BIG = bytes(range(256)) * 4096  # 1 MiB: many windows
GRACEFUL = b"\x00\x00\x08\x07\x00\x00\x00\x00\x00" + b"\x7f\xff\xff\xff" + bytes(4)
"""GOAWAY: no new streams, no error (RFC 9113 §6.8)."""


def test_what_is_answered_decides_what_is_sent_next(talking: Sender, identity: tuple[bytes, bytes]) -> None:
    async def talk(conversation: Conversation) -> list[bytes]:
        questions = Questions()
        response = await conversation.send(questions)  # before a byte of the body
        assert (response.status, response.headers["content-type"]) == (200, "text/plain")
        assert response.stream is not None
        heard: list[bytes] = []
        for word in (b"eins", b"zwei"):
            questions.ask(word)
            heard.append(await response.stream.read_async(100))
        questions.ask(b"")
        heard.append(await response.stream.read_async(100))
        return heard

    with scripted(speaking_http2(identity, echo)) as server:
        assert talking.run(talk(Conversation(talking, server.port))) == [b"EINS", b"ZWEI", b""]


def test_the_head_is_that_of_http2(talking: Sender, identity: tuple[bytes, bytes]) -> None:
    heads: list[dict[str, str]] = []

    def play(peer: Peer) -> None:
        heads.append(peer.request())
        peer.respond(200, end=True)

    signed = [
        ("Host", "signed.example"),
        ("X-Amz-Date", " 20250101T000000Z "),
        ("Connection", "keep-alive"),
        ("Transfer-Encoding", "chunked"),
    ]
    with scripted(speaking_http2(identity, play)) as server:
        port = server.port
        for fields, length in ((signed, None), ([], 2)):
            request = asking(port, [b"ab"], *fields, length=length)
            assert talking.run(_sent(talking, request)).status == 200

    pseudo = {":method": "POST", ":scheme": "https", ":path": "/talk?a=b%20c"}
    assert heads == [
        {**pseudo, ":authority": "signed.example", "x-amz-date": "20250101T000000Z"},
        {**pseudo, ":authority": f"localhost:{port}", "content-length": "2"},
    ]


async def _sent(sender: Sender, request: HttpRequest) -> HttpResponse:
    response = await sender.transport.send_async(request, LONG, LONG, True)
    if response.stream is not None:
        await response.stream.close_async()
    return response


def test_a_header_that_would_end_the_head_is_refused(talking: Sender) -> None:
    with pytest.raises(ConfigurationError, match="headers"):
        talking.run(_sent(talking, asking(1, [b""], ("x-a", "b\r\nc: d"))))


@pytest.mark.parametrize("window", [100, 65_535, 1_048_576])
def test_large_bodies_pass_both_ways_through_any_window(
    talking: Sender, identity: tuple[bytes, bytes], window: int
) -> None:
    size = 20_000 if window == 100 else len(BIG)

    async def talk(conversation: Conversation) -> bytes:
        questions = Questions()
        stream = await conversation.open(questions)  # the server's window is known
        questions.ask(BIG[:size])
        questions.ask(b"")
        return await read_all(stream)

    with scripted(speaking_http2(identity, echo, window=window)) as server:
        assert talking.run(talk(Conversation(talking, server.port))) == BIG[:size].upper()


def test_no_more_is_sent_than_the_server_takes(talking: Sender, identity: tuple[bytes, bytes]) -> None:
    go_on = threading.Event()
    taken: list[bytes] = []
    came: list[bytes] = []

    def play(peer: Peer) -> None:
        peer.request()
        peer.respond(200)
        while sum(map(len, peer.pieces)) < 1000:
            peer.wait()
        peer.send(b"full")
        go_on.wait(LONG)
        while piece := peer.read():
            came.append(piece)
        peer.send(b"", end=True)

    async def source(opened: asyncio.Event) -> AsyncIterator[bytes]:
        await opened.wait()
        for _ in range(10):
            taken.append(b"")
            yield bytes(600)

    async def talk(conversation: Conversation) -> int:
        opened = asyncio.Event()
        stream = await conversation.open(source(opened))
        opened.set()  # the server's window is known
        assert await stream.read_async(4) == b"full"
        for _ in range(20):  # the loop runs, and nothing moves
            await asyncio.sleep(0)
        asked_for = len(taken)
        go_on.set()
        assert await read_all(stream) == b""
        return asked_for

    with scripted(speaking_http2(identity, play, window=1000)) as server:
        assert talking.run(talk(Conversation(talking, server.port))) == 2
    assert len(b"".join(came)) == 6000


def test_the_server_must_wait_while_nobody_reads(talking: Sender, identity: tuple[bytes, bytes]) -> None:
    blocked = threading.Event()
    sent: list[int] = []

    def play(peer: Peer) -> None:
        peer.request()
        peer.respond(200)
        while not peer.ended:
            peer.wait()
        rest = bytes(4 * WINDOW_BYTES)
        while size := peer.room():
            peer.send(rest[:size])
            rest = rest[size:]
        sent.append(len(rest))
        blocked.set()
        peer.send(rest, end=True)

    async def talk(conversation: Conversation) -> int:
        stream = await conversation.open([b"?"])
        await asyncio.to_thread(blocked.wait, LONG)
        return len(await read_all(stream))

    with scripted(speaking_http2(identity, play)) as server:
        assert talking.run(talk(Conversation(talking, server.port))) == 4 * WINDOW_BYTES
    assert sent == [3 * WINDOW_BYTES]


def test_interim_answers_padding_and_trailers_are_no_part_of_the_body(
    talking: Sender, identity: tuple[bytes, bytes]
) -> None:
    def play(peer: Peer) -> None:
        peer.request()
        peer.h2.send_headers(STREAM, [(":status", "103"), ("link", "x")])
        peer.respond(200)
        peer.send(bytes(2 * WINDOW_BYTES), padding=200)
        peer.h2.send_headers(STREAM, [("checksum", "7")], end_stream=True)
        peer.flush()

    async def talk(conversation: Conversation) -> bytes:
        return await read_all(await conversation.open([]))

    with scripted(speaking_http2(identity, play)) as server:
        assert talking.run(talk(Conversation(talking, server.port))) == bytes(2 * WINDOW_BYTES)


def test_an_error_is_given_whole_and_ends_the_sending(talking: Sender, identity: tuple[bytes, bytes]) -> None:
    def play(peer: Peer) -> None:
        peer.begin()
        peer.respond(400, ("x-amzn-errortype", "BadRequestException"))
        peer.send(b'{"message": "no"}', end=True)

    async def talk(conversation: Conversation) -> HttpResponse:
        questions = Questions(b"first")
        response = await conversation.send(questions)
        assert questions.ended.is_set()
        return response

    with scripted(speaking_http2(identity, play)) as server:
        response = talking.run(talk(Conversation(talking, server.port)))

    assert (response.status, response.body, response.stream) == (400, b'{"message": "no"}', None)
    assert response.headers["x-amzn-errortype"] == "BadRequestException"


def test_a_success_is_given_whole_where_no_stream_was_asked_for(talking: Sender, identity: tuple[bytes, bytes]) -> None:
    with scripted(speaking_http2(identity, echo)) as server:
        response = talking.run(_awaited(Conversation(talking, server.port).send([b"a" * 300_000], stream=False)))

    assert (response.status, response.body) == (200, b"A" * 300_000)


async def _awaited(work: Coroutine[Any, Any, HttpResponse]) -> HttpResponse:
    return await work


def test_a_conversation_goes_on_when_the_server_wants_no_new_ones(
    talking: Sender, identity: tuple[bytes, bytes]
) -> None:
    def play(peer: Peer) -> None:
        peer.request()
        peer.respond(200)
        peer.socket.sendall(GRACEFUL)
        while piece := peer.read():
            peer.send(piece * 2)
        peer.socket.sendall(GRACEFUL)
        peer.send(b"", end=True)

    async def talk(conversation: Conversation) -> bytes:
        return await read_all(await conversation.open([b"ab", BIG]))

    with scripted(speaking_http2(identity, play)) as server:
        assert len(talking.run(talk(Conversation(talking, server.port)))) == 2 * (2 + len(BIG))


def test_an_answer_in_single_bytes_is_understood(talking: Sender, identity: tuple[bytes, bytes]) -> None:
    def play(peer: Peer) -> None:
        peer.request()
        peer.h2.send_headers(STREAM, [(":status", "200")])
        peer.h2.send_data(STREAM, b"whole", end_stream=True)
        for byte in peer.h2.data_to_send():
            peer.socket.sendall(bytes([byte]))

    async def talk(conversation: Conversation) -> bytes:
        return await read_all(await conversation.open([]))

    with scripted(speaking_http2(identity, play)) as server:
        assert talking.run(talk(Conversation(talking, server.port))) == b"whole"


@pytest.mark.parametrize("alpn", ["http/1.1", ""])
def test_a_server_without_http2_is_a_connect_error(talking: Sender, identity: tuple[bytes, bytes], alpn: str) -> None:
    context_of_http1 = speaking_http2(identity, lambda peer: None, alpn or "none")

    async def talk(conversation: Conversation) -> ConnectError:
        with pytest.raises(ConnectError, match="does not offer HTTP/2") as caught:
            await conversation.send([b"a"])
        assert await tasks_left() == set()
        return caught.value

    with scripted(context_of_http1) as server:
        failure = talking.run(talk(Conversation(talking, server.port)))

    assert not failure.request_sent


@pytest.mark.parametrize("name", ASYNCIO)
def test_a_conversation_goes_through_a_proxys_tunnel(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    identity = self_signed("service.example")
    sender = new_sender(name, root_certificates_pem=identity[0])
    heads: list[bytes] = []
    request = HttpRequest("POST", "https://service.example/", stream=RequestStream([b"abc"], duplex=True))
    monkeypatch.setenv("NO_PROXY", "")

    with (
        scripted(speaking_http2(identity, echo)) as server,
        scripted(relay(("127.0.0.1", server.port), heads)) as proxy,
    ):
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        assert sender.read_all(sender.open(request)) == b"ABC"
        sender.close()
    assert heads[0].startswith(b"CONNECT service.example:443 ")


def test_other_streams_stay_on_http1(talking: Sender, identity: tuple[bytes, bytes], server: Loopback) -> None:
    server.use_tls(*identity)
    url = f"https://localhost:{server.server_address[1]}/"

    response = talking.send(HttpRequest("PUT", url, stream=RequestStream([b"ab"], 2)))

    assert (response.status, server.seen[0].body) == (200, b"ab")


def test_without_tls_a_conversation_is_http1(talking: Sender) -> None:
    def script(connection: socket.socket) -> None:
        assert b" HTTP/1.1\r\n" in read_head(connection)
        assert read_chunked(connection) == b"ab"
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with scripted(script) as server:
        body = talking.open(HttpRequest("POST", f"{server.url}/", stream=RequestStream([b"ab"], duplex=True)))
        assert talking.read_all(body) == b"ok"
        talking.close_connections()


def test_without_h2_the_error_names_the_extra(talking: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.split(".")[0] == "h2"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "h2", None)
    monkeypatch.delitem(sys.modules, "awso.transports.native.http2_connection")

    with pytest.raises(ConfigurationError, match=r"awso\[http2\]"):
        talking.run(_sent(talking, asking(1, [b"a"])))


@pytest.mark.parametrize(
    ("name", "words"), [("native", "AsyncClient"), ("httpx2", "own transport"), ("httpx2-asyncio", "own transport")]
)
def test_what_cannot_speak_it_says_what_can(name: str, words: str) -> None:
    sender = new_sender(name)

    with pytest.raises(ConfigurationError, match=words):
        sender.send(asking(1, [b"a"]), stream=True)
    sender.close()


def test_many_conversations_go_on_at_once(talking: Sender, identity: tuple[bytes, bytes]) -> None:
    async def talk(conversation: Conversation, number: int) -> bytes:
        return await read_all(await conversation.open([b"%d" % number * 1000]))

    async def all_of_them(conversation: Conversation) -> list[bytes]:
        return await asyncio.gather(*(talk(conversation, number) for number in range(10)))

    with scripted(speaking_http2(identity, echo)) as server:
        heard = talking.run(all_of_them(Conversation(talking, server.port)))

    assert heard == [b"%d" % number * 1000 for number in range(10)]
    assert server.connections == 10


def test_a_loop_that_ends_right_after_a_conversation_leaves_no_socket(identity: tuple[bytes, bytes]) -> None:
    async def talk(sender: Sender, port: int) -> None:
        stream = await Conversation(sender, port).open(Questions(b"first"))
        await stream.read_async(1)
        await stream.close_async()

    sender = new_sender("native", root_certificates_pem=identity[0])
    with scripted(speaking_http2(identity, echo_once)) as server:
        asyncio.run(talk(sender, server.port))
        gc.collect()  # an open socket would warn, which is an error here
    sender.close()
