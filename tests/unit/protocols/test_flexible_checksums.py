"""Which checksum goes where, against botocore for every operation of which the model says something."""

from base64 import b64encode
from hashlib import sha256
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from botocore import httpchecksum
from botocore.config import Config

import awso
from awso.codecs.checksums import checksum_of
from awso.core.http import Headers, HttpRequest
from awso.core.operation import Operation
from awso.core.request_bodies import RequestStream
from awso.core.response_bodies import StreamingBody
from awso.errors import ConfigurationError, ResponseError
from awso.protocols.flexible_checksums import (
    check_body,
    choose_request_checksum,
    response_observer,
    with_request_checksum,
    with_validation,
)
from awso.settings.bodies import When
from tests.oracle.botocore_side import service_model

SERVICES = ("s3", "s3control")
BODY = b"the body of a request"


class Subject(NamedTuple):
    """An operation with a checksum trait, as we and as botocore know it."""

    operation: Operation
    model: Any


def subjects() -> list[Subject]:
    found: list[Subject] = []
    for service in SERVICES:
        model = service_model(service)
        for name in model.operation_names:
            theirs = model.operation_model(name)
            if theirs.http_checksum or theirs.http_checksum_required:
                found.append(Subject(awso.service(service).operation(name), theirs))
    return found


SUBJECTS = subjects()


def botocore_request(
    subject: Subject,
    scheme: str,
    calculation: When,
    algorithm: str | None,
    headers: dict[str, str],
    presigning: bool = False,
) -> dict[str, Any]:
    """The request that botocore makes of `BODY`."""
    request: dict[str, Any] = {
        "headers": dict(headers),
        "body": BODY,
        "url": f"{scheme}://host/",
        "context": {
            "client_config": Config(request_checksum_calculation=calculation),
            "is_presign_request": presigning,
        },
    }
    params = {} if algorithm is None else {subject.model.http_checksum["requestAlgorithmMember"]: algorithm}
    httpchecksum.resolve_request_checksum_algorithm(request, subject.model, params)
    httpchecksum.apply_request_checksum(request)
    if hasattr(request["body"], "read"):
        request["body"] = request["body"].read()
    return request


def our_request(
    subject: Subject,
    scheme: str,
    calculation: When,
    algorithm: str | None,
    headers: dict[str, str],
    presigning: bool = False,
) -> HttpRequest:
    operation = subject.operation
    members: dict[str, Any] = {}
    if algorithm is not None:
        trait = operation.model.http_checksum
        assert trait is not None
        members[operation.input_schema.members[str(trait["requestAlgorithmMember"])].python] = algorithm
    value = operation.input(**members)
    request = HttpRequest("PUT", f"{scheme}://host/", headers, BODY)
    chosen = choose_request_checksum(operation, value, request, calculation, presigning=presigning)
    return request if chosen is None else with_request_checksum(request, chosen)


def assert_alike(ours: HttpRequest, theirs: dict[str, Any]) -> None:
    expected = {name.lower(): value for name, value in theirs["headers"].items()}
    got = dict(ours.headers.items())
    if expected.pop("transfer-encoding", None):  # ours knows how long it is; botocore's signer adds the marker
        marker = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
        assert got.pop("x-amz-content-sha256") == marker
        assert ours.stream is not None
        body = b"".join(ours.stream)
        assert len(body) == ours.stream.length
    else:
        body = ours.body
    assert got == expected
    assert body == theirs["body"]


def test_the_models_say_something_of_seventy_operations() -> None:
    assert len(SUBJECTS) == 72


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("calculation", ["when_supported", "when_required"])
@pytest.mark.parametrize("presigning", [False, True])
def test_without_a_choice_the_checksum_is_botocore_s(scheme: str, calculation: When, presigning: bool) -> None:
    for subject in SUBJECTS:
        ours = our_request(subject, scheme, calculation, None, {"Content-Encoding": "gzip"}, presigning)

        theirs = botocore_request(subject, scheme, calculation, None, {"Content-Encoding": "gzip"}, presigning)
        assert_alike(ours, theirs)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "algorithm", ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512", "XXHASH64", "XXHASH3", "XXHASH128"]
)
def test_the_caller_s_choice_is_computed_as_botocore_does(scheme: str, algorithm: str) -> None:
    for subject in SUBJECTS:
        if "requestAlgorithmMember" in subject.model.http_checksum:
            ours = our_request(subject, scheme, "when_required", algorithm, {})

            assert_alike(ours, botocore_request(subject, scheme, "when_required", algorithm, {}))


def test_a_checksum_that_the_caller_gives_is_left_alone() -> None:
    for subject in SUBJECTS:
        given = {"x-amz-checksum-sha256": "given"}

        ours = our_request(subject, "https", "when_supported", None, given)

        assert_alike(ours, botocore_request(subject, "https", "when_supported", None, given))
        assert ours.body == BODY


def test_md5_which_botocore_cannot_is_computed_too() -> None:
    subject = next(each for each in SUBJECTS if each.operation.name == "DeleteObjects")

    ours = our_request(subject, "https", "when_supported", "MD5", {})

    assert ours.headers["x-amz-checksum-md5"] == checksum_of("MD5", BODY)


