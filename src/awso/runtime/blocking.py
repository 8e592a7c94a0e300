"""Carries out a flow's effects by blocking the calling thread."""

from typing import TYPE_CHECKING, TypeVar

from awso.core.effects import Effect, Flow, ProcessResult, ReadFile, RunProcess, Send, Sleep, WriteFile
from awso.core.http import HttpResponse

if TYPE_CHECKING:
    from awso.transports.interface import BlockingTransport

T = TypeVar("T")
Result = HttpResponse | ProcessResult | bytes | None
"""What an effect may result in."""


def run(flow: Flow[T], transport: "BlockingTransport") -> T:
    """What `flow` returns. What an effect raises is raised into the flow, at the place that asked for it."""
    result: Result = None
    try:
        effect = next(flow)
        while True:
            try:
                if type(effect) is Send:  # nearly every effect: the shortest way to it
                    result = transport.send(
                        effect.request, effect.connect_timeout_seconds, effect.read_timeout_seconds, effect.stream
                    )
                else:
                    result = perform(effect, transport)
            except Exception as error:
                effect = flow.throw(error)
            else:
                effect = flow.send(result)
    except StopIteration as stop:
        result_of_flow: T = stop.value
        return result_of_flow
    except BaseException:
        if isinstance(result, HttpResponse) and result.stream is not None:
            result.stream.close()  # the flow failed over it: nobody else will read it
        raise
    finally:
        flow.close()


def perform(effect: Effect, transport: "BlockingTransport") -> Result:
    """The result of one effect."""
    match effect:
        case Send():
            return transport.send(
                effect.request, effect.connect_timeout_seconds, effect.read_timeout_seconds, effect.stream
            )
        case Sleep():
            from time import sleep

            sleep(effect.seconds)
            return None
        case ReadFile():
            return read_file(effect.path)
        case WriteFile():
            write_file(effect.path, effect.content)
            return None
        case RunProcess():
            return _run_process(effect)


def read_file(path: str) -> bytes | None:
    """The content of a file, or None where there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None


def write_file(path: str, content: bytes) -> None:
    """Replace a file by a new one that only its owner can read, so that no reader ever sees half of it."""
    import os
    import tempfile

    folder = os.path.dirname(path) or "."
    os.makedirs(folder, mode=0o700, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".awso-")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _run_process(effect: RunProcess) -> ProcessResult:
    import os
    import subprocess

    try:
        finished = subprocess.run(
            effect.arguments,
            env={**os.environ, **effect.environment} if effect.environment is not None else None,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=effect.timeout_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError(f"{effect.arguments[0]} ran longer than {effect.timeout_seconds:g} s") from None
    return ProcessResult(finished.returncode, finished.stdout, finished.stderr)
