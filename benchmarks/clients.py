"""What a client costs before its first call: importing and making one, the second, a thousand; time and memory.

Each measurement is a process of its own; awso and boto3 alternate.
"""

import json
import subprocess
import sys

from benchmarks.common import CACHE, Target, child_environment, middle, say, table, targets_table

ROUNDS = 9
SHARE = 8
MEMORY_SHARE = 2
MANY = 1000
MANY_MEGABYTES = 10
SERVICES = ("s3", "dynamodb", "ec2")
OPERATIONS = {"s3": "list_objects_v2", "dynamodb": "describe_table", "ec2": "describe_instances"}
ARGUMENTS = {"s3": 'bucket="shelf"', "dynamodb": 'table_name="books"', "ec2": ""}

MEASURED = """
import json, sys
from time import perf_counter
def resident_kb():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
SETUP
began, before = perf_counter(), resident_kb()
first = make()
first_seconds, first_kb = perf_counter() - began, resident_kb() - before
began = perf_counter()
further = [make() for _ in range(20)]
second_seconds = (perf_counter() - began) / 20
warm = make_ready()  # what the first request loads is the service's, not a client's
before = resident_kb()
kept = [make_ready() for _ in range(MANY)]
print(json.dumps([first_seconds, first_kb, second_seconds, resident_kb() - before]))
""".replace("MANY", str(MANY))

# An attribute of the client is looked up, so that what a first touch makes is there. Each of awso's thousand has built
# a request: its settings are resolved, its endpoint and its signing key are known.
AWSO = MEASURED.replace(
    "SETUP",
    """
def make():
    import awso
    from awso import SERVICE
    keys = awso.StaticCredentials("AKIDEXAMPLE", "secret")
    client = SERVICE.Client(region="us-east-1", credentials=keys)
    client.OPERATION
    return client
def make_ready():
    client = make()
    client.OPERATION.request(ARGUMENTS)
    return client
""",
)
BOTO3 = MEASURED.replace(
    "SETUP",
    """
def make():
    import boto3
    keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}
    client = boto3.client("SERVICE", region_name="us-east-1", **keys)
    client.OPERATION
    return client
def make_ready():
    return None  # a thousand of boto3's clients take minutes: what is promised of them is of awso alone
""",
)
SCRIPTS = {"awso": AWSO, "boto3": BOTO3}


class Cost:
    """The medians of one library and service."""

    def __init__(self, runs: list[list[float]]) -> None:
        self.first_seconds, self.first_kb, self.second_seconds, self.many_kb = (
            middle(values) for values in zip(*runs, strict=True)
        )


def measure(script: str, service: str) -> list[float]:
    """First client: seconds and kilobytes; second: seconds; a thousand: kilobytes."""
    text = script.replace("SERVICE", service).replace("OPERATION", OPERATIONS[service])
    text = text.replace("ARGUMENTS", ARGUMENTS[service])
    ended = subprocess.run(
        [sys.executable, "-c", text], env=child_environment(), check=True, capture_output=True, text=True
    )
    numbers: list[float] = json.loads(ended.stdout)
    return numbers


def run(rounds: int = ROUNDS) -> tuple[str, list[Target]]:
    """The section's text and its targets."""
    (CACHE / "bench-home").mkdir(parents=True, exist_ok=True)
    runs: dict[tuple[str, str], list[list[float]]] = {}
    for number in range(rounds + 1):
        say(f"clients: round {number} of {rounds}")
        for service in SERVICES:
            for name, script in SCRIPTS.items():
                numbers = measure(script, service)
                if number:  # the first round compiles what is not yet compiled
                    runs.setdefault((name, service), []).append(numbers)
    costs = {key: Cost(measured) for key, measured in runs.items()}
    rows = [
        (
            f"{name}, {service}",
            f"{cost.first_seconds * 1e3:.1f}",
            f"{cost.first_kb / 1024:.1f}",
            f"{cost.second_seconds * 1e6:.0f}",
            f"{cost.many_kb / 1024:.1f}" if name == "awso" else "",
        )
        for (name, service), cost in costs.items()
    ]
    targets = [target for service in SERVICES for target in _targets(service, costs)]
    heading = ("import and first client", "wall ms", "resident MB", "second client µs", f"{MANY:,} clients MB")
    return f"{table(heading, rows)}\n\n{targets_table(targets)}", targets


def _targets(service: str, costs: dict[tuple[str, str], Cost]) -> list[Target]:
    ours, theirs = costs["awso", service], costs["boto3", service]
    time_share = theirs.first_seconds / ours.first_seconds
    memory_share = theirs.first_kb / ours.first_kb
    second_share = theirs.second_seconds / ours.second_seconds
    grown = ours.many_kb / 1024
    return [
        Target(
            f"import and client, {service}",
            f"at most 1/{SHARE} of boto3",
            f"1/{time_share:.1f}",
            time_share >= SHARE,
        ),
        Target(
            f"resident memory, {service}",
            f"at most 1/{MEMORY_SHARE} of boto3",
            f"1/{memory_share:.1f}",
            memory_share >= MEMORY_SHARE,
        ),
        Target(
            f"a second client, {service}",
            "next to nothing: at most 1/100 of boto3",
            f"1/{second_share:.0f}",
            second_share >= 100,
        ),
        Target(
            f"{MANY:,} clients, {service}", f"at most {MANY_MEGABYTES} MB", f"{grown:.1f} MB", grown <= MANY_MEGABYTES
        ),
    ]


if __name__ == "__main__":
    print(run()[0])
