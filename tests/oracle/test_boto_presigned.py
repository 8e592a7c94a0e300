"""What boto3 presigns, `awso.boto` presigns to the byte: S3's URLs and forms with every option, other services' URLs.

And calls that are signed with S3's Version 2 have the headers of boto3's.
"""

import json
from base64 import b64decode
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.oracle.presigning import TOKEN, Client, ours, outcome, sent_by_them, sent_by_us, stopped_clocks, theirs

REGIONS = (
    *("us-east-1", "eu-central-1", "aws-global", "cn-north-1", None),
    *("us-west-2", "us-gov-west-1", "s3-external-1", "xx-new-1"),
)
STYLES = (None, "auto", "path", "virtual")
VERSIONS = (None, None, "s3", "s3v4", "s3-query", "v4-query", "v4", "s3v4-query", "unsigned")
ENDPOINTS = (None, None, None, "http://localhost:9000", "https://store.test/base/")
BUCKETS = (
    *("bucket", "bucket", "bucket", "buc.ket", "Bucket_Up", "bucket--use1-az1--x-s3"),
    "arn:aws:s3:us-west-2:123456789012:accesspoint/myap",
    "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap",
    "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-1/accesspoint/ap",
    "arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/ol",
)
CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("get_object", {"Bucket": "", "Key": "a b/ü+"}),
    ("get_object", {"VersionId": "v/1", "Key": "/k//x", "Bucket": "", "ResponseContentType": "text/plain; x"}),
    ("get_object", {"Bucket": "", "Key": "k", "Range": "bytes=0-1"}),
    ("get_object", {"Key": "k", "SSECustomerKey": "k" * 32, "Bucket": "", "SSECustomerAlgorithm": "AES256"}),
    ("put_object", {"Key": "k", "Bucket": "", "Metadata": {"b": "1", "a": " 2 "}, "ContentType": "x/y"}),
    ("put_object", {"Key": "k", "SSECustomerAlgorithm": "AES256", "Bucket": "", "SSECustomerKey": "k" * 32}),
    ("put_object", {"Key": "k", "ChecksumAlgorithm": "SHA256", "Bucket": ""}),
    ("put_object", {"Key": "k", "ChecksumCRC32": "AAAAAA==", "Bucket": "", "ContentMD5": "abc"}),
    ("list_objects_v2", {"Prefix": "p q", "Bucket": "", "MaxKeys": 3}),
    ("list_objects", {"Bucket": "", "Delimiter": "/"}),
    ("head_bucket", {"Bucket": ""}),
    ("list_buckets", {}),
    ("create_multipart_upload", {"Bucket": "", "Key": "k"}),
    ("upload_part", {"PartNumber": 2, "Bucket": "", "UploadId": "u=", "Key": "k"}),
    ("get_bucket_location", {"Bucket": ""}),
    ("get_bucket_acl", {"Bucket": ""}),
    ("copy_object", {"Bucket": "", "Key": "k", "CopySource": {"Bucket": "b", "Key": "a b"}}),
    ("copy_object", {"Bucket": "", "Key": "k", "CopySource": "b/ü?versionId=1"}),
    ("delete_object", {"MFA": "x", "Bucket": "", "Key": "k"}),
    ("create_bucket", {"Bucket": ""}),
)
CHUNKS, CLIENTS, CALLS_EACH = 8, 60, 5
SINGLE_USE = "X-Amz-Signature="
"""Behind it, where the algorithm is ECDSA, is another number each time."""


def clients(random: Random) -> Iterator[Client]:
    for _ in range(CLIENTS):
        s3 = {
            "addressing_style": random.choice(STYLES),
            "use_accelerate_endpoint": random.random() < 0.2,
            "use_dualstack_endpoint": random.random() < 0.2,
            "us_east_1_regional_endpoint": random.choice((None, None, "regional", "legacy")),
        }
        version = random.choice(VERSIONS)
        config: dict[str, Any] = {"s3": {name: value for name, value in s3.items() if value}}
        config |= {"use_fips_endpoint": True} if random.random() < 0.15 else {}
        config |= {"use_dualstack_endpoint": True} if random.random() < 0.1 else {}
        config |= {"signature_version": version} if version not in (None, "unsigned") else {}
        yield Client(
            region=random.choice(REGIONS),
            endpoint_url=random.choice(ENDPOINTS),
            token=random.choice((None, TOKEN)),
            config=config,
            unsigned=version == "unsigned",
        )


def url(client: Any, method: str, params: dict[str, Any], expires_in: int, http_method: str | None) -> str:
    found = outcome(lambda: client.generate_presigned_url(method, deepcopy(params), expires_in, http_method))
    text = str(found)
    return text.partition(SINGLE_USE)[0] if "ECDSA" in text else text


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder in which the two settings files would be; nothing else of the machine's counts."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    return tmp_path


