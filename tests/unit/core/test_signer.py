"""By which scheme a call is signed and what of its body, with botocore's signers as the judges where they are."""

import io
from datetime import UTC, datetime
from time import gmtime as struct_time_of
from typing import Any
from urllib.parse import parse_qsl

import pytest
from botocore import auth as botocore_auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials

import awso
from awso.core.call import CallOptions, call, signed_request
from awso.core.context import ClientOptions, prepare
from awso.core.http import HttpRequest
from awso.core.schemes import choose_scheme
from awso.credentials.tokens import StaticToken, Token
from awso.endpoints import Endpoint
from awso.errors import ConfigurationError, MissingCredentialsError, ParameterError
from awso.signing.canonical import Scope, signing_key
from awso.signing.sha256 import HmacKey, sha256_hex
from tests.unit.core.flows import DEFAULT, KEYS, NOW, Played, answer

SECRET = "wJalrXUtnFEMI"
DATE = "20231114T221320Z"


def signed(
    service: str,
    operation: str,
    *,
    environment: dict[str, str] | None = None,
    options: dict[str, Any] | None = None,
    answers: tuple[awso.HttpResponse, ...] = (),
    **members: Any,
) -> HttpRequest:
    """The request that a call would send first."""
    played = Played()
    given: dict[str, Any] = {"region": "us-east-1", "credentials": KEYS, **(options or {})}
    registered = awso.service(service)
    context = played.play(prepare(registered, ClientOptions(**given), played.world(environment)))
    called = registered.operation(operation)
    return played.play(signed_request(context, called, called.input(**members), DEFAULT), *answers)


def botocore_authorization(
    request: HttpRequest, signer: type[Any], service: str, region: str, monkeypatch: pytest.MonkeyPatch
) -> str:
    """What botocore would have put into `Authorization` of the very request."""
    monkeypatch.setattr(botocore_auth, "get_current_datetime", lambda: datetime.fromtimestamp(NOW, UTC))
    headers = {name: value for name, value in request.headers.pairs if name != "Authorization"}
    theirs = AWSRequest(request.method, request.url, headers=headers, data=request.body)
    signer(BotocoreCredentials("AKIDEXAMPLE", SECRET), service, region).add_auth(theirs)
    authorization: str = theirs.headers["Authorization"]
    return authorization


