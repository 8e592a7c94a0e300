"""Errors whose bodies are meant to break whoever reads them."""

import pytest

from awso import registry
from awso.boto.error_response import error_response
from awso.boto.metadata import metadata_of
from awso.core.http import HttpResponse
from awso.errors import ServiceError


@pytest.mark.parametrize(
    ("service", "operation", "protocol", "body"),
    [
        ("dynamodb", "ListTables", "json", b'{"message":' + b"[" * 100_000),
        ("iam", "ListUsers", "query", b"<E>" + b"<a>" * 5_000 + b"</a>" * 5_000 + b"</E>"),
        ("s3", "ListBuckets", "rest-xml", b"<Error>" + b"<a>" * 5_000 + b"</a>" * 5_000 + b"</Error>"),
    ],
)
def test_a_body_nested_without_end_is_an_error_by_its_status(
    service: str, operation: str, protocol: str, body: bytes
) -> None:
    called = registry.service(service).operation(operation)
    error = ServiceError(code="400", status=400)

    answer = error_response(called, protocol, HttpResponse(400, None, body), error, 1)

    assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == ("400", 400)


@pytest.mark.parametrize(
    ("protocol", "body"),
    [
        ("query", b"<A><ResponseMetadata><RequestId>\xff</RequestId></ResponseMetadata></A>"),
        ("ec2", b"<A><requestId>\xff</requestId></A>"),
    ],
)
def test_a_request_id_in_no_encoding_does_not_cost_the_answer(protocol: str, body: bytes) -> None:
    assert metadata_of(protocol, HttpResponse(200, None, body), 1)["RequestId"] == "\ufffd"
