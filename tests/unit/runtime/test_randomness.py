"""Every caller gets bytes of its own."""

import os
import subprocess
import sys
import threading

import pytest

from awso.runtime import random_bytes
from tests.paths import ROOT


@pytest.mark.parametrize("count", [0, 1, 7, 16, 100])
def test_as_many_bytes_come_as_were_asked_for(count: int) -> None:
    assert len(random_bytes(count)) == count


def test_no_two_threads_get_the_same() -> None:
    given: list[bytes] = []

    def take() -> None:
        given.extend([random_bytes(16) for _ in range(1000)])

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(given)) == 8000


FORKING = """
import os, sys
from awso.runtime import random_bytes
random_bytes(16)
child = os.fork()
sys.stdout.write(random_bytes(16).hex() + "\\n")
sys.stdout.flush()
if child:
    os.waitpid(child, 0)
"""


def test_a_forked_child_does_not_repeat_its_parent() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    output = subprocess.run(
        [sys.executable, "-c", FORKING], env=environment, capture_output=True, text=True, check=True
    )

    first, second = output.stdout.split()
    assert first != second
