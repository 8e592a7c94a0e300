"""What a program that signs users in needs beyond the raw API: sign-in, refresh, sign-out, and checking tokens.

Each function takes a `cognito_idp.Client` and has a twin `…_async` that takes a `cognito_idp.AsyncClient`; both run
the same flow (`sign_in.py`, `session.py`). `TokenVerifier` needs no client. None of this needs AWS credentials.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from awso.cognito import session
from awso.cognito.app_client import AppClient
from awso.cognito.calls import ClientFlow, OnChallenge, OnChallengeAsync, run, run_async
from awso.cognito.challenges import (
    Answer,
    Challenge,
    ChallengeRequiredError,
    Choice,
    Code,
    CodeChallenge,
    CustomAnswer,
    CustomChallenge,
    EmailOtp,
    MfaSetup,
    NewPassword,
    NewPasswordRequired,
    OtherChallenge,
    Responses,
    SelectMfaType,
    SmsMfa,
    SmsOtp,
    SoftwareTokenMfa,
)
from awso.cognito.secret_hash import secret_hash
from awso.cognito.sign_in import Attempt, PasswordProof, sign_in_flow
from awso.cognito.srp import SrpError
from awso.cognito.tokens import Device, Tokens
from awso.cognito.verify import (
    Claims,
    MalformedTokenError,
    MissingScopeError,
    SignatureError,
    TokenError,
    TokenExpiredError,
    TokenNotYetValidError,
    TokenVerifier,
    UnknownKeyError,
    UnsupportedAlgorithmError,
    WrongClientError,
    WrongIssuerError,
    WrongTokenUseError,
)

if TYPE_CHECKING:
    from awso import cognito_idp

__all__ = [
    "Answer",
    "Challenge",
    "ChallengeRequiredError",
    "Choice",
    "Claims",
    "Code",
    "CodeChallenge",
    "CustomAnswer",
    "CustomChallenge",
    "Device",
    "EmailOtp",
    "MalformedTokenError",
    "MfaSetup",
    "MissingScopeError",
    "NewPassword",
    "NewPasswordRequired",
    "OnChallenge",
    "OnChallengeAsync",
    "OtherChallenge",
    "PasswordProof",
    "Responses",
    "SelectMfaType",
    "SignatureError",
    "SmsMfa",
    "SmsOtp",
    "SoftwareTokenMfa",
    "SrpError",
    "TokenError",
    "TokenExpiredError",
    "TokenNotYetValidError",
    "TokenVerifier",
    "Tokens",
    "UnknownKeyError",
    "UnsupportedAlgorithmError",
    "WrongClientError",
    "WrongIssuerError",
    "WrongTokenUseError",
    "refresh",
    "refresh_async",
    "secret_hash",
    "sign_in",
    "sign_in_async",
    "sign_out",
    "sign_out_async",
    "sign_out_everywhere",
    "sign_out_everywhere_async",
]


def sign_in(
    client: "cognito_idp.Client",
    *,
    client_id: str,
    username: str,
    password: str,
    pool_id: str | None = None,
    client_secret: str | None = None,
    flow: PasswordProof = "srp",
    on_challenge: OnChallenge | None = None,
    client_metadata: Mapping[str, str] | None = None,
) -> Tokens:
    """Sign a user in.

    `flow` "srp" never sends the password and needs `pool_id`; "password" sends it. `username` may be an alias.
    `on_challenge` answers what the pool asks beyond the password. Raises the service's errors
    (`cognito_idp.errors.NotAuthorizedException`, …), `ChallengeRequiredError` for a question without `on_challenge`,
    `SrpError` where the service's half of SRP is malformed.
    """
    attempt = _attempt(client_id, client_secret, username, password, pool_id, client_metadata)
    return run(sign_in_flow(attempt, flow), client, on_challenge)


async def sign_in_async(
    client: "cognito_idp.AsyncClient",
    *,
    client_id: str,
    username: str,
    password: str,
    pool_id: str | None = None,
    client_secret: str | None = None,
    flow: PasswordProof = "srp",
    on_challenge: OnChallengeAsync | None = None,
    client_metadata: Mapping[str, str] | None = None,
) -> Tokens:
    """As `sign_in`; `on_challenge` may be a coroutine function."""
    attempt = _attempt(client_id, client_secret, username, password, pool_id, client_metadata)
    return await run_async(sign_in_flow(attempt, flow), client, on_challenge)


def refresh(
    client: "cognito_idp.Client",
    tokens: Tokens,
    *,
    client_id: str,
    client_secret: str | None = None,
    rotating: bool = False,
    client_metadata: Mapping[str, str] | None = None,
) -> Tokens:
    """Fresh tokens from the refresh token; `rotating` for app clients whose refresh tokens rotate."""
    return run(_refresh(AppClient(client_id, client_secret), tokens, rotating, client_metadata), client)


async def refresh_async(
    client: "cognito_idp.AsyncClient",
    tokens: Tokens,
    *,
    client_id: str,
    client_secret: str | None = None,
    rotating: bool = False,
    client_metadata: Mapping[str, str] | None = None,
) -> Tokens:
    """As `refresh`."""
    return await run_async(_refresh(AppClient(client_id, client_secret), tokens, rotating, client_metadata), client)


def sign_out(client: "cognito_idp.Client", tokens: Tokens, *, client_id: str, client_secret: str | None = None) -> None:
    """End this session: its refresh token, and the access tokens made from it, stop working."""
    run(session.sign_out_flow(AppClient(client_id, client_secret), tokens), client)


async def sign_out_async(
    client: "cognito_idp.AsyncClient", tokens: Tokens, *, client_id: str, client_secret: str | None = None
) -> None:
    """As `sign_out`."""
    await run_async(session.sign_out_flow(AppClient(client_id, client_secret), tokens), client)


def sign_out_everywhere(client: "cognito_idp.Client", tokens: Tokens) -> None:
    """End every session of the user, on all devices."""
    run(session.sign_out_everywhere_flow(tokens), client)


async def sign_out_everywhere_async(client: "cognito_idp.AsyncClient", tokens: Tokens) -> None:
    """As `sign_out_everywhere`."""
    await run_async(session.sign_out_everywhere_flow(tokens), client)


def _attempt(
    client_id: str,
    client_secret: str | None,
    username: str,
    password: str,
    pool_id: str | None,
    metadata: Mapping[str, str] | None,
) -> Attempt:
    import secrets
    import time

    app = AppClient(client_id, client_secret)
    return Attempt(app, username, password, pool_id, metadata, now=time.time, random=secrets.token_bytes)


def _refresh(
    app: AppClient, tokens: Tokens, rotating: bool, metadata: Mapping[str, str] | None
) -> "ClientFlow[Tokens]":
    import time

    flow = session.rotate_flow if rotating else session.refresh_flow
    return flow(app, tokens, metadata=metadata, now=time.time)