def is_refusal(one: object, other: object) -> bool:
    """Whether both refuse; which exception it is, is the business of other tests."""
    return all(isinstance(each, str) and each.startswith("raises ") for each in (one, other))


def grid(seed: int) -> Iterator[tuple[Client, str, str, str]]:
    random = Random(f"presigned {seed}")
    for given in clients(random):
        mine, other = ours(given), theirs(given)
        for method, params in random.sample(CALLS, CALLS_EACH):
            bucket = random.choice(BUCKETS)
            called = {name: bucket if name == "Bucket" else value for name, value in params.items()}
            how = random.choice((3600, 60, 10_000_000)), random.choice((None, None, "HEAD"))
            one, two = url(mine, method, called, *how), url(other, method, called, *how)
            yield given, f"{method} {called} {how}", one, two


@pytest.mark.parametrize("seed", range(CHUNKS))
def test_a_url_of_s3_is_boto3_s_whatever_the_client_was_told(settled: Path, seed: int) -> None:
    with stopped_clocks():
        wrong = [case for case in grid(seed) if case[2] != case[3] and not is_refusal(*case[2:])]

    assert wrong == []


def test_most_of_the_grid_is_signed_and_in_every_way(settled: Path) -> None:
    with stopped_clocks():
        urls = [one for _, _, one, _ in grid(0)]

    signed = [one for one in urls if not one.startswith("raises ")]
    assert len(signed) > len(urls) / 2
    for mark in ("AWSAccessKeyId=", "AWS4-HMAC-SHA256", "ECDSA", "X-Amz-S3session-Token=", "/k?uploads"):
        assert any(mark in one for one in signed), mark


FORMS: tuple[tuple[str, Any, Any], ...] = (
    ("kü", None, None),
    ("user/${filename}", {"acl": "private"}, [{"acl": "private"}, ["content-length-range", 1, 5]]),
)


@pytest.mark.parametrize("version", [None, "s3", "s3v4", "s3-query", "v4-query", "v4", "unsigned"])
@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "cn-north-1", None])
def test_a_form_is_boto3_s(settled: Path, region: str | None, version: str | None) -> None:
    config = {} if version in (None, "unsigned") else {"signature_version": version}
    for token in (None, TOKEN):
        given = Client(region=region, token=token, config=config, unsigned=version == "unsigned")
        with stopped_clocks():
            mine, other = ours(given), theirs(given)
            for bucket in dict.fromkeys(BUCKETS):
                for key, fields, conditions in FORMS:
                    forms: list[Any] = [
                        outcome(lambda client=each: client.generate_presigned_post(bucket, key, fields, conditions, 60))  # type: ignore[misc]  # noqa: B023  # called at once
                        for each in (mine, other)
                    ]
                    assert forms[0] == forms[1] or is_refusal(*forms), (bucket, key)


def test_the_policy_of_a_form_says_what_was_asked_for(settled: Path) -> None:
    with stopped_clocks():
        form = ours(Client()).generate_presigned_post(
            "bucket", "u/${filename}", {"acl": "private"}, [{"acl": "private"}]
        )

    assert list(form["fields"]) == ["acl", "key", "AWSAccessKeyId", "policy", "signature"]
    assert json.loads(b64decode(form["fields"]["policy"])) == {
        "expiration": "2024-05-06T08:08:09Z",
        "conditions": [{"acl": "private"}, {"bucket": "bucket"}, ["starts-with", "$key", "u/"]],
    }


