"""What a PreTokenGeneration trigger may do to the claims: add, replace, suppress, set groups; and what it may not
touch.

Version 1 shapes the ID token only; version 2 the access token and its scopes too. Suppressing beats adding.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

# Developer guide, "Pre token generation Lambda trigger": claims that can be neither added nor suppressed.
PROTECTED = frozenset(
    [
        "acr",
        "amr",
        "aud",
        "at_hash",
        "auth_time",
        "azp",
        "cognito:username",
        "exp",
        "iat",
        "identities",
        "iss",
        "jti",
        "nbf",
        "nonce",
        "origin_jti",
        "sub",
        "token_use",
    ]
)
# What identifies the token to its verifiers; groups have a member of their own.
_PROTECTED_IN_ACCESS = PROTECTED | {"client_id", "device_key", "event_id", "scope", "username", "version"}
_GROUP_CLAIMS = frozenset({"cognito:groups", "cognito:roles", "cognito:preferred_role"})


class UnusableOverridesError(Exception):
    """The trigger's response does not have the documented shape; the message says where."""


class Changes(NamedTuple):
    """Changes to one token."""

    add: Mapping[str, object] = {}
    suppress: frozenset[str] = frozenset()
    add_scopes: tuple[str, ...] = ()
    suppress_scopes: frozenset[str] = frozenset()


class Groups(NamedTuple):
    """Groups and roles in place of the user's own; empty ones clear the claims."""

    names: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    preferred_role: str | None = None


class Overrides(NamedTuple):
    """What the trigger asked for. `groups` is None where it left them alone."""

    id: Changes = Changes()
    access: Changes = Changes()
    groups: Groups | None = None


def parse(version: Literal["V1_0", "V2_0", "V3_0"], response: Mapping[str, object]) -> Overrides:
    """The overrides in the trigger's `response`. Raises UnusableOverridesError."""
    if version == "V1_0":
        details = _object(response, "claimsOverrideDetails")
        return Overrides(id=_changes(details), groups=_groups(details))
    details = _object(response, "claimsAndScopeOverrideDetails")
    return Overrides(
        id=_changes(_object(details, "idTokenGeneration")),
        access=_changes(_object(details, "accessTokenGeneration")),
        groups=_groups(details),
    )


def apply_to_id(claims: Mapping[str, object], overrides: Overrides) -> dict[str, object]:
    """The ID token's claims after the overrides."""
    return _with_groups(_changed(claims, overrides.id, PROTECTED), overrides.groups, roles=True)


def apply_to_access(claims: Mapping[str, object], overrides: Overrides) -> dict[str, object]:
    """The access token's claims, scopes included, after the overrides."""
    changed = _with_groups(_changed(claims, overrides.access, _PROTECTED_IN_ACCESS), overrides.groups, roles=False)
    scopes = [*str(claims.get("scope", "")).split(), *overrides.access.add_scopes]
    kept = [scope for scope in dict.fromkeys(scopes) if scope not in overrides.access.suppress_scopes]
    return {**changed, "scope": " ".join(kept)}


def _changed(claims: Mapping[str, object], changes: Changes, protected: frozenset[str]) -> dict[str, object]:
    untouchable = protected | _GROUP_CLAIMS
    added = {name: value for name, value in changes.add.items() if name not in untouchable}
    suppressed = changes.suppress - untouchable
    return {name: value for name, value in {**claims, **added}.items() if name not in suppressed}


def _with_groups(claims: dict[str, object], groups: Groups | None, *, roles: bool) -> dict[str, object]:
    if groups is None:
        return claims
    kept = {name: value for name, value in claims.items() if name not in _GROUP_CLAIMS}
    if groups.names:
        kept["cognito:groups"] = list(groups.names)
    if roles and groups.roles:
        kept["cognito:roles"] = list(groups.roles)
    if roles and groups.preferred_role:
        kept["cognito:preferred_role"] = groups.preferred_role
    return kept


def _changes(details: Mapping[str, object]) -> Changes:
    return Changes(
        add=_object(details, "claimsToAddOrOverride"),
        suppress=frozenset(_texts(details, "claimsToSuppress")),
        # A scope with a blank in it would be two.
        add_scopes=tuple(
            scope for scope in _texts(details, "scopesToAdd") if scope and not set(scope) & set(' "\\\t\r\n')
        ),
        suppress_scopes=frozenset(_texts(details, "scopesToSuppress")),
    )


def _groups(details: Mapping[str, object]) -> Groups | None:
    if details.get("groupOverrideDetails") is None:
        return None
    groups = _object(details, "groupOverrideDetails")
    role = groups.get("preferredRole")
    if role is not None and not isinstance(role, str):
        raise UnusableOverridesError("preferredRole is no text")
    return Groups(tuple(_texts(groups, "groupsToOverride")), tuple(_texts(groups, "iamRolesToOverride")), role)


def _object(holder: Mapping[str, object], name: str) -> dict[str, object]:
    value = holder.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnusableOverridesError(f"{name} is no object")
    return {str(key): inner for key, inner in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # decoded JSON


def _texts(holder: Mapping[str, object], name: str) -> list[str]:
    value = holder.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):  # pyright: ignore[reportUnknownVariableType]  # decoded JSON
        raise UnusableOverridesError(f"{name} is no list of texts")
    return [str(item) for item in value]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  # decoded JSON
