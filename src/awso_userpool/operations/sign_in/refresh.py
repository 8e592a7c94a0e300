"""New access and ID tokens for a sign-in that is still alive; the refresh token stays the same.

Two ways lead here: REFRESH_TOKEN_AUTH, and GetTokensFromRefreshToken, by which Amplify 6 refreshes for every client.
"""

from collections.abc import Mapping
from typing import NamedTuple

from awso import cognito_idp
from awso_userpool.domain.records import RefreshGrant, User
from awso_userpool.operations import issue
from awso_userpool.operations.client_auth import check_secret_hash, knows_secret
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import App, find_app
from awso_userpool.operations.sign_in.admission import AuthAnswer
from awso_userpool.operations.token_access import check_user_state
from awso_userpool.storage.interface import Reading

NOT_ENABLED = "REFRESH_TOKEN_AUTH is not enabled for the client."
ROTATES = "Refresh token rotation is enabled for the client, and this server does not rotate yet."


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
    """REFRESH_TOKEN_AUTH. Raises NotAuthorizedException that says why the token counts no longer."""
    user = holder.user
    # The user name as sent, if it was sent; else the guide asks for the real one, and clients use the sub as well.
    usernames = (user.username, user.sub, *((username,) if username else ()))
    check_secret_hash(app.client, secret_hash, *usernames)
    # ClientMetadata of InitiateAuth does not reach PreTokenGeneration.
    return AuthAnswer(result=await _renewed(context, app, holder, {}))


async def get_tokens_from_refresh_token(
    context: Context, request: cognito_idp.GetTokensFromRefreshTokenRequest
) -> cognito_idp.GetTokensFromRefreshTokenResponse:
    """GetTokensFromRefreshToken, for clients whose refresh tokens do not rotate."""

    def query(reading: Reading) -> tuple[App, Holder]:
        app = find_app(reading, request.client_id)
        _check_enabled(app, request.client_secret)
        return app, read_holder(reading, context, app, request.refresh_token)

    app, holder = await context.storage.read(query)
    result = await _renewed(context, app, holder, request.client_metadata)
    return cognito_idp.GetTokensFromRefreshTokenResponse(authentication_result=result)


def is_rotating(app: App) -> bool:
    """Whether the client wants a new refresh token each time, which this server cannot give yet."""
    rotation = app.settings.described.refresh_token_rotation
    return rotation is not None and rotation.feature == "ENABLED"


def _check_enabled(app: App, client_secret: str | None) -> None:
    if not knows_secret(app.client, client_secret):
        raise _refused(f"Unable to verify client secret for client {app.client.id}")
    if is_rotating(app):
        raise cognito_idp.errors.OperationNotEnabledException(ROTATES)
    if "REFRESH_TOKEN_AUTH" not in app.settings.flows:
        raise cognito_idp.errors.InvalidParameterException(NOT_ENABLED)


async def _renewed(
    context: Context, app: App, holder: Holder, client_metadata: Mapping[str, str]
) -> cognito_idp.AuthenticationResultType:
    grant, user = holder
    if not user.enabled:
        raise _refused("User is disabled.")
    if grant.sign_in.revoked_at is not None:
        raise _refused("Refresh Token has been revoked")
    if context.clock() >= grant.token.expires_at:
        raise _refused("Refresh Token has expired")
    check_user_state(user)
    grounds = await issue.grounds(context, app, user, "TokenGeneration_RefreshTokens", client_metadata)
    names = issue.draw_names(context)
    return issue.tokens(issue.unsigned(context, app, user, grant.sign_in, grounds, names, None))


def _refused(message: str) -> Exception:
    return cognito_idp.errors.NotAuthorizedException(message)
