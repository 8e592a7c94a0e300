"""An app client's settings in the form that decisions need; stored as the JSON of a UserPoolClientType."""

from functools import lru_cache
from typing import Literal, NamedTuple

from awso import cognito_idp
from awso_userpool.domain.limits import DAY, HOUR, MINUTE

Flow = Literal[
    "USER_SRP_AUTH", "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH", "CUSTOM_AUTH", "USER_AUTH"
]

# Both spellings that the model still accepts, and what a client without any may do.
_FLOWS: dict[str, Flow] = {
    "ALLOW_USER_SRP_AUTH": "USER_SRP_AUTH",
    "ALLOW_USER_PASSWORD_AUTH": "USER_PASSWORD_AUTH",
    "USER_PASSWORD_AUTH": "USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH": "ADMIN_USER_PASSWORD_AUTH",
    "ADMIN_NO_SRP_AUTH": "ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH": "REFRESH_TOKEN_AUTH",
    "ALLOW_CUSTOM_AUTH": "CUSTOM_AUTH",
    "CUSTOM_AUTH_FLOW_ONLY": "CUSTOM_AUTH",
    "ALLOW_USER_AUTH": "USER_AUTH",
}
_DEFAULT_FLOWS: frozenset[Flow] = frozenset({"USER_SRP_AUTH", "CUSTOM_AUTH", "REFRESH_TOKEN_AUTH"})
_LEGACY_FLOWS = frozenset({"ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"})

_UNIT_SECONDS = {"seconds": 1, "minutes": MINUTE, "hours": HOUR, "days": DAY}
DEFAULT_TOKEN_SECONDS = HOUR
DEFAULT_REFRESH_SECONDS = 30 * DAY
DEFAULT_SESSION_MINUTES = 3


class ClientSettings(NamedTuple):
    """The settings of one app client. `read` and `write` are None where the client has the default permissions."""

    described: cognito_idp.UserPoolClientType
    flows: frozenset[Flow]
    read: frozenset[str] | None
    write: frozenset[str] | None
    access_seconds: int
    id_seconds: int
    refresh_seconds: int
    session_seconds: int
    hides_existence: bool
    tokens_revocable: bool


@lru_cache(maxsize=1024)
def of(text: str) -> ClientSettings:
    """The settings in a client record's `settings` text."""
    described = cognito_idp.UserPoolClientType.from_json(text)
    units = described.token_validity_units or cognito_idp.TokenValidityUnitsType()
    return ClientSettings(
        described=described,
        flows=_flows(described.explicit_auth_flows),
        read=frozenset(described.read_attributes) or None,
        write=frozenset(described.write_attributes) or None,
        access_seconds=seconds(described.access_token_validity, units.access_token, "hours", DEFAULT_TOKEN_SECONDS),
        id_seconds=seconds(described.id_token_validity, units.id_token, "hours", DEFAULT_TOKEN_SECONDS),
        refresh_seconds=seconds(described.refresh_token_validity, units.refresh_token, "days", DEFAULT_REFRESH_SECONDS),
        session_seconds=(described.auth_session_validity or DEFAULT_SESSION_MINUTES) * MINUTE,
        hides_existence=described.prevent_user_existence_errors == "ENABLED",
        tokens_revocable=described.enable_token_revocation is not False,
    )


def seconds(validity: int | None, unit: str | None, default_unit: str, default_seconds: int) -> int:
    """A token lifetime as the API gives it; 0 and absent mean the default (the model, RefreshTokenValidity)."""
    return validity * _UNIT_SECONDS.get(unit or default_unit, HOUR) if validity else default_seconds


def _flows(names: list[str]) -> frozenset[Flow]:
    if not names:
        return _DEFAULT_FLOWS
    flows: set[Flow] = {_FLOWS[name] for name in names if name in _FLOWS}
    if _LEGACY_FLOWS & set(names):
        # With the old names SRP and refreshing could not be switched off, except by CUSTOM_AUTH_FLOW_ONLY.
        flows.add("REFRESH_TOKEN_AUTH")
        if "CUSTOM_AUTH_FLOW_ONLY" not in names:
            flows |= {"USER_SRP_AUTH", "CUSTOM_AUTH"}
    return frozenset(flows)
