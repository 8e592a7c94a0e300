"""Programs get from awso.boto what they get from boto3: whole answers, errors, pages, waits."""

import copy
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.request import Request as UrlRequest
from urllib.request import urlopen

import pytest

from awso import boto as awso_boto
from tests.integration.aws.moto_process import moto_server
from tests.integration.boto.programs import PROGRAMS, Shell
from tests.integration.boto.tape import Tape, recording

boto3: Any = import_module("boto3")
BotoConfig: Any = import_module("botocore.config").Config


@pytest.fixture(scope="module")
def moto_url() -> Iterator[str]:
    with moto_server() as url:
        yield url


@pytest.fixture
def tape(moto_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Tape]:
    settle(monkeypatch, tmp_path)
    with urlopen(UrlRequest(f"{moto_url}/moto-api/reset", method="POST")):
        pass
    with recording(moto_url) as made:
        yield made


def settle(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Both modules find the same keys and region, and nothing of the machine's."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": str(home / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / "credentials"),
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(home)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setattr(awso_boto, "DEFAULT_SESSION", None)


def played(program: Callable[[Shell], None], boto: Any, config: Any, url: str) -> list[Any]:
    shell = Shell(boto, url, config)
    program(shell)
    return shell.outcomes


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_a_program_gets_the_same_from_both(program: Callable[[Shell], None], tape: Tape) -> None:
    expected = played(program, boto3, BotoConfig, tape.url)
    tape.rewind()

    got = played(program, awso_boto, awso_boto.Config, tape.url)

    theirs, ours = tape.requests
    assert [request[:3] for request in ours] == [request[:3] for request in theirs]
    for number, (mine, wanted) in enumerate(zip(got, expected, strict=True)):
        assert mine == wanted, f"outcome {number}"


def test_an_answer_that_differs_would_be_noticed(tape: Tape) -> None:
    (dynamodb, *_) = PROGRAMS
    expected = played(dynamodb, boto3, BotoConfig, tape.url)
    changed = copy.deepcopy(expected)
    changed[0]["TableDescription"]["ItemCount"] += 1

    assert changed != expected
