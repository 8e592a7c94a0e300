"""REFRESH_TOKEN_AUTH: new access and ID tokens for a sign-in that is still alive. The refresh token stays the same."""

from typing import NamedTuple

from awso import cognito_idp
from awso_userpool.domain.records import RefreshGrant, User
from awso_userpool.operations import issue
from awso_userpool.operations.client_auth import check_secret_hash
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import App
from awso_userpool.operations.sign_in.admission import AuthAnswer
from awso_userpool.operations.token_access import check_user_state
from awso_userpool.storage.interface import Reading


class Holder(NamedTuple):
    """Whose token it is."""

    grant: RefreshGrant
    user: User


def read_holder(reading: Reading, context: Context, app: App, refresh_token: str) -> Holder:
    """Raises NotAuthorizedException where `app` has no such token."""
    grant = reading.refresh_grant(context.hashes.digest("refresh token", refresh_token))
    user = reading.user_by_sub(app.pool.id, grant.sign_in.sub) if grant else None
    if grant is None or user is None or grant.sign_in.client_id != app.client.id:
        raise _refused("Invalid Refresh Token")
    return Holder(grant, user)


async def refresh(
    context: Context, app: App, holder: Holder, secret_hash: str | None, username: str | None
) -> AuthAnswer:
    """Raises NotAuthorizedException that says why the token counts no longer."""
    grant, user = holder
    # The user name as sent, if it was sent; else the guide asks for the real one, and clients use the sub as well.
    usernames = (user.username, user.sub, *((username,) if username else ()))
    check_secret_hash(app.client, secret_hash, *usernames)
    if not user.enabled:
        raise _refused("User is disabled.")
    if grant.sign_in.revoked_at is not None:
        raise _refused("Refresh Token has been revoked")
    if context.clock() >= grant.token.expires_at:
        raise _refused("Refresh Token has expired")
    check_user_state(user)
    # ClientMetadata of InitiateAuth does not reach PreTokenGeneration.
    grounds = await issue.grounds(context, app, user, "TokenGeneration_RefreshTokens", {})
    names = issue.draw_names(context)
    return AuthAnswer(result=issue.tokens(issue.unsigned(context, app, user, grant.sign_in, grounds, names, None)))


def _refused(message: str) -> Exception:
    return cognito_idp.errors.NotAuthorizedException(message)
