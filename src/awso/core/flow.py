"""How a flow yields an effect and gets a typed result back.

`response = yield from send(request)`: each function here yields one effect and checks the type of what the driver
sent back, so that flows need no casts. The drivers are in `awso.runtime`.
"""

from collections.abc import Mapping

from awso.core.effects import Flow, ProcessResult, ReadFile, RunProcess, Send, Sleep, WriteFile
from awso.core.http import HttpRequest, HttpResponse


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
