"""From CreateUserPoolClient and UpdateUserPoolClient to a client's settings.

An update replaces every setting; what it leaves out falls back to its default, except the secret, which stays.
"""

from awso import cognito_idp
from awso_userpool.domain import client_settings
from awso_userpool.domain.attributes import Schema
from awso_userpool.domain.limits import DAY, HOUR, MINUTE
from awso_userpool.domain.permissions import FLAGS

_KEPT = frozenset(
    {
        "RefreshTokenValidity",
        "AccessTokenValidity",
        "IdTokenValidity",
        "TokenValidityUnits",
        "ReadAttributes",
        "WriteAttributes",
        "ExplicitAuthFlows",
        "SupportedIdentityProviders",
        "CallbackURLs",
        "LogoutURLs",
        "DefaultRedirectURI",
        "AllowedOAuthFlows",
        "AllowedOAuthScopes",
        "AllowedOAuthFlowsUserPoolClient",
        "AnalyticsConfiguration",
        "PreventUserExistenceErrors",
        "EnableTokenRevocation",
        "EnablePropagateAdditionalUserContextData",
        "AuthSessionValidity",
        "RefreshTokenRotation",
    }
)
# What DescribeUserPoolClient shows for a client made with nothing but a name.
_DEFAULTS: dict[str, object] = {
    "AllowedOAuthFlowsUserPoolClient": False,
    "EnableTokenRevocation": True,
    "EnablePropagateAdditionalUserContextData": False,
    "AuthSessionValidity": client_settings.DEFAULT_SESSION_MINUTES,
}

Request = cognito_idp.CreateUserPoolClientRequest | cognito_idp.UpdateUserPoolClientRequest


def _refused(message: str) -> Exception:
    return cognito_idp.errors.InvalidParameterException(message)


def settings(request: Request, name: str, schema: Schema) -> cognito_idp.UserPoolClientType:
    """The settings that `request` asks for, without id, pool, secret and dates. Raises InvalidParameterException."""
    given = {member: value for member, value in request.to_value().items() if member in _KEPT}
    units = request.token_validity_units
    # 30 is a number of days: beside another unit it would not be the default.
    refresh = {} if units and units.refresh_token else {"RefreshTokenValidity": 30}
    described = cognito_idp.UserPoolClientType.from_value({**_DEFAULTS, **refresh, **given, "ClientName": name})
    _check_attributes(described, schema)
    _check_flows(described.explicit_auth_flows)
    _check_validity(described)
    if described.allowed_o_auth_flows and not described.allowed_o_auth_flows_user_pool_client:
        raise _refused("To use authorization server features, set AllowedOAuthFlowsUserPoolClient to true.")
    return described


def _check_attributes(described: cognito_idp.UserPoolClientType, schema: Schema) -> None:
    if any(name not in schema for name in described.read_attributes):
        raise _refused("Invalid read attributes specified while creating a client")
    unwritable = FLAGS | {"sub", "identities"}
    if any(name not in schema or name in unwritable for name in described.write_attributes):
        raise _refused("Invalid write attributes specified while creating a client")
    required = {definition.name for definition in schema.values() if definition.required} - {"sub"}
    if described.write_attributes and not required <= set(described.write_attributes):
        raise _refused("Invalid write attributes specified while creating a client")


def _check_flows(flows: list[str]) -> None:
    modern = [flow for flow in flows if flow.startswith("ALLOW_")]
    if modern and len(modern) != len(flows):
        raise _refused("Legacy ExplicitAuthFlows cannot be used together with ALLOW_ prefixed flows.")


def _check_validity(described: cognito_idp.UserPoolClientType) -> None:
    """The model's ranges: access and ID tokens 5 minutes to a day, refresh tokens an hour to ten years."""
    units = described.token_validity_units or cognito_idp.TokenValidityUnitsType()
    access = client_settings.seconds(described.access_token_validity, units.access_token, "hours", HOUR)
    identity = client_settings.seconds(described.id_token_validity, units.id_token, "hours", HOUR)
    refresh = client_settings.seconds(
        described.refresh_token_validity, units.refresh_token, "days", client_settings.DEFAULT_REFRESH_SECONDS
    )
    short = 5 * MINUTE
    if not short <= access <= DAY or not short <= identity <= DAY or not HOUR <= refresh <= 3650 * DAY:
        raise _refused("Invalid range for token validity.")
    if refresh < max(access, identity):
        raise _refused("Refresh token validity must not be shorter than that of access and ID tokens.")
