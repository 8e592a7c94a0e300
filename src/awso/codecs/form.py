"""Shapes to form-urlencoded text and back: the query protocol's dialect and EC2's.

`UserAttributes.member.1.Name=email&UserAttributes.member.1.Value=ada%40example.org`. The dialects differ in the names:
EC2 takes `queryName`, else the name with a capital, and numbers lists directly (`InstanceId.1=`).
The form cannot say everything: an empty structure or map, and in EC2's dialect an empty list, is written as nothing and
read as absent; so is an element of a list that is an empty structure, or null at the end of a sparse list. `Name=` is
the query dialect's empty list.

Action and Version are the protocol's business (`awso.protocols`).
"""

from collections.abc import Callable, Iterable
from typing import Any, Literal

from awso.codecs.names import is_flattened, wire_name
from awso.codecs.texts import is_json_text, json_text, json_value, scalar_text, scalar_value, timestamp_format
from awso.errors import DecodeError
from awso.shapes.schema import MemberSchema, Schema
from awso.shapes.shape import absent_value

Dialect = Literal["query", "ec2"]
Pairs = list[tuple[str, str]]

DEEPEST = 100  # parts of a name; real names have some ten, hostile ones thousands
LONGEST_INDEX = 9  # digits
LONGEST_SPARSE = 10_000  # elements: a number costs its sender nothing, the gap before it costs the reader memory


def encode(schema: Schema, value: Any, dialect: Dialect = "query") -> str:
    """The form-urlencoded text of `value`, spaces as %20."""
    return urlencoded(pairs(schema, value, dialect))


def pairs(schema: Schema, value: Any, dialect: Dialect = "query") -> Pairs:
    """The names and values that `encode` joins, in the model's order. A scalar's own name is empty."""
    written: Pairs = []
    _write(schema, None, value, "", dialect, written.append)
    return written


def decode(schema: Schema, text: str | bytes, dialect: Dialect = "query") -> Any:
    """The value of form-urlencoded text; unknown names are ignored.

    Raises `awso.errors.DecodeError` with the path of the first misfit.
    """
    return from_pairs(schema, parse(text, schema.name), dialect)


def from_pairs(schema: Schema, form: Iterable[tuple[str, str]], dialect: Dialect = "query") -> Any:
    """The reverse of `pairs`."""
    value = _read(schema, None, _tree(form, schema.name), schema.name, dialect)
    return schema.cls() if value is None and schema.kind == "structure" and not schema.model.document else value


# --- the text -------------------------------------------------------------------------------------------------------

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")  # RFC 3986 §2.3
_QUOTED = [chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in range(256)]


def quote(text: str) -> str:
    """Percent-encode everything but RFC 3986's unreserved characters."""
    if text.isascii() and text.isalnum():
        return text
    return "".join([_QUOTED[byte] for byte in text.encode()])


def urlencoded(form: Iterable[tuple[str, str]]) -> str:
    """application/x-www-form-urlencoded."""
    return "&".join([f"{quote(name)}={quote(value)}" for name, value in form])


