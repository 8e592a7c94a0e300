"""A server that answers every request at once with one user: what it costs is the same for every client."""

import asyncio
from typing import cast

BODY = (
    b'{"Username":"ada","UserAttributes":[{"Name":"sub","Value":"6ec7b0f0-2c5b-4a2b-9a55-1f3d2f0d8f11"},'
    b'{"Name":"email","Value":"ada@example.com"},{"Name":"email_verified","Value":"true"}],'
    b'"UserCreateDate":1700000000.123,"UserLastModifiedDate":1700000000.123,"Enabled":true,"UserStatus":"CONFIRMED"}'
)
ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nx-amzn-RequestId: 00000000-0000-4000-8000-000000000000\r\n"
    b"Content-Length: %d\r\n\r\n%s"
) % (len(BODY), BODY)


class Answering(asyncio.Protocol):
    """One connection; requests may come in pieces or several at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one only in form
        self._received = b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end].lower()
            after = head.find(b"\r\ncontent-length:")
            length = int(head[after + 17 :].split(b"\r\n", 1)[0]) if after >= 0 else 0
            if len(self._received) < end + 4 + length:
                return
            self._received = self._received[end + 4 + length :]
            self._transport.write(ANSWER)


async def serve() -> None:
    """Print the URL, then answer until the process is ended."""
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    try:
        import uvloop
    except ImportError:
        asyncio.run(serve())
    else:
        uvloop.run(serve())
