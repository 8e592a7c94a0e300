"""What a trigger may answer: the members of `response` that the user pool reads, by kind of trigger.

Members that nobody reads are let through, as Cognito does; a member of the wrong type makes the whole answer unusable.
Source: the developer guide, "Customizing user pool workflows with Lambda triggers".
"""

from typing import Any

import msgspec

from awso_userpool.operations.interface import JsonObject, TriggerKind
from awso_userpool.triggers.calls import MAX_PAYLOAD_BYTES


class _Members(msgspec.Struct, rename="camel"):
    pass


class _PreSignUp(_Members):
    auto_confirm_user: bool | None = None
    auto_verify_email: bool | None = None
    auto_verify_phone: bool | None = None


class _CustomMessage(_Members):
    sms_message: str | None = None
    email_message: str | None = None
    email_subject: str | None = None


class _Groups(_Members):
    groups_to_override: list[str] | None = None
    iam_roles_to_override: list[str] | None = None
    preferred_role: str | None = None


class _Token(_Members):
    # Values of added claims may be any JSON in V2 (guide, "complex claims").
    claims_to_add_or_override: dict[str, Any] | None = None
    claims_to_suppress: list[str] | None = None


class _AccessToken(_Token):
    scopes_to_add: list[str] | None = None
    scopes_to_suppress: list[str] | None = None


class _ClaimsV1(_Token):
    group_override_details: _Groups | None = None


class _ClaimsV2(_Members):
    id_token_generation: _Token | None = None
    access_token_generation: _AccessToken | None = None
    group_override_details: _Groups | None = None


class _PreTokenGeneration(_Members):
    claims_override_details: _ClaimsV1 | None = None
    claims_and_scope_override_details: _ClaimsV2 | None = None


class _UserMigration(_Members):
    user_attributes: dict[str, str] | None = None
    final_user_status: str | None = None
    message_action: str | None = None
    desired_delivery_mediums: list[str] | None = None
    force_alias_creation: bool | None = None
    enable_sms_mfa: bool | None = msgspec.field(default=None, name="enableSMSMFA")


_RESPONSES: dict[TriggerKind, type[_Members]] = {
    "PreSignUp": _PreSignUp,
    "PostConfirmation": _Members,
    "PreAuthentication": _Members,
    "PostAuthentication": _Members,
    "CustomMessage": _CustomMessage,
    "PreTokenGeneration": _PreTokenGeneration,
    "UserMigration": _UserMigration,
}


class _Event(msgspec.Struct):
    response: dict[str, Any] | None  # JsonObject, whose recursive alias msgspec cannot follow


class UnusableResponseError(Exception):
    """What came back is not the event with a response; the message is for the operator's log and shows no value."""


def checked_response(kind: TriggerKind, returned: bytes) -> JsonObject:
    """The `response` object of the event that a `kind` trigger returned. Raises `UnusableResponseError`."""
    if len(returned) > MAX_PAYLOAD_BYTES:
        raise UnusableResponseError(f"larger than {MAX_PAYLOAD_BYTES} bytes")
    try:
        response = msgspec.json.decode(returned, type=_Event).response or {}
        msgspec.convert(response, _RESPONSES[kind])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnusableResponseError(str(error)) from error
    return response
