"""What of presigning is not boto3's, or needs none to be told: tests/oracle/test_boto_presigned.py has the rest."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from awso import boto as awso_boto
from awso.boto import UNSIGNED, Config, exceptions

boto3: Any = import_module("boto3")
BotoConfig: Any = import_module("botocore.config").Config


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


def test_a_signature_that_no_url_can_have_is_refused_by_its_name(settled: Path) -> None:
    with pytest.raises(exceptions.UnsupportedSignatureVersionError, match="v2-query"):
        awso_boto.client("sdb").generate_presigned_url("list_domains")
    with pytest.raises(exceptions.UnsupportedSignatureVersionError, match="s3-query-presign-post"):
        awso_boto.client("s3", config=Config(signature_version="s3-query")).generate_presigned_post("bucket", "k")


def test_a_body_that_no_query_can_say_is_refused(settled: Path) -> None:
    with pytest.raises(exceptions.UnsupportedFeatureError, match="does not fit into a URL"):
        awso_boto.client("lambda").generate_presigned_url("invoke", {"FunctionName": "f", "Payload": b"abc"})


def test_every_value_of_a_list_is_in_the_url_of_which_boto3_keeps_the_first(settled: Path) -> None:
    url = awso_boto.client("lambda").generate_presigned_url("untag_resource", {"Resource": "r", "TagKeys": ["a", "b"]})

    assert "?tagKeys=a&tagKeys=b&X-Amz-Algorithm=" in url


def test_the_signature_of_old_is_s3_s_alone(settled: Path) -> None:
    with pytest.raises(exceptions.UnsupportedFeatureError, match="for sqs"):
        awso_boto.client("sqs", config=Config(signature_version="s3"))


class Pipe:
    """What can be read once."""

    def read(self, _: int = -1) -> bytes:
        return b""


def test_a_stream_is_read_for_its_checksum_before_it_is_sent_with_version_2(settled: Path) -> None:
    client: Any = awso_boto.client("s3", config=Config(signature_version="s3"))

    with pytest.raises(exceptions.ParamValidationError, match="file that can seek"):
        client.put_object(Bucket="bucket", Key="k", Body=Pipe())
