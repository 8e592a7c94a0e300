"""What a plain value is, told to type checkers: `isinstance` alone narrows to containers of unknown things."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard


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
