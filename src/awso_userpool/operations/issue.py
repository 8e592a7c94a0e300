"""Making the tokens of a sign-in: claims, the PreTokenGeneration trigger, signatures."""

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


class TokenNames(NamedTuple):
    """The identifiers of one issue of tokens."""

    event_id: str
    id_jti: str
    access_jti: str


class Draw(NamedTuple):
    """What a new sign-in has that is random. It can be drawn before anybody has proved anything."""

    sign_in_id: str
    refresh_token: str
    refresh_token_hash: bytes
    names: TokenNames


def draw(context: Context) -> Draw:
    """The same work for everybody and nobody."""
    text = refresh.make(context.randomness)
    return Draw(
        sign_in_id=random_text.uuid4(context.randomness),
        refresh_token=text,
        refresh_token_hash=context.hashes.digest("refresh token", text),
        names=draw_names(context),
    )


def draw_names(context: Context) -> TokenNames:
    """For tokens of a sign-in that there is already."""
    return TokenNames(
        event_id=random_text.uuid4(context.randomness),
        id_jti=random_text.uuid4(context.randomness),
        access_jti=random_text.uuid4(context.randomness),
    )


def new_sign_in(context: Context, app: App, user: User, drawn: Draw) -> NewSignIn:
    """A fresh sign-in of `user` through `app`."""
    now = context.clock()
    sign_in = SignIn(
        id=drawn.sign_in_id,
        pool_id=app.pool.id,
        client_id=app.client.id,
        sub=user.sub,
        auth_time=now,
        # The last access token of the last refresh outlives the refresh token.
        expires_at=now + app.settings.refresh_seconds + max(app.settings.access_seconds, app.settings.id_seconds),
    )
    stored = RefreshToken(
        hash=drawn.refresh_token_hash,
        sign_in_id=sign_in.id,
        issued_at=now,
        expires_at=now + app.settings.refresh_seconds,
    )
    return NewSignIn(sign_in, drawn.refresh_token, stored)


class Grounds(NamedTuple):
    """What tokens are made from and may be refused: what the trigger wants changed, and the pool's keys."""

    wanted: Overrides
    signers: dict[KeyUse, Signer]


def known_grounds(context: Context, app: App) -> Grounds | None:
    """`grounds` where there is no trigger to ask and no key to load: the same work for every user, and little."""
    ring = context.caches.known_key_ring(app.pool.id)
    if ring is None or triggering.is_configured(app.pool, "PreTokenGeneration"):
        return None
    return Grounds(Overrides(), ring.signers)


async def grounds(
    context: Context, app: App, user: User, source: GenerationSource, client_metadata: Mapping[str, str]
) -> Grounds:
    """Asks the PreTokenGeneration trigger, before anything is stored. Raises its errors."""
    wanted = await _overrides(context, app, user, source, client_metadata)
    ring = await context.caches.key_ring(context.storage, app.pool.id)
    if not ring.signers:  # keys go with their pool
        raise cognito_idp.errors.ResourceNotFoundException(f"User pool {app.pool.id} does not exist.")
    return Grounds(wanted, ring.signers)


class Unsigned(NamedTuple):
    """The tokens of a sign-in, complete but for the signatures."""

    access: bytes
    identity: bytes
    signers: dict[KeyUse, Signer]
    refresh_token: str | None
    expires_in: int


def unsigned(
    context: Context,
    app: App,
    user: User,
    sign_in: SignIn,
    given: Grounds,
    names: TokenNames,
    refresh_token: str | None,
) -> Unsigned:
    """The tokens of `sign_in`, which nobody can use yet."""
    issue = _issue(context, app, sign_in, names)
    readable = permissions.readable(app.pool.settings.schema, app.settings.read, user.attributes)
    access = overrides.apply_to_access(claims.access_claims(issue, user), given.wanted)
    identity = overrides.apply_to_id(claims.id_claims(issue, user, readable), given.wanted)
    return Unsigned(
        access=jwt.unsigned(access, given.signers["access"]),
        identity=jwt.unsigned(identity, given.signers["id"]),
        signers=given.signers,
        refresh_token=refresh_token,
        expires_in=issue.access_seconds,
    )


def tokens(made: Unsigned) -> cognito_idp.AuthenticationResultType:
    """The tokens as the client gets them.

    Two signatures, 0.25 ms each, on the calling thread: cryptography keeps the interpreter's lock while it signs
    (measured with 50.0: two threads sign no more than one), so on another thread they would stop the event loop just
    as long, and come later by the way there and back.
    """
    return cognito_idp.AuthenticationResultType(
        access_token=jwt.with_signature(made.access, made.signers["access"]),
        id_token=jwt.with_signature(made.identity, made.signers["id"]),
        refresh_token=made.refresh_token,
        expires_in=made.expires_in,
        token_type="Bearer",
    )


def _issue(context: Context, app: App, sign_in: SignIn, names: TokenNames) -> claims.Issue:
    return claims.Issue(
        issuer=f"{context.public_url}/{app.pool.id}",
        client_id=app.client.id,
        sign_in=sign_in,
        revocable=app.settings.tokens_revocable,
        now=int(context.clock()),
        event_id=names.event_id,
        id_jti=names.id_jti,
        access_jti=names.access_jti,
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
