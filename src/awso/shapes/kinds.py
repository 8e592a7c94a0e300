"""What a value is: of which plain kind, told to type checkers too, or absent.

`isinstance` alone narrows to containers of unknown things. An absent list or map member reads as an empty one whose
identity says "absent": an explicit `[]` or `{}` is another object and is sent. Both refuse to be changed, for they are
shared by every shape.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, TypeGuard


def is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """Whether `value` is a mapping of anything to anything."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[Sequence[Any]]:
    """Whether `value` is a list or tuple of anything."""
    return isinstance(value, (list, tuple))


def is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """Whether `value` is a sequence of anything but of characters or bytes."""
    return isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray, memoryview))


def is_dict(value: object) -> TypeGuard[dict[Any, Any]]:
    """Whether `value` is a dict, and not some other mapping."""
    return isinstance(value, dict)


def is_json_array(value: object) -> TypeGuard[list[Any]]:
    """Whether `value` is a list, and not some other sequence."""
    return isinstance(value, list)


def is_source(value: object) -> bool:
    """Whether `value` is a body to be read when it is sent: a file, an iterable or an async iterable, but no text."""
    if isinstance(value, (str, bytes, bytearray, memoryview)):
        return False
    return any(hasattr(value, name) for name in ("read", "__iter__", "__aiter__"))


def _refuse(self: object, *_: object, **__: object) -> NoReturn:
    raise TypeError(
        "this member is absent and its empty value is shared: construct the shape with a list or map of its own"
    )


class AbsentList(list[Any]):
    """The one value of an absent list member; equal to `[]`."""

    __slots__ = ()
    append = extend = insert = __setitem__ = __iadd__ = __imul__ = sort = reverse = _refuse  # pyright: ignore[reportAssignmentType]  # refuses what list allows

    def __copy__(self) -> "AbsentList":
        return self

    def __deepcopy__(self, memo: object) -> "AbsentList":
        return self

    def __reduce__(self) -> str:  # a string names the module's global
        return "ABSENT_LIST"


class AbsentMap(dict[str, Any]):
    """The one value of an absent map member; equal to `{}`."""

    __slots__ = ()
    __setitem__ = update = setdefault = __ior__ = _refuse  # pyright: ignore[reportAssignmentType]  # refuses what dict allows

    def __copy__(self) -> "AbsentMap":
        return self

    def __deepcopy__(self, memo: object) -> "AbsentMap":
        return self

    def __reduce__(self) -> str:  # a string names the module's global
        return "ABSENT_MAP"


ABSENT_LIST = AbsentList()
ABSENT_MAP = AbsentMap()
