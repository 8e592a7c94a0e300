"""AdminCreateUser: a user with a temporary password, and the invitation that carries it."""

from collections.abc import Mapping, Sequence

from awso import cognito_idp
from awso_userpool.domain import permissions
from awso_userpool.domain.attribute_changes import VERIFIED_FLAG
from awso_userpool.domain.delivery import ADDRESSES, MEDIUM_OF, Delivery
from awso_userpool.domain.limits import DAY
from awso_userpool.domain.passwords import temporary_password
from awso_userpool.domain.records import User, copy_with
from awso_userpool.domain.sign_up_names import sign_up_name, with_address
from awso_userpool.operations import credentials, messaging, new_users, triggering
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import PoolState, find_pool, find_user, get_by_sub
from awso_userpool.operations.messaging import Envelope, Recipient
from awso_userpool.operations.users import user_type
from awso_userpool.storage.interface import Writing

Request = cognito_idp.AdminCreateUserRequest


async def admin_create_user(context: Context, request: Request) -> cognito_idp.AdminCreateUserResponse:
    """Makes a user who must choose a password at the first sign-in, or invites such a user again."""
    pool = await context.storage.read(lambda reading: find_pool(reading, request.user_pool_id))
    password = request.temporary_password or temporary_password(pool.settings.password_policy, context.randomness)
    credentials.check_policy(pool.settings.password_policy, password)
    if request.message_action == "RESEND":
        user = await _invite_again(context, pool, request, password)
    else:
        user = await _create(context, pool, request, password)
    return cognito_idp.AdminCreateUserResponse(user=user_type(user))


async def _create(context: Context, pool: PoolState, request: Request, password: str) -> User:
    name = sign_up_name(pool.settings, request.username)
    attributes = with_address(name, permissions.requested_attributes(request.user_attributes))
    permissions.check_new_user(pool.settings.schema, attributes, required=False)
    _check_flags(attributes)
    if await context.storage.read(lambda reading: new_users.is_taken(reading, pool, name)):
        raise new_users.username_exists()
    user = new_users.new_user(context, pool, name, attributes, "FORCE_CHANGE_PASSWORD")
    await new_users.pre_sign_up(
        context, pool, "PreSignUp_AdminCreateUser", user, None, request.validation_data, request.client_metadata
    )
    envelopes = await _invitations(context, pool, user, request)
    until = context.clock() + pool.settings.password_policy.temporary_password_days * DAY
    secret = await credentials.new_credentials(context, user, password, temporary_until=until)
    now = context.clock()

    def change(writing: Writing) -> None:
        new_users.add(writing, pool, name, user, secret, force=bool(request.force_alias_creation))
        for envelope in envelopes:
            messaging.post(writing, envelope, password, now)

    await context.storage.write(change)
    return user


async def _invite_again(context: Context, pool: PoolState, request: Request, password: str) -> User:
    """A new temporary password with a new term, for a user who has not used the first one."""
    user = await context.storage.read(lambda reading: find_user(reading, pool, request.username))
    if user is None:
        raise cognito_idp.errors.UserNotFoundException("User does not exist.")
    envelopes = await _invitations(context, pool, user, request)
    until = context.clock() + pool.settings.password_policy.temporary_password_days * DAY
    secret = await credentials.new_credentials(context, user, password, temporary_until=until)
    sub, now = user.sub, context.clock()

    def change(writing: Writing) -> User:
        current = get_by_sub(writing, pool.id, sub)
        if current.status != "FORCE_CHANGE_PASSWORD":
            raise cognito_idp.errors.UnsupportedUserStateException(
                f"Resend not possible. {current.username} status is not FORCE_CHANGE_PASSWORD"
            )
        invited = copy_with(current, modified_at=now)
        writing.update_user(invited)
        credentials.store(writing, invited, secret, pool.settings.password_policy)
        for envelope in envelopes:
            messaging.post(writing, envelope, password, now)
        return invited

    return await context.storage.write(change)


async def _invitations(context: Context, pool: PoolState, user: User, request: Request) -> list[Envelope]:
    if request.message_action == "SUPPRESS":
        return []
    recipient = Recipient(user.username, triggering.attributes_of(user), request.username, None)
    # ClientMetadata of AdminCreateUser goes to PreSignUp only.
    return [
        await messaging.compose(context, pool, recipient, delivery, "AdminCreateUser", {})
        for delivery in invitation_deliveries(user.attributes, request.desired_delivery_mediums)
    ]


def invitation_deliveries(attributes: Mapping[str, str], mediums: Sequence[str]) -> list[Delivery]:
    """Where invitations go: by every medium asked for, or, when none is, by SMS if there is a phone, else by mail.

    Raises InvalidParameterException where none of the mediums asked for has an address.
    """
    usable = [Delivery(address, attributes[address]) for address in ADDRESSES if attributes.get(address)]
    if not mediums:
        # The model's default is SMS; someone without a phone would never hear of it.
        return sorted(usable, key=lambda delivery: delivery.medium != "SMS")[:1]
    chosen = [delivery for delivery in usable if MEDIUM_OF[delivery.attribute] in mediums]
    if not chosen:
        raise cognito_idp.errors.InvalidParameterException(
            f"User does not have an address for the desired delivery mediums: {', '.join(mediums)}"
        )
    return chosen


def _check_flags(attributes: Mapping[str, str]) -> None:
    for address, flag in VERIFIED_FLAG.items():
        if attributes.get(flag) == "true" and not attributes.get(address):
            raise cognito_idp.errors.InvalidParameterException(f"{address} is required if {flag} is true")
