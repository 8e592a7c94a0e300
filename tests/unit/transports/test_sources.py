"""Files as bodies, read in a thread: what that costs at most, and who waits for whom."""

import asyncio
import io
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from awso.core.request_bodies import CHUNK_BYTES, RequestStream
from awso.transports import sources
from awso.transports.sources import BATCH_BYTES, chunks_of

LONG = 20.0


class File(io.RawIOBase):
    """A file that cannot seek; a test decides what a read does."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read

    def read(self, size: int = -1) -> bytes:
        return self._read(size)


class Visits(ThreadPoolExecutor):
    """Counts what is run in it."""

    def __init__(self) -> None:
        super().__init__(1)
        self.count = 0

    def submit(self, *arguments: Any, **named: Any) -> Future[Any]:
        self.count += 1
        return super().submit(*arguments, **named)


def collected(stream: RequestStream) -> tuple[bytes, int]:
    """The body, and how many visits it took."""
    visits = Visits()

    async def collect() -> bytes:
        asyncio.get_running_loop().set_default_executor(visits)
        return b"".join([chunk async for chunk in chunks_of(stream)])

    return asyncio.run(collect()), visits.count


def test_a_file_is_read_in_few_visits_however_many_chunks_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "monotonic", lambda: 0.0)  # a disk without delay
    rest = io.BytesIO(bytes(4 * BATCH_BYTES))

    body, visits = collected(RequestStream(File(rest.read)))

    assert (body, visits) == (bytes(4 * BATCH_BYTES), 5)


def test_what_a_slow_disk_gave_is_passed_on_before_more_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(1000))
    monkeypatch.setattr(sources, "monotonic", lambda: float(next(seconds)))
    rest = io.BytesIO(bytes(3 * CHUNK_BYTES))

    body, visits = collected(RequestStream(File(rest.read)))

    assert (len(body), visits) == (3 * CHUNK_BYTES, 4)


@pytest.mark.parametrize("source", [io.BytesIO(b"abc"), [b"a", b"bc"], iter([b"abc"])])
def test_what_is_in_memory_is_read_in_the_loop(source: Any) -> None:
    assert collected(RequestStream(source)) == (b"abc", 0)


def test_what_is_awaited_is_read_in_the_loop_though_it_reads_like_a_file() -> None:
    class Reader:
        async def read(self, size: int = -1) -> bytes:
            raise AssertionError("iterated, not read")

        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"abc"

    assert collected(RequestStream(Reader())) == (b"abc", 0)


def test_the_encoder_sees_every_byte() -> None:
    class Loud:
        def feed(self, chunk: bytes) -> bytes:
            return chunk.upper()

        def finish(self) -> bytes:
            return b"!"

    rest = io.BytesIO(b"abc")

    assert collected(RequestStream(File(rest.read), encoder=Loud))[0] == b"ABC!"


def test_the_loop_runs_while_the_disk_is_slow() -> None:
    spun = threading.Event()

    def read(size: int) -> bytes:
        assert spun.wait(LONG)
        return b""

    async def collect() -> None:
        asyncio.get_running_loop().call_soon(spun.set)
        async for _ in chunks_of(RequestStream(File(read))):
            pass

    asyncio.run(collect())


class DiskError(OSError):
    pass


def test_what_reading_raises_is_raised() -> None:
    def read(size: int) -> bytes:
        raise DiskError("bad sector")

    with pytest.raises(DiskError, match="bad sector"):
        collected(RequestStream(File(read)))


class Slow(io.BytesIO):
    """Seekable, and not known to be in memory; a read ends when it is told to."""

    def __init__(self) -> None:
        super().__init__(b"abc")
        self.reading = threading.Event()
        self.go_on = threading.Event()
        self.reads_ended = 0

    def read(self, size: int | None = -1) -> bytes:
        self.reading.set()
        assert self.go_on.wait(LONG)
        self.reads_ended += 1
        raise DiskError("nobody hears of this one")


def test_a_reader_that_is_cancelled_waits_for_its_thread_where_the_file_may_be_read_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sources, "_is_slow", lambda source: True)  # pyright: ignore[reportUnknownLambdaType]  # whatever it is
    file = Slow()

    async def collect() -> None:
        async for _ in chunks_of(RequestStream(file)):
            pass

    async def cancelled() -> int:
        task = asyncio.create_task(collect())
        await asyncio.to_thread(file.reading.wait, LONG)
        task.cancel()
        for _ in range(10):
            await asyncio.sleep(0)
        assert not task.done()
        file.go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        return file.reads_ended

    assert asyncio.run(cancelled()) == 1


def test_a_reader_that_is_cancelled_leaves_a_pipe_alone() -> None:
    reading, go_on = threading.Event(), threading.Event()

    def read(size: int) -> bytes:
        reading.set()
        assert go_on.wait(LONG)
        return b""

    async def collect() -> None:
        async for _ in chunks_of(RequestStream(File(read))):
            pass

    async def cancelled() -> None:
        task = asyncio.create_task(collect())
        await asyncio.to_thread(reading.wait, LONG)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()

    asyncio.run(cancelled())
