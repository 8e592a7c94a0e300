"""Signature Version 4 against the vectors of the other SDKs and against botocore's copy of AWS's test suite."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from awso.core.http import HttpRequest
from awso.credentials import Credentials
from awso.signing.canonical import (
    Scope,
    amz_date,
    string_to_sign,
)
from awso.signing.presign import sign_query
from awso.signing.sigv4 import sign_headers
from tests.conformance.sigv4_cases import Case, canonical_of, fields, parse_request
from tests.paths import BOTOCORE_TESTS, VECTORS, require

V4 = VECTORS / "sigv4" / "v4"
AWS_SUITE = BOTOCORE_TESTS / "unit" / "auth" / "aws4_testsuite"

WITH_CONTEXT = sorted(path.parent.name for path in V4.glob("*/context.json"))
WITHOUT_CONTEXT = ("double-encode-path", "double-url-encode")
SUITE_CASES = sorted(str(path.parent.relative_to(AWS_SUITE)) for path in AWS_SUITE.rglob("*.req"))


def test_every_folder_of_the_vectors_is_used() -> None:
    folders = {path.name for path in require(V4).iterdir()}

    assert folders == {*WITH_CONTEXT, *WITHOUT_CONTEXT}
    assert len(folders) == 40
    require(AWS_SUITE)
    assert len(SUITE_CASES) == 34


@pytest.mark.parametrize("name", WITH_CONTEXT)
def test_a_request_signed_in_its_headers_is_the_vector_s(name: str) -> None:
    case = Case(V4 / name)

    signed = sign_headers(
        case.request,
        case.credentials,
        region=case.region,
        service=case.service,
        timestamp=case.timestamp,
        content_sha256_header=case.sign_body,
        normalize_path=case.normalize,
        double_encode=case.double_encode,
        sign_session_token=case.sign_session_token,
    )

    expected = parse_request(case.text("header-signed-request"))
    assert fields(signed) == fields(expected)
    assert signed.headers["authorization"].endswith("Signature=" + case.text("header-signature").strip())
    assert (signed.method, signed.url, signed.body) == (
        case.request.method,
        case.request.url,
        case.request.body,
    )


@pytest.mark.parametrize("name", WITH_CONTEXT)
def test_a_request_signed_in_its_query_is_the_vector_s(name: str) -> None:
    case = Case(V4 / name)

    signed = sign_query(
        case.request,
        case.credentials,
        region=case.region,
        service=case.service,
        timestamp=case.timestamp,
        expires_seconds=case.expires_seconds,
        normalize_path=case.normalize,
        double_encode=case.double_encode,
        sign_session_token=case.sign_session_token,
    )

    expected = parse_request(case.text("query-signed-request"))
    assert signed.url == (expected.url if case.double_encode else expected.url.replace(" ", "%20"))
    assert signed.url.endswith("&X-Amz-Signature=" + case.text("query-signature").strip())
    assert fields(signed) == fields(expected)


@pytest.mark.parametrize("form", ["header", "query"])
@pytest.mark.parametrize("name", WITH_CONTEXT)
def test_the_canonical_request_and_the_string_to_sign_are_the_vector_s(name: str, form: str) -> None:
    case = Case(V4 / name)
    unsigned_parameters = {"X-Amz-Signature"}
    if not case.sign_session_token:
        unsigned_parameters.add("X-Amz-Security-Token")
    unsigned_fields = set[str]() if case.sign_session_token else {"x-amz-security-token"}
    signed = parse_request(case.text(f"{form}-signed-request"))

    canonical = canonical_of(signed, case.normalize, unsigned_parameters, unsigned_fields)

    date = amz_date(case.timestamp)
    assert canonical == case.text(f"{form}-canonical-request")
    expected = case.text(f"{form}-string-to-sign")
    assert string_to_sign(date, Scope(date[:8], case.region, case.service), canonical) == expected


@pytest.mark.parametrize("name", WITHOUT_CONTEXT)
def test_a_path_that_is_encoded_already_is_encoded_again(name: str) -> None:
    folder = require(V4 / name)
    request = parse_request((folder / "request.txt").read_text())
    # The request of one folder has another date than its canonical request: only the latter's is used.
    dated = HttpRequest(
        request.method,
        request.url,
        [("Host", request.headers["host"].strip()), ("X-Amz-Date", "20210511T154045Z")],
    )

    canonical = canonical_of(dated, True, set(), set())

    assert canonical == (folder / "header-canonical-request.txt").read_text()
    if (folder / "header-string-to-sign.txt").exists():
        scope = Scope("20210511", "us-east-2", "lambda")
        assert (
            string_to_sign("20210511T154045Z", scope, canonical)
            == (folder / "header-string-to-sign.txt").read_text().strip()
        )


@pytest.mark.parametrize("name", SUITE_CASES)
def test_aws_s_own_test_suite(name: str) -> None:
    stem = require(AWS_SUITE / name) / Path(name).name
    request = parse_request(stem.with_suffix(".req").read_text())
    expected = parse_request(stem.with_suffix(".sreq").read_text())
    canonical = stem.with_suffix(".creq").read_text().replace("\r", "")
    token = request.headers.get("x-amz-security-token") or expected.headers.get("x-amz-security-token")
    token_is_signed = "x-amz-security-token:" in canonical

    signed = sign_headers(
        request,
        Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token),
        region="us-east-1",
        service="service",
        timestamp=datetime(2015, 8, 30, 12, 36, tzinfo=UTC),
        sign_session_token=token_is_signed,
    )

    assert signed.headers["authorization"] == stem.with_suffix(".authz").read_text().strip()
    assert canonical_of(signed, True, set(), set() if token_is_signed else {"x-amz-security-token"}) == canonical
