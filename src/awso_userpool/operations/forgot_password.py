"""ForgotPassword and ConfirmForgotPassword: a new password by way of a verified address.

Where the client must not learn who exists, nobody gets the same answers, the same limits and the same work as somebody.
"""

from typing import NamedTuple

from awso import cognito_idp
from awso_userpool.domain import random_text
from awso_userpool.domain.attribute_changes import VERIFIED_FLAG
from awso_userpool.domain.delivery import Delivery
from awso_userpool.domain.records import Code, User
from awso_userpool.operations import attempts, codes, credentials, pretence
from awso_userpool.operations.attribute_plans import delivery_details
from awso_userpool.operations.client_auth import check_secret_hash
from awso_userpool.operations.codes import Verdict
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import App, find_app, find_user, get_by_sub
from awso_userpool.operations.messaging import Envelope
from awso_userpool.operations.passwords import (
    no_recovery_address,
    not_resettable,
    passwords_of,
    recovery_delivery,
    replace_password,
    reset_mail,
    send_reset_code,
)
from awso_userpool.operations.sign_up import post_confirmation
from awso_userpool.operations.user_migration import migrate
from awso_userpool.storage.interface import Reading, Writing

_THING = "forgot password"


class _Subject(NamedTuple):
    """Who is meant; `user` is None for nobody. `id` is what tries are counted under."""

    app: App
    user: User | None
    id: str


async def forgot_password(
    context: Context, request: cognito_idp.ForgotPasswordRequest
) -> cognito_idp.ForgotPasswordResponse:
    """Sends a code to the verified address that the pool's recovery order names first."""
    subject = await _subject(context, request.client_id, request.username)
    app = subject.app
    check_secret_hash(app.client, request.secret_hash, request.username)
    if app.pool.settings.recovery == ("admin_only",):
        raise cognito_idp.errors.NotAuthorizedException("Contact administrator to reset password.")
    user = subject.user or await migrate(
        context, app, request.username, None, "UserMigration_ForgotPassword", request.client_metadata
    )
    subject = _Subject(app, user, user.sub if user else subject.id)
    delivery = recovery_delivery(app.pool.settings, user.attributes) if user else None
    refusal = _refusal(user, delivery)
    if refusal is not None and not app.settings.hides_existence:
        raise refusal
    envelope = None
    if refusal is None and user is not None and delivery is not None:
        envelope = await reset_mail(context, app.pool, user, delivery, app.client.id, request.client_metadata)
    if not await _request_code(context, subject, envelope):
        raise attempts.limit_exceeded()
    shown = (delivery if refusal is None else None) or pretence.delivery(
        context, app.pool, request.username, pretence.recovery_address(context, app.pool, request.username)
    )
    return cognito_idp.ForgotPasswordResponse(code_delivery_details=delivery_details(shown))


async def confirm_forgot_password(
    context: Context, request: cognito_idp.ConfirmForgotPasswordRequest
) -> cognito_idp.ConfirmForgotPasswordResponse:
    """The right code sets the new password and ends every sign-in of the user."""
    subject = await _subject(context, request.client_id, request.username)
    app = subject.app
    check_secret_hash(app.client, request.secret_hash, request.username)
    credentials.check_policy(app.pool.settings.password_policy, request.password)
    user = subject.user
    if user is None:
        raise await _refused_for_nobody(context, subject)
    await _check_first(context, app, user, request)
    if not user.enabled:
        raise cognito_idp.errors.NotAuthorizedException("User is disabled.")
    _, former = await context.storage.read(lambda reading: passwords_of(reading, app.pool, user))
    await credentials.check_history(context, former, request.password)
    secret = await credentials.new_credentials(context, user, request.password)

    def change(writing: Writing) -> tuple[Verdict, User | None]:
        current = get_by_sub(writing, app.pool.id, user.sub)
        verdict, code = codes.redeem(
            writing, context, app.pool.id, user.sub, "forgot_password", request.confirmation_code
        )
        if verdict is not Verdict.RIGHT or code is None:
            return verdict, None
        if not _still_reaches(current, code):
            return Verdict.EXPIRED, None
        writing.delete_attempts(attempts.counter_key(context, app.pool.id, user.sub, _THING))
        return verdict, replace_password(writing, context, app.pool, current, secret)

    verdict, changed = await context.storage.write(change)
    if changed is None:
        raise codes.refusal(verdict)
    await post_confirmation(
        context, app.pool, changed, app.client.id, "PostConfirmation_ConfirmForgotPassword", request.client_metadata
    )
    return cognito_idp.ConfirmForgotPasswordResponse()


