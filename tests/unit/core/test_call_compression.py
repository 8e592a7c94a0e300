"""Bodies that the service unpacks, by the protocol vectors that botocore carries and passes over."""

import gzip
import json
from pathlib import Path

import pytest

from awso.core.http import HttpRequest
from awso.protocols.compression import compressed
from awso.settings.bodies import SMALLEST_COMPRESSED_BYTES
from tests.conformance.protocol_vectors import Case, cases, from_params, operation_of
from tests.paths import BOTOCORE_TESTS, require

require(BOTOCORE_TESTS)

CASES = [case for case in cases("input", "json") if case.case["given"].get("requestcompression")]


def test_the_vectors_are_all_there() -> None:
    assert len(CASES) == 4


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_large_body_is_packed_and_says_so(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)
    value = from_params(case, operation.input_schema, case.case["params"])
    encoded = operation.encode_request(value, "https://example.com")

    request = compressed(encoded, operation.model.request_compression, SMALLEST_COMPRESSED_BYTES)

    assert request.headers["content-encoding"] == case.case["serialized"]["headers"]["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(request.body)) == operation.input_schema.to_value(value)


def test_a_small_body_stays_as_it_is() -> None:
    request = HttpRequest("POST", "https://example.com/", body=bytes(SMALLEST_COMPRESSED_BYTES - 1))

    assert compressed(request, ["gzip"], SMALLEST_COMPRESSED_BYTES) is request


def test_an_encoding_that_is_not_known_is_left_out() -> None:
    request = HttpRequest("POST", "https://example.com/", body=bytes(SMALLEST_COMPRESSED_BYTES))

    assert compressed(request, ["zstd"], SMALLEST_COMPRESSED_BYTES) is request
