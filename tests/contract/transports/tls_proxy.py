"""A proxy on loopback that is itself reached by TLS, in a thread with a loop of its own.

A test decides what it refuses. Whatever it is asked for, it goes to `target`: by a tunnel, or by passing on requests.
"""

import asyncio
import ssl
import threading
from collections.abc import Generator
from contextlib import contextmanager

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"


class TlsProxy:
    """What it heard is in `heads`; `answer` is what it says to CONNECT, and nothing where that is None.

    It breaks off after `most_bytes` of what the target says; `left` is set whenever a client has gone.
    """

    def __init__(self, context: ssl.SSLContext, target: tuple[str, int]) -> None:
        self.context = context
        self.target = target
        self.heads: list[bytes] = []
        self.answer: bytes | None = ESTABLISHED
        self.most_bytes = -1
        self.asked = threading.Event()
        self.left = threading.Event()
        self.port = 0
        self._writers: list[asyncio.StreamWriter] = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._end = asyncio.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()), daemon=True)

    @property
    def url(self) -> str:
        return f"https://user:secret@localhost:{self.port}"

    @property
    def lines(self) -> list[str]:
        """The first line of each head."""
        return [head.decode().partition("\r\n")[0] for head in self.heads]

    async def _serve(self) -> None:
        self._loop.set_exception_handler(lambda _, __: None)  # clients that leave are what the tests want
        server = await asyncio.start_server(self._attend, "127.0.0.1", 0, ssl=self.context)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._end.wait()
        server.close()
        for writer in self._writers:
            writer.transport.abort()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.append(writer)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.heads.append(head)
            self.asked.set()
            await self._follow(head, reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.left.set()
            writer.transport.abort()

    async def _follow(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tunnel = head.startswith(b"CONNECT ")
        if tunnel and self.answer != ESTABLISHED:
            writer.write(self.answer or b"")
            await reader.read(1)
            return
        there, back = await asyncio.open_connection(*self.target)
        self._writers.append(back)
        if tunnel:
            writer.write(ESTABLISHED)
        else:
            back.write(head)
        await asyncio.wait(
            [asyncio.ensure_future(pump(reader, back)), asyncio.ensure_future(pump(there, writer, self.most_bytes))],
            return_when=asyncio.FIRST_COMPLETED,
        )
        back.transport.abort()

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(20)

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(20)
        self._loop.close()


async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter, most_bytes: int = -1) -> None:
    """Pass on what comes until its end, or so many bytes of it."""
    try:
        while most_bytes and (piece := await source.read(most_bytes if most_bytes > 0 else 65_536)):
            sink.write(piece)
            await sink.drain()
            most_bytes -= len(piece) if most_bytes > 0 else 0
    except OSError:
        pass


@contextmanager
def tls_proxy(context: ssl.SSLContext, target: tuple[str, int]) -> Generator[TlsProxy]:
    proxy = TlsProxy(context, target)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.end()
