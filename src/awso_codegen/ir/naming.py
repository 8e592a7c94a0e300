"""Python names for wire names.

The snake case is boto3's (botocore's `xform_name` is the oracle in the tests), so that people know the names already.
"""

import builtins
import keyword
import re

from awso.shapes.shape import Shape

# "ARNs", "IDs" at the end stay one word: `ListARNs` → `list_arns`.
_PLURAL_ACRONYM = re.compile(r"[A-Z]{2,}s$")
_WORD_AFTER_ANYTHING = re.compile(r"(.)([A-Z][a-z]+)")
_CAPITAL_AFTER_SMALL = re.compile(r"([a-z0-9])([A-Z])")
_NOT_IDENTIFIER = re.compile(r"\W")

# Names that boto3 fixed by hand for the sake of its users, kept for the sake of ours.
_FIXED = {
    "CreateCachediSCSIVolume": "create_cached_iscsi_volume",
    "CreateStorediSCSIVolume": "create_stored_iscsi_volume",
    "DescribeCachediSCSIVolumes": "describe_cached_iscsi_volumes",
    "DescribeStorediSCSIVolumes": "describe_stored_iscsi_volumes",
    "ListHITsForQualificationType": "list_hits_for_qualification_type",
    "ExecutePartiQLStatement": "execute_partiql_statement",
    "ExecutePartiQLTransaction": "execute_partiql_transaction",
    "ExecutePartiQLBatch": "execute_partiql_batch",
}

RESERVED_MEMBERS = frozenset(name for name in dir(Shape) if not name.startswith("__"))
"""Attributes that every shape has; a member of such a name gets a trailing underscore."""


def snake_case(wire_name: str) -> str:
    """boto3's name: `UserPoolId` → `user_pool_id`, `ListARNs` → `list_arns`; a name with underscores stays."""
    if wire_name in _FIXED:
        return _FIXED[wire_name]
    if "_" in wire_name:
        return wire_name
    plural = _PLURAL_ACRONYM.search(wire_name)
    if plural is not None:
        wire_name = f"{wire_name[: plural.start()]}_{plural.group().lower()}"
    return _CAPITAL_AFTER_SMALL.sub(r"\1_\2", _WORD_AFTER_ANYTHING.sub(r"\1_\2", wire_name)).lower()


def identifier(name: str) -> str:
    """`name` with what Python does not allow made `_`: keywords get one behind, digits one before."""
    name = _NOT_IDENTIFIER.sub("_", name)
    if keyword.iskeyword(name):
        return f"{name}_"
    return f"_{name}" if name[:1].isdigit() else name


def member_names(wire_names: list[str]) -> dict[str, str]:
    """Attribute names of a structure's members, each different from the others and from what every shape has."""
    names: dict[str, str] = {}
    taken = set(RESERVED_MEMBERS)
    for wire_name in wire_names:
        name = identifier(snake_case(wire_name))
        while name in taken:
            name += "_"
        taken.add(name)
        names[wire_name] = name
    return names


def is_builtin(name: str) -> bool:
    """Whether an attribute of this name would hide a builtin in a class body."""
    return hasattr(builtins, name)
