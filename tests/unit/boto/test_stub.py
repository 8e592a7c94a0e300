"""`Stubber` beyond botocore's own tests (tests/conformance/test_boto_events.py): other services, pages, no keys."""

from typing import Any

import pytest

from awso import boto as awso_boto
from awso.boto import exceptions
from awso.boto.stub import ANY, Stubber
from tests.unit.boto.eventful import ours, returning
from tests.unit.boto.test_calls import TABLES

pytestmark = pytest.mark.usefixtures("settled")


def test_answers_need_no_keys_and_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    client = awso_boto.client("dynamodb")  # whose endpoint rules ask for the account of the keys

    with Stubber(client) as stubber:
        stubber.add_response("list_tables", {"TableNames": ["one"]}, {"Limit": ANY})
        assert client.list_tables(Limit=7) == {"TableNames": ["one"]}
        stubber.assert_no_pending_responses()


def test_an_error_is_of_the_service_s_class_with_its_members() -> None:
    client = awso_boto.client("dynamodb")
    with Stubber(client) as stubber:
        stubber.add_client_error(
            "put_item",
            "ConditionalCheckFailedException",
            "no",
            modeled_fields={"Item": {"k": {"S": "old"}}},
        )
        with pytest.raises(client.exceptions.ConditionalCheckFailedException) as caught:
            client.put_item(TableName="t", Item={"k": {"S": "a"}})

    assert caught.value.response["Item"] == {"k": {"S": "old"}}
    assert str(caught.value) == (
        "An error occurred (ConditionalCheckFailedException) when calling the PutItem operation: no"
    )


def test_pages_and_waiters_are_answered_too() -> None:
    client = awso_boto.client("dynamodb")
    with Stubber(client) as stubber:
        stubber.add_response("list_tables", {"TableNames": ["one"], "LastEvaluatedTableName": "one"}, {})
        stubber.add_response("list_tables", {"TableNames": ["two"]}, {"ExclusiveStartTableName": "one"})
        stubber.add_response("describe_table", {"Table": {"TableStatus": "ACTIVE"}}, {"TableName": "a"})

        names = [name for page in client.get_paginator("list_tables").paginate() for name in page["TableNames"]]
        client.get_waiter("table_exists").wait(TableName="a")

    assert names == ["one", "two"]


def test_an_answer_that_the_model_does_not_have_is_refused() -> None:
    stubber = Stubber(awso_boto.client("dynamodb"))

    with pytest.raises(exceptions.ParamValidationError, match='Unknown parameter in input: "Tables"'):
        stubber.add_response("list_tables", {"Tables": []})
    with pytest.raises(ValueError, match="has no method list_table"):
        stubber.add_response("list_table", {})


def test_what_is_over_is_over() -> None:
    with ours("dynamodb", TABLES) as (client, server):
        with Stubber(client) as stubber:
            stubber.add_response("list_tables", {"TableNames": []})
            client.list_tables()
        assert client.list_tables()["TableNames"] == ["a"]
        assert len(server.said) == 1


def test_handlers_of_after_call_see_what_was_stubbed() -> None:
    seen: list[Any] = []

    def note(parsed: Any, http_response: Any, **_: Any) -> None:
        seen.append((parsed, http_response.status_code))

    client = awso_boto.client("sqs")
    client.meta.events.register("after-call.sqs.*", note)
    client.meta.events.register("before-send", returning(None))
    with Stubber(client) as stubber:
        stubber.add_client_error("list_queues", "AccessDenied", http_status_code=403)
        with pytest.raises(exceptions.ClientError, match="AccessDenied"):
            client.list_queues()

    assert seen == [
        ({"ResponseMetadata": {"HTTPStatusCode": 403}, "Error": {"Message": "", "Code": "AccessDenied"}}, 403)
    ]
