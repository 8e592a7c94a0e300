"""ChangePassword, ForgotPassword, ConfirmForgotPassword, AdminSetUserPassword, AdminResetUserPassword.

A new password ends the sign-ins that came of the old one: whoever stole it must not stay. ChangePassword spares the
sign-in that asked for it.
"""

from collections.abc import Mapping

from awso import cognito_idp
from awso_userpool.domain import random_text
from awso_userpool.domain.attribute_changes import VERIFIED_FLAG
from awso_userpool.domain.delivery import Delivery
from awso_userpool.domain.limits import DAY
from awso_userpool.domain.pool_settings import PoolSettings
from awso_userpool.domain.records import Credentials, User, copy_with
from awso_userpool.operations import aliases, attempts, codes, credentials, messaging, token_access, triggering
from awso_userpool.operations.aliases import AliasTakenError
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import PoolState, find_pool, get_by_sub, get_user
from awso_userpool.operations.messaging import Envelope, Recipient
from awso_userpool.operations.token_access import still_bearer
from awso_userpool.storage.interface import Reading, Writing


async def change_password(
    context: Context, request: cognito_idp.ChangePasswordRequest
) -> cognito_idp.ChangePasswordResponse:
    """The holder of the token replaces the password, knowing the old one."""
    bearer = await token_access.bearer(context, request.access_token)
    policy = bearer.pool.settings.password_policy
    credentials.check_policy(policy, request.proposed_password)
    user = bearer.user
    before, former = await context.storage.read(lambda reading: passwords_of(reading, bearer.pool, user))
    counter = attempts.counter_key(context, bearer.pool.id, user.sub, "change password")
    await _check_previous(context, before, request.previous_password or "", counter)
    await credentials.check_history(context, former, request.proposed_password)
    secret = await credentials.new_credentials(context, user, request.proposed_password)

    def change(writing: Writing) -> bool:
        now = still_bearer(writing, bearer)
        current = writing.credentials(user.sub)
        if before is None or current is None or current.changed_at != before.changed_at:
            return False
        writing.delete_attempts(counter)
        credentials.store(writing, now.user, secret, policy)
        writing.revoke_sign_ins(user.sub, secret.changed_at, spare=bearer.sign_in.id)
        return True

    if not await context.storage.write(change):
        raise _incorrect()
    return cognito_idp.ChangePasswordResponse()


async def admin_set_user_password(
    context: Context, request: cognito_idp.AdminSetUserPasswordRequest
) -> cognito_idp.AdminSetUserPasswordResponse:
    """A permanent password confirms the user; a temporary one must be changed at the next sign-in."""

    def query(reading: Reading) -> tuple[PoolState, User]:
        pool = find_pool(reading, request.user_pool_id)
        return pool, get_user(reading, pool, request.username)

    pool, user = await context.storage.read(query)
    policy = pool.settings.password_policy
    credentials.check_policy(policy, request.password)
    _, former = await context.storage.read(lambda reading: passwords_of(reading, pool, user))
    await credentials.check_history(context, former, request.password)
    until = None if request.permanent else context.clock() + policy.temporary_password_days * DAY
    secret = await credentials.new_credentials(context, user, request.password, temporary_until=until)

    def change(writing: Writing) -> None:
        current = get_by_sub(writing, pool.id, user.sub)
        replace_password(writing, context, pool, current, secret)

    await context.storage.write(change)
    return cognito_idp.AdminSetUserPasswordResponse()


async def admin_reset_user_password(
    context: Context, request: cognito_idp.AdminResetUserPasswordRequest
) -> cognito_idp.AdminResetUserPasswordResponse:
    """Bars the password until the user sets a new one with the code that is sent."""

    def query(reading: Reading) -> tuple[PoolState, User]:
        pool = find_pool(reading, request.user_pool_id)
        return pool, get_user(reading, pool, request.username)

    pool, user = await context.storage.read(query)
    if not user.enabled:
        raise cognito_idp.errors.NotAuthorizedException("User is disabled.")
    if user.status not in {"CONFIRMED", "RESET_REQUIRED"}:
        raise not_resettable()
    delivery = recovery_delivery(pool.settings, user.attributes)
    if delivery is None:
        raise no_recovery_address()
    envelope = await reset_mail(context, pool, user, delivery, None, request.client_metadata)
    code, now = random_text.verification_code(context.randomness), context.clock()

    def change(writing: Writing) -> None:
        current = copy_with(get_by_sub(writing, pool.id, user.sub), status="RESET_REQUIRED", modified_at=now)
        writing.update_user(current)
        writing.revoke_sign_ins(user.sub, now)
        send_reset_code(writing, context, envelope, current, code)

    await context.storage.write(change)
    return cognito_idp.AdminResetUserPasswordResponse()


