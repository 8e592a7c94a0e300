"""A template signs exactly as `sign_headers` does: it is only cheaper."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awso.core.http import HttpRequest
from awso.credentials import Credentials
from awso.signing.canonical import UNSIGNED_PAYLOAD, amz_date
from awso.signing.sigv4 import sign_headers
from awso.signing.template import SigningTemplate

VARYING = ("amz-sdk-invocation-id", "amz-sdk-request")
PLAIN = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI")
TEMPORARY = Credentials("ASIAEXAMPLE", "other", session_token="to/ken+==")
NOON = datetime(2026, 2, 28, 12, 0, 5, tzinfo=UTC)

header_text = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)
headers = st.dictionaries(
    st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,9}", fullmatch=True).filter(
        lambda name: not name.lower().startswith(("x-", "a"))
    ),
    header_text,
    max_size=4,
)


@settings(derandomize=True)
@given(
    method=st.sampled_from(["POST", "GET", "PUT"]),
    path=st.sampled_from(["/", "", "/a%20b/../c%25", "/100%/d//e"]),
    query=st.sampled_from(["", "?b=2&a=%25s&a=1", "?list-type=2"]),
    fields=headers,
    values=st.tuples(header_text, header_text),
    body=st.binary(max_size=40),
    credentials=st.sampled_from([PLAIN, TEMPORARY]),
    payload_hash=st.sampled_from([None, UNSIGNED_PAYLOAD]),
    encoding=st.tuples(st.booleans(), st.booleans()),
)
def test_it_signs_as_sign_headers_does(
    method: str,
    path: str,
    query: str,
    fields: dict[str, str],
    values: tuple[str, str],
    body: bytes,
    credentials: Credentials,
    payload_hash: str | None,
    encoding: tuple[bool, bool],
) -> None:
    request = HttpRequest(method, f"https://service.test:8443{path}{query}", fields)
    double_encode, normalize_path = encoding
    template = SigningTemplate(
        request,
        VARYING,
        region="eu-west-1",
        service="thing",
        payload_hash=payload_hash,
        double_encode=double_encode,
        normalize_path=normalize_path,
    )

    added = template.sign(values, body, credentials, amz_date(NOON))

    whole = HttpRequest(method, request.url, [*fields.items(), *zip(VARYING, values, strict=True)], body)
    expected = sign_headers(
        whole,
        credentials,
        region="eu-west-1",
        service="thing",
        timestamp=NOON,
        payload_hash=payload_hash,
        double_encode=double_encode,
        normalize_path=normalize_path,
    )
    assert (*request.headers.pairs, *added) == expected.headers.pairs


def test_new_keys_and_a_new_day_are_noticed() -> None:
    request = HttpRequest("POST", "https://service.test/")
    template = SigningTemplate(request, (), region="eu-west-1", service="thing")

    for credentials in (PLAIN, TEMPORARY, PLAIN):
        for moment in (NOON, datetime(2026, 3, 1, 0, 0, 1, tzinfo=UTC)):
            expected = sign_headers(request, credentials, region="eu-west-1", service="thing", timestamp=moment)
            assert template.sign((), b"", credentials, amz_date(moment)) == expected.headers.pairs


@pytest.mark.parametrize("varying", [("amz-sdk-request", "amz-sdk-invocation-id"), ("x-amz-target",)])
def test_headers_that_would_be_filled_in_wrongly_are_refused(varying: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="alphabetical"):
        SigningTemplate(HttpRequest("POST", "https://service.test/"), varying, region="r", service="s")
