"""SignUp, ConfirmSignUp, ResendConfirmationCode, AdminConfirmSignUp: from a stranger to a confirmed user."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from awso import cognito_idp
from awso_userpool.domain import permissions, random_text
from awso_userpool.domain.attribute_changes import VERIFIED_FLAG
from awso_userpool.domain.delivery import Delivery
from awso_userpool.domain.pool_settings import PoolSettings
from awso_userpool.domain.records import Code, User, copy_with
from awso_userpool.domain.sign_up_names import sign_up_name, with_address
from awso_userpool.operations import aliases, attempts, codes, credentials, messaging, new_users, pretence, triggering
from awso_userpool.operations.aliases import AliasTakenError
from awso_userpool.operations.attribute_plans import delivery_details
from awso_userpool.operations.client_auth import check_secret_hash
from awso_userpool.operations.codes import Verdict
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import App, PoolState, find_app, find_pool, find_user, get_by_sub, get_user
from awso_userpool.operations.messaging import Envelope, Recipient
from awso_userpool.storage.interface import Reading, Writing


async def sign_up(context: Context, request: cognito_idp.SignUpRequest) -> cognito_idp.SignUpResponse:
    """Makes an UNCONFIRMED user and sends a code, unless the PreSignUp trigger confirms at once."""
    app = await context.storage.read(lambda reading: find_app(reading, request.client_id))
    check_secret_hash(app.client, request.secret_hash, request.username)
    settings = app.pool.settings
    if settings.admin_creates_users_only:
        raise cognito_idp.errors.NotAuthorizedException("SignUp is not permitted for this user pool")
    name = sign_up_name(settings, request.username)
    attributes = with_address(name, _requested(app, request))
    password = _password(request)
    credentials.check_policy(settings.password_policy, password)
    if await context.storage.read(lambda reading: new_users.is_taken(reading, app.pool, name)):
        raise new_users.username_exists()

    user = new_users.new_user(context, app.pool, name, attributes, "UNCONFIRMED")
    answer = await new_users.pre_sign_up(
        context, app.pool, "PreSignUp_SignUp", user, app.client.id, request.validation_data, request.client_metadata
    )
    status: Literal["CONFIRMED", "UNCONFIRMED"] = "CONFIRMED" if answer.confirm else "UNCONFIRMED"
    user = copy_with(user, status=status, attributes=new_users.verified(user.attributes, answer))
    secret = await credentials.new_credentials(context, user, password)
    delivery = None if answer.confirm else confirmation_delivery(settings, user.attributes)
    mail = await _confirmation_mail(context, app, user, delivery, "SignUp", request.client_metadata)

    def change(writing: Writing) -> None:
        # The guide: an alias that the trigger verifies moves here from whoever has it.
        new_users.add(writing, app.pool, name, user, secret, force=True)
        if mail is not None:
            _send_code(writing, context, user, mail)

    await context.storage.write(change)
    if answer.confirm:
        await post_confirmation(
            context, app.pool, user, app.client.id, "PostConfirmation_ConfirmSignUp", request.client_metadata
        )
    return cognito_idp.SignUpResponse(
        user_confirmed=answer.confirm,
        user_sub=user.sub,
        code_delivery_details=delivery_details(delivery) if delivery else None,
    )


async def confirm_sign_up(
    context: Context, request: cognito_idp.ConfirmSignUpRequest
) -> cognito_idp.ConfirmSignUpResponse:
    """The right code confirms the user and verifies the address that it went to."""
    app, user = await _app_and_user(context, request.client_id, request.username)
    check_secret_hash(app.client, request.secret_hash, request.username)
    hides = app.settings.hides_existence
    if user is None:
        raise await _confirmation_refused_for_nobody(context, app, request.username)
    if user.status != "UNCONFIRMED" and not hides:
        raise _not_confirmable(user)
    sub = user.sub

    def change(writing: Writing) -> tuple[Verdict, User | None]:
        current = get_by_sub(writing, app.pool.id, sub)
        verdict, code = codes.redeem(
            writing, context, app.pool.id, sub, "sign_up", request.confirmation_code, hide=hides
        )
        if verdict is not Verdict.RIGHT or code is None:
            return verdict, None
        if current.status != "UNCONFIRMED":
            raise _not_confirmable(current)
        return verdict, _confirmed(writing, context, app.pool, current, code, force=bool(request.force_alias_creation))

    verdict, confirmed = await context.storage.write(change)
    if confirmed is None:
        raise codes.refusal(verdict)
    await post_confirmation(
        context, app.pool, confirmed, app.client.id, "PostConfirmation_ConfirmSignUp", request.client_metadata
    )
    return cognito_idp.ConfirmSignUpResponse()


async def resend_confirmation_code(
    context: Context, request: cognito_idp.ResendConfirmationCodeRequest
) -> cognito_idp.ResendConfirmationCodeResponse:
    """A new code in place of the old one."""
    app, user = await _app_and_user(context, request.client_id, request.username)
    check_secret_hash(app.client, request.secret_hash, request.username)
    delivery = confirmation_delivery(app.pool.settings, user.attributes) if user else None
    waiting = user is not None and user.status == "UNCONFIRMED" and delivery is not None
    if not waiting and not app.settings.hides_existence:
        raise _not_resendable(user)
    mail = None
    if waiting and user is not None:
        mail = await _confirmation_mail(context, app, user, delivery, "ResendCode", request.client_metadata)
    subject = user.sub if user else pretence.subject(app.pool, request.username)
    counter = attempts.counter_key(context, app.pool.id, subject, "resend")
    now = context.clock()

    def change(writing: Writing) -> bool:
        if not attempts.count_try(writing, counter, context.limits.resend_confirmation_code, now):
            return False
        if user is not None and mail is not None:
            _send_code(writing, context, get_by_sub(writing, app.pool.id, user.sub), mail)
        return True

    if not await context.storage.write(change):
        raise attempts.limit_exceeded()
    shown = delivery or pretence.delivery(
        context, app.pool, request.username, pretence.confirmation_address(context, app.pool, request.username)
    )
    return cognito_idp.ResendConfirmationCodeResponse(code_delivery_details=delivery_details(shown))


async def admin_confirm_sign_up(
    context: Context, request: cognito_idp.AdminConfirmSignUpRequest
) -> cognito_idp.AdminConfirmSignUpResponse:
    """Confirms without a code; no address becomes verified."""
    now = context.clock()

    def change(writing: Writing) -> tuple[PoolState, User]:
        pool = find_pool(writing, request.user_pool_id)
        user = get_user(writing, pool, request.username)
        if user.status != "UNCONFIRMED":
            raise _not_confirmable(user)
        confirmed = copy_with(user, status="CONFIRMED", modified_at=now)
        writing.update_user(confirmed)
        writing.delete_code(user.sub, "sign_up")
        try:
            aliases.synchronise(writing, pool, confirmed)
        except AliasTakenError as taken:
            # AliasExistsException is not among this operation's errors.
            raise cognito_idp.errors.InvalidParameterException(taken.message) from None
        return pool, confirmed

    pool, user = await context.storage.write(change)
    await post_confirmation(context, pool, user, None, "PostConfirmation_ConfirmSignUp", request.client_metadata)
    return cognito_idp.AdminConfirmSignUpResponse()


async def post_confirmation(
    context: Context,
    pool: PoolState,
    user: User,
    client_id: str | None,
    source: Literal["PostConfirmation_ConfirmSignUp", "PostConfirmation_ConfirmForgotPassword"],
    client_metadata: Mapping[str, str],
) -> None:
    """Tells the PostConfirmation trigger. Raises its errors; the confirmation stands."""
    await triggering.invoke(
        context,
        pool,
        "PostConfirmation",
        source,
        username=user.username,
        client_id=client_id,
        request={
            "userAttributes": triggering.attributes_of(user),
            "clientMetadata": triggering.metadata(client_metadata),
        },
    )


def confirmation_delivery(settings: PoolSettings, attributes: Mapping[str, str]) -> Delivery | None:
    """Where a confirmation code goes: to the phone if both are auto-verified (the guide), nowhere if none is."""
    if "phone_number" in settings.auto_verified and attributes.get("phone_number"):
        return Delivery("phone_number", attributes["phone_number"])
    if "email" in settings.auto_verified and attributes.get("email"):
        return Delivery("email", attributes["email"])
    return None


class _CodedMail(NamedTuple):
    envelope: Envelope
    code: str


async def _app_and_user(context: Context, client_id: str, username: str) -> tuple[App, User | None]:
    def query(reading: Reading) -> tuple[App, User | None]:
        app = find_app(reading, client_id)
        return app, find_user(reading, app.pool, username)

    return await context.storage.read(query)


def _requested(app: App, request: cognito_idp.SignUpRequest) -> dict[str, str]:
    requested = permissions.requested_attributes(request.user_attributes)
    schema = app.pool.settings.schema
    permissions.check_client_may_write(schema, app.settings.write, requested)
    name = sign_up_name(app.pool.settings, request.username)
    permissions.check_new_user(schema, with_address(name, requested))
    return requested


def _password(request: cognito_idp.SignUpRequest) -> str:
    # The model leaves it optional for passwordless pools, which this server does not have.
    if not request.password:
        raise cognito_idp.errors.InvalidParameterException("Missing required parameter Password")
    return request.password


async def _confirmation_mail(
    context: Context,
    app: App,
    user: User,
    delivery: Delivery | None,
    source: Literal["SignUp", "ResendCode"],
    client_metadata: Mapping[str, str],
) -> _CodedMail | None:
    if delivery is None:
        return None
    recipient = Recipient(user.username, triggering.attributes_of(user), user.username, app.client.id)
    envelope = await messaging.compose(context, app.pool, recipient, delivery, source, client_metadata)
    return _CodedMail(envelope, random_text.verification_code(context.randomness))


def _send_code(writing: Writing, context: Context, user: User, mail: _CodedMail) -> None:
    delivery = mail.envelope.delivery
    codes.put_code(writing, context, user.pool_id, user.sub, "sign_up", delivery, mail.code)
    messaging.post(writing, mail.envelope, mail.code, context.clock())


def _confirmed(writing: Writing, context: Context, pool: PoolState, user: User, code: Code, *, force: bool) -> User:
    """Stores the confirmed user. Raises AliasExistsException, which undoes the use of the code."""
    attributes = dict(user.attributes)
    for address, flag in VERIFIED_FLAG.items():
        # Only the very address that the code went to: it may have been changed since.
        if code.attribute == address and attributes.get(address) == code.target:
            attributes[flag] = "true"
    confirmed = copy_with(user, status="CONFIRMED", attributes=attributes, modified_at=context.clock())
    writing.update_user(confirmed)
    try:
        aliases.synchronise(writing, pool, confirmed, force=force)
    except AliasTakenError as taken:
        raise taken.as_alias_exists() from None
    return confirmed


async def _confirmation_refused_for_nobody(context: Context, app: App, username: str) -> Exception:
    if not app.settings.hides_existence:
        return cognito_idp.errors.UserNotFoundException("Username/client id combination not found.")
    rate = codes.guess_rate(context.limits, "sign_up")
    counter = attempts.counter_key(context, app.pool.id, pretence.subject(app.pool, username), "sign_up")
    now = context.clock()
    counted = await context.storage.write(lambda writing: attempts.count_try(writing, counter, rate, now))
    return codes.refusal(Verdict.WRONG if counted else Verdict.TOO_MANY)


def _not_confirmable(user: User) -> Exception:
    return cognito_idp.errors.NotAuthorizedException(f"User cannot be confirmed. Current status is {user.status}")


def _not_resendable(user: User | None) -> Exception:
    if user is None:
        return cognito_idp.errors.UserNotFoundException("Username/client id combination not found.")
    if user.status != "UNCONFIRMED":
        return cognito_idp.errors.InvalidParameterException("User is already confirmed.")
    return cognito_idp.errors.InvalidParameterException("Auto verification not turned on.")
