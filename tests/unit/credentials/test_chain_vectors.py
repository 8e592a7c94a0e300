"""The default credential chain against the cases of the other SDKs: an environment, a file system, an outcome.

Cases of providers that are not built are listed with the provider's name, and must fail: whoever builds one takes its
cases out of the list.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from awso.core.effects import Flow, ReadFile
from awso.credentials import Credentials
from awso.credentials.chain import DefaultCredentials
from awso.errors import AwsoError
from awso.settings.settings import load_settings
from tests.paths import VECTORS, require

ROOT = VECTORS / "credentials"
SUITES = ("default-credential-provider-chain", "profile-provider")

UNBUILT = {
    "default-credential-provider-chain/e2e_fips_and_dual_stack_sso": "IAM Identity Center",
    "default-credential-provider-chain/ecs_assume_role": "container, role",
    "default-credential-provider-chain/ecs_credentials": "container",
    "default-credential-provider-chain/ecs_credentials_invalid_profile": "container",
    "default-credential-provider-chain/eks_pod_identity_credentials": "container",
    "default-credential-provider-chain/eks_pod_identity_no_token_file": "container",
    "default-credential-provider-chain/imds_assume_role": "instance metadata, role",
    "default-credential-provider-chain/imds_config_with_no_creds": "instance metadata",
    "default-credential-provider-chain/imds_default_chain_error": "instance metadata",
    "default-credential-provider-chain/imds_default_chain_retries": "instance metadata",
    "default-credential-provider-chain/imds_default_chain_success": "instance metadata",
    "default-credential-provider-chain/imds_no_iam_role": "instance metadata, role",
    "default-credential-provider-chain/imds_token_fail": "instance metadata, role",
    "default-credential-provider-chain/profile_overrides_web_identity": "role",
    "default-credential-provider-chain/sso_assume_role": "IAM Identity Center",
    "default-credential-provider-chain/sso_no_token_file": "IAM Identity Center",
    "default-credential-provider-chain/sso_server_error": "IAM Identity Center",
    "default-credential-provider-chain/web_identity_source_profile_no_env": "web identity, role",
    "default-credential-provider-chain/web_identity_token_env": "web identity",
    "default-credential-provider-chain/web_identity_token_invalid_jwt": "web identity, role",
    "default-credential-provider-chain/web_identity_token_profile": "web identity",
    "default-credential-provider-chain/web_identity_token_source_profile": "web identity, role",
    "profile-provider/assume_role_override_global_env_url": "role",
    "profile-provider/assume_role_override_global_profile_url": "role",
    "profile-provider/assume_role_override_service_env_url": "role",
    "profile-provider/assume_role_override_service_profile_url": "role",
    "profile-provider/credential_process": "process",
    "profile-provider/credential_process_account_id_fallback": "process",
    "profile-provider/credential_process_failure": "process",
    "profile-provider/credential_process_invalid": "process",
    "profile-provider/e2e_assume_role": "role (these cases ask the profile before the environment)",
    "profile-provider/e2e_fips_and_dual_stack_sts": "role",
    "profile-provider/invalid_sso_credentials_config": "IAM Identity Center",
    "profile-provider/region_override": "role",
    "profile-provider/retry_on_error": "role",
    "profile-provider/sso_credentials": "IAM Identity Center",
    "profile-provider/sso_override_global_env_url": "IAM Identity Center",
    "profile-provider/sso_token": "IAM Identity Center",
}

# What our error must name to be an error for the right reason; the vectors' own words are the Rust SDK's.
MENTIONED = {
    "default-credential-provider-chain/eks_pod_identity_no_token_file": "/token.jwt",
    "default-credential-provider-chain/imds_disabled": "no credentials found",
    "default-credential-provider-chain/profile_overrides_web_identity": "credential_source",
    "default-credential-provider-chain/sso_no_token_file": "dace00cba5f8355ec9d274ceb2bcebdfbeed0e12.json",
    "default-credential-provider-chain/web_identity_source_profile_no_env": "web_identity_token_file",
    "profile-provider/credential_process_failure": "exit",
    "profile-provider/credential_process_invalid": "JSON",
    "profile-provider/empty_config": "no credentials found",
    "profile-provider/invalid_config": "/home/.aws/config:2: Property did not have a name",
    "profile-provider/invalid_sso_credentials_config": "sso_account_id",
    "profile-provider/sso_token": "sso_session",
}

ALL = sorted(f"{suite}/{path.parent.name}" for suite in SUITES for path in (ROOT / suite).glob("*/test-case.json"))


def outcome(name: str) -> Credentials | AwsoError:
    """What our chain makes of a case's environment and files."""
    folder = require(ROOT / name)
    environment: dict[str, str] = json.loads((folder / "env.json").read_text())

    def flow() -> Flow[Credentials]:
        settings = yield from load_settings(environment, windows=False)
        return (yield from DefaultCredentials(settings).credentials())

    try:
        return run_in(folder / "fs", flow())
    except AwsoError as error:
        return error


def run_in(root: Path, flow: Flow[Credentials]) -> Credentials:
    """What `flow` returns with `root` as the file system. A provider that sends needs the case's http-traffic.json."""
    try:
        effect = next(flow)
        while True:
            assert isinstance(effect, ReadFile), f"no provider was known to need {type(effect).__name__}"
            path = root / effect.path.lstrip("/")
            effect = flow.send(path.read_bytes() if path.is_file() else None)
    except StopIteration as stop:
        credentials: Credentials = stop.value
        return credentials


def problem(name: str) -> str | None:
    """Why a case does not hold, None where it does."""
    expected: dict[str, Any] = json.loads((ROOT / name / "test-case.json").read_text())["result"]
    traffic: dict[str, list[object]] = json.loads((ROOT / name / "http-traffic.json").read_text())
    found = outcome(name)
    if traffic["events"]:
        return f"{len(traffic['events'])} recorded events were not asked for"
    if "ErrorContains" in expected:
        right = isinstance(found, AwsoError) and MENTIONED[name] in str(found)
        return None if right else f"expected an error about {MENTIONED[name]}, got {found}"
    wanted: dict[str, Any] = expected["Ok"]
    expires_at = datetime.fromtimestamp(wanted["expiry"], UTC) if "expiry" in wanted else None
    credentials = Credentials(
        wanted["access_key_id"],
        wanted["secret_access_key"],
        wanted.get("session_token"),
        wanted.get("account_id"),
        expires_at,
    )
    return None if found == credentials else f"expected {credentials}, got {found!r}"


def test_every_case_is_used() -> None:
    for suite, count in zip(SUITES, (29, 18), strict=True):
        require(ROOT / suite)
        assert sum(name.startswith(f"{suite}/") for name in ALL) == count
    assert set(UNBUILT) < set(ALL)


@pytest.mark.parametrize("name", [name for name in ALL if name not in UNBUILT])
def test_a_case_of_the_other_sdks_holds(name: str) -> None:
    assert problem(name) is None


@pytest.mark.parametrize("name", UNBUILT)
def test_a_case_whose_provider_is_not_built_fails(name: str) -> None:
    require(ROOT / name)

    assert problem(name) is not None, f"{name} holds now: take it out of UNBUILT"
