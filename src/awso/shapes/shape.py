"""The class of a structure: what a person constructs, reads, compares and prints.

Settled here: how members become attributes, what absent reads as, what `repr` hides. A class is a frozen
`msgspec.Struct`, so that typed JSON runs at C speed; its field types are filled in only before the first decoding
(`typed_class`), because resolving them makes the classes of everything it refers to. The garbage collector does not
look at shapes (`gc=False`): a large answer decodes twice as fast. Only one that is put into its own list would need it.
"""

import types
from typing import TYPE_CHECKING, Any, ClassVar, Self, dataclass_transform

from awso._lean import datetime, msgspec
from awso.shapes.kinds import ABSENT_LIST, ABSENT_MAP, is_list, is_mapping
from awso.shapes.schema import MemberSchema, Schema

MASK = "***"


class ShapeMeta(msgspec.StructMeta):
    """Makes `None` mean "not given" in constructors, and names the member nearest to a mistyped one."""

    if not TYPE_CHECKING:  # hidden from checkers, which take the constructor of each class from its stub

        def __call__(cls, /, *positional: object, **members: object) -> Any:  # noqa: N805  # a metaclass: its self is a class
            for value in members.values():
                if value is None:
                    members = {name: value for name, value in members.items() if value is not None}
                    break
            try:
                return msgspec.StructMeta.__call__(cls, *positional, **members)
            except TypeError:
                raise _constructor_error(cls, positional, members) from None

        @property
        def __doc__(cls) -> str | None:  # noqa: N805  # as above
            own, schema = cls.__dict__.get("__doc__"), cls.__dict__.get("__schema__")
            return own if own is not None or schema is None else schema.schemas.describe(schema.name)


