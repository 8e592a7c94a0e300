"""Writes `awso/services/_regions.py`: which regions each service is in, from botocore's `endpoints.json`.

The endpoint rules do not need it: they work for regions that are newer than any list. It answers what programs ask of
`awso.boto`'s sessions, and which services have a place of their own without a region.
"""

from collections.abc import Mapping, Sequence
from typing import Any

HEADER = '''"""The regions of every service, by endpoint prefix. Generated from endpoints.json; do not edit."""

LISTS: tuple[str, ...] = (
'''


def emit_regions(endpoints_file: Mapping[str, Any]) -> str:
    """The source of the module; equal input gives equal bytes.

    Most services share their list with others, so each list is there once, and services have its index.
    """
    partitions: Sequence[Mapping[str, Any]] = endpoints_file["partitions"]
    lists: dict[tuple[str, ...], int] = {}
    services = {partition["partition"]: _indexes(partition, lists) for partition in partitions}
    parts = [HEADER, *(f'    "{" ".join(names)}",\n' for names in lists), ")\n\n"]
    parts += ["SERVICES: dict[str, dict[str, int]] = {\n", *map(_partition, services.items()), "}\n\n"]
    parts += ["REGIONS: dict[str, str] = {\n", *map(_regions, partitions), "}\n\n"]
    parts += ["WITHOUT_REGION: dict[str, str] = {\n", *_without_region(partitions[0]), "}\n"]
    return "".join(parts)


def _indexes(partition: Mapping[str, Any], lists: dict[tuple[str, ...], int]) -> dict[str, int]:
    services: Mapping[str, Any] = partition["services"]
    return {name: lists.setdefault(tuple(service["endpoints"]), len(lists)) for name, service in services.items()}


def _partition(named: tuple[str, dict[str, int]]) -> str:
    name, services = named
    lines = [f'        "{service}": {index},\n' for service, index in services.items()]
    return "".join([f'    "{name}": {{\n', *lines, "    },\n"])


def _regions(partition: Mapping[str, Any]) -> str:
    return f'    "{partition["partition"]}": "{" ".join(partition["regions"])}",\n'


def _without_region(partition: Mapping[str, Any]) -> list[str]:
    """Where a service of the first partition is called when no region is set."""
    services: Mapping[str, Any] = partition["services"]
    return [
        f'    "{name}": "{service["partitionEndpoint"]}",\n'
        for name, service in services.items()
        if "partitionEndpoint" in service
    ]
