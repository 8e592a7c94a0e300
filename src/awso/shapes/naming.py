"""The attribute name of a member, from its name in the model.

The snake case is boto3's (botocore's `xform_name` is the oracle in the tests), so that people know the names already.
`model.json` has a member's name only where it is not the one that this rule gives, for it would be a fifth of the file.
"""

import keyword
import re

# "ARNs", "IDs" at the end stay one word: `ListARNs` → `list_arns`.
_PLURAL_ACRONYM = re.compile(r"[A-Z]{2,}s$")
_WORD_AFTER_ANYTHING = re.compile(r"(.)([A-Z][a-z]+)")
_CAPITAL_AFTER_SMALL = re.compile(r"([a-z0-9])([A-Z])")
_NOT_IDENTIFIER = re.compile(r"\W")


def attribute_name(wire_name: str) -> str:
    """`UserPoolId` → `user_pool_id`, `from` → `from_`."""
    return identifier(snake_case(wire_name))


def snake_case(wire_name: str) -> str:
    """boto3's name: `UserPoolId` → `user_pool_id`, `ListARNs` → `list_arns`; a name with underscores stays."""
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
