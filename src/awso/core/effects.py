"""What a flow may ask the world for, and how it asks.

A flow is a generator that yields an effect (`Send`, `Sleep`, …) and is sent its result; `awso.runtime.blocking` and
`awso.runtime.concurrent` are the only code that carries them out. Adding an effect means adding one `case` to each.
The functions (`response = yield from send(request)`) yield one effect each and check the type of what the driver sent
back, so that flows need no casts.

Streaming: a request's `stream` is read by the transport alone, and `Send(stream=True)` answers, where the status says
success, with a response whose `stream` is still open; the flow never touches the bytes of either
(`awso.core.request_bodies`, `awso.core.response_bodies`).
"""

from collections.abc import Generator, Mapping
from typing import TypeVar

from awso._lean import Masked, msgspec  # Structs: importing dataclasses costs 9 ms of the process start
from awso.core.http import HttpRequest, HttpResponse

T = TypeVar("T")


class Send(msgspec.Struct, frozen=True):
    """Send `request`; the result is an `HttpResponse`, or `awso.errors.TransportError` is raised into the flow.

    With `stream`, the body of a success (2xx) is left open in the response's `stream`.
    """

    request: HttpRequest
    connect_timeout_seconds: float
    read_timeout_seconds: float
    stream: bool = False


class Sleep(msgspec.Struct, frozen=True):
    """Wait; the result is None."""

    seconds: float


class ReadFile(msgspec.Struct, frozen=True):
    """Read a small file; the result is its bytes, or None where there is no such file."""

    path: str


class WriteFile(Masked, frozen=True):
    """Replace a small file atomically, readable by its owner only (mode 0600); the result is None."""

    path: str
    content: bytes

    def __repr__(self) -> str:
        return f"WriteFile({self.path!r}, {len(self.content)} bytes)"  # tokens, mostly


class RunProcess(msgspec.Struct, frozen=True):
    """Run a command without a shell; the result is a `ProcessResult`.

    `environment` is added to the caller's own. Where the command outlasts the timeout it is killed and
    `TimeoutError` is raised into the flow; where it cannot be started, `OSError`.
    """

    arguments: tuple[str, ...]
    environment: Mapping[str, str] | None = None
    timeout_seconds: float = 60.0


class ProcessResult(Masked, frozen=True):
    """What `RunProcess` gave back."""

    exit_status: int
    stdout: bytes
    stderr: bytes

    def __repr__(self) -> str:
        return f"ProcessResult({self.exit_status}, {len(self.stdout)} bytes)"  # credentials, mostly


Effect = Send | Sleep | ReadFile | WriteFile | RunProcess

Flow = Generator[Effect, object, T]
"""A computation that yields effects and returns a T."""


def send(request: HttpRequest, *, connect_timeout_seconds: float, read_timeout_seconds: float) -> Flow[HttpResponse]:
    """Send one request. Raises `awso.errors.TransportError` where no response came."""
    response = yield Send(request, connect_timeout_seconds, read_timeout_seconds)
    assert isinstance(response, HttpResponse)
    return response


def sleep(seconds: float) -> Flow[None]:
    """Wait `seconds`."""
    yield Sleep(seconds)


def read_file(path: str) -> Flow[bytes | None]:
    """The content of a small file, or None where there is none."""
    content = yield ReadFile(path)
    assert content is None or isinstance(content, bytes)
    return content


def write_file(path: str, content: bytes) -> Flow[None]:
    """Replace a small file atomically, mode 0600."""
    yield WriteFile(path, content)


def run_process(
    arguments: tuple[str, ...], *, environment: Mapping[str, str] | None = None, timeout_seconds: float = 60.0
) -> Flow[ProcessResult]:
    """Run a command without a shell."""
    result = yield RunProcess(arguments, environment, timeout_seconds)
    assert isinstance(result, ProcessResult)
    return result
