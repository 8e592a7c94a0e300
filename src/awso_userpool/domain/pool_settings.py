"""A pool's settings in the form that decisions need: sets and tuples instead of optional members, every default in
place.

The stored text is the JSON of a UserPoolType whose schema is complete. It is decoded once per distinct text (`of`), so
that two processes on one database can never disagree for longer than a transaction. How requests become settings:
`pool_requests.py`.
"""

from functools import lru_cache
from typing import Literal, NamedTuple

from awso import cognito_idp
from awso_userpool.domain import schema as schemas
from awso_userpool.domain.attribute_changes import UpdateRules
from awso_userpool.domain.attributes import Definition
from awso_userpool.domain.message_texts import INVITATION, VERIFICATION, Text
from awso_userpool.domain.passwords import PasswordPolicy

Recovery = Literal["verified_email", "verified_phone_number", "admin_only"]


class PoolSettings(NamedTuple):
    """The settings of one pool."""

    described: cognito_idp.UserPoolType
    schema: dict[str, Definition]
    updates: UpdateRules
    alias_attributes: frozenset[str]
    username_attributes: tuple[str, ...]
    case_sensitive: bool
    password_policy: PasswordPolicy
    admin_creates_users_only: bool
    recovery: tuple[Recovery, ...]  # in order of priority
    functions: dict[str, str]  # ARN by trigger
    token_generation_version: Literal["V1_0", "V2_0", "V3_0"]
    verification_text: Text
    invitation_text: Text
    custom_email_text_allowed: bool

    @property
    def auto_verified(self) -> frozenset[str]:
        return self.updates.auto_verified


@lru_cache(maxsize=256)
def of(text: str) -> PoolSettings:
    """The settings in a pool record's `settings` text."""
    described = cognito_idp.UserPoolType.from_json(text)
    update_settings = described.user_attribute_update_settings
    creation = described.admin_create_user_config
    email = described.email_configuration
    case = described.username_configuration
    return PoolSettings(
        described=described,
        schema=schemas.from_description(described.schema_attributes),
        updates=UpdateRules(
            frozenset(described.auto_verified_attributes),
            frozenset(update_settings.attributes_require_verification_before_update if update_settings else ()),
        ),
        alias_attributes=frozenset(described.alias_attributes),
        username_attributes=tuple(described.username_attributes),
        case_sensitive=case is None or case.case_sensitive is not False,
        password_policy=_password_policy(described),
        admin_creates_users_only=bool(creation and creation.allow_admin_create_user_only),
        recovery=_recovery(described.account_recovery_setting),
        functions=_functions(described.lambda_config),
        token_generation_version=_token_generation_version(described.lambda_config),
        verification_text=_verification_text(described),
        invitation_text=_invitation_text(creation.invite_message_template if creation else None),
        custom_email_text_allowed=bool(email and email.email_sending_account == "DEVELOPER"),
    )


def _password_policy(described: cognito_idp.UserPoolType) -> PasswordPolicy:
    given = described.policies.password_policy if described.policies else None
    if given is None:
        return PasswordPolicy()
    return PasswordPolicy(
        minimum_length=given.minimum_length or PasswordPolicy().minimum_length,
        require_uppercase=bool(given.require_uppercase),
        require_lowercase=bool(given.require_lowercase),
        require_numbers=bool(given.require_numbers),
        require_symbols=bool(given.require_symbols),
        history_size=given.password_history_size or 0,
        # The model: 0 means the default of 7 days.
        temporary_password_days=given.temporary_password_validity_days or PasswordPolicy().temporary_password_days,
    )


def _recovery(setting: cognito_idp.AccountRecoverySettingType | None) -> tuple[Recovery, ...]:
    if setting is None or not setting.recovery_mechanisms:
        # The old rule, which the model describes for pools without a setting: phone first, then e-mail.
        return ("verified_phone_number", "verified_email")
    ordered = sorted(setting.recovery_mechanisms, key=lambda option: option.priority or 0)
    names: list[Recovery] = []
    for option in ordered:
        match option.name:
            case "verified_email" | "verified_phone_number" | "admin_only":
                names.append(option.name)
            case _:
                pass
    return tuple(names)


def _functions(config: cognito_idp.LambdaConfigType | None) -> dict[str, str]:
    if config is None:
        return {}
    versioned = config.pre_token_generation_config
    named = {
        "PreSignUp": config.pre_sign_up,
        "PostConfirmation": config.post_confirmation,
        "PreAuthentication": config.pre_authentication,
        "PostAuthentication": config.post_authentication,
        "CustomMessage": config.custom_message,
        "PreTokenGeneration": (versioned and versioned.lambda_arn) or config.pre_token_generation,
        "UserMigration": config.user_migration,
    }
    return {trigger: arn for trigger, arn in named.items() if arn}


def _token_generation_version(config: cognito_idp.LambdaConfigType | None) -> Literal["V1_0", "V2_0", "V3_0"]:
    versioned = config.pre_token_generation_config if config else None
    match versioned.lambda_version if versioned else None:
        case "V2_0":
            return "V2_0"
        case "V3_0":
            return "V3_0"
        case _:
            return "V1_0"


def _verification_text(described: cognito_idp.UserPoolType) -> Text:
    template = described.verification_message_template
    return Text(
        sms=(template and template.sms_message) or described.sms_verification_message or VERIFICATION.sms,
        email=(template and template.email_message) or described.email_verification_message or VERIFICATION.email,
        subject=(template and template.email_subject) or described.email_verification_subject or VERIFICATION.subject,
    )


def _invitation_text(template: cognito_idp.MessageTemplateType | None) -> Text:
    if template is None:
        return INVITATION
    return Text(
        sms=template.sms_message or INVITATION.sms,
        email=template.email_message or INVITATION.email,
        subject=template.email_subject or INVITATION.subject,
    )
