"""The default transport byte by byte: what goes out, what may come back, what happens when a connection breaks."""

import asyncio
import socket
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awso.core.http import HttpRequest, HttpResponse
from awso.core.request_bodies import RequestStream
from awso.errors import ConfigurationError, ReadTimeoutError, TransportError
from awso.transports.native import NativeTransport, pool
from awso.transports.native.response import BadResponseError, ResponseReader
from awso.transports.options import TransportOptions
from tests.contract.transports.scripted import (
    OK,
    Script,
    answering,
    answering_and_leaving,
    read_exactly,
    read_head,
    scripted,
)
from tests.contract.transports.senders import LONG, SHORT, Sender


def get(url: str, target: str = "/") -> HttpRequest:
    return HttpRequest("GET", url + target)


def recording(seen: list[bytes]) -> Script:
    def script(connection: socket.socket) -> None:
        while head := read_head(connection):
            seen.append(head)
            connection.sendall(OK)

    return script


@pytest.mark.parametrize(
    "target", ["/a/../b", "/a/./b", "//", "/%2e%2E/%2f", "/a%20b?x=1/2&y=?", "/?", "/~!$&'()*+,;=:@"]
)
def test_a_path_is_sent_byte_for_byte(native: Sender, target: str) -> None:
    seen: list[bytes] = []
    with scripted(recording(seen)) as server:
        native.send(get(server.url, target))
        native.close_connections()

    assert seen[0].startswith(b"GET %b HTTP/1.1\r\n" % target.encode())


def test_a_path_is_sent_byte_for_byte_to_a_server_that_is_known(native: Sender) -> None:
    targets = ["/", "//", "/?/", "/a/", "/", "/#/", "?a=/", ""]
    seen: list[bytes] = []
    with scripted(recording(seen)) as server:
        for target in targets:
            native.send(get(server.url, target))
        native.close_connections()

    sent = [head.split(b" ")[1] for head in seen]
    assert sent == [b"/", b"//", b"/?/", b"/a/", b"/", b"/", b"/?a=/", b"/"]


@pytest.mark.parametrize(("target", "sent"), [("", b"/"), ("?a=/b", b"/?a=/b"), ("/a#fragment", b"/a")])
def test_what_a_url_leaves_out_is_filled_in(native: Sender, target: str, sent: bytes) -> None:
    seen: list[bytes] = []
    with scripted(recording(seen)) as server:
        native.send(get(server.url, target))
        native.close_connections()

    assert seen[0].startswith(b"GET %b HTTP/1.1\r\n" % sent)


def test_the_host_is_sent_in_small_letters_as_it_is_signed(native: Sender) -> None:
    seen: list[bytes] = []
    with scripted(recording(seen)) as server:
        native.send(HttpRequest("GET", f"HTTP://LocalHost:{server.port}/Path"))
        native.close_connections()
        port = server.port

    assert seen[0] == b"GET /Path HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % port


def test_headers_are_sent_in_their_order_and_spelling_after_the_host(native: Sender) -> None:
    seen: list[bytes] = []
    with scripted(recording(seen)) as server:
        fields = [("x-B", "1"), ("X-a", "\u00fc\u2713"), ("x-B", ""), ("X-Percent%", "%s")]
        native.send(HttpRequest("GET", f"{server.url}/", fields))
        native.close_connections()
        port = server.port

    expected = (
        f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nx-B: 1\r\nX-a: \u00fc\u2713\r\nx-B: \r\nX-Percent%: %s\r\n\r\n"
    )
    assert seen[0] == expected.encode()


def test_a_host_that_is_given_is_the_one_that_is_sent(native: Sender) -> None:
    seen: list[bytes] = []
    with scripted(recording(seen)) as server:
        native.send(HttpRequest("GET", f"{server.url}/", {"host": "signed.example.com"}))
        native.close_connections()

    assert seen[0] == b"GET / HTTP/1.1\r\nhost: signed.example.com\r\n\r\n"


