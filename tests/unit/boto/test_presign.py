"""URLs, forms and tokens that boto3's holders can use: what is signed is the same but for the moment."""

from base64 import b64decode
from importlib import import_module
from json import loads
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from awso import boto as awso_boto
from awso.boto import UNSIGNED, Config, exceptions

boto3: Any = import_module("boto3")
BotoConfig: Any = import_module("botocore.config").Config

CALLS: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("s3", "get_object", {"Bucket": "bucket", "Key": "a b/ü"}, {}),
    ("s3", "get_object", {"Bucket": "buc.ket", "Key": "k", "VersionId": "v"}, {"ExpiresIn": 60}),
    ("s3", "put_object", {"Bucket": "bucket", "Key": "k", "ContentType": "x/y", "Metadata": {"a": "b"}}, {}),
    ("s3", "list_objects_v2", {"Bucket": "bucket", "Prefix": "p"}, {}),
    ("s3", "get_object", {"Bucket": "bucket", "Key": "k"}, {"HttpMethod": "HEAD"}),
    ("s3", "upload_part", {"Bucket": "bucket", "Key": "k", "UploadId": "u", "PartNumber": 1}, {}),
    ("sts", "get_caller_identity", {}, {}),
    ("ec2", "describe_regions", {}, {}),
    ("polly", "synthesize_speech", {"OutputFormat": "mp3", "Text": "hi", "VoiceId": "Joanna"}, {}),
    ("lambda", "list_functions", {"MaxItems": 3}, {}),
]


def facts(url: str) -> tuple[str, dict[str, list[str]]]:
    """Where it leads, and what is signed, but for the moment."""
    split = urlsplit(url)
    query = parse_qs(split.query, keep_blank_values=True)
    return f"{split.scheme}://{split.netloc}{split.path}", {
        name: values for name, values in query.items() if name not in ("X-Amz-Date", "X-Amz-Signature")
    }


@pytest.mark.parametrize(("name", "method", "params", "how"), CALLS)
def test_a_url_is_boto3_s_with_signature_version_4(
    settled: Path, name: str, method: str, params: dict[str, Any], how: dict[str, Any]
) -> None:
    theirs = boto3.client(name, config=BotoConfig(signature_version="s3v4" if name == "s3" else None))

    ours = awso_boto.client(name).generate_presigned_url(method, params, **how)

    assert facts(ours) == facts(theirs.generate_presigned_url(method, params, **how))


def test_a_url_without_a_signature(settled: Path) -> None:
    url = awso_boto.client("s3", config=Config(signature_version=UNSIGNED)).generate_presigned_url(
        "get_object", {"Bucket": "bucket", "Key": "k"}
    )

    assert url == "https://bucket.s3.amazonaws.com/k"


def test_wrong_parameters_are_refused_before_anything_is_signed(settled: Path) -> None:
    client = awso_boto.client("s3")

    with pytest.raises(exceptions.ParamValidationError, match='Missing required parameter in input: "Key"'):
        client.generate_presigned_url("get_object", {"Bucket": "b"})
    with pytest.raises(exceptions.UnknownClientMethodError, match="get_objekt"):
        client.generate_presigned_url("get_objekt")


def test_a_form_has_boto3_s_fields_and_policy(settled: Path) -> None:
    arguments: dict[str, Any] = {
        "Fields": {"acl": "private"},
        "Conditions": [{"acl": "private"}, ["content-length-range", 1, 5]],
        "ExpiresIn": 60,
    }
    ours = awso_boto.client("s3").generate_presigned_post("bucket", "u/${filename}", **arguments)
    theirs = boto3.client("s3", config=BotoConfig(signature_version="s3v4")).generate_presigned_post(
        "bucket", "u/${filename}", **arguments
    )

    assert ours["url"] == theirs["url"]
    assert ours["fields"].keys() == theirs["fields"].keys()
    mine, other = (loads(b64decode(form["fields"]["policy"])) for form in (ours, theirs))
    assert without_moment(mine["conditions"]) == without_moment(other["conditions"])


def without_moment(conditions: list[Any]) -> list[Any]:
    return [each for each in conditions if not (isinstance(each, dict) and "x-amz-date" in each)]


@pytest.mark.parametrize(
    ("name", "method", "arguments"),
    [
        ("rds", "generate_db_auth_token", ("host", 3306, "user")),
        ("dsql", "generate_db_connect_auth_token", ("host", "eu-west-1")),
        ("dsql", "generate_db_connect_admin_auth_token", ("host",)),
    ],
)
def test_the_token_of_a_database_is_boto3_s(settled: Path, name: str, method: str, arguments: tuple[Any, ...]) -> None:
    ours = getattr(awso_boto.client(name), method)(*arguments)
    theirs = getattr(boto3.client(name), method)(*arguments)

    assert facts(f"https://{ours}") == facts(f"https://{theirs}")
