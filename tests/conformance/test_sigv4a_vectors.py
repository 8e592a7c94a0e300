"""Signature Version 4a against the vectors of the other SDKs, and against awscrt through botocore.

Its signatures are random: the vectors' and ours are verified with the public key that the vectors publish.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from awso.core.http import HttpRequest
from awso.credentials import Credentials
from awso.signing.canonical import amz_date, string_to_sign
from awso.signing.sigv4a import ALGORITHM, AsymmetricKey, AsymmetricKeys, sign_headers, sign_query
from tests.conformance.sigv4_cases import Case, canonical_of, fields, parse_request
from tests.paths import VECTORS, require

botocore_crt: Any = pytest.importorskip("botocore.crt.auth")

V4A = VECTORS / "sigv4" / "v4a"
NAMES = sorted(path.name for path in V4A.iterdir()) if V4A.exists() else []


def verifies(numbers: tuple[int, int], signature: str, text: str) -> bool:
    """Whether the receiver, who knows the public point only, takes the signature."""
    public = EllipticCurvePublicNumbers(*numbers, SECP256R1()).public_key()
    try:
        public.verify(bytes.fromhex(signature), text.encode(), ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def published_point(folder: Path) -> tuple[int, int]:
    point = json.loads((folder / "public-key.json").read_text())
    return int(point["X"], 16), int(point["Y"], 16)


def test_there_are_38_folders() -> None:
    require(V4A)

    assert len(NAMES) == 38


@pytest.mark.parametrize("name", NAMES)
def test_the_key_is_derived_to_the_published_one(name: str) -> None:
    case = Case(V4A / name)

    key = AsymmetricKey(case.credentials.access_key_id, case.credentials.secret_access_key)

    assert key.public_numbers() == published_point(case.folder)


@pytest.mark.parametrize("name", NAMES)
def test_a_request_signed_in_its_headers_is_the_vector_s_but_for_the_signature(name: str) -> None:
    case = Case(V4A / name)

    signed = sign_headers(
        case.request,
        case.credentials,
        region_set=case.region,
        service=case.service,
        timestamp=case.timestamp,
        content_sha256_header=case.sign_body,
        normalize_path=case.normalize,
        sign_session_token=case.sign_session_token,
    )

    expected = parse_request(case.text("header-signed-request"))
    head, _, signature = signed.headers["authorization"].rpartition("Signature=")
    expected_head, _, expected_signature = expected.headers["authorization"].rpartition("Signature=")
    assert fields(signed) - {("authorization", head + "Signature=" + signature)} == fields(expected) - {
        ("authorization", expected.headers["authorization"])
    }
    assert head == expected_head
    text = case.text("header-string-to-sign")
    assert string_to_sign_of(case, signed) == text
    assert verifies(published_point(case.folder), signature, text)
    assert verifies(published_point(case.folder), case.text("header-signature").strip(), text)
    assert verifies(published_point(case.folder), expected_signature, text)


@pytest.mark.parametrize("name", NAMES)
def test_a_request_signed_in_its_query_is_the_vector_s_but_for_the_signature(name: str) -> None:
    case = Case(V4A / name)

    signed = sign_query(
        case.request,
        case.credentials,
        region_set=case.region,
        service=case.service,
        timestamp=case.timestamp,
        expires_seconds=case.expires_seconds,
        normalize_path=case.normalize,
        sign_session_token=case.sign_session_token,
    )

    expected = parse_request(case.text("query-signed-request"))
    url, _, signature = signed.url.rpartition("&X-Amz-Signature=")
    expected_url = expected.url.rpartition("&X-Amz-Signature=")[0]
    assert sorted(url.split("&")) == sorted(expected_url.split("&"))
    text = case.text("query-string-to-sign")
    unsigned = {"X-Amz-Signature"} | (set() if case.sign_session_token else {"X-Amz-Security-Token"})
    canonical = canonical_of(signed, case.normalize, unsigned, set())
    assert canonical == case.text("query-canonical-request")
    assert verifies(published_point(case.folder), signature, text)
    assert verifies(published_point(case.folder), case.text("query-signature").strip(), text)


def string_to_sign_of(case: Case, signed: HttpRequest) -> str:
    """Of a request that is signed in its headers; checks the canonical request on the way."""
    date = amz_date(case.timestamp)
    unsigned_fields = set[str]() if case.sign_session_token else {"x-amz-security-token"}
    canonical = canonical_of(signed, case.normalize, set(), unsigned_fields)
    assert canonical == case.text("header-canonical-request")
    return string_to_sign(date, f"{date[:8]}/{case.service}/aws4_request", canonical, ALGORITHM)


CREDENTIALS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "a/token+=")


@pytest.mark.parametrize("path", ["/", "/a/b", "/a%20b/%C3%A9", "/a/./b//c/..", "/~user/x=y"])
@pytest.mark.parametrize("query", ["", "?a=b&c=d%20e&a=a", "?empty"])
def test_what_awscrt_signs_verifies_with_our_canonical_request_and_key(path: str, query: str) -> None:
    request = AWSRequest("PUT", f"https://example.com{path}{query}", headers={"X-Thing": " a  b "}, data=b"body")
    signer = botocore_crt.CrtSigV4AsymAuth(
        BotocoreCredentials(CREDENTIALS.access_key_id, CREDENTIALS.secret_access_key, CREDENTIALS.session_token),
        "sts",
        "us-east-1,eu-*",
    )
    signer.add_auth(request)
    pairs = [(name, str(value)) for name, value in request.headers.items() if name.lower() != "authorization"]
    theirs = HttpRequest("PUT", f"https://example.com{path}{query}", pairs, b"body")
    date = request.headers["X-Amz-Date"]
    head, _, signature = request.headers["Authorization"].rpartition("Signature=")

    canonical = canonical_of(theirs, True, set(), set())
    ours = sign_headers(
        HttpRequest("PUT", theirs.url, {"X-Thing": " a  b "}, b"body"),
        CREDENTIALS,
        region_set="us-east-1,eu-*",
        service="sts",
        timestamp=datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
        keys=AsymmetricKeys(),
    )

    point = AsymmetricKey(CREDENTIALS.access_key_id, CREDENTIALS.secret_access_key).public_numbers()
    assert verifies(point, signature, string_to_sign(date, f"{date[:8]}/sts/aws4_request", canonical, ALGORITHM))
    assert ours.headers["authorization"].rpartition("Signature=")[0] == head
    assert ours.headers["x-amz-region-set"] == request.headers["X-Amz-Region-Set"]


def test_keys_are_derived_once_and_forgotten_when_there_are_too_many() -> None:
    keys = AsymmetricKeys(limit=2)
    first = keys.get(CREDENTIALS)

    assert keys.get(CREDENTIALS) is first
    for name in ("a", "b"):
        keys.get(Credentials(name, "secret"))
    assert keys.get(CREDENTIALS) is not first
