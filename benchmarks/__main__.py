"""Run every benchmark in one go and write docs/benchmarks.md."""

import importlib.util
import sys
from importlib import import_module

from benchmarks import findings
from benchmarks.common import ROOT, Target, environment, targets_table

# user_pool measures the server; it is there once the server is.
SECTIONS = {
    "cold_start": "Process start to first built request",
    "clients": "Clients before their first call",
    "call": "One blocking call",
    "decoding": "Decoding large answers",
    "get_item": "One DynamoDB GetItem",
    "async_rate": "Async calls",
    "user_pool": "The user pool server",
}


def main() -> int:
    """0 where every target was reached."""
    heading = environment()
    targets: list[Target] = []
    sections: list[str] = []
    for name, title in SECTIONS.items():
        if importlib.util.find_spec(f"benchmarks.{name}") is None:
            continue
        text, reached = import_module(f"benchmarks.{name}").run()
        targets.extend(reached)
        sections.append(f"## {title}\n\n{text}\n")
    parts = ["# Benchmarks", "Written by `make bench`.", heading, targets_table(targets), findings.TEXT, *sections]
    page = "\n\n".join(part.strip() for part in parts) + "\n"
    (ROOT / "docs" / "benchmarks.md").write_text(page)
    print(page)
    return 0 if all(target.reached for target in targets) else 1


if __name__ == "__main__":
    sys.exit(main())
