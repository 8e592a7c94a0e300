"""Uploads: one request for what is small, a multipart upload for the rest; from a path, a file or a stream."""

from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from os.path import getsize
from typing import Any

from awso.boto.s3.multipart import MultipartUpload, Part, part_of
from awso.boto.s3.parts import Reported, Span, Transfer, Window, only, part_size, spans, without
from awso.boto.s3.transfer import FULL_OBJECT_CHECKSUMS

_NOT_OF_ONE_REQUEST = ("ChecksumType", "MpuObjectSize")
_NOT_OF_THE_BEGINNING = (*FULL_OBJECT_CHECKSUMS, "MpuObjectSize")
_KEYS = ("SSECustomerKey", "SSECustomerAlgorithm", "SSECustomerKeyMD5", "RequestPayer", "ExpectedBucketOwner")
_OF_A_PART = ("ChecksumAlgorithm", *_KEYS)
_OF_THE_END = (*_KEYS, "ChecksumType", "MpuObjectSize", *FULL_OBJECT_CHECKSUMS)


def upload_file(to: Transfer, path: str) -> None:
    """Upload a file by its path; each part is read from the file while it is sent."""
    size = getsize(path)
    if size < to.config.multipart_threshold:
        with open(path, "rb") as file:
            _put(to, Window(file, 0, size, Reported(to.progress)))
        return
    each = part_size(to.config.multipart_chunksize, size)
    _in_parts(to, (partial(_part_of_file, path, span) for span in spans(size, each)))


def upload_fileobj(to: Transfer, file: Any) -> None:
    """Upload what is left of a file or stream; of one to upload in parts, those under way are held in memory."""
    seekable = getattr(file, "seekable", None)
    if seekable is not None and seekable():
        start = file.tell()
        size = file.seek(0, 2) - start
        file.seek(start)
        if size < to.config.multipart_threshold:
            _put(to, Window(file, start, size, Reported(to.progress)))
            return
        each, first = part_size(to.config.multipart_chunksize, size), b""
    else:
        first = _exactly(file, to.config.multipart_threshold)
        if len(first) < to.config.multipart_threshold:
            _put(to, Window(BytesIO(first), 0, len(first), Reported(to.progress)))
            return
        each = part_size(to.config.multipart_chunksize, None)
    _in_parts(to, (partial(_part_in_memory, span, content) for span, content in _chunks(file, first, each)))


def _put(to: Transfer, body: Window) -> None:
    to.client.put_object(Bucket=to.bucket, Key=to.key, Body=body, **without(to.extra, _NOT_OF_ONE_REQUEST))


_Send = Callable[[MultipartUpload, Transfer, dict[str, Any]], Part]


def _in_parts(to: Transfer, sends: Iterator[_Send]) -> None:
    extra = dict(to.extra)
    for name in FULL_OBJECT_CHECKSUMS:
        if name in extra:
            extra |= {"ChecksumType": "FULL_OBJECT", "ChecksumAlgorithm": name.removeprefix("Checksum")}
    upload = MultipartUpload(to.client, to.bucket, to.key, without(extra, _NOT_OF_THE_BEGINNING))
    of_part = only(extra, _OF_A_PART)
    upload.run(to.config, (partial(send, upload, to, of_part) for send in sends), only(extra, _OF_THE_END))


def _part_of_file(path: str, span: Span, upload: MultipartUpload, to: Transfer, extra: dict[str, Any]) -> Part:
    with open(path, "rb") as file:
        return _send(span, Window(file, span.start, span.size, Reported(to.progress)), upload, extra)


def _part_in_memory(span: Span, content: bytes, upload: MultipartUpload, to: Transfer, extra: dict[str, Any]) -> Part:
    return _send(span, Window(BytesIO(content), 0, span.size, Reported(to.progress)), upload, extra)


def _send(span: Span, body: Window, upload: MultipartUpload, extra: dict[str, Any]) -> Part:
    answer = upload.client.upload_part(**upload.place, PartNumber=span.number, Body=body, **extra)
    return part_of(answer, span.number, extra.get("ChecksumAlgorithm"))


def _chunks(file: Any, first: bytes, size: int) -> Iterator[tuple[Span, bytes]]:
    """The parts of a stream of which `first` was read already."""
    number, start, rest = 0, 0, first
    while True:
        content = rest[:size] if len(rest) >= size else rest + _exactly(file, size - len(rest))
        rest = rest[size:]
        if not content:
            return
        number += 1
        yield Span(number, start, len(content)), content
        start += len(content)


def _exactly(file: Any, size: int) -> bytes:
    """`size` bytes, less only at the end; text is UTF-8."""
    parts: list[bytes] = []
    while size > 0:
        chunk = file.read(size)
        content: bytes = chunk.encode() if isinstance(chunk, str) else chunk
        if not content:
            break
        parts.append(content)
        size -= len(content)
    return b"".join(parts)
