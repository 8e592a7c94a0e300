"""A server between a client and moto that records what is said, and says it again to the next client.

So two clients get the very same bytes, and their answers can be compared whole, ids and dates included.
"""

from collections.abc import Generator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler
from threading import Lock
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from tests.listening import listening


class Request(NamedTuple):
    """What a client asked; `signed` whether with a signature, `agent` as whom."""

    method: str
    path: str
    query: dict[str, list[str]]
    signed: bool
    agent: str


class Response(NamedTuple):
    """What was answered."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Tape:
    """What was said so far. `rewind` makes the next client hear it again, instead of moto."""

    def __init__(self, moto_url: str) -> None:
        self._moto = urlsplit(moto_url).netloc
        self._lock = Lock()
        self._replayed = 0
        self.playing = False
        self.requests: list[list[Request]] = [[]]
        """What each client asked."""
        self.responses: list[Response] = []
        self.url = ""

    def rewind(self) -> None:
        """From here on nothing new is recorded."""
        self.playing = True
        self._replayed = 0
        self.requests.append([])

    def answer(self, request: Request, path: str, headers: dict[str, str], body: bytes) -> Response:
        """The answer to one request."""
        with self._lock:
            self.requests[-1].append(request)
            if self.playing:
                self._replayed += 1
                return self.responses[self._replayed - 1]
            response = self._ask_moto(request.method, path, headers, body)
            self.responses.append(response)
            return response

    def _ask_moto(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
        connection = HTTPConnection(self._moto, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            dropped = ("connection", "transfer-encoding", "content-length", "keep-alive")
            fields = [(name, value) for name, value in answer.getheaders() if name.lower() not in dropped]
            length = answer.getheader("content-length")
            content = answer.read()
            # The answer to HEAD has the length of what it does not have.
            fields.append(("content-length", length if method == "HEAD" and length else str(len(content))))
            return Response(answer.status, fields, content)
        finally:
            connection.close()


@contextmanager
def recording(moto_url: str) -> Generator[Tape]:
    """A tape with a server of its own."""
    tape = Tape(moto_url)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65_537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            self._answer()

        def _answer(self) -> None:
            split = urlsplit(self.path)
            signed = "Authorization" in self.headers or "X-Amz-Signature" in split.query
            query = parse_qs(split.query, keep_blank_values=True)
            request = Request(self.command, split.path, query, signed, self.headers.get("User-Agent", ""))
            if self.headers.get("Expect") == "100-continue":
                self.send_response_only(100)
                self.end_headers()
            body = self._body()
            kept = {name: value for name, value in self.headers.items() if name.lower() not in ("expect", "te")}
            if "Transfer-Encoding" in kept:
                del kept["Transfer-Encoding"]
                kept["Content-Length"] = str(len(body))
            response = tape.answer(request, self.path, kept, body)
            self.send_response_only(response.status)
            for name, value in response.headers:
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(response.body)

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts: list[bytes] = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)

    with listening(Handler) as tape.url:
        yield tape
