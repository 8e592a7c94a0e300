"""Whatever is cancelled, closed or forgotten at whatever moment: no answer is another request's, and nobody waits for
ever."""

import asyncio
import gc
import random
import socket
import threading
import warnings
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import uvloop

from awso.core.http import HttpRequest
from awso.errors import TransportError
from awso.transports.native import NativeTransport, concurrent
from awso.transports.native.async_connection import AsyncConnection
from tests.contract.transports.scripted import OK, Script, answering, read_head, scripted
from tests.contract.transports.senders import LONG

Loop = Callable[[], asyncio.AbstractEventLoop]
LOOPS = pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop])


def run(loop: Loop, work: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(work)


def echoing() -> Script:
    """Answers each request with its path, in two pieces."""

    def script(connection: socket.socket) -> None:
        while head := read_head(connection):
            path = head.split(b" ")[1]
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(path), path[:2]))
            connection.sendall(path[2:])

    return script


def get(url: str) -> HttpRequest:
    return HttpRequest("GET", url)


def beginning(connection: socket.socket) -> None:
    """Begins a body, and never ends it."""
    read_head(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart")
    connection.recv(1)


@LOOPS
@pytest.mark.filterwarnings(
    "ignore:unclosed <socket:ResourceWarning"
)  # asyncio's staggered_race drops one that has won
@pytest.mark.parametrize("stream", [False, True])
def test_a_request_cancelled_at_any_moment_leaves_its_answer_to_nobody(loop: Loop, stream: bool) -> None:
    async def one(transport: NativeTransport, url: str, path: str) -> bytes:
        response = await transport.send_async(get(url + path), LONG, LONG, stream)
        if response.stream is None:
            return response.body
        try:
            pieces: list[bytes] = []
            while piece := await response.stream.read_async(3):
                pieces.append(piece)
            return b"".join(pieces)
        finally:
            await response.stream.close_async()

    async def many(url: str) -> None:
        transport = NativeTransport()
        choose = random.Random(7)  # which moment, the same each time
        for number in range(150):
            task = asyncio.create_task(one(transport, url, f"/cancelled-{number}"))
            for _ in range(choose.randrange(12)):
                await asyncio.sleep(0)
            if choose.random() < 0.5:
                await asyncio.sleep(choose.random() / 1000)
            task.cancel()
            path = f"/asked-{number}"
            assert await asyncio.wait_for(one(transport, url, path), LONG) == path.encode()
            await asyncio.gather(task, return_exceptions=True)
        await transport.close_async()
        gc.collect()  # what asyncio dropped is open until then

    with scripted(*[echoing() for _ in range(400)]) as server:
        run(loop, many(server.url))


@LOOPS
def test_who_reads_a_body_that_another_task_closes_is_told(loop: Loop) -> None:
    async def closing(url: str) -> None:
        transport = NativeTransport()
        body = (await transport.send_async(get(url), LONG, LONG, stream=True)).stream
        assert body is not None
        assert await body.read_async(9) == b"part"
        reading = asyncio.create_task(body.read_async(9))
        await asyncio.sleep(0)
        await body.close_async()
        with pytest.raises(TransportError, match="closed"):
            await asyncio.wait_for(reading, 2)

    with scripted(beginning) as server:
        run(loop, closing(server.url))


def test_two_tasks_cannot_read_one_body_at_once() -> None:
    async def reading(url: str) -> None:
        transport = NativeTransport()
        body = (await transport.send_async(get(url), LONG, LONG, stream=True)).stream
        assert body is not None
        await body.read_async(9)
        first = asyncio.create_task(body.read_async(9))
        await asyncio.sleep(0)
        with pytest.raises(RuntimeError, match="another task"):
            await asyncio.wait_for(body.read_async(9), 2)
        await body.close_async()
        await asyncio.gather(first, return_exceptions=True)

    with scripted(beginning) as server:
        run(asyncio.new_event_loop, reading(server.url))


def test_a_body_forgotten_just_before_its_end_does_not_end_the_next_request() -> None:
    rest, second = threading.Event(), b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond"

    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart")
        rest.wait(LONG)
        connection.sendall(b" two.")
        read_head(connection)
        connection.sendall(second)

    async def forgetting(url: str) -> None:
        transport = NativeTransport()
        loop = asyncio.get_running_loop()
        body: Any = (await transport.send_async(get(url), LONG, LONG, stream=True)).stream
        connection: AsyncConnection = body._connection
        await asyncio.sleep(0)  # until here the loop holds the future that the body came in
        late: list[Callable[[], object]] = []
        loop.call_soon_threadsafe = lambda act, *given, **_: late.append(lambda: act(*given))  # type: ignore[method-assign,assignment]  # instead of the loop's
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            del body
            gc.collect()
        del loop.call_soon_threadsafe
        rest.set()
        while connection._busy:  # pyright: ignore[reportPrivateUsage]  # the moment at which it may serve another
            await asyncio.sleep(0.001)
        asking = asyncio.create_task(transport.send_async(get(url), LONG, LONG))
        await asyncio.sleep(0)
        for act in late:
            act()
        assert (await asyncio.wait_for(asking, 2)).body == b"second"

    with scripted(script) as server:
        run(asyncio.new_event_loop, forgetting(server.url))


def test_a_request_cancelled_just_before_its_answer_does_not_end_the_next_one() -> None:
    """In one round of the loop: the first is cancelled, its answer is read, and the second takes the connection."""

    async def cancelling(url: str) -> None:
        transport = NativeTransport()
        await transport.send_async(get(url), LONG, LONG)
        asking = asyncio.create_task(transport.send_async(get(url), LONG, LONG))
        await asyncio.sleep(0)
        concurrent_half: Any = transport._concurrent  # pyright: ignore[reportPrivateUsage]  # its only connection
        (entered,) = concurrent_half._loops.values()
        pool, _ = entered.pools.of_url(url)
        made = [found for found in gc.get_objects() if isinstance(found, AsyncConnection) and found._pool is pool]  # pyright: ignore[reportPrivateUsage]  # as above
        (connection,) = made

        second = asyncio.create_task(transport.send_async(HttpRequest("POST", url), LONG, LONG))
        asking.cancel()
        connection.get_buffer(0)[: len(OK)] = OK
        connection.buffer_updated(len(OK))
        assert (await asyncio.wait_for(second, 2)).status == 200
        assert asking.cancelled()

    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(OK)
        read_head(connection)  # whose answer the test reads
        read_head(connection)
        connection.sendall(OK)

    with scripted(script) as server:
        run(asyncio.new_event_loop, cancelling(server.url))


def test_a_request_cancelled_while_its_connection_is_looked_at_closes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concurrent, "UNWATCHED_SECONDS", -1.0)
    left = threading.Event()

    def script(connection: socket.socket) -> None:
        read_head(connection)
        connection.sendall(OK)
        if not connection.recv(1):
            left.set()

    async def cancelled(url: str) -> None:
        transport = NativeTransport()
        await transport.send_async(get(url), LONG, LONG)
        task = asyncio.create_task(transport.send_async(get(url), LONG, LONG))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert await asyncio.to_thread(left.wait, 2)

    with scripted(script, answering(OK)) as server:
        run(asyncio.new_event_loop, cancelled(server.url))
