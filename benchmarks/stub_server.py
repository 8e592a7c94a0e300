"""A server that answers every request at once with the same: for every client, and as little as can be.

Its argument names the answer: a user of Cognito's (`AdminGetUser`), or an item of DynamoDB's (`GetItem`). With `polls`
behind it the server does not sleep between the requests of a run: it must then have a CPU of its own
(`benchmarks.common.Apart`).
"""

import selectors
import socket
import sys
from time import monotonic
from zlib import crc32

USER = (
    b'{"Username":"ada","UserAttributes":[{"Name":"sub","Value":"6ec7b0f0-2c5b-4a2b-9a55-1f3d2f0d8f11"},'
    b'{"Name":"email","Value":"ada@example.com"},{"Name":"email_verified","Value":"true"}],'
    b'"UserCreateDate":1700000000.123,"UserLastModifiedDate":1700000000.123,"Enabled":true,"UserStatus":"CONFIRMED"}'
)
ITEM = (
    b'{"Item":{"author":{"S":"Ada Lovelace"},"year":{"N":"1843"},"cover":{"B":"AAECAwQFBgc="},'
    b'"tags":{"SS":["engine","mathematics"]},"notes":{"L":[{"S":"A"},{"N":"7"},{"BOOL":true}]},'
    b'"publisher":{"M":{"name":{"S":"Taylor"},"city":{"S":"London"}}},"reprints":{"NULL":true}}}'
)


def answer(content_type: str, body: bytes, *fields: str) -> bytes:
    """A whole response."""
    head = (
        "HTTP/1.1 200 OK",
        f"Content-Type: {content_type}",
        "x-amzn-RequestId: 00000000-0000-4000-8000-000000000000",
        f"Content-Length: {len(body)}",
        *fields,
    )
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


ANSWERS = {
    "AdminGetUser": answer("application/x-amz-json-1.1", USER),
    "GetItem": answer("application/x-amz-json-1.0", ITEM, f"x-amz-crc32: {crc32(ITEM)}"),
}


POLLING_SECONDS = 0.002
"""After the last request. A client that sends to a process that sleeps pays for waking it: 7 µs a call here, up to 40
in a virtual machine whose other CPU was halted. No server at the other end of a wire costs its client that."""


class Connection:
    """One client; its requests may come in pieces."""

    def __init__(self, connection: socket.socket, answer: bytes) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = connection
        self._answer = answer
        self._received = b""

    def answer(self) -> bool:
        """Answer every request that is there; False when the client has left."""
        try:
            data = self.socket.recv(65_536)
        except ConnectionError:
            return False
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end].lower()
            after = head.find(b"\r\ncontent-length:")
            length = int(head[after + 17 :].split(b"\r\n", 1)[0]) if after >= 0 else 0
            if len(self._received) < end + 4 + length:
                break
            self._received = self._received[end + 4 + length :]
            self.socket.sendall(self._answer)
        return bool(data)


def serve(answer: bytes, *, polls: bool) -> None:
    """Print the URL, then answer until the process is ended."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    waiting = selectors.DefaultSelector()
    waiting.register(listener, selectors.EVENT_READ)
    polling_ends = 0.0
    while True:
        ready = waiting.select(0 if polls and monotonic() < polling_ends else None)
        if ready:
            polling_ends = monotonic() + POLLING_SECONDS
        for key, _ in ready:
            if key.data is None:
                connection = Connection(listener.accept()[0], answer)
                waiting.register(connection.socket, selectors.EVENT_READ, connection)
            elif not key.data.answer():
                waiting.unregister(key.data.socket)
                key.data.socket.close()


if __name__ == "__main__":
    serve(ANSWERS[sys.argv[1]], polls="polls" in sys.argv[2:])
