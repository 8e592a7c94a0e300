"""moto's server in a process of its own: in this one it would share the interpreter's lock with the clients it answers.

Run as a program it prints the URL it listens on, then serves until its standard input ends.
"""

import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from urllib.request import Request, urlopen

from tests.paths import ROOT

# Functions run inside the server, not in containers, for which a test machine has no engine.
_CONFIGURATION = {"lambda": {"use_docker": False}, "batch": {"use_docker": False}}


@contextmanager
def moto_server() -> Generator[str]:
    """The URL of a fresh server, ended afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.aws.moto_process"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        assert url, "moto's server did not start: its error is above"
        configuration = json.dumps(_CONFIGURATION).encode()
        urlopen(Request(f"{url}/moto-api/config", configuration, {"Content-Type": "application/json"})).close()
        yield url
    finally:
        process.stdin.close()
        process.wait(timeout=30)
        process.stdout.close()


def main() -> None:
    """Serve until standard input ends."""
    import logging
    from importlib import import_module
    from typing import Any

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server: Any = import_module("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    print(f"http://127.0.0.1:{server.get_host_and_port()[1]}", flush=True)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
