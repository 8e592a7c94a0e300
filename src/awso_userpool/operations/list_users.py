"""ListUsers: filters and pages."""

from awso import cognito_idp
from awso_userpool.domain import user_filter
from awso_userpool.domain.names import lookup_key
from awso_userpool.domain.records import User
from awso_userpool.domain.user_filter import Condition, FilterError
from awso_userpool.operations import pages
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import PoolState, find_pool
from awso_userpool.operations.users import user_type
from awso_userpool.storage.interface import Page, Reading, UserField, UserFilter

# The most that one page holds (the model, QueryLimitType).
_PAGE_SIZE = 60

_FIELDS: dict[user_filter.SearchAttribute, UserField] = {
    "username": "username",
    "email": "email",
    "phone_number": "phone_number",
    "name": "name",
    "given_name": "given_name",
    "family_name": "family_name",
    "preferred_username": "preferred_username",
    "cognito:user_status": "user_status",
    "status": "enabled",
    "sub": "sub",
}


async def list_users(context: Context, request: cognito_idp.ListUsersRequest) -> cognito_idp.ListUsersResponse:
    """One page of the pool's users, those that match the filter."""
    condition = _condition(request.filter)
    pool_id = request.user_pool_id
    listing = ("users", pool_id, request.filter or "")
    after = pages.position(context, request.pagination_token, *listing)
    limit = _PAGE_SIZE if request.limit is None else request.limit

    def query(reading: Reading) -> tuple[PoolState, Page[User]]:
        pool = find_pool(reading, pool_id)
        return pool, reading.users(pool_id, where=_where(pool, condition), after=after, limit=limit or _PAGE_SIZE)

    pool, page = await context.storage.read(query)
    names = frozenset(request.attributes_to_get) or None
    for name in names or ():
        if name not in pool.settings.schema:
            raise cognito_idp.errors.InvalidParameterException(f"Invalid attribute name: {name}")
    return cognito_idp.ListUsersResponse(
        users=[user_type(user, names) for user in page.items],
        pagination_token=pages.next_token(context, page.next_position, *listing),
    )


def _condition(text: str | None) -> Condition | None:
    try:
        return user_filter.parse(text)
    except FilterError as error:
        raise cognito_idp.errors.InvalidParameterException(str(error)) from None


def _where(pool: PoolState, condition: Condition | None) -> UserFilter | None:
    if condition is None:
        return None
    value = condition.value
    if condition.attribute == "username":
        value = lookup_key(value, pool.settings.case_sensitive)
    if condition.attribute == "cognito:user_status":
        value = value.upper()  # the model, Filter: this one is compared without regard to case
    if condition.attribute == "status":
        value = {"enabled": "true", "disabled": "false"}.get(value.lower(), value)
    return UserFilter(
        field=_FIELDS[condition.attribute], comparison="starts_with" if condition.prefix else "equals", value=value
    )
