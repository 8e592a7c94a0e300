"""Codes that prove an address: made, kept as keyed hashes in one slot each, and redeemed once.

A code opens the slot it was made for and no other: user, purpose and address go into its hash.
"""

from enum import Enum, auto
from hmac import compare_digest

from awso import cognito_idp
from awso_userpool.domain.delivery import Delivery
from awso_userpool.domain.limits import Limits, Rate
from awso_userpool.domain.records import Code, CodePurpose
from awso_userpool.operations import attempts
from awso_userpool.operations.interface import Context
from awso_userpool.storage.interface import Writing


class Verdict(Enum):
    """What a guess was worth. Only RIGHT changes anything but the count."""

    RIGHT = auto()
    WRONG = auto()
    EXPIRED = auto()
    TOO_MANY = auto()


def put_code(
    writing: Writing, context: Context, pool_id: str, sub: str, purpose: CodePurpose, delivery: Delivery, code: str
) -> None:
    """Puts `code` into its slot; what was there no longer counts."""
    now = context.clock()
    writing.put_code(
        Code(
            sub=sub,
            purpose=purpose,
            hash=_hash(context, pool_id, sub, purpose, delivery.destination, code),
            attribute=delivery.attribute,
            target=delivery.destination,
            created_at=now,
            expires_at=now + _lifetime(context.limits, purpose),
        )
    )


def judge(
    writing: Writing, context: Context, pool_id: str, sub: str, purpose: CodePurpose, guess: str, *, hide: bool = False
) -> tuple[Verdict, Code | None]:
    """Judges `guess` and counts it if it is wrong; the right one is not used up.

    With `hide` a slot that is empty or spent answers WRONG unless the guess was its code: whoever knows the code knows
    that the user exists. Return the verdict from the transaction and raise outside (`refusal`), or the count is lost.
    """
    now = context.clock()
    rate = guess_rate(context.limits, purpose)
    counter = attempts.counter_key(context, pool_id, sub, purpose)
    if attempts.tries(writing, counter, rate, now) >= rate.times:
        return Verdict.TOO_MANY, None
    code = writing.code(sub, purpose)
    verdict = _verdict(context, pool_id, code, guess, hide=hide)
    if verdict is not Verdict.RIGHT:
        attempts.count_try(writing, counter, rate, now)
    return verdict, code


def redeem(
    writing: Writing, context: Context, pool_id: str, sub: str, purpose: CodePurpose, guess: str, *, hide: bool = False
) -> tuple[Verdict, Code | None]:
    """`judge`, and the right code is used up.

    It does not forgive wrong guesses: whoever guesses at another's address could prove their own in between.
    """
    verdict, code = judge(writing, context, pool_id, sub, purpose, guess, hide=hide)
    if verdict is Verdict.RIGHT:
        writing.use_code(sub, purpose, context.clock())
    return verdict, code


def refusal(verdict: Verdict) -> Exception:
    """The error for a verdict other than RIGHT."""
    match verdict:
        case Verdict.TOO_MANY:
            return attempts.limit_exceeded()
        case Verdict.EXPIRED:
            return cognito_idp.errors.ExpiredCodeException("Invalid code provided, please request a code again.")
        case _:
            return cognito_idp.errors.CodeMismatchException("Invalid verification code provided, please try again.")


def guess_rate(limits: Limits, purpose: CodePurpose) -> Rate:
    """How often a code may be guessed at."""
    match purpose:
        case "sign_up":
            return limits.confirm_sign_up
        case "forgot_password":
            return limits.confirm_forgot_password
        case "verify_email" | "verify_phone_number":
            return limits.verify_user_attribute


def _verdict(context: Context, pool_id: str, code: Code | None, guess: str, *, hide: bool) -> Verdict:
    if code is None:
        return Verdict.WRONG if hide else Verdict.EXPIRED
    right = compare_digest(code.hash, _hash(context, pool_id, code.sub, code.purpose, code.target or "", guess))
    spent = code.used_at is not None or context.clock() >= code.expires_at
    if spent and (right or not hide):
        return Verdict.EXPIRED
    return Verdict.RIGHT if right else Verdict.WRONG


def _hash(context: Context, pool_id: str, sub: str, purpose: CodePurpose, target: str, code: str) -> bytes:
    return context.hashes.digest("code", pool_id, sub, purpose, target, code.strip())


def _lifetime(limits: Limits, purpose: CodePurpose) -> int:
    match purpose:
        case "sign_up":
            return limits.sign_up_code_seconds
        case "forgot_password":
            return limits.forgot_password_code_seconds
        case "verify_email" | "verify_phone_number":
            return limits.attribute_code_seconds
