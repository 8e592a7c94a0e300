"""Foreign clients that are no Python package of the development environment: npm's, and the AWS CLI.

Each is installed once into a folder of its own in `.cache`, at a pinned version. Where it cannot be (no Node.js, no
network) its tests are skipped and say why; in CI they fail.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from tests.paths import ROOT

JAVASCRIPT = Path(__file__).with_name("javascript")
AWS_CLI = "awscli==1.46.3"
INSTALL_SECONDS = 300


def node_modules() -> Path:
    """The folder that holds `node_modules` with what `javascript/package-lock.json` lists."""
    lock = JAVASCRIPT / "package-lock.json"
    target = ROOT / ".cache" / f"node-{hashlib.sha256(lock.read_bytes()).hexdigest()[:12]}"

    def install(folder: Path) -> None:
        shutil.copy(JAVASCRIPT / "package.json", folder)
        shutil.copy(lock, folder)
        _run([_tool("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)])

    _tool("node")
    return _installed(target, install)


def aws_cli() -> list[str]:
    """The command of an AWS CLI in a virtual environment of its own, for it pins another botocore."""
    target = ROOT / ".cache" / AWS_CLI.replace("==", "-")

    def install(folder: Path) -> None:
        _run([sys.executable, "-m", "venv", str(folder)])
        _run([str(folder / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", AWS_CLI])

    # As a module: the scripts of an environment name the folder that it was made in.
    return [str(_installed(target, install) / "bin" / "python"), "-m", "awscli"]


def node(script: str, argument: str) -> str:
    """What a script of `javascript/` prints."""
    environment = {**os.environ, "NODE_PATH": str(node_modules() / "node_modules")}
    return _run([_tool("node"), str(JAVASCRIPT / script), argument], environment)


def _installed(target: Path, install: Callable[[Path], None]) -> Path:
    """`target`, made by `install` in another folder and then moved, so that it is whole or not there."""
    if target.is_dir():
        return target
    target.parent.mkdir(exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f"{target.name}.partial-", dir=target.parent))
    try:
        install(partial)
        partial.rename(target)
    except OSError:
        if not target.is_dir():  # another process of the test run may have been quicker
            raise
    except subprocess.CalledProcessError as error:
        unavailable(f"{target.name} cannot be installed: {str(error.stderr).strip()[-500:]}")
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return target


def _tool(name: str) -> str:
    found = shutil.which(name)
    return found or unavailable(f"{name} is not on the PATH: install Node.js to run AWS's JavaScript clients")


def _run(command: list[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=INSTALL_SECONDS)
    return done.stdout


def unavailable(reason: str) -> NoReturn:
    """Skips, loudly; fails in CI."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
