"""What administrators and the holder of a token see of a user, and switching users on, off and away.

AdminGetUser, GetUser, AdminEnableUser, AdminDisableUser, AdminDeleteUser, DeleteUser, AdminUserGlobalSignOut,
GlobalSignOut.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from awso import cognito_idp
from awso_userpool.domain import permissions
from awso_userpool.domain.records import User, copy_with
from awso_userpool.operations import token_access
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import find_pool, get_user
from awso_userpool.operations.token_access import still_bearer
from awso_userpool.storage.interface import Writing


async def get_user_operation(context: Context, request: cognito_idp.GetUserRequest) -> cognito_idp.GetUserResponse:
    """GetUser: the attributes that the token's client may read."""
    bearer = await token_access.bearer(context, request.access_token)
    readable = permissions.readable(bearer.pool.settings.schema, bearer.client.read, bearer.user.attributes)
    return cognito_idp.GetUserResponse(
        username=bearer.user.username, user_attributes=attribute_list({"sub": bearer.user.sub, **readable})
    )


async def admin_get_user(
    context: Context, request: cognito_idp.AdminGetUserRequest
) -> cognito_idp.AdminGetUserResponse:
    user = await context.storage.read(
        lambda reading: get_user(reading, find_pool(reading, request.user_pool_id), request.username)
    )
    return cognito_idp.AdminGetUserResponse(
        username=user.username,
        user_attributes=attribute_list({"sub": user.sub, **user.attributes}),
        user_create_date=date(user.created_at),
        user_last_modified_date=date(user.modified_at),
        enabled=user.enabled,
        user_status=user.status,
    )


async def admin_enable_user(
    context: Context, request: cognito_idp.AdminEnableUserRequest
) -> cognito_idp.AdminEnableUserResponse:
    await _change_user(context, request.user_pool_id, request.username, _enable(context.clock()))
    return cognito_idp.AdminEnableUserResponse()


async def admin_disable_user(
    context: Context, request: cognito_idp.AdminDisableUserRequest
) -> cognito_idp.AdminDisableUserResponse:
    """Bars the user and revokes every token; enabling does not bring the tokens back."""
    now = context.clock()

    def disable(writing: Writing, user: User) -> None:
        writing.update_user(copy_with(user, enabled=False, modified_at=now))
        writing.revoke_sign_ins(user.sub, now)

    await _change_user(context, request.user_pool_id, request.username, disable)
    return cognito_idp.AdminDisableUserResponse()


async def admin_delete_user(context: Context, request: cognito_idp.AdminDeleteUserRequest) -> None:
    await _change_user(
        context, request.user_pool_id, request.username, lambda writing, user: writing.delete_user(user.sub)
    )


async def delete_user(context: Context, request: cognito_idp.DeleteUserRequest) -> None:
    """The holder of the token leaves, with everything that belongs to them."""
    bearer = await token_access.bearer(context, request.access_token)
    await context.storage.write(lambda writing: writing.delete_user(still_bearer(writing, bearer).user.sub))


async def admin_user_global_sign_out(
    context: Context, request: cognito_idp.AdminUserGlobalSignOutRequest
) -> cognito_idp.AdminUserGlobalSignOutResponse:
    now = context.clock()

    def sign_out(writing: Writing, user: User) -> None:
        writing.revoke_sign_ins(user.sub, now)

    await _change_user(context, request.user_pool_id, request.username, sign_out)
    return cognito_idp.AdminUserGlobalSignOutResponse()


async def global_sign_out(
    context: Context, request: cognito_idp.GlobalSignOutRequest
) -> cognito_idp.GlobalSignOutResponse:
    """Revokes every token of the user, this one included."""
    now = context.clock()
    try:
        bearer = await token_access.bearer(context, request.access_token)
        await context.storage.write(
            lambda writing: writing.revoke_sign_ins(still_bearer(writing, bearer).user.sub, now)
        )
    except cognito_idp.errors.UserNotFoundException:
        # Not among this operation's errors; a deleted user is signed out.
        raise cognito_idp.errors.NotAuthorizedException("Access Token has been revoked") from None
    return cognito_idp.GlobalSignOutResponse()


def user_type(user: User, names: frozenset[str] | None = None) -> cognito_idp.UserType:
    """A user as lists show it, with the attributes in `names` (None: all)."""
    attributes = {"sub": user.sub, **user.attributes}
    return cognito_idp.UserType(
        username=user.username,
        attributes=attribute_list({n: v for n, v in attributes.items() if names is None or n in names}),
        user_create_date=date(user.created_at),
        user_last_modified_date=date(user.modified_at),
        enabled=user.enabled,
        user_status=user.status,
    )


def attribute_list(attributes: Mapping[str, str]) -> list[cognito_idp.AttributeType]:
    return [cognito_idp.AttributeType(name=name, value=value) for name, value in attributes.items()]


def date(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _enable(now: float) -> Callable[[Writing, User], None]:
    return lambda writing, user: writing.update_user(copy_with(user, enabled=True, modified_at=now))


async def _change_user(context: Context, pool_id: str, username: str, action: Callable[[Writing, User], None]) -> None:
    await context.storage.write(
        lambda writing: action(writing, get_user(writing, find_pool(writing, pool_id), username))
    )