@pytest.mark.parametrize("section", ["s3v4", "s3"])
def test_a_profile_s_signature_version_counts_as_in_boto3(
    settled: Path, section: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (settled / "config").write_text(f"[default]\ns3 =\n  signature_version = {section}\n")
    monkeypatch.setattr("tests.oracle.presigning._session", _new_session)

    with stopped_clocks():
        urls = [url(make(Client()), *CALLS_OF_PROFILE) for make in (ours, theirs)]

    assert urls[0] == urls[1]
    assert "X-Amz-Signature" in urls[0]


CALLS_OF_PROFILE: Any = ("get_object", {"Bucket": "bucket", "Key": "k"}, 60, None)


def _new_session(token: str | None) -> Any:
    from tests.oracle import presigning

    return presigning.boto3.Session(presigning.ACCESS_KEY, presigning.SECRET_KEY, token)


OTHERS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("sts", "get_caller_identity", {}),
    ("sts", "assume_role", {"RoleSessionName": "s", "RoleArn": "arn:aws:iam::123456789012:role/r", "Policy": "a b+c"}),
    (
        "sts",
        "assume_role_with_web_identity",
        {"RoleArn": "r" * 20, "RoleSessionName": "se", "WebIdentityToken": "t" * 4},
    ),
    ("ec2", "describe_regions", {"RegionNames": ["a", "b"], "AllRegions": True}),
    ("ec2", "describe_instances", {"MaxResults": 5, "Filters": [{"Name": "n", "Values": ["v"]}]}),
    ("iam", "list_users", {"PathPrefix": "/a/"}),
    ("sdb", "select", {"SelectExpression": "x"}),
    ("importexport", "list_jobs", {"MaxJobs": 1}),
    (
        "polly",
        "synthesize_speech",
        {"VoiceId": "Joanna", "Text": "hi ü", "OutputFormat": "mp3", "LexiconNames": ["a", "b"]},
    ),
    ("dynamodb", "get_item", {"TableName": "t", "ConsistentRead": True, "Key": {"id": {"S": "x"}, "n": {"N": "1"}}}),
    ("dynamodb", "list_tables", {}),
    ("sqs", "send_message", {"MessageBody": "b", "QueueUrl": "https://q", "DelaySeconds": 3}),
    ("lambda", "list_functions", {"MaxItems": 3, "FunctionVersion": "ALL"}),
    (
        "lambda",
        "update_function_configuration",
        {"Timeout": 3, "FunctionName": "f", "Environment": {"Variables": {"a": "b"}}},
    ),
    ("apigateway", "get_rest_apis", {"limit": 3}),
    ("route53", "get_hosted_zone", {"Id": "/hostedzone/Z1"}),
    ("glacier", "list_vaults", {"limit": "5"}),
    (
        "cognito-idp",
        "initiate_auth",
        {"ClientId": "c", "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"b": "1", "a": "2"}},
    ),
    ("cognito-identity", "get_id", {"IdentityPoolId": "us-east-1:a"}),
    ("s3control", "get_access_point", {"Name": "n", "AccountId": "123456789012"}),
    ("cloudwatch", "list_metrics", {"Namespace": "n"}),
)


@pytest.mark.parametrize(
    ("service", "method", "params"), OTHERS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_url_of_another_service_is_boto3_s(settled: Path, service: str, method: str, params: dict[str, Any]) -> None:
    for region, token, version in (
        ("eu-west-1", TOKEN, None),
        ("us-east-1", None, None),
        ("us-east-1", None, "v4-query"),
    ):
        given = Client(service, region, token=token, config={"signature_version": version} if version else {})
        with stopped_clocks():
            urls = [url(make(given), method, params, 900, None) for make in (ours, theirs)]

        assert urls[0] == urls[1] or is_refusal(*urls)


@pytest.mark.parametrize(
    ("service", "method", "arguments"),
    [
        ("rds", "generate_db_auth_token", ("host", 3306, "a user")),
        ("dsql", "generate_db_connect_auth_token", ("host", "eu-west-1")),
        ("dsql", "generate_db_connect_admin_auth_token", ("host",)),
    ],
)
def test_the_token_of_a_database_is_boto3_s(
    settled: Path, service: str, method: str, arguments: tuple[Any, ...]
) -> None:
    with stopped_clocks():
        tokens = [getattr(make(Client(service)), method)(*arguments) for make in (ours, theirs)]

    assert tokens[0] == tokens[1]


def test_the_regions_of_version_2_are_those_of_botocore_s_endpoints(settled: Path) -> None:
    from awso.boto.signature_versions import S3_V2_REGIONS

    resolver = _new_session(None)._session._get_internal_component("endpoint_resolver")
    regions = {"aws-global"}
    for partition in resolver.get_available_partitions():
        regions |= set(resolver.get_available_endpoints("s3", partition))
    taking = {region for region in regions if "s3" in resolver.construct_endpoint("s3", region)["signatureVersions"]}

    assert taking == S3_V2_REGIONS


CALLS_OF_OLD: tuple[tuple[str, dict[str, Any]], ...] = (
    ("get_object", {"Bucket": "bucket", "Key": "a b/ü", "ResponseContentType": "x/y", "VersionId": "v"}),
    ("put_object", {"Bucket": "buc.ket", "Key": "k", "Body": b"abc", "ContentType": "x/y", "Metadata": {"b": "1"}}),
    ("put_object", {"Bucket": "bucket", "Key": "k", "Body": BytesIO(b"abc"), "ContentType": "x/y"}),
    ("put_bucket_acl", {"Bucket": "bucket", "ACL": "private"}),
    ("list_buckets", {}),
    ("delete_object", {"Bucket": "bucket", "Key": "k"}),
)


@pytest.mark.parametrize("version", ["s3", "s3-query"])
@pytest.mark.parametrize(("method", "params"), CALLS_OF_OLD)
def test_a_call_signed_with_version_2_has_boto3_s_headers(
    settled: Path, method: str, params: dict[str, Any], version: str
) -> None:
    given = Client(token=TOKEN, region="eu-west-1", config={"signature_version": version})
    plain = given._replace(config={"signature_version": "s3"})  # boto3 puts the other one into the URL of calls too

    with stopped_clocks():
        mine, other = sent_by_us(given, method, deepcopy(params)), sent_by_them(plain, method, deepcopy(params))

    assert mine == other
    assert mine["authorization"].startswith("AWS AKIDEXAMPLE:")
    assert "x-amz-content-sha256" not in mine
