"""Every service that speaks AWS JSON says and reads the same as botocore, but for the listed deviations."""

import pytest

from awso.core.http import HttpResponse
from awso.registry import service
from tests.oracle.__main__ import SAMPLE, SEEDS, compare_service
from tests.oracle.aws_json import Sides, services
from tests.oracle.deviations import DEVIATIONS, Deviation, unexplained
from tests.oracle.differences import differences

SERVICES = services()


def test_the_services_that_speak_aws_json_are_all_there() -> None:
    # 112 whose first protocol it is, 41 that also speak it beside RPC v2 CBOR (botocore 1.44.5).
    assert len(SERVICES) == 153
    assert len(SEEDS) > 1


@pytest.mark.parametrize("name", SERVICES)
def test_a_sample_of_the_operations_agrees_with_botocore(name: str) -> None:
    outcome = compare_service(name, SAMPLE)

    assert outcome.operations > 0
    assert outcome.faults == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SERVICES)
def test_every_operation_agrees_with_botocore(name: str) -> None:
    outcome = compare_service(name, None)

    assert outcome.operations > 0
    assert outcome.faults == []


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(503, {}, b"<html><body><b>Http/1.1 Service Unavailable</b></body></html>"),
        HttpResponse(500, {}, b""),
        HttpResponse(400, {}, b'{"__type": "NewerThanTheModel", "message": "text", "Detail": [1]}'),
        HttpResponse(400, {}, b'{"__type": "a.b#ResourceNotFoundException:http://c/", "Message": "text"}'),
        HttpResponse(400, {"x-amzn-query-error": "Old.Code;Sender"}, b'{"__type": "x#New", "message": "text"}'),
        HttpResponse(404, {}, b'{"message": "no code at all"}'),
    ],
    ids=["a balancer's page", "nothing", "a new code", "the other message", "a query code", "no code"],
)
def test_errors_that_no_model_foresees_are_read_as_botocore_reads_them(response: HttpResponse) -> None:
    sides = Sides(service("dynamodb").operation("DescribeTable"))

    assert list(sides.error(response, "unforeseen")) == []


@pytest.mark.parametrize("deviation", DEVIATIONS, ids=lambda deviation: deviation.name)
def test_a_listed_deviation_still_differs_and_covers_all_that_does(deviation: Deviation) -> None:
    found = list(deviation.example())

    assert found, f"{deviation.name}: botocore agrees now, so this deviation can go"
    assert [difference for difference in found if not deviation.covers(difference)] == []


def test_a_difference_that_nobody_listed_is_reported() -> None:
    found = list(differences("request", "", {"body": {"Limit": 1, "On": True}}, {"body": {"Limit": 2, "On": 1}}))

    assert [difference.path for difference in found] == [".body.Limit", ".body.On"]
    assert unexplained(found) == found


def test_another_operation_s_request_and_output_are_noticed() -> None:
    sides = Sides(service("dynamodb").operation("ListTables"))
    sides.theirs = sides.theirs.service_model.operation_model("DescribeEndpoints")

    requests = list(sides.request(sides.operation.input()))
    outputs = list(sides.response(HttpResponse(200, {}, b'{"TableNames": ["a"]}'), "given"))

    assert [difference.path for difference in unexplained(requests)] == [".headers.x-amz-target"]
    assert [difference.path for difference in unexplained(outputs)] == ["given.TableNames"]


def test_moments_are_compared_as_moments_and_texts_as_texts() -> None:
    assert not list(differences("request", "", "2014-04-29T18:30:38.5Z", "2014-04-29T18:30:38.500000Z"))
    assert list(differences("request", "", "2014-04-29T18:30:38.5Z", "2014-04-29T18:30:38.6Z"))
    assert list(differences("request", "", "1", 1))
