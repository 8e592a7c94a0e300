"""Every example runs as its reader would run it."""

import importlib.metadata
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from awso_userpool.triggers.bindings import read_bindings
from tests.paths import ROOT

EXAMPLES = ROOT / "examples"
END_SECONDS = 90


def run(*arguments: str, folder: Path = EXAMPLES, given: str | None = None) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        input=given,
        capture_output=True,
        text=True,
        timeout=END_SECONDS,
        check=False,
    )


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ("client_quickstart.py", "email = ada@example.com\nada: CONFIRMED\nrefused: Invalid code provided"),
        ("async_quickstart.py", "10 users signed in\n"),
        ("boto3_against_pool.py", "ada signed in\nan ID token is no access token: "),
    ],
)
def test_an_example_shows_what_it_promises(script: str, shown: str) -> None:
    done = run(script)

    assert (done.returncode, done.stderr) == (0, "")
    assert shown in done.stdout


def test_the_demo_tells_the_whole_story_and_every_step_holds() -> None:
    done = run("demo.py")

    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.strip()[:2] for line in lines if line.strip()[1:3] == ". "] == [
        f"{number}." for number in range(1, 10)
    ]
    assert sum(line.strip().startswith("✓") for line in lines) >= 25
    for told in (
        "GetUser still shows ada@example.com, verified",
        "signing in as lovelace@mail.example.org does not: UserNotFoundException",
        "CodeMismatchException",
        "GetUser shows lovelace@mail.example.org, verified",
        "signing in as ada@example.com does not: UserNotFoundException",
        "Access Token does not have required scopes",
        "no client metadata in pool.db",
        "Every step held.",
    ):
        assert told in done.stdout
    programs = re.findall(r"^   (\S+/)(?=awso-userpool serve|python -c)", done.stdout, re.MULTILINE)
    assert [(EXAMPLES / folder / "python").exists() for folder in programs] == [True, True]


def test_a_demo_in_which_a_step_fails_ends_with_status_1(tmp_path: Path) -> None:
    """The guard itself: with a trigger that says nothing of the metadata, the story stops there."""
    for name in ("demo.py", "demo_triggers.py"):
        (tmp_path / name).write_text((EXAMPLES / name).read_text().replace("(campaign: {campaign})", ""))

    done = run("demo.py", folder=tmp_path)

    assert done.returncode == 1
    assert "✗ StepFailedError: the CustomMessage trigger saw the metadata" in done.stderr
    assert "Every step held" not in done.stdout


def test_the_example_test_passes_with_the_fixture() -> None:
    installed = {each.value for each in importlib.metadata.entry_points(group="pytest11")}
    plugin = () if "awso_userpool.pytest_plugin" in installed else ("-p", "awso_userpool.pytest_plugin")

    done = run("-m", "pytest", "-q", *plugin, "-c", os.devnull, "-p", "no:cacheprovider", "pytest_userpool")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_the_example_triggers_can_be_bound_and_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(EXAMPLES / "triggers"), *sys.path])
    event = {"request": {"userAttributes": {"email": "ada@example.com"}}, "response": {}}

    bindings = read_bindings(EXAMPLES / "triggers" / "triggers.toml")
    welcome = run("pre_sign_up.py", folder=EXAMPLES / "triggers", given=json.dumps(event))
    event["request"]["userAttributes"]["email"] = "eve@example.net"
    refusal = run("pre_sign_up.py", folder=EXAMPLES / "triggers", given=json.dumps(event))

    assert [arn.rpartition(":")[2] for arn in bindings] == ["custom-message", "pre-sign-up", "pre-token-generation"]
    assert json.loads(welcome.stdout)["response"] == {"autoConfirmUser": True, "autoVerifyEmail": True}
    assert (refusal.returncode, refusal.stderr) == (1, "Only for people of example.com\n")
