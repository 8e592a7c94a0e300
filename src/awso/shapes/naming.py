"""The attribute name of a member, from its name in the model.

The snake case is boto3's (botocore's `xform_name` is the oracle in the tests), so that people know the names already.
`model.json` has a member's name only where it is not the one that this rule gives, for it would be a fifth of the file.
"""

from keyword import iskeyword

_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SMALL = frozenset("abcdefghijklmnopqrstuvwxyz")
_SMALL_OR_DIGIT = _SMALL | frozenset("0123456789")


def attribute_name(wire_name: str) -> str:
    """`UserPoolId` → `user_pool_id`, `from` → `from_`."""
    return identifier(snake_case(wire_name))


def snake_case(wire_name: str) -> str:
    """boto3's name: `UserPoolId` → `user_pool_id`, `ListARNs` → `list_arns`; a name with underscores stays.

    Written out, for it runs before the first request, and compiling botocore's patterns takes half a millisecond.
    """
    if "_" in wire_name:
        return wire_name
    words = ""
    rest = _without_plural_acronym(wire_name)
    start = 0
    for at in range(1, len(rest)):
        if rest[at] in _CAPITALS and (rest[at - 1] in _SMALL_OR_DIGIT or rest[at + 1 : at + 2] in _SMALL):
            words += f"{rest[start:at]}_"
            start = at
    plural = wire_name[len(rest) :]
    return f"{words}{rest[start:]}{'_' if plural else ''}{plural}".lower()


def _without_plural_acronym(name: str) -> str:
    """ "ARNs", "IDs" at the end stay one word: `ListARNs` → `List`."""
    end = len(name) - 1
    if name[end:] != "s" or not _CAPITALS.issuperset(name[-3:-1]) or end < 2:
        return name
    while end and name[end - 1] in _CAPITALS:
        end -= 1
    return name[:end]


def identifier(name: str) -> str:
    """`name` with what Python does not allow made `_`: keywords get one behind, digits one before."""
    if not (name.isascii() and name.isidentifier()):
        from re import sub  # no member that has its name derived comes here

        name = sub(r"\W", "_", name)
    if iskeyword(name):
        return f"{name}_"
    return f"_{name}" if name[:1].isdigit() else name
