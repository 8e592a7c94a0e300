"""USER_SRP_AUTH and its PASSWORD_VERIFIER challenge: the password never leaves the client.

The state between the two steps is a stored session whose handle is the SECRET_BLOCK. Nobody gets a challenge too, from
a salt and a verifier that are the same every time; it costs the same and cannot be answered.
"""

import asyncio
import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from hmac import compare_digest

import msgspec

from awso import cognito_idp
from awso.cognito.srp import N, pad
from awso_userpool.authentication import srp
from awso_userpool.domain.names import is_email, is_phone_number, lookup_key
from awso_userpool.domain.records import ChallengeSession, copy_with
from awso_userpool.operations import issue, pretence
from awso_userpool.operations.credentials import srp_identity
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import App, find_app
from awso_userpool.operations.sign_in import admission, sessions
from awso_userpool.operations.sign_in.admission import AuthAnswer, Proof
from awso_userpool.operations.sign_in.subject import (
    Subject,
    check_may_try,
    incorrect,
    pre_authentication,
    read_subject,
    subject_of,
)
from awso_userpool.storage.interface import Reading, Writing

PASSWORD_VERIFIER = "PASSWORD_VERIFIER"


class SrpState(msgspec.Struct, frozen=True):
    """What the server remembers between the two steps; sealed at rest. Numbers as big-endian bytes."""

    client_public: bytes
    private: bytes
    public: bytes
    verifier: bytes
    user_id: str
    username: str  # as typed


async def start(
    context: Context, subject: Subject, client_public_hex: str, validation_data: Mapping[str, str]
) -> AuthAnswer:
    """The PASSWORD_VERIFIER challenge for the client's A."""
    check_may_try(subject)
    client_public = srp.parse_public_value(client_public_hex)
    if client_public is None:
        raise cognito_idp.errors.InvalidParameterException("Invalid SRP_A")
    await pre_authentication(context, subject, validation_data)
    salt, verifier = _salt_and_verifier(context, subject)
    random = context.randomness(srp.PRIVATE_BYTES)
    # 6 ms of arithmetic: on a thread, so that the loop gets its turn.
    challenge = await asyncio.to_thread(srp.start, int.from_bytes(verifier, "big"), random)
    user_id = _user_id(context, subject)
    state = SrpState(
        client_public=_octets(client_public),
        private=_octets(challenge.private),
        public=_octets(challenge.public),
        verifier=verifier,
        user_id=user_id,
        username=subject.username,
    )
    block = sessions.new_handle(context)
    session = sessions.record(
        context,
        subject.app,
        block,
        subject.user.sub if subject.user else None,
        PASSWORD_VERIFIER,
        msgspec.msgpack.encode(state),
        context.limits.password_verifier_seconds,
    )

    def change(writing: Writing) -> None:
        # Either may be gone since; somebody who is gone is nobody.
        find_app(writing, session.client_id)
        gone = session.sub is not None and writing.user_by_sub(session.pool_id, session.sub) is None
        writing.add_challenge(copy_with(session, sub=None) if gone else session)

    await context.storage.write(change)
    return AuthAnswer(
        PASSWORD_VERIFIER,
        None,
        {
            "SALT": salt.hex(),
            "SRP_B": pad(challenge.public).hex(),
            "SECRET_BLOCK": block,
            "USER_ID_FOR_SRP": user_id,
            "USERNAME": user_id,
        },
    )


