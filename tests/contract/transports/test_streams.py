"""Bodies that stream, both ways, over every transport that opens sockets."""

import asyncio
import gc
import io
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

import pytest

from awso.core.http import HttpRequest
from awso.core.request_bodies import RequestStream
from awso.core.response_bodies import ResponseStream
from awso.errors import ParameterError, ReadTimeoutError, TransportError
from awso.transports.native import async_connection, connection
from tests.contract.transports.loopback import Loopback
from tests.contract.transports.scripted import (
    OK,
    answering,
    read_chunk,
    read_chunked,
    read_exactly,
    read_head,
    scripted,
)
from tests.contract.transports.senders import LONG, SHORT, Sender, new_sender

BIG = bytes(range(256)) * 4096  # 1 MiB: many pieces, and more than the sockets between hold


def put(url: str, stream: RequestStream, *fields: tuple[str, str]) -> HttpRequest:
    return HttpRequest("PUT", f"{url}/key", fields, stream=stream)


def get(url: str) -> HttpRequest:
    return HttpRequest("GET", f"{url}/key")


def chunked(*chunks: bytes) -> bytes:
    framed = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + framed


def test_a_file_is_sent_with_its_length(sender: Sender, server: Loopback) -> None:
    response = sender.send(put(server.url, RequestStream(io.BytesIO(BIG), len(BIG))))

    (seen,) = server.seen
    assert (response.status, seen.headers["content-length"], seen.body) == (200, str(len(BIG)), BIG)
    assert "transfer-encoding" not in seen.headers


def test_a_source_of_unknown_length_is_sent_in_chunks(sender: Sender) -> None:
    seen: list[bytes] = []

    def script(connection: socket.socket) -> None:
        seen.extend((read_head(connection).lower(), read_chunked(connection)))
        connection.sendall(OK)

    with scripted(script) as server:
        response = sender.send(put(server.url, RequestStream(iter([b"eins", b"", b"zwei" * 50_000]))))

    assert response.body == b"ok"
    assert (b"transfer-encoding: chunked\r\n" in seen[0], b"content-length" in seen[0]) == (True, False)
    assert seen[1] == b"eins" + b"zwei" * 50_000


def test_an_empty_stream_is_an_empty_body(sender: Sender, server: Loopback) -> None:
    sender.send(put(server.url, RequestStream(io.BytesIO(), 0)))

    assert (server.seen[0].headers["content-length"], server.seen[0].body) == ("0", b"")


def test_a_connection_is_used_again_after_a_stream_was_sent(sender: Sender, server: Loopback) -> None:
    for _ in range(3):
        sender.send(put(server.url, RequestStream([BIG], len(BIG))))

    assert len(server.connections) == 1


def test_an_async_source_is_awaited(sender: Sender, server: Loopback) -> None:
    async def source() -> AsyncIterator[bytes]:
        for piece in (b"ab", b"cd"):
            await asyncio.sleep(0)
            yield piece

    request = put(server.url, RequestStream(source(), 4))
    if not sender.asynchronous:
        with pytest.raises(ParameterError, match="blocking client"):
            sender.send(request)
        return
    sender.send(request)

    assert server.seen[0].body == b"abcd"


class DiskError(OSError):
    pass


def test_what_the_source_raises_is_raised_and_the_connection_is_not_used_again(sender: Sender) -> None:
    def broken() -> Iterator[bytes]:
        yield b"ab"
        raise DiskError("bad sector")

    def script(connection: socket.socket) -> None:
        while connection.recv(65_536):
            pass

    with scripted(script, answering(OK)) as server:
        with pytest.raises(DiskError, match="bad sector"):
            sender.send(put(server.url, RequestStream(broken(), 4)))
        assert sender.send(get(server.url)).body == b"ok"
        assert server.connections == 2
        sender.close_connections()


@pytest.mark.parametrize(("announced", "got"), [(5, "2 bytes"), (1, "more")])
def test_a_source_of_another_length_than_announced_is_refused(sender: Sender, announced: int, got: str) -> None:
    def script(connection: socket.socket) -> None:
        while connection.recv(65_536):
            pass

    with scripted(script) as server, pytest.raises(ParameterError, match=got):
        sender.send(put(server.url, RequestStream(iter([b"ab"]), announced)))


def test_an_error_that_comes_before_the_body_is_out_ends_it(native: Sender) -> None:
    taken: list[int] = []
    refused = threading.Event()

    def endless() -> Iterator[bytes]:
        for number in range(100_000):
            taken.append(number)
            yield BIG

    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 9\r\n\r\ntoo large")
        refused.wait(LONG)

    with scripted(script) as server:
        response = native.send(put(server.url, RequestStream(endless())))
        refused.set()

    assert (response.status, response.body) == (413, b"too large")
    assert len(taken) < 1000


def test_an_error_before_a_server_hangs_up_is_read_though_the_body_could_not_be_sent(native: Sender) -> None:
    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 400 Bad\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbad")
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65_536):
            pass

    with scripted(script) as server:
        response = native.send(HttpRequest("PUT", f"{server.url}/", body=BIG * 20))

    assert (response.status, response.body) == (400, b"bad")


