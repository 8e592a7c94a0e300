"""Which claims an ID token and an access token carry (developer guide, "Understanding user pool JSON web tokens")."""

from collections.abc import Mapping
from typing import NamedTuple

from awso_userpool.domain.records import SignIn, User

# The scope that an API sign-in gives, and that every token-authorized operation asks for.
ADMIN_SCOPE = "aws.cognito.signin.user.admin"

_BOOLEANS = frozenset({"email_verified", "phone_number_verified"})


class Issue(NamedTuple):
    """One issue of tokens: by whom, to whom, when, and the identifiers made for it."""

    issuer: str
    client_id: str
    sign_in: SignIn
    revocable: bool  # the client's EnableTokenRevocation
    now: int
    event_id: str
    id_jti: str
    access_jti: str
    id_seconds: int
    access_seconds: int


def id_claims(issue: Issue, user: User, readable: Mapping[str, str]) -> dict[str, object]:
    """The ID token's claims; `readable` are the attributes that the client may read."""
    claims: dict[str, object] = {
        "sub": user.sub,
        **{name: _attribute_claim(name, value) for name, value in readable.items() if name != "sub"},
        "iss": issue.issuer,
        "cognito:username": user.username,
        "aud": issue.client_id,
        "token_use": "id",
        "exp": issue.now + issue.id_seconds,
    }
    return claims | _shared(issue, issue.id_jti)


def access_claims(issue: Issue, user: User, scope: str = ADMIN_SCOPE) -> dict[str, object]:
    """The access token's claims."""
    claims: dict[str, object] = {
        "sub": user.sub,
        "iss": issue.issuer,
        "client_id": issue.client_id,
        "token_use": "access",
        "scope": scope,
        "exp": issue.now + issue.access_seconds,
        "username": user.username,
    }
    return claims | _shared(issue, issue.access_jti)


def sign_in_id(claims: Mapping[str, object]) -> object:
    """Where a token names its sign-in: `origin_jti`, or `event_id` for clients without token revocation."""
    return claims.get("origin_jti", claims.get("event_id"))


def _shared(issue: Issue, jti: str) -> dict[str, object]:
    claims: dict[str, object] = {"auth_time": int(issue.sign_in.auth_time), "iat": issue.now}
    if issue.revocable:
        return claims | {"origin_jti": issue.sign_in.id, "event_id": issue.event_id, "jti": jti}
    # Without token revocation there is no origin_jti and no jti; the sign-in must still be found, for sign-out and
    # disabling.
    return claims | {"event_id": issue.sign_in.id}


def _attribute_claim(name: str, value: str) -> object:
    return value == "true" if name in _BOOLEANS else value
