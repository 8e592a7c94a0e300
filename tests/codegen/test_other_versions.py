"""Staying current: what other versions of botocore's models become passes the checks of generated code, unedited.

Their source distributions are downloaded when first needed, 15 MB each. Two services of the oldest and of the newest
are in every run; all services of all five are slow.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from awso_codegen.__main__ import main
from tests.fetch_botocore import OTHER_VERSIONS, fetch_models
from tests.paths import ROOT

QUICK = ["s3", "cognito-idp"]


def models(version: str) -> Path:
    """The folder of a version; a loud skip where it cannot be downloaded, a failure in CI."""
    try:
        return fetch_models(version)
    except subprocess.CalledProcessError as error:
        message = f"botocore {version} cannot be downloaded: {error}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)


def checked(version: str, folder: Path, services: list[str]) -> dict[str, Any]:
    """What was checked of a version's services, all without names, and what failed."""
    source = models(version)
    wanted = [argument for name in services for argument in ("--service", name)]
    out = folder / "services"
    assert main(["--out", str(out), "--models", str(source / "botocore" / "data"), *wanted]) == 0
    cases = source / "tests" / "functional" / "endpoint-rules"
    command = [sys.executable, "-m", "tests.codegen.generated_checks", str(out), str(cases)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.timeout(600)
@pytest.mark.parametrize("version", [min(OTHER_VERSIONS), max(OTHER_VERSIONS)])
def test_two_services_of_another_version_pass_the_checks(version: str, tmp_path: Path) -> None:
    report = checked(version, tmp_path, QUICK)

    assert report["failed"] == []
    assert (report["done"]["service"], report["done"]["endpoint rules"]) == (2, 2)
    assert report["done"]["shape"] > 600


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("version", OTHER_VERSIONS)
def test_every_service_of_another_version_passes_the_checks(version: str, tmp_path: Path) -> None:
    report = checked(version, tmp_path, [])

    assert report["failed"] == []
    assert report["done"]["service"] > 390
    assert report["done"]["endpoint rules"] > 390
    assert report["done"]["paginator"] > 2_000


def test_a_check_that_fails_is_reported(tmp_path: Path) -> None:
    source = models(min(OTHER_VERSIONS))
    out = tmp_path / "services"
    assert main(["--out", str(out), "--models", str(source / "botocore" / "data"), "--service", "sts"]) == 0
    stub, model = out / "sts" / "__init__.pyi", out / "sts" / "model.json"
    stub.write_text("class (")
    model.write_text(model.read_text().replace('"shape":"arnType"', '"shape":"missing"', 1))
    command = [sys.executable, "-m", "tests.codegen.generated_checks", str(out), str(tmp_path)]

    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True)

    failed: list[str] = json.loads(done.stdout)["failed"]
    assert any("sts stub __init__.pyi: SyntaxError" in line for line in failed)
    assert any("sts shape" in line and "missing" in line for line in failed)


def test_a_folder_that_is_not_botocores_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()

    assert main(["--out", str(tmp_path / "services"), "--models", str(tmp_path / "data")]) == 2
    assert "is not botocore's data folder" in capsys.readouterr().err
