"""From an access token to the person who holds it, or to the reason why it no longer counts.

The order matters: form, signature and times first, from the token alone; then one read that says whether it is still
alive.
"""

from typing import NamedTuple

from awso import cognito_idp
from awso_userpool.domain import client_settings
from awso_userpool.domain.client_settings import ClientSettings
from awso_userpool.domain.records import SignIn, TokenHolder, User
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import PoolState, pool_state
from awso_userpool.storage.interface import Reading
from awso_userpool.tokens import jwt
from awso_userpool.tokens.claims import ADMIN_SCOPE, sign_in_id
from awso_userpool.tokens.jwt import Claims, MalformedTokenError, SignatureError, time_claim


class Bearer(NamedTuple):
    """Who sent a valid access token, and through which client."""

    pool: PoolState
    client_id: str
    client: ClientSettings
    user: User
    sign_in: SignIn


class TokenName(NamedTuple):
    """What a token says about itself; believed because its signature was checked."""

    pool_id: str
    client_id: str
    sub: str
    sign_in_id: str


async def bearer(context: Context, access_token: str) -> Bearer:
    """The holder of `access_token`. Raises NotAuthorizedException and, for the state of the user, its like."""
    name = await _verified(context, access_token)
    holder = await context.storage.read(lambda reading: token_holder(reading, name))
    return _checked(holder)


def still_bearer(reading: Reading, bearer: Bearer) -> Bearer:
    """The same holder as this transaction sees it: between two transactions anything may have been revoked."""
    name = TokenName(bearer.pool.id, bearer.client_id, bearer.user.sub, bearer.sign_in.id)
    return _checked(token_holder(reading, name))


def token_holder(reading: Reading, name: TokenName) -> TokenHolder:
    """The records behind a token. Raises the error that says which of them is gone."""
    holder = reading.token_holder(name.pool_id, name.client_id, name.sub, name.sign_in_id)
    if holder is not None:
        return holder
    if reading.pool(name.pool_id) is None:
        raise cognito_idp.errors.ResourceNotFoundException(f"User pool {name.pool_id} does not exist.")
    if reading.user_by_sub(name.pool_id, name.sub) is None:
        raise cognito_idp.errors.UserNotFoundException("User does not exist.")
    raise _refused("Access Token has been revoked")


def check_user_state(user: User) -> None:
    """Raises where the state of `user` forbids acting. For someone who has proved who they are."""
    if not user.enabled:
        raise _refused("User is disabled.")
    if user.status == "UNCONFIRMED":
        raise cognito_idp.errors.UserNotConfirmedException("User is not confirmed.")
    if user.status == "RESET_REQUIRED":
        raise cognito_idp.errors.PasswordResetRequiredException("Password reset required for the user")


def _refused(message: str) -> Exception:
    return cognito_idp.errors.NotAuthorizedException(message)


def _checked(holder: TokenHolder) -> Bearer:
    user = holder.user
    if not user.enabled:
        raise _refused("User is disabled.")
    if holder.sign_in.revoked_at is not None:
        raise _refused("Access Token has been revoked")
    check_user_state(user)
    client = holder.client
    return Bearer(pool_state(holder.pool), client.id, client_settings.of(client.settings), user, holder.sign_in)


async def _verified(context: Context, access_token: str) -> TokenName:
    """The token's name once signature, issuer, use, times and scope are right."""
    seen = context.caches.verified_tokens
    try:
        claims = seen.get(access_token)
        if claims is None:
            claims = await _signed_claims(context, access_token)
            seen.add(access_token, claims)
        return _name(claims, _pool_id(context, claims), context.clock())
    except MalformedTokenError:
        raise _refused("Invalid Access Token") from None
    except SignatureError:
        raise _refused("Could not verify signature for Access Token") from None


async def _signed_claims(context: Context, access_token: str) -> Claims:
    token = jwt.take_apart(access_token)
    ring = await context.caches.key_ring(context.storage, _pool_id(context, token.claims), kid=token.kid)
    jwt.check_signature(token, ring.verifiers.get(("access", token.kid)))
    return token.claims


def _pool_id(context: Context, claims: Claims) -> str:
    issuer = jwt.text_claim(claims, "iss")
    pool_id = issuer.removeprefix(f"{context.public_url}/")
    if pool_id == issuer or "/" in pool_id:
        raise MalformedTokenError
    return pool_id


def _name(claims: Claims, pool_id: str, now: float) -> TokenName:
    if jwt.text_claim(claims, "token_use") != "access":
        raise MalformedTokenError
    if now >= time_claim(claims, "exp"):
        raise _refused("Access Token has expired")
    latest = now + jwt.LEEWAY_SECONDS
    if time_claim(claims, "iat") > latest or ("nbf" in claims and time_claim(claims, "nbf") > latest):
        raise MalformedTokenError
    if ADMIN_SCOPE not in jwt.text_claim(claims, "scope").split(" "):
        raise _refused("Access Token does not have required scopes")
    sign_in = sign_in_id(claims)
    if not isinstance(sign_in, str):
        raise MalformedTokenError
    return TokenName(pool_id, jwt.text_claim(claims, "client_id"), jwt.text_claim(claims, "sub"), sign_in)
