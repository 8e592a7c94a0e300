"""AWS query and EC2's variant: what a server does, what an answer may lack, and how errors look."""

from datetime import UTC, datetime

import pytest

from awso import cloudsearch, ec2, iam, sdb, sts
from awso.core.http import HttpRequest, HttpResponse
from awso.core.operation import Operation
from awso.errors import ResponseError, ServiceError
from awso.protocols import bind
from awso.registry import service

GET_USER = service("iam").operation("GetUser")
DESCRIBE_REGIONS = service("ec2").operation("DescribeRegions")
SELECT = service("sdb").operation("Select")


def error_of(operation: Operation, body: str, status: int = 400) -> ServiceError:
    return operation.protocol.decode_error(HttpResponse(status, {}, body.encode()))


def test_a_request_is_a_form_that_names_its_action() -> None:
    request = GET_USER.encode_request(iam.GetUserRequest(user_name="Ada Lovelace"), "https://iam.amazonaws.com")

    assert (request.method, request.url) == ("POST", "https://iam.amazonaws.com/")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded; charset=utf-8"
    assert request.body == b"Action=GetUser&Version=2010-05-08&UserName=Ada%20Lovelace"


def test_a_request_without_members_names_its_action_alone() -> None:
    request = service("sts").operation("GetCallerIdentity").encode_request(sts.GetCallerIdentityRequest())

    assert request.body == b"Action=GetCallerIdentity&Version=2011-06-15"


def test_the_path_of_the_endpoint_is_kept_and_that_of_the_model_is_not_sent() -> None:
    cancel = service("importexport").operation("CancelJob")

    request = cancel.encode_request(cancel.input(job_id="j"), "https://gateway.example.com/base/")

    assert request.url == "https://gateway.example.com/base/"
    assert request.body.startswith(b"Action=CancelJob&")


@pytest.mark.parametrize(
    "request_",
    [
        HttpRequest("POST", "https://h/", body=b"Action=GetUser&Version=2010-05-08&UserName=ada"),
        HttpRequest("GET", "https://h/?Action=GetUser&Version=2010-05-08&UserName=ada"),
        HttpRequest("POST", "https://h/", body=b"UserName=ada&Unknown.member.1=x"),
    ],
    ids=["form", "URL", "unknown fields"],
)
def test_a_server_reads_the_members_wherever_they_are(request_: HttpRequest) -> None:
    assert GET_USER.decode_request(request_) == iam.GetUserRequest(user_name="ada")


def test_a_response_has_its_result_wrapped_and_the_request_id_beside() -> None:
    user = iam.User(path="/", user_name="ada", user_id="AIDA", arn="a", create_date=datetime(2014, 4, 29, tzinfo=UTC))

    response = GET_USER.encode_response(iam.GetUserResponse(user=user), request_id="r-1")

    assert response.headers["content-type"] == "text/xml"
    assert response.body.decode() == (
        '<GetUserResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetUserResult><User><Path>/</Path>'
        "<UserName>ada</UserName><UserId>AIDA</UserId><Arn>a</Arn><CreateDate>2014-04-29T00:00:00Z</CreateDate></User></GetUserResult>"
        "<ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetUserResponse>"
    )


def test_an_operation_without_output_answers_with_the_request_id_alone() -> None:
    delete = service("iam").operation("DeleteUser")

    response = delete.encode_response(delete.output(), request_id="r-1")

    assert b"<DeleteUserResponse" in response.body
    assert b"Result" not in response.body
    assert delete.decode_response(response) == delete.output()


def test_a_response_of_ec2_has_its_members_beside_the_request_id() -> None:
    output = ec2.DescribeRegionsResult(regions=[ec2.Region(region_name="us-east-1")])

    response = DESCRIBE_REGIONS.encode_response(output, request_id="r-1")

    assert response.body.decode() == (
        '<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15"><regionInfo><item>'
        "<regionName>us-east-1</regionName></item></regionInfo><requestId>r-1</requestId></DescribeRegionsResponse>"
    )
    assert DESCRIBE_REGIONS.decode_response(response) == output


@pytest.mark.parametrize(
    "body", [b"", b"<GetUserResponse/>", b"<GetUserResponse><ResponseMetadata/></GetUserResponse>"]
)
def test_a_response_without_a_result_has_no_members(body: bytes) -> None:
    assert GET_USER.decode_response(HttpResponse(200, {}, body)) == GET_USER.output()


def test_a_result_without_its_wrapper_is_read() -> None:
    body = b"<GetUserResponse><User><UserName>ada</UserName></User></GetUserResponse>"

    assert GET_USER.decode_response(HttpResponse(200, {}, body)).user.user_name == "ada"


