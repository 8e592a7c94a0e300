"""Reads CBOR (RFC 8949) into plain Python values: what a JSON parser would give, and bytes and datetimes.

Settled here: which of CBOR is understood. That is all that Smithy's RPC v2 asks for, and big numbers (tags 2 to 4); the
tag of anything else is passed over, its content is the value. A tag 1 whose number is no moment of Python's is that
number. Room is made for nothing because a length says so: what is made is a small multiple of what came.

Runs of doubles and of timestamps, of which metrics consist, are unpacked at once: they cost a tenth of one by one.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import repeat
from struct import Struct
from typing import Any, NoReturn

from awso.codecs.scalars import ScalarError, from_epoch_seconds
from awso.errors import DecodeError

DEEPEST = 200  # lists, maps and tags inside each other; the models' own values have some twenty
LONGEST_BIG_NUMBER = 64  # bytes of a bignum: its value is a Python int, on which arithmetic takes quadratic time
RUN = 64  # elements looked at together: a long run costs few looks, a short one copies little

# Heads (RFC 8949 §3): the kind of an item in 3 bits, and its number or length, or how many bytes that has, in 5.
_SHORT_TEXT, _PAST_SHORT_TEXT = 0x60, 0x78  # texts of 0 to 23 bytes: nearly all that AWS sends
_TEXT_END = 0x5F  # a short text at `at` ends at `at + head - _TEXT_END`
_ENDLESS_LIST, _ENDLESS_MAP, _BREAK = 0x9F, 0xBF, 0xFF
_EPOCH_SECONDS, _FALSE, _TRUE, _DOUBLE = 0xC1, 0xF4, 0xF5, 0xFB
_INDEFINITE = -1

_unpack_double = Struct(">d").unpack_from
_unpack_doubles = Struct(">xd").iter_unpack
_SHORTER_FLOATS = {0xF9: (3, Struct(">e").unpack_from), 0xFA: (5, Struct(">f").unpack_from)}
_MOMENTS = {_DOUBLE: (10, Struct(">2xd").iter_unpack), 0x1A: (6, Struct(">2xI").iter_unpack)}
"""Timestamps as doubles and as 32-bit seconds: how many bytes one has, and what unpacks several."""


class _MalformedError(Exception):
    """What is wrong, and at which byte."""

    def __init__(self, at: int, expected: str, got: str) -> None:
        self.at = at
        self.expected = expected
        self.got = got


class Document:
    """One CBOR data item, read: `value`, and whether a null was met anywhere in it.

    Raises `awso.errors.DecodeError`, of which `path` is the path.
    """

    __slots__ = ("_data", "_depth", "has_null", "value")

    def __init__(self, data: bytes, path: str) -> None:
        self._data = data
        self._depth = 0
        self.has_null = False
        try:
            self.value, end = self._item(0)
            if end != len(data):
                self._refuse_end(end)
        except _MalformedError as error:
            raise DecodeError(path, f"{error.expected} at byte {error.at}", error.got) from None
        except IndexError:
            raise DecodeError(path, "CBOR that is complete", f"an end after {len(data)} bytes") from None
        except UnicodeDecodeError:
            raise DecodeError(path, "CBOR with text in UTF-8", "bytes that are not UTF-8") from None
        except RecursionError:
            raise DecodeError(path, "CBOR that is not nested so deeply", "too many levels") from None

    def _refuse_end(self, end: int) -> None:
        if end > len(self._data):
            raise IndexError
        raise _MalformedError(end, "the end of the CBOR", f"{len(self._data) - end} bytes more")

    # A reader takes the position of an item's head, and the head; it gives the value and the position after it. That a
    # short text reaches beyond the end is noticed when the next head is looked for, or the end.

    def _item(self, at: int) -> tuple[Any, int]:
        head = self._data[at]
        return _READERS[head](self, at, head)

    def _number(self, at: int, head: int) -> tuple[int, int]:
        """The number that a head says, at most 64 bits, and the position after it."""
        small = head & 0x1F
        if small < 24:
            return small, at + 1
        end = at + 1 + (1 << small - 24)
        if end > len(self._data):
            raise IndexError
        return int.from_bytes(self._data[at + 1 : end]), end

    def _unsigned(self, at: int, head: int) -> tuple[int, int]:
        return self._number(at, head)

    def _negative(self, at: int, head: int) -> tuple[int, int]:
        number, at = self._number(at, head)
        return -1 - number, at

    def _bytes(self, at: int, head: int) -> tuple[bytes, int]:
        length, at = self._number(at, head)
        end = at + length
        if end > len(self._data):
            raise IndexError
        return self._data[at:end], end

    def _short_text(self, at: int, head: int) -> tuple[str, int]:
        end = at + head - _TEXT_END
        return self._data[at + 1 : end].decode(), end

    def _text(self, at: int, head: int) -> tuple[str, int]:
        content, end = self._bytes(at, head)
        return content.decode(), end

    def _chunks(self, at: int, head: int) -> tuple[bytes, int]:
        """The chunks of a string of indefinite length, joined; each must be a definite one of its kind."""
        chunks: list[bytes] = []
        at += 1
        while (inner := self._data[at]) != _BREAK:
            if inner >> 5 != head >> 5 or inner & 0x1F > 27:
                raise _MalformedError(at, "a chunk of the string before it", f"the head 0x{inner:02x}")
            chunk, at = self._bytes(at, inner)
            chunks.append(chunk)
        return b"".join(chunks), at + 1

    def _chunked_text(self, at: int, head: int) -> tuple[str, int]:
        content, end = self._chunks(at, head)
        return content.decode(), end

    def _list(self, at: int, head: int) -> tuple[list[Any], int]:
        data = self._data
        count, at = (_INDEFINITE, at + 1) if head == _ENDLESS_LIST else self._number(at, head)
        self._depth += 1
        if self._depth > DEEPEST or count > len(data) - at:
            self._refuse_container(at)
        found: list[Any] = []
        add = found.append
        while count:
            head = data[at]
            if _SHORT_TEXT <= head < _PAST_SHORT_TEXT:
                start = at + 1
                at += head - _TEXT_END
                add(data[start:at].decode())
                count -= 1
            elif head == _DOUBLE:
                run, at = self._run_of_doubles(at, count, found)
                count -= run
            elif head == _EPOCH_SECONDS and data[at + 1] in _MOMENTS:
                run, at = self._run_of_moments(at, count, found)
                count -= run
            elif head == _BREAK and count < 0:
                at += 1
                break
            else:
                value, at = _READERS[head](self, at, head)
                add(value)
                count -= 1
        self._depth -= 1
        return found, at

    def _run_of_doubles(self, at: int, count: int, found: list[Any]) -> tuple[int, int]:
        """Append the doubles from here on, at most `count` (if that is not negative) and at most `RUN`."""
        data = self._data
        heads = data[at : at + 9 * min(RUN, (len(data) - at) // 9) : 9]
        run = _shortest(count, len(heads) - len(heads.lstrip(b"\xfb")))
        end = at + 9 * run
        found.extend([number for (number,) in _unpack_doubles(data[at:end])])
        return run, end

    def _run_of_moments(self, at: int, count: int, found: list[Any]) -> tuple[int, int]:
        """As `_run_of_doubles`, of timestamps that are written alike."""
        data = self._data
        kind = data[at + 1]
        size, unpack = _MOMENTS[kind]
        until = at + size * min(RUN, (len(data) - at) // size)
        tags, heads = data[at:until:size], data[at + 1 : until : size]
        alike = min(len(tags) - len(tags.lstrip(b"\xc1")), len(heads) - len(heads.lstrip(bytes((kind,)))))
        run = _shortest(count, alike)
        end = at + size * run
        numbers = [number for (number,) in unpack(data[at:end])]
        try:
            found.extend(list(map(datetime.fromtimestamp, numbers, repeat(UTC))))
        except (ValueError, OverflowError, OSError):
            found.extend(map(_moment, numbers))
        return run, end

    def _map(self, at: int, head: int) -> tuple[dict[str, Any], int]:
        data = self._data
        count, at = (_INDEFINITE, at + 1) if head == _ENDLESS_MAP else self._number(at, head)
        self._depth += 1
        if self._depth > DEEPEST or 2 * count > len(data) - at:
            self._refuse_container(at)
        found: dict[str, Any] = {}
        while count:
            head = data[at]
            if _SHORT_TEXT <= head < _PAST_SHORT_TEXT:
                start = at + 1
                at += head - _TEXT_END
                key = data[start:at].decode()
            elif head == _BREAK and count < 0:
                at += 1
                break
            elif head >> 5 == 3:
                key, at = _READERS[head](self, at, head)
            else:
                raise _MalformedError(at, "a text as a map's key", f"the head 0x{head:02x}")
            head = data[at]
            if _SHORT_TEXT <= head < _PAST_SHORT_TEXT:
                start = at + 1
                at += head - _TEXT_END
                found[key] = data[start:at].decode()
            else:
                found[key], at = _READERS[head](self, at, head)
            count -= 1
        self._depth -= 1
        return found, at

    def _tag(self, at: int, head: int) -> tuple[Any, int]:
        tag, inner_at = self._number(at, head)
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse_container(inner_at)
        value, end = self._item(inner_at)
        self._depth -= 1
        read = _TAGS.get(tag)
        if read is None:
            return value, end
        try:
            return read(value), end
        except ScalarError as error:
            raise _MalformedError(at, error.expected, error.got) from None

    def _refuse_container(self, at: int) -> NoReturn:
        if self._depth > DEEPEST:
            raise _MalformedError(at, f"at most {DEEPEST} levels", "one more")
        raise IndexError  # it says that it has more parts than there are bytes

    def _double(self, at: int, head: int) -> tuple[float, int]:
        if at + 9 > len(self._data):
            raise IndexError
        return _unpack_double(self._data, at + 1)[0], at + 9

    def _shorter_float(self, at: int, head: int) -> tuple[float, int]:
        size, unpack = _SHORTER_FLOATS[head]
        if at + size > len(self._data):
            raise IndexError
        return unpack(self._data, at + 1)[0], at + size

    def _boolean(self, at: int, head: int) -> tuple[bool, int]:
        return head == _TRUE, at + 1

    def _null(self, at: int, head: int) -> tuple[None, int]:
        self.has_null = True
        return None, at + 1

    def _refused(self, at: int, head: int) -> NoReturn:
        raise _MalformedError(at, "the head of a value", f"0x{head:02x}")

    @staticmethod
    def readers() -> "tuple[Reader, ...]":
        """What reads an item, by its head (RFC 8949, appendix B)."""
        made: list[Reader] = [Document._refused] * 256
        sized = (Document._unsigned, Document._negative, Document._bytes, Document._text)
        for major, reader in enumerate((*sized, Document._list, Document._map, Document._tag)):
            made[major << 5 : (major << 5) + 28] = [reader] * 28
        made[_SHORT_TEXT:_PAST_SHORT_TEXT] = [Document._short_text] * (_PAST_SHORT_TEXT - _SHORT_TEXT)
        made[0x5F], made[0x7F] = Document._chunks, Document._chunked_text
        made[_ENDLESS_LIST], made[_ENDLESS_MAP] = Document._list, Document._map
        made[_FALSE] = made[_TRUE] = Document._boolean
        made[0xF6] = made[0xF7] = Document._null  # null and undefined
        made[0xF9] = made[0xFA] = Document._shorter_float
        made[_DOUBLE] = Document._double
        return tuple(made)


Reader = Callable[[Document, int, int], tuple[Any, int]]
_READERS = Document.readers()


def _shortest(count: int, run: int) -> int:
    """How long a run is of which a list holds `count` or, if that is negative, any number."""
    if not run:
        raise IndexError  # its first is not there as a whole
    return run if count < 0 else min(run, count)


def _moment(number: Any) -> Any:
    """Tag 1: epoch seconds."""
    if not isinstance(number, (int, float)) or isinstance(number, bool):
        return number
    try:
        return datetime.fromtimestamp(number, UTC)
    except (ValueError, OverflowError, OSError):  # OSError: Windows, before 1970
        try:
            return from_epoch_seconds(number)
        except ScalarError:
            return number


def _big(content: Any) -> Any:
    """Tag 2: a big number, as bytes."""
    if not isinstance(content, bytes):
        return content
    if len(content) > LONGEST_BIG_NUMBER:
        raise ScalarError(f"a number of at most {LONGEST_BIG_NUMBER} bytes", f"{len(content)} bytes")
    return int.from_bytes(content)


def _big_negative(content: Any) -> Any:
    """Tag 3: what is missing to minus one."""
    number = _big(content)
    return -1 - number if isinstance(number, int) else number


def _decimal(content: Any) -> Any:
    """Tag 4: an exponent of ten and a mantissa, of which no kind of the models is more than a double."""
    match content:
        case [int(exponent), int(mantissa)]:
            return float(f"{mantissa}e{exponent}")  # text: ten to the power of a hostile exponent would take forever
        case _:
            return content


_TAGS: dict[int, Callable[[Any], Any]] = {1: _moment, 2: _big, 3: _big_negative, 4: _decimal}
