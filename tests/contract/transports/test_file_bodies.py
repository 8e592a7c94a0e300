"""Files as request bodies in asyncio: a slow disk holds nothing up, and no two attempts read at once."""

import asyncio
import io
import socket
import threading
from pathlib import Path

import pytest

from awso.core.http import HttpRequest
from awso.core.request_bodies import RequestStream
from tests.contract.transports.loopback import Loopback
from tests.contract.transports.scripted import read_head, scripted
from tests.contract.transports.senders import LONG, Sender, new_sender

BIG = bytes(range(256)) * 20_000


def test_a_file_on_disk_is_sent_whole_and_again(sender: Sender, server: Loopback, tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes(BIG)
    with path.open("rb") as file:
        request = HttpRequest("PUT", f"{server.url}/key", stream=RequestStream(file, len(BIG)))
        for _ in range(2):
            assert sender.send(request).status == 200

    assert [seen.body == BIG for seen in server.seen] == [True, True]


class SlowDisk(io.FileIO):
    """The first read after `stuck` is set ends when `go_on` is."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.stuck = threading.Event()
        self.go_on = threading.Event()
        self.reading = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reading += 1
        if self.tell():
            self.stuck.set()
            assert self.go_on.wait(LONG)
        got = super().read(-1 if size is None else size)
        self.reading -= 1
        return got


@pytest.mark.parametrize("name", ["native-asyncio", "native-uvloop"])
def test_an_early_error_is_given_when_nothing_reads_the_file_any_more(name: str, tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes(BIG)

    with SlowDisk(path) as file:

        def answer_while_it_is_read(connection: socket.socket) -> None:
            read_head(connection)
            assert file.stuck.wait(LONG)
            connection.sendall(b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n")
            while connection.recv(65_536):
                pass

        async def send(url: str) -> tuple[int, int]:
            request = HttpRequest("PUT", f"{url}/key", stream=RequestStream(file, len(BIG)))
            sending = asyncio.ensure_future(sender.transport.send_async(request, LONG, LONG))
            await asyncio.to_thread(file.stuck.wait, LONG)
            done, _ = await asyncio.wait((sending,), timeout=0.2)
            assert not done
            file.go_on.set()
            return (await sending).status, file.reading

        sender = new_sender(name)
        with scripted(answer_while_it_is_read) as server:
            assert sender.run(send(server.url)) == (503, 0)
        sender.close()
