"""From an operation's input and a client's settings to the endpoint: the published cases that name an operation."""

from typing import Any

import pytest

from awso.endpoints import Endpoint, EndpointResolver
from awso.errors import EndpointError
from tests.conformance.endpoint_rules import compiled, expected, load, operation
from tests.conformance.test_endpoint_rules import CASES

SERVICES_WITH_OPERATION_CASES = ["dynamodb", "events", "kinesis", "opensearchmemory", "s3", "s3control", "sts"]
PUBLISHED_OPERATION_CASES = 656


def operation_cases(service: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    cases = load(CASES / service / "endpoint-tests-1.json")["testCases"]
    return [(case, inputs) for case in cases for inputs in case.get("operationInputs", ())]


def outcome(service: str, inputs: dict[str, Any]) -> Endpoint | str:
    model, schema = operation(service, inputs["operationName"])
    value = None if schema is None else schema.from_value(inputs.get("operationParams", {}))
    built_ins = dict(inputs["builtInParams"])
    account_id = built_ins.pop("AWS::Auth::AccountId", None)
    try:
        resolver = EndpointResolver(compiled(service).module, built_ins)
        first = resolver.resolve(model, schema, value, account_id=account_id)
        assert resolver.resolve(model, schema, value, account_id=account_id) is first
    except EndpointError as error:
        return str(error)
    return first


@pytest.mark.parametrize("service", SERVICES_WITH_OPERATION_CASES)
def test_a_call_goes_where_the_published_cases_say(service: str) -> None:
    wrong = [
        f"{case['documentation']}: {inputs}: got {outcome(service, inputs)}, expected {expected(case)}"
        for case, inputs in operation_cases(service)
        if outcome(service, inputs) != expected(case)
    ]

    assert wrong == []


def test_all_published_operation_cases_are_tested() -> None:
    assert sum(len(operation_cases(service)) for service in SERVICES_WITH_OPERATION_CASES) == PUBLISHED_OPERATION_CASES
