"""RPC v2 CBOR: what a server does, what an answer may lack, and how errors look."""

from typing import Any

import pytest

from awso import cloudwatch, codebuild
from awso.codecs import cbor
from awso.core.http import HttpRequest, HttpResponse
from awso.core.operation import Operation
from awso.errors import DecodeError, ResponseError, ServiceError
from awso.protocols import bind
from awso.registry import service


def in_cbor(service_name: str, name: str) -> Operation:
    """An operation in CBOR, of a service that a client speaks to in JSON."""
    operation = Operation(service(service_name), service(service_name).operation_model(name))
    operation.__dict__["protocol"] = bind(operation, "smithy-rpc-v2-cbor")
    return operation


LIST_METRICS = in_cbor("cloudwatch", "ListMetrics")
PUT_DASHBOARD = in_cbor("cloudwatch", "PutDashboard")
LIST_PROJECTS = in_cbor("codebuild", "ListProjects")
SPOKEN = {"smithy-protocol": "rpc-v2-cbor"}


def error_of(body: dict[str, Any] | bytes, headers: dict[str, str] | None = None, status: int = 400) -> ServiceError:
    written = body if isinstance(body, bytes) else cbor.encode_plain(body)
    return PUT_DASHBOARD.protocol.decode_error(HttpResponse(status, headers or SPOKEN, written))


def test_a_request_has_its_operation_in_the_path() -> None:
    request = LIST_METRICS.encode_request(
        cloudwatch.ListMetricsInput(namespace="AWS/EC2"), "https://m.example.com/base/"
    )

    assert request.url == "https://m.example.com/base/service/GraniteServiceVersion20100801/operation/ListMetrics"
    assert request.method == "POST"
    assert dict(request.headers) == {
        "smithy-protocol": "rpc-v2-cbor",
        "accept": "application/cbor",
        "content-type": "application/cbor",
        "x-amzn-query-mode": "true",  # CloudWatch used to speak query
    }
    assert request.body == b"\xa1\x69Namespace\x67AWS/EC2"


def test_a_service_that_never_spoke_query_is_not_asked_for_its_codes() -> None:
    assert "x-amzn-query-mode" not in LIST_PROJECTS.encode_request(codebuild.ListProjectsInput()).headers


def test_an_operation_without_input_sends_no_body_and_no_type_of_one() -> None:
    bare = in_cbor("directconnect", "DescribeLocations")

    request = bare.encode_request(bare.input())

    assert request.body == b""
    assert "content-type" not in request.headers
    assert bare.decode_request(request) == bare.input()
    assert "content-type" in LIST_PROJECTS.encode_request(codebuild.ListProjectsInput()).headers


def test_a_server_reads_the_members() -> None:
    request = LIST_METRICS.encode_request(cloudwatch.ListMetricsInput(namespace="AWS/EC2"))

    assert LIST_METRICS.decode_request(request) == cloudwatch.ListMetricsInput(namespace="AWS/EC2")
    with pytest.raises(DecodeError):
        LIST_METRICS.decode_request(HttpRequest("POST", request.url, body=b"\xa1"))


def test_a_response_says_its_protocol() -> None:
    response = LIST_METRICS.encode_response(cloudwatch.ListMetricsOutput(next_token="n"), request_id="r-1")

    assert dict(response.headers) == {
        "content-type": "application/cbor",
        "smithy-protocol": "rpc-v2-cbor",
        "x-amzn-requestid": "r-1",
    }
    assert LIST_METRICS.decode_response(response).next_token == "n"


def test_a_response_without_output_has_neither_body_nor_type() -> None:
    operation = in_cbor("cloudwatch", "SetAlarmState")

    response = operation.encode_response(operation.output())

    assert (response.body, dict(response.headers)) == (b"", SPOKEN)


