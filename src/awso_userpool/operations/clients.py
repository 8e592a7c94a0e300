"""CreateUserPoolClient, DescribeUserPoolClient, UpdateUserPoolClient, DeleteUserPoolClient, ListUserPoolClients."""

from datetime import UTC, datetime

from awso import cognito_idp
from awso_userpool.domain import client_requests, random_text
from awso_userpool.domain.records import PoolClient, copy_with
from awso_userpool.operations import pages
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import find_app, find_pool
from awso_userpool.storage.interface import Writing

_LETTERS = random_text.DIGITS + random_text.LOWER
# As long as Cognito's own: 26 and 51 characters.
_ID_LENGTH = 26
_SECRET_LENGTH = 51
# The most that one page can hold (the model, QueryLimit).
_PAGE_SIZE = 60


async def create_user_pool_client(
    context: Context, request: cognito_idp.CreateUserPoolClientRequest
) -> cognito_idp.CreateUserPoolClientResponse:
    """Makes an app client, with a secret where the request asks for one or brings its own."""
    if request.generate_secret and request.client_secret:
        raise cognito_idp.errors.InvalidParameterException("Only one of GenerateSecret and ClientSecret can be given.")
    generated = random_text.text(context.randomness, _LETTERS, _SECRET_LENGTH) if request.generate_secret else None
    client_id = random_text.text(context.randomness, _LETTERS, _ID_LENGTH)
    now = context.clock()

    def change(writing: Writing) -> PoolClient:
        pool = find_pool(writing, request.user_pool_id)
        settings = client_requests.settings(request, request.client_name, pool.settings.schema)
        client = PoolClient(
            id=client_id,
            pool_id=pool.id,
            name=request.client_name,
            settings=settings.to_json(),
            secret=request.client_secret or generated,
            created_at=now,
            modified_at=now,
        )
        writing.add_client(client)
        return client

    return cognito_idp.CreateUserPoolClientResponse(user_pool_client=_described(await context.storage.write(change)))


async def describe_user_pool_client(
    context: Context, request: cognito_idp.DescribeUserPoolClientRequest
) -> cognito_idp.DescribeUserPoolClientResponse:
    app = await context.storage.read(lambda reading: find_app(reading, request.client_id, request.user_pool_id))
    return cognito_idp.DescribeUserPoolClientResponse(user_pool_client=_described(app.client))


async def update_user_pool_client(
    context: Context, request: cognito_idp.UpdateUserPoolClientRequest
) -> cognito_idp.UpdateUserPoolClientResponse:
    """Replaces every setting; the secret stays."""
    now = context.clock()

    def change(writing: Writing) -> PoolClient:
        app = find_app(writing, request.client_id, request.user_pool_id)
        name = request.client_name or app.client.name
        settings = client_requests.settings(request, name, app.pool.settings.schema)
        client = copy_with(app.client, name=name, settings=settings.to_json(), modified_at=now)
        writing.update_client(client)
        return client

    return cognito_idp.UpdateUserPoolClientResponse(user_pool_client=_described(await context.storage.write(change)))


async def delete_user_pool_client(context: Context, request: cognito_idp.DeleteUserPoolClientRequest) -> None:
    def change(writing: Writing) -> None:
        writing.delete_client(find_app(writing, request.client_id, request.user_pool_id).client.id)

    await context.storage.write(change)


async def list_user_pool_clients(
    context: Context, request: cognito_idp.ListUserPoolClientsRequest
) -> cognito_idp.ListUserPoolClientsResponse:
    pool_id = request.user_pool_id
    after = pages.position(context, request.next_token, "clients", pool_id)
    limit = request.max_results or _PAGE_SIZE
    _, page = await context.storage.read(
        lambda reading: (find_pool(reading, pool_id), reading.clients(pool_id, after=after, limit=limit))
    )
    return cognito_idp.ListUserPoolClientsResponse(
        user_pool_clients=[
            cognito_idp.UserPoolClientDescription(client_id=client.id, user_pool_id=pool_id, client_name=client.name)
            for client in page.items
        ],
        next_token=pages.next_token(context, page.next_position, "clients", pool_id),
    )


def _described(client: PoolClient) -> cognito_idp.UserPoolClientType:
    settings = cognito_idp.UserPoolClientType.from_json(client.settings)
    dates = {
        "CreationDate": datetime.fromtimestamp(client.created_at, UTC),
        "LastModifiedDate": datetime.fromtimestamp(client.modified_at, UTC),
    }
    secret = {"ClientSecret": client.secret} if client.secret else {}
    identity = {"UserPoolId": client.pool_id, "ClientId": client.id}
    return cognito_idp.UserPoolClientType.from_value(settings.to_value() | dates | secret | identity)
