"""Every service says and reads the same as botocore in every protocol that it has, but for the listed deviations."""

from datetime import UTC, datetime

import pytest

from awso.core.http import HttpResponse
from awso.protocols import SPOKEN
from awso.registry import service
from tests.oracle.__main__ import SAMPLE, compare_service
from tests.oracle.deviations import DEVIATIONS, Deviation, unexplained
from tests.oracle.differences import differences
from tests.oracle.families import FAMILIES
from tests.oracle.sides import Sides, pairs

PAIRS = pairs()
# Tried once a day; the seed is in what a failure says, and `python -m tests.oracle --seed` repeats it.
TODAY = datetime.now(UTC).toordinal()
SAMPLE_OF_TODAY = 2


def test_every_protocol_that_is_spoken_is_compared() -> None:
    assert set(FAMILIES) == set(SPOKEN)


@pytest.mark.parametrize(
    ("protocol", "services"),
    # JSON: 112 whose first protocol it is, 41 that also speak it beside RPC v2 CBOR; query: CloudWatch beside both
    # (botocore 1.44.5).
    [("json", 153), ("rest-json", 261), ("rest-xml", 4), ("query", 18), ("ec2", 1), ("smithy-rpc-v2-cbor", 44)],
)
def test_the_services_are_all_there(protocol: str, services: int) -> None:
    assert len([name for name, spoken in PAIRS if spoken == protocol]) == services


@pytest.mark.parametrize(("name", "protocol"), PAIRS)
def test_a_sample_of_the_operations_agrees_with_botocore(name: str, protocol: str) -> None:
    outcome = compare_service(name, protocol, SAMPLE)

    assert outcome.operations > 0
    assert outcome.faults == []


@pytest.mark.parametrize(("name", "protocol"), PAIRS)
def test_the_sample_of_today_agrees_with_botocore(name: str, protocol: str) -> None:
    outcome = compare_service(name, protocol, SAMPLE_OF_TODAY, TODAY)

    assert outcome.faults == [], f"seed {TODAY}"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "protocol"), PAIRS)
def test_every_operation_agrees_with_botocore(name: str, protocol: str) -> None:
    outcome = compare_service(name, protocol, None)

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
    sides = Sides(service("dynamodb").operation("DescribeTable"), "json")

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
    sides = Sides(service("dynamodb").operation("ListTables"), "json")
    sides.theirs = sides.theirs.service_model.operation_model("DescribeEndpoints")

    requests = list(sides.request(sides.operation.input()))
    outputs = list(sides.response(HttpResponse(200, {}, b'{"TableNames": ["a"]}'), "given"))

    assert [difference.path for difference in unexplained(requests)] == [".headers.x-amz-target"]
    assert [difference.path for difference in unexplained(outputs)] == ["given.TableNames"]


def test_moments_are_compared_as_moments_and_texts_as_texts() -> None:
    assert not list(differences("request", "", "2014-04-29T18:30:38.5Z", "2014-04-29T18:30:38.500000Z"))
    assert list(differences("request", "", "2014-04-29T18:30:38.5Z", "2014-04-29T18:30:38.6Z"))
    assert list(differences("request", "", "1", 1))