def test_a_response_in_another_protocol_is_refused() -> None:
    with pytest.raises(ResponseError, match="expected the protocol rpc-v2-cbor in the response, got 'rpc-v2-json'"):
        LIST_METRICS.decode_response(HttpResponse(200, {"smithy-protocol": "rpc-v2-json"}, b"{}"))


@pytest.mark.parametrize("headers", [SPOKEN, {}])
@pytest.mark.parametrize("body", [b"", b"\xa0", b"\xbf\xff"])
def test_an_empty_response_has_no_members(headers: dict[str, str], body: bytes) -> None:
    assert LIST_METRICS.decode_response(HttpResponse(200, headers, body)) == cloudwatch.ListMetricsOutput()


def test_a_response_that_misfits_is_named_with_operation_and_request() -> None:
    body = cbor.encode_plain({"Metrics": 5})

    with pytest.raises(ResponseError) as caught:
        LIST_METRICS.decode_response(HttpResponse(200, SPOKEN | {"x-amzn-requestid": "r-7"}, body))

    assert "cloudwatch ListMetrics: ListMetricsOutput.metrics: expected a list" in str(caught.value)
    assert "request r-7" in str(caught.value)


# --- errors ---------------------------------------------------------------------------------------------------------


def test_an_error_is_known_by_its_type() -> None:
    messages = [{"DataPath": "/a", "Message": "b"}]

    error = error_of(
        {
            "__type": "com.amazonaws.x#DashboardInvalidInputError",
            "message": "m",
            "dashboardValidationMessages": messages,
        }
    )

    assert isinstance(error, cloudwatch.errors.DashboardInvalidInputError)
    assert error.message == "m"
    assert error.members["dashboard_validation_messages"][0].data_path == "/a"


def test_a_service_that_used_to_speak_query_says_the_code_it_had_there() -> None:
    error = error_of(
        {"__type": "x#DashboardInvalidInputError"}, SPOKEN | {"x-amzn-query-error": "InvalidParameterInput;Sender"}
    )

    assert isinstance(error, cloudwatch.errors.DashboardInvalidInputError)
    assert error.code == "InvalidParameterInput"


@pytest.mark.parametrize("body", [b"", b"<html>Bad Gateway</html>", b"\x80", b"\xa1\x01"])
def test_what_is_no_error_of_the_service_has_the_status_for_its_code(body: bytes) -> None:
    error = error_of(body, {"content-type": "text/html"}, 502)

    assert (error.code, error.message, error.status) == ("502", "Bad Gateway", 502)


def test_an_error_is_written_so_that_it_is_read_again() -> None:
    message = cloudwatch.DashboardValidationMessage(data_path="/a", message="b")
    error = cloudwatch.errors.DashboardInvalidInputError("m", members={"dashboard_validation_messages": [message]})

    response = PUT_DASHBOARD.encode_response(error, request_id="r-1")
    again = PUT_DASHBOARD.protocol.decode_error(response)

    assert (response.status, response.headers["smithy-protocol"]) == (400, "rpc-v2-cbor")
    assert isinstance(again, cloudwatch.errors.DashboardInvalidInputError)
    assert (again.message, again.members, again.request_id) == ("m", error.members, "r-1")


def test_a_code_of_the_query_protocol_is_written_beside_the_type() -> None:
    error = cloudwatch.errors.DashboardInvalidInputError("m", code="InvalidParameterInput")

    response = PUT_DASHBOARD.encode_response(error)

    assert response.headers["x-amzn-query-error"] == "InvalidParameterInput;Sender"
    assert cbor.parse(response.body, "body")["__type"] == "DashboardInvalidInputError"
    assert PUT_DASHBOARD.protocol.decode_error(response).code == "InvalidParameterInput"


def test_an_error_that_the_model_does_not_know_is_written_with_its_message() -> None:
    response = PUT_DASHBOARD.encode_response(ServiceError("slow", code="Throttling", status=429))

    assert cbor.parse(response.body, "body") == {"__type": "Throttling", "message": "slow"}
    assert response.status == 429
