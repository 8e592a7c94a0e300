"""The fictitious service that uses every trait, read and emitted: for the comparison test and for rewriting.

`python -m tests.codegen.golden_service` (`make golden`) rewrites `golden/expected`; the difference is what a change of
an emitter means, to be read in review.
"""

import shutil
from pathlib import Path
from typing import Any

import msgspec

from awso_codegen.emit.partitions import emit_partitions
from awso_codegen.emit.service import emit_service
from awso_codegen.model.source import ServiceSource

FOLDER = Path(__file__).parent / "golden"
EXPECTED = FOLDER / "expected"


def read(name: str) -> dict[str, Any]:
    """One JSON file of the fictitious service's model."""
    return msgspec.json.decode((FOLDER / "model" / name).read_bytes(), type=dict[str, Any])


def golden_source() -> ServiceSource:
    """The fictitious service as the generator reads a real one."""
    return ServiceSource(
        name="lighthouse-log",
        api_version="2024-02-29",
        service=read("service-2.json"),
        paginators=read("paginators-1.json")["pagination"],
        waiters=read("waiters-2.json")["waiters"],
        endpoint_rules=read("endpoint-rule-set-1.json"),
    )


def emitted() -> dict[str, str]:
    """Every generated file by its path below the `awso` package."""
    return {**emit_service(golden_source()), "services/_partitions.py": emit_partitions(read("partitions.json"))}


def main() -> None:
    """Rewrite the expectation."""
    shutil.rmtree(EXPECTED, ignore_errors=True)
    for path, text in emitted().items():
        file = EXPECTED / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    print(f"rewrote {EXPECTED}: read the difference before committing it")


if __name__ == "__main__":
    main()
