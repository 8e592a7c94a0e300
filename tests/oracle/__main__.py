"""Compares every operation with botocore, in every protocol that it has: `python -m tests.oracle [--all] [SERVICE …]`.

Prints one line a service and protocol: operations compared, differences, of which explained; then every difference that
is not. `--seed` takes another sample and other values: what a failure prints repeats it.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import NamedTuple

from tests.oracle.deviations import unexplained
from tests.oracle.differences import Difference
from tests.oracle.sides import compare, operations, pairs

# measured: a minute for every operation in AWS JSON on one core, ten seconds for six of each service.
SAMPLE = 6


class Outcome(NamedTuple):
    """What comparing one service in one protocol found."""

    service: str
    protocol: str
    operations: int
    explained: int
    faults: list[str]


def compare_service(name: str, protocol: str, sample: int | None, seed: int = 0) -> Outcome:
    """Compare the service's operations, or a sample of them, with values within the constraints and beyond."""
    compared = operations(name, sample, seed)
    found: list[tuple[str, Difference]] = [
        (operation.name, difference)
        for operation in compared
        for values in (2 * seed, 2 * seed + 1)
        for difference in compare(operation, protocol, values)
    ]
    faults = [f"{operation}: {difference}" for operation, difference in found if unexplained([difference])]
    return Outcome(name, protocol, len(compared), len(found) - len(faults), faults)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 1 where something differs that should not."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("--all", action="store_true", help=f"every operation, not {SAMPLE} of each service")
    parser.add_argument("--seed", type=int, default=0, help="which values, and which sample")
    parser.add_argument("services", nargs="*", metavar="SERVICE", help="the services' Python modules; all without")
    options = parser.parse_args(arguments)
    outcomes: list[Outcome] = []
    print(f"{'service':<40}{'protocol':<20}{'operations':>12}{'explained':>12}{'differences':>13}")
    for name, protocol in pairs():
        if options.services and name not in options.services:
            continue
        outcome = compare_service(name, protocol, None if options.all else SAMPLE, options.seed)
        outcomes.append(outcome)
        print(_line(outcome), flush=True)
    total = Outcome(
        f"{len({outcome.service for outcome in outcomes})} services",
        f"{len({outcome.protocol for outcome in outcomes})} protocols",
        sum(outcome.operations for outcome in outcomes),
        sum(outcome.explained for outcome in outcomes),
        [f"{outcome.service} {outcome.protocol} {fault}" for outcome in outcomes for fault in outcome.faults],
    )
    print(_line(total), *total.faults, sep="\n")
    return 1 if total.faults else 0


def _line(outcome: Outcome) -> str:
    return (
        f"{outcome.service:<40}{outcome.protocol:<20}"
        f"{outcome.operations:>12,}{outcome.explained:>12,}{len(outcome.faults):>13,}"
    )


if __name__ == "__main__":
    sys.exit(main())
