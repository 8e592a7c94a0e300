"""`aws-chunked`: a body in chunks of known size, each signed or none, with a checksum in a trailer.

Settled here: the bytes on the wire and how many they are, so that `Content-Length` is known before the first. An
`AwsChunked` is the encoder of one attempt (`awso.core.request_bodies.RequestStream`). Whether a request needs one is
decided in `awso.protocols.flexible_checksums`; the seed signature is the request's own.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and …/sigv4-streaming-trailers.html
"""

from awso.codecs.checksums import Checksum, checksum_text, digest_bytes, new_checksum
from awso.core.http import Headers
from awso.core.request_bodies import RequestStream
from awso.signing.seed import Seed
from awso.signing.sha256 import EMPTY_HEX, sha256_hex

SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
SIGNED_WITH_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
UNSIGNED_WITH_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
"""What stands in `X-Amz-Content-SHA256` in place of the body's hash."""

# S3 takes no chunk but the last below 8 KB; its documentation's examples use this size.
CHUNK_BYTES = 65_536

_SIGNATURE_FIELD_BYTES = len(";chunk-signature=") + 64
_TRAILER_SIGNATURE_BYTES = len("x-amz-trailer-signature:") + 64 + 2


class ChunkSigner:
    """Signs chunks one after another, each signature over the one before; the first over that of the request."""

    __slots__ = ("_head", "_key", "_previous")

    def __init__(self, seed: Seed) -> None:
        self._key = seed.key_of(seed.scope)
        self._head = f"{seed.date}\n{seed.scope}"
        self._previous = seed.signature

    def chunk(self, data: bytes) -> str:
        """The signature of the next chunk."""
        text = f"AWS4-HMAC-SHA256-PAYLOAD\n{self._head}\n{self._previous}\n{EMPTY_HEX}\n{sha256_hex(data)}"
        self._previous = self._key.hexdigest(text.encode())
        return self._previous

    def trailer(self, fields: bytes) -> str:
        """The signature of the trailer, `fields` being its lines, each ended by a line feed."""
        text = f"AWS4-HMAC-SHA256-TRAILER\n{self._head}\n{self._previous}\n{sha256_hex(fields)}"
        self._previous = self._key.hexdigest(text.encode())
        return self._previous


class AwsChunked:
    """The encoder of one attempt: cuts what it is fed into chunks of `chunk_bytes`, whatever came at once.

    With `checksum`, that of the body goes into the trailer field `trailer`; with `signer`, all is signed.
    """

    __slots__ = ("_checksum", "_chunk_bytes", "_signer", "_trailer", "_waiting")

    def __init__(
        self,
        checksum: Checksum | None = None,
        trailer: str = "",
        signer: ChunkSigner | None = None,
        chunk_bytes: int = CHUNK_BYTES,
    ) -> None:
        self._checksum = checksum
        self._trailer = trailer
        self._signer = signer
        self._chunk_bytes = chunk_bytes
        self._waiting = bytearray()

    def feed(self, chunk: bytes) -> bytes:
        """The whole chunks that are there now."""
        if self._checksum is not None:
            self._checksum.update(chunk)
        waiting, size = self._waiting, self._chunk_bytes
        waiting += chunk
        whole = len(waiting) // size * size
        framed = b"".join([self._framed(bytes(waiting[start : start + size])) for start in range(0, whole, size)])
        del waiting[:whole]
        return framed

    def finish(self) -> bytes:
        """The last chunk, the empty one that ends the body, and the trailer."""
        last = self._framed(bytes(self._waiting)) if self._waiting else b""
        self._waiting.clear()
        return b"".join((last, self._head(b""), self._trailer_fields(), b"\r\n"))

    def _framed(self, data: bytes) -> bytes:
        return b"".join((self._head(data), data, b"\r\n"))

    def _head(self, data: bytes) -> bytes:
        if self._signer is None:
            return b"%x\r\n" % len(data)
        return b"%x;chunk-signature=%s\r\n" % (len(data), self._signer.chunk(data).encode())

    def _trailer_fields(self) -> bytes:
        if self._checksum is None:
            return b""
        field = f"{self._trailer}:{checksum_text(self._checksum)}".encode()
        if self._signer is None:
            return field + b"\r\n"
        return b"%s\r\nx-amz-trailer-signature:%s\r\n" % (field, self._signer.trailer(field + b"\n").encode())


