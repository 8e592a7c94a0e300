"""A trigger as a command: the event on standard input, the event it returns on standard output, exit status 0.

Any other exit status is the function's refusal: its message is `errorMessage` of a JSON object on standard output, as
Lambda writes it, or else the last line on standard error. The server's own settings, which hold secrets, are not
passed on.
"""

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence
from typing import cast

import msgspec

from awso_userpool.triggers.calls import MAX_PAYLOAD_BYTES, CallError, FunctionError, FunctionName

OWN_SETTINGS = "AWSO_USERPOOL_"
MAX_ERROR_CHARACTERS = 1024
STDIN, STDOUT, STDERR = 0, 1, 2


class Command:
    """Runs `arguments` without a shell, in a process group of its own that ends with the call."""

    __slots__ = ("_arguments",)

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = tuple(arguments)

    async def call(self, name: FunctionName, event: bytes, *, seconds: float) -> bytes:
        del seconds  # the runner cancels the call, which ends the process group
        environment = {key: value for key, value in os.environ.items() if not key.startswith(OWN_SETTINGS)}
        environment["AWS_LAMBDA_FUNCTION_NAME"] = name.name
        try:
            transport, conversation = await asyncio.get_running_loop().subprocess_exec(
                _Conversation, *self._arguments, env=environment, start_new_session=True
            )
        except OSError as error:
            raise CallError(f"{self._arguments[0]}: {error.strerror}") from error
        try:
            returned, complaint = await conversation.hold(transport, event)
        finally:
            _end(transport)
            await conversation.exited
        if status := transport.get_returncode():
            raise FunctionError(_refusal(returned, complaint, status))
        return returned


class _Conversation(asyncio.SubprocessProtocol):
    """Gives the event to a process and collects what it writes, up to a limit."""

    def __init__(self) -> None:
        self._written = {STDOUT: bytearray(), STDERR: bytearray()}
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.exited: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def hold(self, transport: asyncio.SubprocessTransport, event: bytes) -> tuple[bytes, bytes]:
        """What the process wrote to standard output and standard error until it ended."""
        stdin = cast(asyncio.WriteTransport, transport.get_pipe_transport(STDIN))
        stdin.write(event)
        stdin.close()
        await self._over
        return bytes(self._written[STDOUT]), bytes(self._written[STDERR])

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        written = self._written[fd]
        written += data
        if len(written) > MAX_PAYLOAD_BYTES and not self._over.done():
            self._over.set_exception(CallError(f"wrote more than {MAX_PAYLOAD_BYTES} bytes"))

    def process_exited(self) -> None:
        self.exited.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._over.done():
            self._over.set_result(None)


def _end(transport: asyncio.SubprocessTransport) -> None:
    """Ends whatever of the process group still runs."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(transport.get_pid(), signal.SIGKILL)
    transport.close()


def _refusal(returned: bytes, complaint: bytes, status: int) -> str:
    message = error_message(returned)
    if message is None:
        lines = complaint.decode(errors="replace").strip().splitlines()
        message = lines[-1] if lines else f"exit status {status}"
    return message[:MAX_ERROR_CHARACTERS]


class _LambdaError(msgspec.Struct, rename={"message": "errorMessage"}):
    message: str


def error_message(content: bytes) -> str | None:
    """`errorMessage` of Lambda's error object, or None where `content` is no such object."""
    try:
        return msgspec.json.decode(content, type=_LambdaError).message
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
