"""Bringing the generated files up to date: equal bytes each time, nothing done twice, nothing half done."""

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from awso.shapes.naming import identifier
from awso_codegen import generate as generator
from awso_codegen.__main__ import main
from awso_codegen.generate import differences, generate
from awso_codegen.model.source import data_folder, service_names
from tests.paths import ROOT

SERVICES = ["cognito-idp", "cognito-identity", "sts", "s3", "lambda"]
STUBS = sorted((ROOT / "src" / "awso" / "services").glob("*/*.pyi"))


def contents(folder: Path) -> Mapping[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_two_runs_with_other_hash_seeds_give_equal_bytes(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        options = [argument for name in SERVICES for argument in ("--service", name)]
        command = [sys.executable, "-m", "awso_codegen", "--out", str(tmp_path / seed / "services"), *options]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")}
        subprocess.run(command, check=True, env=environment, capture_output=True)

    first, second = contents(tmp_path / "1"), contents(tmp_path / "2")

    assert len(first) > 6 * len(SERVICES)
    assert first == second


def test_what_is_fresh_is_not_written_again(tmp_path: Path) -> None:
    services = tmp_path / "services"

    assert generate(services, ["sts"]) == ["sts"]
    assert generate(services, ["sts"]) == []
    assert generate(services, ["sts", "signin"]) == ["signin"]
    assert generate(services, ["sts"], force=True) == ["sts"]


def test_a_changed_input_makes_everything_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = tmp_path / "services"
    generate(services, ["sts"])

    def another_version(data: Path) -> str:
        return "9.9.9"

    monkeypatch.setattr(generator, "botocore_version", another_version)

    assert generate(services, ["sts"]) == ["sts"]


def test_a_missing_file_is_made_again_though_the_stamp_is_fresh(tmp_path: Path) -> None:
    services = tmp_path / "services"
    generate(services, ["sts"])
    (services / "sts" / "model.json").unlink()

    assert generate(services, ["sts"]) == ["sts"]


def test_what_an_interrupted_run_has_written_is_neither_fresh_nor_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = tmp_path / "services"
    generate(services, ["sts"])
    before = contents(tmp_path)

    def version_of_an_edit(data: Path) -> str:
        return "9.9.9"

    def write_and_be_interrupted(folder: Path, data: Path, name: str) -> str:
        (folder / "sts" / "errors.py").write_text("# of the edit")
        raise KeyboardInterrupt

    with monkeypatch.context() as edited:
        edited.setattr(generator, "botocore_version", version_of_an_edit)
        edited.setattr(generator, "_write_service", write_and_be_interrupted)
        with pytest.raises(KeyboardInterrupt):
            generate(services, ["sts"])
        with pytest.raises(KeyboardInterrupt):
            generate(services, ["signin"])

    assert "/signin.py" in (tmp_path / ".gitignore").read_text().split()
    assert generate(services, ["sts"]) == ["sts"]
    assert contents(tmp_path / "services" / "sts") == {
        path.removeprefix("services/sts/"): content
        for path, content in before.items()
        if path.startswith("services/sts/")
    }


def test_an_equal_file_keeps_its_time_and_nothing_temporary_is_left(tmp_path: Path) -> None:
    services = tmp_path / "services"
    generate(services, ["sts"])
    stub = services / "sts" / "__init__.pyi"
    os.utime(stub, (1, 1))

    generate(services, ["sts"], force=True)

    assert stub.stat().st_mtime == 1
    assert [path for path in contents(tmp_path) if path.endswith(".tmp")] == []


def test_a_difference_from_what_would_be_written_is_found(tmp_path: Path) -> None:
    services = tmp_path / "services"
    generate(services, ["sts"])
    assert differences(services, ["sts"]) == []
    assert main(["--out", str(services), "--service", "sts", "--check"]) == 0

    (services / "sts" / "errors.py").write_text("# tampered with")

    assert differences(services, ["sts"]) == ["services/sts/errors.py"]
    assert main(["--out", str(services), "--service", "sts", "--check"]) == 1


def test_git_ignores_each_alias_by_name_and_that_list_itself(tmp_path: Path) -> None:
    generate(tmp_path / "services", ["sts", "lambda"])

    assert (tmp_path / ".gitignore").read_text() == ".gitignore\n/lambda_.py\n/sts.py\n"


def test_an_unknown_service_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path / "services"), "--service", "no-such"]) == 2
    assert "has no service no-such" in capsys.readouterr().err


def test_a_hand_written_module_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "sts.py").write_text("# somebody's work")

    with pytest.raises(ValueError, match=r"sts\.py was not generated"):
        generate(tmp_path / "services", ["sts"])

    assert (tmp_path / "sts.py").read_text() == "# somebody's work"


def test_every_service_is_generated() -> None:
    import awso

    assert list(awso.service_names()) == sorted(identifier(name) for name in service_names(data_folder()))


@pytest.mark.parametrize("module", ["cognito_idp", "lambda_", "config"])
def test_a_service_is_one_module_by_whichever_name(module: str) -> None:
    short = importlib.import_module(f"awso.{module}")

    assert short is importlib.import_module(f"awso.services.{module}")
    assert short is getattr(importlib.import_module("awso"), module)
    assert short.errors is importlib.import_module(f"awso.services.{module}.errors")


@pytest.mark.parametrize("stub", STUBS[::40], ids=lambda stub: stub.parent.name)
def test_a_generated_stub_is_python(stub: Path) -> None:
    compile(stub.read_text(encoding="utf-8"), str(stub), "exec", dont_inherit=True)


def test_no_stub_has_a_name_that_hides_a_builtin_of_its_annotations() -> None:
    hiding = re.compile(r"^(?:class )?(?:bool|bytes|dict|float|int|list|str)\b *[:(=]", re.MULTILINE)

    assert [stub for stub in STUBS if hiding.search(stub.read_text(encoding="utf-8"))] == []


@pytest.mark.slow
def test_every_generated_stub_is_python() -> None:
    for stub in STUBS:
        compile(stub.read_text(encoding="utf-8"), str(stub), "exec", dont_inherit=True)
