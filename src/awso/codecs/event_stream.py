"""Event-stream frames: `application/vnd.amazon.eventstream`, both directions.

    total length u32 | headers length u32 | CRC-32 of these | headers | payload | CRC-32 of all before

Settled here: the bytes of one frame, and cutting a stream into frames as it arrives. What a frame means (events,
errors, the union's members) is `awso.protocols.event_streams`; signing frames, `awso.signing.events`.

https://smithy.io/2.0/aws/amazon-eventstream.html
"""

from collections.abc import Iterator, Mapping
from struct import Struct, error
from typing import NamedTuple
from zlib import crc32

from awso.errors import DecodeError, ParameterError, Violation

CONTENT_TYPE = "application/vnd.amazon.eventstream"

LARGEST_HEADERS_BYTES = 128 * 1024  # the specification's
LARGEST_PAYLOAD_BYTES = 24 * 1024 * 1024  # the specification's

_PRELUDE = Struct(">III")
_CRC = Struct(">I")
_TRAILING_CRC_BYTES = 4
_OVERHEAD_BYTES = _PRELUDE.size + _TRAILING_CRC_BYTES


class Byte(int):
    """A header of 8 bits; a plain int is one of 64."""


class Short(int):
    """A header of 16 bits."""


class Integer(int):
    """A header of 32 bits."""


class Milliseconds(int):
    """A header that is a time: milliseconds since the epoch."""


class Uuid(bytes):
    """A header that is a UUID: 16 bytes."""


HeaderValue = bool | int | bytes | str


class Frame(NamedTuple):
    """One frame: its headers by name, in order, and its payload."""

    headers: Mapping[str, HeaderValue]
    payload: bytes = b""


# --- encode ---------------------------------------------------------------------------------------------------------

_SIZED: dict[type, tuple[int, Struct]] = {
    Byte: (2, Struct(">Bb")),
    Short: (3, Struct(">Bh")),
    Integer: (4, Struct(">Bi")),
    int: (5, Struct(">Bq")),
    Milliseconds: (8, Struct(">Bq")),
}
_LENGTH = Struct(">BH")
_TRUE, _FALSE, _BYTES, _TEXT, _UUID = 0, 1, 6, 7, 9


def encode_frame(headers: Mapping[str, HeaderValue], payload: bytes = b"") -> bytes:
    """The bytes of a frame. Raises `ParameterError` for what does not fit into one."""
    head = encode_headers(headers)
    if len(head) > LARGEST_HEADERS_BYTES:
        raise _unfit("headers", f"at most {LARGEST_HEADERS_BYTES} bytes", f"{len(head)} bytes")
    if len(payload) > LARGEST_PAYLOAD_BYTES:
        raise _unfit("payload", f"at most {LARGEST_PAYLOAD_BYTES} bytes", f"{len(payload)} bytes")
    lengths = (_OVERHEAD_BYTES + len(head) + len(payload), len(head))
    prelude = _PRELUDE.pack(*lengths, crc32(_PRELUDE.pack(*lengths, 0)[:8]))
    frame = b"".join((prelude, head, payload))
    return frame + _CRC.pack(crc32(frame))


def encode_headers(headers: Mapping[str, HeaderValue]) -> bytes:
    """The headers as they stand in a frame. Raises `ParameterError`."""
    return b"".join([_encoded_header(name, value) for name, value in headers.items()])


def _encoded_header(name: str, value: HeaderValue) -> bytes:
    encoded_name = name.encode()
    if not 1 <= len(encoded_name) <= 255:
        raise _unfit(f"headers[{name!r:.40}]", "a name of 1 to 255 bytes", f"{len(encoded_name)} bytes")
    return bytes((len(encoded_name),)) + encoded_name + encode_header_value(value, name)


def encode_header_value(value: HeaderValue, name: str) -> bytes:
    """The type and the value of a header called `name`. Raises `ParameterError`."""
    if isinstance(value, bool):
        return bytes((_TRUE if value else _FALSE,))
    if isinstance(value, int):
        kind, layout = _SIZED[type(value)]
        try:
            return layout.pack(kind, value)
        except error:
            raise _unfit(f"headers[{name!r}]", f"an integer of {(layout.size - 1) * 8} bits", str(value)) from None
    if isinstance(value, Uuid):
        if len(value) != 16:
            raise _unfit(f"headers[{name!r}]", "a UUID of 16 bytes", f"{len(value)} bytes")
        return bytes((_UUID,)) + value
    content = value.encode() if isinstance(value, str) else value
    if len(content) > 0xFFFF:
        raise _unfit(f"headers[{name!r}]", "at most 65535 bytes", f"{len(content)} bytes")
    return _LENGTH.pack(_TEXT if isinstance(value, str) else _BYTES, len(content)) + content


def _unfit(where: str, expected: str, got: str) -> ParameterError:
    return ParameterError("an event stream frame", [Violation(where, expected, got)])


