"""Presigned URLs, forms and database tokens, against botocore's with the clock stopped."""

import asyncio
import json
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from botocore import auth as botocore_auth
from botocore import signers as botocore_signers
from botocore.config import Config
from botocore.session import Session

import awso
from awso.core.call import CallOptions
from awso.core.presigning import presigned_post, presigned_request, signed_token
from awso.credentials import Credentials
from awso.errors import ConfigurationError, ParameterError
from awso.forms import presigned_post as presigned_form
from awso.forms import presigned_post_async as presigned_form_async
from awso.services import dynamodb, s3
from awso.signing.post_policy import PresignedPost
from awso.testing import MemoryTransport
from tests.unit.core.flows import DEFAULT, KEYS, NOW, Played

botocore_crt: Any = pytest.importorskip("botocore.crt.auth")

TOKEN = "session/token+="
CREDENTIALS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI", TOKEN)


def now(**_: object) -> datetime:
    return datetime.fromtimestamp(NOW, UTC)


@pytest.fixture(autouse=True)
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (botocore_auth, botocore_signers, botocore_crt):
        monkeypatch.setattr(module, "get_current_datetime", now)


def botocore_client(service: str, region: str = "eu-west-1") -> Any:
    session = Session()
    session.set_credentials(CREDENTIALS.access_key_id, CREDENTIALS.secret_access_key, TOKEN)
    config = Config(signature_version="s3v4", s3={"addressing_style": "virtual"}) if service == "s3" else None
    return session.create_client(service, region, config=config)


class Holder:
    """A provider of the credentials above."""

    def credentials(self) -> Any:
        return CREDENTIALS
        yield


def ours(
    service: str, operation: str, members: dict[str, Any], expires_in: int = 900, method: str | None = None
) -> Any:
    played = Played()
    context = played.context(service, region="eu-west-1", credentials=Holder())
    called = awso.service(service).operation(operation)
    value = called.input_schema.from_value(members)
    flow = presigned_request(context, called, value, CallOptions(), expires_in, method)
    return played.play(flow)


def same(mine: str, theirs: str) -> None:
    """The same URL but for the order of the query, which the signature does not depend on."""
    left, right = urlsplit(mine), urlsplit(theirs)
    assert left[:3] == (right[0], right[1], right[2] or "/")
    assert sorted(parse_qsl(left.query, True)) == sorted(parse_qsl(right.query, True))


S3_CALLS: list[tuple[str, dict[str, Any]]] = [
    ("GetObject", {"Bucket": "bucket", "Key": "a b/ü+x//../y"}),
    ("GetObject", {"Bucket": "bucket", "Key": "k", "VersionId": "v 1", "ResponseContentType": "text/plain"}),
    ("GetObject", {"Bucket": "bucket", "Key": "k", "Range": "bytes=0-1"}),
    ("GetObject", {"Bucket": "bucket.with.dots", "Key": "k"}),
    ("PutObject", {"Bucket": "bucket", "Key": "k"}),
    ("PutObject", {"Bucket": "bucket", "Key": "k", "ContentType": "image/png", "Metadata": {"a": "b"}}),
    ("PutObject", {"Bucket": "bucket", "Key": "k", "ChecksumSHA256": "abc="}),
    ("UploadPart", {"Bucket": "bucket", "Key": "k", "PartNumber": 3, "UploadId": "u"}),
    ("DeleteObject", {"Bucket": "bucket", "Key": "k"}),
    ("HeadObject", {"Bucket": "bucket", "Key": "k"}),
    ("ListObjectsV2", {"Bucket": "bucket", "Prefix": "p/"}),
    ("ListBuckets", {}),
    ("GetObject", {"Bucket": "arn:aws:s3:eu-west-1:123456789012:accesspoint:point", "Key": "k"}),
]


@pytest.mark.parametrize(("operation", "params"), S3_CALLS)
def test_s3_s_urls_are_botocore_s(operation: str, params: dict[str, Any]) -> None:
    client = botocore_client("s3")
    method = next(name for name, wire in client.meta.method_to_api_mapping.items() if wire == operation)

    request = ours("s3", operation, params)

    same(request.url, client.generate_presigned_url(method, Params=params, ExpiresIn=900))
    assert request.method == awso.service("s3").operation(operation).model.http.method
    signed = dict(parse_qsl(urlsplit(request.url).query))["X-Amz-SignedHeaders"].split(";")
    assert sorted([*(name.lower() for name, _ in request.headers.pairs), "host"]) == signed


