"""Some members of a structure as a structure of their own, so that a codec neither writes nor reads the others."""

from collections.abc import Mapping
from typing import Any

from awso._lean import msgspec
from awso.shapes.schema import MemberSchema, Schema


class Part:
    """The members `kept` of `whole`. Its class is the structure's own where it has no others."""

    def __init__(self, whole: Schema, kept: Mapping[str, MemberSchema]) -> None:
        self.whole = whole
        self.attributes = tuple(member.python for member in kept.values())
        self.schema = whole
        if len(kept) < len(whole.members):
            models = {name: member.model for name, member in kept.items()}
            model = msgspec.structs.replace(whole.model, members=models, payload=None)
            self.schema = Schema(whole.schemas, whole.name, model)

    def taken_from(self, value: Any) -> Any:
        """The part of `value`, a value of the whole."""
        if self.schema is self.whole:
            return value
        return self.schema.cls(**{name: getattr(value, name) for name in self.attributes})

    def as_whole(self, part: Any) -> Any:
        """A value of the whole with the members of `part` alone."""
        if self.schema is self.whole:
            return part
        return self.whole.cls(**{name: getattr(part, name) for name in self.attributes})
