"""Measure all sections in one go and write docs/benchmarks.md; or only those that are named, and write nothing."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from benchmarks import findings
from benchmarks.common import ROOT, Target, environment, targets_table

SECTIONS = {
    "cold_start": "Process start to first built request",
    "clients": "Clients before their first call",
    "call": "One blocking call",
    "decoding": "Decoding large answers",
    "get_item": "One DynamoDB GetItem",
    "async_rate": "Async calls",
    "user_pool": "The user pool server",
}
PAGE = ROOT / "docs" / "benchmarks.md"

Measure = Callable[[str], tuple[str, list[Target]]]
"""A section's text and its targets, by its name."""


def measured(name: str) -> tuple[str, list[Target]]:
    """Run one section."""
    section: tuple[str, list[Target]] = import_module(f"benchmarks.{name}").run()
    return section


def main(arguments: Sequence[str] | None = None, measure: Measure = measured, page: Path = PAGE) -> int:
    """0 where every target was reached."""
    named = _named(arguments)
    heading = environment()  # before anything runs: it says how busy the machine is
    targets: list[Target] = []
    sections: list[str] = []
    for name in (name for name in SECTIONS if not named or name in named):
        text, reached = measure(name)
        targets.extend(reached)
        sections.append(f"## {SECTIONS[name]}\n\n{text}\n")
    if named:
        print("\n\n".join(section.strip() for section in sections))
    else:
        parts = ["# Benchmarks", "Written by `make bench`.", heading, targets_table(targets), findings.TEXT]
        written = "\n\n".join(part.strip() for part in (*parts, *sections)) + "\n"
        page.write_text(written, encoding="utf-8")
        print(written)
    return 0 if all(target.reached for target in targets) else 1


def _named(arguments: Sequence[str] | None) -> list[str]:
    listed = "\n".join(f"  {name:<12}{title}" for name, title in SECTIONS.items())
    parser = ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        epilog=f"sections:\n{listed}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("section", nargs="*", help="what to measure; all without a name")
    named: list[str] = parser.parse_args(arguments).section
    for name in named:  # argparse would check that no name at all is one of its `choices`, too
        if name not in SECTIONS:
            parser.error(f"{name} is no section: choose from {', '.join(SECTIONS)}")
    return named


if __name__ == "__main__":
    sys.exit(main())
