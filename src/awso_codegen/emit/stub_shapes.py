"""Writes the part of a service's stub that shows its shapes: a plain class a structure, an alias everything else."""

from collections.abc import Iterable, Iterator

from msgspec import structs

from awso.shapes.model import MemberModel, OperationModel, ShapeModel
from awso_codegen.emit.annotations import (
    BUILTINS,
    DOCUMENT,
    STREAM_READ,
    Annotations,
    class_name,
    private_name,
    unshadowed,
)
from awso_codegen.emit.documentation import docstring, first_sentence, plain_lines
from awso_codegen.emit.layout import quoted, signature, subscript
from awso_codegen.ir.build import ServiceIr
from awso_codegen.model.source import JsonObject


class Shapes:
    """The shapes of a service's stub, each written once."""

    def __init__(self, ir: ServiceIr, source: JsonObject, annotations: Annotations) -> None:
        self._shapes = ir.shapes
        self._source = source
        self._annotations = annotations
        self._written: set[str] = set()
        operations = ir.operations.values()
        self._outputs = frozenset(operation.output.shape for operation in operations if operation.output)
        self._given = frozenset(ir.reachable(operation.input.shape for operation in operations if operation.input))

    def emit(self, names: Iterable[str]) -> Iterator[str]:
        """The lines of those shapes that are not written yet."""
        for name in names:
            if name not in self._written:
                self._written.add(name)
                yield from self._shape(name)

    def _shape(self, name: str) -> Iterator[str]:
        shape, source = self._shapes[name], self._source[name]
        if shape.type != "structure" or shape.document:
            return _alias(name, shape, source, self._annotations)
        undocumented: JsonObject = {"members": {wire_name: {} for wire_name in shape.members}}
        # An error's documentation is left to its class in `errors.pyi`.
        return self._structure(name, shape, undocumented if shape.exception else source)

    def _structure(self, name: str, shape: ShapeModel, source: JsonObject) -> Iterator[str]:
        taken = frozenset(member.python for member in shape.members.values())
        yield ""
        yield f"class {class_name(name)}(_Shape):"
        yield from docstring(plain_lines(source.get("documentation", "")), 4)
        if not shape.members:
            yield "    def __init__(self) -> None: ..."  # else checkers would take msgspec's (*args, **kwargs)
        for wire_name, member in shape.members.items():
            if name not in self._given:  # only answers have it, and services leave out what they promise
                member = structs.replace(member, required=False)
            yield f"    {member.python}: {unshadowed(self._attribute(name, shape, member), taken)}"
            yield from docstring(plain_lines(source["members"][wire_name].get("documentation", "")), 4)
        if shape.union:
            yield from _union_constructors(shape, self._annotations, taken)

    def _attribute(self, name: str, shape: ShapeModel, member: MemberModel) -> str:
        if shape.union:
            return attribute_type(member, self._annotations)
        return field_type(member, self._annotations, name in self._outputs)


def _alias(name: str, shape: ShapeModel, source: JsonObject, annotations: Annotations) -> Iterator[str]:
    public = class_name(name)
    private = private_name(name)
    if (name.startswith("__") and not shape.enum) or name in BUILTINS:
        return  # class bodies mangle `service.__string`; CloudFront's `float` would hide what it stands for
    if shape.enum:
        yield from subscript(f"{public}: _TypeAlias = _Literal", [quoted(value) for value in dict.fromkeys(shape.enum)])
    else:
        reference = MemberModel(name)
        spelled = annotations.given(reference) if annotations.streams(reference) else annotations.read(reference)
        yield f"{public}: _TypeAlias = {DOCUMENT if shape.document else spelled}"
    yield from docstring(plain_lines(source.get("documentation", "")), 0)
    if shape.enum and private != public:
        yield f"{private} = {public}"


def attribute_type(member: MemberModel, annotations: Annotations) -> str:
    """The type of an attribute: what may be absent is `| None`, but an absent list or map reads as empty."""
    spelled = annotations.given(member) if annotations.streams(member) else annotations.read(member)
    if is_required(member) or annotations.kind(member) in ("list", "map"):
        return spelled
    return spelled if spelled == DOCUMENT else f"{spelled} | None"


def field_type(member: MemberModel, annotations: Annotations, is_output: bool = False) -> str:
    """The type of an attribute that says also what the constructor accepts, and whether it may be left out.

    A streaming member of an input reads as what it was given as, one of an output as a body that is always there.

    Checkers make the constructor from these fields. A list is read as a list and given as any sequence, or None: such
    fields are descriptors of `awso.declarations`, whose `__set__` has the type that the constructor accepts.
    """
    kind = annotations.kind(member)
    if is_output and annotations.streams(member):
        arriving = annotations.arriving(member)
        given = f"bytes | {arriving}" if arriving == STREAM_READ else annotations.given(member)
        field = f"Nested[{arriving}, {given}]"
        return f"_{field}" if is_required(member) else f"_Optional{field} = ..."
    if kind not in ("list", "map") or member.jsonvalue:
        return attribute_type(member, annotations) + ("" if is_required(member) else " = None")
    read, given = annotations.read(member), annotations.given(member)
    element = read.removeprefix("list[").removeprefix("dict[str, ").removesuffix("]")
    field = f"_{kind.capitalize()}[{element}]"
    if given not in (f"_Sequence[{element}]", f"_Mapping[str, {element}]"):
        field = f"_Nested[{read}, {given}]"
    return field if is_required(member) else f"_Optional{field[1:]} = ..."


def is_required(member: MemberModel) -> bool:
    """Whether a constructor or a call needs it: not so an idempotency token, because the call makes one."""
    return member.required and not member.idempotency_token


def _union_constructors(shape: ShapeModel, annotations: Annotations, taken: frozenset[str]) -> Iterator[str]:
    for member in shape.members.values():  # a union holds exactly one: an overload each
        if len(shape.members) > 1:
            yield "    @_overload"
        given = f"{member.python}: {unshadowed(annotations.given(member), taken)}"
        yield from signature("def __init__", ["self", "*", given], "None", 4, " ...")


def parameters(shape: ShapeModel, annotations: Annotations, taken: frozenset[str]) -> list[str]:
    """The keyword-only parameters for the members of an input: those that must be given first.

    `taken` are the names of the class body that the signature stands in.
    """
    if not shape.members:
        return []
    required: list[str] = []
    optional: list[str] = []
    for member in shape.members.values():
        spelled = unshadowed(annotations.given(member), taken)
        if is_required(member):
            required.append(f"{member.python}: {spelled}")
        else:
            optional.append(f"{member.python}: {spelled if spelled == DOCUMENT else f'{spelled} | None'} = None")
    return ["*", *required, *optional]


def parameter_documentation(operation: OperationModel, source: JsonObject, ir: ServiceIr) -> list[str]:
    """What each parameter of an operation means, in a sentence; editors show it. All of it is at the input's class."""
    if operation.input is None:
        return []
    entries = source["shapes"][operation.input.shape].get("members", {})
    lines = [
        f"    {member.python}: {sentence}"
        for wire_name, member in ir.shapes[operation.input.shape].members.items()
        if (sentence := first_sentence(entries[wire_name].get("documentation", "")))
    ]
    return ["", "Args:", *lines] if lines else []