@pytest.mark.parametrize(
    ("service", "method", "operation", "params"),
    [
        ("sts", "get_caller_identity", "GetCallerIdentity", {}),
        (
            "sts",
            "assume_role",
            "AssumeRole",
            {"RoleArn": "arn:aws:iam::123456789012:role/r", "RoleSessionName": "ab", "Policy": "{ }+"},
        ),
        ("ec2", "describe_instances", "DescribeInstances", {"InstanceIds": ["i-1", "i-2"]}),
        ("rds", "describe_db_instances", "DescribeDBInstances", {"MaxRecords": 20}),
        (
            "polly",
            "synthesize_speech",
            "SynthesizeSpeech",
            {"OutputFormat": "mp3", "Text": "Hä? & so", "VoiceId": "Marlene", "LexiconNames": ["a", "b"]},
        ),
        ("lambda", "get_function", "GetFunction", {"FunctionName": "f", "Qualifier": "1"}),
    ],
)
def test_other_services_urls_are_botocore_s(service: str, method: str, operation: str, params: dict[str, Any]) -> None:
    theirs = botocore_client(service).generate_presigned_url(method, Params=params, ExpiresIn=900, HttpMethod="GET")

    request = ours(service, operation, params)

    same(request.url, theirs)
    assert request.method == "GET"
    assert request.headers.pairs == ()


def test_a_body_is_whoever_s_who_has_the_url() -> None:
    plain = ours("s3", "PutObject", {"Bucket": "bucket", "Key": "k"})

    assert ours("s3", "PutObject", {"Bucket": "bucket", "Key": "k", "Body": b"not this"}) == plain


def test_another_method_than_get_can_be_asked_for() -> None:
    theirs = botocore_client("sts").generate_presigned_url("get_caller_identity", ExpiresIn=60)

    request = ours("sts", "GetCallerIdentity", {}, 60, "POST")

    same(request.url, theirs)
    assert request.method == "POST"


def test_a_bucket_in_several_regions_has_urls_that_hold_in_all() -> None:
    request = ours("s3", "GetObject", {"Bucket": "arn:aws:s3::123456789012:accesspoint:mrap.mrap", "Key": "k"})

    query = dict(parse_qsl(urlsplit(request.url).query))
    assert request.url.startswith("https://mrap.mrap.accesspoint.s3-global.amazonaws.com/k?")
    assert (query["X-Amz-Algorithm"], query["X-Amz-Region-Set"]) == ("AWS4-ECDSA-P256-SHA256", "*")


@pytest.mark.parametrize(
    ("service", "operation", "members", "complaint"),
    [
        ("dynamodb", "ListTables", {}, "dynamodb ListTables has a body, which does not fit into a URL"),
        ("lambda", "Invoke", {"FunctionName": "f", "Payload": b"{}"}, "has a body"),
        ("cognito-idp", "SignUp", {"ClientId": "c", "Username": "u"}, "has a body"),
        ("codecatalyst", "VerifySession", {}, "is not signed with access keys"),
        (
            "sts",
            "AssumeRoleWithWebIdentity",
            {"RoleArn": "arn:aws:iam::123456789012:role/r", "RoleSessionName": "ab", "WebIdentityToken": "tokn"},
            "is not signed with access keys",
        ),
    ],
)
def test_what_does_not_fit_into_a_url_is_refused(
    service: str, operation: str, members: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ConfigurationError, match=complaint):
        ours(service, operation, members)


@pytest.mark.parametrize("expires_in", [0, 604_801])
def test_a_url_holds_for_a_week_at_most(expires_in: int) -> None:
    with pytest.raises(ParameterError, match="1 to 604800 seconds"):
        ours("s3", "ListBuckets", {}, expires_in)


def test_a_client_gives_urls_without_sending_anything() -> None:
    transport = MemoryTransport([])
    with s3.Client(region="eu-west-1", credentials=KEYS, transport=transport) as client:
        url = client.get_object.presigned_url(60, bucket="bucket", key="k")
        untyped: Any = client  # the stub has members only
        again: str = untyped.get_object.presigned_url(60, s3.GetObjectRequest(bucket="bucket", key="k"))

    async def asked() -> str:
        async with s3.AsyncClient(region="eu-west-1", credentials=KEYS, transport=transport) as client:
            return await client.get_object.presigned_url(60, bucket="bucket", key="k")

    for each in (url, again, asyncio.run(asked())):
        assert each.startswith("https://bucket.s3.eu-west-1.amazonaws.com/k?")
        assert "X-Amz-Expires=60" in each
    assert transport.requests == []


