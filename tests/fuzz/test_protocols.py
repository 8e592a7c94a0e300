"""Damaged messages, by every protocol whose body alone says everything: a value or an error of ours, never a hang."""

from random import Random

import pytest

from awso.core.http import HttpRequest, HttpResponse
from awso.core.operation import Operation
from awso.errors import DecodeError, ResponseError, ServiceError
from awso.protocols import bind
from awso.registry import service
from tests.fuzz.mutations import mutants
from tests.fuzz.test_decoders import answer
from tests.property.values import value_for

OPERATIONS = (
    ("iam", "ListUsers", "query"),
    ("sdb", "Select", "query"),
    ("ec2", "DescribeInstances", "ec2"),
    ("cloudwatch", "GetMetricData", "smithy-rpc-v2-cbor"),
    ("cloudwatch", "PutDashboard", "smithy-rpc-v2-cbor"),
    ("dynamodb", "PutItem", "json"),
)
MUTANTS = 150


@pytest.fixture(params=OPERATIONS, ids=lambda given: f"{given[0]} {given[2]}")
def bound(request: pytest.FixtureRequest) -> Operation:
    name, operation_name, protocol = request.param
    operation = Operation(service(name), service(name).operation_model(operation_name))
    operation.__dict__["protocol"] = bind(operation, protocol)
    return operation


def test_a_damaged_request_is_an_input_or_a_decode_error(bound: Operation) -> None:
    request = bound.encode_request(value_for(bound.input_schema, Random(1), size=60))
    damaged = mutants(request.body, Random(str(bound)), MUTANTS)
    outcomes = {
        answer(bound.decode_request, HttpRequest("POST", request.url, request.headers, body)) for body in damaged
    }

    assert "value" in outcomes
    assert outcomes <= {"value", "error"}


def test_a_damaged_response_is_an_output_or_a_response_error(bound: Operation) -> None:
    response = bound.encode_response(value_for(bound.output_schema, Random(1), size=60), request_id="r-1")
    outputs, errors = 0, list[ResponseError]()
    for body in mutants(response.body, Random(str(bound)), MUTANTS):
        try:
            bound.decode_response(HttpResponse(200, response.headers, body))
            outputs += 1
        except ResponseError as error:
            errors.append(error)

    assert outputs
    assert [str(error) for error in errors if isinstance(error, DecodeError) or str(bound) not in str(error)] == []


def test_a_damaged_error_is_an_error_of_the_service_all_the_same(bound: Operation) -> None:
    named = bound.model.errors[0] if bound.model.errors else None
    error = ServiceError("no", code="NewerThanTheModel") if named is None else bound.service.error(named)("no")
    response = bound.encode_response(error, request_id="r-1")
    for body in mutants(response.body, Random(str(bound)), MUTANTS):
        found = bound.protocol.decode_error(HttpResponse(400, {}, body))

        assert isinstance(found, ServiceError)
        assert found.code
