"""The import rule, read from every hand-written module: which package knows which, and what stays pure."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.paths import ROOT

SOURCE = ROOT / "src"
PURE = ("behaviours", "core", "shapes", "codecs", "protocols", "signing", "endpoints", "retries")
WORLD = {
    "aiohttp",
    "asyncio",
    "concurrent",
    "http.client",
    "http.server",
    "multiprocessing",
    "os",
    "pathlib",
    "httptools",
    "random",
    "secrets",
    "select",
    "shutil",
    "signal",
    "socket",
    "ssl",
    "subprocess",
    "tempfile",
    "time",
    "urllib.request",
    "uuid",
}
"""Modules through which time, randomness, the environment or a device is reached."""
DEVICES = {"open", "print", "input", "breakpoint"}
CLOCKS = {"now", "today", "utcnow"}


def hand_written(package: str) -> Iterator[Path]:
    """The modules of a package that are not generated."""
    services = SOURCE / "awso" / "services"
    ignored = (SOURCE / "awso" / ".gitignore").read_text(encoding="utf-8").split()
    aliases = {SOURCE / "awso" / name.removeprefix("/") for name in ignored}
    for file in sorted((SOURCE / package).rglob("*.py")):
        generated = services in file.parents and file != services / "__init__.py"
        if not generated and file not in aliases:
            yield file


def imported(tree: ast.AST) -> Iterator[str]:
    """The modules that a module imports, anywhere in it, also only for checkers."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            module = node.module or ""
            yield from (f"{module}.{alias.name}" for alias in node.names)


def imports_of(package: str) -> Iterator[tuple[str, str]]:
    for file in hand_written(package):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        yield from ((file.relative_to(SOURCE).as_posix(), name) for name in imported(tree))


def impurities(source: str) -> list[str]:
    """What in a module reaches the world: imports, devices, clocks."""
    tree = ast.parse(source)
    found = [name for name in imported(tree) if any(f"{name}.".startswith(f"{module}.") for module in WORLD)]
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in DEVICES:
                found.append(f"{name}()")
            case ast.Call(func=ast.Attribute(value=ast.Name(id="datetime" | "date"), attr=name)) if name in CLOCKS:
                found.append(f"datetime.{name}()")
            case _:
                pass
    return found


@pytest.mark.parametrize("package", ["awso", "awso_codegen", "awso_userpool"])
def test_the_packages_know_each_other_one_way(package: str) -> None:
    others = {
        "awso": {"awso_codegen", "awso_userpool"},
        "awso_codegen": {"awso_userpool"},
        "awso_userpool": {"awso_codegen"},
    }

    assert [found for found in imports_of(package) if found[1].split(".")[0] in others[package]] == []


def test_nothing_that_runs_knows_botocore() -> None:
    ran = [*imports_of("awso"), *imports_of("awso_userpool")]

    assert [found for found in ran if found[1].split(".")[0] in {"boto", "boto3", "botocore", "aiobotocore"}] == []


def test_the_generator_reads_botocore_without_importing_it() -> None:
    assert [found for found in imports_of("awso_codegen") if found[1].split(".")[0] == "botocore"] == []


@pytest.mark.parametrize("folder", PURE)
def test_the_core_does_no_input_or_output(folder: str) -> None:
    package = f"awso/{folder}"
    found = {
        file.relative_to(SOURCE).as_posix(): reached
        for file in hand_written(package)
        if (reached := impurities(file.read_text(encoding="utf-8")))
    }

    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from os import environ",
        "import http.client",
        "def f():\n    from time import time",
        "open('x')",
        "from datetime import datetime\ndatetime.now()",
    ],
)
def test_the_guard_of_purity_sees_what_it_must(source: str) -> None:
    assert len(impurities(source)) == 1


def test_the_guard_of_purity_lets_the_pure_pass() -> None:
    assert impurities("import json\nfrom awso.core.http import HttpRequest\nfrom urllib.parse import quote") == []


def test_only_the_runtime_awaits_and_only_the_transports_open_connections() -> None:
    users = {
        "asyncio": {"runtime", "transports", "testing"},
        "socket": {"transports", "testing"},
        "httptools": {"transports"},
    }
    wrong = [
        (file, name)
        for file, name in imports_of("awso")
        for module, folders in users.items()
        if name.split(".")[0] == module and file.split("/")[1] not in folders
    ]

    assert wrong == []


def test_a_module_that_has_the_name_of_a_service_is_read_too() -> None:
    assert {SOURCE / "awso" / "settings" / "s3.py", SOURCE / "awso" / "behaviours" / "sqs.py"} <= set(
        hand_written("awso")
    )
    assert SOURCE / "awso" / "s3.py" not in set(hand_written("awso"))
