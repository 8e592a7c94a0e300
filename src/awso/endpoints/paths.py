"""The paths of `operationContextParams`: the part of JMESPath that the rules engine allows, on wire-named plain values.

Fields `a.b`, `a[*]`, `a[]`, `[b, c]` and `keys(a)`; see
https://smithy.io/2.0/additional-specs/rules-engine/parameters.html#smithy-rules-operationcontextparams-trait
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple, cast


class Field(NamedTuple):
    """`.name`"""

    name: str


class Each(NamedTuple):
    """`[*]`"""


class Flatten(NamedTuple):
    """`[]`"""


class Keys(NamedTuple):
    """`keys(…)`, applied to what the path in the parentheses gives."""


class Choice(NamedTuple):
    """`[a, b]`"""

    paths: "tuple[tuple[Step, ...], ...]"


Step = Field | Each | Flatten | Keys | Choice

_STEP = re.compile(r"\.?(?:(?P<field>\w+)|(?P<each>\[\*\])|(?P<flatten>\[\])|\[(?P<choice>[\w., ]+)\])")


def strings_at(path: str, value: object) -> str | tuple[str, ...] | None:
    """The string or strings at `path` of a wire-named plain value; None where there are none."""
    found = _walk(compiled(path), value)
    if isinstance(found, str):
        return found
    items = _list(found)
    return None if items is None else tuple(item for item in items if isinstance(item, str))


@cache
def compiled(path: str) -> tuple[Step, ...]:
    """The steps of `path`. Raises ValueError where it is outside of the subset."""
    keys = re.fullmatch(r"keys\((.*)\)", path)
    if keys:
        return (*compiled(keys[1]), Keys())
    steps: list[Step] = []
    position = 0
    while position < len(path):
        match = _STEP.match(path, position)
        if match is None:
            raise ValueError(f"path {path!r} is outside of the rules engine's JMESPath subset at {position}")
        position = match.end()
        if match["field"]:
            steps.append(Field(match["field"]))
        elif match["each"]:
            steps.append(Each())
        elif match["flatten"]:
            steps.append(Flatten())
        else:
            steps.append(Choice(tuple(compiled(choice.strip()) for choice in match["choice"].split(","))))
    return tuple(steps)


def _walk(steps: Sequence[Step], value: object) -> object:
    for number, step in enumerate(steps):
        rest = steps[number + 1 :]
        match step:
            case Field(name):
                value = _map(value).get(name)
            case Keys():
                value = list(_map(value)) or None
            case Choice(paths):
                value = None if value is None else [_walk(path, value) for path in paths]
            case Each():
                # A flatten ends the projection: `a[*].b[]` flattens the list of all b.
                end = next((index for index, later in enumerate(rest) if isinstance(later, Flatten)), len(rest))
                return _walk(rest[end:], _project(rest[:end], _list(value)))
            case Flatten():
                return _project(rest, _flat(_list(value)))
        if value is None:
            return None
    return value


def _map(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object] | None:
    return cast("list[object]", value) if isinstance(value, list) else None


def _project(steps: Sequence[Step], items: list[object] | None) -> list[object] | None:
    if items is None:
        return None
    return [found for item in items if (found := _walk(steps, item)) is not None]


def _flat(items: list[object] | None) -> list[object] | None:
    if items is None:
        return None
    flat: list[object] = []
    for item in items:
        inner = _list(item)
        flat.extend([item] if inner is None else inner)
    return flat
