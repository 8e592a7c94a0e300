"""Writes `awso/services/_partitions.py`: the partitions of AWS and their regions, from botocore's `partitions.json`."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

HEADER = '''"""The partitions of AWS and their regions. Generated from partitions.json; do not edit."""

from awso.endpoints import Partition, PartitionTable
'''


def emit_partitions(partitions_file: Mapping[str, Any]) -> str:
    """The source of the module, from the content of `partitions.json`; equal input gives equal bytes."""
    partitions: Sequence[Mapping[str, Any]] = partitions_file["partitions"]
    parts = [HEADER, *(_constant(partition) for partition in partitions), _table(partitions)]
    return "\n".join(parts)


def _constant(partition: Mapping[str, Any]) -> str:
    outputs = partition["outputs"]
    return f"""{_constant_name(partition)} = Partition(
    name={_quoted(partition["id"])},
    dns_suffix={_quoted(outputs["dnsSuffix"])},
    dual_stack_dns_suffix={_quoted(outputs["dualStackDnsSuffix"])},
    implicit_global_region={_quoted(outputs["implicitGlobalRegion"])},
    supports_fips={outputs["supportsFIPS"]!r},
    supports_dual_stack={outputs["supportsDualStack"]!r},
)"""


def _table(partitions: Sequence[Mapping[str, Any]]) -> str:
    regions = sorted({region for partition in partitions for region in partition["regions"]})
    lines = [
        "",
        "partition = PartitionTable(",
        f"    default={_constant_name(partitions[0])},",
        "    regions={",
        *(f"        {_quoted(region)}: {_constant_name(_owner(region, partitions))}," for region in regions),
        "    },",
        "    patterns=(",
        *(f"        ({_raw(partition['regionRegex'])}, {_constant_name(partition)})," for partition in partitions),
        "    ),",
        ")",
        "",
    ]
    return "\n".join(lines)


def _owner(region: str, partitions: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The first partition that lists `region` or whose pattern fits it, which is the order the rules engine demands."""
    return next(
        partition
        for partition in partitions
        if region in partition["regions"] or re.fullmatch(partition["regionRegex"], region, re.ASCII)
    )


def _constant_name(partition: Mapping[str, Any]) -> str:
    name: str = partition["id"]
    return name.upper().replace("-", "_")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _raw(pattern: str) -> str:
    return f'r"{pattern}"'
