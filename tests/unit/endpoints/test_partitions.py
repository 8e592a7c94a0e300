"""Which partition a region is in: the emitted table, with a small table of its own and the real one."""

from types import ModuleType
from typing import Any

import pytest

from awso.endpoints import PartitionTable
from awso_codegen.emit.partitions import emit_partitions
from tests.conformance.endpoint_rules import DATA, load


def table(partitions_file: dict[str, Any]) -> PartitionTable:
    module = ModuleType("emitted_partitions")
    exec(emit_partitions(partitions_file), module.__dict__)  # our own emitter's output
    made = module.partition
    assert isinstance(made, PartitionTable)
    return made


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("us-east-1", "aws"),
        ("aws-global", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("us-iso-east-1", "aws-iso"),
        ("us-east-99", "aws"),  # newer than the table: by pattern
        ("us-gov-north-7", "aws-us-gov"),
        ("cn-new-1", "aws-cn"),
        ("mars-global", "aws"),  # fits nothing: the default
        ("cn-north-1.example.org", "aws"),  # a pattern must fit the whole name
        ("cn-new-1\n", "aws"),
        ("cn-new-\u0663", "aws"),  # only ASCII digits count
        (None, "aws"),
    ],
)
def test_a_region_is_found_by_name_then_by_pattern(region: str | None, expected: str) -> None:
    assert table(load(DATA / "partitions.json"))(region).name == expected


def test_the_first_partition_whose_pattern_fits_wins_over_a_later_one_that_lists_the_region() -> None:
    outputs = {
        "dnsSuffix": "d",
        "dualStackDnsSuffix": "dd",
        "implicitGlobalRegion": "r",
        "supportsFIPS": True,
        "supportsDualStack": False,
    }
    file: dict[str, Any] = {
        "partitions": [
            {"id": "one", "regionRegex": "^x-\\d$", "regions": {}, "outputs": outputs},
            {"id": "two", "regionRegex": "^y$", "regions": {"x-1": {}, "z": {}}, "outputs": outputs},
        ]
    }

    assert [table(file)(region).name for region in ("x-1", "x-2", "y", "z")] == ["one", "one", "two", "two"]
