"""Making the tokens of a sign-in: claims, the PreTokenGeneration trigger, signatures."""

import asyncio
from collections.abc import Mapping
from typing import Literal, NamedTuple

from awso import cognito_idp
from awso_userpool.domain import permissions, random_text
from awso_userpool.domain.records import KeyUse, RefreshToken, SignIn, User
from awso_userpool.operations import triggering
from awso_userpool.operations.interface import Context, JsonObject
from awso_userpool.operations.lookup import App
from awso_userpool.tokens import claims, jwt, overrides, refresh
from awso_userpool.tokens.keys import Signer
from awso_userpool.tokens.overrides import Overrides

GenerationSource = Literal[
    "TokenGeneration_Authentication", "TokenGeneration_NewPasswordChallenge", "TokenGeneration_RefreshTokens"
]


class NewSignIn(NamedTuple):
    """A sign-in that is about to be stored, with the refresh token's text, which never is."""

    sign_in: SignIn
    refresh_token: str
    stored_token: RefreshToken


def new_sign_in(context: Context, app: App, user: User) -> NewSignIn:
    """A fresh sign-in of `user` through `app`."""
    now = context.clock()
    sign_in = SignIn(
        id=random_text.uuid4(context.randomness),
        pool_id=app.pool.id,
        client_id=app.client.id,
        sub=user.sub,
        auth_time=now,
        # The last access token of the last refresh outlives the refresh token.
        expires_at=now + app.settings.refresh_seconds + max(app.settings.access_seconds, app.settings.id_seconds),
    )
    text = refresh.make(context.randomness)
    stored = RefreshToken(
        hash=context.hashes.digest("refresh token", text),
        sign_in_id=sign_in.id,
        issued_at=now,
        expires_at=now + app.settings.refresh_seconds,
    )
    return NewSignIn(sign_in, text, stored)


class Grounds(NamedTuple):
    """What tokens are made from and may be refused: what the trigger wants changed, and the pool's keys."""

    wanted: Overrides
    signers: dict[KeyUse, Signer]


async def grounds(
    context: Context, app: App, user: User, source: GenerationSource, client_metadata: Mapping[str, str]
) -> Grounds:
    """Asks the PreTokenGeneration trigger, before anything is stored. Raises its errors."""
    wanted = await _overrides(context, app, user, source, client_metadata)
    ring = await context.caches.key_ring(context.storage, app.pool.id)
    if not ring.signers:  # keys go with their pool
        raise cognito_idp.errors.ResourceNotFoundException(f"User pool {app.pool.id} does not exist.")
    return Grounds(wanted, ring.signers)


async def tokens(
    context: Context, app: App, user: User, sign_in: SignIn, given: Grounds, refresh_token: str | None
) -> cognito_idp.AuthenticationResultType:
    """The tokens of `sign_in` as the client gets them.

    One thread makes both signatures, 0.3 ms each where the processor helps: another core commits meanwhile, which
    takes longer, and a second thread would be in its way.
    """
    issue = _issue(context, app, sign_in)
    readable = permissions.readable(app.pool.settings.schema, app.settings.read, user.attributes)
    access = overrides.apply_to_access(claims.access_claims(issue, user), given.wanted)
    identity = overrides.apply_to_id(claims.id_claims(issue, user, readable), given.wanted)
    access_token, id_token = await asyncio.to_thread(
        lambda: (jwt.sign(access, given.signers["access"]), jwt.sign(identity, given.signers["id"]))
    )
    return cognito_idp.AuthenticationResultType(
        access_token=access_token,
        id_token=id_token,
        refresh_token=refresh_token,
        expires_in=issue.access_seconds,
        token_type="Bearer",
    )


def _issue(context: Context, app: App, sign_in: SignIn) -> claims.Issue:
    return claims.Issue(
        issuer=f"{context.public_url}/{app.pool.id}",
        client_id=app.client.id,
        sign_in=sign_in,
        revocable=app.settings.tokens_revocable,
        now=int(context.clock()),
        event_id=random_text.uuid4(context.randomness),
        id_jti=random_text.uuid4(context.randomness),
        access_jti=random_text.uuid4(context.randomness),
        id_seconds=app.settings.id_seconds,
        access_seconds=app.settings.access_seconds,
    )


async def _overrides(
    context: Context, app: App, user: User, source: GenerationSource, client_metadata: Mapping[str, str]
) -> Overrides:
    version = app.pool.settings.token_generation_version
    if not triggering.is_configured(app.pool, "PreTokenGeneration"):
        return overrides.parse(version, {})
    request: JsonObject = {
        "userAttributes": triggering.attributes_of(user),
        "groupConfiguration": {"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": None},
        "clientMetadata": triggering.metadata(client_metadata),
    }
    if version != "V1_0":
        request["scopes"] = [claims.ADMIN_SCOPE]
    member = "claimsOverrideDetails" if version == "V1_0" else "claimsAndScopeOverrideDetails"
    response = await triggering.invoke(
        context,
        app.pool,
        "PreTokenGeneration",
        source,
        username=user.username,
        client_id=app.client.id,
        request=request,
        response={member: None},
    )
    try:
        return overrides.parse(version, response or {})
    except overrides.UnusableOverridesError as error:
        raise cognito_idp.errors.InvalidLambdaResponseException(f"PreTokenGeneration: {error}") from None
