"""AWS JSON against the protocol tests that botocore carries (from Smithy), both directions of each."""

import json
from pathlib import Path

import pytest

from awso.core.http import HttpRequest, HttpResponse
from awso.errors import ServiceError
from awso.protocols.error_fields import error_value
from tests.paths import BOTOCORE_TESTS, require
from tests.unit.protocols.suites import Case, cases, from_params, operation_of, to_result

require(BOTOCORE_TESTS)

FILES = ("json", "json_1_0", "json_1_0-query-compatible")
# Compression is a step of the call, after encoding: tests/unit/core/test_call_compression.py runs these.
COMPRESSED = ("SDKAppliedContentEncoding", "SDKAppendsGzip")

REQUESTS = [case for case in cases("input", *FILES) if not case.case["id"].startswith(COMPRESSED)]
RESPONSES = [case for case in cases("output", *FILES) if "error" not in case.case]
ERRORS = [case for case in cases("output", *FILES) if "error" in case.case]


def identify(case: Case) -> str:
    return case.id


def test_the_vectors_are_all_there() -> None:
    assert len(list(cases("input", *FILES))) == 54 + 21 + 1
    assert len(RESPONSES) + len(ERRORS) == 58 + 32 + 2
    assert len(list(cases("input", *FILES))) - len(REQUESTS) == 4


@pytest.mark.parametrize("case", REQUESTS, ids=identify)
def test_a_request_is_encoded_as_the_vector_says(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)
    expected = case.case["serialized"]
    endpoint_url = case.suite.get("clientEndpoint") or "https://example.com"

    request = operation.encode_request(from_params(operation.input_schema, case.case["params"]), endpoint_url)

    # The vector of HostWithPath writes the endpoint's path into `host` too; the URI has it already.
    host = expected.get("host", "example.com").partition("/")[0]
    assert request.url == f"https://{host}{expected['uri']}"
    assert request.method == expected.get("method", "POST")
    assert json.loads(request.body) == json.loads(expected.get("body", "{}"))
    for name, value in expected.get("headers", {}).items():
        assert request.headers[name] == value


@pytest.mark.parametrize("case", REQUESTS, ids=identify)
def test_the_request_of_the_vector_is_decoded_to_its_parameters(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)
    expected = from_params(operation.input_schema, case.case["params"])
    request = HttpRequest("POST", "https://example.com/", body=case.case["serialized"].get("body", "").encode())

    decoded = operation.decode_request(request)

    assert to_result(operation.input_schema, decoded) == to_result(operation.input_schema, expected)


def response_of(case: Case) -> HttpResponse:
    response = case.case["response"]
    return HttpResponse(response["status_code"], response.get("headers", {}), response.get("body", "").encode())


@pytest.mark.parametrize("case", RESPONSES, ids=identify)
def test_a_response_is_decoded_as_the_vector_says(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)

    output = operation.decode_response(response_of(case))

    assert to_result(operation.output_schema, output) == case.case["result"]


@pytest.mark.parametrize("case", RESPONSES, ids=identify)
def test_the_result_of_the_vector_is_encoded_so_that_it_decodes_to_the_same(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)
    output = from_params(operation.output_schema, case.case["result"])

    response = operation.encode_response(output, request_id="r-1")

    assert response.headers["x-amzn-requestid"] == "r-1"
    assert to_result(operation.output_schema, operation.decode_response(response)) == case.case["result"]


@pytest.mark.parametrize("case", ERRORS, ids=identify)
def test_an_error_is_decoded_as_the_vector_says(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)

    with pytest.raises(ServiceError) as caught:
        operation.decode_response(response_of(case))

    error = caught.value
    assert error.code == case.case["errorCode"]
    assert error.message == case.case.get("errorMessage", error.message)
    assert error.status == case.case["response"]["status_code"]
    schema = operation.service.shape(type(error).__name__)
    assert to_result(schema, error_value(schema, error)) == case.case["error"]


@pytest.mark.parametrize("case", ERRORS, ids=identify)
def test_an_error_that_is_encoded_decodes_to_itself(case: Case, tmp_path: Path) -> None:
    operation = operation_of(case, tmp_path)
    error = operation.protocol.decode_error(response_of(case))

    with pytest.raises(type(error)) as caught:
        operation.decode_response(operation.encode_response(error, request_id="r-2"))

    assert (caught.value.code, caught.value.message, caught.value.status) == (error.code, error.message, error.status)
    assert caught.value.members == error.members
    assert caught.value.request_id == "r-2"
