"""The wheel: every service in it, nothing that is not for users, and no bigger than botocore's own."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from awso.shapes.naming import identifier
from awso_codegen.model.source import data_folder, service_names
from tests.paths import ROOT

BOTOCORE_WHEEL_BYTES = 16_555_415  # botocore-1.44.5-py3-none-any.whl


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this tree, built as pip builds it but without fetching the build requirements again."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("awso-*.whl"))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_wheel_is_no_bigger_than_botocores(wheel: Path) -> None:
    assert wheel.stat().st_size <= BOTOCORE_WHEEL_BYTES


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_wheel_has_every_service_and_nothing_of_the_workshop(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    modules = [identifier(name) for name in service_names(data_folder())]
    expected = {f"awso/{module}.py" for module in modules}
    for file in ("__init__.py", "__init__.pyi", "errors.py", "errors.pyi", "model.json", "endpoints.py"):
        expected |= {f"awso/services/{module}/{file}" for module in modules}

    assert expected <= names
    tables = {"awso/services/_partitions.py", "awso/services/_regions.py", "awso/services/_defaults.py"}
    assert {"awso/py.typed", *tables, "awso_userpool/py.typed"} <= names
    assert [name for name in names if name.startswith(("awso_codegen", "tests")) or "/." in name] == []
