"""What a server accepts as signed, and everything it must refuse."""

import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awso.core.http import Headers, HttpRequest
from awso.credentials import Credentials
from awso.signing.canonical import SigningKeys
from awso.signing.presign import sign_query
from awso.signing.sigv4 import sign_headers
from awso.signing.verify import SignatureError, verify

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
KEY = Credentials("AKIDADA", "correct horse battery staple")
SECRETS = {"AKIDADA": "correct horse battery staple"}
REGION, SERVICE = "eu-central-1", "cognito-idp"
REQUEST = HttpRequest(
    "POST",
    "https://localhost:9229/",
    [
        ("Content-Type", "application/x-amz-json-1.1"),
        ("X-Amz-Target", "AWSCognitoIdentityProviderService.AdminGetUser"),
        ("User-Agent", "awso"),
    ],
    b'{"Username":"ada"}',
)
MISMATCH = "The request signature we calculated does not match the signature you provided."


def received(request: HttpRequest, host: str = "localhost:9229") -> HttpRequest:
    """The request as the server sees it: the transport has added the Host header."""
    if "host" in request.headers:
        return request
    return HttpRequest(request.method, request.url, request.headers.with_fields(("Host", host)), request.body)


def signed(request: HttpRequest = REQUEST, credentials: Credentials = KEY) -> HttpRequest:
    return received(sign_headers(request, credentials, region=REGION, service=SERVICE, timestamp=NOW))


def presigned(request: HttpRequest = REQUEST, expires_seconds: int = 60) -> HttpRequest:
    return received(
        sign_query(request, KEY, region=REGION, service=SERVICE, timestamp=NOW, expires_seconds=expires_seconds)
    )


def who_signed(request: HttpRequest, *, now: datetime = NOW, presigned_allowed: bool = False) -> str:
    return verify(
        request, region=REGION, service=SERVICE, secret_for=SECRETS.get, now=now, presigned_allowed=presigned_allowed
    )


def refusal(request: HttpRequest, *, now: datetime = NOW, presigned_allowed: bool = False) -> SignatureError:
    with pytest.raises(SignatureError) as caught:
        who_signed(request, now=now, presigned_allowed=presigned_allowed)
    return caught.value


def with_header(request: HttpRequest, name: str, value: str | None) -> HttpRequest:
    """The request with the header replaced, or removed."""
    fields = [field for field in request.headers.pairs if field[0].lower() != name.lower()]
    if value is not None:
        fields.append((name, value))
    return HttpRequest(request.method, request.url, fields, request.body)


def test_a_signed_request_names_its_signer() -> None:
    assert who_signed(signed()) == "AKIDADA"


def test_a_key_cache_changes_nothing_but_the_time_it_takes() -> None:
    keys = SigningKeys()

    for _ in range(2):
        who = verify(signed(), region=REGION, service=SERVICE, secret_for=SECRETS.get, now=NOW, keys=keys)
        assert who == "AKIDADA"

    assert len(keys) == 1


def test_an_unsigned_request_is_refused() -> None:
    error = refusal(received(REQUEST))

    assert (error.code, error.message) == ("MissingAuthenticationTokenException", "Missing Authentication Token")


@pytest.mark.parametrize("value", ["Bearer abc", "", "Basic YTpi"])
def test_another_scheme_of_authorization_is_no_signature(value: str) -> None:
    assert refusal(with_header(signed(), "Authorization", value)).code == "MissingAuthenticationTokenException"


def test_an_unknown_key_is_refused() -> None:
    error = refusal(signed(credentials=Credentials("AKIDMALLORY", "whatever")))

    assert error.code == "UnrecognizedClientException"
    assert error.message == "The security token included in the request is invalid."


def test_the_right_key_id_with_a_wrong_secret_is_refused() -> None:
    error = refusal(signed(credentials=Credentials("AKIDADA", "wrong")))

    assert error.code == "InvalidSignatureException"
    assert error.message.startswith(MISMATCH)


def test_a_session_token_that_nobody_here_issued_is_refused() -> None:
    request = signed(credentials=Credentials("AKIDADA", SECRETS["AKIDADA"], "token"))

    assert refusal(request).code == "UnrecognizedClientException"