def test_an_algorithm_that_nobody_knows_is_refused_before_anything_is_sent() -> None:
    subject = next(each for each in SUBJECTS if each.operation.name == "PutObject")

    with pytest.raises(ConfigurationError, match="ADLER32"):
        our_request(subject, "https", "when_supported", "adler32", {})


PUT_OBJECT = awso.service("s3").operation("PutObject")


def test_a_stream_carries_its_checksum_behind_it_and_may_be_of_unknown_length() -> None:
    value = PUT_OBJECT.input(bucket="b", key="k", checksum_algorithm="SHA256")
    source = RequestStream(iter([b"one", b"two"]))
    request = HttpRequest("PUT", "https://host/k", {"Content-Type": "text/plain"}, stream=source)
    chosen = choose_request_checksum(PUT_OBJECT, value, request)
    assert chosen is not None

    sent = with_request_checksum(request, chosen)

    digest = b64encode(sha256(b"onetwo").digest())
    assert sent.stream is not None
    assert sent.stream.length is None
    assert b"".join(sent.stream) == b"6\r\nonetwo\r\n0\r\nx-amz-checksum-sha256:" + digest + b"\r\n\r\n"
    assert dict(sent.headers) == {
        "content-type": "text/plain",
        "content-encoding": "aws-chunked",
        "x-amz-trailer": "x-amz-checksum-sha256",
        "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    }


def test_without_tls_the_chunks_of_a_stream_are_to_be_signed() -> None:
    value = PUT_OBJECT.input(bucket="b", key="k")
    request = HttpRequest("PUT", "http://host/k", stream=RequestStream(BytesIO(b"data"), 4))
    chosen = choose_request_checksum(PUT_OBJECT, value, request)
    assert chosen is not None

    sent = with_request_checksum(request, chosen)

    assert sent.headers["x-amz-content-sha256"] == "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
    assert sent.headers["x-amz-decoded-content-length"] == "4"
    assert sent.headers["x-amz-sdk-checksum-algorithm"] == "CRC32"


# --- responses ------------------------------------------------------------------------------------------------------

GET_OBJECT = awso.service("s3").operation("GetObject")
ASKING = GET_OBJECT.input(bucket="b", key="k", checksum_mode="ENABLED")


def test_a_checksum_is_asked_for_unless_the_caller_or_the_settings_say_otherwise() -> None:
    plain = GET_OBJECT.input(bucket="b", key="k")

    assert with_validation(GET_OBJECT, plain) == ASKING
    assert with_validation(GET_OBJECT, plain, "when_required") is plain
    assert with_validation(GET_OBJECT, ASKING, "when_required") is ASKING
    assert with_validation(PUT_OBJECT, value := PUT_OBJECT.input(bucket="b", key="k")) is value


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-amz-checksum-crc32": checksum_of("CRC32", BODY)},
        {"x-amz-checksum-sha256": checksum_of("SHA256", BODY), "x-amz-checksum-crc32c": checksum_of("CRC32C", BODY)},
        {"x-amz-checksum-crc64nvme": checksum_of("CRC64NVME", BODY), "x-amz-checksum-sha1": "wrong"},
        {"x-amz-checksum-sha1": checksum_of("SHA1", BODY) + "-3"},
        {"x-amz-checksum-crc32c": "AAAA-2", "x-amz-checksum-sha1": checksum_of("SHA1", BODY)},
        {"x-amz-checksum-adler32": "AAAA"},
    ],
)
def test_the_checksum_that_is_compared_is_the_one_that_botocore_compares(headers: dict[str, str]) -> None:
    model = service_model("s3").operation_model("GetObject")
    request: dict[str, Any] = {"context": {}}
    httpchecksum.resolve_response_checksum_algorithms(request, model, {"ChecksumMode": "ENABLED"})
    response: dict[str, Any] = {"headers": headers, "context": {}, "body": b""}
    http_response = type("Raw", (), {"raw": BytesIO(BODY), "content": BODY})()
    httpchecksum.handle_checksum_body(http_response, response, request["context"], model)
    expected = response["context"].get("checksum", {}).get("response_algorithm")

    observer = response_observer(GET_OBJECT, ASKING, Headers(headers))

    assert (None if observer is None else observer.algorithm.lower()) == expected
    check_body(GET_OBJECT, ASKING, Headers(headers), BODY)


def test_nothing_is_compared_that_was_not_asked_for() -> None:
    headers = Headers({"x-amz-checksum-crc32": "wrong"})

    assert response_observer(GET_OBJECT, GET_OBJECT.input(bucket="b", key="k"), headers) is None


class Stream:
    """A response that is still open."""

    def __init__(self, body: bytes) -> None:
        self._body = BytesIO(body)

    def read(self, size: int) -> bytes:
        return self._body.read(size)

    def close(self) -> None:
        self._body.close()

    async def read_async(self, size: int) -> bytes:
        return self.read(size)

    async def close_async(self) -> None:
        self.close()


def test_a_damaged_body_is_told_at_its_end() -> None:
    observer = response_observer(GET_OBJECT, ASKING, Headers({"x-amz-checksum-crc32": checksum_of("CRC32", BODY)}))
    assert observer is not None
    body = StreamingBody(Stream(b"the b0dy of a request"), observers=(observer,))

    assert body.read(9) == b"the b0dy "
    with pytest.raises(ResponseError, match="s3 GetObject: the body does not have the CRC32 checksum"):
        body.read()
