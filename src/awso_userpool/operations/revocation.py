"""RevokeToken: ends the sign-in that a refresh token belongs to, with every access token that came of it."""

from awso import cognito_idp
from awso_userpool.domain import client_settings
from awso_userpool.operations.client_auth import knows_secret
from awso_userpool.operations.interface import Context
from awso_userpool.storage.interface import Writing


async def revoke_token(context: Context, request: cognito_idp.RevokeTokenRequest) -> cognito_idp.RevokeTokenResponse:
    """An unknown or revoked token is no error (RFC 7009 §2.2)."""
    client = await context.storage.read(lambda reading: reading.client(request.client_id))
    if client is None or not knows_secret(client, request.client_secret):
        raise cognito_idp.errors.UnauthorizedException("Client authentication failed.")
    if not client_settings.of(client.settings).tokens_revocable:
        raise cognito_idp.errors.UnsupportedOperationException("Token revocation is not enabled for this client.")
    # Access and ID tokens are JWS with three segments; refresh tokens look like JWE with five.
    if request.token.count(".") == 2:
        raise cognito_idp.errors.UnsupportedTokenTypeException("Only refresh tokens can be revoked.")
    digest = context.hashes.digest("refresh token", request.token)
    client_id, now = client.id, context.clock()

    def change(writing: Writing) -> bool:
        grant = writing.refresh_grant(digest)
        if grant is None:
            return True
        if grant.sign_in.client_id != client_id:
            return False
        if grant.sign_in.revoked_at is None:
            writing.revoke_sign_in(grant.sign_in.id, now)
        return True

    if not await context.storage.write(change):
        raise cognito_idp.errors.UnauthorizedException("The token was issued to another client.")
    return cognito_idp.RevokeTokenResponse()
