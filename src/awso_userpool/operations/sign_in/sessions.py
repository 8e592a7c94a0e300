"""The Session of a challenge: opaque, single use, bound to pool, client, user and step; kept as a keyed hash."""

import base64

from awso import cognito_idp
from awso_userpool.domain.records import ChallengeSession
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import App

# Far more than can be guessed; the model wants 20 to 2048 characters.
_HANDLE_BYTES = 192


def new_handle(context: Context) -> str:
    """Text for a new session or secret block, in base64 as Cognito's are."""
    return base64.b64encode(context.randomness(_HANDLE_BYTES)).decode()


def handle_hash(context: Context, handle: str) -> bytes:
    """Under what the session of `handle` is stored."""
    return context.hashes.digest("session", handle)


def record(
    context: Context, app: App, handle: str, sub: str | None, challenge: str, state: bytes, seconds: int
) -> ChallengeSession:
    """The session as it is stored."""
    now = context.clock()
    return ChallengeSession(
        hash=handle_hash(context, handle),
        pool_id=app.pool.id,
        client_id=app.client.id,
        sub=sub,
        challenge=challenge,
        state=state,
        created_at=now,
        expires_at=now + seconds,
    )


def checked(context: Context, app: App, session: ChallengeSession | None, challenge: str) -> ChallengeSession:
    """The session, if it may be answered through `app` as `challenge` now. Raises NotAuthorizedException."""
    if (
        session is None
        or session.challenge != challenge
        or (session.pool_id, session.client_id) != (app.pool.id, app.client.id)
    ):
        raise invalid()
    if session.used_at is not None:
        raise used()
    if context.clock() >= session.expires_at:
        raise cognito_idp.errors.NotAuthorizedException("Invalid session for the user, session is expired.")
    return session


def invalid() -> Exception:
    return cognito_idp.errors.NotAuthorizedException("Invalid session for the user.")


def used() -> Exception:
    return cognito_idp.errors.NotAuthorizedException("Invalid session for the user, session can only be used once.")