def test_another_region_is_refused() -> None:
    request = received(sign_headers(REQUEST, KEY, region="us-east-1", service=SERVICE, timestamp=NOW))

    error = refusal(request)

    assert error.code == "InvalidSignatureException"
    assert error.message == "Credential should be scoped to a valid region, not 'us-east-1'."


def test_another_service_is_refused() -> None:
    request = received(sign_headers(REQUEST, KEY, region=REGION, service="sts", timestamp=NOW))

    error = refusal(request)

    assert error.code == "InvalidSignatureException"
    assert error.message == "Credential should be scoped to correct service: 'cognito-idp'."


def test_rewriting_the_scope_of_another_region_does_not_help() -> None:
    request = received(sign_headers(REQUEST, KEY, region="us-east-1", service=SERVICE, timestamp=NOW))
    forged = with_header(request, "Authorization", request.headers["authorization"].replace("us-east-1", REGION))

    assert refusal(forged).message.startswith(MISMATCH)


def replace(request: HttpRequest, **changes: str | bytes) -> HttpRequest:
    method, url, body = (changes.get(name, getattr(request, name)) for name in ("method", "url", "body"))
    assert isinstance(method, str)
    assert isinstance(url, str)
    assert isinstance(body, bytes)
    return HttpRequest(method, url, request.headers, body)


