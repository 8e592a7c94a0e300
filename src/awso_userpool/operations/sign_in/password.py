"""USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH: the plain password over TLS."""

from collections.abc import Mapping

from awso_userpool.operations import credentials, triggering
from awso_userpool.operations.interface import Context
from awso_userpool.operations.sign_in import admission
from awso_userpool.operations.sign_in.admission import AuthAnswer, Proof
from awso_userpool.operations.sign_in.subject import (
    Subject,
    attempts_exceeded,
    check_may_try,
    pre_authentication,
    subject_of,
)
from awso_userpool.operations.user_migration import migrate


async def sign_in(context: Context, subject: Subject, password: str, validation_data: Mapping[str, str]) -> AuthAnswer:
    """Verifies the password and admits. Nobody costs one verification like everybody."""
    if subject.user is None and triggering.is_configured(subject.app.pool, "UserMigration"):
        subject = await _migrated(context, subject, password, validation_data)
    check_may_try(subject)
    await pre_authentication(context, subject, validation_data)
    user, before = subject.user, subject.credentials
    verdict = await credentials.verify(context, before, password)
    if not verdict.right or user is None or before is None:
        raise await admission.refuse(context, subject)
    renewed = None
    if verdict.outdated or (before.srp_verifier is not None) != context.srp_allowed:
        renewed = await credentials.renewed(context, user, before, password)
    # ClientMetadata of InitiateAuth reaches neither PostAuthentication nor PreTokenGeneration.
    return await admission.admit(context, Proof(subject, user, before, renewed), {}, "TokenGeneration_Authentication")


async def _migrated(context: Context, subject: Subject, password: str, validation_data: Mapping[str, str]) -> Subject:
    """The subject after asking the UserMigration trigger, which must not become a way to guess without a lock."""
    app, name = subject.app, subject.username
    if subject.locked:
        raise attempts_exceeded()
    user = await migrate(context, app, name, password, "UserMigration_Authentication", validation_data)
    if user is None:
        if not app.settings.hides_existence:
            await admission.refuse(context, subject)
        return subject
    return await context.storage.read(lambda reading: subject_of(reading, context, app, name, user))
