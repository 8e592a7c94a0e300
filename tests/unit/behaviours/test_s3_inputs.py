"""What callers of S3 give."""

import pytest

from awso.behaviours.s3.inputs import copy_source, is_bucket, quoted_source
from awso.core.request_bodies import RequestStream
from awso.errors import ParameterError
from tests.unit.behaviours.calls import Calls, response

KEY_MD5 = "zZ5FnqcIqUjVwvWmyog4zw=="  # openssl: printf '%032d' 0 | openssl md5 -binary | base64
CUSTOMER = "x-amz-server-side-encryption-customer-"


@pytest.mark.parametrize("key", ["0" * 32, b"0" * 32])
def test_a_customers_key_is_sent_with_its_digest(key: object) -> None:
    s3 = Calls("s3")

    s3("HeadObject", response(), bucket="my-bucket", key="k", sse_customer_key=key, sse_customer_algorithm="AES256")

    assert s3.sent[0].headers[f"{CUSTOMER}key"] == "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA="
    assert s3.sent[0].headers[f"{CUSTOMER}key-md5"] == KEY_MD5


def test_a_key_that_comes_with_its_digest_is_left_alone() -> None:
    s3 = Calls("s3")

    s3("HeadObject", response(), bucket="my-bucket", key="k", sse_customer_key="as is", sse_customer_key_md5="mine")

    assert (s3.sent[0].headers[f"{CUSTOMER}key"], s3.sent[0].headers[f"{CUSTOMER}key-md5"]) == ("as is", "mine")


@pytest.mark.parametrize(
    ("source", "quoted"),
    [
        ("bucket/a b/ü", "bucket/a%20b/%C3%BC"),
        ("bucket/k?versionId=a+b", "bucket/k?versionId=a+b"),
        ("bucket/k?versionId=a b", "bucket/k%3FversionId%3Da%20b"),
        (copy_source("bucket", "k?", "v"), "bucket/k%3F?versionId=v"),
        (copy_source("arn:aws:s3:r:1:accesspoint/x", "k"), "arn%3Aaws%3As3%3Ar%3A1%3Aaccesspoint/x/object/k"),
    ],
)
def test_the_source_of_a_copy_is_encoded_but_for_its_version(source: str, quoted: str) -> None:
    assert quoted_source(source) == quoted


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("my-bucket", True),
        ("Under_Score.dot", True),
        ("b" * 255, True),
        ("b" * 256, False),
        ("", False),
        ("a/b", False),
        ("a b", False),
        ("arn:aws:s3:us-west-2:123456789012:accesspoint:mine", True),
        ("arn:aws-cn:s3:cn-north-1:123456789012:accesspoint/mine", True),
        ("arn:aws:s3::123456789012:accesspoint:alias.mrap", True),
        ("arn:aws:s3-object-lambda:us-west-2:123456789012:accesspoint/mine", True),
        ("arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-1/accesspoint/mine", True),
        ("arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-1/bucket/mine", False),
        ("arn:aws:s3:us-west-2:12345:accesspoint:mine", False),
        ("arn:aws:sns:us-west-2:123456789012:accesspoint:mine", False),
        ("arn:aws:s3:::mine", False),
    ],
)
def test_what_may_be_a_bucket(text: str, is_one: bool) -> None:
    assert is_bucket(text) is is_one


def test_what_is_no_bucket_is_refused_before_it_becomes_a_path() -> None:
    s3 = Calls("s3")

    with pytest.raises(ParameterError, match=r"HeadBucketRequest\.bucket: expected a bucket name .* got '\.\./x'"):
        s3("HeadBucket", bucket="../x")

    assert s3.sent == []


def test_metadata_that_no_header_can_carry_is_refused() -> None:
    with pytest.raises(ParameterError, match=r"CreateMultipartUploadRequest\.metadata: expected ASCII"):
        Calls("s3")("CreateMultipartUpload", bucket="my-bucket", key="k", metadata={"name": "Ünal"})


@pytest.mark.parametrize(("length", "asks"), [(2_097_151, False), (2_097_152, True), (None, True)])
def test_a_large_body_waits_until_s3_wants_it(length: int | None, asks: bool) -> None:
    s3 = Calls("s3")
    body = RequestStream([b"x"], None) if length is None else bytes(length)

    s3("PutObject", response(), bucket="my-bucket", key="k", body=body, content_md5="caller's")

    assert (s3.sent[0].headers.get("expect") == "100-continue") is asks