ALTERATIONS: dict[str, Callable[[HttpRequest], HttpRequest]] = {
    "body": lambda request: replace(request, body=b'{"Username":"eve"}'),
    "body emptied": lambda request: replace(request, body=b""),
    "method": lambda request: replace(request, method="PUT"),
    "path": lambda request: replace(request, url="https://localhost:9229/other"),
    "query": lambda request: replace(request, url="https://localhost:9229/?a=b"),
    "target": lambda request: with_header(request, "X-Amz-Target", "AWSCognitoIdentityProviderService.AdminDeleteUser"),
    "a second target": lambda request: HttpRequest(
        request.method,
        request.url,
        request.headers.with_fields(("x-amz-target", "AWSCognitoIdentityProviderService.AdminDeleteUser")),
        request.body,
    ),
    "target removed": lambda request: with_header(request, "X-Amz-Target", None),
    "host": lambda request: with_header(request, "Host", "elsewhere"),
    "content type": lambda request: with_header(request, "Content-Type", "text/plain"),
    "unsigned payload": lambda request: with_header(request, "X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD"),
    "signature not ASCII": lambda request: with_header(
        request, "Authorization", request.headers["authorization"][:-1] + "ä"
    ),
    "signature shortened": lambda request: with_header(request, "Authorization", request.headers["authorization"][:-1]),
    "signature in capitals": lambda request: with_header(
        request,
        "Authorization",
        "Signature=".join(
            part if index == 0 else part.upper()
            for index, part in enumerate(request.headers["authorization"].split("Signature="))
        ),
    ),
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_a_request_altered_after_signing_is_refused(alteration: str) -> None:
    error = refusal(ALTERATIONS[alteration](signed()))

    assert error.code == "InvalidSignatureException"
    assert error.message.startswith(MISMATCH)


@pytest.mark.parametrize("payload", ["UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "0" * 64])
def test_a_signature_over_something_else_than_the_body_is_refused(payload: str) -> None:
    request = received(
        sign_headers(
            REQUEST,
            KEY,
            region=REGION,
            service=SERVICE,
            timestamp=NOW,
            payload_hash=payload,
            content_sha256_header=True,
        )
    )

    assert refusal(request).message.startswith(MISMATCH)


def test_a_declared_hash_of_the_body_is_accepted_where_it_is_the_body_s() -> None:
    request = received(
        sign_headers(REQUEST, KEY, region=REGION, service=SERVICE, timestamp=NOW, content_sha256_header=True)
    )

    assert who_signed(request) == "AKIDADA"


@pytest.mark.parametrize("name", ["X-Amz-Target", "X-Amz-Date", "Host"])
def test_what_the_server_acts_on_must_be_signed(name: str) -> None:
    request = signed()
    authorization = request.headers["authorization"]
    names = authorization.partition("SignedHeaders=")[2].partition(",")[0]
    fewer = ";".join(part for part in names.split(";") if part != name.lower())

    error = refusal(with_header(request, "Authorization", authorization.replace(names, fewer)))

    assert error.code == "InvalidSignatureException"
    assert "must be a 'SignedHeader' in the AWS Authorization." in error.message


def test_a_client_may_sign_its_user_agent() -> None:
    # botocore does not, older SDKs of other languages do
    from awso.signing import canonical

    headers = canonical.canonical_headers(received(REQUEST).headers.pairs, unsigned=frozenset())
    headers["x-amz-date"] = "20260301T120000Z"
    names = sorted(headers)
    scope = canonical.Scope("20260301", REGION, SERVICE)
    text = canonical.canonical_request("POST", "/", "", headers, names, canonical_hash(REQUEST.body))
    signature = canonical.signing_key(KEY.secret_access_key, scope).hexdigest(
        canonical.string_to_sign("20260301T120000Z", scope, text).encode()
    )
    request = HttpRequest(
        "POST",
        REQUEST.url,
        received(REQUEST).headers.with_fields(
            ("X-Amz-Date", "20260301T120000Z"),
            (
                "Authorization",
                f"AWS4-HMAC-SHA256 Credential=AKIDADA/{scope},SignedHeaders={';'.join(names)},Signature={signature}",
            ),
        ),
        REQUEST.body,
    )

    assert "user-agent" in names
    assert who_signed(request) == "AKIDADA"


def canonical_hash(body: bytes) -> str:
    from hashlib import sha256

    return sha256(body).hexdigest()


@pytest.mark.parametrize("minutes", [-15, 0, 15])
def test_fifteen_minutes_of_difference_are_accepted(minutes: int) -> None:
    assert who_signed(signed(), now=NOW + timedelta(minutes=minutes)) == "AKIDADA"


def test_a_replay_after_fifteen_minutes_is_refused() -> None:
    error = refusal(signed(), now=NOW + timedelta(minutes=15, seconds=1))

    assert error.code == "InvalidSignatureException"
    assert error.message == (
        "Signature expired: 20260301T120000Z is now earlier than 20260301T120001Z (20260301T121501Z - 15 min.)"
    )


def test_a_signature_from_the_future_is_refused() -> None:
    error = refusal(signed(), now=NOW - timedelta(minutes=16))

    assert error.code == "InvalidSignatureException"
    assert error.message == (
        "Signature not yet current: 20260301T120000Z is still later than 20260301T115900Z (20260301T114400Z + 15 min.)"
    )


def test_a_fresh_date_on_an_old_signature_is_refused() -> None:
    later = NOW + timedelta(minutes=20)

    error = refusal(with_header(signed(), "X-Amz-Date", "20260301T122000Z"), now=later)

    assert error.message.startswith(MISMATCH)


MALFORMED = {
    "AWS4-HMAC-SHA256": "Authorization header requires 'Credential' parameter.",
    "AWS4-HMAC-SHA256 Credential=AKIDADA/20260301/eu-central-1/cognito-idp/aws4_request": "'Signature' parameter.",
    "AWS4-HMAC-SHA1 Credential=a": "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'.",
    "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0": "exactly 5 slash-delimited elements",
    "AWS4-HMAC-SHA256 Credential=a, Credential=b, SignedHeaders=host, Signature=0": "only once",
}


@pytest.mark.parametrize("authorization", MALFORMED)
def test_a_malformed_authorization_says_what_is_missing(authorization: str) -> None:
    error = refusal(with_header(signed(), "Authorization", authorization))

    assert error.code == "IncompleteSignatureException"
    assert MALFORMED[authorization] in error.message


def test_a_signature_without_a_date_says_so() -> None:
    error = refusal(with_header(signed(), "X-Amz-Date", None))

    assert error.code == "IncompleteSignatureException"
    assert "'X-Amz-Date'" in error.message


@pytest.mark.parametrize("date", ["20260301", "20261301T120000Z", "2026-03-01T12:00:00Z", "20260301T12000²Z"])
def test_a_date_that_is_none_says_which_format(date: str) -> None:
    request = with_header(signed(), "X-Amz-Date", date)
    scoped = request.headers["authorization"].replace("/20260301/", f"/{date[:8]}/")

    error = refusal(with_header(request, "Authorization", scoped))

    assert error.code == "IncompleteSignatureException"
    assert "ISO-8601" in error.message


def test_a_scope_of_another_day_or_with_another_ending_is_refused() -> None:
    authorization = signed().headers["authorization"]

    other_day = refusal(with_header(signed(), "Authorization", authorization.replace("/20260301/", "/20260228/")))
    ending = refusal(with_header(signed(), "Authorization", authorization.replace("aws4_request", "aws5_request")))

    assert other_day.message.startswith("Date in Credential scope does not match")
    assert ending.message.startswith("Credential should be scoped with a valid terminator")


def test_a_presigned_request_is_refused_unless_the_server_wants_them() -> None:
    assert refusal(presigned()).code == "MissingAuthenticationTokenException"
    assert who_signed(presigned(), presigned_allowed=True) == "AKIDADA"


def test_a_presigned_request_expires_when_it_says() -> None:
    who = who_signed(presigned(), now=NOW + timedelta(seconds=60), presigned_allowed=True)
    error = refusal(presigned(), now=NOW + timedelta(seconds=61), presigned_allowed=True)

    assert who == "AKIDADA"
    assert error.message.startswith("Signature expired: 20260301T120000Z")


PRESIGNED_FORGERIES = {
    "longer life": ("X-Amz-Expires=60", "X-Amz-Expires=600", MISMATCH),
    "endless life": ("X-Amz-Expires=60", "X-Amz-Expires=6000000", "X-Amz-Expires must be"),
    "no life": ("&X-Amz-Expires=60", "", "must include 'X-Amz-Expires'"),
    "two lives": ("X-Amz-Expires=60", "X-Amz-Expires=60&X-Amz-Expires=600", "only once"),
    "another algorithm": ("AWS4-HMAC-SHA256", "AWS4-HMAC-MD5", "Unsupported AWS 'algorithm'"),
    "another parameter": ("X-Amz-Algorithm", "Admin=1&X-Amz-Algorithm", MISMATCH),
}


@pytest.mark.parametrize("forgery", PRESIGNED_FORGERIES)
def test_a_presigned_request_altered_is_refused(forgery: str) -> None:
    old, new, message = PRESIGNED_FORGERIES[forgery]

    error = refusal(replace(presigned(), url=presigned().url.replace(old, new)), presigned_allowed=True)

    assert message in error.message


def test_an_error_pickles_and_names_no_secret() -> None:
    error = refusal(signed(credentials=Credentials("AKIDADA", "hunter2")))

    copied = pickle.loads(pickle.dumps(error))

    assert (copied.code, copied.message) == (error.code, error.message)
    assert "hunter2" not in str(error)
    assert SECRETS["AKIDADA"] not in str(error)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
PATHS = st.lists(TEXT, max_size=4).map(lambda parts: "/" + "/".join(parts))
HEADER_VALUES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=12)


@given(
    path=PATHS,
    query=st.lists(st.tuples(TEXT, TEXT), max_size=4),
    value=HEADER_VALUES,
    body=st.binary(max_size=64),
    double_encode=st.booleans(),
    normalize_path=st.booleans(),
)
@settings(derandomize=True, max_examples=300)
def test_whatever_is_signed_verifies(
    path: str, query: list[tuple[str, str]], value: str, body: bytes, double_encode: bool, normalize_path: bool
) -> None:
    from urllib.parse import quote

    encoded = "&".join(f"{quote(name, safe='')}={quote(text, safe='')}" for name, text in query)
    url = f"https://host{quote(path)}?{encoded}"
    request = received(HttpRequest("PUT", url, Headers([("X-Thing", value)]), body), "host")

    for sign in ("headers", "query"):
        if sign == "headers":
            signed_request = sign_headers(
                request,
                KEY,
                region=REGION,
                service=SERVICE,
                timestamp=NOW,
                double_encode=double_encode,
                normalize_path=normalize_path,
            )
        else:
            if len({name for name, _ in query}) != len(query):
                continue  # a server that takes presigned URLs takes each parameter once
            signed_request = sign_query(
                request,
                KEY,
                region=REGION,
                service=SERVICE,
                timestamp=NOW,
                expires_seconds=60,
                double_encode=double_encode,
                normalize_path=normalize_path,
            )
        who = verify(
            signed_request,
            region=REGION,
            service=SERVICE,
            secret_for=SECRETS.get,
            now=NOW,
            presigned_allowed=True,
            double_encode=double_encode,
            normalize_path=normalize_path,
        )
        assert who == "AKIDADA"
