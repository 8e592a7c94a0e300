"""Commands in README.md and docs/ are commands that there are: options, make targets, modules, extras."""

import re
import shlex
import tomllib
from importlib.util import find_spec

import pytest

from awso_userpool.cli import parser
from tests.docs.pages import blocks, pages
from tests.paths import ROOT

# A line without a language is a command too (the README's).
SHELL = ("", "sh", "bash", "console")
TARGETS = frozenset(re.findall(r"^([a-z-]+):.*?##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
EXTRAS = frozenset(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"])
KNOWN = frozenset({"awso-userpool", "make", "pip", "python", "export"})


def commands() -> list[tuple[str, list[str]]]:
    """Each command with where it stands, variables in front of it left out."""
    found: list[tuple[str, list[str]]] = []
    for page in pages():
        for block in blocks(page, *SHELL):
            for line in block.text.replace("\\\n", " ").splitlines():
                words = shlex.split(line.removeprefix("$ "), comments=True)
                while words and re.match(r"[A-Z_]+=", words[0]):
                    words.pop(0)
                if words and words[0] in KNOWN:
                    found.append((str(block), words))
    return found


def check(words: list[str]) -> None:
    """Raises, or lets argparse exit, where there is no such command."""
    match words:
        case ["awso-userpool", *arguments]:
            parser().parse_args(arguments)
        case ["make", *targets]:
            assert set(targets) <= TARGETS, targets
        case ["pip", "install", requirement]:
            name, _, extras = requirement.partition("[")
            assert name == "."  # a checkout: no index has awso yet
            assert set(filter(None, extras.rstrip("]").split(","))) <= EXTRAS, requirement
        case ["python", "-m", module, *_]:
            assert find_spec(module) is not None, module
        case ["export", *_]:
            pass
        case _:
            raise AssertionError(words)


@pytest.mark.parametrize(("place", "words"), commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_command_exists(place: str, words: list[str]) -> None:
    check(words)


def test_commands_are_found() -> None:
    named = {words[0] for _, words in commands()}

    assert {"awso-userpool", "make", "pip"} <= named


@pytest.mark.parametrize(
    "words",
    [
        ["make", "everything"],
        ["pip", "install", ".[sauce]"],
        ["pip", "install", "awso"],
        ["python", "-m", "awso_nothing"],
        ["rm", "x"],
    ],
)
def test_a_command_that_does_not_exist_fails(words: list[str]) -> None:
    with pytest.raises(AssertionError):
        check(words)


def test_an_option_that_does_not_exist_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        check(["awso-userpool", "serve", "--daemon"])
    assert "--daemon" in capsys.readouterr().err
