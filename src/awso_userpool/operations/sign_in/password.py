"""USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH: the plain password over TLS."""

import asyncio
from collections.abc import Mapping

from awso_userpool.domain.records import Credentials
from awso_userpool.operations import attempts, credentials, issue, triggering
from awso_userpool.operations.interface import Context
from awso_userpool.operations.sign_in import admission
from awso_userpool.operations.sign_in.admission import AuthAnswer, Proof, SignInWrite
from awso_userpool.operations.sign_in.subject import (
    Subject,
    attempts_exceeded,
    check_may_try,
    pre_authentication,
    subject_of,
)
from awso_userpool.operations.user_migration import migrate
from awso_userpool.secrets.passwords import RIGHT, Verdict

HASH_BEGINS_SECONDS = 0.001
"""By then the hashing thread is in argon2, which takes 18 ms and more and leaves Python to others."""


async def sign_in(context: Context, subject: Subject, password: str, validation_data: Mapping[str, str]) -> AuthAnswer:
    """Verifies the password and admits. Nobody costs one verification like everybody.

    What comes after the right password is made ready while it is verified; nothing is signed or stored before.
    """
    if subject.user is None and triggering.is_configured(subject.app.pool, "UserMigration"):
        subject = await _migrated(context, subject, password, validation_data)
    check_may_try(subject)
    await pre_authentication(context, subject, validation_data)
    user, before = subject.user, subject.credentials
    way = _ShortWay()
    verification = credentials.verification(context, before, password, way.take_if)
    # Python runs one thread at a time: the hash begins only when this one waits.
    await asyncio.wait([verification], timeout=HASH_BEGINS_SECONDS)
    drawn = issue.draw(context)  # for nobody and before a wrong password too, who shall cost the same
    if user is not None and before is not None and _is_kept_as_today(context, before):
        way.write = admission.readied(context, Proof(subject, user, before), drawn)
    verdict = await verification
    if way.taken is not None:
        return await admission.answer_of(way.taken)
    if not verdict.right or user is None or before is None:
        raise await admission.refuse(context, subject)
    renewed = None
    if verdict.outdated or not _is_kept_as_today(context, before):
        renewed = await credentials.renewed(context, user, before, password)
    # ClientMetadata of InitiateAuth reaches neither PostAuthentication nor PreTokenGeneration.
    proof = Proof(subject, user, before, renewed)
    return await admission.admit(context, proof, {}, "TokenGeneration_Authentication", drawn)


class _ShortWay:
    """From the right password straight to the commit, on the hashing thread: 0.2 ms less than by the event loop."""

    __slots__ = ("taken", "write")

    def __init__(self) -> None:
        self.write: SignInWrite | None = None
        self.taken: SignInWrite | None = None

    def take_if(self, verdict: Verdict) -> None:
        """Begins the write that is ready by now, if there is one and `verdict` leaves nothing else to do."""
        write = self.write
        if verdict == RIGHT and write is not None:
            self.taken = write
            write.begin()


def _is_kept_as_today(context: Context, credentials: Credentials) -> bool:
    """Whether there is an SRP verifier exactly where the server wants one."""
    return (credentials.srp_verifier is not None) == context.srp_allowed


async def _migrated(context: Context, subject: Subject, password: str, validation_data: Mapping[str, str]) -> Subject:
    """The subject after asking the UserMigration trigger, which must not become a way to guess without a lock.

    So a try is counted as a failure before the trigger is asked, which may fail to say that a password is wrong, and
    may be asked many times at once; it is forgiven to those whom the trigger knows. Raises NotAuthorizedException.
    """
    app, name, now = subject.app, subject.username, context.clock()
    if not await context.storage.write(
        lambda writing: attempts.count_password_failure(writing, subject.counter, now, context.limits)
    ):
        raise attempts_exceeded()
    user = await migrate(context, app, name, password, "UserMigration_Authentication", validation_data)
    if user is None:
        return subject._replace(counted=True)
    await context.storage.write(lambda writing: writing.delete_attempts(subject.counter))
    return await context.storage.read(lambda reading: subject_of(reading, context, app, name, user))