# Said once here, and not by each of 71,846 classes in the services' stubs.
@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Shape(msgspec.Struct, metaclass=ShapeMeta, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The base of every structure of every service.

    Constructors take keywords only; nothing is checked until `validate()` or the call that sends it. An absent scalar
    or structure reads as None, an absent list or map as an empty one. Raises TypeError for a member that the model
    does not have.
    """

    __schema__: ClassVar[Schema]

    def validate(self) -> None:
        """Check every constraint of the model.

        Raises `awso.errors.ParameterError`: all violations, each with its path, what was expected, what was got.
        """
        from awso.errors import ParameterError
        from awso.shapes.constraints import violations

        found = violations(self.__schema__, self, self.__schema__.name)
        if found:
            raise ParameterError(self.__schema__.name, found)

    def to_value(self) -> dict[str, Any]:
        """Wire-named plain Python values: what a boto3 user would pass. Datetimes and bytes stay as they are."""
        plain: dict[str, Any] = self.__schema__.to_value(self)
        return plain

    @classmethod
    def from_value(cls, plain: object) -> Self:
        """The reverse of `to_value`. Raises `awso.errors.ParameterError` that lists every misfit with its path."""
        made: Self = cls.__schema__.from_value(plain)
        return made

    def to_json(self) -> str:
        """JSON text: blobs in base64, timestamps as epoch seconds unless the model says otherwise."""
        return self.__schema__.to_json(self)

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The reverse of `to_json`; unknown members are ignored. Raises `awso.errors.DecodeError` with the path."""
        made: Self = cls.__schema__.from_json(text)
        return made

    def to_query(self) -> str:
        """Form-urlencoded text by the query protocol's rules: `UserAttributes.member.1.Name=email`."""
        return self.__schema__.to_query(self)

    @classmethod
    def from_query(cls, text: str) -> Self:
        """The reverse of `to_query`. Raises `awso.errors.DecodeError` with the path."""
        made: Self = cls.__schema__.from_query(text)
        return made

    def to_xml(self) -> str:
        """XML text by the rest-xml protocol's rules, the shape's name as the root."""
        return self.__schema__.to_xml(self)

    @classmethod
    def from_xml(cls, text: str | bytes) -> Self:
        """The reverse of `to_xml`. Raises `awso.errors.DecodeError` with the path."""
        made: Self = cls.__schema__.from_xml(text)
        return made

    def to_cbor(self) -> bytes:
        """CBOR by the rules of Smithy's RPC v2: blobs as they are, timestamps as doubles with tag 1."""
        return self.__schema__.to_cbor(self)

    @classmethod
    def from_cbor(cls, data: bytes) -> Self:
        """The reverse of `to_cbor`; unknown members are ignored. Raises `awso.errors.DecodeError` with the path."""
        made: Self = cls.__schema__.from_cbor(data)
        return made

    @classmethod
    def from_string(cls, text: str | bytes) -> Self:
        """From the service's own text form: XML for the query and XML protocols, JSON for the others."""
        made: Self = cls.__schema__.from_string(text)
        return made

    def __repr__(self) -> str:
        return render(self.__schema__, self)

    def __rich_repr__(self) -> Any:
        for member, value in present_members(self.__schema__, self):
            yield member.python, render(member.target, value)


def present_members(schema: Schema, shape: object) -> list[tuple[MemberSchema, Any]]:
    """The members of a structure's value that are not absent, in the model's order."""
    present: list[tuple[MemberSchema, Any]] = []
    for member in schema.members.values():
        value = getattr(shape, member.python)
        if value is not None and value is not ABSENT_LIST and value is not ABSENT_MAP:
            present.append((member, value))
    return present


def render(schema: Schema, value: Any) -> str:
    """`value` as `repr` shows it, everything that the model marks sensitive masked."""
    if schema.model.sensitive:
        return MASK
    if schema.kind == "structure" and isinstance(value, Shape):
        members = ", ".join(
            f"{member.python}={render(member.target, inner)}" for member, inner in present_members(schema, value)
        )
        return f"{schema.name}({members})"
    if schema.element is not None and is_list(value):
        return f"[{', '.join(render(schema.element.target, inner) for inner in value)}]"
    if schema.key is not None and schema.value is not None and is_mapping(value):
        pairs = (
            f"{render(schema.key.target, key)}: {render(schema.value.target, inner)}" for key, inner in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    return repr(value)


def make_class(schema: Schema) -> type[Shape]:
    """The class of a structure; its field types are `object` until `typed_class` is asked for."""
    if schema.kind != "structure" or schema.model.document:
        raise TypeError(f"{schema.name} is a {schema.kind}: only structures have classes")
    namespace: dict[str, Any] = {
        "__annotations__": {member.python: object for member in schema.members.values()},
        "__module__": schema.schemas.module,
        "__qualname__": schema.name,
        "__repr__": Shape.__repr__,
    }
    for member in schema.members.values():
        namespace[member.python] = msgspec.field(default=absent_value(member.target), name=member.json_name)
    made: Any = ShapeMeta(schema.name, (Shape,), namespace, frozen=True, kw_only=True, omit_defaults=True, gc=False)
    made.__schema__ = schema
    cls: type[Shape] = made
    return cls


def absent_value(schema: Schema) -> Any:
    """What an absent member of this shape reads as."""
    if schema.kind == "list":
        return ABSENT_LIST
    if schema.kind == "map":
        return ABSENT_MAP
    return None


def typed_class(schema: Schema) -> type[Shape]:
    """The class of a structure with the field types of it and all it refers to filled in, ready for a typed decoder."""
    waiting = [schema]
    while waiting:
        current = waiting.pop()
        if "typed" in current.cache:
            continue
        current.cache["typed"] = True
        annotations = current.cls.__annotations__
        for member in current.members.values():
            annotations[member.python] = field_type(member, waiting) | None
    return schema.cls


_SCALARS: dict[str, Any] = {
    "string": str,
    "integer": int,
    "long": int,
    "float": float,
    "double": float,
    "boolean": bool,
    "timestamp": datetime,
    "blob": bytes,
}


def field_type(member: MemberSchema, waiting: list[Schema]) -> Any:
    """The Python type of a reference; structures met on the way are appended to `waiting`."""
    schema = member.target
    if member.model.jsonvalue or schema.model.document:
        return Any
    if schema.kind == "structure":
        waiting.append(schema)
        return schema.cls
    if schema.element is not None:
        inner = field_type(schema.element, waiting)
        return types.GenericAlias(list, inner | None if schema.model.sparse else inner)
    if schema.value is not None:
        inner = field_type(schema.value, waiting)
        return types.GenericAlias(dict, (str, inner | None if schema.model.sparse else inner))
    return _SCALARS[schema.kind]


def _constructor_error(cls: type, positional: tuple[object, ...], members: dict[str, object]) -> TypeError:
    if positional:
        return TypeError(f"{cls.__qualname__} takes keyword arguments only, got {len(positional)} positional")
    known: tuple[str, ...] = getattr(cls, "__struct_fields__", ())
    for name in members:
        if name not in known:
            return TypeError(unknown_member_message(cls.__qualname__, name, known))
    return TypeError(f"{cls.__qualname__} cannot be constructed")


def unknown_member_message(subject: str, name: str, known: tuple[str, ...]) -> str:
    """What to say of a member that the model does not have, with the nearest that it has."""
    return f"{subject} has no member {name!r}: {nearest_member(name, known)}"


def nearest_member(name: str, known: tuple[str, ...]) -> str:
    """What may have been meant by `name`, or what there is."""
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    # 12 names still fit two lines of a terminal.
    listed = ", ".join(known[:12]) + (f" and {len(known) - 12} more" if len(known) > 12 else "")
    return f"it has {listed or 'no members'}"
