"""Every setting that boto3 can give a pool or an app client comes back, from create, describe and update, as given.

That is what tools such as Terraform compare. Which settings there are, botocore's model says.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.integration.userpool_http.foreign import Boto3

ARN = "arn:aws:lambda:us-east-1:000000000000:function:any"
CUSTOM_SENDER = {"LambdaVersion": "V1_0", "LambdaArn": ARN}
ANY_TIME: dict[str, Any] = {
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 10,
            "RequireUppercase": False,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": False,
            "PasswordHistorySize": 3,
            "TemporaryPasswordValidityDays": 5,
        },
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
    },
    "DeletionProtection": "ACTIVE",
    "LambdaConfig": {
        **dict.fromkeys(("PreSignUp", "CustomMessage", "PostConfirmation", "PreAuthentication"), ARN),
        **dict.fromkeys(("PostAuthentication", "UserMigration", "PreTokenGeneration"), ARN),
        **dict.fromkeys(("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"), ARN),
        "PreTokenGenerationConfig": {"LambdaVersion": "V2_0", "LambdaArn": ARN},
        "CustomSMSSender": CUSTOM_SENDER,
        "CustomEmailSender": CUSTOM_SENDER,
        "KMSKeyID": "arn:aws:kms:us-east-1:000000000000:key/any",
    },
    "AutoVerifiedAttributes": ["email", "phone_number"],
    "SmsVerificationMessage": "Code {####}",
    "EmailVerificationMessage": "Your code is {####}",
    "EmailVerificationSubject": "Code",
    "VerificationMessageTemplate": {
        "SmsMessage": "Code {####}",
        "EmailMessage": "Your code is {####}",
        "EmailSubject": "Code",
        "EmailMessageByLink": "Click {##here##}",
        "EmailSubjectByLink": "Link",
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
    },
    "SmsAuthenticationMessage": "Sign in with {####}",
    "MfaConfiguration": "OPTIONAL",
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False},
    "EmailConfiguration": {
        "SourceArn": "arn:aws:ses:us-east-1:000000000000:identity/pool@example.com",
        "ReplyToEmailAddress": "pool@example.com",
        "EmailSendingAccount": "DEVELOPER",
        "From": "pool@example.com",
        "ConfigurationSet": "any",
    },
    "SmsConfiguration": {
        "SnsCallerArn": "arn:aws:iam::000000000000:role/any",
        "ExternalId": "any",
        "SnsRegion": "us-east-1",
    },
    "UserPoolTags": {"team": "identity"},
    "AdminCreateUserConfig": {
        "AllowAdminCreateUserOnly": True,
        "InviteMessageTemplate": {
            "SMSMessage": "{username} {####}",
            "EmailMessage": "{username} {####}",
            "EmailSubject": "Welcome",
        },
    },
    "UserPoolAddOns": {
        "AdvancedSecurityMode": "AUDIT",
        "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "AUDIT"},
    },
    "AccountRecoverySetting": {
        "RecoveryMechanisms": [
            {"Priority": 1, "Name": "verified_email"},
            {"Priority": 2, "Name": "verified_phone_number"},
        ]
    },
    "UserPoolTier": "PLUS",
    "AcrConfiguration": {},
    "DcrConfiguration": {"EnableStatus": "Enabled", "OpenDcrEnabled": False, "AllowedScopes": ["openid"]},
    "IssuerConfiguration": {"Type": "ORIGINAL"},
    "KeyConfiguration": {
        "KeyType": "CUSTOMER_MANAGED_KEY",
        "KmsKeyArn": "arn:aws:kms:us-east-1:000000000000:key/any",
    },
}
AT_CREATION: dict[str, Any] = {
    "AliasAttributes": ["email", "preferred_username"],
    "UsernameConfiguration": {"CaseSensitive": False},
}
# `Schema` comes back as SchemaAttributes, UsernameAttributes exclude aliases: tests/integration/userpool has them.
ELSEWHERE = {"PoolName", "Schema", "UsernameAttributes"}

OF_A_CLIENT: dict[str, Any] = {
    "ClientName": "web",
    "RefreshTokenValidity": 10,
    "AccessTokenValidity": 20,
    "IdTokenValidity": 30,
    "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
    "ReadAttributes": ["email", "name"],
    "WriteAttributes": ["email", "name"],
    "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    "SupportedIdentityProviders": ["COGNITO"],
    "CallbackURLs": ["https://app.example.com/in"],
    "LogoutURLs": ["https://app.example.com/out"],
    "DefaultRedirectURI": "https://app.example.com/in",
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid", "email"],
    "AllowedOAuthFlowsUserPoolClient": True,
    "AnalyticsConfiguration": {
        "ApplicationId": "a" * 32,
        "RoleArn": "arn:aws:iam::000000000000:role/any",
        "ExternalId": "any",
        "UserDataShared": True,
    },
    "PreventUserExistenceErrors": "ENABLED",
    "EnableTokenRevocation": False,
    "EnablePropagateAdditionalUserContextData": True,
    "AuthSessionValidity": 5,
    "RefreshTokenRotation": {"Feature": "DISABLED", "RetryGracePeriodSeconds": 0},
}


def kept(given: Mapping[str, Any], answered: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an answer that the request spoke of."""
    return {name: answered.get(name) for name in given}


def test_a_pool_comes_back_as_it_was_made_and_changed(boto: Boto3) -> None:
    everything = {**ANY_TIME, **AT_CREATION}

    made = boto.create_user_pool(PoolName="people", **everything)["UserPool"]
    described = boto.describe_user_pool(UserPoolId=made["Id"])["UserPool"]
    boto.update_user_pool(UserPoolId=made["Id"], **ANY_TIME)
    updated = boto.describe_user_pool(UserPoolId=made["Id"])["UserPool"]

    assert kept(everything, made) == kept(everything, described) == kept(everything, updated) == everything


def test_a_client_comes_back_as_it_was_made_and_changed(boto: Boto3) -> None:
    pool_id = boto.create_user_pool(PoolName="people")["UserPool"]["Id"]

    made = boto.create_user_pool_client(UserPoolId=pool_id, GenerateSecret=True, **OF_A_CLIENT)["UserPoolClient"]
    identity = {"UserPoolId": pool_id, "ClientId": made["ClientId"]}
    described = boto.describe_user_pool_client(**identity)["UserPoolClient"]
    updated = boto.update_user_pool_client(**identity, **OF_A_CLIENT)["UserPoolClient"]

    assert kept(OF_A_CLIENT, made) == kept(OF_A_CLIENT, described) == kept(OF_A_CLIENT, updated) == OF_A_CLIENT
    assert made["ClientSecret"] == described["ClientSecret"] == updated["ClientSecret"]


@pytest.mark.parametrize(
    ("operation", "covered"),
    [
        ("CreateUserPool", {*ANY_TIME, *AT_CREATION, *ELSEWHERE}),
        ("CreateUserPoolClient", {*OF_A_CLIENT, "UserPoolId", "GenerateSecret", "ClientSecret"}),
    ],
)
def test_no_setting_of_the_model_is_forgotten_here(boto: Boto3, operation: str, covered: set[str]) -> None:
    assert set(boto.meta.service_model.operation_model(operation).input_shape.members) == covered