def parse(text: str | bytes, path: str) -> Pairs:
    """The names and values of form-urlencoded text. Raises `awso.errors.DecodeError` for what is not UTF-8."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    form: Pairs = []
    for field in raw.split(b"&"):
        if field:
            name, _, value = field.partition(b"=")
            try:
                form.append((unquote(name.replace(b"+", b" ")), unquote(value.replace(b"+", b" "))))
            except UnicodeDecodeError:
                raise DecodeError(path, "form-urlencoded UTF-8 text", "bytes that are not UTF-8") from None
    return form


def unquote(raw: bytes) -> str:
    """The text of percent-encoded bytes. Raises UnicodeDecodeError for what is not UTF-8."""
    if b"%" not in raw:
        return raw.decode()
    first, *parts = raw.split(b"%")
    plain = [first]
    for part in parts:
        byte = _BYTES.get(part[:2])
        plain.append(b"%" + part if byte is None else byte + part[2:])  # a stray % is itself, as browsers have it
    return b"".join(plain).decode()


_HEXADECIMAL = "0123456789abcdefABCDEF"
_BYTES = {(high + low).encode(): bytes([int(high + low, 16)]) for high in _HEXADECIMAL for low in _HEXADECIMAL}


# --- writing --------------------------------------------------------------------------------------------------------

_Add = Callable[[tuple[str, str]], None]


def _write(schema: Schema, member: MemberSchema | None, value: Any, prefix: str, dialect: Dialect, add: _Add) -> None:
    if value is None:
        return  # a null element: its number is left out
    if is_json_text(schema, member):
        add((prefix, json_text(value)))
    elif schema.kind == "structure":
        for name, part in names_of(schema, dialect):
            inner = getattr(value, part.python)
            if inner is not None and inner is not absent_value(part.target):
                _write(part.target, part, inner, _joined(prefix, name), dialect, add)
    elif schema.element is not None:
        _write_list(schema, member, value, prefix, dialect, add)
    elif schema.key is not None and schema.value is not None:
        _write_map(schema, member, value, prefix, dialect, add)
    else:
        add((prefix, scalar_text(schema, value, timestamp_format(member, schema, "iso8601"))))


def _write_list(
    schema: Schema, member: MemberSchema | None, value: Any, prefix: str, dialect: Dialect, add: _Add
) -> None:
    element = schema.element
    assert element is not None
    if not value and dialect == "query":
        add((prefix, ""))
        return
    if not _is_bare(schema, member, dialect):
        prefix = _joined(prefix, element.model.location_name or "member")
    for number, inner in enumerate(value, start=1):
        _write(element.target, element, inner, _joined(prefix, str(number)), dialect, add)


def _write_map(
    schema: Schema, member: MemberSchema | None, value: Any, prefix: str, dialect: Dialect, add: _Add
) -> None:
    key, part = schema.key, schema.value
    assert key is not None
    assert part is not None
    entry = prefix if is_flattened(schema, member) else _joined(prefix, "entry")
    for number, (name, inner) in enumerate(value.items(), start=1):
        numbered = _joined(entry, str(number))
        _write(key.target, key, name, _joined(numbered, _name(key, dialect)), dialect, add)
        _write(part.target, part, inner, _joined(numbered, _name(part, dialect)), dialect, add)


def _joined(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix else name


# --- names ----------------------------------------------------------------------------------------------------------


def names_of(schema: Schema, dialect: Dialect) -> list[tuple[str, MemberSchema]]:
    """A structure's members and their names in this dialect, worked out once."""
    names: list[tuple[str, MemberSchema]] | None = schema.cache.get(dialect)
    if names is None:
        names = schema.cache[dialect] = [(_name(member, dialect), member) for member in schema.members.values()]
    return names


def _name(member: MemberSchema, dialect: Dialect) -> str:
    if dialect == "query":
        return wire_name(member)
    model = member.model
    if model.query_name:
        return model.query_name
    name = model.location_name or member.target.model.location_name or member.name
    return name[0].upper() + name[1:]


def _is_bare(schema: Schema, member: MemberSchema | None, dialect: Dialect) -> bool:
    """Whether a list is numbered without a `.member` between."""
    return dialect == "ec2" or is_flattened(schema, member)


# --- reading --------------------------------------------------------------------------------------------------------


class _Node:
    """What is said under one name: its own text, and what follows after a dot."""

    __slots__ = ("children", "text")

    def __init__(self) -> None:
        self.text: str | None = None
        self.children: dict[str, _Node] = {}

    def below(self, name: str) -> "_Node | None":
        """The node of a member, whose name may have dots of its own: CloudSearch's `q.options` beside `q`."""
        if "." not in name:
            return self.children.get(name)
        node: _Node | None = self
        for part in name.split("."):
            node = node.children.get(part) if node is not None else None
        return node