def test_a_response_that_misfits_is_named_with_operation_and_request() -> None:
    body = (
        b"<GetUserResponse><GetUserResult><User><CreateDate>soon</CreateDate></User></GetUserResult></GetUserResponse>"
    )

    with pytest.raises(ResponseError) as caught:
        GET_USER.decode_response(HttpResponse(200, {"x-amzn-requestid": "r-7"}, body))

    assert "iam GetUser: GetUserResponse.user.create_date: expected" in str(caught.value)
    assert "request r-7" in str(caught.value)


# --- errors ---------------------------------------------------------------------------------------------------------


def test_an_error_is_known_by_the_code_that_the_model_gives_it() -> None:
    error = error_of(
        GET_USER,
        "<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>no ada</Message></Error>"
        "<RequestId>r-1</RequestId></ErrorResponse>",
        404,
    )

    assert isinstance(error, iam.errors.NoSuchEntityException)
    assert (error.code, error.message, error.request_id, error.status) == ("NoSuchEntity", "no ada", "r-1", 404)


def test_an_error_that_only_another_operation_lists_is_known_too() -> None:
    assert "LimitExceededException" not in GET_USER.model.errors

    error = error_of(GET_USER, "<ErrorResponse><Error><Code>LimitExceeded</Code></Error></ErrorResponse>")

    assert isinstance(error, iam.errors.LimitExceededException)


def test_an_error_that_no_operation_lists_has_its_code() -> None:
    error = error_of(
        GET_USER, "<ErrorResponse><Error><Code>Throttling</Code><Message>slow</Message></Error></ErrorResponse>"
    )

    assert type(error) is ServiceError
    assert (error.code, error.message) == ("Throttling", "slow")


def test_simple_db_has_errors_of_its_own_form() -> None:
    error = error_of(
        SELECT,
        "<Response><Errors><Error><Code>NoSuchDomain</Code><Message>no</Message><BoxUsage>0.5</BoxUsage></Error></Errors>"
        "<RequestID>r-1</RequestID></Response>",
    )

    assert isinstance(error, sdb.errors.NoSuchDomain)
    assert (error.message, error.request_id, error.members) == ("no", "r-1", {"box_usage": 0.5})


@pytest.mark.parametrize("body", ["", "<html><body>Bad Gateway</body></html>", "not XML <", "<ErrorResponse/>"])
def test_what_is_no_error_of_the_service_has_the_status_for_its_code(body: str) -> None:
    error = error_of(GET_USER, body, 502)

    assert (error.code, error.message, error.status) == ("502", "Bad Gateway", 502)


def test_an_error_is_written_with_the_code_of_the_wire() -> None:
    response = GET_USER.encode_response(iam.errors.NoSuchEntityException("no <ada>"), request_id="r-1")

    assert response.status == 404
    assert response.body.decode() == (
        '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>'
        "<Code>NoSuchEntity</Code><Message>no &lt;ada&gt;</Message></Error><RequestId>r-1</RequestId></ErrorResponse>"
    )
    assert isinstance(GET_USER.protocol.decode_error(response), iam.errors.NoSuchEntityException)


def test_an_error_of_the_service_s_own_is_the_receiver_s_fault() -> None:
    response = GET_USER.encode_response(iam.errors.ServiceFailureException("down"))

    assert response.status == 500
    assert b"<Type>Receiver</Type><Code>ServiceFailure</Code>" in response.body


def test_an_error_of_ec2_is_written_in_its_form() -> None:
    error = ServiceError("no such thing", code="InvalidInstanceID.NotFound", status=400)

    response = DESCRIBE_REGIONS.encode_response(error, request_id="r-1")

    assert response.body.decode() == (
        "<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code><Message>no such thing</Message></Error>"
        "</Errors><RequestID>r-1</RequestID></Response>"
    )
    again = DESCRIBE_REGIONS.protocol.decode_error(response)
    assert (again.code, again.message, again.request_id) == ("InvalidInstanceID.NotFound", "no such thing", "r-1")


def test_a_member_for_the_code_is_not_written_twice() -> None:
    operation = service("cloudsearch").operation("DeleteDomain")

    response = operation.encode_response(cloudsearch.errors.BaseException("m", members={"code": "Other"}))

    assert response.body.count(b"<Code>") == 1


def test_a_service_that_prefers_another_protocol_can_be_bound_to_query() -> None:
    list_metrics = service("cloudwatch").operation("ListMetrics")

    request = bind(list_metrics, "query").encode_request(
        list_metrics.input(namespace="AWS/EC2"), "https://m.example.com"
    )

    assert request.body == b"Action=ListMetrics&Version=2010-08-01&Namespace=AWS%2FEC2"
