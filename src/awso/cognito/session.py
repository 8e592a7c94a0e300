"""Staying signed in and signing out: what happens to tokens after the sign-in that gave them."""

from collections.abc import Callable, Mapping

from awso import cognito_idp
from awso.cognito.app_client import AppClient
from awso.cognito.calls import ClientFlow, call
from awso.cognito.tokens import Tokens, tokens_of
from awso.errors import ConfigurationError, ResponseError


def refresh_flow(
    app: AppClient, tokens: Tokens, *, metadata: Mapping[str, str] | None, now: Callable[[], float]
) -> ClientFlow[Tokens]:
    """Fresh access and ID tokens; the refresh token stays."""
    answer = yield from call(
        cognito_idp.InitiateAuthResponse,
        "initiate_auth",
        auth_flow="REFRESH_TOKEN_AUTH",
        client_id=app.client_id,
        auth_parameters={
            "REFRESH_TOKEN": refresh_token_of(tokens),
            # Cognito hashes the true user name here, even where the sign-in was by an alias.
            **({} if app.client_secret is None else app.secret_hash(tokens.username)),
        },
        client_metadata=metadata,
    )
    return _refreshed(answer.authentication_result, tokens, now)


def rotate_flow(
    app: AppClient, tokens: Tokens, *, metadata: Mapping[str, str] | None, now: Callable[[], float]
) -> ClientFlow[Tokens]:
    """Fresh tokens of all three kinds, for app clients whose refresh tokens rotate."""
    answer = yield from call(
        cognito_idp.GetTokensFromRefreshTokenResponse,
        "get_tokens_from_refresh_token",
        refresh_token=refresh_token_of(tokens),
        client_id=app.client_id,
        client_secret=app.client_secret,
        client_metadata=metadata,
    )
    return _refreshed(answer.authentication_result, tokens, now)


def sign_out_flow(app: AppClient, tokens: Tokens) -> ClientFlow[None]:
    """End this session: revoke its refresh token and every access token made from it."""
    yield from call(
        cognito_idp.RevokeTokenResponse,
        "revoke_token",
        token=refresh_token_of(tokens),
        client_id=app.client_id,
        client_secret=app.client_secret,
    )


def sign_out_everywhere_flow(tokens: Tokens) -> ClientFlow[None]:
    """End every session of the user."""
    yield from call(cognito_idp.GlobalSignOutResponse, "global_sign_out", access_token=tokens.access_token)


def refresh_token_of(tokens: Tokens) -> str:
    """The refresh token. Raises `ConfigurationError` where the sign-in gave none."""
    if tokens.refresh_token is None:
        raise ConfigurationError("these tokens have no refresh token: sign in again")
    return tokens.refresh_token


def _refreshed(
    result: "cognito_idp.AuthenticationResultType | None", tokens: Tokens, now: Callable[[], float]
) -> Tokens:
    if result is None:
        raise ResponseError("the service answered a refresh without tokens")
    return tokens_of(result, epoch_seconds=now(), refresh_token=tokens.refresh_token)
