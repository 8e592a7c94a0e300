"""Requests whose answers come while they are sent, over HTTP/2: what our asyncio transport makes of what servers do."""

import asyncio
import gc
import socket
import sys
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any

import pytest
from h2.errors import ErrorCodes

from awso.core.bodies import RequestStream, ResponseStream
from awso.core.http import HttpRequest, HttpResponse
from awso.errors import ConfigurationError, ConnectError, ReadTimeoutError, TransportError
from awso.transports.native.http2_connection import WINDOW_BYTES
from tests.contract.transports.http2_peer import STREAM, Peer, Play, speaking_http2
from tests.contract.transports.loopback import Loopback, self_signed
from tests.contract.transports.scripted import read_chunked, read_head, relay, scripted
from tests.contract.transports.senders import LONG, SHORT, Sender, new_sender

BIG = bytes(range(256)) * 4096  # 1 MiB: many windows
ASYNCIO = ("native-asyncio", "native-uvloop")
GRACEFUL = b"\x00\x00\x08\x07\x00\x00\x00\x00\x00" + b"\x7f\xff\xff\xff" + bytes(4)
"""GOAWAY: no new streams, no error (RFC 9113 §6.8)."""


@pytest.fixture(scope="module")
def identity() -> tuple[bytes, bytes]:
    return self_signed("localhost")


@pytest.fixture(params=ASYNCIO)
def trusting(request: pytest.FixtureRequest, identity: tuple[bytes, bytes]) -> Iterator[Sender]:
    sender = new_sender(request.param, root_certificates_pem=identity[0])
    yield sender
    sender.close()


class Questions:
    """A source that a test feeds; it knows whether it was ended."""

    def __init__(self, *first: bytes) -> None:
        self._waiting: asyncio.Queue[bytes | Exception] = asyncio.Queue()
        self.ended = asyncio.Event()
        for piece in first:
            self.ask(piece)

    def ask(self, piece: bytes | Exception) -> None:
        """Give the next piece; an empty one is the end."""
        self._waiting.put_nowait(piece)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while piece := await self._waiting.get():
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        finally:
            self.ended.set()


def asking(port: int, source: Any, *fields: tuple[str, str], length: int | None = None) -> HttpRequest:
    stream = RequestStream(source, length, duplex=True)
    return HttpRequest("POST", f"https://localhost:{port}/talk?a=b%20c", fields, stream=stream)


class Conversation:
    """The client's end."""

    def __init__(self, sender: Sender, port: int, read: float = LONG) -> None:
        self.transport = sender.transport
        self.port = port
        self.read_timeout = read

    async def open(self, source: Any) -> ResponseStream:
        stream = (await self.send(source)).stream
        assert stream is not None
        return stream

    def send(self, source: Any, *, stream: bool = True) -> Coroutine[Any, Any, HttpResponse]:
        return self.transport.send_async(asking(self.port, source), LONG, self.read_timeout, stream)


async def read_all(stream: ResponseStream) -> bytes:
    pieces: list[bytes] = []
    while piece := await stream.read_async(65_536):
        pieces.append(piece)
    return b"".join(pieces)


def echo(peer: Peer) -> None:
    peer.request()
    peer.respond(200, ("content-type", "text/plain"))
    while piece := peer.read():
        peer.send(piece.upper())
    peer.send(b"", end=True)


def test_what_is_answered_decides_what_is_sent_next(trusting: Sender, identity: tuple[bytes, bytes]) -> None:
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
        assert trusting.run(talk(Conversation(trusting, server.port))) == [b"EINS", b"ZWEI", b""]


def test_the_head_is_that_of_http2(trusting: Sender, identity: tuple[bytes, bytes]) -> None:
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
            assert trusting.run(_sent(trusting, request)).status == 200

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


def test_a_header_that_would_end_the_head_is_refused(trusting: Sender) -> None:
    with pytest.raises(ConfigurationError, match="headers"):
        trusting.run(_sent(trusting, asking(1, [b""], ("x-a", "b\r\nc: d"))))


