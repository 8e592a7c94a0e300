"""A request body on its way out, piece by piece: as it is where its length was announced, else in chunks."""

from collections.abc import AsyncIterator, Iterator

from awso.core.http import HttpRequest
from awso.errors import AwsoError, ParameterError, Violation

PIECE_BYTES = 262_144
"""How much of a large body is handed to the system at once, without a copy: as much as a socket's buffer takes."""
JOINED_BYTES = 65_536
"""Up to here a chunk and its frame are copied together, so that they leave in one system call."""
Pieces = bytes | memoryview


class SourceError(Exception):
    """The program's own iterator or file failed; kept apart from what fails on the connection."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        super().__init__()


class Framing:
    """Frames the chunks of one body, and holds it to the length that was announced."""

    __slots__ = ("_chunked", "_length", "_seen")

    def __init__(self, length: int | None, *, chunked: bool) -> None:
        self._length = length
        self._chunked = chunked
        self._seen = 0

    def frame(self, chunk: bytes) -> list[Pieces]:
        """What goes out for one chunk. Raises `ParameterError` where it is more than was announced."""
        size = len(chunk)
        self._seen += size
        if self._length is not None and self._seen > self._length:
            raise _wrong_length(self._length, "more")
        if not size:  # an empty chunk would end the body
            return []
        if not self._chunked:
            return [chunk]
        if size <= JOINED_BYTES:
            return [b"%x\r\n%b\r\n" % (size, chunk)]
        return [b"%x\r\n" % size, chunk, b"\r\n"]

    def end(self) -> list[Pieces]:
        """What goes out at the end. Raises `ParameterError` where the body is less than was announced."""
        if self._length is not None and self._seen < self._length:
            raise _wrong_length(self._length, f"{self._seen} bytes")
        return [b"0\r\n\r\n"] if self._chunked else []


def body_pieces(request: HttpRequest, *, chunked: bool) -> Iterator[Pieces]:
    """The body of a request. Raises `SourceError`."""
    stream = request.stream
    framing = Framing(None if stream is None else stream.length, chunked=chunked)
    try:
        for chunk in (request.body,) if stream is None else stream:
            for framed in framing.frame(chunk):
                yield from slices(framed)
        yield from framing.end()
    except Exception as error:
        raise SourceError(error) from None


async def body_pieces_async(request: HttpRequest, *, chunked: bool) -> AsyncIterator[Pieces]:
    """As `body_pieces`, of a body that may have to be awaited."""
    from awso.transports.sources import chunks_of

    stream = request.stream
    if stream is None:
        for piece in body_pieces(request, chunked=chunked):
            yield piece
        return
    framing = Framing(stream.length, chunked=chunked)
    try:
        async for chunk in chunks_of(stream):
            for framed in framing.frame(chunk):
                for piece in slices(framed):
                    yield piece
        for piece in framing.end():
            yield piece
    except Exception as error:
        raise SourceError(error) from None


def slices(chunk: Pieces) -> Iterator[Pieces]:
    """The chunk in pieces that a socket takes at once."""
    if len(chunk) <= PIECE_BYTES:
        yield chunk
    else:
        view = memoryview(chunk)
        for start in range(0, len(view), PIECE_BYTES):
            yield view[start : start + PIECE_BYTES]


def _wrong_length(length: int, got: str) -> AwsoError:
    return ParameterError("the request body", [Violation("body", f"{length} bytes, as was announced", got)])