def test_a_client_says_of_which_operations_there_is_no_url() -> None:
    with (
        dynamodb.Client(region="eu-west-1", credentials=KEYS, transport=MemoryTransport([])) as client,
        pytest.raises(ConfigurationError, match=r"use \.request\(…\)"),
    ):
        client.list_tables.presigned_url(60)


# --- forms ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["a b/ü", "user/${filename}"])
@pytest.mark.parametrize(
    ("fields", "conditions"),
    [
        ({}, []),
        ({"acl": "public-read"}, [{"acl": "public-read"}, ["content-length-range", 1, 1000]]),
    ],
)
def test_a_form_is_botocore_s(key: str, fields: dict[str, str], conditions: list[Any]) -> None:
    theirs = botocore_client("s3").generate_presigned_post("bucket", key, fields, conditions, 900)
    played = Played()
    context = played.context("s3", region="eu-west-1", credentials=Holder())

    form = played.play(presigned_post(context, DEFAULT, "bucket", key, fields, conditions, 900))

    assert form.url.rstrip("/") == theirs["url"].rstrip("/")
    unsigned = ("policy", "x-amz-signature")  # of which white space in JSON is a part
    assert {name: text for name, text in form.fields.items() if name not in unsigned} == {
        name: text for name, text in theirs["fields"].items() if name not in unsigned
    }
    assert json.loads(b64decode(form.fields["policy"])) == json.loads(b64decode(theirs["fields"]["policy"]))
    signer = botocore_auth.S3SigV4PostAuth(botocore_credentials(), "s3", "eu-west-1")
    request = type("Request", (), {"context": {"timestamp": form.fields["x-amz-date"]}})()
    assert form.fields["x-amz-signature"] == signer.signature(form.fields["policy"], request)


def botocore_credentials() -> Any:
    session = Session()
    session.set_credentials(CREDENTIALS.access_key_id, CREDENTIALS.secret_access_key, TOKEN)
    return session.get_credentials()


def test_a_client_makes_forms() -> None:
    transport = MemoryTransport([])
    with s3.Client(region="eu-west-1", credentials=KEYS, transport=transport) as client:
        form = presigned_form(client, "bucket", "k", fields={"acl": "private"}, conditions=[{"acl": "private"}])

    async def asked() -> PresignedPost:
        async with s3.AsyncClient(region="eu-west-1", credentials=KEYS, transport=transport) as client:
            return await presigned_form_async(client, "bucket", "k", expires_in=60)

    for each in (form, asyncio.run(asked())):
        assert each.url.startswith("https://bucket.s3.eu-west-1.amazonaws.com")
        assert each.fields["key"] == "k"
    assert form.fields["acl"] == "private"
    with pytest.raises(TypeError, match="not of dynamodb"):
        presigned_form(dynamodb.Client(region="eu-west-1", transport=transport), "bucket", "k")


def test_a_form_for_several_regions_is_refused() -> None:
    played = Played()
    bucket = "arn:aws:s3::123456789012:accesspoint:mrap.mrap"

    with pytest.raises(ConfigurationError, match="signed for one region"):
        played.play(presigned_post(played.context("s3"), DEFAULT, bucket, "k", {}, [], 900))


# --- databases ------------------------------------------------------------------------------------------------------


def test_the_tokens_of_databases_are_botocore_s() -> None:
    played = Played()
    rds = played.context("rds", region="eu-west-1", credentials=Holder())
    dsql = played.context("dsql", region="eu-west-1", credentials=Holder())

    relational = played.play(
        signed_token(rds, DEFAULT, "https://db.test:3306/?Action=connect&DBUser=a%40b", "rds-db", None, 900)
    )
    distributed = played.play(
        signed_token(dsql, DEFAULT, "https://db.test/?Action=DbConnect", "dsql", "eu-central-1", 600)
    )

    expected = botocore_client("rds").generate_db_auth_token("db.test", 3306, "a@b")
    same(f"https://{relational}", f"https://{expected}")
    expected = botocore_client("dsql").generate_db_connect_auth_token("db.test", "eu-central-1", 600)
    same(f"https://{distributed}", f"https://{expected}")


def test_a_form_shows_neither_its_signature_nor_its_token() -> None:
    form = PresignedPost("https://b.s3.amazonaws.com/", {"key": "k", "x-amz-signature": "secret"})

    assert repr(form) == "PresignedPost('https://b.s3.amazonaws.com/', ['key', 'x-amz-signature'])"
