"""Our signatures are botocore's, and what botocore signs verifies: botocore as an oracle over generated requests.

botocore reads the clock itself; we then sign for the moment that it took.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awso.core.http import HttpRequest
from awso.credentials import Credentials
from awso.signing.presign import sign_query
from awso.signing.sigv4 import sign_headers
from awso.signing.verify import verify

botocore_auth: Any = pytest.importorskip("botocore.auth")
botocore_request: Any = pytest.importorskip("botocore.awsrequest")
botocore_credentials: Any = pytest.importorskip("botocore.credentials")

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=10)
VALUES = st.text("abcXYZ019 ;,=/+\"'é", min_size=1, max_size=12).filter(lambda value: bool(value.strip()))
HEADERS = st.dictionaries(
    st.sampled_from(["X-Amz-Target", "Content-Type", "X-Thing", "User-Agent", "Expect", "X-Amzn-Trace-Id"]), VALUES
)
PATHS = st.lists(st.one_of(TEXT, st.sampled_from([".", "..", ""])), max_size=4)
QUERIES = st.dictionaries(TEXT, TEXT, max_size=4)
TOKENS = st.none() | st.just("to/ken+==")


def requests(path: list[str], query: dict[str, str], headers: dict[str, str], body: bytes) -> tuple[HttpRequest, Any]:
    """The same request for us and for botocore."""
    encoded = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query.items())
    url = "https://example.com/" + "/".join(quote(part, safe="") for part in path) + (f"?{encoded}" if encoded else "")
    ours = HttpRequest("PUT", url, headers, body)
    return ours, botocore_request.AWSRequest("PUT", url, headers=headers, data=body)


def seen(request: Any, url: str) -> HttpRequest:
    """What a server sees of a request that botocore signed."""
    fields = [("Host", "example.com"), *((name, str(value)) for name, value in request.headers.items())]
    return HttpRequest("PUT", url, fields, request.data)


@given(PATHS, QUERIES, HEADERS, st.binary(max_size=40), TOKENS)
@settings(derandomize=True, max_examples=200, deadline=None)
def test_headers_are_signed_as_by_botocore(
    path: list[str], query: dict[str, str], headers: dict[str, str], body: bytes, token: str | None
) -> None:
    ours, theirs = requests(path, query, headers, body)
    botocore_auth.SigV4Auth(botocore_credentials.Credentials("AKID", "secret", token), "sts", "eu-west-1").add_auth(
        theirs
    )
    signed_at = datetime.strptime(theirs.context["timestamp"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    signed = sign_headers(
        ours, Credentials("AKID", "secret", token), region="eu-west-1", service="sts", timestamp=signed_at
    )

    assert signed.headers["authorization"] == theirs.headers["Authorization"]
    if token is None:
        who = verify(
            seen(theirs, ours.url),
            region="eu-west-1",
            service="sts",
            secret_for={"AKID": "secret"}.get,
            now=signed_at,
        )
        assert who == "AKID"


@given(PATHS, QUERIES, HEADERS, TOKENS)
@settings(derandomize=True, max_examples=200, deadline=None)
def test_urls_are_signed_as_by_botocore(
    path: list[str], query: dict[str, str], headers: dict[str, str], token: str | None
) -> None:
    ours, theirs = requests(path, query, headers, b"")
    auth = botocore_auth.SigV4QueryAuth(
        botocore_credentials.Credentials("AKID", "secret", token), "sts", "eu-west-1", expires=300
    )
    auth.add_auth(theirs)
    signed_at = datetime.strptime(theirs.context["timestamp"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    signed = sign_query(
        ours,
        Credentials("AKID", "secret", token),
        region="eu-west-1",
        service="sts",
        timestamp=signed_at,
        expires_seconds=300,
    )

    assert parameters_of(signed.url) == parameters_of(theirs.url)


def parameters_of(url: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in url.partition("?")[2].split("&"))
    return {name: value for name, _, value in pairs}
