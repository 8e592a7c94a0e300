"""Both drivers carry out every effect in the same way; each test runs on both."""

import asyncio
import stat
import sys
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from awso.core.effects import Effect, Flow, ProcessResult, ReadFile, RunProcess, Send, Sleep, WriteFile
from awso.core.http import HttpRequest, HttpResponse
from awso.errors import ReadTimeoutError
from awso.runtime import blocking, concurrent
from awso.testing import MemoryTransport

Drive = Callable[[Flow[Any], MemoryTransport], Any]


def drive_blocking(flow: Flow[Any], transport: MemoryTransport) -> Any:
    return blocking.run(flow, transport)


def drive_concurrent(flow: Flow[Any], transport: MemoryTransport) -> Any:
    return asyncio.run(concurrent.run(flow, transport))


@pytest.fixture(params=[drive_blocking, drive_concurrent], ids=["blocking", "asyncio"])
def drive(request: pytest.FixtureRequest) -> Drive:
    chosen: Drive = request.param
    return chosen


def ask(effect: Effect) -> Flow[Any]:
    return (yield effect)


NOTHING = MemoryTransport([])
REQUEST = HttpRequest("GET", "http://service/")


def test_a_send_gives_the_response(drive: Drive) -> None:
    transport = MemoryTransport([HttpResponse(204)])

    assert drive(ask(Send(REQUEST, 1, 1)), transport) == HttpResponse(204)
    assert transport.requests == [REQUEST]


def test_what_the_transport_raises_is_raised_inside_the_flow(drive: Drive) -> None:
    def flow() -> Flow[str]:
        try:
            yield Send(REQUEST, 1, 1)
        except ReadTimeoutError as error:
            return f"caught {error}"
        return "not reached"

    assert drive(flow(), MemoryTransport([ReadTimeoutError("slow")])) == "caught slow"


def test_what_the_flow_does_not_catch_comes_out(drive: Drive) -> None:
    with pytest.raises(ReadTimeoutError, match="slow"):
        drive(ask(Send(REQUEST, 1, 1)), MemoryTransport([ReadTimeoutError("slow")]))


def test_a_flow_that_asks_for_nothing_just_returns(drive: Drive) -> None:
    def flow() -> Generator[Effect, object, int]:
        return 7
        yield

    assert drive(flow(), NOTHING) == 7


def test_sleep_waits(drive: Drive) -> None:
    before = time.monotonic()

    drive(ask(Sleep(0.01)), NOTHING)

    assert time.monotonic() - before >= 0.009


def test_a_file_is_read_whole_and_a_missing_one_is_none(drive: Drive, tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"\x00content")

    assert drive(ask(ReadFile(str(tmp_path / "there"))), NOTHING) == b"\x00content"
    assert drive(ask(ReadFile(str(tmp_path / "missing"))), NOTHING) is None
    assert drive(ask(ReadFile(str(tmp_path / "there" / "below a file"))), NOTHING) is None


def test_a_file_that_may_not_be_read_is_an_error_inside_the_flow(drive: Drive, tmp_path: Path) -> None:
    with pytest.raises(OSError):  # noqa: PT011  # a folder: the platform chooses the subclass
        drive(ask(ReadFile(str(tmp_path))), NOTHING)


def test_a_file_is_written_for_its_owner_only_and_replaces_the_old_one(drive: Drive, tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "token.json"

    for content in (b"old", b"new"):
        drive(ask(WriteFile(str(path), content)), NOTHING)

    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["token.json"]


def test_a_process_gives_its_status_and_both_its_outputs(drive: Drive) -> None:
    script = "import os, sys; print(os.environ['GIVEN'], 'PATH' in os.environ); sys.stderr.write('e'); sys.exit(3)"
    effect = RunProcess((sys.executable, "-c", script), {"GIVEN": "yes"})

    assert drive(ask(effect), NOTHING) == ProcessResult(3, b"yes True\n", b"e")


def test_a_process_reads_nothing_from_our_standard_input(drive: Drive) -> None:
    effect = RunProcess((sys.executable, "-c", "import sys; print(repr(sys.stdin.read()))"))

    assert drive(ask(effect), NOTHING).stdout == b"''\n"


def test_a_process_that_outlasts_its_timeout_is_killed(drive: Drive) -> None:
    waits_for_ever = "import threading; threading.Event().wait()"

    with pytest.raises(TimeoutError, match=r"ran longer than 0\.2 s"):
        drive(ask(RunProcess((sys.executable, "-c", waits_for_ever), timeout_seconds=0.2)), NOTHING)


def test_a_command_that_does_not_exist_is_an_error_inside_the_flow(drive: Drive) -> None:
    with pytest.raises(FileNotFoundError):
        drive(ask(RunProcess(("/no/such/command",))), NOTHING)


def test_a_keyboard_interrupt_closes_the_flow() -> None:
    closed = threading.Event()

    def flow() -> Flow[None]:
        try:
            yield Send(REQUEST, 1, 1)
        finally:
            closed.set()

    def interrupt(request: HttpRequest) -> HttpResponse:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        blocking.run(flow(), MemoryTransport(interrupt))
    assert closed.is_set()


def test_cancelling_the_task_closes_the_flow() -> None:
    closed = threading.Event()

    def flow() -> Flow[None]:
        try:
            yield Sleep(3600)
        finally:
            closed.set()

    async def cancel() -> None:
        task = asyncio.create_task(concurrent.run(flow(), NOTHING))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert closed.is_set()