def _tree(form: Iterable[tuple[str, str]], path: str) -> _Node:
    root = _Node()
    for name, text in form:
        node = root
        parts = name.split(".") if name else []
        if len(parts) > DEEPEST:
            raise DecodeError(path, f"names of at most {DEEPEST} parts", f"{len(parts)} parts")
        for part in parts:
            child = node.children.get(part)
            if child is None:
                child = node.children[part] = _Node()
            node = child
        node.text = text
    return root


def _read(schema: Schema, member: MemberSchema | None, node: _Node, path: str, dialect: Dialect) -> Any:
    """The value at a node; None where there is none."""
    if is_json_text(schema, member):
        return None if node.text is None else json_value(schema, node.text, path)
    if schema.kind == "structure":
        return _read_structure(schema, node, path, dialect)
    if schema.element is not None:
        return _read_list(schema, member, node, path, dialect)
    if schema.value is not None:
        return _read_map(schema, member, node, path, dialect)
    return None if node.text is None else scalar_value(schema, node.text, path)


def _read_structure(schema: Schema, node: _Node, path: str, dialect: Dialect) -> Any:
    members: dict[str, Any] = {}
    for name, part in names_of(schema, dialect):
        child = node.below(name)
        if child is not None:
            inner = _read(part.target, part, child, f"{path}.{part.python}", dialect)
            if inner is not None:
                members[part.python] = inner
    return schema.cls(**members) if members or node.text is not None else None


def _read_list(schema: Schema, member: MemberSchema | None, node: _Node, path: str, dialect: Dialect) -> Any:
    element = schema.element
    assert element is not None
    found = node
    if not _is_bare(schema, member, dialect):
        below = node.children.get(element.model.location_name or "member")
        found = below if below is not None else _Node()
    children = _numbered(found, path)
    if schema.model.sparse:
        children = _with_gaps(children, path)
    read = [
        None if child is None else _read(element.target, element, child, f"{path}[{index}]", dialect)
        for index, child in enumerate(children.values())
    ]
    if not read and node.text is None:
        return None
    return read if schema.model.sparse else [inner for inner in read if inner is not None]


def _read_map(schema: Schema, member: MemberSchema | None, node: _Node, path: str, dialect: Dialect) -> Any:
    key, part = schema.key, schema.value
    assert key is not None
    assert part is not None
    found = node if is_flattened(schema, member) else node.children.get("entry")
    read: dict[str, Any] = {}
    for entry in _numbered(found, path).values() if found is not None else ():
        assert entry is not None
        named = entry.children.get(_name(key, dialect))
        if named is None or named.text is None:
            raise DecodeError(path, f"a {_name(key, dialect)} in each entry", "an entry without")
        child = entry.children.get(_name(part, dialect))
        inner = None if child is None else _read(part.target, part, child, f'{path}["{named.text}"]', dialect)
        if inner is not None or schema.model.sparse:
            read[named.text] = inner
    return read or None


def _numbered(node: _Node, path: str) -> dict[int, _Node | None]:
    """The children in the order of their numbers. Raises `DecodeError` for a name that is no number."""
    for name in node.children:
        if not (name.isascii() and name.isdigit() and len(name) <= LONGEST_INDEX):
            raise DecodeError(path, "numbered elements such as .1", f"{name[:40]!r}")
    return {int(name): node.children[name] for name in sorted(node.children, key=int)}


def _with_gaps(children: dict[int, _Node | None], path: str) -> dict[int, _Node | None]:
    """The children with None for each number left out: a sparse list's null elements."""
    last = max(children, default=0)
    if last > LONGEST_SPARSE:
        raise DecodeError(path, f"at most {LONGEST_SPARSE} elements", f"number {last}")
    return {number: children.get(number) for number in range(1, last + 1)}
