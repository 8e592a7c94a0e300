"""What two results of the same question differ in, by value: numbers numerically, moments as moments."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, NamedTuple

from awso.shapes.kinds import is_list, is_mapping

Stage = Literal["request", "response", "error"]
ABSENT = "(absent)"


class Difference(NamedTuple):
    """Where (`request body.Tags[0].Key`) the two disagree, and what each says."""

    stage: Stage
    path: str
    ours: object
    theirs: object

    def __str__(self) -> str:
        return f"{self.stage} {self.path}: ours {self.ours!r:.120}, theirs {self.theirs!r:.120}"


def differences(stage: Stage, path: str, ours: Any, theirs: Any) -> Iterator[Difference]:
    """Every place at which two plain values differ."""
    if is_mapping(ours) and is_mapping(theirs):
        for name in {**ours, **theirs}:
            yield from differences(stage, f"{path}.{name}", ours.get(name, ABSENT), theirs.get(name, ABSENT))
    elif is_list(ours) and is_list(theirs) and len(ours) == len(theirs):
        for index, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(stage, f"{path}[{index}]", one, other)
    elif not _is_same(ours, theirs):
        yield Difference(stage, path, ours, theirs)


def _is_same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, str) and isinstance(theirs, str):
        return ours == theirs or _is_same_moment(ours, theirs)
    return bool(ours == theirs)


def _is_same_moment(ours: str, theirs: str) -> bool:
    """Whether both are RFC 3339 and name one moment: botocore pads fractions to six digits."""
    ours, theirs = ours.replace("%3A", ":"), theirs.replace("%3A", ":")  # in a query string
    if not (ours.endswith("Z") and theirs.endswith("Z") and ours[:19] == theirs[:19]):
        return False
    try:
        return datetime.fromisoformat(ours) == datetime.fromisoformat(theirs)
    except ValueError:
        return False