@pytest.mark.parametrize(
    ("method", "url", "fields"),
    [
        ("GET", "http://127.0.0.1/\r\nX: y", {}),
        ("GET", "http://127.0.0.1/a b", {}),
        ("GET", "http://127.0.0.1/\u00fc", {}),
        ("GET", "http://127.0.0.1?a HTTP/1.1\r\nX: y", {}),
        ("GET", "http://user:secret@127.0.0.1/\u00fc", {}),
        ("GET", "http://user:secret@127.0.0.1/", {}),
        ("GET", "http://127.0.0.1:99999/", {}),
        ("GET", "http://127.0.0.1:x/", {}),
        ("GET", "http:///path", {}),
        ("GET", "http://[::1/", {}),
        ("GET", "http://a\r\nb/", {}),
        ("GET ", "http://127.0.0.1/", {}),
        ("G\r\nT", "http://127.0.0.1/", {}),
        ("", "http://127.0.0.1/", {}),
        ("GET", "http://127.0.0.1/", {"X": "secret\0"}),
        ("GET", "http://127.0.0.1/", {"X": "secret\n"}),
        ("GET", "http://127.0.0.1/", {"X": "secret\r"}),
        ("GET", "http://127.0.0.1/", {"X": "secret\udcff"}),
        ("GET", "http://127.0.0.1/", {"X Y": "secret"}),
        ("GET", "http://127.0.0.1/", {"X:": "secret"}),
        ("GET", "http://127.0.0.1/", {"": "secret"}),
        ("POST", "http://127.0.0.1/", {"Content-Length": "1"}),
        ("POST", "http://127.0.0.1/", {"Content-Length": "0", "content-length": "0"}),
        ("POST", "http://127.0.0.1/", {"Content-Length": "0", "Transfer-Encoding": "chunked"}),
        ("POST", "http://127.0.0.1/", {"Transfer-Encoding": "gzip"}),
    ],
)
def test_what_cannot_be_put_on_the_wire_is_refused_without_showing_it(
    native: Sender, method: str, url: str, fields: dict[str, str]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        native.send(HttpRequest(method, url, fields))

    assert "secret" not in str(caught.value)


def answered(native: Sender, answer: bytes, method: str = "GET") -> HttpResponse:
    """The response that these bytes are, after which the server leaves."""
    with scripted(answering_and_leaving(answer)) as server:
        return native.send(HttpRequest(method, f"{server.url}/?X-Amz-Signature=secret"))


def test_interim_answers_are_passed_over(native: Sender) -> None:
    interim = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"

    response = answered(native, interim + OK)

    assert (response.status, dict(response.headers)) == (200, {"content-length": "2"})


def test_the_end_of_the_connection_ends_a_body_without_length(native: Sender) -> None:
    assert answered(native, b"HTTP/1.1 200 OK\r\n\r\nuntil the end").body == b"until the end"


def test_an_answer_of_http_1_0_is_read(native: Sender) -> None:
    assert answered(native, b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok").body == b"ok"


def test_chunks_are_joined_and_their_trailer_is_left_out(native: Sender) -> None:
    chunks = b"3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n"

    response = answered(native, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)

    assert (response.body, "x-trailer" in response.headers) == (b"abcde", False)


@pytest.mark.parametrize(
    ("raw", "text"), [(b"caf\xc3\xa9", "caf\u00e9"), (b"caf\xe9", "caf\u00e9"), (b" both  ", "both")]
)
def test_no_byte_of_a_header_is_lost(native: Sender, raw: bytes, text: str) -> None:
    response = answered(native, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX-Name: " + raw + b"\r\n\r\n")

    assert response.headers["x-name"] == text


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nsecr",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nsec",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nsecret\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: secret\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nsecret\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\nsecret",
        b"secret\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_whole_response_is_a_transport_error_that_shows_nothing_of_it(native: Sender, answer: bytes) -> None:
    with pytest.raises(TransportError) as caught:
        answered(native, answer)

    assert "secret" not in str(caught.value)
    assert caught.value.request_sent


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
        OK + OK,
        OK + b"HTTP/1.1 200 OK\r\n\r\n",
        OK + b"H",
        OK + b"HTTP/1.1 500 Stale\r\nX: ",
        OK + b"rubbish",
    ],
)
def test_a_connection_is_not_used_again_where_the_server_says_so_or_says_too_much(
    native: Sender, answer: bytes
) -> None:
    with scripted(answering(answer), answering(OK)) as server:
        for _ in range(2):
            assert native.send(get(server.url)).body == b"ok"
        assert server.connections == 2
        native.close_connections()


def test_an_http_1_0_server_that_keeps_the_connection_keeps_it(native: Sender) -> None:
    kept = b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"
    with scripted(answering(kept, kept)) as server:
        for _ in range(2):
            native.send(get(server.url))
        assert server.connections == 1
        native.close_connections()


def test_a_head_answer_leaves_its_connection_for_others(native: Sender) -> None:
    with scripted(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", OK)) as server:
        assert native.send(HttpRequest("HEAD", f"{server.url}/")).body == b""
        assert native.send(get(server.url)).body == b"ok"
        assert server.connections == 1
        native.close_connections()


def test_a_head_answer_with_the_beginning_of_a_body_ends_its_connection(native: Sender) -> None:
    faulty = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n"
    with scripted(answering(faulty), answering(OK)) as server:
        native.send(HttpRequest("HEAD", f"{server.url}/"))
        assert native.send(get(server.url)).body == b"ok"
        assert server.connections == 2
        native.close_connections()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_connection_that_the_server_closed_meanwhile_is_replaced_before_anything_is_sent(
    native: Sender, method: str
) -> None:
    gone = threading.Event()

    def once(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(OK)
        connection.close()
        gone.set()

    with scripted(once, answering(OK)) as server:
        native.send(get(server.url))
        assert gone.wait(LONG)
        if native.asynchronous:
            for _ in range(5):  # the loop must run to learn of it
                native.run(asyncio.sleep(0))
        assert native.send(HttpRequest(method, f"{server.url}/")).body == b"ok"
        native.close_connections()


def test_a_loop_that_did_not_run_learns_what_it_missed_before_it_sends(
    native: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    from awso.transports.native import concurrent

    monkeypatch.setattr(concurrent, "UNWATCHED_SECONDS", -1.0)
    gone = threading.Event()

    def once(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(OK)
        connection.close()
        gone.set()

    with scripted(once, answering(OK)) as server:
        native.send(get(server.url))
        assert gone.wait(LONG)
        assert native.send(HttpRequest("POST", f"{server.url}/")).body == b"ok"
        native.close_connections()


def dropping_the_second(seen: list[bytes]) -> Script:
    """Answers one request, reads another, and closes without a word."""

    def script(connection: socket.socket) -> None:
        seen.append(read_head(connection))
        connection.sendall(OK)
        seen.append(read_head(connection))

    return script


def test_an_idempotent_request_is_sent_again_where_a_used_connection_broke_without_an_answer(native: Sender) -> None:
    seen: list[bytes] = []
    with scripted(dropping_the_second(seen), answering(OK)) as server:
        native.send(get(server.url))
        assert native.send(get(server.url)).body == b"ok"
        assert (len(seen), server.connections) == (2, 2)
        native.close_connections()


def test_a_post_that_may_have_been_carried_out_is_not_sent_again(native: Sender) -> None:
    seen: list[bytes] = []
    with scripted(dropping_the_second(seen), answering(OK)) as server:
        native.send(get(server.url))
        with pytest.raises(TransportError):
            native.send(HttpRequest("POST", f"{server.url}/"))
        assert (len(seen), server.connections) == (2, 1)


def test_a_request_is_not_sent_again_where_a_new_connection_broke(native: Sender) -> None:
    with scripted(lambda connection: None) as server:
        with pytest.raises(TransportError):
            native.send(get(server.url))
        assert server.connections == 1


def test_a_stream_that_was_read_is_not_sent_again(native: Sender) -> None:
    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(OK)
        read_head(connection)
        read_exactly(connection, 4)

    with scripted(script, answering(OK)) as server:
        native.send(get(server.url))
        with pytest.raises(TransportError):
            native.send(HttpRequest("PUT", f"{server.url}/", stream=RequestStream(iter([b"body"]), 4)))
        assert server.connections == 1


def test_a_timeout_is_not_answered_by_sending_again(native: Sender) -> None:
    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(OK)
        read_head(connection)
        connection.recv(1)

    with scripted(script) as server:
        native.send(get(server.url))
        with pytest.raises(ReadTimeoutError):
            native.send(get(server.url), read=SHORT)
        assert server.connections == 1


def test_the_read_timeout_is_the_calls_own(native: Sender) -> None:
    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(OK)
        read_head(connection)
        connection.recv(1)

    with scripted(script) as server:
        native.send(get(server.url), read=float("inf"))
        with pytest.raises(ReadTimeoutError):
            native.send(get(server.url), read=SHORT)


def test_a_connection_idle_for_too_long_is_closed(native: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(answering(OK, OK)) as server:
        native.send(get(server.url))
        monkeypatch.setattr(pool, "IDLE_SECONDS", -1.0)
        native.send(get(server.url))
        assert server.connections == 2
        native.close_connections()


def test_no_more_connections_stay_than_allowed() -> None:
    transport = NativeTransport(TransportOptions(max_pool_connections=1))

    async def together(url: str) -> int:
        await asyncio.gather(*(transport.send_async(get(url), LONG, LONG) for _ in range(4)))
        before = server.connections
        await asyncio.gather(*(transport.send_async(get(url), LONG, LONG) for _ in range(2)))
        await transport.close_async()
        return server.connections - before

    with scripted(answering(OK, OK, OK)) as server:
        assert asyncio.run(together(server.url)) == 1


def test_the_least_recently_used_origin_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "MOST_ORIGINS", 1)
    transport = NativeTransport()
    with scripted(answering(OK, OK)) as first, scripted(answering(OK, OK)) as second:
        for url in (first.url, second.url, first.url):
            transport.send(get(url), LONG, LONG)
        assert (first.connections, second.connections) == (2, 1)
        transport.close()


def test_every_address_of_a_host_is_tried(native: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    with scripted(answering(OK)) as server, socket.create_server(("127.0.0.2", 0)) as taken:
        dead = taken.getsockname()[1]
        taken.close()
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", address)
            for address in (("127.0.0.2", dead), ("127.0.0.1", server.port))
        ]

        def addresses(*_: object, **__: object) -> object:  # uvloop asks its own resolver, which names ::1 first
            return found

        monkeypatch.setattr(socket, "getaddrinfo", addresses)
        assert native.send(get(f"http://localhost:{server.port}")).body == b"ok"
        native.close_connections()


PARTS = st.lists(st.integers(1, 40), min_size=1, max_size=60)
RESPONSES = [
    OK,
    b"HTTP/1.1 100 Continue\r\n\r\n" + OK,
    b"HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"4\r\neins\r\nA;x=y\r\n0123456789\r\n0\r\nT: 1\r\n\r\n",
    b"HTTP/1.1 204 No Content\r\nX-Id: 7\r\n\r\n",
    b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 5\r\n\r\ngone!",
    b"HTTP/1.0 200 OK\r\n\r\nto the end",
]


@settings(max_examples=200)
@given(st.sampled_from(RESPONSES), PARTS)
def test_however_a_response_is_cut_it_reads_the_same(response: bytes, sizes: list[int]) -> None:
    def read(pieces: list[bytes]) -> tuple[int, tuple[tuple[str, str], ...], bytes, bool]:
        reader = ResponseReader()
        reader.start(False)
        for piece in pieces:
            reader.feed(piece)
        if not reader.complete:
            reader.end()
        whole = reader.response()
        return whole.status, whole.headers.pairs, whole.body, reader.reusable

    pieces, start, number = list[bytes](), 0, 0
    while start < len(response):
        size = sizes[number % len(sizes)]
        pieces.append(response[start : start + size])
        start, number = start + size, number + 1

    assert read(pieces) == read([response])


@given(st.binary(max_size=200), st.sampled_from(RESPONSES), st.integers(0, 60))
def test_whatever_comes_is_a_response_or_a_bad_one(noise: bytes, response: bytes, at: int) -> None:
    reader = ResponseReader()
    reader.start(False)
    try:
        reader.feed(response[:at] + noise)
        reader.end()
    except BadResponseError:
        return
    assert 200 <= reader.response().status < 1000
