"""What every transport promises (`awso.transports.interface`), blocking and from asyncio, over real sockets."""

import asyncio
import socket
import threading
from contextlib import suppress

import pytest

from awso.core.http import HttpRequest, HttpResponse
from awso.errors import (
    ConfigurationError,
    ConnectError,
    ConnectTimeoutError,
    ReadTimeoutError,
    TransportError,
)
from awso.testing import MemoryTransport
from awso.transports.httpx2 import Httpx2Transport
from awso.transports.native import NativeTransport
from tests.contract.transports.loopback import Handler, Loopback, self_signed
from tests.contract.transports.senders import LONG, SHORT, Sender, Transport


def test_method_path_query_headers_and_body_arrive_as_they_were_given(sender: Sender, server: Loopback) -> None:
    fields = [("X-Amz-Target", "S.Op"), ("x-twice", "1"), ("x-twice", "2"), ("User-Agent", "awso/test")]

    sender.send(HttpRequest("POST", f"{server.url}/a/b%2Fc?q=%20%7E&q=", fields, b"\x00\xffbody"))

    (seen,) = server.seen
    assert (seen.method, seen.url, seen.body) == ("POST", "/a/b%2Fc?q=%20%7E&q=", b"\x00\xffbody")
    assert seen.headers["x-amz-target"] == "S.Op"
    assert seen.headers["x-twice"] == "1, 2"
    assert seen.headers["user-agent"] == "awso/test"
    assert seen.headers["content-length"] == "6"


def test_nothing_is_added_that_would_change_the_answer(sender: Sender, server: Loopback) -> None:
    sender.send(HttpRequest("GET", f"{server.url}/"))

    (seen,) = server.seen
    assert set(seen.headers) <= {"host", "accept", "user-agent", "connection", "content-length"}
    assert "python" not in seen.headers.get("user-agent", "")


def test_an_empty_post_says_that_its_length_is_zero(sender: Sender, server: Loopback) -> None:
    sender.send(HttpRequest("POST", f"{server.url}/"))

    assert server.seen[0].headers["content-length"] == "0"


def test_status_headers_and_body_of_the_answer_are_given_whole(sender: Sender, server: Loopback) -> None:
    server.answer = lambda handler, request: handler.respond(200, b"{}", ("X-Id", "7"), ("X-Two", "a"), ("X-Two", "b"))

    response = sender.send(HttpRequest("POST", f"{server.url}/", body=b"{}"))

    assert (response.status, response.body) == (200, b"{}")
    assert response.headers["x-id"] == "7"
    assert response.headers["x-two"] == "a, b"


@pytest.mark.parametrize("status", [201, 204, 304, 400, 403, 404, 429, 500, 503])
def test_every_status_is_an_answer_and_not_an_error(sender: Sender, server: Loopback, status: int) -> None:
    body = b"" if status in (204, 304) else b'{"__type":"X"}'
    server.answer = lambda handler, request: handler.respond(status, body)

    response = sender.send(HttpRequest("POST", f"{server.url}/", body=b"{}"))

    assert (response.status, response.body) == (status, body)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(sender: Sender, server: Loopback, status: int) -> None:
    server.answer = lambda handler, request: handler.respond(status, b"", ("Location", "/elsewhere"))

    response = sender.send(HttpRequest("GET", f"{server.url}/"))

    assert (response.status, response.headers["location"], len(server.seen)) == (status, "/elsewhere", 1)


def test_a_compressed_body_is_left_compressed(sender: Sender, server: Loopback) -> None:
    import gzip

    packed = gzip.compress(b"stored like this")
    server.answer = lambda handler, request: handler.respond(200, packed, ("Content-Encoding", "gzip"))

    assert sender.send(HttpRequest("GET", f"{server.url}/")).body == packed


def test_a_cookie_is_not_sent_back(sender: Sender, server: Loopback) -> None:
    server.answer = lambda handler, request: handler.respond(200, b"", ("Set-Cookie", "a=b"))

    for _ in range(2):
        sender.send(HttpRequest("GET", f"{server.url}/"))

    assert "cookie" not in server.seen[1].headers


