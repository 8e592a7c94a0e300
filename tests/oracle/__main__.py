"""Compares every service that speaks AWS JSON with botocore: `python -m tests.oracle [--all] [SERVICE …]`.

Prints one line a service: operations compared, differences, of which explained; then every difference that is not.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import NamedTuple

from tests.oracle.aws_json import compare, operations, services
from tests.oracle.deviations import unexplained
from tests.oracle.differences import Difference

# measured: a minute for every operation on one core, ten seconds for six of each service.
SAMPLE = 6
SEEDS = (0, 1)


class Outcome(NamedTuple):
    """What comparing one service found."""

    service: str
    operations: int
    explained: int
    faults: list[str]


def compare_service(name: str, sample: int | None) -> Outcome:
    """Compare the service's operations, or a sample of them."""
    compared = operations(name, sample)
    found: list[tuple[str, Difference]] = [
        (operation.name, difference)
        for operation in compared
        for seed in SEEDS
        for difference in compare(operation, seed)
    ]
    faults = [f"{operation}: {difference}" for operation, difference in found if unexplained([difference])]
    return Outcome(name, len(compared), len(found) - len(faults), faults)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 1 where something differs that should not."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("--all", action="store_true", help=f"every operation, not {SAMPLE} of each service")
    parser.add_argument("services", nargs="*", metavar="SERVICE", help="the services' Python modules; all without")
    options = parser.parse_args(arguments)
    outcomes: list[Outcome] = []
    print(f"{'service':<44}{'operations':>12}{'explained':>12}{'differences':>13}")
    for name in options.services or services():
        outcome = compare_service(name, None if options.all else SAMPLE)
        outcomes.append(outcome)
        print(_line(outcome), flush=True)
    total = Outcome(
        f"{len(outcomes)} services",
        sum(outcome.operations for outcome in outcomes),
        sum(outcome.explained for outcome in outcomes),
        [f"{outcome.service} {fault}" for outcome in outcomes for fault in outcome.faults],
    )
    print(_line(total), *total.faults, sep="\n")
    return 1 if total.faults else 0


def _line(outcome: Outcome) -> str:
    return f"{outcome.service:<44}{outcome.operations:>12,}{outcome.explained:>12,}{len(outcome.faults):>13,}"


if __name__ == "__main__":
    sys.exit(main())