@pytest.mark.parametrize("key", ["plain", "a//b/../c", "./x", "sp ace/é+%41"])
@pytest.mark.parametrize("operation", ["GetObject", "DeleteObject"])
def test_s3_signs_the_path_as_it_is_and_says_the_hash_as_botocore_does(
    operation: str, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = signed("s3", operation, bucket="bucket", key=key)

    assert request.headers["x-amz-content-sha256"] == sha256_hex(b"")
    assert request.headers["authorization"] == botocore_authorization(
        request, botocore_auth.S3SigV4Auth, "s3", "us-east-1", monkeypatch
    )


def test_other_services_do_not_say_the_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    request = signed("lambda", "GetFunction", function_name="a")

    assert "x-amz-content-sha256" not in request.headers
    assert request.headers["authorization"] == botocore_authorization(
        request, botocore_auth.SigV4Auth, "lambda", "us-east-1", monkeypatch
    )


def test_a_body_that_is_not_to_be_signed_is_said_to_be_so_over_tls_only(monkeypatch: pytest.MonkeyPatch) -> None:
    members: dict[str, Any] = {
        "bot_name": "b",
        "bot_alias": "a",
        "user_id": "user",
        "content_type": "text/plain; charset=utf-8",
    }
    request = signed("lex-runtime", "PostContent", input_stream=b"hello", **members)
    plain = signed(
        "lex-runtime", "PostContent", input_stream=b"hello", options={"endpoint_url": "http://x.test"}, **members
    )

    assert request.headers["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD"
    assert "x-amz-content-sha256" not in plain.headers
    for each in (request, plain):
        assert each.headers["authorization"] == botocore_authorization(
            each, botocore_auth.SigV4Auth, "lex", "us-east-1", monkeypatch
        )


# --- Signature Version 4a -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "operation", "members", "region_set"),
    [
        ("s3", "GetObject", {"bucket": "arn:aws:s3::123456789012:accesspoint:mrap.mrap", "key": "k"}, "*"),
        ("events", "PutEvents", {"entries": [], "endpoint_id": "abc.def"}, "*"),
        (
            "cloudfront-keyvaluestore",
            "ListKeys",
            {"kvs_arn": "arn:aws:cloudfront::123456789012:key-value-store/a1b2c3d4-5678-90ab-cdef-EXAMPLE11111"},
            "*",
        ),
        ("sustainability", "GetEstimatedCarbonEmissionsDimensionValues", {}, "*"),
    ],
)
def test_global_endpoints_are_signed_for_all_regions_at_once(
    service: str, operation: str, members: dict[str, Any], region_set: str
) -> None:
    played = Played()
    context = played.context(service)
    called = awso.service(service).operation(operation)
    value = called.input(**members)

    request = played.play(signed_request(context, called, value, CallOptions(validate=False)))

    authorization = request.headers["authorization"]
    assert authorization.startswith("AWS4-ECDSA-P256-SHA256 Credential=AKIDEXAMPLE/20231114/")
    assert "x-amz-date;x-amz-region-set" in authorization
    assert request.headers["x-amz-region-set"] == region_set
    assert request.headers["x-amz-date"] == DATE


def test_who_prefers_a_scheme_gets_it_where_it_is_offered() -> None:
    preference = {"AWS_AUTH_SCHEME_PREFERENCE": "httpBearerAuth, sigv4a"}
    regions = {"AWS_SIGV4A_SIGNING_REGION_SET": "eu-west-1, eu-central-1"}

    plain = signed("sts", "GetCallerIdentity", environment=regions)
    preferred = signed("sts", "GetCallerIdentity", environment=preference | regions)
    not_offered = signed("lambda", "ListFunctions", environment=preference)

    assert plain.headers["authorization"].startswith("AWS4-HMAC-SHA256 ")
    assert preferred.headers["authorization"].startswith("AWS4-ECDSA-P256-SHA256 ")
    assert preferred.headers["x-amz-region-set"] == "eu-west-1,eu-central-1"
    assert not_offered.headers["authorization"].startswith("AWS4-HMAC-SHA256 ")


@pytest.mark.parametrize("token", [None, "to/ken+="])
def test_an_old_service_gets_its_signature_in_the_form_as_from_botocore(
    token: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = awso.StaticCredentials("AKIDEXAMPLE", SECRET, token)
    members: dict[str, Any] = {"max_number_of_domains": 3, "next_token": "a b+~é*'"}

    request = signed("sdb", "ListDomains", options={"credentials": keys}, **members)

    monkeypatch.setattr(botocore_auth.time, "gmtime", lambda: struct_time_of(NOW))
    params = {"Action": "ListDomains", "Version": "2009-04-15", "MaxNumberOfDomains": "3", "NextToken": "a b+~é*'"}
    theirs = AWSRequest("POST", request.url, data=dict(params))
    botocore_auth.SigV2Auth(BotocoreCredentials("AKIDEXAMPLE", SECRET, token)).add_auth(theirs)
    assert dict(parse_qsl(request.body.decode())) == theirs.data
    assert "authorization" not in request.headers


def test_a_scheme_that_awso_does_not_have_is_named() -> None:
    played = Played()
    service = awso.service("events")
    context = played.context("events")
    endpoint = Endpoint("https://x.test", {"authSchemes": [{"name": "sigv5"}, {"name": "riddle"}]})

    with pytest.raises(ConfigurationError, match="events ListRules is signed by sigv5 or riddle"):
        choose_scheme(context, service.operation("ListRules"), endpoint)


def test_a_directory_bucket_is_called_with_the_token_of_its_session(monkeypatch: pytest.MonkeyPatch) -> None:
    session = (
        b"<CreateSessionResult><Credentials><SessionToken>tok</SessionToken><SecretAccessKey>" + SECRET.encode() + b"</"
        b"SecretAccessKey><AccessKeyId>AKIDEXAMPLE</AccessKeyId><Expiration>2023-11-14T22:18:20Z</Expiration>"
        b"</Credentials></CreateSessionResult>"
    )

    request = signed("s3", "GetObject", bucket="b--use1-az4--x-s3", key="k", answers=(answer(200, session),))

    assert request.headers["x-amz-s3session-token"] == "tok"
    assert "x-amz-security-token" not in request.headers
    assert request.headers["authorization"] == botocore_authorization(
        request, botocore_auth.S3SigV4Auth, "s3express", "us-east-1", monkeypatch
    )


# --- bearer tokens --------------------------------------------------------------------------------------------------


def test_a_service_that_takes_tokens_alone_gets_the_caller_s() -> None:
    options = {"token": StaticToken(Token("secret-token"))}

    request = signed("codecatalyst", "VerifySession", options=options)

    assert request.headers["authorization"] == "Bearer secret-token"
    assert "x-amz-date" not in request.headers


@pytest.mark.parametrize(
    ("service", "operation", "variable"),
    [
        ("bedrock", "ListFoundationModels", "AWS_BEARER_TOKEN_BEDROCK"),
        ("bedrock-runtime", "ListAsyncInvokes", "AWS_BEARER_TOKEN_BEDROCK"),
        ("codecatalyst", "VerifySession", "AWS_BEARER_TOKEN_CODECATALYST"),
    ],
)
def test_a_token_in_the_environment_wins_over_keys(service: str, operation: str, variable: str) -> None:
    assert signed(service, operation, environment={variable: " tok "}).headers["authorization"] == "Bearer tok"


def test_without_a_token_a_service_that_takes_both_gets_a_signature() -> None:
    request = signed("bedrock", "ListFoundationModels", environment={"AWS_BEARER_TOKEN_BEDROCK": " "})

    assert request.headers["authorization"].startswith("AWS4-HMAC-SHA256 ")


def test_without_a_token_a_service_that_takes_nothing_else_says_where_to_put_one() -> None:
    with pytest.raises(MissingCredentialsError, match="set AWS_BEARER_TOKEN_CODECATALYST"):
        signed("codecatalyst", "VerifySession")


def test_a_token_is_not_sent_in_the_clear() -> None:
    options = {"token": Token("secret-token"), "endpoint_url": "http://localhost:1"}

    with pytest.raises(ConfigurationError, match="is not sent to http://localhost:1/session") as caught:
        signed("codecatalyst", "VerifySession", options=options)

    assert "secret-token" not in str(caught.value)


def test_a_token_shows_itself_to_nobody() -> None:
    assert repr(Token("secret-token")) == "Token('***', expires_at=None)"


# --- bodies that stream ---------------------------------------------------------------------------------------------


def test_a_stream_is_not_signed_over_tls() -> None:
    request = signed(
        "mediastore-data",
        "PutObject",
        path="p",
        body=io.BytesIO(b"data"),
        options={"endpoint_url": "https://store.test"},
    )

    assert request.headers["x-amz-content-sha256"] == "UNSIGNED-PAYLOAD"
    assert request.stream is not None
    assert b"".join(request.stream) == b"data"


def test_a_stream_is_hashed_where_nothing_else_protects_it() -> None:
    options = {"endpoint_url": "http://store.test"}
    file = io.BytesIO(b"skipped data")
    file.seek(8)

    request = signed("mediastore-data", "PutObject", path="p", body=file, options=options)

    assert request.headers["x-amz-content-sha256"] == sha256_hex(b"data")
    assert request.stream is not None
    assert b"".join(request.stream) == b"data"
    with pytest.raises(ParameterError, match="without https the body is hashed before it is sent"):
        signed("mediastore-data", "PutObject", path="p", body=iter([b"data"]), options=options)


def seed_signature(request: HttpRequest) -> str:
    return request.headers["authorization"].rpartition("Signature=")[2]


def signature(text: str) -> str:
    """By the key of the day, for S3 in us-east-1."""
    key: HmacKey = signing_key(SECRET, Scope("20231114", "us-east-1", "s3"))
    return key.hexdigest(text.encode())


@pytest.mark.parametrize("calculate", ["when_supported", "when_required"])
def test_s3_gets_signed_chunks_where_nothing_else_protects_them(calculate: str) -> None:
    environment = {"AWS_REQUEST_CHECKSUM_CALCULATION": calculate}
    options = {"endpoint_url": "http://s3.test"}

    request = signed(
        "s3", "PutObject", environment=environment, options=options, bucket="b", key="k", body=io.BytesIO(b"data")
    )

    trailer = calculate == "when_supported"
    head = f"{DATE}\n20231114/us-east-1/s3/aws4_request"
    first = signature(
        f"AWS4-HMAC-SHA256-PAYLOAD\n{head}\n{seed_signature(request)}\n{sha256_hex(b'')}\n{sha256_hex(b'data')}"
    )
    last = signature(f"AWS4-HMAC-SHA256-PAYLOAD\n{head}\n{first}\n{sha256_hex(b'')}\n{sha256_hex(b'')}")
    expected = f"4;chunk-signature={first}\r\ndata\r\n0;chunk-signature={last}\r\n"
    if trailer:
        fields = b"x-amz-checksum-crc32:rfPzYw==\n"
        after = signature(f"AWS4-HMAC-SHA256-TRAILER\n{head}\n{last}\n{sha256_hex(fields)}")
        expected += f"x-amz-checksum-crc32:rfPzYw==\r\nx-amz-trailer-signature:{after}\r\n"
    assert request.stream is not None
    body = b"".join(request.stream)
    assert body == f"{expected}\r\n".encode()
    assert request.stream.length == len(body)
    assert request.headers["x-amz-decoded-content-length"] == "4"
    assert request.headers["content-encoding"] == "aws-chunked"
    marker = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
    assert request.headers["x-amz-content-sha256"] == (f"{marker}-TRAILER" if trailer else marker)


def test_every_attempt_signs_its_chunks_after_its_own_signature() -> None:
    played = Played()
    context = played.context("s3", endpoint_url="http://s3.test")
    operation = awso.service("s3").operation("PutObject")
    value = operation.input(bucket="b", key="k", body=[b"da", b"ta"])

    played.play(call(context, operation, value, DEFAULT), answer(503, b""), answer(200, b""))

    bodies = [b"".join(request.stream) for request in played.sent if request.stream is not None]
    assert len(bodies) == 2
    assert bodies[0] != bodies[1]