def _still_reaches(user: User, code: Code) -> bool:
    """Whether the address that `code` went to still is the user's, and verified: it may have passed to another."""
    return any(
        code.attribute == address and code.target == user.attributes.get(address) and user.attributes[flag] == "true"
        for address, flag in VERIFIED_FLAG.items()
        if flag in user.attributes
    )


async def _subject(context: Context, client_id: str, username: str) -> _Subject:
    def query(reading: Reading) -> _Subject:
        app = find_app(reading, client_id)
        user = find_user(reading, app.pool, username)
        return _Subject(app, user, user.sub if user else pretence.subject(app.pool, username))

    return await context.storage.read(query)


def _refusal(user: User | None, delivery: Delivery | None) -> Exception | None:
    """Why no code can be sent; None where one can."""
    if user is None:
        return cognito_idp.errors.UserNotFoundException("Username/client id combination not found.")
    if not user.enabled:
        return cognito_idp.errors.NotAuthorizedException("User is disabled.")
    if user.status == "FORCE_CHANGE_PASSWORD":
        return not_resettable()
    return no_recovery_address() if delivery is None else None


async def _request_code(context: Context, subject: _Subject, envelope: Envelope | None) -> bool:
    """Counts the request, for nobody too, and sends the code where there is somebody."""
    app, user = subject.app, subject.user
    counter = attempts.counter_key(context, app.pool.id, subject.id, _THING)
    code, now = random_text.verification_code(context.randomness), context.clock()

    def change(writing: Writing) -> bool:
        if not attempts.count_try(writing, counter, context.limits.forgot_password, now):
            return False
        if user is not None and envelope is not None:
            send_reset_code(writing, context, envelope, get_by_sub(writing, app.pool.id, user.sub), code)
        return True

    return await context.storage.write(change)


async def _check_first(
    context: Context, app: App, user: User, request: cognito_idp.ConfirmForgotPasswordRequest
) -> None:
    """Refuses a wrong code before a password is hashed for it; the right one is not used up yet."""

    sub, guess = user.sub, request.confirmation_code
    verdict, _ = await context.storage.write(
        lambda writing: codes.judge(writing, context, app.pool.id, sub, "forgot_password", guess)
    )
    # Asked in every case, so that somebody costs as much as nobody. A code that an administrator sent is spoken of as
    # little as one that nobody sent.
    refusal = await _hidden_expiry(context, app, sub)
    if verdict is Verdict.TOO_MANY or not app.settings.hides_existence:
        refusal = codes.refusal(verdict)
    if verdict is not Verdict.RIGHT:
        raise refusal


async def _refused_for_nobody(context: Context, subject: _Subject) -> Exception:
    app = subject.app
    if not app.settings.hides_existence:
        return cognito_idp.errors.UserNotFoundException("Username/client id combination not found.")
    rate, now = codes.guess_rate(context.limits, "forgot_password"), context.clock()
    counter = attempts.counter_key(context, app.pool.id, subject.id, "forgot_password")
    if not await context.storage.write(lambda writing: attempts.count_try(writing, counter, rate, now)):
        return attempts.limit_exceeded()
    return await _hidden_expiry(context, app, subject.id)


async def _hidden_expiry(context: Context, app: App, subject: str) -> Exception:
    """What a wrong code answers where existence is hidden: mismatch while a code was asked for lately, else expired."""
    counter = attempts.counter_key(context, app.pool.id, subject, _THING)
    asked = await context.storage.read(lambda reading: reading.attempts(counter))
    lifetime = context.limits.forgot_password_code_seconds
    waiting = asked is not None and context.clock() - asked.last_at < lifetime
    return codes.refusal(Verdict.WRONG if waiting else Verdict.EXPIRED)
