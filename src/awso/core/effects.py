"""What a flow may ask the world for.

A flow (`awso.core.flow`) is a generator that yields these values and is sent their results; `awso.runtime.blocking`
and `awso.runtime.concurrent` are the only code that carries them out. Adding an effect means adding one `case` to each.

Streaming (decided before it is needed, so that it fits): a request body may later be an object that only the
transport reads (a file, an iterator, an async iterator), and `Send(stream=True)` answers with a response whose body is
a handle that the driver's own caller reads; the flow between never touches the bytes of either.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from awso.core.http import HttpRequest

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Send:
    """Send `request`; the result is an `HttpResponse`, or `awso.errors.TransportError` is raised into the flow."""

    request: HttpRequest
    connect_timeout_seconds: float
    read_timeout_seconds: float


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait; the result is None."""

    seconds: float


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Read a small file; the result is its bytes, or None where there is no such file."""

    path: str


@dataclass(frozen=True, slots=True)
class WriteFile:
    """Replace a small file atomically, readable by its owner only (mode 0600); the result is None."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class RunProcess:
    """Run a command without a shell; the result is a `ProcessResult`."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str] | None = None
    timeout_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class ProcessResult:
    """What `RunProcess` gave back."""

    exit_status: int
    stdout: bytes
    stderr: bytes


Effect = Send | Sleep | ReadFile | WriteFile | RunProcess

Flow = Generator[Effect, object, T]
"""A computation that yields effects and returns a T."""
