"""What our behaviours make of a call is what botocore's handlers make of it: the requests are compared whole."""

from itertools import product

import pytest

from awso.errors import AwsoError
from awso.settings.bodies import ChecksumOptions
from awso.settings.s3 import S3Options
from tests.oracle.whole_calls import ACCOUNT, NO_OBJECT, NOTHING, Answer, Call, ours, theirs

XML: Answer = (200, {}, b"<Result/>")
ELSEWHERE: Answer = (
    400,
    {"x-amz-bucket-region": "us-west-2"},
    b"<Error><Code>AuthorizationHeaderMalformed</Code><Region>us-west-2</Region></Error>",
)
BUCKET = "my-bucket"
ACCESS_POINT = f"arn:aws:s3:us-west-2:{ACCOUNT}:accesspoint:mine"
OUTPOST = f"arn:aws:s3-outposts:eu-west-1:{ACCOUNT}:outpost/op-01234567890123456"
ADDRESSING = (
    (S3Options(), {}),
    (S3Options(addressing_style="path"), {"addressing_style": "path"}),
    (S3Options(addressing_style="virtual"), {"addressing_style": "virtual"}),
    (S3Options(use_accelerate_endpoint=True), {"use_accelerate_endpoint": True}),
    (S3Options(use_dual_stack=True), {"use_dualstack_endpoint": True}),
    (S3Options(us_east_1_regional_endpoint="regional"), {"us_east_1_regional_endpoint": "regional"}),
    (S3Options(use_arn_region=False), {"use_arn_region": False}),
)
PLACES = [
    Call("s3", "HeadObject", {"Bucket": bucket, "Key": "a b/ü+c?.txt"}, (NOTHING,), region, {"s3": given}, {"s3": said})
    for region, (given, said), bucket in product(
        ("us-east-1", "eu-west-1", "cn-north-1"), ADDRESSING, (BUCKET, "my.dotted.bucket", "Under_Score", ACCESS_POINT)
    )
]


def same_in_both(call: Call) -> None:
    """Both send the same, or both refuse to send."""
    try:
        expected = theirs(call)
    except Exception as refusal:
        assert type(refusal).__module__.startswith("botocore"), refusal
        with pytest.raises(AwsoError):
            ours(call)
    else:
        assert ours(call) == expected


@pytest.mark.parametrize("call", PLACES, ids=str)
def test_s3_finds_a_bucket_where_botocore_does(call: Call) -> None:
    same_in_both(call)


def s3(operation: str, params: dict[str, object], *answers: Answer) -> Call:
    return Call("s3", operation, {"Bucket": BUCKET, **params}, answers or (XML,))


S3_CALLS = [
    s3("GetBucketLocation", {}),
    s3("ListObjects", {"Prefix": "a b"}),
    s3("ListObjectsV2", {"Prefix": "a b"}),
    s3("ListObjectsV2", {"EncodingType": "url"}),
    s3("ListObjectVersions", {}),
    s3("ListObjectsV2", {}, ELSEWHERE, XML),
    s3("ListObjectsV2", {}, (400, {}, ELSEWHERE[2]), XML),
    s3("HeadBucket", {}, (301, {"x-amz-bucket-region": "us-west-2"}, b""), NOTHING),
    s3("HeadBucket", {}, (400, {"x-amz-bucket-region": "us-west-2"}, b""), NOTHING),
    s3("HeadBucket", {}, (400, {}, b"")),
    s3("HeadObject", {"Key": "k"}, (400, {}, b""), (200, {"x-amz-bucket-region": "us-west-2"}, b""), NOTHING),
    s3(
        "HeadObject",
        {"Key": "k"},
        (301, {}, b"<Error><Code>PermanentRedirect</Code></Error>"),
        (200, {"x-amz-bucket-region": "us-west-2"}, b""),
        NOTHING,
    ),
    s3("HeadObject", {"Key": "k"}, (307, {"x-amz-bucket-region": "eu-central-1"}, b""), NOTHING),
    s3(
        "ListObjects",
        {},
        (400, {"x-amz-bucket-region": "me-south-1"}, b"<Error><Code>IllegalLocationConstraintException</Code></Error>"),
        XML,
    ),
    Call("s3", "ListBuckets", {}, (XML,)),
]
"""Those without a checksum."""


@pytest.mark.parametrize("call", S3_CALLS, ids=str)
def test_s3_sends_what_botocore_sends(call: Call) -> None:
    same_in_both(call)
