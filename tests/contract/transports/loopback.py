"""An HTTP server on loopback, in a thread, whose every answer a test decides; slow ones wait for events, not clocks."""

import ssl
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from tempfile import NamedTemporaryFile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

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

    def use_tls(self, certificate_pem: bytes, key_pem: bytes) -> None:
        self.socket = server_tls(certificate_pem, key_pem).wrap_socket(self.socket, server_side=True)

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a client that refuses our certificate is what the test wants


def server_tls(certificate_pem: bytes, key_pem: bytes, *alpn: str) -> ssl.SSLContext:
    """What a server with this certificate speaks TLS with, offering the protocols `alpn`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with NamedTemporaryFile() as file:
        file.write(certificate_pem + key_pem)
        file.flush()
        context.load_cert_chain(file.name)
    if alpn:
        context.set_alpn_protocols(alpn)
    return context


def self_signed(host: str) -> tuple[bytes, bytes]:
    """A certificate for `host`, and its key, in PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM), private


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