@pytest.mark.parametrize("window", [100, 65_535, 1_048_576])
def test_large_bodies_pass_both_ways_through_any_window(
    trusting: Sender, identity: tuple[bytes, bytes], window: int
) -> None:
    size = 20_000 if window == 100 else len(BIG)

    async def talk(conversation: Conversation) -> bytes:
        questions = Questions()
        stream = await conversation.open(questions)  # the server's window is known
        questions.ask(BIG[:size])
        questions.ask(b"")
        return await read_all(stream)

    with scripted(speaking_http2(identity, echo, window=window)) as server:
        assert trusting.run(talk(Conversation(trusting, server.port))) == BIG[:size].upper()


def test_no_more_is_sent_than_the_server_takes(trusting: Sender, identity: tuple[bytes, bytes]) -> None:
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
        assert trusting.run(talk(Conversation(trusting, server.port))) == 2
    assert len(b"".join(came)) == 6000


def test_the_server_must_wait_while_nobody_reads(trusting: Sender, identity: tuple[bytes, bytes]) -> None:
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
        assert trusting.run(talk(Conversation(trusting, server.port))) == 4 * WINDOW_BYTES
    assert sent == [3 * WINDOW_BYTES]


def test_interim_answers_padding_and_trailers_are_no_part_of_the_body(
    trusting: Sender, identity: tuple[bytes, bytes]
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
        assert trusting.run(talk(Conversation(trusting, server.port))) == bytes(2 * WINDOW_BYTES)


def test_an_error_is_given_whole_and_ends_the_sending(trusting: Sender, identity: tuple[bytes, bytes]) -> None:
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
        response = trusting.run(talk(Conversation(trusting, server.port)))

    assert (response.status, response.body, response.stream) == (400, b'{"message": "no"}', None)
    assert response.headers["x-amzn-errortype"] == "BadRequestException"


def test_a_success_is_given_whole_where_no_stream_was_asked_for(
    trusting: Sender, identity: tuple[bytes, bytes]
) -> None:
    with scripted(speaking_http2(identity, echo)) as server:
        response = trusting.run(_awaited(Conversation(trusting, server.port).send([b"a" * 300_000], stream=False)))

    assert (response.status, response.body) == (200, b"A" * 300_000)


async def _awaited(work: Coroutine[Any, Any, HttpResponse]) -> HttpResponse:
    return await work


def reset(code: ErrorCodes) -> Play:
    def play(peer: Peer) -> None:
        peer.refuse(code)

    return play


def ended(code: ErrorCodes, last_stream_id: int) -> Play:
    def play(peer: Peer) -> None:
        peer.h2.close_connection(code, last_stream_id=last_stream_id)
        peer.flush()

    return play


def gone(peer: Peer) -> None:
    peer.socket.shutdown(socket.SHUT_WR)  # TLS is not told
    while peer.socket.recv(65_536):
        pass
    peer.left = True


def nonsense(peer: Peer) -> None:
    peer.socket.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n" + bytes(20_000))


def too_much(peer: Peer) -> None:
    peer.respond(404, ("content-length", "2"))
    peer.socket.sendall(b"\x00\x00\x03\x00\x01\x00\x00\x00\x01abc")  # DATA with END_STREAM


@pytest.mark.parametrize(
    ("play", "words", "sent"),
    [
        (reset(ErrorCodes.INTERNAL_ERROR), "reset the stream: INTERNAL_ERROR", True),
        (reset(ErrorCodes.REFUSED_STREAM), "reset the stream: REFUSED_STREAM", False),
        (ended(ErrorCodes.ENHANCE_YOUR_CALM, 1), "ended the connection: ENHANCE_YOUR_CALM", True),
        (ended(ErrorCodes.NO_ERROR, 0), "ended the connection: NO_ERROR", False),
        (gone, "closed|reset|EOF", True),
        (nonsense, "not HTTP/2", True),
        (too_much, "not HTTP/2", True),
    ],
)
def test_what_ends_an_answer_early_is_a_transport_error(
    trusting: Sender, identity: tuple[bytes, bytes], play: Play, words: str, sent: bool
) -> None:
    def begun(peer: Peer) -> None:
        peer.begin()
        play(peer)

    async def talk(conversation: Conversation) -> TransportError:
        questions = Questions(b"first")
        with pytest.raises(TransportError, match=words) as caught:
            await conversation.send(questions)
        assert questions.ended.is_set()
        return caught.value

    with scripted(speaking_http2(identity, begun)) as server:
        target = f"POST https://localhost:{server.port}/talk"
        failure = trusting.run(talk(Conversation(trusting, server.port)))

    assert str(failure).startswith(f"{target}: ")
    assert failure.request_sent is sent


@pytest.mark.parametrize("code", [ErrorCodes.NO_ERROR, ErrorCodes.ENHANCE_YOUR_CALM])
def test_a_server_that_says_goodbye_at_once_surely_did_nothing(
    trusting: Sender, identity: tuple[bytes, bytes], code: ErrorCodes
) -> None:
    async def talk(conversation: Conversation) -> TransportError:
        with pytest.raises(TransportError) as caught:
            await conversation.send(Questions(b"first"))
        return caught.value

    with scripted(speaking_http2(identity, ended(code, 0))) as server:
        assert not trusting.run(talk(Conversation(trusting, server.port))).request_sent


@pytest.mark.parametrize("play", [reset(ErrorCodes.INTERNAL_ERROR), ended(ErrorCodes.INTERNAL_ERROR, 1), gone])
def test_what_came_before_the_failure_is_read_first(
    trusting: Sender, identity: tuple[bytes, bytes], play: Play
) -> None:
    def begun(peer: Peer) -> None:
        peer.begin()
        peer.respond(200)
        peer.send(b"some")
        play(peer)

    async def talk(conversation: Conversation) -> None:
        questions = Questions(b"first")
        stream = await conversation.open(questions)
        await questions.ended.wait()  # all that came is there
        assert await stream.read_async(100) == b"some"
        with pytest.raises(TransportError):
            await stream.read_async(100)
        with pytest.raises(TransportError):
            await stream.read_async(100)
        await stream.close_async()

    with scripted(speaking_http2(identity, begun)) as server:
        trusting.run(talk(Conversation(trusting, server.port)))


def test_a_conversation_goes_on_when_the_server_wants_no_new_ones(
    trusting: Sender, identity: tuple[bytes, bytes]
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
        assert len(trusting.run(talk(Conversation(trusting, server.port)))) == 2 * (2 + len(BIG))


def test_an_answer_in_single_bytes_is_understood(trusting: Sender, identity: tuple[bytes, bytes]) -> None:
    def play(peer: Peer) -> None:
        peer.request()
        peer.h2.send_headers(STREAM, [(":status", "200")])
        peer.h2.send_data(STREAM, b"whole", end_stream=True)
        for byte in peer.h2.data_to_send():
            peer.socket.sendall(bytes([byte]))

    async def talk(conversation: Conversation) -> bytes:
        return await read_all(await conversation.open([]))

    with scripted(speaking_http2(identity, play)) as server:
        assert trusting.run(talk(Conversation(trusting, server.port))) == b"whole"


def test_an_answer_that_is_complete_counts_though_the_server_resets_the_rest(
    trusting: Sender, identity: tuple[bytes, bytes]
) -> None:
    def play(peer: Peer) -> None:
        peer.begin()
        peer.h2.send_headers(STREAM, [(":status", "200")])
        peer.h2.send_data(STREAM, b"enough", end_stream=True)
        peer.refuse(ErrorCodes.NO_ERROR)  # RFC 9113 §8.1

    async def talk(conversation: Conversation) -> bytes:
        questions = Questions(b"first")
        body = await read_all(await conversation.open(questions))
        await asyncio.wait_for(questions.ended.wait(), LONG)
        return body

    with scripted(speaking_http2(identity, play)) as server:
        assert trusting.run(talk(Conversation(trusting, server.port))) == b"enough"


class DiskError(OSError):
    pass


def test_what_the_source_raises_is_raised_and_the_server_is_told(
    trusting: Sender, identity: tuple[bytes, bytes]
) -> None:
    peers: list[Peer] = []

    def play(peer: Peer) -> None:
        peers.append(peer)
        peer.request()
        peer.respond(200)
        peer.send(b"eins")

    async def talk(conversation: Conversation) -> None:
        questions = Questions(b"first")
        stream = await conversation.open(questions)
        assert await stream.read_async(100) == b"eins"
        questions.ask(DiskError("bad sector"))
        with pytest.raises(DiskError, match="bad sector"):
            await stream.read_async(100)

    with scripted(speaking_http2(identity, play)) as server:
        trusting.run(talk(Conversation(trusting, server.port)))
    assert (peers[0].reset, peers[0].ended) == (ErrorCodes.CANCEL, False)


def test_closing_the_answer_ends_the_question_and_tells_the_server(
    trusting: Sender, identity: tuple[bytes, bytes]
) -> None:
    peers: list[Peer] = []

    def play(peer: Peer) -> None:
        peers.append(peer)
        echo_once(peer)

    async def talk(conversation: Conversation) -> None:
        questions = Questions(b"first")
        stream = await conversation.open(questions)
        assert await stream.read_async(100) == b"FIRST"
        await stream.close_async()
        await asyncio.wait_for(questions.ended.wait(), LONG)
        with pytest.raises(TransportError, match="closed"):
            await stream.read_async(1)
        assert await tasks_left() == set()

    with scripted(speaking_http2(identity, play)) as server:
        trusting.run(talk(Conversation(trusting, server.port)))
    assert (peers[0].reset, peers[0].farewell) == (ErrorCodes.CANCEL, ErrorCodes.NO_ERROR)


def echo_once(peer: Peer) -> None:
    peer.request()
    peer.respond(200)
    peer.send(peer.read().upper())


async def tasks_left() -> set[asyncio.Task[Any]]:
    """What still runs after the loop had the time to end it."""
    for _ in range(5):
        await asyncio.sleep(0)
    return asyncio.all_tasks() - {task for task in [asyncio.current_task()] if task is not None}


@pytest.mark.parametrize("opened", [False, True])
def test_a_call_that_is_cancelled_leaves_nothing_behind(
    trusting: Sender, identity: tuple[bytes, bytes], opened: bool
) -> None:
    peers: list[Peer] = []
    asked = threading.Event()

    def play(peer: Peer) -> None:
        peers.append(peer)
        peer.request()
        if opened:
            peer.respond(200)
        peer.read()
        asked.set()

    async def talk(conversation: Conversation) -> None:
        questions = Questions(b"first")

        async def read() -> None:
            stream = await conversation.open(questions)
            await stream.read_async(1)

        task = asyncio.create_task(read())
        await asyncio.to_thread(asked.wait, LONG)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(questions.ended.wait(), LONG)
        assert await tasks_left() == set()

    with scripted(speaking_http2(identity, play)) as server:
        trusting.run(talk(Conversation(trusting, server.port)))
    assert peers[0].reset == ErrorCodes.CANCEL


def test_a_sender_that_waits_for_room_is_ended_too(trusting: Sender, identity: tuple[bytes, bytes]) -> None:
    full = threading.Event()

    def play(peer: Peer) -> None:
        peer.request()
        peer.respond(200)
        while sum(map(len, peer.pieces)) < 100:
            peer.wait()
        full.set()

    async def talk(conversation: Conversation) -> None:
        questions = Questions()
        stream = await conversation.open(questions)
        questions.ask(bytes(1000))
        await asyncio.to_thread(full.wait, LONG)
        await stream.close_async()
        await asyncio.wait_for(questions.ended.wait(), LONG)
        assert await tasks_left() == set()

    with scripted(speaking_http2(identity, play, window=100)) as server:
        trusting.run(talk(Conversation(trusting, server.port)))


def test_a_body_that_nobody_read_or_closed_warns_and_ends_the_conversation(
    trusting: Sender, identity: tuple[bytes, bytes]
) -> None:
    async def talk(conversation: Conversation) -> None:
        questions = Questions(b"first")
        held = [await conversation.open(questions)]
        await asyncio.sleep(0)  # asyncio itself holds the answer until the task waits again
        with pytest.warns(ResourceWarning, match="neither read to its end nor closed"):
            held.clear()
        await asyncio.wait_for(questions.ended.wait(), LONG)

    with scripted(speaking_http2(identity, echo_once)) as server:
        trusting.run(talk(Conversation(trusting, server.port)))


@pytest.mark.parametrize("opened", [False, True])
def test_a_server_that_falls_silent_is_a_read_timeout(
    trusting: Sender, identity: tuple[bytes, bytes], opened: bool
) -> None:
    def play(peer: Peer) -> None:
        peer.request()
        if opened:
            peer.respond(200)

    async def talk(conversation: Conversation) -> None:
        await read_all(await conversation.open([b"all"]))

    with scripted(speaking_http2(identity, play)) as server, pytest.raises(ReadTimeoutError):
        trusting.run(talk(Conversation(trusting, server.port, SHORT)))


def test_a_source_that_takes_its_time_is_not_the_servers_silence(
    trusting: Sender, identity: tuple[bytes, bytes]
) -> None:
    async def talk(conversation: Conversation) -> bytes:
        questions = Questions()
        asyncio.get_running_loop().call_later(3 * SHORT, questions.ask, b"late")
        asyncio.get_running_loop().call_later(3 * SHORT, questions.ask, b"")
        return await read_all(await conversation.open(questions))

    with scripted(speaking_http2(identity, echo)) as server:
        assert trusting.run(talk(Conversation(trusting, server.port, SHORT))) == b"LATE"


@pytest.mark.parametrize("alpn", ["http/1.1", ""])
def test_a_server_without_http2_is_a_connect_error(trusting: Sender, identity: tuple[bytes, bytes], alpn: str) -> None:
    context_of_http1 = speaking_http2(identity, lambda peer: None, alpn or "none")

    async def talk(conversation: Conversation) -> ConnectError:
        with pytest.raises(ConnectError, match="does not offer HTTP/2") as caught:
            await conversation.send([b"a"])
        assert await tasks_left() == set()
        return caught.value

    with scripted(context_of_http1) as server:
        failure = trusting.run(talk(Conversation(trusting, server.port)))

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


def test_other_streams_stay_on_http1(trusting: Sender, identity: tuple[bytes, bytes], server: Loopback) -> None:
    server.use_tls(*identity)
    url = f"https://localhost:{server.server_address[1]}/"

    response = trusting.send(HttpRequest("PUT", url, stream=RequestStream([b"ab"], 2)))

    assert (response.status, server.seen[0].body) == (200, b"ab")


def test_without_tls_a_conversation_is_http1(trusting: Sender) -> None:
    def script(connection: socket.socket) -> None:
        assert b" HTTP/1.1\r\n" in read_head(connection)
        assert read_chunked(connection) == b"ab"
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with scripted(script) as server:
        body = trusting.open(HttpRequest("POST", f"{server.url}/", stream=RequestStream([b"ab"], duplex=True)))
        assert trusting.read_all(body) == b"ok"
        trusting.close_connections()


def test_without_h2_the_error_names_the_extra(trusting: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.split(".")[0] == "h2"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "h2", None)
    monkeypatch.delitem(sys.modules, "awso.transports.native.http2_connection")

    with pytest.raises(ConfigurationError, match=r"awso\[http2\]"):
        trusting.run(_sent(trusting, asking(1, [b"a"])))


@pytest.mark.parametrize(
    ("name", "words"), [("native", "AsyncClient"), ("httpx2", "own transport"), ("httpx2-asyncio", "own transport")]
)
def test_what_cannot_speak_it_says_what_can(name: str, words: str) -> None:
    sender = new_sender(name)

    with pytest.raises(ConfigurationError, match=words):
        sender.send(asking(1, [b"a"]), stream=True)
    sender.close()


def test_many_conversations_go_on_at_once(trusting: Sender, identity: tuple[bytes, bytes]) -> None:
    async def talk(conversation: Conversation, number: int) -> bytes:
        return await read_all(await conversation.open([b"%d" % number * 1000]))

    async def all_of_them(conversation: Conversation) -> list[bytes]:
        return await asyncio.gather(*(talk(conversation, number) for number in range(10)))

    with scripted(speaking_http2(identity, echo)) as server:
        heard = trusting.run(all_of_them(Conversation(trusting, server.port)))

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
