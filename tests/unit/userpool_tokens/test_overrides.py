"""What a PreTokenGeneration trigger may change, and what it may not."""

import pytest

from awso_userpool.tokens import overrides
from awso_userpool.tokens.overrides import PROTECTED, UnusableOverridesError

ID: dict[str, object] = {**dict.fromkeys(PROTECTED, "ours"), "email": "a@b.co", "name": "Ada"}
ACCESS: dict[str, object] = {
    "sub": "s",
    "client_id": "c",
    "username": "ada",
    "scope": "aws.cognito.signin.user.admin",
    "exp": 5,
    "event_id": "e",
}


def v1(**details: object) -> overrides.Overrides:
    return overrides.parse("V1_0", {"claimsOverrideDetails": details})


def v2(**details: object) -> overrides.Overrides:
    return overrides.parse("V2_0", {"claimsAndScopeOverrideDetails": details})


def test_version_1_adds_replaces_and_suppresses_in_the_id_token_only() -> None:
    wanted = v1(claimsToAddOrOverride={"role": "admin", "name": "A."}, claimsToSuppress=["email"])

    changed = overrides.apply_to_id(ID, wanted)

    assert (changed["role"], changed["name"], "email" in changed) == ("admin", "A.", False)
    assert overrides.apply_to_access(ACCESS, wanted) == ACCESS


def test_suppressing_beats_adding() -> None:
    wanted = v1(claimsToAddOrOverride={"x": "1"}, claimsToSuppress=["x"])

    assert "x" not in overrides.apply_to_id(ID, wanted)


@pytest.mark.parametrize("claim", sorted(PROTECTED))
def test_protected_claims_can_be_neither_changed_nor_suppressed(claim: str) -> None:
    added = overrides.apply_to_id(ID, v1(claimsToAddOrOverride={claim: "theirs"}))
    suppressed = overrides.apply_to_id(ID, v1(claimsToSuppress=[claim]))

    assert (added[claim], suppressed[claim]) == ("ours", "ours")


@pytest.mark.parametrize("claim", ["client_id", "username", "event_id", "sub", "exp", "scope"])
def test_what_identifies_an_access_token_stays(claim: str) -> None:
    wanted = v2(accessTokenGeneration={"claimsToAddOrOverride": {claim: "theirs"}, "claimsToSuppress": [claim]})

    assert overrides.apply_to_access(ACCESS, wanted)[claim] == ACCESS[claim]


def test_version_2_changes_scopes_and_both_tokens() -> None:
    wanted = v2(
        idTokenGeneration={"claimsToAddOrOverride": {"i": {"deep": [1]}}},
        accessTokenGeneration={
            "claimsToAddOrOverride": {"a": True},
            "scopesToAdd": ["read", "two words", ""],
            "scopesToSuppress": ["aws.cognito.signin.user.admin"],
        },
    )

    assert overrides.apply_to_id(ID, wanted)["i"] == {"deep": [1]}
    assert overrides.apply_to_access(ACCESS, wanted)["a"] is True
    assert overrides.apply_to_access(ACCESS, wanted)["scope"] == "read"


def test_groups_replace_and_an_empty_override_clears_them() -> None:
    grouped = {**ID, "cognito:groups": ["old"], "cognito:roles": ["r"]}
    replaced = overrides.apply_to_id(
        grouped, v1(groupOverrideDetails={"groupsToOverride": ["new"], "preferredRole": "p"})
    )
    cleared = overrides.apply_to_id(grouped, v1(groupOverrideDetails={}))

    assert (replaced["cognito:groups"], replaced["cognito:preferred_role"]) == (["new"], "p")
    assert not {"cognito:groups", "cognito:roles"} & cleared.keys()


def test_groups_cannot_come_in_as_claims() -> None:
    assert "cognito:groups" not in overrides.apply_to_id(ID, v1(claimsToAddOrOverride={"cognito:groups": ["admin"]}))


@pytest.mark.parametrize("response", [{}, {"claimsOverrideDetails": None}])
def test_no_answer_changes_nothing(response: dict[str, object]) -> None:
    assert overrides.apply_to_id(ID, overrides.parse("V1_0", response)) == ID


@pytest.mark.parametrize(
    "details",
    [
        {"claimsToSuppress": "email"},
        {"claimsToSuppress": [1]},
        {"claimsToAddOrOverride": []},
        {"groupOverrideDetails": "x"},
        {"groupOverrideDetails": {"preferredRole": 5}},
    ],
)
def test_a_misshapen_answer_is_refused(details: dict[str, object]) -> None:
    with pytest.raises(UnusableOverridesError):
        v1(**details)
