"""How conversations over HTTP/2 end before their time: by the server, by the program, by nobody's fault."""

import asyncio
import socket
import threading
from pathlib import Path

import pytest
from h2.errors import ErrorCodes

from awso.errors import ReadTimeoutError, TransportError
from tests.contract.transports.conversations import (
    Conversation,
    Questions,
    echo,
    echo_once,
    read_all,
    tasks_left,
)
from tests.contract.transports.http2_peer import STREAM, Peer, Play, speaking_http2
from tests.contract.transports.processes import python
from tests.contract.transports.scripted import scripted
from tests.contract.transports.senders import LONG, SHORT, Sender


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
    talking: Sender, identity: tuple[bytes, bytes], play: Play, words: str, sent: bool
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
        failure = talking.run(talk(Conversation(talking, server.port)))

    assert str(failure).startswith(f"{target}: ")
    assert failure.request_sent is sent


@pytest.mark.parametrize("code", [ErrorCodes.NO_ERROR, ErrorCodes.ENHANCE_YOUR_CALM])
def test_a_server_that_says_goodbye_at_once_surely_did_nothing(
    talking: Sender, identity: tuple[bytes, bytes], code: ErrorCodes
) -> None:
    async def talk(conversation: Conversation) -> TransportError:
        with pytest.raises(TransportError) as caught:
            await conversation.send(Questions(b"first"))
        return caught.value

    with scripted(speaking_http2(identity, ended(code, 0))) as server:
        assert not talking.run(talk(Conversation(talking, server.port))).request_sent


@pytest.mark.parametrize("play", [reset(ErrorCodes.INTERNAL_ERROR), ended(ErrorCodes.INTERNAL_ERROR, 1), gone])
def test_what_came_before_the_failure_is_read_first(talking: Sender, identity: tuple[bytes, bytes], play: Play) -> None:
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
        talking.run(talk(Conversation(talking, server.port)))


def test_an_answer_that_is_complete_counts_though_the_server_resets_the_rest(
    talking: Sender, identity: tuple[bytes, bytes]
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
        assert talking.run(talk(Conversation(talking, server.port))) == b"enough"


class DiskError(OSError):
    pass


def test_what_the_source_raises_is_raised_and_the_server_is_told(
    talking: Sender, identity: tuple[bytes, bytes]
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
        talking.run(talk(Conversation(talking, server.port)))
    assert (peers[0].reset, peers[0].ended) == (ErrorCodes.CANCEL, False)


def test_closing_the_answer_ends_the_question_and_tells_the_server(
    talking: Sender, identity: tuple[bytes, bytes]
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
        talking.run(talk(Conversation(talking, server.port)))
    assert (peers[0].reset, peers[0].farewell) == (ErrorCodes.CANCEL, ErrorCodes.NO_ERROR)


@pytest.mark.parametrize("opened", [False, True])
def test_a_call_that_is_cancelled_leaves_nothing_behind(
    talking: Sender, identity: tuple[bytes, bytes], opened: bool
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
        talking.run(talk(Conversation(talking, server.port)))
    assert peers[0].reset == ErrorCodes.CANCEL


def test_a_sender_that_waits_for_room_is_ended_too(talking: Sender, identity: tuple[bytes, bytes]) -> None:
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
        talking.run(talk(Conversation(talking, server.port)))


def test_a_body_that_nobody_read_or_closed_warns_and_ends_the_conversation(
    talking: Sender, identity: tuple[bytes, bytes]
) -> None:
    async def talk(conversation: Conversation) -> None:
        questions = Questions(b"first")
        held = [await conversation.open(questions)]
        await asyncio.sleep(0)  # asyncio itself holds the answer until the task waits again
        with pytest.warns(ResourceWarning, match="neither read to its end nor closed"):
            held.clear()
        await asyncio.wait_for(questions.ended.wait(), LONG)

    with scripted(speaking_http2(identity, echo_once)) as server:
        talking.run(talk(Conversation(talking, server.port)))


@pytest.mark.parametrize("opened", [False, True])
def test_a_server_that_falls_silent_is_a_read_timeout(
    talking: Sender, identity: tuple[bytes, bytes], opened: bool
) -> None:
    def play(peer: Peer) -> None:
        peer.request()
        if opened:
            peer.respond(200)

    async def talk(conversation: Conversation) -> None:
        await read_all(await conversation.open([b"all"]))

    with scripted(speaking_http2(identity, play)) as server, pytest.raises(ReadTimeoutError):
        talking.run(talk(Conversation(talking, server.port, SHORT)))


def test_a_source_that_takes_its_time_is_not_the_servers_silence(
    talking: Sender, identity: tuple[bytes, bytes]
) -> None:
    async def talk(conversation: Conversation) -> bytes:
        questions = Questions()
        asyncio.get_running_loop().call_later(3 * SHORT, questions.ask, b"late")
        asyncio.get_running_loop().call_later(3 * SHORT, questions.ask, b"")
        return await read_all(await conversation.open(questions))

    with scripted(speaking_http2(identity, echo)) as server:
        assert talking.run(talk(Conversation(talking, server.port, SHORT))) == b"LATE"


FORKING = """
import asyncio, os, sys
from awso.core.request_bodies import RequestStream
from awso.core.http import HttpRequest
from awso.transports.native import NativeTransport
url, roots = sys.argv[1:]
transport = NativeTransport(root_certificates_pem=open(roots, "rb").read())

async def open_conversation(questions):
    async def source():
        while question := await questions.get():
            yield question
    request = HttpRequest("POST", url, stream=RequestStream(source(), duplex=True))
    return (await transport.send_async(request, 5.0, 5.0, True)).stream

async def talk(name, fork):
    questions = asyncio.Queue()
    stream = await open_conversation(questions)
    for question in (b"one", b"two"):
        questions.put_nowait(question)
        print(name, (await stream.read_async(10)).decode(), flush=True)
        if fork and question == b"one":
            child = os.fork()
            if child == 0:
                asyncio.run(talk("child", False))
                os._exit(0)
            os.waitpid(child, 0)
    questions.put_nowait(b"")
    assert await stream.read_async(10) == b""

asyncio.run(talk("parent", True))
"""


def test_a_child_leaves_its_parents_conversation_alone(identity: tuple[bytes, bytes], tmp_path: Path) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_bytes(identity[0])

    with scripted(speaking_http2(identity, echo)) as server:
        said = python(FORKING, f"https://localhost:{server.port}/", str(roots))

    assert said.splitlines() == ["parent ONE", "child ONE", "child TWO", "parent TWO"]