def test_a_header_that_is_not_ascii_does_not_cost_the_answer(sender: Sender, server: Loopback) -> None:
    server.answer = lambda handler, request: handler.respond(200, b"ok", ("X-Odd", "\xe9"), ("X-Even", "e"))

    response = sender.send(HttpRequest("GET", f"{server.url}/"))

    assert (response.body, response.headers["x-even"]) == (b"ok", "e")


def test_large_bodies_pass_both_ways(sender: Sender, server: Loopback) -> None:
    body = bytes(range(256)) * 400
    server.answer = lambda handler, request: handler.respond(200, request.body)

    assert sender.send(HttpRequest("PUT", f"{server.url}/", body=body)).body == body


def test_a_head_answer_has_no_body_whatever_its_length_says(sender: Sender, server: Loopback) -> None:
    server.answer = lambda handler, request: handler.respond(200, b"", length=1000)

    response = sender.send(HttpRequest("HEAD", f"{server.url}/"))

    assert (response.body, response.headers["content-length"]) == (b"", "1000")


def test_the_connection_is_used_again(sender: Sender, server: Loopback) -> None:
    for _ in range(5):
        sender.send(HttpRequest("POST", f"{server.url}/", body=b"{}"))

    assert len(server.connections) == 1


def test_a_refused_connection_is_a_connect_error_and_the_request_was_not_sent(sender: Sender) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(ConnectError) as caught:
        sender.send(HttpRequest("GET", f"http://127.0.0.1:{port}/?secret=1"))

    assert not caught.value.request_sent
    assert f"127.0.0.1:{port}" in str(caught.value)


def test_an_unknown_host_is_a_connect_error(sender: Sender) -> None:
    with pytest.raises(ConnectError) as caught:
        sender.send(HttpRequest("GET", "http://no-such-host.invalid/"))  # RFC 6761 §6.4: never resolves

    assert not caught.value.request_sent


def test_a_connection_that_is_not_accepted_in_time_is_a_connect_timeout(sender: Sender) -> None:
    with full_backlog() as port, pytest.raises(ConnectTimeoutError) as caught:
        sender.send(HttpRequest("GET", f"http://127.0.0.1:{port}/"), connect=SHORT)

    assert not caught.value.request_sent


def test_a_silent_server_is_a_read_timeout_and_the_request_was_sent(sender: Sender, server: Loopback) -> None:
    server.answer = lambda handler, request: _wait(server)

    with pytest.raises(ReadTimeoutError) as caught:
        sender.send(HttpRequest("GET", f"{server.url}/?X-Amz-Signature=secret"), read=SHORT)

    assert caught.value.request_sent
    assert "secret" not in str(caught.value)


def test_a_body_that_stops_is_a_read_timeout(sender: Sender, server: Loopback) -> None:
    def half(handler: Handler, request: HttpRequest) -> None:
        handler.respond(200, b"half", length=8)
        handler.wfile.flush()
        _wait(server)

    server.answer = half

    with pytest.raises(ReadTimeoutError):
        sender.send(HttpRequest("GET", f"{server.url}/"), read=SHORT)


def test_a_connection_closed_without_an_answer_is_a_transport_error(sender: Sender, server: Loopback) -> None:
    def hang_up(handler: Handler, request: HttpRequest) -> None:
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    server.answer = hang_up

    with pytest.raises(TransportError) as caught:
        sender.send(HttpRequest("POST", f"{server.url}/", body=b"{}"))

    assert type(caught.value) is TransportError
    assert caught.value.request_sent


def test_a_body_cut_short_is_a_transport_error(sender: Sender, server: Loopback) -> None:
    def cut(handler: Handler, request: HttpRequest) -> None:
        handler.respond(200, b"half", length=8)
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    server.answer = cut

    with pytest.raises(TransportError):
        sender.send(HttpRequest("GET", f"{server.url}/"))


def test_an_answer_that_is_not_http_is_a_transport_error(sender: Sender, server: Loopback) -> None:
    def nonsense(handler: Handler, request: HttpRequest) -> None:
        handler.wfile.write(b"220 mail.example.com ESMTP\r\n\r\n")
        handler.close_connection = True

    server.answer = nonsense

    with pytest.raises(TransportError):
        sender.send(HttpRequest("GET", f"{server.url}/"))


