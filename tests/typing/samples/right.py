"""What a program may write: both checkers accept all of it, and infer the types that it states."""

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from typing import assert_type

import awso.cognito_idp
from awso import cognito_idp, dynamodb
from awso.cognito_idp import AttributeType, UserStatusType


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
