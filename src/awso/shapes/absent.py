"""The empty list and the empty map that an absent member reads as.

Their identity says "absent": an explicit `[]` or `{}` is another object and is sent. Both refuse to be changed, for
they are shared by every shape.
"""

from typing import Any, NoReturn


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
