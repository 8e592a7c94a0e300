"""Compressing a request body, for the few operations whose service unpacks it (CloudWatch's PutMetricData)."""

from collections.abc import Sequence

from awso.core.http import HttpRequest


def compressed(request: HttpRequest, encodings: Sequence[str], smallest_bytes: int) -> HttpRequest:
    """`request` with its body packed by the first of `encodings` that is known; smaller bodies stay as they are."""
    if "gzip" not in encodings or len(request.body) < smallest_bytes:
        return request
    from gzip import compress

    headers = request.headers.with_fields(("Content-Encoding", "gzip"))
    # mtime=0: equal inputs give equal bytes, and no clock is read.
    return HttpRequest(request.method, request.url, headers, compress(request.body, mtime=0))
