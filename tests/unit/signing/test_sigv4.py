"""What signing adds to a request, and the parts it is made of; the vectors are in tests/conformance."""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awso.core.http import HttpRequest
from awso.credentials import Credentials
from awso.errors import ParameterError
from awso.signing.canonical import Scope, SigningKeys, amz_date, split_url, uri_decode, uri_encode
from awso.signing.presign import sign_query
from awso.signing.sha256 import HmacKey, sha256_hex
from awso.signing.sigv4 import sign_headers

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
KEY = Credentials("AKIDADA", "secret", "token")
REQUEST = HttpRequest("POST", "https://example.com/", [("Content-Type", "text/plain")], b"body")


def sign(request: HttpRequest, credentials: Credentials = KEY, *, timestamp: datetime = NOW) -> HttpRequest:
    return sign_headers(request, credentials, region="eu-west-1", service="sts", timestamp=timestamp)


def test_signing_adds_the_date_the_token_and_the_authorization_and_no_host() -> None:
    signed = sign(REQUEST)

    assert [name for name, _ in signed.headers.pairs] == [
        "Content-Type",
        "X-Amz-Date",
        "X-Amz-Security-Token",
        "Authorization",
    ]
    assert "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token," in signed.headers["authorization"]


def test_signing_again_replaces_the_earlier_signature() -> None:
    later = NOW + timedelta(minutes=1)

    assert sign(sign(REQUEST), timestamp=later) == sign(REQUEST, timestamp=later)


def test_signing_a_url_again_replaces_the_earlier_signature() -> None:
    def presign(request: HttpRequest, expires_seconds: int) -> HttpRequest:
        return sign_query(
            request, KEY, region="eu-west-1", service="sts", timestamp=NOW, expires_seconds=expires_seconds
        )

    assert presign(presign(REQUEST, 60), 90) == presign(REQUEST, 90)


@pytest.mark.parametrize("expires_seconds", [0, -1, 604_801])
def test_a_url_lives_from_one_second_to_seven_days(expires_seconds: int) -> None:
    with pytest.raises(ParameterError, match=r"1 to 604800 seconds \(seven days\), got " + str(expires_seconds)):
        sign_query(REQUEST, KEY, region="r", service="s", timestamp=NOW, expires_seconds=expires_seconds)


def test_a_time_of_another_zone_is_the_same_moment() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))

    assert amz_date(there) == amz_date(NOW) == "20260301T120000Z"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="timezone"):
        sign(REQUEST, timestamp=datetime(2026, 3, 1))


def test_remembered_keys_are_bounded_and_sign_the_same() -> None:
    keys = SigningKeys(limit=2)
    days = [Scope(f"2026030{day}", "eu-west-1", "sts") for day in (1, 2, 3)]

    codes = [keys.get("secret", day).hexdigest(b"text") for day in days + days]

    assert len(keys) == 2
    assert codes[:3] == codes[3:]
    assert len(set(codes)) == 3


URLS = {
    "https://Example.COM": ("example.com", "/", ""),
    "https://example.com:443/a?b=c#d": ("example.com", "/a", "b=c"),
    "http://example.com:443/": ("example.com:443", "/", ""),
    "http://example.com:80?x": ("example.com", "/", "x"),
    "http://user:pass@example.com:8080/a/b?u=http://x/": ("example.com:8080", "/a/b", "u=http://x/"),
    "http://[::1]:9229/": ("[::1]:9229", "/", ""),
    "/origin/form?next=https://x": ("", "/origin/form", "next=https://x"),
    "//two/slashes": ("", "//two/slashes", ""),
}


@pytest.mark.parametrize("url", URLS)
def test_a_url_splits_into_host_path_and_query(url: str) -> None:
    assert split_url(url) == URLS[url]


@given(st.binary(max_size=300), st.binary(max_size=200))
@settings(derandomize=True)
def test_hashes_are_hashlib_s(data: bytes, key: bytes) -> None:
    assert sha256_hex(data) == hashlib.sha256(data).hexdigest()
    assert HmacKey(key).digest(data) == hmac.digest(key, data, "sha256")
    assert HmacKey(key).hexdigest(data) == hmac.digest(key, data, "sha256").hex()


def test_a_large_body_has_the_same_hash() -> None:
    data = bytes(100_000)

    assert sha256_hex(data) == hashlib.sha256(data).hexdigest()


@given(st.text(st.characters(codec="utf-8")))
@settings(derandomize=True)
def test_decoding_undoes_encoding(text: str) -> None:
    assert uri_decode(uri_encode(text)) == text


@pytest.mark.parametrize("text", ["%", "%1", "%zz", "% 1", "a%2", "%+1", "+"])
def test_what_is_no_encoding_stays(text: str) -> None:
    assert uri_decode(text) == text


def test_importing_the_signer_does_not_load_openssl() -> None:
    import subprocess
    import sys

    code = "import sys, awso.signing.sigv4; print('_hashlib' in sys.modules, 'urllib' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert answer.stdout.split() == ["False", "False"]