def replace_password(writing: Writing, context: Context, pool: PoolState, user: User, secret: Credentials) -> User:
    """Stores the credentials with all that a new password means: status, lockout, sign-ins. The user afterwards.

    Raises InvalidParameterException where this confirms a user whose preferred_username has been taken meanwhile.
    """
    status = "CONFIRMED" if secret.temporary_until is None else "FORCE_CHANGE_PASSWORD"
    changed = copy_with(user, status=status, modified_at=secret.changed_at)
    writing.update_user(changed)
    credentials.store(writing, changed, secret, pool.settings.password_policy)
    writing.delete_code(user.sub, "forgot_password")
    writing.delete_attempts(attempts.counter_key(context, pool.id, user.sub, "password"))
    writing.revoke_sign_ins(user.sub, secret.changed_at)
    if user.status == "UNCONFIRMED":
        try:
            aliases.synchronise(writing, pool, changed)
        except AliasTakenError as taken:
            raise cognito_idp.errors.InvalidParameterException(taken.message) from None
    return changed


def passwords_of(reading: Reading, pool: PoolState, user: User) -> tuple[Credentials | None, list[str]]:
    """The present credentials, and the PHC strings that the pool's history forbids to use again."""
    present = reading.credentials(user.sub)
    size = pool.settings.password_policy.history_size
    if size == 0:
        return present, []
    now = [present.password_hash] if present and present.password_hash else []
    return present, [*now, *reading.former_passwords(user.sub, limit=size)][:size]


def recovery_delivery(settings: PoolSettings, attributes: Mapping[str, str]) -> Delivery | None:
    """The verified address that comes first in the pool's recovery order."""
    for option in settings.recovery:
        for address, flag in VERIFIED_FLAG.items():
            if option == f"verified_{address}" and attributes.get(flag) == "true" and attributes.get(address):
                return Delivery(address, attributes[address])
    return None


async def reset_mail(
    context: Context,
    pool: PoolState,
    user: User,
    delivery: Delivery,
    client_id: str | None,
    client_metadata: Mapping[str, str],
) -> Envelope:
    """The message with the reset code. Raises the errors of the CustomMessage trigger."""
    recipient = Recipient(user.username, triggering.attributes_of(user), user.username, client_id)
    return await messaging.compose(context, pool, recipient, delivery, "ForgotPassword", client_metadata)


def send_reset_code(writing: Writing, context: Context, envelope: Envelope, user: User, code: str) -> None:
    """Puts the code into its slot and the message into the outbox."""
    codes.put_code(writing, context, user.pool_id, user.sub, "forgot_password", envelope.delivery, code)
    messaging.post(writing, envelope, code, context.clock())


def no_recovery_address() -> Exception:
    return cognito_idp.errors.InvalidParameterException(
        "Cannot reset password for the user as there is no registered/verified email or phone_number"
    )


def not_resettable() -> Exception:
    return cognito_idp.errors.NotAuthorizedException("User password cannot be reset in the current state.")


async def _check_previous(context: Context, before: Credentials | None, previous: str, counter: bytes) -> None:
    """Counts first, so that parallel guesses cannot share one try. Raises NotAuthorized- and LimitExceededException."""
    now, rate = context.clock(), context.limits.change_password
    if not await context.storage.write(lambda writing: attempts.count_try(writing, counter, rate, now)):
        raise attempts.limit_exceeded()
    verdict = await credentials.verify(context, before, previous)
    if not verdict.right:
        raise _incorrect()


def _incorrect() -> Exception:
    return cognito_idp.errors.NotAuthorizedException("Incorrect username or password.")
