"""GetUserAttributeVerificationCode and VerifyUserAttribute: how an e-mail address or a phone number is proved.

Each of the two has its own slot. A code is for the pending value where one is pending, else for the stored one, and
proves only the value it was sent to. Who else holds the address is looked at only now: an unverified address is
nobody's.
"""

from collections.abc import Mapping
from enum import Enum, auto

from awso import cognito_idp
from awso_userpool.domain import random_text
from awso_userpool.domain.attribute_changes import VERIFIED_FLAG
from awso_userpool.domain.delivery import ADDRESSES, Address, Delivery
from awso_userpool.domain.records import User, copy_with
from awso_userpool.operations import aliases, attempts, codes, messaging, token_access, triggering
from awso_userpool.operations.aliases import AliasTakenError
from awso_userpool.operations.attribute_plans import SLOT, delivery_details
from awso_userpool.operations.codes import Verdict
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import PoolState
from awso_userpool.operations.messaging import Recipient
from awso_userpool.operations.overload import begin_again
from awso_userpool.operations.token_access import Bearer, still_bearer
from awso_userpool.storage.interface import Reading, Writing


class _Sent(Enum):
    """What the transaction found."""

    YES = auto()
    TOO_MANY = auto()
    OVERTAKEN = auto()


async def get_user_attribute_verification_code(
    context: Context, request: cognito_idp.GetUserAttributeVerificationCodeRequest
) -> cognito_idp.GetUserAttributeVerificationCodeResponse:
    """Sends a new code for the pending value, else for the stored one."""

    async def once() -> Delivery | None:
        bearer = await token_access.bearer(context, request.access_token)
        return await _send_code(context, bearer, _address(request.attribute_name), request.client_metadata)

    delivery = await begin_again(once)
    return cognito_idp.GetUserAttributeVerificationCodeResponse(code_delivery_details=delivery_details(delivery))


async def verify_user_attribute(
    context: Context, request: cognito_idp.VerifyUserAttributeRequest
) -> cognito_idp.VerifyUserAttributeResponse:
    """The right code makes the value it was sent to the stored and verified one, and a name to sign in by."""
    bearer = await token_access.bearer(context, request.access_token)
    address = _address(request.attribute_name)

    def change(writing: Writing) -> Verdict:
        now = still_bearer(writing, bearer)
        verdict, code = codes.redeem(writing, context, now.pool.id, now.user.sub, SLOT[address], request.code)
        if verdict is Verdict.RIGHT and code is not None:
            return _prove(writing, context, now.pool, now.user, address, code.target or "")
        return verdict

    verdict = await context.storage.write(change)
    if verdict is not Verdict.RIGHT:
        raise codes.refusal(verdict)
    return cognito_idp.VerifyUserAttributeResponse()


async def _send_code(
    context: Context, bearer: Bearer, address: Address, client_metadata: Mapping[str, str]
) -> Delivery | None:
    """Where the code goes; None where the address was changed while the message was written."""
    user, pool = bearer.user, bearer.pool
    delivery = await context.storage.read(lambda reading: _destination(reading, user, address))
    counter = attempts.counter_key(context, pool.id, user.sub, f"get code {address}")
    recipient = Recipient(user.username, triggering.attributes_of(user), user.username, bearer.client_id)
    envelope = await messaging.compose(context, pool, recipient, delivery, "VerifyUserAttribute", client_metadata)
    code = random_text.verification_code(context.randomness)
    now = context.clock()

    def change(writing: Writing) -> _Sent:
        if _destination(writing, still_bearer(writing, bearer).user, address) != delivery:
            # The newer change has sent a code of its own, which this one would kill.
            return _Sent.OVERTAKEN
        if not attempts.count_try(writing, counter, context.limits.attribute_verification_code, now):
            return _Sent.TOO_MANY
        codes.put_code(writing, context, pool.id, user.sub, SLOT[address], delivery, code)
        messaging.post(writing, envelope, code, now)
        return _Sent.YES

    sent = await context.storage.write(change)
    if sent is _Sent.TOO_MANY:
        raise attempts.limit_exceeded()
    return delivery if sent is _Sent.YES else None


def _address(name: str) -> Address:
    for address in ADDRESSES:
        if name == address:
            return address
    raise cognito_idp.errors.InvalidParameterException(
        "Invalid attribute name. Only phone_number and email can be verified."
    )


def _destination(reading: Reading, user: User, address: Address) -> Delivery:
    pending = reading.pending_value(user.sub, address)
    value = pending.value if pending else user.attributes.get(address)
    if not value:
        what = "email address" if address == "email" else "phone number"
        raise cognito_idp.errors.InvalidParameterException(f"User does not have a valid registered {what}")
    return Delivery(address, value)


def _prove(writing: Writing, context: Context, pool: PoolState, user: User, address: Address, proved: str) -> Verdict:
    """Stores `proved` as verified. Raises AliasExistsException, which undoes the use of the code."""
    pending = writing.pending_value(user.sub, address)
    if proved != (pending.value if pending else user.attributes.get(address)):
        return Verdict.EXPIRED
    writing.delete_pending_value(user.sub, address)
    attributes = {**user.attributes, address: proved, VERIFIED_FLAG[address]: "true"}
    verified = copy_with(user, attributes=attributes, modified_at=context.clock())
    writing.update_user(verified)
    try:
        aliases.synchronise(writing, pool, verified)
    except AliasTakenError as taken:
        raise taken.as_alias_exists() from None
    return Verdict.RIGHT
