"""The partitions of AWS and their regions. Generated from partitions.json; do not edit."""

from awso.endpoints import Partition, PartitionTable

SEA = Partition(
    name="sea",
    dns_suffix="lighthouse.example",
    dual_stack_dns_suffix="api.lighthouse.example",
    implicit_global_region="sea-north-1",
    supports_fips=True,
    supports_dual_stack=True,
)
SEA_LAKE = Partition(
    name="sea-lake",
    dns_suffix="lake.example",
    dual_stack_dns_suffix="lake.example",
    implicit_global_region="lake-geneva-1",
    supports_fips=False,
    supports_dual_stack=False,
)

partition = PartitionTable(
    default=SEA,
    regions={
        "sea-baltic-2": SEA,
        "sea-north-1": SEA,
    },
    patterns=(
        (r"^sea\-\w+\-\d+$", SEA),
        (r"^lake\-\w+\-\d+$", SEA_LAKE),
    ),
)
