"""One line a request, as JSON: when, which operation, how it ended, how long it took, under which id.

Nothing of the request but the name of a known operation is ever written: no address, header, body, token, code or
metadata.
"""

import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import TextIO

import msgspec


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """A finished request. `op` is a wire name or a route, `error` a wire code."""

    time: str
    op: str
    status: int
    ms: float
    request_id: str
    error: str = ""


_encode = msgspec.json.Encoder().encode


class AccessLog:
    """Writes entries to `stream`, standard error by default."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr

    def __call__(
        self, *, finished_at: float, op: str, status: int, seconds: float, request_id: str, error: str = ""
    ) -> None:
        time = datetime.fromtimestamp(finished_at, UTC).isoformat(timespec="milliseconds")
        entry = Entry(time, op, status, round(seconds * 1000, 2), request_id, error)
        # Where the log cannot be written (a full disk, a reader that left), requests are answered all the same.
        with suppress(OSError, ValueError):
            self._stream.write(_encode(entry).decode() + "\n")
            self._stream.flush()
