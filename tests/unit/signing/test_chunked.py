"""aws-chunked bodies against AWS's documented examples and against botocore's wrapper."""

from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from random import Random

import pytest
from botocore.httpchecksum import AwsChunkedWrapper, Crc32Checksum

from awso.codecs.checksums import new_checksum
from awso.core.http import HttpRequest
from awso.core.request_bodies import RequestStream
from awso.credentials import Credentials
from awso.signing.canonical import Scope, signing_key
from awso.signing.chunked import (
    CHUNK_BYTES,
    SIGNED,
    SIGNED_WITH_TRAILER,
    AwsChunked,
    ChunkSigner,
    encoded_length,
)
from awso.signing.seed import Seed
from awso.signing.sigv4 import sign_headers

# The keys, the object and the signatures of AWS's documented examples:
# https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
# https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
CREDENTIALS = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
MOMENT = datetime(2013, 5, 24, tzinfo=UTC)
DATE = "20130524T000000Z"
SCOPE = Scope("20130524", "us-east-1", "s3")
OBJECT = b"a" * 66_560


def documented_request(marker: str, *trailer: tuple[str, str], content_length: str) -> HttpRequest:
    return HttpRequest(
        "PUT",
        "https://s3.amazonaws.com/examplebucket/chunkObject.txt",
        [
            ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ("Content-Encoding", "aws-chunked"),
            ("x-amz-decoded-content-length", "66560"),
            *trailer,
            *([("Content-Length", content_length)] if content_length else []),
            ("x-amz-content-sha256", marker),
        ],
    )


def seed_of(request: HttpRequest) -> str:
    signed = sign_headers(
        request,
        CREDENTIALS,
        region="us-east-1",
        service="s3",
        timestamp=MOMENT,
        payload_hash=request.headers["x-amz-content-sha256"],
        double_encode=False,
        normalize_path=False,
    )
    return signed.headers["authorization"].rpartition("Signature=")[2]


def signer(seed: str) -> ChunkSigner:
    return ChunkSigner(Seed(lambda scope: signing_key(CREDENTIALS.secret_access_key, scope), DATE, SCOPE, seed))


def whole(encoder: AwsChunked, body: bytes, piece: int = 1 << 20) -> bytes:
    fed = [encoder.feed(body[start : start + piece]) for start in range(0, len(body), piece)]
    return b"".join(fed) + encoder.finish()


def test_the_documented_example_of_signed_chunks() -> None:
    seed = seed_of(documented_request(SIGNED, content_length="66824"))

    body = whole(AwsChunked(signer=signer(seed)), OBJECT)

    assert seed == "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
    assert body == (
        b"10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
        + b"a" * 65_536
        + b"\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
        + b"a" * 1024
        + b"\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n"
    )
    assert len(body) == 66_824 == encoded_length(66_560, signed=True)


def test_the_documented_example_with_a_signed_trailer() -> None:
    trailer = ("x-amz-trailer", "x-amz-checksum-crc32c")
    seed = seed_of(documented_request(SIGNED_WITH_TRAILER, trailer, content_length=""))
    encoder = AwsChunked(new_checksum("CRC32C"), "x-amz-checksum-crc32c", signer(seed))

    body = whole(encoder, OBJECT)

    assert seed == "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"
    assert body == (
        b"10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n"
        + b"a" * 65_536
        + b"\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n"
        + b"a" * 1024
        + b"\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
        + b"x-amz-checksum-crc32c:sOO8/Q==\r\n"
        + b"x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n"
    )
    assert len(body) == encoded_length(66_560, signed=True, algorithm="CRC32C", trailer="x-amz-checksum-crc32c")


@pytest.mark.parametrize("length", [0, 1, 9, 4096, 4097, 8192, 10_000])
def test_an_unsigned_body_with_a_trailer_is_botocore_s(length: int) -> None:
    data = Random(length).randbytes(length)
    wrapped = AwsChunkedWrapper(BytesIO(data), Crc32Checksum, "x-amz-checksum-crc32", 4096)

    body = whole(AwsChunked(new_checksum("CRC32"), "x-amz-checksum-crc32", chunk_bytes=4096), data, piece=700)

    assert body == wrapped.read()
    assert len(body) == encoded_length(
        length, signed=False, algorithm="CRC32", trailer="x-amz-checksum-crc32", chunk_bytes=4096
    )


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("algorithm", [None, "CRC32", "CRC64NVME", "SHA1", "SHA256", "SHA512", "MD5"])
@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 255, 256, 257, 65_535, 65_536, 65_537, 200_000])
def test_the_length_is_known_beforehand(length: int, algorithm: str | None, signed: bool) -> None:
    trailer = f"x-amz-checksum-{algorithm}".lower()
    checksum = None if algorithm is None else new_checksum(algorithm)
    encoder = AwsChunked(checksum, trailer, signer("0" * 64) if signed else None)

    body = whole(encoder, bytes(length), piece=10_000)

    assert len(body) == encoded_length(length, signed=signed, algorithm=algorithm, trailer=trailer)


def test_the_chunks_do_not_depend_on_what_comes_at_once() -> None:
    data = Random(3).randbytes(3 * CHUNK_BYTES + 10)
    bodies = {whole(AwsChunked(signer=signer("f" * 64)), data, piece) for piece in (1000, CHUNK_BYTES, 1 << 30)}

    assert len(bodies) == 1


def test_every_attempt_of_a_stream_has_an_encoder_of_its_own() -> None:
    source = BytesIO(b"data")
    length = encoded_length(4, signed=False, algorithm="CRC32", trailer="x-amz-checksum-crc32")
    stream = RequestStream(source).with_encoder(
        lambda: AwsChunked(new_checksum("CRC32"), "x-amz-checksum-crc32"), length
    )

    attempts = [b"".join(stream) for _ in range(3)]

    assert all(before == after for before, after in pairwise(attempts))
    assert attempts[0] == b"4\r\ndata\r\n0\r\nx-amz-checksum-crc32:rfPzYw==\r\n\r\n"
    assert len(attempts[0]) == stream.length
