"""Every Python block of README.md and docs/ runs, or says why it does not.

A page's blocks run in order in one namespace. A block that defines tests has them run, with the fixtures that they
ask for. A block of text behind one is what it prints. `<!-- not run: reason -->` above a block excuses it
from running, not from being Python.
"""

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from awso_userpool.testing import UserPoolServer
from tests.docs.pages import Block, blocks, pages
from tests.docs.world import ACCESS_KEY, World, make_world, point_environment_at
from tests.paths import ROOT

PAGES = [page for page in pages() if blocks(page, "python", "py")]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.chdir(tmp_path)
    with UserPoolServer(access_key=ACCESS_KEY, database=f"sqlite:///{tmp_path}/pool.db") as server:
        point_environment_at(server, monkeypatch, tmp_path)
        yield make_world(server)


def run(block: Block, names: dict[str, object], world: World, request: pytest.FixtureRequest) -> None:
    """Runs the block, then the tests that it defined."""
    before = set(names)
    exec(compile(world.filled_in(block.text), str(block), "exec"), names)
    for name in [name for name in names if name.startswith("test_") and name not in before]:
        call_with_fixtures(names[name], request)


def call_with_fixtures(test: object, request: pytest.FixtureRequest) -> None:
    assert callable(test)
    wanted = inspect.signature(test).parameters
    fixtures = {name: request.getfixturevalue(name) for name in wanted if name != "userpool"}
    if "userpool" not in wanted:
        test(**fixtures)
        return
    with UserPoolServer() as userpool:  # what the plugin's fixture gives
        test(userpool=userpool, **fixtures)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_python_of_a_page_runs(
    page: Path, world: World, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    names, language = world.names(), ""
    for block in blocks(page, "python", "py", "text", "sh", ""):
        if block.language in ("python", "py") and block.reason is None:
            capsys.readouterr()
            run(block, names, world, request)
        elif block.language in ("python", "py"):
            compile(block.text, str(block), "exec")
        elif block.language == "text" and language in ("python", "py"):
            assert capsys.readouterr().out == block.text, str(block)
        language = block.language


def test_what_does_not_run_is_listed_here_with_its_reason() -> None:
    excused = {
        (page.name, block.reason)
        for page in PAGES
        for block in blocks(page, "python", "py")
        if block.reason is not None
    }

    assert excused == {
        ("client.md", "it needs a bot"),
        ("client.md", "it needs a bucket"),
        ("client.md", "the files are yours"),
        ("client.md", "it would wait for a service that is not there"),
        ("cognito.md", "it asks AWS for the pool's keys"),
    }


def test_a_page_that_is_wrong_fails(world: World, request: pytest.FixtureRequest) -> None:
    wrong = Block(ROOT / "README.md", 1, "python", "client.list_user_pools(most_results=1)\n", None)

    with pytest.raises(TypeError, match="did you mean 'max_results'"):
        run(wrong, world.names(), world, request)


def test_the_tests_in_a_block_are_run(world: World, request: pytest.FixtureRequest) -> None:
    failing = Block(ROOT / "README.md", 1, "python", "def test_it(userpool):\n    assert not userpool.region\n", None)

    with pytest.raises(AssertionError):
        run(failing, world.names(), world, request)
