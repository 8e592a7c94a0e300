"""A streaming member as a program reads it: a raw file for a blocking client, an async iterable for an async one."""

import asyncio
import gzip
import io
import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import awso
from awso.core.request_bodies import RequestStream
from awso.core.response_bodies import AsyncOnly, BlockingOnly
from awso.errors import ParameterError, ResponseError, TransportError
from awso.transports.memory import BytesStream


def body(content: bytes, **options: Any) -> awso.StreamingBody:
    return awso.StreamingBody(BytesStream(content), len(content), **options)


class Pieces(BytesStream):
    """Gives what it has in pieces of its own choice."""

    def __init__(self, *pieces: bytes) -> None:
        super().__init__(b"")
        self._pieces = list(pieces)

    def read(self, size: int) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""


class OfBlockingClient(BlockingOnly):
    def read(self, size: int) -> bytes:
        return b""

    def close(self) -> None:
        pass


class OfAsyncClient(AsyncOnly):
    async def read_async(self, size: int) -> bytes:
        return b""

    async def close_async(self) -> None:
        pass


def test_json_is_loaded_from_it() -> None:
    assert json.load(body(b'{"a": [1, 2]}')) == {"a": [1, 2]}


def test_it_is_copied_to_a_file() -> None:
    target = io.BytesIO()

    shutil.copyfileobj(body(bytes(range(256)) * 1000), target)

    assert target.getvalue() == bytes(range(256)) * 1000


def test_its_text_is_read_line_by_line_through_the_standard_librarys_layers() -> None:
    text = io.TextIOWrapper(
        io.BufferedReader(cast("io.RawIOBase", body("eins\nzwei\u00e9\n".encode()))), encoding="utf-8"
    )

    assert list(text) == ["eins\n", "zwei\u00e9\n"]


def test_an_archive_is_unpacked_as_it_arrives() -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = 5
        archive.addfile(member, io.BytesIO(b"hello"))

    with tarfile.open(fileobj=cast("Any", body(packed.getvalue())), mode="r|*") as archive:
        contents = {found.name: cast("Any", archive.extractfile(found)).read() for found in archive}

    assert contents == {"a.txt": b"hello"}


def test_gzip_reads_through_it() -> None:
    with gzip.open(cast("Any", body(gzip.compress(b"x" * 100_000)))) as plain:
        assert plain.read() == b"x" * 100_000


@given(
    st.lists(
        st.binary(min_size=1, max_size=6).map(lambda raw: raw.translate(bytes(b"ab\r\n"[n % 4] for n in range(256))))
    )
)
def test_lines_are_cut_alike_however_the_bytes_arrive(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)

    async def read_async(keep_ends: bool) -> list[bytes]:
        stream = awso.StreamingBody(Pieces(*pieces))
        return [line async for line in stream.iter_lines_async(keep_ends=keep_ends)]

    for keep_ends in (False, True):
        lines = list(awso.StreamingBody(Pieces(*pieces)).iter_lines(keep_ends=keep_ends))
        assert lines == whole.splitlines(keep_ends)
        assert asyncio.run(read_async(keep_ends)) == lines


def test_reading_a_little_at_a_time_counts_the_position() -> None:
    reader = body(b"abcdef")

    assert (reader.read(2), reader.tell(), reader.read(), reader.tell(), reader.read()) == (b"ab", 2, b"cdef", 6, b"")


def test_a_body_that_ends_early_is_a_transport_error() -> None:
    reader = awso.StreamingBody(BytesStream(b"abc"), 5)

    with pytest.raises(TransportError, match="3 of 5 bytes"):
        reader.read()


def test_an_observer_that_finds_the_wrong_checksum_fails_the_read_at_the_end() -> None:
    class Wrong:
        def feed(self, chunk: bytes) -> None:
            seen.append(chunk)

        def finish(self) -> None:
            raise ResponseError("the checksum is not the announced one")

    seen: list[bytes] = []
    reader = body(b"abc", observers=(Wrong(),))

    assert reader.read(3) == b"abc"
    with pytest.raises(ResponseError):
        reader.read(3)
    assert seen == [b"abc"]


@pytest.mark.parametrize("read", [0, 4])
def test_what_was_closed_before_its_end_is_not_taken_for_shorter(read: int) -> None:
    with body(b"whole text") as given:
        given.read(read)

    for use in (given.read, lambda: given.read(9), lambda: list(given), lambda: given.readinto(bytearray(9))):
        with pytest.raises(TransportError, match=f"closed after {read} bytes"):
            use()
    with pytest.raises(TransportError, match=f"closed after {read} bytes"):
        asyncio.run(given.read_async())


@pytest.mark.parametrize("size", [-1, 10])
def test_what_was_closed_at_its_end_is_at_its_end(size: int) -> None:
    with body(b"whole text") as given:
        assert given.read(size) == b"whole text"

    assert given.read() == given.read(9) == b""


def test_leaving_a_with_block_closes_it() -> None:
    stream = BytesStream(b"abc")

    with awso.StreamingBody(stream) as reader:
        assert not reader.closed

    assert (stream.closed, reader.closed) == (True, True)


BLOCKING_USES: list[Callable[[awso.StreamingBody], object]] = [
    lambda reader: reader.read(),
    lambda reader: reader.read(1),
    lambda reader: list(reader),
    lambda reader: list(reader.iter_lines()),
    lambda reader: reader.close(),
]


@pytest.mark.parametrize("use", BLOCKING_USES)
def test_blocking_use_of_an_async_clients_body_says_what_to_call(use: Callable[[awso.StreamingBody], object]) -> None:
    with pytest.raises(TypeError, match="async client: use"):
        use(awso.StreamingBody(OfAsyncClient()))


@pytest.mark.parametrize("method", ["read_async", "close_async"])
def test_awaiting_a_blocking_clients_body_says_what_to_call(method: str) -> None:
    reader = awso.StreamingBody(OfBlockingClient())

    with pytest.raises(TypeError, match="blocking client: use"):
        asyncio.run(getattr(reader, method)())


@pytest.mark.parametrize("source", [lambda: io.StringIO("text"), lambda: ["text"], lambda: [7]])
def test_a_source_of_anything_but_bytes_says_so_however_it_is_read(source: Callable[[], Any]) -> None:
    async def read() -> None:
        async for _ in RequestStream(source()):
            pass

    with pytest.raises(ParameterError, match=r"expected bytes; open a file in binary mode, got (str|int)"):
        list(RequestStream(source()))
    with pytest.raises(ParameterError, match="expected bytes"):
        asyncio.run(read())


def test_a_buffer_that_is_filled_again_is_sent_as_it_was() -> None:
    def filling() -> Iterator[bytearray]:
        buffer = bytearray(1)
        for letter in b"abc":
            buffer[0] = letter
            yield buffer

    assert list(RequestStream(filling())) == [b"a", b"b", b"c"]


def test_a_request_stream_of_a_file_can_be_sent_again_and_one_of_an_iterator_cannot() -> None:
    file, once = RequestStream(io.BytesIO(b"abc")), RequestStream(iter([b"abc"]))

    assert [b"".join(file), b"".join(file)] == [b"abc", b"abc"]
    assert b"".join(once) == b"abc"
    assert (file.can_rewind, once.can_rewind) == (True, False)
    with pytest.raises(TransportError):
        list(once)
