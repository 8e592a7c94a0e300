"""A connection's bounds, on a transport that only remembers. How it looks on a socket: userpool_http/test_wire.py."""

import asyncio

import pytest
from uvicorn import Config
from uvicorn.server import ServerState

from awso_userpool.api.connections import MOST_HEAD_BYTES, BoundedConnection

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nX-A: "


class Remembering(asyncio.Transport):
    """Takes what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


async def nothing(scope: object, receive: object, send: object) -> None:
    """An application that never answers."""
    await asyncio.Event().wait()


def answered(*pieces: bytes) -> bytes:
    """What a connection that received these pieces has written by itself."""
    transport = Remembering()

    async def scenario() -> bytes:
        config = Config(nothing, http=BoundedConnection, lifespan="off", log_config=None)
        connection = BoundedConnection(config=config, server_state=ServerState(), app_state={})
        connection.connection_made(transport)
        for piece in pieces:
            connection.data_received(piece)
        written = transport.written  # before the loop ends, and with it the application, about which uvicorn complains
        connection.connection_lost(None)
        return written

    return asyncio.run(scenario())


def test_a_head_that_grows_beyond_the_limit_is_told_so_and_read_no_further() -> None:
    written = answered(HEAD, b"a" * MOST_HEAD_BYTES, b"a", b"\r\n\r\nGET /more HTTP/1.1\r\n\r\n")

    assert written.startswith(b"HTTP/1.1 431 ")
    assert written.count(b"HTTP/1.1 ") == 1


def test_a_head_at_the_limit_is_read() -> None:
    written = answered(HEAD, b"a" * MOST_HEAD_BYTES)

    assert written == b""


@pytest.mark.parametrize("pieces", [1, 5])
def test_the_next_request_is_counted_anew(pieces: int) -> None:
    request = [HEAD, b"a" * (MOST_HEAD_BYTES - 100), b"\r\nContent-Length: 0\r\n\r\n"]

    assert answered(*request * pieces) == b""