def test_a_line_break_in_a_header_is_refused(sender: Sender, server: Loopback) -> None:
    with pytest.raises(ConfigurationError):
        sender.send(HttpRequest("GET", f"{server.url}/", {"X-A": "b\r\nX-Injected: c"}))

    assert server.seen == []


@pytest.mark.parametrize("url", ["not a url", "ftp://127.0.0.1/"])
def test_what_is_no_http_url_is_refused(sender: Sender, url: str) -> None:
    with pytest.raises(ConfigurationError):
        sender.send(HttpRequest("GET", url))


def test_many_threads_share_a_transport(server: Loopback) -> None:
    server.answer = lambda handler, request: handler.respond(200, request.body)
    for transport in (NativeTransport(), Httpx2Transport()):
        answers: dict[int, bytes] = {}

        def send(number: int, transport: Transport = transport, answers: dict[int, bytes] = answers) -> None:
            request = HttpRequest("POST", f"{server.url}/", body=str(number).encode())
            answers[number] = transport.send(request, LONG, LONG).body

        threads = [threading.Thread(target=send, args=(number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert answers == {number: str(number).encode() for number in range(16)}
        transport.close()


def test_many_tasks_share_a_transport(server: Loopback) -> None:
    server.answer = lambda handler, request: handler.respond(200, request.body)

    async def all_at_once(transport: Transport) -> list[bytes]:
        requests = [HttpRequest("POST", f"{server.url}/", body=str(number).encode()) for number in range(16)]
        responses = await asyncio.gather(*(transport.send_async(request, LONG, LONG) for request in requests))
        await transport.close_async()
        return [response.body for response in responses]

    for transport in (NativeTransport(), Httpx2Transport()):
        assert asyncio.run(all_at_once(transport)) == [str(number).encode() for number in range(16)]


def test_the_default_transport_outlives_an_event_loop(server: Loopback) -> None:
    transport = NativeTransport()  # the process shares one, and programs call asyncio.run more than once

    statuses = [
        asyncio.run(transport.send_async(HttpRequest("GET", f"{server.url}/"), LONG, LONG)).status for _ in range(3)
    ]

    assert statuses == [200, 200, 200]


def test_the_default_transport_goes_on_after_it_was_closed(server: Loopback) -> None:
    transport = NativeTransport()

    for _ in range(2):
        assert transport.send(HttpRequest("GET", f"{server.url}/"), LONG, LONG).status == 200
        transport.close()


def test_a_cancelled_request_ends_at_once(server: Loopback) -> None:
    server.answer = lambda handler, request: _wait(server)

    async def cancelled(transport: Transport) -> bool:
        task = asyncio.create_task(transport.send_async(HttpRequest("GET", f"{server.url}/"), LONG, LONG))
        await asyncio.to_thread(server.arrived.wait, LONG)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return task.cancelled()

    for transport in (NativeTransport(), Httpx2Transport()):
        server.arrived.clear()
        assert asyncio.run(cancelled(transport))


def test_a_server_with_an_unknown_certificate_is_refused_unless_its_root_is_given(server: Loopback) -> None:
    certificate, key = self_signed("localhost")
    server.use_tls(certificate, key)
    request = HttpRequest("GET", f"https://localhost:{server.server_address[1]}/")

    with pytest.raises(ConnectError):
        NativeTransport().send(request, LONG, LONG)

    trusting = NativeTransport(root_certificates_pem=certificate)
    assert trusting.send(request, LONG, LONG).status == 200


def test_a_closed_memory_transport_refuses() -> None:
    transport = MemoryTransport([HttpResponse(200)])
    transport.close()

    with pytest.raises(TransportError):
        transport.send(HttpRequest("GET", "http://x/"), LONG, LONG)


def _wait(server: Loopback) -> None:
    server.release.wait(LONG)


class full_backlog:  # noqa: N801  # read as a context manager
    """A port whose accept queue is full, so that a further connection gets no answer at all."""

    def __enter__(self) -> int:
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(0)
        port: int = self._listener.getsockname()[1]
        self._waiting: list[socket.socket] = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
            self._waiting.append(filler)
        return port

    def __exit__(self, *_: object) -> None:
        for filler in self._waiting:
            filler.close()
        self._listener.close()
