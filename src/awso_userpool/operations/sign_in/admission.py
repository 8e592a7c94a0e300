"""After the proof: may this user come in, and with what. The one place where a sign-in is stored.

The decision falls in a transaction, after the password was hashed and the triggers ran: of fifty parallel guesses the
sixth and all later ones find the account locked and learn nothing, even if one of them was right.
"""

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from awso import cognito_idp
from awso_userpool.domain import permissions
from awso_userpool.domain.lockout import Failures, is_locked
from awso_userpool.domain.records import Credentials, Standing, User
from awso_userpool.operations import attempts, issue, triggering
from awso_userpool.operations.interface import Context
from awso_userpool.operations.issue import Draw, GenerationSource, Grounds
from awso_userpool.operations.lookup import App, no_such_client
from awso_userpool.operations.sign_in import sessions
from awso_userpool.operations.sign_in.subject import Subject, attempts_exceeded, incorrect
from awso_userpool.operations.token_access import check_user_state
from awso_userpool.storage.interface import LaterWrite, Writing

NEW_PASSWORD_REQUIRED = "NEW_PASSWORD_REQUIRED"


class Settled(Enum):
    """What the transaction found."""

    ADMITTED = auto()
    LOCKED = auto()
    OVERTAKEN = auto()  # the session was used, or the user changed, in the meantime


SignInWrite: TypeAlias = LaterWrite[Settled, cognito_idp.AuthenticationResultType | None]


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
    context: Context, proof: Proof, client_metadata: Mapping[str, str], source: GenerationSource, drawn: Draw
) -> AuthAnswer:
    """Tokens, or the challenge to choose a new password. Raises where the user's state forbids both."""
    user = proof.user
    check_user_state(user)
    if user.status == "FORCE_CHANGE_PASSWORD":
        return await _ask_new_password(context, proof)
    return await finish(
        context,
        proof.subject.app,
        user,
        client_metadata,
        source,
        drawn,
        lambda writing: _settle(writing, context, proof),
    )


async def finish(
    context: Context,
    app: App,
    user: User,
    client_metadata: Mapping[str, str],
    source: GenerationSource,
    drawn: Draw,
    settle: Callable[[Writing], Settled],
) -> AuthAnswer:
    """Triggers, tokens, and the stored sign-in if `settle` admits. Raises the errors of both.

    `settle` looks whether the client is still there: a token of one that is gone would be nobody's.
    """
    await _post_authentication(context, app, user, client_metadata)
    grounds = await issue.grounds(context, app, user, source, client_metadata)
    write = _sign_in(context, app, user, drawn, grounds, settle)
    write.begin()
    return await answer_of(write)


def readied(context: Context, proof: Proof, drawn: Draw) -> SignInWrite | None:
    """What `admit` does, up to the point where it stores: done while the password is still being verified.

    None where more stands between the two than the verdict: a trigger, keys that are not loaded, or a state of the
    user that admits nobody.
    """
    user, app = proof.user, proof.subject.app
    if triggering.is_configured(app.pool, "PostAuthentication") or not user.enabled or user.status != "CONFIRMED":
        return None
    grounds = issue.known_grounds(context, app)
    if grounds is None:
        return None
    return _sign_in(context, app, user, drawn, grounds, lambda writing: _settle(writing, context, proof))


async def answer_of(write: SignInWrite) -> AuthAnswer:
    """The tokens once the sign-in is stored. Raises where it was not admitted."""
    settled, result = await write.answer()
    _raise_unless_admitted(settled)
    return AuthAnswer(result=result)


def _sign_in(
    context: Context, app: App, user: User, drawn: Draw, grounds: Grounds, settle: Callable[[Writing], Settled]
) -> SignInWrite:
    """The sign-in, ready to be stored and its tokens ready to be signed.

    Committing needs a disk and signing a processor: neither waits for the other. Nothing is signed before `settle` has
    admitted.
    """
    new = issue.new_sign_in(context, app, user, drawn)
    unsigned = issue.unsigned(context, app, user, new.sign_in, grounds, drawn.names, new.refresh_token)

    def change(writing: Writing) -> Settled:
        settled = settle(writing)
        if settled is Settled.ADMITTED:
            writing.add_sign_in(new.sign_in, new.stored_token)
        return settled

    def tokens(settled: Settled) -> cognito_idp.AuthenticationResultType | None:
        return issue.tokens(unsigned) if settled is Settled.ADMITTED else None

    return context.storage.write_later(change, tokens)


async def refuse(context: Context, subject: Subject, take: Callable[[Writing], bool] = lambda _: True) -> Exception:
    """Counts a wrong password or proof, for nobody too, and answers what to raise."""
    now = context.clock()

    def change(writing: Writing) -> bool:
        take(writing)
        return subject.counted or attempts.count_password_failure(writing, subject.counter, now, context.limits)

    return incorrect() if await context.storage.write(change) else attempts_exceeded()


def _settle(writing: Writing, context: Context, proof: Proof) -> Settled:
    subject = proof.subject
    standing = standing_of(writing, subject.app, proof.user, subject.counter)
    if not proof.take(writing):
        return Settled.OVERTAKEN
    if is_locked(Failures(standing.failures, standing.last_failure_at), context.clock(), context.limits):
        return Settled.LOCKED
    if not is_unchanged(standing, proof.user, proof.before.changed_at):
        return Settled.OVERTAKEN
    if standing.failures:
        writing.delete_attempts(proof.subject.counter)
    if proof.renewed is not None:
        writing.put_credentials(proof.renewed)
    return Settled.ADMITTED


def standing_of(writing: Writing, app: App, user: User, counter: bytes) -> Standing:
    """The standing as this transaction sees it. Raises ResourceNotFoundException where the client is gone since."""
    standing = writing.standing(app.client.id, user.sub, counter)
    if standing is None:
        raise no_such_client(app.client.id)
    return standing


def is_unchanged(standing: Standing, user: User, password_changed_at: float) -> bool:
    """Whether the user still is, is in the same state, and has the same password."""
    now = (standing.status, standing.enabled, standing.password_changed_at)
    return now == (user.status, user.enabled, password_changed_at)


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
