"""From CreateUserPool and UpdateUserPool to a pool's settings: which members exist, which are fixed, which combinations
make sense.

An update replaces every setting: what it leaves out falls back to its default (the model, UpdateUserPool). The schema
and how users are named are fixed when the pool is made.
"""

from collections.abc import Mapping, Sequence

from awso import cognito_idp
from awso_userpool.domain import schema
from awso_userpool.domain.message_texts import CODE_PARAMETER

# What both requests and the description name alike, and an update resets when it is absent.
_REPLACED = frozenset(
    {
        "Policies",
        "DeletionProtection",
        "LambdaConfig",
        "AutoVerifiedAttributes",
        "SmsVerificationMessage",
        "EmailVerificationMessage",
        "EmailVerificationSubject",
        "VerificationMessageTemplate",
        "SmsAuthenticationMessage",
        "MfaConfiguration",
        "UserAttributeUpdateSettings",
        "DeviceConfiguration",
        "EmailConfiguration",
        "SmsConfiguration",
        "UserPoolTags",
        "AdminCreateUserConfig",
        "UserPoolAddOns",
        "DcrConfiguration",
        "AccountRecoverySetting",
        "UserPoolTier",
        "KeyConfiguration",
        "IssuerConfiguration",
        "AcrConfiguration",
    }
)
_FIXED = frozenset({"AliasAttributes", "UsernameAttributes", "UsernameConfiguration", "SchemaAttributes"})
# What DescribeUserPool shows of a pool made with nothing but a name.
_DEFAULTS: dict[str, object] = {
    "DeletionProtection": "INACTIVE",
    "MfaConfiguration": "OFF",
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7},
    "LambdaConfig": {},
    "UserPoolTier": "ESSENTIALS",
}
_DEFAULT_PASSWORD_POLICY = cognito_idp.PasswordPolicyType(
    minimum_length=8,
    require_uppercase=True,
    require_lowercase=True,
    require_numbers=True,
    require_symbols=True,
    temporary_password_validity_days=7,
)


def _refused(message: str) -> Exception:
    return cognito_idp.errors.InvalidParameterException(message)


def created(request: cognito_idp.CreateUserPoolRequest) -> cognito_idp.UserPoolType:
    """The settings of a new pool. Raises InvalidParameterException."""
    attributes = schema.described(schema.declared(request.schema))
    fixed = _only(_FIXED, request.to_value()) | {"SchemaAttributes": [a.to_value() for a in attributes]}
    return _settings(_only(_REPLACED, request.to_value()), fixed, request.policies)


def updated(before: cognito_idp.UserPoolType, request: cognito_idp.UpdateUserPoolRequest) -> cognito_idp.UserPoolType:
    """The settings after an update. Raises InvalidParameterException."""
    return _settings(_only(_REPLACED, request.to_value()), _only(_FIXED, before.to_value()), request.policies)


def with_schema(
    before: cognito_idp.UserPoolType, custom: Sequence[cognito_idp.SchemaAttributeType]
) -> cognito_idp.UserPoolType:
    """The settings with more custom attributes. Raises InvalidParameterException."""
    grown = schema.described(schema.extended(schema.from_description(before.schema_attributes), custom))
    return cognito_idp.UserPoolType.from_value(
        before.to_value() | {"SchemaAttributes": [attribute.to_value() for attribute in grown]}
    )


def _only(names: frozenset[str], members: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in members.items() if name in names}


def _settings(
    replaced: Mapping[str, object], fixed: Mapping[str, object], policies: cognito_idp.UserPoolPolicyType | None
) -> cognito_idp.UserPoolType:
    """The settings with every default in place, checked as a whole."""
    given = policies or cognito_idp.UserPoolPolicyType()
    complete = cognito_idp.UserPoolPolicyType(
        password_policy=_password_policy(given.password_policy),
        sign_in_policy=given.sign_in_policy or cognito_idp.SignInPolicyType(allowed_first_auth_factors=["PASSWORD"]),
    )
    members = {**_DEFAULTS, **replaced, **fixed, "Policies": complete.to_value()}
    return _checked(cognito_idp.UserPoolType.from_value(members))


def _password_policy(given: cognito_idp.PasswordPolicyType | None) -> cognito_idp.PasswordPolicyType:
    if given is None:
        return _DEFAULT_PASSWORD_POLICY
    defaults = _DEFAULT_PASSWORD_POLICY
    return cognito_idp.PasswordPolicyType(
        minimum_length=given.minimum_length or defaults.minimum_length,
        require_uppercase=bool(given.require_uppercase),
        require_lowercase=bool(given.require_lowercase),
        require_numbers=bool(given.require_numbers),
        require_symbols=bool(given.require_symbols),
        password_history_size=given.password_history_size,
        # The model: 0 means 7 days.
        temporary_password_validity_days=given.temporary_password_validity_days
        or defaults.temporary_password_validity_days,
    )


def _checked(pool: cognito_idp.UserPoolType) -> cognito_idp.UserPoolType:
    if pool.alias_attributes and pool.username_attributes:
        raise _refused("Only one of aliasAttributes or usernameAttributes can be set in a user pool.")
    if pool.mfa_configuration == "ON":
        # A pool that asks for a second factor must not let people in on one.
        raise _refused("MfaConfiguration ON: this server has no multi-factor authentication yet. Use OFF or OPTIONAL.")
    _check_update_settings(pool)
    _check_recovery(pool.account_recovery_setting)
    _check_templates(pool)
    return pool


def _check_update_settings(pool: cognito_idp.UserPoolType) -> None:
    settings = pool.user_attribute_update_settings
    demanded = settings.attributes_require_verification_before_update if settings else []
    missing = [name for name in demanded if name not in pool.auto_verified_attributes]
    if missing:
        raise _refused(
            f"AttributesRequireVerificationBeforeUpdate: {', '.join(missing)} must also be in AutoVerifiedAttributes."
        )


def _check_recovery(setting: cognito_idp.AccountRecoverySettingType | None) -> None:
    names = [option.name for option in setting.recovery_mechanisms] if setting else []
    if "admin_only" in names and len(names) > 1:
        raise _refused("Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.")


def _check_templates(pool: cognito_idp.UserPoolType) -> None:
    """Every text that carries a code must have a place for it."""
    template = pool.verification_message_template or cognito_idp.VerificationMessageTemplateType()
    creation = pool.admin_create_user_config or cognito_idp.AdminCreateUserConfigType()
    invitation = creation.invite_message_template or cognito_idp.MessageTemplateType()
    texts = {
        "SmsVerificationMessage": pool.sms_verification_message,
        "EmailVerificationMessage": pool.email_verification_message,
        "VerificationMessageTemplate.SmsMessage": template.sms_message,
        "VerificationMessageTemplate.EmailMessage": template.email_message,
        "InviteMessageTemplate.SMSMessage": invitation.sms_message,
        "InviteMessageTemplate.EmailMessage": invitation.email_message,
    }
    for name, text in texts.items():
        if text is not None and CODE_PARAMETER not in text:
            raise _refused(f"{name} must contain {CODE_PARAMETER}.")
