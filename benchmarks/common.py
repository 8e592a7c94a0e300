"""What all benchmarks share: who was measured, where, and how a table looks."""

import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
PACKAGES = (
    "awso",
    "msgspec",
    "httptools",
    "cryptography",
    "boto3",
    "botocore",
    "moto",
    "uvicorn",
    "uvloop",
    "SQLAlchemy",
)


class Target(NamedTuple):
    """A ratio that was promised, and what came out: `reached` says it in a word."""

    what: str
    promised: str
    measured: str
    reached: bool


def environment() -> str:
    """The machine and the versions, as a markdown list."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    lines = [
        f"* measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load average before {load}",
        f"* {_processor()}, {os.cpu_count()} CPUs, {platform.system()} {platform.release()}",
        f"* {python}; " + ", ".join(f"{name} {found}" for name in PACKAGES if (found := _version(name))),
    ]
    return "\n".join(lines)


def _version(package: str) -> str | None:
    if package == "awso":
        import awso

        return awso.__version__
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A markdown table; the first column is text, the others are numbers."""
    lines = ["| " + " | ".join(headings) + " |", "|---|" + "---:|" * (len(headings) - 1)]
    lines.extend("| " + " | ".join(map(str, row)) + " |" for row in rows)
    return "\n".join(lines)


def targets_table(targets: Iterable[Target]) -> str:
    """What was promised and what came out."""
    rows = [
        (target.what, target.promised, target.measured, "yes" if target.reached else "**no**") for target in targets
    ]
    return table(("target", "promised", "measured", "reached"), rows)


def middle(values: Sequence[float]) -> float:
    """The median: a burst of other work moves it least."""
    return statistics.median(values)


def say(text: str) -> None:
    """Progress, on standard error: standard output is for results."""
    print(text, file=sys.stderr, flush=True)


def child_environment() -> dict[str, str]:
    """The environment of a measured process: no settings, proxies or Python switches of this machine.

    Without PYTHONDONTWRITEBYTECODE above all, which would make one side compile its modules in every round.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "PYTHON")) and "proxy" not in name.lower()
    }
    home = str(CACHE / "bench-home")
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "AWS_EC2_METADATA_DISABLED": "true", "HOME": home}


class Apart(NamedTuple):
    """A CPU for the server alone, and the others for the clients.

    The kernel now and then moves a server to the CPU of the client that it answers; what it works is then a part of
    the client's time.
    """

    server: set[int]
    clients: set[int]


def apart() -> Apart | None:
    """The CPUs of this process, shared out; None where there is one only, or the system does not say."""
    if sys.platform != "linux":
        return None
    cpus = os.sched_getaffinity(0)
    last = max(cpus)
    return Apart({last}, cpus - {last}) if len(cpus) > 1 else None


def keep_to(process: "subprocess.Popen[str]", cpus: set[int]) -> None:
    """Have a process that has just started run on these CPUs."""
    if sys.platform == "linux":
        os.sched_setaffinity(process.pid, cpus)


class Worker:
    """A process that measures on demand, so that rounds of several can alternate.

    It runs `script`, which defines `measure(count) -> (wall seconds, CPU seconds)`.
    """

    _LOOP = """
import json, sys
for line in sys.stdin:
    print(json.dumps(measure(int(line))), flush=True)
"""

    def __init__(self, python: str, script: str, *arguments: str, cpus: Apart | None = None) -> None:
        self._process = subprocess.Popen(
            [python, "-c", script + self._LOOP, *arguments],
            env=child_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if cpus is not None:
            keep_to(self._process, cpus.clients)

    def measure(self, count: int) -> tuple[float, float]:
        """Wall and CPU seconds for `count` calls."""
        import json

        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{count}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("a measured process ended; its error is above")
        wall, cpu = json.loads(line)
        return wall, cpu

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def in_turn(title: str, workers: Mapping[str, Worker], rounds: int, calls: int) -> dict[str, list[tuple[float, float]]]:
    """Wall and CPU seconds of each worker's rounds, after one round to warm up; the workers alternate and are ended."""
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in workers}
    for worker in workers.values():
        worker.measure(calls)
    for number in range(rounds):
        say(f"{title}: round {number + 1} of {rounds}")
        for name, worker in workers.items():
            measured[name].append(worker.measure(calls))
    for worker in workers.values():
        worker.close()
    return measured


class Stub:
    """The loopback server that answers at once with `answer` (`benchmarks.stub_server`), in a process of its own.

    With `cpus` it has one to itself and polls there.
    """

    def __init__(self, answer: str = "AdminGetUser", cpus: Apart | None = None) -> None:
        self._answer = answer
        self._cpus = cpus

    def __enter__(self) -> str:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.stub_server", self._answer, *(["polls"] if self._cpus else [])],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        if self._cpus is not None:
            keep_to(self._process, self._cpus.server)
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
