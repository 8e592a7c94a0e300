"""Options that cannot work are refused in one sentence that speaks of them and of nothing else."""

import subprocess
from pathlib import Path

import pytest

from tests.integration.userpool_http.process import END_SECONDS, serve_command


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        serve_command(folder, *options), capture_output=True, text=True, timeout=END_SECONDS, check=False
    )


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("mysql://user:secret@host/x", "expected sqlite:///FILE, got 'mysql', for which there is no engine yet"),
        ("pool.db", "expected sqlite:///FILE, got 'pool.db', for which there is no engine yet"),
        ("sqlite:////nonexistent/folder/pool.db", "there is no folder /nonexistent/folder"),
    ],
)
def test_a_database_that_cannot_be_is_one_sentence(tmp_path: Path, url: str, complaint: str) -> None:
    done = run(tmp_path, "--database", url)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"awso-userpool: --database: {complaint}\n"
    assert not list(tmp_path.glob("*.key"))


@pytest.mark.parametrize("region", ["", "us east", "us-east-1/x", "eu_west_1", "-", "é", "x" * 41])
def test_a_region_that_no_pool_id_can_begin_with_is_refused(tmp_path: Path, region: str) -> None:
    done = run(tmp_path, f"--region={region}")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f"argument --region: expected something like us-east-1, got {region!r}\n")
