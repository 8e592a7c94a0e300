"""What a flow may ask the world for.

A flow (`awso.core.flow`) is a generator that yields these values and is sent their results; `awso.runtime.blocking`
and `awso.runtime.concurrent` are the only code that carries them out. Adding an effect means adding one `case` to each.

Streaming: a request's `stream` is read by the transport alone, and `Send(stream=True)` answers, where the status says
success, with a response whose `stream` is still open; the flow never touches the bytes of either (`awso.core.bodies`).
"""

from collections.abc import Generator, Mapping
from typing import TypeVar

from awso._msgspec import msgspec  # Structs: importing dataclasses costs 9 ms of the process start
from awso.core.http import HttpRequest

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


class WriteFile(msgspec.Struct, frozen=True):
    """Replace a small file atomically, readable by its owner only (mode 0600); the result is None."""

    path: str
    content: bytes


class RunProcess(msgspec.Struct, frozen=True):
    """Run a command without a shell; the result is a `ProcessResult`.

    `environment` is added to the caller's own. Where the command outlasts the timeout it is killed and
    `TimeoutError` is raised into the flow; where it cannot be started, `OSError`.
    """

    arguments: tuple[str, ...]
    environment: Mapping[str, str] | None = None
    timeout_seconds: float = 60.0


class ProcessResult(msgspec.Struct, frozen=True):
    """What `RunProcess` gave back."""

    exit_status: int
    stdout: bytes
    stderr: bytes


Effect = Send | Sleep | ReadFile | WriteFile | RunProcess

Flow = Generator[Effect, object, T]
"""A computation that yields effects and returns a T."""
