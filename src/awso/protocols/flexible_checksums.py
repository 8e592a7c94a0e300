"""The model's `httpChecksum` trait as pure functions: which checksum goes with a request, which one a response has.

Request: `choose_request_checksum` says which and where, `with_request_checksum` puts it there. A body that streams, and
over TLS any streaming member's, carries it in a trailer, so that it is read once; then `X-Amz-Content-SHA256` says how
the chunks are signed, and the signer goes by that header (`awso.core.signer`). A checksum that the caller gave wins.

Response: `with_validation` asks for one, `response_observer` compares (`awso.core.response_bodies.StreamingBody` feeds
it), `check_body` does so for a whole body.

https://smithy.io/2.0/aws/aws-core.html#aws-protocols-httpchecksum-trait
"""

from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.codecs.checksums import checksum_of, checksum_text, is_known, new_checksum
from awso.core.http import Headers, HttpRequest
from awso.core.request_bodies import RequestStream
from awso.errors import ParameterError, ResponseError, Violation
from awso.signing.chunked import SIGNED_WITH_TRAILER, UNSIGNED_WITH_TRAILER, chunked_headers, chunked_stream

if TYPE_CHECKING:
    from awso.core.operation import Operation
    from awso.settings.bodies import When

DEFAULT_ALGORITHM = "CRC32"
HEADER_PREFIX = "x-amz-checksum-"

# The fastest first, as botocore has them; MD5, which it does not compute, last.
_PREFERRED = (
    "XXHASH128",
    "XXHASH3",
    "CRC64NVME",
    "XXHASH64",
    "CRC32C",
    "CRC32",
    "SHA1",
    "SHA256",
    "SHA512",
    "MD5",
)


class RequestChecksum(msgspec.Struct, frozen=True):
    """What goes with a request: the checksum by `algorithm`, in a header or trailer field called `field`."""

    algorithm: str
    field: str
    in_trailer: bool
    named_in: str | None
    """The header that says which algorithm it is, where the caller did not choose it."""


def choose_request_checksum(
    operation: "Operation",
    value: Any,
    request: HttpRequest,
    calculation: "When" = "when_supported",
    *,
    presigning: bool = False,
    in_header: bool = False,
) -> RequestChecksum | None:
    """The checksum to send with `request`, the encoded `value`; None where there is to be none.

    Where `presigning`, only the caller's own choice counts: who will send the body does not know of it. `in_header`
    puts it there also where it could follow the body.
    """
    trait = operation.model.http_checksum or {}
    member = operation.input_schema.members.get(str(trait.get("requestAlgorithmMember")))
    if any(name.startswith(HEADER_PREFIX) for name in request.headers):
        return None
    named_in = None
    algorithm = None if member is None else getattr(value, member.python)
    if algorithm is None:
        required = operation.model.http_checksum_required or trait.get("requestChecksumRequired")
        if presigning or not (required or (member is not None and calculation == "when_supported")):
            return None
        algorithm = DEFAULT_ALGORITHM
        named_in = None if member is None else member.location_name
    streams = request.stream is not None or (request.url.startswith("https:") and _has_raw_payload(operation))
    trailer = streams and not in_header
    return RequestChecksum(str(algorithm).upper(), HEADER_PREFIX + str(algorithm).lower(), trailer, named_in)


def _has_raw_payload(operation: "Operation") -> bool:
    payload = operation.input_schema.model.payload
    return payload is not None and operation.input_schema.members[payload].target.kind == "blob"


def with_request_checksum(request: HttpRequest, chosen: RequestChecksum) -> HttpRequest:
    """`request` with that checksum. Raises `ConfigurationError` for an algorithm that is not known here."""
    named = () if chosen.named_in is None else ((chosen.named_in, chosen.algorithm),)
    if not chosen.in_trailer:
        stream = request.stream
        text = checksum_of(chosen.algorithm, request.body) if stream is None else _stream_checksum(chosen, stream)
        headers = request.headers.with_fields(*named, (chosen.field, text))
        return HttpRequest(request.method, request.url, headers, request.body, stream)
    source = request.stream if request.stream is not None else RequestStream([request.body], len(request.body))
    # TLS protects the bytes, and the trailer tells whether they are whole: signing them as well would only cost time.
    signed = not request.url.startswith("https:")
    marker = SIGNED_WITH_TRAILER if signed else UNSIGNED_WITH_TRAILER
    stream = chunked_stream(source, signed=signed, algorithm=chosen.algorithm, trailer=chosen.field)
    headers = chunked_headers(request.headers, marker, source.length, chosen.field).with_fields(*named)
    return HttpRequest(request.method, request.url, headers, stream=stream)


def _stream_checksum(chosen: RequestChecksum, stream: RequestStream) -> str:
    """Of what will be sent. Raises `ParameterError` where it cannot be read twice."""
    if not stream.is_repeatable:
        expected = "bytes, a list of bytes or a file that can seek: its checksum is sent in front of it"
        raise ParameterError(chosen.field, [Violation("body", expected, type(stream.source).__name__)])
    checksum = new_checksum(chosen.algorithm)
    for chunk in stream:
        checksum.update(chunk)
    return checksum_text(checksum)


def with_validation(operation: "Operation", value: Any, validation: "When" = "when_supported") -> Any:
    """The input that asks the service for a checksum of what it will answer, unless the caller decided."""
    trait = operation.model.http_checksum or {}
    member = operation.input_schema.members.get(str(trait.get("requestValidationModeMember")))
    if member is None or validation != "when_supported" or getattr(value, member.python) is not None:
        return value
    return msgspec.structs.replace(value, **{member.python: "ENABLED"})


class ChecksumObserver:
    """Compares a body with the checksum that was announced for it."""

    def __init__(self, subject: str, algorithm: str, expected: str) -> None:
        self.algorithm = algorithm
        self.expected = expected
        self._subject = subject
        self._checksum = new_checksum(algorithm)

    def feed(self, chunk: bytes) -> None:
        """The next bytes."""
        self._checksum.update(chunk)

    def finish(self) -> None:
        """Raises `ResponseError` where the body is another one."""
        got = checksum_text(self._checksum)
        if got != self.expected:
            raise ResponseError(
                f"{self._subject}: the body does not have the {self.algorithm} checksum that was announced for it:"
                f" expected {self.expected}, got {got}; it was damaged on the way: read it again"
            )


def response_observer(operation: "Operation", value: Any, headers: Headers) -> ChecksumObserver | None:
    """What compares the body of the response to `value` with the best checksum that its headers have.

    None where the input did not ask for validation, or there is none to compare: not of a whole object that was
    uploaded in parts, whose checksum is one of the parts' checksums ("…-3").
    """
    trait = operation.model.http_checksum or {}
    member = operation.input_schema.members.get(str(trait.get("requestValidationModeMember")))
    if member is None or getattr(value, member.python) is None:
        return None
    offered = trait.get("responseAlgorithms")
    for algorithm in _PREFERRED:
        text = headers.get(HEADER_PREFIX + algorithm.lower())
        if text is None or "-" in text or not isinstance(offered, list) or algorithm not in offered:
            continue
        if is_known(algorithm):
            return ChecksumObserver(str(operation), algorithm, text)
    return None


def check_body(operation: "Operation", value: Any, headers: Headers, body: bytes) -> None:
    """Raise `ResponseError` where a whole body is not what its checksum says."""
    observer = response_observer(operation, value, headers)
    if observer is not None:
        observer.feed(body)
        observer.finish()
