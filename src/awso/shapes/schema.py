"""The linked graph of a service's shapes, resolved as it is walked.

Every codec, the validator and `repr` walk a `Schema` beside a value. A schema decodes its own entry of `model.json`
when first asked for, so that a service of 4,400 shapes costs only those that a program touches. The class of a
structure is made in `awso.shapes.shape`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from awso._lean import msgspec
from awso.shapes.model import Kind, MemberModel, ShapeModel
from awso.shapes.naming import attribute_name

if TYPE_CHECKING:
    from awso.shapes.shape import Shape


class MemberSchema:
    """A reference to a shape with the traits of the reference."""

    __slots__ = ("_schemas", "_target", "model", "name", "python", "required")

    def __init__(self, schemas: "Schemas", name: str, model: MemberModel) -> None:
        self.name = name
        self.python = model.python or attribute_name(name)
        self.required = model.required
        self.model = model
        self._schemas = schemas
        self._target: Schema | None = None

    @property
    def target(self) -> "Schema":
        """The shape referred to."""
        target = self._target
        if target is None:
            target = self._target = self._schemas[self.model.shape]
        return target

    @property
    def streams(self) -> bool:
        """Whether it is a blob that is sent from its source, and read as it arrives."""
        return self.target.kind == "blob" and (self.model.streaming or self.target.model.streaming)

    @property
    def location_name(self) -> str:
        """The name on the wire: `locationName`, else the member's own."""
        return self.model.location_name or self.name

    @property
    def json_name(self) -> str:
        """The key in JSON: `locationName`, which in a service that speaks XML or query says nothing of JSON."""
        own = self._schemas.text_form == "xml"  # S3 has shapes of which two members share one XML name
        return self.name if own else self.model.location_name or self.name

    def __repr__(self) -> str:
        return f"MemberSchema({self.name}: {self.model.shape})"


class Schema:
    """One shape, any kind, and its forms: every `to_…`/`from_…` of a structure's class, of lists, maps and scalars too.

    `cache` is where codecs keep what they compile for this shape, keyed by their own names.
    """

    __slots__ = ("_class", "cache", "checker", "element", "key", "kind", "members", "model", "name", "schemas", "value")

    def __init__(self, schemas: "Schemas", name: str, model: ShapeModel) -> None:
        self.schemas = schemas
        self.name = name
        self.model = model
        self.kind: Kind = model.type
        self.members: dict[str, MemberSchema] = {
            wire: MemberSchema(schemas, wire, member) for wire, member in model.members.items()
        }
        self.element = MemberSchema(schemas, "member", model.member) if model.member else None
        self.key = MemberSchema(schemas, "key", model.key) if model.key else None
        self.value = MemberSchema(schemas, "value", model.value) if model.value else None
        self.cache: dict[str, Any] = {}
        self.checker: Callable[..., Any] | None = None
        """The compiled validator (`awso.shapes.constraints`)."""
        self._class: type[Shape] | None = None

    @property
    def cls(self) -> "type[Shape]":
        """The class of this structure, made when first asked for."""
        cls = self._class
        if cls is None:
            from awso.shapes.shape import make_class

            cls = self._class = make_class(self)
        return cls

    @property
    def event_member(self) -> MemberSchema | None:
        """The member of an input or output that is a stream of events."""
        return next((member for member in self.members.values() if member.target.model.eventstream), None)

    def to_value(self, value: object) -> Any:
        """Wire-named plain Python values: what a boto3 user would pass."""
        from awso.codecs import value as codec

        return codec.to_value(self, value)

    def from_value(self, plain: object) -> Any:
        """The reverse of `to_value`. Raises `awso.errors.ParameterError` that lists every misfit with its path."""
        from awso.codecs import value as codec

        return codec.from_value(self, plain)

    def to_json(self, value: object) -> str:
        """The JSON text of the service's JSON form."""
        from awso.codecs import json as codec

        return codec.encode(self, value).decode()

    def from_json(self, text: str | bytes) -> Any:
        """The reverse of `to_json`. Raises `awso.errors.DecodeError` with the path where the text misfits."""
        from awso.codecs import json as codec

        return codec.decode(self, text)

    def to_query(self, value: object) -> str:
        """The form-urlencoded text by the query protocol's rules (EC2's for EC2)."""
        from awso.codecs import form as codec

        return codec.encode(self, value, self.schemas.form_dialect)

    def from_query(self, text: str) -> Any:
        """The reverse of `to_query`."""
        from awso.codecs import form as codec

        return codec.decode(self, text, self.schemas.form_dialect)

    def to_xml(self, value: object) -> str:
        """The XML text by the rest-xml and query protocols' rules."""
        from awso.codecs import xml as codec

        return codec.encode(self, value).decode()

    def from_xml(self, text: str | bytes) -> Any:
        """The reverse of `to_xml`."""
        from awso.codecs import xml as codec

        return codec.decode(self, text)

    def to_cbor(self, value: object) -> bytes:
        """CBOR by the rules of Smithy's RPC v2."""
        from awso.codecs import cbor as codec

        return codec.encode(self, value)

    def from_cbor(self, data: bytes) -> Any:
        """The reverse of `to_cbor`. Raises `awso.errors.DecodeError` with the path where the data misfits."""
        from awso.codecs import cbor as codec

        return codec.decode(self, data)

    def from_string(self, text: str | bytes) -> Any:
        """From the service's own text form: XML for the query and XML protocols, JSON for the others."""
        return self.from_xml(text) if self.schemas.text_form == "xml" else self.from_json(text)

    def __repr__(self) -> str:
        return f"Schema({self.name}: {self.kind})"


class Schemas(Mapping[str, Schema]):
    """All shapes of a service by model name, each linked when first asked for.

    `module` is the Python module that the classes say they are from; `describe` gives the documentation of a structure.
    """

    def __init__(
        self,
        models: "Mapping[str, bytes | ShapeModel]",
        *,
        module: str = "awso.shapes.unnamed",
        protocol: str = "json",
        describe: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        self._models = models
        self._schemas: dict[str, Schema] = {}
        self.module = module
        self.describe = describe
        self.form_dialect: Any = "ec2" if protocol == "ec2" else "query"
        self.text_form = "xml" if protocol in ("query", "ec2", "rest-xml") else "json"

    def __getitem__(self, name: str) -> Schema:
        schema = self._schemas.get(name)
        if schema is None:
            model = self._models[name]
            if isinstance(model, bytes):
                model = _decode(model)
            # setdefault: two threads may both get here, and one schema must win.
            schema = self._schemas.setdefault(name, Schema(self, name, model))
        return schema

    def __contains__(self, name: object) -> bool:
        return name in self._models

    def __iter__(self) -> Any:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)


_decode = msgspec.json.Decoder(ShapeModel).decode


def reachable(schema: Schema) -> Iterable[Schema]:
    """`schema` and every schema that it refers to, directly or not, each once."""
    seen: dict[str, Schema] = {}
    waiting = [schema]
    while waiting:
        current = waiting.pop()
        if current.name in seen:
            continue
        seen[current.name] = current
        waiting.extend(member.target for member in current.members.values())
        waiting.extend(part.target for part in (current.element, current.key, current.value) if part is not None)
    return seen.values()
