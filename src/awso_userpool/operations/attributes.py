"""UpdateUserAttributes, AdminUpdateUserAttributes, DeleteUserAttributes, AdminDeleteUserAttributes.

What an update does is decided in `domain/attribute_changes.py`. Triggers run between reading and writing, so the plan
is made twice; where the two differ, somebody else has changed the user in between, and the operation begins again.
"""

from collections.abc import Mapping

from awso import cognito_idp
from awso_userpool.domain import permissions
from awso_userpool.domain.attribute_changes import AttributePlan, plan_deletion, plan_update
from awso_userpool.domain.records import User
from awso_userpool.operations import attribute_plans, token_access
from awso_userpool.operations.attribute_plans import carry_out, delivery_details
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import PoolState, find_pool, get_by_sub, get_user
from awso_userpool.operations.overload import begin_again
from awso_userpool.operations.token_access import Bearer, still_bearer
from awso_userpool.storage.interface import Writing


async def update_user_attributes(
    context: Context, request: cognito_idp.UpdateUserAttributesRequest
) -> cognito_idp.UpdateUserAttributesResponse:
    """The holder of the token changes attributes; new addresses get codes, as the pool asks."""
    requested = permissions.requested_attributes(request.user_attributes)

    async def once() -> AttributePlan | None:
        bearer = await token_access.bearer(context, request.access_token)
        return await _update_own(context, bearer, requested, request.client_metadata)

    plan = await begin_again(once)
    return cognito_idp.UpdateUserAttributesResponse(
        code_delivery_details_list=[delivery_details(delivery) for delivery in plan.codes]
    )


async def admin_update_user_attributes(
    context: Context, request: cognito_idp.AdminUpdateUserAttributesRequest
) -> cognito_idp.AdminUpdateUserAttributesResponse:
    """An administrator changes attributes; a verified flag in the same call skips the code."""
    requested = permissions.requested_attributes(request.user_attributes)

    async def once() -> cognito_idp.AdminUpdateUserAttributesResponse | None:
        pool, user = await context.storage.read(
            lambda reading: (
                found := find_pool(reading, request.user_pool_id),
                get_user(reading, found, request.username),
            )
        )
        permissions.check_update(pool.settings.schema, requested)
        updated = await _update_as_admin(context, pool, user, requested, request.client_metadata)
        return cognito_idp.AdminUpdateUserAttributesResponse() if updated else None

    return await begin_again(once)


async def delete_user_attributes(
    context: Context, request: cognito_idp.DeleteUserAttributesRequest
) -> cognito_idp.DeleteUserAttributesResponse:
    bearer = await token_access.bearer(context, request.access_token)
    names = request.user_attribute_names
    schema = bearer.pool.settings.schema
    permissions.check_client_may_write(schema, bearer.client.write, names)
    permissions.check_deletion(schema, names)

    def change(writing: Writing) -> None:
        now = still_bearer(writing, bearer)
        carry_out(writing, context, now.pool, now.user, plan_deletion(now.user.attributes, names), [])

    await context.storage.write(change)
    return cognito_idp.DeleteUserAttributesResponse()


async def admin_delete_user_attributes(
    context: Context, request: cognito_idp.AdminDeleteUserAttributesRequest
) -> cognito_idp.AdminDeleteUserAttributesResponse:
    names = request.user_attribute_names

    def change(writing: Writing) -> None:
        pool = find_pool(writing, request.user_pool_id)
        user = get_user(writing, pool, request.username)
        permissions.check_deletion(pool.settings.schema, names)
        carry_out(writing, context, pool, user, plan_deletion(user.attributes, names), [])

    await context.storage.write(change)
    return cognito_idp.AdminDeleteUserAttributesResponse()


async def _update_own(
    context: Context, bearer: Bearer, requested: Mapping[str, str], client_metadata: Mapping[str, str]
) -> AttributePlan | None:
    """One beginning of an update; None where another writer came first."""
    schema = bearer.pool.settings.schema
    permissions.check_client_may_write(schema, bearer.client.write, requested)
    permissions.check_update(schema, requested)
    plan = plan_update(bearer.pool.settings.updates, bearer.user.attributes, requested, by_admin=False)
    mail = await attribute_plans.envelopes(
        context, bearer.pool, bearer.user, plan, bearer.client_id, "UpdateUserAttribute", client_metadata
    )

    def change(writing: Writing) -> bool:
        now = still_bearer(writing, bearer)
        current = plan_update(now.pool.settings.updates, now.user.attributes, requested, by_admin=False)
        if current != plan:
            return False
        carry_out(writing, context, now.pool, now.user, plan, mail)
        return True

    return plan if await context.storage.write(change) else None


async def _update_as_admin(
    context: Context, pool: PoolState, user: User, requested: Mapping[str, str], client_metadata: Mapping[str, str]
) -> bool:
    """One beginning of an update; False where another writer came first."""
    plan = plan_update(pool.settings.updates, user.attributes, requested, by_admin=True)
    _check_flags(plan.applied(user.attributes))
    mail = await attribute_plans.envelopes(context, pool, user, plan, None, "UpdateUserAttribute", client_metadata)

    def change(writing: Writing) -> bool:
        current = get_by_sub(writing, pool.id, user.sub)
        if plan_update(pool.settings.updates, current.attributes, requested, by_admin=True) != plan:
            return False
        carry_out(writing, context, pool, current, plan, mail)
        return True

    return await context.storage.write(change)


def _check_flags(attributes: Mapping[str, str]) -> None:
    """Nothing can be verified that is not there. Raises InvalidParameterException."""
    for address in ("email", "phone_number"):
        if attributes.get(f"{address}_verified") == "true" and not attributes.get(address):
            raise cognito_idp.errors.InvalidParameterException(f"{address} is required if {address}_verified is true")
