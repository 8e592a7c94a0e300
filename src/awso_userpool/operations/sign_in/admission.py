"""After the proof: may this user come in, and with what. The one place where a sign-in is stored.

The decision falls in a transaction, after the password was hashed and the triggers ran: of fifty parallel guesses the
sixth and all later ones find the account locked and learn nothing, even if one of them was right.
"""

import asyncio
from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Literal, NamedTuple

import msgspec

from awso import cognito_idp
from awso_userpool.domain import permissions
from awso_userpool.domain.lockout import is_locked
from awso_userpool.domain.records import Credentials, User
from awso_userpool.operations import attempts, issue, triggering
from awso_userpool.operations.interface import Context
from awso_userpool.operations.issue import GenerationSource
from awso_userpool.operations.lookup import App, check_client_exists
from awso_userpool.operations.sign_in import sessions
from awso_userpool.operations.sign_in.subject import Subject, attempts_exceeded, incorrect
from awso_userpool.operations.token_access import check_user_state
from awso_userpool.storage.interface import Writing

NEW_PASSWORD_REQUIRED = "NEW_PASSWORD_REQUIRED"


class Settled(Enum):
    """What the transaction found."""

    ADMITTED = auto()
    LOCKED = auto()
    OVERTAKEN = auto()  # the session was used, or the user changed, in the meantime


class AuthAnswer(NamedTuple):
    """The members that all four authentication operations answer with."""

    challenge_name: str | None = None
    session: str | None = None
    parameters: Mapping[str, str] = {}
    result: cognito_idp.AuthenticationResultType | None = None


class Proof(NamedTuple):
    """What has been proved, and what else is to be written if it still holds."""

    subject: Subject
    user: User
    before: Credentials
    renewed: Credentials | None = None  # the same password, stored better
    take: Callable[[Writing], bool] = lambda _: True  # uses up the session; False where it was used before


async def admit(
    context: Context, proof: Proof, client_metadata: Mapping[str, str], source: GenerationSource
) -> AuthAnswer:
    """Tokens, or the challenge to choose a new password. Raises where the user's state forbids both."""
    user = proof.user
    check_user_state(user)
    if user.status == "FORCE_CHANGE_PASSWORD":
        return await _ask_new_password(context, proof)
    return await finish(
        context, proof.subject.app, user, client_metadata, source, lambda writing: _settle(writing, context, proof)
    )


async def finish(
    context: Context,
    app: App,
    user: User,
    client_metadata: Mapping[str, str],
    source: GenerationSource,
    settle: Callable[[Writing], Settled],
) -> AuthAnswer:
    """Triggers, tokens, and the stored sign-in if `settle` admits. Raises the errors of both."""
    await _post_authentication(context, app, user, client_metadata)
    new = issue.new_sign_in(context, app, user)
    grounds = await issue.grounds(context, app, user, source, client_metadata)

    def change(writing: Writing) -> Settled:
        check_client_exists(writing, app.client.id)  # it may be gone since, and a token of it would be nobody's
        settled = settle(writing)
        if settled is Settled.ADMITTED:
            writing.add_sign_in(new.sign_in, new.stored_token)
        return settled

    # Committing needs a disk and signing a processor: the commit begins first, and neither waits for the other.
    settled, result = await asyncio.gather(
        context.storage.write(change),
        issue.tokens(context, app, user, new.sign_in, grounds, new.refresh_token),
    )
    _raise_unless_admitted(settled)
    return AuthAnswer(result=result)


async def refuse(context: Context, subject: Subject, take: Callable[[Writing], bool] = lambda _: True) -> Exception:
    """Counts a wrong password or proof, for nobody too, and answers what to raise."""
    now = context.clock()

    def change(writing: Writing) -> bool:
        take(writing)
        return attempts.count_password_failure(writing, subject.counter, now, context.limits)

    return incorrect() if await context.storage.write(change) else attempts_exceeded()


def _settle(writing: Writing, context: Context, proof: Proof) -> Settled:
    if not proof.take(writing):
        return Settled.OVERTAKEN
    failures = attempts.password_failures(writing, proof.subject.counter)
    if is_locked(failures, context.clock(), context.limits):
        return Settled.LOCKED
    if not is_unchanged(writing, proof.user, proof.before.changed_at):
        return Settled.OVERTAKEN
    if failures.number:
        writing.delete_attempts(proof.subject.counter)
    if proof.renewed is not None:
        writing.put_credentials(proof.renewed)
    return Settled.ADMITTED


def is_unchanged(writing: Writing, user: User, password_changed_at: float) -> bool:
    """Whether the user still is, is in the same state, and has the same password."""
    current = writing.user_by_sub(user.pool_id, user.sub)
    present = writing.credentials(user.sub)
    return (
        current is not None
        and (current.status, current.enabled) == (user.status, user.enabled)
        and present is not None
        and present.changed_at == password_changed_at
    )


def _raise_unless_admitted(settled: Settled) -> None:
    if settled is Settled.LOCKED:
        raise attempts_exceeded()
    if settled is Settled.OVERTAKEN:
        raise incorrect()


async def _ask_new_password(context: Context, proof: Proof) -> AuthAnswer:
    user, app = proof.user, proof.subject.app
    until = proof.before.temporary_until
    if until is not None and context.clock() >= until:
        raise cognito_idp.errors.NotAuthorizedException(
            "Temporary password has expired and must be reset by an administrator."
        )
    handle = sessions.new_handle(context)
    state = msgspec.msgpack.encode(proof.before.changed_at)
    session = sessions.record(
        context, app, handle, user.sub, NEW_PASSWORD_REQUIRED, state, app.settings.session_seconds
    )

    def change(writing: Writing) -> Settled:
        check_client_exists(writing, app.client.id)
        settled = _settle(writing, context, proof)
        if settled is Settled.ADMITTED:
            writing.add_challenge(session)
        return settled

    _raise_unless_admitted(await context.storage.write(change))
    return AuthAnswer(NEW_PASSWORD_REQUIRED, handle, _new_password_parameters(app, user))


def _new_password_parameters(app: App, user: User) -> dict[str, str]:
    schema = app.pool.settings.schema
    missing = [d.name for d in schema.values() if d.required and d.name != "sub" and not user.attributes.get(d.name)]
    readable = permissions.readable(schema, app.settings.read, user.attributes)
    return {
        "USER_ID_FOR_SRP": user.username,
        "requiredAttributes": msgspec.json.encode([f"userAttributes.{name}" for name in missing]).decode(),
        "userAttributes": msgspec.json.encode(readable).decode(),
    }


async def _post_authentication(context: Context, app: App, user: User, client_metadata: Mapping[str, str]) -> None:
    source: Literal["PostAuthentication_Authentication"] = "PostAuthentication_Authentication"
    await triggering.invoke(
        context,
        app.pool,
        "PostAuthentication",
        source,
        username=user.username,
        client_id=app.client.id,
        request={
            "userAttributes": triggering.attributes_of(user),
            "newDeviceUsed": False,
            "clientMetadata": triggering.metadata(client_metadata),
        },
    )
