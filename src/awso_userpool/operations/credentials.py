"""Setting and checking passwords: argon2id in the bounded pool, and the SRP verifier beside it."""

import asyncio
from asyncio import Future
from collections.abc import Callable, Sequence

from awso import cognito_idp
from awso_userpool.authentication import srp
from awso_userpool.domain.passwords import PasswordPolicy, broken_rule
from awso_userpool.domain.records import Credentials, User, copy_with
from awso_userpool.operations.interface import Context
from awso_userpool.operations.overload import too_many_requests
from awso_userpool.secrets.passwords import TooManyWaitingError, Verdict
from awso_userpool.storage.interface import Writing


def check_policy(policy: PasswordPolicy, password: str) -> None:
    """Raises InvalidPasswordException."""
    problem = broken_rule(policy, password)
    if problem:
        raise cognito_idp.errors.InvalidPasswordException(problem)


async def new_credentials(
    context: Context, user: User, password: str, *, temporary_until: float | None = None
) -> Credentials:
    """`user`'s credentials for `password`, not yet stored. Raises TooManyRequestsException when too many wait."""
    try:
        phc = await context.passwords.hash(password)
    except TooManyWaitingError:
        raise too_many_requests() from None
    salt, verifier = await _srp_secrets(context, user, password) if context.srp_allowed else (None, None)
    return Credentials(
        pool_id=user.pool_id,
        sub=user.sub,
        password_hash=phc,
        srp_salt=salt,
        srp_verifier=verifier,
        temporary_until=temporary_until,
        changed_at=context.clock(),
    )


async def _srp_secrets(context: Context, user: User, password: str) -> tuple[bytes, bytes]:
    salt = context.randomness(srp.SALT_BYTES)
    # 6 ms of arithmetic: on a thread, so that the loop gets its turn.
    made = await asyncio.to_thread(srp.make_verifier, user.pool_id, srp_identity(user), password, salt)
    return bytes.fromhex(made.salt), made.value.to_bytes(srp.NUMBER_BYTES, "big")


def srp_identity(user: User) -> str:
    """USER_ID_FOR_SRP: the user name as it is looked up.

    The challenge tells it to whoever asks. Where case does not matter, the name as it is written would tell "ADA" that
    "Ada" exists; nobody's name can only be folded.
    """
    return user.username_key


async def verify(context: Context, credentials: Credentials | None, password: str) -> Verdict:
    """Whether `password` is right; nobody's is wrong after as long. Raises TooManyRequestsException."""
    return await verification(context, credentials, password, lambda _: None)


def verification(
    context: Context, credentials: Credentials | None, password: str, first: Callable[[Verdict], None]
) -> Future[Verdict]:
    """`verify`, begun at once; `first` hears the verdict on the hashing thread. Raises TooManyRequestsException."""
    phc = credentials.password_hash if credentials else None
    try:
        return context.passwords.verification(password, phc, first)
    except TooManyWaitingError:
        raise too_many_requests() from None


async def renewed(context: Context, user: User, before: Credentials, password: str) -> Credentials:
    """`before` at today's cost, with or without an SRP verifier as today's rule is; for a password just verified."""
    fresh = await new_credentials(context, user, password)
    return copy_with(fresh, temporary_until=before.temporary_until, changed_at=before.changed_at)


async def check_history(context: Context, former: Sequence[str], password: str) -> None:
    """Raises PasswordHistoryPolicyViolationException where `password` is one of the PHC strings `former`."""
    for phc in former:
        try:
            verdict = await context.passwords.verify(password, phc)
        except TooManyWaitingError:
            raise too_many_requests() from None
        if verdict.right:
            raise cognito_idp.errors.PasswordHistoryPolicyViolationException("Password has previously been used.")


def store(writing: Writing, user: User, credentials: Credentials, policy: PasswordPolicy) -> None:
    """Replaces the user's credentials and remembers the old ones as far as the policy's history goes."""
    before = writing.credentials(user.sub)
    # The history counts the present password too.
    keep = policy.history_size - 1
    if before is not None and before.password_hash is not None and keep > 0:
        writing.add_former_password(user.sub, before.password_hash, credentials.changed_at, keep=keep)
    writing.put_credentials(credentials)
