"""A server on loopback, in threads, that does with each connection what a script of the test says, byte by byte."""

import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

Script = Callable[[socket.socket], None]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Scripted:
    """Counts the connections; what a script raised is raised again at the end."""

    def __init__(self, scripts: tuple[Script, ...]) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._scripts = scripts
        self._failures: list[BaseException] = []
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self.connections = 0
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            script = self._scripts[min(self.connections, len(self._scripts) - 1)]
            self.connections += 1
            self._open.append(connection)
            thread = threading.Thread(target=self._play, args=(script, connection), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _play(self, script: Script, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(20)
            try:
                script(connection)
            except ConnectionError:
                pass  # the client is free to leave
            except BaseException as failure:
                self._failures.append(failure)

    def end(self) -> None:
        """Stop accepting, wait for the scripts, raise what they raised."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._acceptor.join(20)
        for thread in self._threads:
            thread.join(20)
        for failure in self._failures:
            raise failure


@contextmanager
def scripted(*scripts: Script) -> Generator[Scripted]:
    """The first connection gets the first script, and so on; the last script gets all that follow."""
    server = Scripted(scripts)
    try:
        yield server
    finally:
        server.end()


def read_head(connection: socket.socket) -> bytes:
    """The bytes up to the empty line; empty where the client left."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        if not byte:
            return b""
        head += byte
    return head


def read_exactly(connection: socket.socket, size: int) -> bytes:
    """So many bytes."""
    received = b""
    while len(received) < size:
        piece = connection.recv(size - len(received))
        assert piece, f"the client left after {len(received)} of {size} bytes"
        received += piece
    return received


def read_chunk(connection: socket.socket) -> bytes:
    """The next chunk of a chunked body; empty at its end."""
    line = b""
    while not line.endswith(b"\r\n"):
        line += read_exactly(connection, 1)
    return read_exactly(connection, int(line, 16) + 2)[:-2]


def read_chunked(connection: socket.socket) -> bytes:
    """A whole chunked body."""
    body = b""
    while chunk := read_chunk(connection):
        body += chunk
    return body


def answering(*answers: bytes) -> Script:
    """Answers each request without a body with the next of these bytes, then waits for the client to leave."""

    def script(connection: socket.socket) -> None:
        for answer in answers:
            if not read_head(connection):
                return
            connection.sendall(answer)
        connection.recv(1)

    return script


def answering_and_leaving(answer: bytes) -> Script:
    """Answers one request, and closes."""

    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(answer)

    return script


def relay(target: tuple[str, int], heads: list[bytes]) -> Script:
    """A proxy's script: opens the tunnel to `target`, whatever it is asked for."""

    def pump(source: socket.socket, sink: socket.socket) -> None:
        try:
            while piece := source.recv(65_536):
                sink.sendall(piece)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def script(connection: socket.socket) -> None:
        heads.append(read_head(connection))
        with socket.create_connection(target) as server:
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=pump, args=(server, connection), daemon=True)
            back.start()
            pump(connection, server)
            back.join(20)

    return script
