"""An HTTP server on loopback, in a thread, whose every answer a test decides; slow ones wait for events, not clocks."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from awso.core.http import HttpRequest

Answer = Callable[["Handler", HttpRequest], None]


class Handler(BaseHTTPRequestHandler):
    """One connection; the server's `answer` writes each response."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "Loopback"  # pyright: ignore[reportIncompatibleVariableOverride]  # it is only ever run by one

    def answer_request(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        request = HttpRequest(self.command, self.path, list(self.headers.items()), body)
        self.server.seen.append(request)
        self.server.connections.add(self.client_address)
        self.server.arrived.set()
        self.server.answer(self, request)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer_request  # noqa: N815  # http.server's names

    def respond(self, status: int, body: bytes = b"", *fields: tuple[str, str], length: int | None = None) -> None:
        self.send_response_only(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Loopback(ThreadingHTTPServer):
    """Remembers what it saw; `release` lets the answers that wait for it go on."""

    daemon_threads = True
    request_queue_size = 64  # the tests connect many times at once

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.seen: list[HttpRequest] = []
        self.connections: set[object] = set()
        self.arrived = threading.Event()
        self.release = threading.Event()
        self.answer: Answer = lambda handler, request: handler.respond(200)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def loopback() -> Generator[Loopback]:
    server = Loopback()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        server.shutdown()
        server.server_close()