EXPECT = ("Expect", "100-continue")


def test_the_body_follows_when_the_server_says_continue(native: Sender) -> None:
    order: list[bytes] = []

    def script(connection: socket.socket) -> None:
        assert b"expect: 100-continue\r\n" in read_head(connection).lower()
        connection.setblocking(False)
        with pytest.raises(BlockingIOError):
            order.append(connection.recv(1))
        connection.settimeout(LONG)
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        order.append(read_exactly(connection, 4))
        connection.sendall(OK)

    with scripted(script) as server:
        response = native.send(put(server.url, RequestStream([b"body"], 4), EXPECT))

    assert (response.status, order) == (200, [b"body"])


def test_the_body_is_kept_back_when_the_server_refuses(native: Sender) -> None:
    received: list[bytes] = []

    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n")
        received.append(connection.recv(1))

    source = RequestStream(iter([b"body"]), 4)
    with scripted(script) as server:
        response = native.send(put(server.url, source, EXPECT))

    assert (response.status, received) == (417, [b""])
    assert source.can_rewind


def test_the_body_follows_a_server_that_says_nothing(native: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONTINUE_SECONDS", 0.05)
    monkeypatch.setattr(async_connection, "CONTINUE_SECONDS", 0.05)

    def script(connection: socket.socket) -> None:
        read_head(connection)
        assert read_exactly(connection, 4) == b"body"
        connection.sendall(OK)

    with scripted(script) as server:
        assert native.send(put(server.url, RequestStream([b"body"], 4), EXPECT)).status == 200


def test_a_body_is_read_as_it_arrives(sender: Sender) -> None:
    more = threading.Event()

    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(chunked(b"eins"))
        more.wait(LONG)
        connection.sendall(b"4\r\nzwei\r\n0\r\nX-Checksum: 7\r\n\r\n")

    with scripted(script) as server:
        body = sender.open(get(server.url))
        first = sender.read(body, 3)
        more.set()
        rest = sender.read_all(body)
        sender.close_stream(body)

    assert (first, rest) == (b"ein", b"szwei")


def test_a_body_read_to_its_end_gives_its_connection_back(sender: Sender) -> None:
    with scripted(answering(chunked(b"eins", b""), OK)) as server:
        body = sender.open(get(server.url))
        assert sender.read_all(body) == b"eins"
        assert sender.read(body, 1) == b""
        sender.close_stream(body)
        assert sender.send(get(server.url)).body == b"ok"
        assert server.connections == 1
        sender.close_connections()


def test_a_body_closed_early_closes_its_connection(sender: Sender) -> None:
    left = threading.Event()

    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart")
        assert connection.recv(1) == b""
        left.set()

    with scripted(script, answering(OK)) as server:
        body = sender.open(get(server.url))
        assert sender.read(body, 4) == b"part"
        sender.close_stream(body)
        assert left.wait(LONG)
        assert sender.send(get(server.url)).body == b"ok"
        sender.close_connections()


def test_an_error_is_given_whole_where_a_stream_was_asked_for(sender: Sender, server: Loopback) -> None:
    server.answer = lambda handler, request: handler.respond(404, b"<Error/>")

    response = sender.send(get(server.url), stream=True)

    assert (response.status, response.body, response.stream) == (404, b"<Error/>", None)


def test_an_empty_success_is_a_stream_at_its_end(sender: Sender, server: Loopback) -> None:
    server.answer = lambda handler, request: handler.respond(200)

    body = sender.open(get(server.url))

    assert sender.read_all(body) == b""
    sender.close_stream(body)


def test_a_stream_cut_short_is_a_transport_error(sender: Sender) -> None:
    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart")

    with scripted(script) as server:
        body = sender.open(get(server.url))
        with pytest.raises(TransportError):
            sender.read_all(body)
        sender.close_stream(body)


def test_a_stream_that_falls_silent_is_a_read_timeout(sender: Sender) -> None:
    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart")
        connection.recv(1)

    with scripted(script) as server:
        body = sender.open(get(server.url), read=SHORT)
        with pytest.raises(ReadTimeoutError):
            sender.read_all(body)
        sender.close_stream(body)


def test_a_closed_stream_cannot_be_read(native: Sender) -> None:
    with scripted(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart")) as server:
        body = native.open(get(server.url))
        native.close_stream(body)
        with pytest.raises(TransportError, match="closed"):
            native.read(body, 1)


def abandon(bodies: list[ResponseStream]) -> None:
    bodies.clear()
    gc.collect()  # from Python 3.13 on asyncio leaves the body in a cycle


def test_a_body_that_nobody_read_or_closed_warns_and_closes_its_connection(native: Sender) -> None:
    left = threading.Event()

    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart")
        assert connection.recv(1) == b""
        left.set()

    with scripted(script) as server:
        body = [native.open(get(server.url))]
        with pytest.warns(ResourceWarning, match="neither read to its end nor closed"):
            abandon(body)
        if native.asynchronous:
            native.run(asyncio.sleep(0))
        assert left.wait(LONG)


def test_a_large_body_is_not_collected_while_nobody_reads(native: Sender) -> None:
    size = 100 * 1024 * 1024
    sent: list[int] = []
    blocked = threading.Event()

    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        connection.settimeout(SHORT)
        piece, total = memoryview(bytes(65_536)), 0
        while total < size:
            try:
                total += connection.send(piece[: size - total])
            except TimeoutError:
                sent.append(total)
                blocked.set()
                connection.settimeout(LONG)

    with scripted(script) as server:
        body = native.open(get(server.url))
        if native.asynchronous:
            native.run(asyncio.to_thread(blocked.wait, LONG))  # the loop runs, and must not read on
        else:
            assert blocked.wait(LONG)
        total = 0
        while piece := native.read(body, 262_144):
            total += len(piece)

    assert sent[0] < 20 * 1024 * 1024
    assert total == size


def test_a_large_body_of_bytes_is_sent_whole(sender: Sender) -> None:
    seen: list[int] = []

    def script(connection: socket.socket) -> None:
        read_head(connection)
        seen.append(len(read_exactly(connection, 8 * len(BIG))))
        connection.sendall(OK)

    with scripted(script) as server:
        assert sender.send(HttpRequest("PUT", f"{server.url}/", body=BIG * 8)).status == 200

    assert seen == [8 * len(BIG)]


@pytest.mark.parametrize("name", ["native-asyncio", "native-uvloop"])
def test_a_source_that_takes_its_time_is_not_the_servers_silence(name: str, server: Loopback) -> None:
    async def source() -> AsyncIterator[bytes]:
        yield b"ab"
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 3 * SHORT)
        yield b"cd"

    sender = new_sender(name)
    assert sender.send(put(server.url, RequestStream(source(), 4)), read=SHORT).status == 200
    assert server.seen[0].body == b"abcd"
    sender.close()


@pytest.mark.parametrize("name", ["native-asyncio", "native-uvloop"])
class TestBothDirectionsAtOnce:
    def test_what_is_answered_decides_what_is_sent_next(self, name: str) -> None:
        def script(connection: socket.socket) -> None:
            read_head(connection)
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while chunk := read_chunk(connection):
                connection.sendall(b"%x\r\n%b\r\n" % (len(chunk), chunk.upper()))
            connection.sendall(b"0\r\n\r\n")

        async def conversation(url: str) -> list[bytes]:
            questions: asyncio.Queue[bytes] = asyncio.Queue()

            async def source() -> AsyncIterator[bytes]:
                while question := await questions.get():
                    yield question

            response = await sender.transport.send_async(put(url, RequestStream(source())), LONG, LONG, True)
            assert response.stream is not None
            heard: list[bytes] = []
            for word in (b"eins", b"zwei"):
                questions.put_nowait(word)
                heard.append(await response.stream.read_async(100))
            questions.put_nowait(b"")
            assert await response.stream.read_async(100) == b""
            return heard

        sender = new_sender(name)
        with scripted(script) as server:
            assert sender.run(conversation(server.url)) == [b"EINS", b"ZWEI"]
            sender.close()

    def test_closing_the_answer_ends_the_question(self, name: str) -> None:
        def script(connection: socket.socket) -> None:
            read_head(connection)
            connection.sendall(chunked(b"eins"))
            while connection.recv(65_536):
                pass

        async def conversation(url: str) -> bool:
            ended = asyncio.Event()

            async def source() -> AsyncIterator[bytes]:
                try:
                    yield b"first"
                    await asyncio.Event().wait()
                finally:
                    ended.set()

            response = await sender.transport.send_async(put(url, RequestStream(source())), LONG, LONG, True)
            assert response.stream is not None
            await response.stream.read_async(100)
            await response.stream.close_async()
            async with asyncio.timeout(LONG):
                return await ended.wait()

        sender = new_sender(name)
        with scripted(script) as server:
            assert sender.run(conversation(server.url))
            sender.close()

    def test_a_source_that_fails_later_fails_the_reading(self, name: str) -> None:
        def script(connection: socket.socket) -> None:
            read_head(connection)
            connection.sendall(chunked(b"eins"))
            while connection.recv(65_536):
                pass

        async def read(body: ResponseStream, go_on: asyncio.Event) -> None:
            await body.read_async(100)
            go_on.set()
            await body.read_async(100)

        async def conversation(url: str) -> None:
            go_on = asyncio.Event()

            async def source() -> AsyncIterator[bytes]:
                yield b"first"
                await go_on.wait()
                raise DiskError("bad sector")

            response = await sender.transport.send_async(put(url, RequestStream(source())), LONG, LONG, True)
            assert response.stream is not None
            with pytest.raises(DiskError, match="bad sector"):
                await read(response.stream, go_on)

        sender = new_sender(name)
        with scripted(script) as server:
            sender.run(conversation(server.url))
            sender.close()
