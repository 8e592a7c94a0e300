"""What the vectors do not say of AWS JSON: choosing it, answers that are odd, errors both ways."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import awso
from awso.core.http import HttpRequest, HttpResponse
from awso.errors import DecodeError, ParameterError, ResponseError, ServiceError
from awso.services.cognito_idp import errors
from tests.unit.protocols.endings import assert_ends_well

GET_USER = awso.service("cognito-idp").operation("GetUser")
DELETE = awso.service("cognito-idp").operation("AdminDeleteUser")


def error_of(response: HttpResponse) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        GET_USER.decode_response(response)
    return caught.value


@pytest.mark.parametrize("body", [b"", b"{}"])
def test_an_answer_without_members_is_an_empty_output(body: bytes) -> None:
    assert GET_USER.decode_response(HttpResponse(200, {}, body)) == GET_USER.output()


def test_an_operation_without_output_ignores_what_came() -> None:
    assert DELETE.decode_response(HttpResponse(200, {}, b"<not json>")) == DELETE.output()


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"Username":', b'{"UserAttributes":{}}', b"\xff", b"null"])
def test_an_answer_that_misfits_is_a_response_error_without_its_content(body: bytes) -> None:
    with pytest.raises(ResponseError, match=r"^cognito-idp GetUser: ") as caught:
        GET_USER.decode_response(HttpResponse(200, {"x-amzn-requestid": "r-1"}, body))

    assert "r-1" in str(caught.value)


def test_a_request_without_a_body_has_no_members() -> None:
    assert GET_USER.decode_request(HttpRequest("POST", "/")) == GET_USER.input()


def test_a_request_that_misfits_says_where() -> None:
    with pytest.raises(DecodeError, match=r"GetUserRequest\.access_token"):
        GET_USER.decode_request(HttpRequest("POST", "/", body=b'{"AccessToken":[1]}'))


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ({"x-amzn-ErrorType": "NotAuthorizedException:"}, b"", "NotAuthorizedException"),
        ({"x-amzn-errortype": "A:B"}, b'{"__type":"C"}', "A"),
        ({}, b'{"__type":"com.amazon.coral.service#SerializationException"}', "SerializationException"),
        ({}, b'{"code":"FromCode"}', "FromCode"),
        ({}, b'{"__type":5,"code":"FromCode"}', "FromCode"),
        ({}, b'{"__type":""}', "503"),
        ({}, b'["__type"]', "503"),
        ({}, b"upstream connect error", "503"),
        ({}, b"", "503"),
        ({"x-amzn-query-error": "AWS.Old.Code;Sender"}, b'{"__type":"NewCode"}', "AWS.Old.Code"),
    ],
)
def test_the_code_is_found_wherever_a_service_puts_it(headers: dict[str, str], body: bytes, code: str) -> None:
    assert error_of(HttpResponse(503, headers, body)).code == code


@pytest.mark.parametrize("name", ["message", "Message", "errorMessage"])
def test_the_message_is_found_however_a_service_spells_it(name: str) -> None:
    body = json.dumps({"__type": "X", name: "why"}).encode()

    assert error_of(HttpResponse(400, {}, body)).message == "why"


@pytest.mark.parametrize("name", ["x-amzn-RequestId", "x-amz-request-id"])
def test_the_request_id_is_found_in_either_header(name: str) -> None:
    assert error_of(HttpResponse(400, {name: "r-7"}, b"")).request_id == "r-7"


def test_a_modelled_error_carries_its_members_and_absent_ones_are_none() -> None:
    body = b'{"__type":"InvalidParameterException","message":"bad","reasonCode":"why"}'

    error = error_of(HttpResponse(400, {}, body))

    assert isinstance(error, errors.InvalidParameterException)
    assert error.members == {"reason_code": "why"}
    assert error.reason_code == "why"
    assert error_of(HttpResponse(400, {}, b'{"__type":"InvalidParameterException"}')).members == {"reason_code": None}


def test_an_error_whose_members_misfit_still_has_its_class_code_and_message() -> None:
    error = error_of(HttpResponse(400, {}, b'{"__type":"InvalidParameterException","message":"bad","reasonCode":[1]}'))

    assert isinstance(error, errors.InvalidParameterException)
    assert (error.message, error.members) == ("bad", {})


def test_an_error_is_answered_with_its_code_members_and_status() -> None:
    error = errors.InvalidParameterException("bad", members={"reason_code": "why"})

    response = GET_USER.encode_response(error, request_id="r-3")

    assert response.status == 400
    assert response.headers["content-type"] == "application/x-amz-json-1.1"
    assert response.headers["x-amzn-errortype"] == "InvalidParameterException"
    assert response.headers["x-amzn-requestid"] == "r-3"
    assert json.loads(response.body) == {
        "__type": "InvalidParameterException",
        "message": "bad",
        "reasonCode": "why",
    }


def test_a_fault_of_the_service_is_answered_with_500_and_an_unmodelled_code_with_400() -> None:
    assert GET_USER.encode_response(errors.InternalErrorException("broken")).status == 500
    unmodelled = GET_USER.encode_response(ServiceError("no such thing", code="SomethingElse"))
    assert unmodelled.status == 400
    assert json.loads(unmodelled.body) == {"__type": "SomethingElse", "message": "no such thing"}


@settings(derandomize=True)
@given(
    st.integers(100, 599), st.binary(max_size=200), st.dictionaries(st.sampled_from(["x-amzn-errortype"]), st.text())
)
def test_no_answer_whatever_ends_in_anything_but_an_output_or_an_error_of_ours(
    status: int, body: bytes, headers: dict[str, str]
) -> None:
    assert_ends_well(GET_USER, HttpResponse(status, headers, body))


@settings(derandomize=True)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["__type", "code", "message", "x"]), inner)
        ),
    )
)
def test_any_json_is_an_error_with_a_code(document: object) -> None:
    assert error_of(HttpResponse(418, {}, json.dumps(document).encode())).code


@pytest.mark.parametrize("label", [None, "", "a..b", ".a", "a.", "a.-b", "-a", "a-", "é", "a" * 64, "evil.test/"])
def test_a_host_label_that_could_leave_the_host_is_refused(label: str | None) -> None:
    operation = awso.service("s3control").operation("GetPublicAccessBlock")
    assert operation.model.host_prefix == "{AccountId}."
    from awso.protocols.host_prefix import with_host_prefix

    with pytest.raises(ParameterError, match=r"GetPublicAccessBlockRequest\.account_id"):
        with_host_prefix("https://s3-control.test", operation, operation.input(account_id=label))

    good = operation.input(account_id="123456789012")
    assert with_host_prefix("https://s3-control.test", operation, good) == "https://123456789012.s3-control.test"


def test_a_host_label_may_be_several() -> None:
    from awso.protocols.host_prefix import with_host_prefix

    operation = awso.service("s3").operation("WriteGetObjectResponse")
    route = operation.input(request_route="io-route.a1c1d5c7", request_token="t")

    assert with_host_prefix("https://lambda.test", operation, route) == "https://io-route.a1c1d5c7.lambda.test"
