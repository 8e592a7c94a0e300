"""Downloads: one request for what is small, ranges at once for the rest, each begun again where it breaks off."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from secrets import token_hex
from typing import Any, NamedTuple

from awso.boto.exceptions import (
    ConnectionClosedError,
    IncompleteReadError,
    ReadTimeoutError,
    ResponseStreamingError,
    RetriesExceededError,
    S3TransferFailedError,
)
from awso.boto.s3.parts import Reported, Span, Transfer, done, spans

_BROKEN_OFF = (ConnectionClosedError, IncompleteReadError, ReadTimeoutError, ResponseStreamingError)

Write = Callable[[int, bytes], object]
"""Puts bytes at a place of what is being made."""


class _Object(NamedTuple):
    size: int
    etag: str | None


def download_file(source: Transfer, path: str) -> None:
    """Download to a file, by way of one beside it, so that nobody sees half of it."""
    found = _looked_up(source)
    temporary = f"{path}{os.extsep}{token_hex(4)}"
    try:
        with open(temporary, "wb"):
            pass
        for _ in done(
            source.config, (partial(_to_file, source, found, span, temporary) for span in _spans(source, found))
        ):
            pass
        os.replace(temporary, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def download_fileobj(source: Transfer, file: Any) -> None:
    """Download to a file or stream, from first to last; the ranges under way are held in memory."""
    found = _looked_up(source)
    ranges = list(_spans(source, found))
    if len(ranges) == 1 and getattr(file, "seekable", None) is not None and file.seekable():
        start = file.tell()

        def write(place: int, content: bytes) -> None:
            file.seek(start + place)
            file.write(content)

        _fetch(source, found, ranges[0], write)
        return
    for content in done(source.config, (partial(_to_memory, source, found, span) for span in ranges)):
        file.write(content)


def _looked_up(source: Transfer) -> _Object:
    answer = source.client.head_object(Bucket=source.bucket, Key=source.key, **source.extra)
    return _Object(answer["ContentLength"], answer.get("ETag"))


def _spans(source: Transfer, found: _Object) -> Iterator[Span]:
    if found.size < source.config.multipart_threshold:
        return iter((Span(0, 0, found.size),))  # the number 0: the whole, without a range
    return spans(found.size, source.config.multipart_chunksize)


def _to_file(source: Transfer, found: _Object, span: Span, path: str) -> None:
    with open(path, "r+b") as file:

        def write(place: int, content: bytes) -> None:
            file.seek(span.start + place)
            file.write(content)

        size = _fetch(source, found, span, write)
        if span.number == 0:  # an attempt that broke off may have been at a longer version
            file.truncate(size)


def _to_memory(source: Transfer, found: _Object, span: Span) -> bytes:
    content = bytearray(span.size)

    def write(place: int, chunk: bytes) -> None:
        content[place : place + len(chunk)] = chunk

    _fetch(source, found, span, write)
    return bytes(content)


def _fetch(source: Transfer, found: _Object, span: Span, write: Write) -> int:
    """Get one range, again from its beginning where it broke off; how many bytes it had.

    Raises `S3TransferFailedError`, before any of it is written, where another range comes.
    """
    arguments = {"Bucket": source.bucket, "Key": source.key, **source.extra}
    if span.number > 0:
        last = span.start + span.size == found.size
        arguments["Range"] = f"bytes={span.start}-{'' if last else span.start + span.size - 1}"
        if found.etag is not None:
            arguments["IfMatch"] = found.etag
    reported = Reported(source.progress)
    broken: Exception | None = None
    for _ in range(source.config.num_download_attempts):
        try:
            answer = source.client.get_object(**arguments)
            with answer["Body"] as body:
                _check_range(answer, span)
                place = 0
                while chunk := body.read(source.config.io_chunksize):
                    write(place, chunk)
                    place += len(chunk)
                    reported.at(place)
                return place
        except _BROKEN_OFF as error:
            broken = error
    assert broken is not None
    raise RetriesExceededError(broken) from broken


def _check_range(answer: dict[str, Any], span: Span) -> None:
    """A server that does not know ranges sends the whole, which would be written over what follows."""
    if span.number == 0:
        return
    wanted, got = f"bytes {span.start}-{span.start + span.size - 1}/", answer.get("ContentRange")
    if not (got.startswith(wanted) if got else answer.get("ContentLength") == span.size):
        raise S3TransferFailedError(f"asked for {wanted.rstrip('/')} of the object, got {got or 'another length'}")