# --- decode ---------------------------------------------------------------------------------------------------------


class FrameDecoder:
    """Cuts a stream into frames: `feed` it what arrives, and take the frames that are whole.

    Raises `DecodeError` for bytes that are no frame; what comes after them cannot be understood.
    """

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting = bytearray()

    def feed(self, chunk: bytes) -> Iterator[Frame]:
        """The frames that are complete with `chunk`; take all of them before the next one."""
        waiting = self._waiting
        waiting += chunk
        while len(waiting) >= _PRELUDE.size:
            total, _ = _prelude(waiting)
            if len(waiting) < total:
                return
            frame = bytes(waiting[:total])
            del waiting[:total]
            yield _whole_frame(frame)

    def finish(self) -> None:
        """The stream is at its end. Raises `DecodeError` where that is amid a frame."""
        if self._waiting:
            raise DecodeError("event stream", "the rest of a frame", f"the end after {len(self._waiting)} bytes of it")


def decode_frame(frame: bytes) -> Frame:
    """The one frame that `frame` is. Raises `DecodeError`."""
    decoder = FrameDecoder()
    frames = [*decoder.feed(frame)]
    decoder.finish()
    if len(frames) != 1:
        raise DecodeError("event stream", "one frame", f"{len(frames)}")
    return frames[0]


def _prelude(waiting: bytes | bytearray) -> tuple[int, int]:
    """The lengths of the frame and of its headers; checked before anybody waits for so many bytes."""
    total, headers, checksum = _PRELUDE.unpack_from(waiting)
    if crc32(bytes(waiting[:8])) != checksum:
        raise DecodeError("frame.prelude", f"the checksum {checksum:08x}", f"{crc32(bytes(waiting[:8])):08x}")
    if headers > LARGEST_HEADERS_BYTES:
        raise DecodeError("frame.headers", f"at most {LARGEST_HEADERS_BYTES} bytes", f"{headers} bytes")
    payload = total - headers - _OVERHEAD_BYTES
    if not 0 <= payload <= LARGEST_PAYLOAD_BYTES:
        raise DecodeError("frame.payload", f"0 to {LARGEST_PAYLOAD_BYTES} bytes", f"{payload} bytes")
    return total, headers


def _whole_frame(frame: bytes) -> Frame:
    headers_end = _PRELUDE.size + _PRELUDE.unpack_from(frame)[1]
    content = memoryview(frame)[:-_TRAILING_CRC_BYTES]
    (checksum,) = _CRC.unpack_from(frame, len(content))
    if crc32(content) != checksum:
        raise DecodeError("frame", f"the checksum {checksum:08x}", f"{crc32(content):08x}")
    return Frame(decode_headers(frame[_PRELUDE.size : headers_end]), frame[headers_end:-_TRAILING_CRC_BYTES])


def decode_headers(data: bytes) -> dict[str, HeaderValue]:
    """The headers of a frame. Raises `DecodeError`."""
    headers: dict[str, HeaderValue] = {}
    position = 0
    try:
        while position < len(data):
            name_end = position + 1 + data[position]
            name = _text(data[position + 1 : name_end], "a header's name")
            if not name or name in headers:
                raise DecodeError("frame.headers", "names, each once", f"{name!r:.40} again" if name else "no name")
            headers[name], position = _header_value(data, name_end, name)
    except (IndexError, error):
        raise DecodeError("frame.headers", "whole headers", f"their end amid one, after {len(data)} bytes") from None
    return headers


_READ: dict[int, tuple[Struct, type[int]]] = {
    2: (Struct(">b"), Byte),
    3: (Struct(">h"), Short),
    4: (Struct(">i"), Integer),
    5: (Struct(">q"), int),
    8: (Struct(">q"), Milliseconds),
}
_READ_LENGTH = Struct(">H")


def _header_value(data: bytes, position: int, name: str) -> tuple[HeaderValue, int]:
    """The value whose type is at `position`, and where it ends."""
    kind = data[position]
    position += 1
    if kind in (_TRUE, _FALSE):
        return kind == _TRUE, position
    if kind in _READ:
        layout, number = _READ[kind]
        return number(layout.unpack_from(data, position)[0]), position + layout.size
    if kind in (_BYTES, _TEXT):
        start = position + 2
        end = start + _READ_LENGTH.unpack_from(data, position)[0]
    elif kind == _UUID:
        start, end = position, position + 16
    else:
        raise DecodeError(f"frame.headers[{name!r}]", "a type from 0 to 9", str(kind))
    if end > len(data):
        raise IndexError
    content = data[start:end]
    if kind == _TEXT:
        return _text(content, name), end
    return (Uuid(content) if kind == _UUID else content), end


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise DecodeError(f"frame.headers[{name!r}]", "UTF-8 text", "bytes that are not UTF-8") from None
