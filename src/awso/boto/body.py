"""Bodies and events that are read as they arrive, with the methods that boto3's have."""

from collections.abc import Callable, Iterator
from io import IOBase
from typing import Any, Self

from awso.boto.exceptions import (
    EventStreamError,
    FlexibleChecksumError,
    IncompleteReadError,
    ReadTimeoutError,
    ResponseStreamingError,
)
from awso.core import response_bodies
from awso.core.request_bodies import CHUNK_BYTES
from awso.errors import ReadTimeoutError as OurReadTimeoutError
from awso.errors import ResponseError, ServiceError, TransportError

_CHUNK_BYTES = 1024  # botocore's, which decides where iter_chunks cuts


class StreamingBody(IOBase):
    """What `get_object()["Body"]` is: a file that is read once.

    Raises botocore's exceptions where the connection or the content fails.
    """

    def __init__(self, body: response_bodies.StreamingBody) -> None:
        self._body = body
        self._rest = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def read(self, amt: int | None = None) -> bytes:
        """`amt` bytes, less only at the end; all that are left where it is not given."""
        wanted = -1 if amt is None or amt < 0 else amt
        try:
            if wanted < 0:
                rest, self._rest = self._rest, b""
                return rest + self._body.read()
            return self._exactly(wanted)
        except OurReadTimeoutError as error:
            raise ReadTimeoutError(endpoint_url=None, error=error) from error
        except TransportError as error:
            raise self._broken(error) from error
        except ResponseError as error:
            raise FlexibleChecksumError(error_msg=str(error)) from error

    def _exactly(self, wanted: int) -> bytes:
        """A socket gives what it has; a file gives what was asked for."""
        parts = [self._rest]
        size = len(self._rest)
        while size < wanted:
            chunk = self._body.read(max(wanted - size, CHUNK_BYTES))
            if not chunk:
                break
            parts.append(chunk)
            size += len(chunk)
        whole = b"".join(parts)
        self._rest = whole[wanted:]
        return whole[:wanted]

    def _broken(self, error: TransportError) -> IncompleteReadError | ResponseStreamingError:
        length, position = self._body.length, self._body.position
        if length is not None and position < length:
            return IncompleteReadError(actual_bytes=position, expected_bytes=length)
        return ResponseStreamingError(error=error)

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Fill `buffer`; how many bytes were there for it."""
        chunk = self.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def __iter__(self) -> Iterator[bytes]:  # chunks, where a file gives lines: as in boto3
        return self.iter_chunks(_CHUNK_BYTES)

    def __next__(self) -> bytes:
        chunk = self.read(_CHUNK_BYTES)
        if not chunk:
            raise StopIteration
        return chunk

    next = __next__

    def iter_chunks(self, chunk_size: int = _CHUNK_BYTES) -> Iterator[bytes]:
        """The bytes that are left, `chunk_size` at a time."""
        while chunk := self.read(chunk_size):
            yield chunk

    def iter_lines(self, chunk_size: int = _CHUNK_BYTES, keepends: bool = False) -> Iterator[bytes]:
        """The lines that are left, without their ends unless `keepends`."""
        pending = b""
        for chunk in self.iter_chunks(chunk_size):
            lines = (pending + chunk).splitlines(keepends=True)
            for line in lines[:-1]:
                yield line.splitlines(keepends)[0]
            pending = lines[-1]
        if pending:
            yield pending.splitlines(keepends)[0]

    def readlines(self, hint: int = -1, /) -> list[bytes]:
        """All lines that are left, with their ends."""
        return self.read().splitlines(keepends=True)

    def tell(self) -> int:
        """How many bytes were read."""
        return self._body.position - len(self._rest)

    def close(self) -> None:
        """Let the connection go; what was not read is lost."""
        self._rest = b""
        self._body.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class EventStream:
    """Events as dicts of one key, as they arrive: `for event in answer["Payload"]`.

    Raises `EventStreamError` for what the service reports amid the stream.
    """

    def __init__(self, events: Any, plain: Callable[[Any], dict[str, Any]]) -> None:
        self._events = events
        self._plain = plain

    def __iter__(self) -> Iterator[dict[str, Any]]:
        try:
            for event in self._events:
                yield self._plain(event)
        except ServiceError as error:
            answer = {"Error": {"Code": error.code, "Message": error.message}}
            raise EventStreamError(answer, error.operation) from error
        except OurReadTimeoutError as error:
            raise ReadTimeoutError(endpoint_url=None, error=error) from error
        except TransportError as error:
            raise ResponseStreamingError(error=error) from error

    def close(self) -> None:
        """Let the connection go; what was not read is lost."""
        self._events.close()
