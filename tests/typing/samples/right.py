"""What a program may write: both checkers accept all of it, and infer the types that it states."""

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from typing import Any, assert_type

import awso.cognito_idp
from awso import cognito_idp, dynamodb, kinesis, lexv2_runtime
from awso.cognito_idp import AttributeType, UserStatusType
from awso.core.waits import WaitAttempt


def blocking(metadata: Mapping[str, str] | None) -> None:
    with cognito_idp.Client(region="us-east-1", retries=2) as client:
        answer = client.update_user_attributes(
            access_token="token",
            user_attributes=[AttributeType(name="email", value="ada@example.com")],
            client_metadata=metadata,
        )
        assert_type(answer, cognito_idp.UpdateUserAttributesResponse)
        for delivery in answer.code_delivery_details_list:
            assert_type(delivery, cognito_idp.CodeDeliveryDetailsType)
            assert_type(delivery.destination, str | None)
        assert_type(client.list_users(user_pool_id="pool"), cognito_idp.ListUsersResponse)
        assert_type(client.list_users.pages(user_pool_id="pool"), Iterator[cognito_idp.ListUsersResponse])
        assert_type(client.list_users.items(user_pool_id="pool"), Iterator[cognito_idp.UserType])
        assert_type(client.with_options(retries=1).get_user(access_token="token"), cognito_idp.GetUserResponse)


async def concurrent() -> None:
    async with cognito_idp.AsyncClient() as client:
        answer = await client.get_user(access_token="token")
        assert_type(answer.user_attributes, list[AttributeType])
        assert_type(client.list_users.items(user_pool_id="pool"), AsyncIterator[cognito_idp.UserType])
        async for user in client.list_users.items(user_pool_id="pool"):
            assert_type(user.user_create_date, datetime | None)


def shapes() -> None:
    request = cognito_idp.UpdateUserAttributesRequest(
        access_token="token",
        user_attributes=(AttributeType(name="email"),),  # any sequence is accepted, a list is read
        client_metadata=None,
    )
    assert_type(request.user_attributes, list[AttributeType])
    assert_type(request.client_metadata, dict[str, str])
    assert_type(cognito_idp.UpdateUserAttributesRequest.from_json("{}"), cognito_idp.UpdateUserAttributesRequest)
    assert_type(request.to_query(), str)
    request.validate()
    nested = dynamodb.AttributeValue(m={"a": dynamodb.AttributeValue(bool=True)})
    assert_type(nested.m["a"].bool, bool | None)


def enums(user: cognito_idp.UserType) -> None:
    known: UserStatusType = "CONFIRMED"
    cognito_idp.UserType(user_status=known)
    cognito_idp.UserType(user_status="A_STATUS_NEWER_THAN_THE_MODEL")
    if user.user_status == "UNCONFIRMED":
        print(user.username)


def failures(error: Exception) -> str | None:
    if isinstance(error, cognito_idp.errors.NotAuthorizedException):
        assert_type(error.status, int)
        return error.request_id
    if isinstance(error, dynamodb.errors.ConditionalCheckFailedException):
        assert_type(error.item, dict[str, dynamodb.AttributeValue])
    return None


def names() -> None:
    client: cognito_idp.Client = awso.cognito_idp.Client()
    arn: cognito_idp.ArnType = "arn"
    print(client, arn)


def events_arrive(client: kinesis.Client) -> None:
    start = kinesis.StartingPosition(type="LATEST")
    answer = client.subscribe_to_shard(consumer_arn="arn", shard_id="shard", starting_position=start)
    assert_type(answer.event_stream, awso.EventStream[kinesis.SubscribeToShardEventStream])
    with answer.event_stream as arriving:
        for event in arriving:
            assert_type(event.subscribe_to_shard_event, kinesis.SubscribeToShardEvent | None)
        assert_type(arriving.map(lambda event: event.to_value()), awso.EventStream[dict[str, Any]])


async def events_go_both_ways(client: lexv2_runtime.AsyncClient) -> None:
    said = awso.EventSender[lexv2_runtime.StartConversationRequestEventStream]()
    answer = await client.start_conversation(
        bot_id="b", bot_alias_id="a", locale_id="l", session_id="s", request_event_stream=said
    )
    text = lexv2_runtime.TextInputEvent(text="hello")
    await said.send(lexv2_runtime.StartConversationRequestEventStream(text_input_event=text))
    async for event in answer.response_event_stream:
        assert_type(event.text_response_event, lexv2_runtime.TextResponseEvent | None)
    lexv2_runtime.StartConversationRequest(
        bot_id="b", bot_alias_id="a", locale_id="l", session_id="s", request_event_stream=[]
    )


async def urls(client: cognito_idp.Client, aio: cognito_idp.AsyncClient) -> None:
    assert_type(client.get_user.presigned_url(60, access_token="token"), str)
    assert_type(await aio.get_user.presigned_url(60, access_token="token"), str)


def ready_made(client: cognito_idp.Client, tables: dynamodb.Client, text: str) -> None:
    user = client.get_user.with_input(cognito_idp.GetUserRequest.from_json(text))
    assert_type(user(), cognito_idp.GetUserResponse)
    assert_type(user.request(), awso.HttpRequest)
    assert_type(user.presigned_url(60), str)
    users = client.list_users.with_input(cognito_idp.ListUsersRequest(user_pool_id="pool"))
    assert_type(users(), cognito_idp.ListUsersResponse)
    assert_type(users.pages(), Iterator[cognito_idp.ListUsersResponse])
    assert_type(users.items(), Iterator[cognito_idp.UserType])
    ships = dynamodb.DescribeTableInput(table_name="Ships")
    there = tables.wait_until.table_exists.with_input(ships)
    assert_type(there(max_wait_seconds=60, on_attempt=told), dynamodb.DescribeTableOutput)
    gone = tables.wait_until.table_not_exists.with_input(ships)
    assert_type(gone(on_attempt=told), dynamodb.DescribeTableOutput | None)


def told(attempt: WaitAttempt[dynamodb.DescribeTableOutput]) -> None:
    print(attempt.number)


async def ready_made_to_await(client: cognito_idp.AsyncClient, tables: dynamodb.AsyncClient) -> None:
    user = client.get_user.with_input(cognito_idp.GetUserRequest(access_token="token"))
    assert_type(await user(), cognito_idp.GetUserResponse)
    assert_type(await user.request(), awso.HttpRequest)
    assert_type(await user.presigned_url(60), str)
    users = client.list_users.with_input(cognito_idp.ListUsersRequest(user_pool_id="pool"))
    assert_type(await users(), cognito_idp.ListUsersResponse)
    assert_type(users.pages(), AsyncIterator[cognito_idp.ListUsersResponse])
    assert_type(users.items(), AsyncIterator[cognito_idp.UserType])
    there = tables.wait_until.table_exists.with_input(dynamodb.DescribeTableInput(table_name="Ships"))
    assert_type(await there(max_attempts=3, delay_seconds=1, on_attempt=told), dynamodb.DescribeTableOutput)


def tokens() -> None:
    cognito_idp.Client(token=awso.Token("secret"))
