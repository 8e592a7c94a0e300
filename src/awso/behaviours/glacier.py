"""Glacier: the caller's own account, the API's version, and the two hashes of an upload."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from awso._lean import msgspec
from awso.behaviours.behaviour import Behaviour
from awso.behaviours.invocation import Invocation
from awso.codecs.tree_hash import TreeHash
from awso.core.http import HttpRequest
from awso.core.request_bodies import CHUNK_BYTES, RequestStream
from awso.errors import ParameterError, Violation

CONTENT_HASH, TREE_HASH = "x-amz-content-sha256", "x-amz-sha256-tree-hash"


class OwnAccount(Behaviour):
    """Fills `account_id` with "-", the account of the credentials, where the caller does not name one.

    https://docs.aws.amazon.com/amazonglacier/latest/dev/api-vault-put.html#api-vault-put-requests-syntax
    """

    def adjust_input(self, call: Invocation, value: Any) -> Any:
        """With an account."""
        absent = getattr(value, "account_id", "") is None
        return msgspec.structs.replace(value, account_id="-") if absent else value


class ApiVersion(Behaviour):
    """Names the version of the API, without which Glacier refuses every request.

    https://docs.aws.amazon.com/amazonglacier/latest/dev/api-common-request-headers.html
    """

    def adjust_request(self, call: Invocation, request: HttpRequest) -> HttpRequest:
        """With `x-amz-glacier-version`."""
        field = ("x-amz-glacier-version", call.operation.service.model.api_version)
        return msgspec.structs.replace(request, headers=request.headers.with_fields(field))


class UploadHashes(Behaviour):
    """Computes the hash and the tree hash of an archive or a part, unless the caller gives them.

    https://docs.aws.amazon.com/amazonglacier/latest/dev/checksum-calculations.html
    """

    def adjust_request(self, call: Invocation, request: HttpRequest) -> HttpRequest:
        """With both headers. Raises `ParameterError` for a body that cannot be read twice."""
        if CONTENT_HASH in request.headers and TREE_HASH in request.headers:
            return request
        content, tree = hashes(_chunks(call, request))
        fields = ((CONTENT_HASH, content), (TREE_HASH, tree))
        missing = [field for field in fields if field[0] not in request.headers]
        return msgspec.structs.replace(request, headers=request.headers.with_fields(*missing))


def _chunks(call: Invocation, request: HttpRequest) -> Iterable[bytes]:
    stream = request.stream
    if stream is None:
        return (request.body,)
    source = stream.source
    if isinstance(source, (list, tuple)):
        return source  # pyright: ignore[reportUnknownVariableType]  # of bytes, as a stream's source is
    if not hasattr(source, "seek"):
        expected = "bytes or a file, for Glacier wants their hashes before the first of them"
        where = f"{call.operation.input_schema.name}.body"
        raise ParameterError(str(call.operation), [Violation(where, expected, type(source).__name__)])
    return _of_file(stream)


def _of_file(stream: RequestStream) -> Iterable[bytes]:
    start = stream.source.tell()
    while chunk := stream.source.read(CHUNK_BYTES):
        yield chunk
    stream.source.seek(start)


def hashes(chunks: Iterable[bytes]) -> tuple[str, str]:
    """The SHA-256 and the SHA-256 tree hash of the bytes, both in hexadecimal."""
    whole, tree = sha256(), TreeHash()
    for chunk in chunks:
        whole.update(chunk)
        tree.update(chunk)
    return whole.hexdigest(), tree.digest().hex()
