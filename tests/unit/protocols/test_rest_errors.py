"""Errors of the REST protocols that the vectors leave out: where they are found, what is odd, what a server sends."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import awso
from awso.core.http import HttpResponse
from awso.core.operation import Operation
from awso.errors import ServiceError
from awso.services.lambda_ import errors as lambda_errors
from awso.services.s3 import errors as s3_errors
from tests.unit.protocols.endings import assert_ends_well

INVOKE = awso.service("lambda").operation("Invoke")
GET_OBJECT = awso.service("s3").operation("GetObject")
HEAD_OBJECT = awso.service("s3").operation("HeadObject")
GET_ZONE = awso.service("route53").operation("GetHostedZone")

S3_ERROR = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The key &amp; more</Message>'
    b"<Key>k</Key><RequestId>r-body</RequestId><HostId>h</HostId></Error>"
)


def error_of(operation: Operation, response: HttpResponse) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        operation.decode_response(response)
    return caught.value


def test_an_error_of_s3_has_its_id_in_the_header_or_in_the_body() -> None:
    in_body = error_of(GET_OBJECT, HttpResponse(404, {}, S3_ERROR))
    in_header = error_of(GET_OBJECT, HttpResponse(404, {"x-amz-request-id": "r-header"}, S3_ERROR))

    assert isinstance(in_body, s3_errors.NoSuchKey)
    assert (in_body.code, in_body.message, in_body.request_id) == ("NoSuchKey", "The key & more", "r-body")
    assert in_header.request_id == "r-header"


@pytest.mark.parametrize("status", [301, 403, 404, 412, 503])
def test_an_error_without_a_body_has_the_status_for_its_code_and_https_words(status: int) -> None:
    for operation in (HEAD_OBJECT, INVOKE):
        error = error_of(operation, HttpResponse(status, {"x-amz-request-id": "r-1"}))

        assert (error.code, error.status, error.request_id) == (str(status), status, "r-1")
        assert error.message


@pytest.mark.parametrize(
    "body",
    [b"<html><body>blocked</body></html>", b"<Error>", b"not xml", b"\xff\xfe<", b"<ErrorResponse/>", b"<Error/>"],
)
def test_a_page_of_a_proxy_is_never_the_message(body: bytes) -> None:
    error = error_of(GET_ZONE, HttpResponse(502, {}, body))

    assert (error.code, error.message) == ("502", "Bad Gateway")


def test_a_wrapped_error_is_found_in_any_namespace() -> None:
    body = (
        b'<ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Error><Type>Sender</Type>'
        b"<Code> NoSuchHostedZone </Code><Message>No zone</Message></Error><RequestId>r-2</RequestId></ErrorResponse>"
    )

    error = error_of(GET_ZONE, HttpResponse(404, {}, body))

    assert type(error).__name__ == "NoSuchHostedZone"
    assert (error.code, error.message, error.request_id) == ("NoSuchHostedZone", "No zone", "r-2")


def test_a_code_without_a_message_has_none() -> None:
    assert error_of(GET_ZONE, HttpResponse(404, {}, b"<Error><Code>A</Code></Error>")).message == ""


def test_a_member_of_an_error_may_be_a_header() -> None:
    headers = {"x-amzn-errortype": "TooManyRequestsException:http://internal/", "Retry-After": "7"}

    error = error_of(INVOKE, HttpResponse(429, headers, b'{"Reason": "Slow", "message": "slow down"}'))

    assert isinstance(error, lambda_errors.TooManyRequestsException)
    assert error.members == {"retry_after_seconds": "7", "type": None, "reason": "Slow"}


def test_an_error_is_answered_with_its_members_where_the_model_has_them() -> None:
    members = {"retry_after_seconds": "7", "reason": "Slow"}

    response = INVOKE.encode_response(lambda_errors.TooManyRequestsException("slow", members=members), request_id="r-3")

    assert response.status == 429
    assert response.headers["x-amzn-errortype"] == "TooManyRequestsException"
    assert response.headers["retry-after"] == "7"
    assert response.headers["x-amzn-requestid"] == "r-3"
    assert json.loads(response.body) == {"message": "slow", "Reason": "Slow"}


def test_s3_answers_errors_bare_and_the_others_wrap_them() -> None:
    bare = GET_OBJECT.encode_response(s3_errors.NoSuchKey("no <key>", status=404), request_id="r-4")
    wrapped = GET_ZONE.encode_response(ServiceError("no", code="NoSuchHostedZone"), request_id="r-5")

    assert bare.body == (
        b"<Error><Code>NoSuchKey</Code><Message>no &lt;key&gt;</Message><RequestId>r-4</RequestId></Error>"
    )
    assert wrapped.body == (
        b"<ErrorResponse><Error><Code>NoSuchHostedZone</Code><Message>no</Message></Error>"
        b"<RequestId>r-5</RequestId></ErrorResponse>"
    )
    assert wrapped.headers["content-type"] == "application/xml"


def test_an_unmodelled_error_without_a_message_is_answered_and_read_as_it_is() -> None:
    for operation in (INVOKE, GET_OBJECT):
        again = operation.protocol.decode_error(operation.encode_response(ServiceError(code="New", status=418)))

        assert (again.code, again.message, again.status) == ("New", "", 418)


@settings(derandomize=True)
@given(
    st.sampled_from([INVOKE, GET_OBJECT, HEAD_OBJECT, GET_ZONE]),
    st.integers(100, 599),
    st.binary(max_size=100) | st.sampled_from([S3_ERROR, S3_ERROR[:60], b"{}", b'{"code": 5}', b"<a/>"]),
    st.dictionaries(
        st.sampled_from(["x-amzn-errortype", "content-length", "x-amz-meta-a", "last-modified"]), st.text()
    ),
)
def test_no_answer_whatever_ends_in_anything_but_an_output_or_an_error_of_ours(
    operation: Operation, status: int, body: bytes, headers: dict[str, str]
) -> None:
    assert_ends_well(operation, HttpResponse(status, headers, body))
