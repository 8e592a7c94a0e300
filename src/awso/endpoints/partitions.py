"""Which partition (`aws`, `aws-cn`, `aws-us-gov`…) a region belongs to.

Only the look-up is here; the table itself is `awso/services/_partitions.py`, written by
`awso_codegen/emit/partitions.py` from the same data as the rules.
"""

from collections.abc import Mapping, Sequence


class Partition:
    """What the rules may ask of a partition."""

    __slots__ = (
        "dns_suffix",
        "dual_stack_dns_suffix",
        "implicit_global_region",
        "name",
        "supports_dual_stack",
        "supports_fips",
    )

    def __init__(
        self,
        *,
        name: str,
        dns_suffix: str,
        dual_stack_dns_suffix: str,
        implicit_global_region: str,
        supports_fips: bool,
        supports_dual_stack: bool,
    ) -> None:
        self.name = name
        self.dns_suffix = dns_suffix
        self.dual_stack_dns_suffix = dual_stack_dns_suffix
        self.implicit_global_region = implicit_global_region
        self.supports_fips = supports_fips
        self.supports_dual_stack = supports_dual_stack

    def __repr__(self) -> str:
        return f"Partition({self.name!r})"


class PartitionTable:
    """The partition of a region: listed regions by one dict look-up, regions newer than the table by pattern.

    `patterns` are tried in order against the whole region name; a region that none fits is in the `default`.
    """

    __slots__ = ("_default", "_patterns", "_regions")

    def __init__(
        self, *, default: Partition, regions: Mapping[str, Partition], patterns: Sequence[tuple[str, Partition]]
    ) -> None:
        self._default = default
        self._regions = regions
        self._patterns = patterns

    def __call__(self, region: str | None) -> Partition:
        if region is None:
            return self._default
        return self._regions.get(region) or self._by_pattern(region)

    def _by_pattern(self, region: str) -> Partition:
        import re  # only regions that the table does not list come here

        for pattern, partition in self._patterns:
            if re.fullmatch(pattern, region, re.ASCII):
                return partition
        return self._default
