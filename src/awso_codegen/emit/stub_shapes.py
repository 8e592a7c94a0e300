"""Writes the part of a service's stub that shows its shapes: a plain class a structure, an alias everything else."""

from collections.abc import Iterator

from awso.shapes.model import MemberModel, ShapeModel
from awso_codegen.emit.annotations import (
    BUILTINS,
    DOCUMENT,
    STREAM_READ,
    Annotations,
    class_name,
    private_name,
    unshadowed,
)
from awso_codegen.emit.documentation import docstring, plain_lines
from awso_codegen.emit.layout import quoted, signature, subscript
from awso_codegen.model.source import JsonObject


def emit_shape(
    name: str, shape: ShapeModel, source: JsonObject, annotations: Annotations, is_output: bool = False
) -> list[str]:
    """The lines of one shape; `source` is botocore's entry of it, for its documentation.

    An error's documentation is left to its class in `errors.pyi`.
    """
    if shape.exception:
        source = {"members": {wire_name: {} for wire_name in shape.members}}
    if shape.type == "structure" and not shape.document:
        return list(_structure(name, shape, source, annotations, is_output))
    return list(_alias(name, shape, source, annotations))


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


def _structure(
    name: str, shape: ShapeModel, source: JsonObject, annotations: Annotations, is_output: bool
) -> Iterator[str]:
    taken = frozenset(member.python for member in shape.members.values())
    documentation = docstring(plain_lines(source.get("documentation", "")), 4)
    head = f"class {class_name(name)}(_Shape, frozen=True, kw_only=True):"
    yield head
    yield from documentation
    if not shape.members:
        yield "    def __init__(self) -> None: ..."  # without a field, checkers would take msgspec's (*args, **kwargs)
    for wire_name, member in shape.members.items():
        spelled = attribute_type(member, annotations) if shape.union else field_type(member, annotations, is_output)
        yield f"    {member.python}: {unshadowed(spelled, taken)}"
        yield from docstring(plain_lines(source["members"][wire_name].get("documentation", "")), 4)
    if shape.union:
        yield from _union_constructors(shape, annotations, taken)


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
