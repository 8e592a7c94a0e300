"""Buckets in other regions than the client's."""

import pytest

from awso.errors import ServiceError, TransportError
from tests.unit.behaviours.calls import Calls, response

HERE, THERE = "my-bucket.s3.eu-west-1.amazonaws.com", "my-bucket.s3.us-west-2.amazonaws.com"
MALFORMED = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>us-west-2</Region></Error>"
LISTING = "<ListBucketResult/>"


@pytest.mark.parametrize(
    "refusal",
    [
        response(MALFORMED, 400),
        response("<Error><Code>PermanentRedirect</Code></Error>", 301, x_amz_bucket_region="us-west-2"),
        response("<Error><Code>TemporaryRedirect</Code></Error>", 307, x_amz_bucket_region="us-west-2"),
        response(
            "<Error><Code>IllegalLocationConstraintException</Code></Error>", 400, x_amz_bucket_region="us-west-2"
        ),
    ],
)
def test_a_bucket_elsewhere_is_called_there_at_once_and_ever_after(refusal: object) -> None:
    s3 = Calls("s3")

    s3("ListObjectsV2", refusal, response(LISTING), bucket="my-bucket")  # type: ignore[arg-type]  # a parameter
    s3("ListObjectsV2", response(LISTING), bucket="my-bucket")
    s3("ListObjectsV2", response(LISTING), bucket="other-bucket")

    assert s3.hosts == [HERE, THERE, THERE, "other-bucket.s3.eu-west-1.amazonaws.com"]
    assert "/us-west-2/s3/aws4_request" in s3.sent[1].headers["authorization"]
    assert s3.played.slept == []


def test_a_redirect_that_names_no_region_asks_the_bucket_for_it() -> None:
    s3 = Calls("s3")

    s3("HeadObject", response("", 400), response("", 403, x_amz_bucket_region="us-west-2"), response(), **OBJECT)

    assert [request.method for request in s3.sent] == ["HEAD", "HEAD", "HEAD"]
    assert [request.url.rpartition("/")[2] for request in s3.sent] == ["k", "", "k"]
    assert s3.hosts == [HERE, HERE, THERE]


OBJECT = {"bucket": "my-bucket", "key": "k"}


def test_a_bad_request_without_a_region_is_the_callers() -> None:
    s3 = Calls("s3")

    with pytest.raises(ServiceError) as caught:
        s3("HeadBucket", response("", 400), bucket="my-bucket")

    assert (caught.value.code, len(s3.sent)) == ("400", 1)


def test_a_call_is_redirected_once() -> None:
    s3 = Calls("s3")

    with pytest.raises(ServiceError, match="HTTP 301"):
        s3(
            "ListObjectsV2",
            response("", 301, x_amz_bucket_region="us-west-2"),
            response("", 301, x_amz_bucket_region="us-east-2"),
            bucket="my-bucket",
        )

    assert len(s3.sent) == 2


def test_making_a_bucket_is_never_redirected_for_its_constraint() -> None:
    body = "<Error><Code>IllegalLocationConstraintException</Code></Error>"

    with pytest.raises(ServiceError, match="HTTP 400"):
        Calls("s3")("CreateBucket", response(body, 400, x_amz_bucket_region="us-west-2"), bucket="my-bucket")


@pytest.mark.parametrize("region", ["example.org/", "a.b", "us-west-2@example.org", "x" * 64, "é", "-"])
def test_a_region_that_would_lead_out_of_aws_is_neither_followed_nor_kept(region: str) -> None:
    s3 = Calls("s3")

    with pytest.raises(ServiceError, match="HTTP 301"):
        s3("ListObjectsV2", response("", 301, x_amz_bucket_region=region), bucket="my-bucket")
    s3("ListObjectsV2", response(LISTING), bucket="my-bucket")

    assert s3.hosts == [HERE, HERE]


def test_where_the_bucket_cannot_be_asked_the_refusal_is_told() -> None:
    s3 = Calls("s3")

    with pytest.raises(ServiceError, match="HTTP 400"):
        s3("HeadObject", response("", 400), TransportError("lost"), **OBJECT)
