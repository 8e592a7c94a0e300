"""Writing a message: the pool's template or what the CustomMessage trigger says instead, then into the outbox.

`compose` runs before the transaction (it may call a trigger), `post` inside it.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from awso import cognito_idp
from awso_userpool.domain import message_texts
from awso_userpool.domain.delivery import Delivery
from awso_userpool.domain.message_texts import CODE_PARAMETER, USERNAME_PARAMETER, Text
from awso_userpool.domain.records import Message
from awso_userpool.operations import triggering
from awso_userpool.operations.interface import Context, Json, JsonObject
from awso_userpool.operations.lookup import PoolState
from awso_userpool.storage.interface import Writing

MessageSource = Literal[
    "SignUp", "AdminCreateUser", "ResendCode", "ForgotPassword", "UpdateUserAttribute", "VerifyUserAttribute"
]


class Recipient(NamedTuple):
    """To whom a message is written. `sign_in_name` is what an invitation tells the person to sign in as."""

    username: str
    attributes: Mapping[str, Json]
    sign_in_name: str
    client_id: str | None


class Envelope(NamedTuple):
    """A message that lacks only its code."""

    pool_id: str
    recipient: Recipient
    delivery: Delivery
    source: str
    text: Text


async def compose(
    context: Context,
    pool: PoolState,
    recipient: Recipient,
    delivery: Delivery,
    source: MessageSource,
    client_metadata: Mapping[str, str],
) -> Envelope:
    """The message for `delivery`. Raises the errors of the CustomMessage trigger."""
    invitation = source == "AdminCreateUser"
    text = pool.settings.invitation_text if invitation else pool.settings.verification_text
    trigger_source = f"CustomMessage_{source}"
    request: JsonObject = {
        "userAttributes": dict(recipient.attributes),
        "codeParameter": CODE_PARAMETER,
        "linkParameter": "{##Click Here##}",
        "usernameParameter": USERNAME_PARAMETER if invitation else None,
        "clientMetadata": triggering.metadata(client_metadata),
    }
    response = await triggering.invoke(
        context,
        pool,
        "CustomMessage",
        trigger_source,
        username=recipient.username,
        client_id=recipient.client_id,
        request=request,
        response={"smsMessage": None, "emailMessage": None, "emailSubject": None},
    )
    if response:
        text = _overridden(pool, text, response)
    return Envelope(pool.id, recipient, delivery, trigger_source, text)


def post(writing: Writing, envelope: Envelope, code: str, now: float) -> None:
    """Puts the message with its `code` into the outbox."""
    text, delivery, recipient = envelope.text, envelope.delivery, envelope.recipient
    mail = delivery.medium == "EMAIL"
    html = mail and message_texts.is_html(text.email)
    writing.add_message(
        Message(
            time=now,
            pool_id=envelope.pool_id,
            username=recipient.username,
            destination=delivery.destination,
            medium=delivery.medium,
            attribute=delivery.attribute,
            trigger_source=envelope.source,
            code=code,
            subject=message_texts.filled(text.subject, code, recipient.sign_in_name) if mail else None,
            body=message_texts.filled(text.email if mail else text.sms, code, recipient.sign_in_name, html=html),
            html=html,
        )
    )


def _overridden(pool: PoolState, text: Text, response: JsonObject) -> Text:
    sms = _usable(response, "smsMessage")
    if not pool.settings.custom_email_text_allowed:
        # The guide: the e-mail parts count only where EmailSendingAccount is DEVELOPER.
        return text._replace(sms=sms or text.sms)
    subject = response.get("emailSubject")
    return Text(
        sms=sms or text.sms,
        email=_usable(response, "emailMessage") or text.email,
        subject=subject if isinstance(subject, str) and subject else text.subject,
    )


def _usable(response: JsonObject, part: str) -> str | None:
    value = response.get(part)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or CODE_PARAMETER not in value:
        raise cognito_idp.errors.InvalidLambdaResponseException(
            f"CustomMessage returned a {part} without the code parameter {CODE_PARAMETER}"
        )
    return value
