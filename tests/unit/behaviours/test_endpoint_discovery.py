"""Services that name the endpoint to call."""

import pytest

from awso.errors import ConfigurationError, ConnectError, ResponseError, ServiceError
from tests.unit.behaviours.calls import Calls, response

CELL = response('{"Endpoints":[{"Address":"cell1.example.com","CachePeriodInMinutes":1}]}')
OTHER_CELL = response('{"Endpoints":[{"Address":"cell2.example.com","CachePeriodInMinutes":1}]}')
NONE = response("{}")
RULES = "query.timestream.eu-west-1.amazonaws.com"
QUERY = {"query_string": "SELECT 1"}


def test_a_service_that_insists_is_asked_once_for_as_long_as_it_says() -> None:
    timestream = Calls("timestream-query")

    timestream("Query", CELL, NONE, **QUERY)
    timestream("Query", NONE, **QUERY)
    timestream.played.clock += 60
    timestream("Query", OTHER_CELL, NONE, **QUERY)

    cells = ["cell1.example.com", "cell1.example.com", RULES, "cell2.example.com"]
    assert timestream.hosts == [RULES, *cells]
    assert timestream.sent[0].headers["x-amz-api-version"] == "2018-11-01"
    assert timestream.sent[0].headers["x-amz-target"] == "Timestream_20181101.DescribeEndpoints"
    assert "x-amz-api-version" not in timestream.sent[1].headers


@pytest.mark.parametrize(
    "refusal", [response('{"__type":"InvalidEndpointException"}', 400), response('{"__type":"Misdirected"}', 421)]
)
def test_a_wrong_endpoint_is_asked_for_again(refusal: object) -> None:
    timestream = Calls("timestream-query")

    timestream("Query", CELL, refusal, OTHER_CELL, NONE, **QUERY)  # type: ignore[arg-type]  # a parameter

    assert timestream.hosts == [RULES, "cell1.example.com", RULES, "cell2.example.com"]


@pytest.mark.parametrize("address", ["http://cell1.example.com", "ftp://cell1.example.com"])
def test_no_answer_leads_away_from_https(address: str) -> None:
    timestream = Calls("timestream-query")
    plain = response(f'{{"Endpoints":[{{"Address":"{address}","CachePeriodInMinutes":1}}]}}')

    with pytest.raises(ResponseError, match="not encrypted"):
        timestream("Query", plain, **QUERY)

    assert timestream.hosts == [RULES]


@pytest.mark.parametrize("address", ["https://cell1.example.com", "httpcell.example.com"])
def test_an_address_with_or_without_a_scheme_is_called(address: str) -> None:
    timestream = Calls("timestream-query")
    named = response(f'{{"Endpoints":[{{"Address":"{address}","CachePeriodInMinutes":1}}]}}')

    timestream("Query", named, NONE, **QUERY)

    assert timestream.sent[1].url.startswith(f"https://{address.removeprefix('https://')}")


def test_where_asking_fails_the_old_answer_serves() -> None:
    timestream = Calls("timestream-query", retries=None)
    timestream("Query", CELL, NONE, **QUERY)
    timestream.played.clock += 60

    timestream("Query", response('{"__type":"AccessDenied"}', 403), NONE, **QUERY)

    assert timestream.hosts[-1] == "cell1.example.com"


def test_where_a_service_insists_and_will_not_say_the_call_fails() -> None:
    with pytest.raises(ServiceError, match="DescribeEndpoints"):
        Calls("timestream-query")("Query", response('{"__type":"AccessDenied"}', 403), **QUERY)


def test_a_service_that_does_not_insist_is_not_asked_unless_one_wants_it() -> None:
    plain, asking = Calls("dynamodb"), Calls("dynamodb", {"AWS_ENABLE_ENDPOINT_DISCOVERY": "true"})

    plain("ListTables", NONE)
    asking("ListTables", CELL, NONE)

    assert plain.hosts == ["dynamodb.eu-west-1.amazonaws.com"]
    assert asking.hosts == ["dynamodb.eu-west-1.amazonaws.com", "cell1.example.com"]


def test_an_optional_discovery_that_fails_is_left_alone_for_a_minute() -> None:
    dynamodb = Calls("dynamodb", endpoint_discovery=True)
    lost = [ConnectError("no", request_sent=False)] * 4

    dynamodb("ListTables", *lost, NONE)
    dynamodb("ListTables", NONE)
    dynamodb.played.clock += 60
    dynamodb("ListTables", CELL, NONE)

    assert dynamodb.hosts == ["dynamodb.eu-west-1.amazonaws.com"] * 7 + ["cell1.example.com"]


def test_an_endpoint_of_the_users_own_is_taken_as_it_is() -> None:
    timestream = Calls("timestream-query", endpoint_url="https://cell9.example.com")

    timestream("Query", NONE, **QUERY)

    assert timestream.hosts == ["cell9.example.com"]


def test_switching_discovery_off_where_the_service_insists_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match="endpoint discovery is switched off"):
        Calls("timestream-query", endpoint_discovery=False)("Query", **QUERY)