class AwsChunkedEncoding:
    """Makes the encoder of each attempt; `algorithm` is the checksum's in the trailer field, None for no trailer."""

    __slots__ = ("_algorithm", "_seed", "_trailer")

    def __init__(self, algorithm: str | None = None, trailer: str = "", seed: Seed | None = None) -> None:
        self._algorithm = algorithm
        self._trailer = trailer
        self._seed = seed

    def __call__(self) -> AwsChunked:
        """The encoder."""
        checksum = None if self._algorithm is None else new_checksum(self._algorithm)
        return AwsChunked(checksum, self._trailer, None if self._seed is None else ChunkSigner(self._seed))


class SignedChunkedEncoding(AwsChunkedEncoding):
    """As `AwsChunkedEncoding`, each chunk and the trailer signed once the request is (`awso.signing.seed`)."""

    __slots__ = ()

    def seeded(self, seed: Seed) -> "SignedChunkedEncoding":
        """The same for the attempt whose request has this signature."""
        return SignedChunkedEncoding(self._algorithm, self._trailer, seed)


def chunked_stream(
    source: RequestStream, *, signed: bool, algorithm: str | None = None, trailer: str = ""
) -> RequestStream:
    """`source` in chunks. Raises `ConfigurationError` for a checksum algorithm that is not known here."""
    if algorithm is not None:
        new_checksum(algorithm)  # complains here, rather than while the transport reads
    length = None
    if source.length is not None:
        length = encoded_length(source.length, signed=signed, algorithm=algorithm, trailer=trailer)
    encoding = SignedChunkedEncoding if signed else AwsChunkedEncoding
    return source.with_encoder(encoding(algorithm, trailer), length)


def chunked_headers(headers: Headers, marker: str, decoded_length: int | None, trailer: str | None = None) -> Headers:
    """`headers` for a body in chunks: its encoding, its trailer, how long it is when decoded, how it is signed."""
    encodings = headers.get("content-encoding")
    replaced = ("content-encoding", "content-length", "x-amz-content-sha256")
    pairs = [pair for pair in headers.pairs if pair[0].lower() not in replaced]
    pairs.append(("Content-Encoding", f"{encodings},aws-chunked" if encodings else "aws-chunked"))
    if trailer is not None:
        pairs.append(("X-Amz-Trailer", trailer))
    if decoded_length is not None:
        pairs.append(("X-Amz-Decoded-Content-Length", str(decoded_length)))
    pairs.append(("X-Amz-Content-SHA256", marker))
    return Headers(tuple(pairs))


def encoded_length(
    decoded_length: int,
    *,
    signed: bool,
    algorithm: str | None = None,
    trailer: str = "",
    chunk_bytes: int = CHUNK_BYTES,
) -> int:
    """How many bytes `AwsChunked` makes of a body of `decoded_length`, with the checksum `algorithm` in `trailer`."""
    chunks, rest = divmod(decoded_length, chunk_bytes)
    overhead = 4 + (_SIGNATURE_FIELD_BYTES if signed else 0)  # two line ends, and the signature
    length = decoded_length + chunks * (len(f"{chunk_bytes:x}") + overhead)
    if rest:
        length += len(f"{rest:x}") + overhead
    length += 1 + overhead  # the empty chunk; its second line end comes after the trailer
    if algorithm is not None:
        length += len(trailer) + 1 + (digest_bytes(algorithm) + 2) // 3 * 4 + 2  # base64: four for three
        length += _TRAILER_SIGNATURE_BYTES if signed else 0
    return length
