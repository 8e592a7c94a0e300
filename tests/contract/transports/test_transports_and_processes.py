"""What a transport does with its process: forks, proxies of the environment, Ctrl-C. Each in its own process."""

import os
import subprocess
import sys

import pytest

from awso.core.http import HttpRequest
from tests.contract.transports.loopback import Handler, Loopback
from tests.contract.transports.processes import python
from tests.paths import ROOT

TRANSPORTS = ["native.NativeTransport", "httpx2.Httpx2Transport"]


GENERATIONS = """
import asyncio, importlib, os, sys
from awso.core.http import HttpRequest
url, name, generations = sys.argv[1], sys.argv[2], sys.argv[3:]
module, _, cls = name.partition(".")
transport = getattr(importlib.import_module("awso.transports." + module), cls)()
request = HttpRequest("POST", url, body=b"{}")
for number, uses in enumerate(generations):
    if uses != "idle":
        one = transport.send(request, 5.0, 5.0)
        two = asyncio.run(transport.send_async(request, 5.0, 5.0))
        print(number, one.status, two.status, flush=True)
    child = os.fork() if number + 1 < len(generations) else None
    if child:
        os.waitpid(child, 0)
        if uses != "idle":
            print(number, "again", transport.send(request, 5.0, 5.0).status, flush=True)
        os._exit(0)
"""


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_forked_child_and_its_parent_both_go_on_sending(server: Loopback, transport: str) -> None:
    lines = python(GENERATIONS, server.url, transport, "uses", "uses").splitlines()

    assert lines == ["0 200 200", "1 200 200", "0 again 200"]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_processes_fork_as_often_as_they_like(server: Loopback, transport: str) -> None:
    lines = python(GENERATIONS, server.url, transport, "uses", "idle", "uses", "uses").splitlines()

    assert lines == ["0 200 200", "2 200 200", "3 200 200", "2 again 200", "0 again 200"]


SEND_ONE = """
import sys
from awso.core.http import HttpRequest
from awso.transports.native import shared
print(shared().send(HttpRequest("GET", sys.argv[1]), 5.0, 5.0).body.decode())
"""


def test_proxies_of_the_environment_are_used(server: Loopback) -> None:
    server.answer = lambda handler, request: handler.respond(200, f"proxied {request.url}".encode())

    answer = python(SEND_ONE, "http://sts.example.com/path", HTTP_PROXY=server.url, NO_PROXY="")

    assert answer == "proxied http://sts.example.com/path"


def test_loopback_is_never_proxied(server: Loopback) -> None:
    server.answer = lambda handler, request: handler.respond(200, b"direct")

    answer = python(SEND_ONE, f"{server.url}/", HTTP_PROXY="http://127.0.0.1:1", NO_PROXY="")

    assert answer == "direct"


ONLY_WHAT_IS_NEEDED = """
import sys
import awso
from awso import cognito_idp
from awso.core.http import HttpRequest
HEAVY = ("ssl", "asyncio", "socket", "http.client", "selectors", "encodings.idna")
keys = awso.StaticCredentials("AKIDEXAMPLE", "secret")
client = cognito_idp.Client(region="us-east-1", credentials=keys)
print([name for name in (*HEAVY, "httptools") if name in sys.modules])
from awso.transports.native import shared
print(shared().send(HttpRequest("GET", sys.argv[1]), 5.0, 5.0).status, [name for name in HEAVY if name in sys.modules])
"""


def test_a_blocking_request_without_tls_imports_nothing_large(server: Loopback) -> None:
    assert python(ONLY_WHAT_IS_NEEDED, server.url).splitlines() == ["[]", "200 []"]


SENDS_AND_ENDS = """
import asyncio, sys
from awso.core.http import HttpRequest
from awso.transports.native import shared
request = HttpRequest("GET", sys.argv[1])
print(shared().send(request, 5.0, 5.0).status)
async def main():
    print((await shared().send_async(request, 5.0, 5.0)).status)
asyncio.run(main())
asyncio.run(main())
"""


def test_a_program_that_ends_without_closing_anything_ends_silently(server: Loopback) -> None:
    finished = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", SENDS_AND_ENDS, server.url],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (finished.returncode, finished.stdout.split(), finished.stderr) == (0, ["200"] * 3, "")


INTERRUPTED = """
import os, signal, sys, threading
from awso.core.http import HttpRequest
from awso.transports.native import shared
ended = threading.Event()
def interrupt(*_):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ended.set()
    raise KeyboardInterrupt
signal.signal(signal.SIGINT, interrupt)
def press():  # again and again: the first may come before the thread waits in the system
    sys.stdin.readline()
    while not ended.wait(0.05):
        os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=press, daemon=True).start()
try:
    shared().send(HttpRequest("GET", sys.argv[1]), 5.0, 20.0)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_a_keyboard_interrupt_while_sending_is_raised_and_does_not_abort_the_process(server: Loopback) -> None:
    def silent(handler: Handler, request: HttpRequest) -> None:
        server.release.wait(20)

    server.answer = silent
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, server.url],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.arrived.wait(20)

    output, _ = process.communicate("now\n", timeout=20)

    assert (process.returncode, output.strip()) == (0, "interrupted")
