"""Signing a user in: one flow, whatever the client, the way of proving the password, and the challenges on the way.

Read `sign_in_flow` first. Time and randomness are arguments; `awso/cognito/__init__.py` fills them in.
"""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, TypeAlias, get_args

from awso import cognito_idp
from awso.cognito.app_client import AppClient
from awso.cognito.calls import ClientFlow, ask, call
from awso.cognito.challenges import Challenge, Code, MfaSetup, challenge_of, responses_to
from awso.cognito.srp import PRIVATE_BYTES, ClientHalf, ServerHalf
from awso.cognito.tokens import Tokens, tokens_of
from awso.errors import ConfigurationError, ResponseError

# In quotes: the classes are made when first touched, not when this module is imported.
Outcome: TypeAlias = "cognito_idp.InitiateAuthResponse | cognito_idp.RespondToAuthChallengeResponse"

PasswordProof = Literal["srp", "password"]
"""`srp` proves the password without sending it, `password` sends it (over TLS), which user migration needs."""


class Attempt(NamedTuple):
    """One sign-in: who, for which app client, and where time and randomness come from."""

    app: AppClient
    username: str
    password: str
    pool_id: str | None
    metadata: Mapping[str, str] | None
    now: Callable[[], float]
    random: Callable[[int], bytes]

    def __repr__(self) -> str:
        return f"Attempt({self.app}, ***)"


def sign_in_flow(attempt: Attempt, proof: PasswordProof) -> ClientFlow[Tokens]:
    """Prove the password, answer whatever the pool asks then, and give the tokens."""
    if proof not in get_args(PasswordProof):  # a mistyped "srp" must not send the password
        raise ConfigurationError(f"flow: expected 'srp' or 'password', got {proof!r}")
    if proof == "srp":
        username, outcome = yield from _prove_by_srp(attempt)
    else:
        username = attempt.username
        outcome = yield from _initiate(attempt, "USER_PASSWORD_AUTH", {"PASSWORD": attempt.password})
    while outcome.authentication_result is None:
        username = _true_name(outcome.challenge_parameters, username)
        outcome = yield from _answer(attempt, outcome, username)
    return tokens_of(outcome.authentication_result, epoch_seconds=attempt.now())


def _true_name(parameters: Mapping[str, str], known: str) -> str:
    """What the service wants as USERNAME from the first challenge on; not every challenge says it again."""
    return parameters.get("USERNAME") or parameters.get("USER_ID_FOR_SRP") or known


def _prove_by_srp(attempt: Attempt) -> "ClientFlow[tuple[str, Outcome]]":
    """The user's true name, as far as it is known by now, and what the service answers to the proof."""
    pool_id = _checked_pool_id(attempt.pool_id)
    ours = ClientHalf(attempt.random(PRIVATE_BYTES))
    outcome = yield from _initiate(attempt, "USER_SRP_AUTH", {"SRP_A": ours.public_hex()})
    if outcome.challenge_name != "PASSWORD_VERIFIER":
        return attempt.username, outcome
    theirs = _server_half(outcome.challenge_parameters)
    proof = ours.prove(theirs, pool_id=pool_id, password=attempt.password, epoch_seconds=attempt.now())
    fields = {
        "PASSWORD_CLAIM_SIGNATURE": proof.signature,
        "PASSWORD_CLAIM_SECRET_BLOCK": proof.secret_block,
        "TIMESTAMP": proof.timestamp,
    }
    username = _true_name(outcome.challenge_parameters, theirs.user_id)
    return username, (yield from _respond(attempt, "PASSWORD_VERIFIER", outcome.session, username, fields))


def _checked_pool_id(pool_id: str | None) -> str:
    """The id; the part after its underscore is part of the proof, and without it every password would be wrong."""
    if pool_id is None:
        raise ConfigurationError("signing in by SRP needs pool_id; give it, or flow='password' to send the password")
    region, _, name = pool_id.partition("_")
    if not region or not name:
        raise ConfigurationError(f"pool_id: {pool_id!r} is no user pool id: us-east-1_Ab12Cd34E is one")
    return pool_id


def _server_half(parameters: Mapping[str, str]) -> ServerHalf:
    try:
        return ServerHalf(
            user_id=parameters["USER_ID_FOR_SRP"],
            salt=parameters["SALT"],
            public=parameters["SRP_B"],
            secret_block=parameters["SECRET_BLOCK"],
        )
    except KeyError as missing:
        raise ResponseError(f"the PASSWORD_VERIFIER challenge lacks {missing.args[0]}") from None


def _answer(attempt: Attempt, outcome: "Outcome", username: str) -> "ClientFlow[Outcome]":
    name, session = outcome.challenge_name, outcome.session
    if name is None:
        raise ResponseError("the service answered a sign-in with neither tokens nor a challenge")
    if name == "MFA_SETUP":
        session = yield from _set_up_software_token(name, outcome)
        return (yield from _respond(attempt, name, session, username, {}))
    challenge = challenge_of(name, outcome.challenge_parameters)
    answer = yield from ask(challenge)
    return (yield from _respond(attempt, name, session, username, responses_to(challenge, answer)))


def _set_up_software_token(name: str, outcome: "Outcome") -> ClientFlow[str | None]:
    """Register an authenticator app; gives the session that goes on."""
    associated = yield from call(
        cognito_idp.AssociateSoftwareTokenResponse, "associate_software_token", session=outcome.session
    )
    challenge: Challenge = MfaSetup(name, outcome.challenge_parameters, associated.secret_code or "")
    answer = yield from ask(challenge)
    if not isinstance(answer, Code):
        raise TypeError(f"on_challenge answered {name} with a {type(answer).__name__}: it wants a Code")
    verified = yield from call(
        cognito_idp.VerifySoftwareTokenResponse,
        "verify_software_token",
        session=associated.session,
        user_code=answer.code,
    )
    return verified.session


def _initiate(attempt: Attempt, auth_flow: str, fields: Mapping[str, str]) -> "ClientFlow[Outcome]":
    username = attempt.username
    return (
        yield from call(
            cognito_idp.InitiateAuthResponse,
            "initiate_auth",
            auth_flow=auth_flow,
            client_id=attempt.app.client_id,
            auth_parameters={"USERNAME": username, **attempt.app.secret_hash(username), **fields},
            client_metadata=attempt.metadata,
        )
    )


def _respond(
    attempt: Attempt, name: str, session: str | None, username: str, fields: Mapping[str, str]
) -> "ClientFlow[Outcome]":
    return (
        yield from call(
            cognito_idp.RespondToAuthChallengeResponse,
            "respond_to_auth_challenge",
            client_id=attempt.app.client_id,
            challenge_name=name,
            session=session,
            challenge_responses={"USERNAME": username, **attempt.app.secret_hash(username), **fields},
            client_metadata=attempt.metadata,
        )
    )
