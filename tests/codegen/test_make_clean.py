"""`make clean` removes what was generated, and nothing else."""

import shutil
import subprocess
from pathlib import Path

import pytest

from awso_codegen.generate import generate

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository as this one, with one service generated, beside a file that a person wrote."""
    package = tmp_path / "a clone" / "src" / "awso"
    (package / "services").mkdir(parents=True)
    for name in ("Makefile", ".gitignore", "src/awso/services/README.md", "src/awso/services/__init__.py"):
        shutil.copyfile(ROOT / name, tmp_path / "a clone" / name)
    (package / "client.py").touch()
    git(tmp_path / "a clone", "init", "--quiet")
    git(tmp_path / "a clone", "add", ".")
    generate(package / "services", ["sts"])
    (package / "new.py").touch()
    return tmp_path / "a clone"


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def test_make_clean_leaves_what_people_wrote(tree: Path) -> None:
    assert (tree / "src/awso/sts.py").is_file()

    subprocess.run(["make", "clean"], cwd=tree, check=True, capture_output=True)

    left = {path.relative_to(tree / "src/awso").as_posix() for path in (tree / "src/awso").rglob("*") if path.is_file()}
    assert left == {"client.py", "new.py", "services/README.md", "services/__init__.py"}


def test_make_clean_names_no_file_outside_the_tree(tree: Path) -> None:
    # Entries of the generated .gitignore begin with "/": to rm they would be files of the machine's root.
    said = subprocess.run(["make", "--dry-run", "clean"], cwd=tree, check=True, capture_output=True, text=True).stdout

    assert "rm " not in said
    assert said.startswith("git clean")
