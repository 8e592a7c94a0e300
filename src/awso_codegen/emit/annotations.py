"""How a reference to a shape is spelled as a Python type, in the two directions.

What is read is concrete (`list[AttributeType]`), what is given is as wide as may be (`Sequence[AttributeType]`).
An enum is `UserStatusType | str`, because a service may be newer than its model. Everything that a stub imports is
private (`_Sequence`), so that no shape's name can hide it.
"""

import re
from collections.abc import Mapping

from awso.shapes.model import MemberModel, OperationModel, ShapeModel
from awso.shapes.naming import identifier

DOCUMENT = "_Document"
STREAM_READ = "_StreamingBody"
STREAM_GIVEN = "bytes | _StreamSource"
_SCALARS = {
    "string": "str",
    "integer": "int",
    "long": "int",
    "float": "float",
    "double": "float",
    "boolean": "bool",
    "timestamp": "_datetime",
    "blob": "bytes",
}
BUILTINS = frozenset(("str", "int", "float", "bool", "bytes", "list", "dict"))
"""The builtin types that annotations use."""
_WORD = re.compile(r"\b[a-z]+\b")


class Annotations:
    """The type expressions of one service's shapes, whose classes are reached by `prefix`."""

    def __init__(self, shapes: Mapping[str, ShapeModel], prefix: str = "") -> None:
        self._shapes = shapes
        self._prefix = prefix
        self._read: dict[str, str] = {}
        self._given: dict[str, str] = {}

    def read(self, reference: MemberModel) -> str:
        """The type of what an attribute holds."""
        if reference.jsonvalue:
            return DOCUMENT
        return self._spelled(reference.shape, self._read, "list[{}]", "dict[str, {}]")

    def given(self, reference: MemberModel) -> str:
        """The type of what a constructor or a method accepts."""
        if reference.jsonvalue:
            return DOCUMENT
        if self.streams(reference):
            events = self._events(reference)
            return f"_EventSource[{events}]" if events else STREAM_GIVEN
        return self._spelled(reference.shape, self._given, "_Sequence[{}]", "_Mapping[str, {}]")

    def streams(self, reference: MemberModel) -> bool:
        """Whether it is sent from its source, and read as it arrives: a blob, or a stream of events."""
        shape = self._shapes[reference.shape]
        return shape.eventstream or (shape.type == "blob" and (reference.streaming or shape.streaming))

    def arriving(self, reference: MemberModel) -> str:
        """The type of what is read as it arrives."""
        events = self._events(reference)
        return f"_EventStream[{events}]" if events else STREAM_READ

    def _events(self, reference: MemberModel) -> str | None:
        """The class of the events of a stream."""
        shape = self._shapes[reference.shape]
        return self._prefix + class_name(reference.shape) if shape.eventstream else None

    def kind(self, reference: MemberModel) -> str:
        """The kind of the shape referred to."""
        return self._shapes[reference.shape].type

    def _spelled(self, name: str, known: dict[str, str], sequence: str, mapping: str) -> str:
        spelled = known.get(name)
        if spelled is None:
            spelled = known[name] = self._spell(self._shapes[name], name, known, sequence, mapping)
        return spelled

    def _spell(self, shape: ShapeModel, name: str, known: dict[str, str], sequence: str, mapping: str) -> str:
        if shape.document:
            return DOCUMENT
        if shape.type == "structure":
            return self._prefix + class_name(name)
        if shape.enum:
            return f"{self._prefix}{private_name(name)} | str"
        contained = shape.member or shape.value
        if contained is None:
            return _SCALARS[shape.type]
        inner = self._spelled(contained.shape, known, sequence, mapping)
        return (sequence if shape.type == "list" else mapping).format(f"{inner} | None" if shape.sparse else inner)


def class_name(shape_name: str) -> str:
    """What a shape is called in Python: its model name, with an underscore behind where that is a keyword (`None_`)."""
    return identifier(shape_name)


def input_class(operation: OperationModel) -> str:
    """The class of an operation's ready-made inputs: none where the model has no input, hence no class of one."""
    return class_name(operation.input.shape) if operation.input else "_Never"


def private_name(shape_name: str) -> str:
    """The name by which annotations refer to an enum.

    A name that could be a member's (`scope`), or that class bodies would mangle (`__TimezonesElement`), has a private
    alias that annotations use instead.
    """
    if shape_name[:1].isupper():
        return class_name(shape_name)
    return "_" + shape_name.lstrip("_")


def unshadowed(annotation: str, members: frozenset[str]) -> str:
    """`annotation` as it must be spelled in the body of a class that has `members`, some named like builtins."""
    hidden = BUILTINS & members
    if not hidden:
        return annotation
    return _WORD.sub(lambda word: f"_builtins.{word[0]}" if word[0] in hidden else word[0], annotation)
