"""CreateUserPool, DescribeUserPool, UpdateUserPool, DeleteUserPool, ListUserPools, AddCustomAttributes."""

import asyncio
from datetime import UTC, datetime

from awso import cognito_idp
from awso_userpool.domain import pool_requests, random_text
from awso_userpool.domain.records import Pool, copy_with
from awso_userpool.operations import pages
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import PoolState, find_pool, pool_state
from awso_userpool.storage.interface import Writing
from awso_userpool.tokens import keys

_ID_LETTERS = random_text.DIGITS + random_text.LOWER + random_text.UPPER


async def create_user_pool(
    context: Context, request: cognito_idp.CreateUserPoolRequest
) -> cognito_idp.CreateUserPoolResponse:
    """Makes a pool with two signing keys of its own."""
    settings = pool_requests.created(request)
    now = context.clock()
    pool_id = f"{context.region}_{random_text.text(context.randomness, _ID_LETTERS, 9)}"
    pool = Pool(id=pool_id, name=request.pool_name, settings=settings.to_json(), created_at=now, modified_at=now)
    # Some 100 ms of a core.
    pool_keys = await asyncio.to_thread(keys.generate, pool_id, now, context.randomness)
    await context.storage.write(lambda writing: writing.add_pool(pool, pool_keys))
    return cognito_idp.CreateUserPoolResponse(user_pool=_described(context, pool_state(pool), 0))


async def describe_user_pool(
    context: Context, request: cognito_idp.DescribeUserPoolRequest
) -> cognito_idp.DescribeUserPoolResponse:
    pool, users = await context.storage.read(
        lambda reading: (find_pool(reading, request.user_pool_id), reading.count_users(request.user_pool_id))
    )
    return cognito_idp.DescribeUserPoolResponse(user_pool=_described(context, pool, users))


async def update_user_pool(
    context: Context, request: cognito_idp.UpdateUserPoolRequest
) -> cognito_idp.UpdateUserPoolResponse:
    """Replaces every setting that is not fixed at creation."""
    now = context.clock()

    def change(writing: Writing) -> None:
        pool = find_pool(writing, request.user_pool_id)
        settings = pool_requests.updated(pool.settings.described, request)
        writing.update_pool(
            copy_with(
                pool.record, name=request.pool_name or pool.record.name, settings=settings.to_json(), modified_at=now
            )
        )

    await context.storage.write(change)
    return cognito_idp.UpdateUserPoolResponse()


async def add_custom_attributes(
    context: Context, request: cognito_idp.AddCustomAttributesRequest
) -> cognito_idp.AddCustomAttributesResponse:
    now = context.clock()

    def change(writing: Writing) -> None:
        pool = find_pool(writing, request.user_pool_id)
        settings = pool_requests.with_schema(pool.settings.described, request.custom_attributes)
        writing.update_pool(copy_with(pool.record, settings=settings.to_json(), modified_at=now))

    await context.storage.write(change)
    return cognito_idp.AddCustomAttributesResponse()


async def delete_user_pool(context: Context, request: cognito_idp.DeleteUserPoolRequest) -> None:
    """Removes the pool and everything in it, unless it is protected."""

    def change(writing: Writing) -> None:
        pool = find_pool(writing, request.user_pool_id)
        if pool.settings.described.deletion_protection == "ACTIVE":
            raise cognito_idp.errors.InvalidParameterException(
                "The user pool cannot be deleted because deletion protection is activated. "
                "Deletion protection must be inactivated first."
            )
        writing.delete_pool(pool.id)

    await context.storage.write(change)


async def list_user_pools(
    context: Context, request: cognito_idp.ListUserPoolsRequest
) -> cognito_idp.ListUserPoolsResponse:
    after = pages.position(context, request.next_token, "pools")
    limit = request.max_results
    page = await context.storage.read(lambda reading: reading.pools(after=after, limit=limit))
    return cognito_idp.ListUserPoolsResponse(
        user_pools=[
            cognito_idp.UserPoolDescriptionType(
                id=record.id,
                name=record.name,
                lambda_config=pool_state(record).settings.described.lambda_config,
                last_modified_date=_date(record.modified_at),
                creation_date=_date(record.created_at),
            )
            for record in page.items
        ],
        next_token=pages.next_token(context, page.next_position, "pools"),
    )


def _described(context: Context, pool: PoolState, users: int) -> cognito_idp.UserPoolType:
    return cognito_idp.UserPoolType.from_value(
        pool.settings.described.to_value()
        | {
            "Id": pool.id,
            "Name": pool.record.name,
            "Arn": f"arn:aws:cognito-idp:{context.region}:{context.account_id}:userpool/{pool.id}",
            "CreationDate": _date(pool.record.created_at),
            "LastModifiedDate": _date(pool.record.modified_at),
            "EstimatedNumberOfUsers": users,
        }
    )


def _date(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
