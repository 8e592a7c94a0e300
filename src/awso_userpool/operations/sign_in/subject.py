"""Who wants to sign in: an app, and somebody or nobody in its pool, read in one go."""

from collections.abc import Mapping
from typing import NamedTuple

from awso import cognito_idp
from awso_userpool.domain.lockout import is_locked
from awso_userpool.domain.records import Credentials, User
from awso_userpool.operations import attempts, pretence, triggering
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import App, find_user
from awso_userpool.storage.interface import Reading


class Subject(NamedTuple):
    """`user` is None for nobody; then `counter` counts failures at the name, as typed in `username`.

    `counted`: this try has been counted as a failure already.
    """

    app: App
    username: str
    user: User | None
    credentials: Credentials | None
    counter: bytes
    locked: bool
    counted: bool = False


def read_subject(reading: Reading, context: Context, app: App, username: str) -> Subject:
    """What is known of `username` before anything is proved."""
    user = find_user(reading, app.pool, username)
    return subject_of(reading, context, app, username, user)


def subject_of(reading: Reading, context: Context, app: App, username: str, user: User | None) -> Subject:
    """`read_subject` for a user who has been found already."""
    who = user.sub if user else pretence.subject(app.pool, username)
    counter = attempts.counter_key(context, app.pool.id, who, "password")
    failures = attempts.password_failures(reading, counter)
    return Subject(
        app=app,
        username=username,
        user=user,
        credentials=reading.credentials(user.sub) if user else None,
        counter=counter,
        locked=is_locked(failures, context.clock(), context.limits),
    )


def check_may_try(subject: Subject) -> None:
    """Raises where trying is pointless: nobody and the client may know it, locked, or a reset is due."""
    user, hides = subject.user, subject.app.settings.hides_existence
    if user is None and not hides:
        raise cognito_idp.errors.UserNotFoundException("User does not exist.")
    if subject.locked:
        raise attempts_exceeded()
    if user is not None and user.status == "RESET_REQUIRED" and not hides:
        raise cognito_idp.errors.PasswordResetRequiredException("Password reset required for the user")


async def pre_authentication(context: Context, subject: Subject, validation_data: Mapping[str, str]) -> None:
    """Asks the PreAuthentication trigger, which may refuse by failing. Raises its errors."""
    user = subject.user
    await triggering.invoke(
        context,
        subject.app.pool,
        "PreAuthentication",
        "PreAuthentication_Authentication",
        username=user.username if user else subject.username,
        client_id=subject.app.client.id,
        request={
            "userAttributes": triggering.attributes_of(user) if user else {},
            "validationData": triggering.metadata(validation_data),
            # The guide: only where PreventUserExistenceErrors is ENABLED, which is the only way to get here as nobody.
            **({"userNotFound": user is None} if subject.app.settings.hides_existence else {}),
        },
    )


def incorrect() -> Exception:
    return cognito_idp.errors.NotAuthorizedException("Incorrect username or password.")


def attempts_exceeded() -> Exception:
    return cognito_idp.errors.NotAuthorizedException("Password attempts exceeded")
