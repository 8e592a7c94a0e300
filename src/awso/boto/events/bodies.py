"""Bodies on the way between the engine and handlers, who know them as bytes, as files, and as the fields of a form."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from awso.codecs.form import parse, urlencoded
from awso.core.http import HttpRequest, HttpResponse
from awso.core.request_bodies import RequestStream
from awso.core.response_bodies import BlockingOnly
from awso.protocols.http_payload import length_of
from awso.shapes.kinds import is_json_array

FORM = "application/x-www-form-urlencoded"


class StreamedBody:
    """A body as it goes on the wire, framed or signed in chunks: a file to be read, and from the beginning again."""

    def __init__(self, stream: RequestStream) -> None:
        self.stream = stream
        self._chunks: Iterator[bytes] | None = None
        self._rest = b""

    def read(self, amt: int | None = None) -> bytes:
        """`amt` bytes, less only at the end; all that are left where it is not given."""
        if self._chunks is None:
            self._chunks = iter(self.stream)
        whole = None if amt is None or amt < 0 else amt
        parts, size = [self._rest], len(self._rest)
        while whole is None or size < whole:
            chunk = next(self._chunks, b"")
            if not chunk:
                break
            parts.append(chunk)
            size += len(chunk)
        read = b"".join(parts)
        self._rest = b"" if whole is None else read[whole:]
        return read if whole is None else read[:whole]

    def seek(self, offset: int, whence: int = 0) -> int:
        """To the beginning; nowhere else. Raises ValueError."""
        if offset or whence:
            raise ValueError("a body that is framed while it is sent can only be read from its beginning again")
        self._chunks, self._rest = None, b""
        return 0

    def __len__(self) -> int:
        if self.stream.length is None:
            raise TypeError("how long this body is will be known when it was sent")
        return self.stream.length

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.read(65_536):
            yield chunk


def shown_body(request: HttpRequest, *, as_file: bool = False) -> Any:
    """The body for handlers: the program's own file where it is sent as it is; `as_file`, bytes as one too."""
    stream = request.stream
    if stream is None:
        if request.headers.get("content-type", "").startswith(FORM):
            return dict(parse(request.body, "the request body"))
        return BytesIO(request.body) if as_file else request.body
    return stream.source if stream.encoder is None and hasattr(stream.source, "read") else StreamedBody(stream)


def taken_body(shown: Any) -> tuple[bytes, RequestStream | None]:
    """What to send of what a handler left there; unlike `shown_body`'s result it may be text."""
    match shown:
        case None:
            return b"", None
        case bytes() | bytearray():
            return bytes(shown), None
        case str():
            return shown.encode(), None
        case dict():
            return form_text(shown).encode(), None  # pyright: ignore[reportUnknownArgumentType]  # a handler's
        case StreamedBody():
            return b"", shown.stream
        case _:
            return b"", RequestStream(shown, length_of(shown))


def form_text(fields: "dict[Any, Any]") -> str:
    """The fields of a form as they are sent; a list is a field for each of its elements."""
    pairs = [
        (_text(name), _text(each))
        for name, value in fields.items()
        for each in (value if is_json_array(value) else [value])
    ]
    return urlencoded(pairs)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


class FileStream(BlockingOnly):
    """An `awso.core.response_bodies.ResponseStream` over the file of a response that a handler made."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def read(self, size: int) -> bytes:
        """At most `size` bytes."""
        chunk: bytes = self._file.read(size)
        return chunk

    def close(self) -> None:
        """Close the file, where it can be closed."""
        if hasattr(self._file, "close"):
            self._file.close()


class ResponseFile:
    """The body of the engine's response as a file that is read once: `AWSResponse.raw`."""

    def __init__(self, response: HttpResponse) -> None:
        self._stream = response.stream
        self._rest = response.body

    def read(self, amt: int | None = None) -> bytes:
        """At most `amt` bytes; all that are left where it is not given."""
        if amt is None or amt < 0:
            return b"".join(self.stream())
        if self._stream is not None:
            return self._stream.read(amt)
        read, self._rest = self._rest[:amt], self._rest[amt:]
        return read

    def stream(self, amt: int = 65_536, **_: Any) -> Iterator[bytes]:
        """The bytes that are left, at most `amt` at a time."""
        while chunk := self.read(amt):
            yield chunk

    def close(self) -> None:
        """Let the connection go."""
        if self._stream is not None:
            self._stream.close()
