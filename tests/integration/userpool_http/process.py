"""`awso-userpool serve` as a process of its own, with all its files in one folder."""

import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.integration.userpool_http.foreign import Boto3, connect

ACCESS_KEY = "local:the-secret-access-key"
END_SECONDS = 30.0


class Running(NamedTuple):
    """A server that listens."""

    process: subprocess.Popen[str]
    first_line: str
    url: str

    def boto(self) -> Boto3:
        return self.boto_with(ACCESS_KEY)

    def boto_with(self, access_key: str) -> Boto3:
        """A client with the pair `ID:SECRET`."""
        key_id, _, secret = access_key.partition(":")
        return connect(
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=key_id,
            aws_secret_access_key=secret,
        )

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Sends the signal and waits; the exit status."""
        self.process.send_signal(how)
        return self.process.wait(END_SECONDS)


def serve_command(folder: Path, *options: str) -> list[str]:
    return [
        *(sys.executable, "-m", "awso_userpool", "serve", "--port", "0"),
        *("--database", f"sqlite:///{folder}/pool.db", "--outbox", f"{folder}/messages.jsonl", *options),
    ]


@contextmanager
def serving(
    folder: Path, *options: str, access_key: str = ACCESS_KEY, through: tuple[str, ...] = ()
) -> Generator[Running]:
    """The server until the end of the block, its standard error in `stderr.log`.

    `through` is a command that becomes the one that follows it.
    """
    environment = {**os.environ, "AWSO_USERPOOL_ACCESS_KEY": access_key}
    with (folder / "stderr.log").open("a") as errors:
        process = subprocess.Popen(
            [*through, *serve_command(folder, *options)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    try:
        first_line = process.stdout.readline()
        assert first_line, (folder / "stderr.log").read_text()
        yield Running(process, first_line.rstrip("\n"), first_line.split()[-1])
    finally:
        process.kill()
        process.wait(END_SECONDS)
        process.stdout.close()