async def answer(
    context: Context, app: App, responses: Mapping[str, str], client_metadata: Mapping[str, str]
) -> AuthAnswer:
    """Checks the client's proof and admits."""
    block = responses.get("PASSWORD_CLAIM_SECRET_BLOCK", "")
    handle = sessions.handle_hash(context, block)
    found = await context.storage.read(lambda reading: reading.challenge(handle))
    session = sessions.checked(context, app, found, PASSWORD_VERIFIER)
    state = msgspec.msgpack.decode(session.state, type=SrpState)
    name = responses.get("USERNAME", "")
    subject, same_user = await context.storage.read(
        lambda reading: _subject(reading, context, app, session, state, name)
    )
    check_may_try(subject)
    now = context.clock()

    def take(writing: Writing) -> bool:
        taken = writing.take_challenge(handle, now)
        return taken is not None and taken.used_at is None

    proved = await asyncio.to_thread(_is_proved, app.pool.id, state, block, responses)
    fresh = _is_fresh(responses.get("TIMESTAMP", ""), now, context.limits.srp_timestamp_skew_seconds)
    user, before = subject.user, subject.credentials
    if not proved or not fresh or not same_user or user is None or before is None:
        raise await admission.refuse(context, subject, take)
    if _octets_of_verifier(before.srp_verifier) != state.verifier:
        # The password was changed between the two steps.
        raise incorrect()
    proof = Proof(subject, user, before, take=take)
    return await admission.admit(context, proof, client_metadata, "TokenGeneration_Authentication", issue.draw(context))


def _subject(
    reading: Reading, context: Context, app: App, session: ChallengeSession, state: SrpState, name: str
) -> tuple[Subject, bool]:
    """The subject of the session, and whether `name` means the same one."""
    user = reading.user_by_sub(app.pool.id, session.sub) if session.sub else None
    named = read_subject(reading, context, app, name).user
    same = name in {state.username, state.user_id} or (named is not None and named.sub == session.sub)
    return subject_of(reading, context, app, state.username, user), same


def _salt_and_verifier(context: Context, subject: Subject) -> tuple[bytes, bytes]:
    known = subject.credentials
    if known is not None and known.srp_salt is not None and known.srp_verifier is not None:
        return known.srp_salt, known.srp_verifier
    who = pretence.subject(subject.app.pool, subject.username)
    digests = [
        context.hashes.digest("simulated user", subject.app.pool.id, who, f"srp {part}")
        for part in range(srp.NUMBER_BYTES // 32 + 1)
    ]
    number = int.from_bytes(b"".join(digests[1:]), "big") % N
    return pad(int.from_bytes(digests[0][: srp.SALT_BYTES], "big")), number.to_bytes(srp.NUMBER_BYTES, "big")


def _user_id(context: Context, subject: Subject) -> str:
    if subject.user is not None:
        return srp_identity(subject.user)
    settings = subject.app.pool.settings
    typed_address = is_email(subject.username) or is_phone_number(subject.username)
    if settings.username_attributes or (settings.alias_attributes and typed_address):
        return pretence.identifier(context, subject.app.pool, subject.username)
    return lookup_key(subject.username, settings.case_sensitive)


def _is_proved(pool_id: str, state: SrpState, block: str, responses: Mapping[str, str]) -> bool:
    """14 ms of arithmetic."""
    challenge = srp.Challenge(int.from_bytes(state.private, "big"), int.from_bytes(state.public, "big"))
    client_public = int.from_bytes(state.client_public, "big")
    key = srp.session_key(client_public, challenge, int.from_bytes(state.verifier, "big"))
    try:
        secret_block = base64.b64decode(block, validate=True)
    except (binascii.Error, ValueError):
        return False
    if key is None:
        return False
    expected = srp.expected_signature(key, pool_id, state.user_id, secret_block, responses.get("TIMESTAMP", ""))
    given = responses.get("PASSWORD_CLAIM_SIGNATURE", "")
    return compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass"))


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _is_fresh(timestamp: str, now: float, skew_seconds: int) -> bool:
    """Whether `Mon Jan 5 03:04:05 UTC 2026` is about now. Always English, whatever the locale."""
    parts = timestamp.split()
    try:
        _, month, day, clock, zone, year = parts
        hour, minute, second = map(int, clock.split(":"))
        said = datetime(int(year), _MONTHS.index(month) + 1, int(day), hour, minute, second, tzinfo=UTC)
    except (ValueError, OverflowError):  # a number that no C integer holds is an OverflowError
        return False
    return zone == "UTC" and abs(said.timestamp() - now) <= skew_seconds


def _octets(number: int) -> bytes:
    return number.to_bytes(srp.NUMBER_BYTES + 1, "big")


def _octets_of_verifier(verifier: bytes | None) -> bytes:
    return verifier or b""
