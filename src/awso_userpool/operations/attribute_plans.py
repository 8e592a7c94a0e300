"""Carrying out an attribute plan in a transaction: values, pending values, aliases, codes and their messages."""

from collections.abc import Mapping
from typing import NamedTuple

from awso import cognito_idp
from awso_userpool.domain import random_text
from awso_userpool.domain.attribute_changes import AttributePlan
from awso_userpool.domain.delivery import Address, Delivery
from awso_userpool.domain.names import lookup_key
from awso_userpool.domain.records import CodePurpose, PendingValue, User, copy_with
from awso_userpool.operations import aliases, codes, messaging, triggering
from awso_userpool.operations.aliases import AliasTakenError
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import PoolState
from awso_userpool.operations.messaging import Envelope, MessageSource, Recipient
from awso_userpool.storage.interface import Writing

SLOT: dict[Address, CodePurpose] = {"email": "verify_email", "phone_number": "verify_phone_number"}


class CodedEnvelope(NamedTuple):
    """A message and the code that it will carry."""

    envelope: Envelope
    code: str


async def envelopes(
    context: Context,
    pool: PoolState,
    user: User,
    plan: AttributePlan,
    client_id: str | None,
    source: MessageSource,
    client_metadata: Mapping[str, str],
) -> list[CodedEnvelope]:
    """The messages that `plan` sends, each with a fresh code. Raises the errors of the CustomMessage trigger."""
    after = copy_with(user, attributes=plan.applied(user.attributes))
    recipient = Recipient(user.username, triggering.attributes_of(after), user.username, client_id)
    return [
        CodedEnvelope(
            await messaging.compose(context, pool, recipient, delivery, source, client_metadata),
            random_text.verification_code(context.randomness),
        )
        for delivery in plan.codes
    ]


def carry_out(
    writing: Writing, context: Context, pool: PoolState, user: User, plan: AttributePlan, mail: list[CodedEnvelope]
) -> User:
    """Does what `plan` says to `user`; the user as it is afterwards. Raises AliasExistsException."""
    now = context.clock()
    changed = copy_with(user, attributes=plan.applied(user.attributes), modified_at=now)
    writing.update_user(changed)
    for address in plan.unpend:
        writing.delete_pending_value(user.sub, address)
        writing.delete_code(user.sub, SLOT[address])
    for address, value in plan.pend.items():
        writing.put_pending_value(PendingValue(sub=user.sub, attribute=address, value=value, requested_at=now))
    _refuse_taken_usernames(writing, pool, changed, plan)
    try:
        aliases.synchronise(writing, pool, changed)
    except AliasTakenError as taken:
        raise taken.as_alias_exists() from None
    for envelope, code in mail:
        delivery = envelope.delivery
        codes.put_code(writing, context, pool.id, user.sub, SLOT[delivery.attribute], delivery, code)
        messaging.post(writing, envelope, code, now)
    return changed


def delivery_details(delivery: Delivery) -> cognito_idp.CodeDeliveryDetailsType:
    """Where a code went, masked."""
    return cognito_idp.CodeDeliveryDetailsType(
        destination=delivery.masked, delivery_medium=delivery.medium, attribute_name=delivery.attribute
    )


def _refuse_taken_usernames(writing: Writing, pool: PoolState, user: User, plan: AttributePlan) -> None:
    """Where addresses are user names, an immediate change to somebody else's is refused before it is verified."""
    for kind in ("email", "phone_number"):
        if kind not in pool.settings.username_attributes or kind not in plan.write:
            continue
        key = lookup_key(plan.write[kind], pool.settings.case_sensitive)
        holder = writing.user_by_alias(pool.id, kind, key)
        if holder is not None and holder.sub != user.sub:
            raise AliasTakenError(kind).as_alias_exists()
