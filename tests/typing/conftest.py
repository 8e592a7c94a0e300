"""What both checkers say of all samples; each runs once."""

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.paths import ROOT

SAMPLES = Path(__file__).parent / "samples"
Diagnostics = dict[str, dict[int, str]]
"""What a checker said, by file name and line."""

CONFIGURATION = {
    "include": ["."],
    "typeCheckingMode": "strict",
    "pythonVersion": "3.11",
    # The wrong programs have expressions without a use, and unknown types after their errors; neither is the point.
    "reportUnusedExpression": "none",
    "reportUnknownMemberType": "none",
    "reportUnknownVariableType": "none",
    "reportUnknownArgumentType": "none",
    "reportUnusedImport": "none",
    "reportUnusedCoroutine": "none",
}


@pytest.fixture(scope="session")
def mypy() -> Diagnostics:
    """What mypy --strict says."""
    arguments = ["--strict", "--no-error-summary", "--no-pretty", "--hide-error-codes", "--config-file="]
    arguments.append("--follow-imports=silent")  # of this tree, wherever awso is installed from: the samples count
    command = [sys.executable, "-m", "mypy", *arguments, "--cache-dir", str(ROOT / ".mypy_cache" / "samples"), "."]
    environment = {**os.environ, "MYPYPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=SAMPLES, capture_output=True, text=True, env=environment)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found: Diagnostics = defaultdict(lambda: defaultdict(str))
    for line in done.stdout.splitlines():
        parts = re.fullmatch(r"(?:\./)?([\w/]+\.pyi?):(\d+): error: (.*)", line)
        if parts:
            found[Path(parts[1]).name][int(parts[2])] += parts[3] + "\n"
    return found


@pytest.fixture(scope="session")
def pyright(tmp_path_factory: pytest.TempPathFactory) -> Diagnostics:
    """What pyright says in strict mode."""
    folder = tmp_path_factory.mktemp("pyright")
    for sample in SAMPLES.rglob("*.py"):
        (folder / sample.name).write_bytes(sample.read_bytes())
    (folder / "pyrightconfig.json").write_text(json.dumps({**CONFIGURATION, "extraPaths": [str(ROOT / "src")]}))
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(folder)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    found: Diagnostics = defaultdict(lambda: defaultdict(str))
    for diagnostic in json.loads(done.stdout)["generalDiagnostics"]:
        line: int = diagnostic["range"]["start"]["line"] + 1
        found[Path(diagnostic["file"]).name][line] += diagnostic["message"] + "\n"
    return found


@pytest.fixture(params=["mypy", "pyright"])
def said(request: pytest.FixtureRequest) -> Diagnostics:
    diagnostics: Diagnostics = request.getfixturevalue(request.param)
    return diagnostics
