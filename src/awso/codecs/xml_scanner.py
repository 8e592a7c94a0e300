"""Reads the plain XML that AWS's services write, without making a tree of it; what is not plain is left to the tree.

Plain is: elements and text, and `xmlns` on the root. A comment, a CDATA section, any other attribute, a prefix, a
carriage return, a `>` in a text, a text that misfits its kind, a mistake of any sort: all are `UnusualError`, and
`awso.codecs.xml_reader` decides, whose values and errors are the ones that count. The tests compare the two.

The document is cut at each `<` and `>` into tags and the text after each; a reader for each shape, compiled when one is
first met, takes pair after pair. measured (benchmarks/decoding.py): making the tree alone takes longer than all this.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

from awso._msgspec import msgspec
from awso.codecs.names import is_flattened, wire_name
from awso.codecs.texts import PARSERS, is_json_text, json_value
from awso.shapes.schema import MemberSchema, Schema
from awso.shapes.shape import absent_value

Pairs = Iterator[tuple[str, str]]
"""Each tag, without its `<` and `>`, and the text after it."""
Reader = Callable[[Pairs, str, str], Any]
"""Reads an element to its end; takes the pairs after its tag, the text after its tag, and its end tag."""
Parse = Callable[[str], Any]

# measured: copying an empty shape and setting its members takes a third of calling its class with them.
_set = msgspec.structs.force_setattr


class UnusualError(Exception):
    """The document is not plain; nothing is said about whether it is right."""


def read(schema: Schema, content: bytes, within: str | None) -> Any:
    """The value of a document, or of the root's child that is called `within`. Raises `UnusualError`."""
    if schema.kind != "structure" or schema.model.document:
        raise UnusualError
    try:
        parts = _plain_text(content).replace(">", "<").split("<")
        pairs = zip(parts[1::2], parts[2::2], strict=True)
        root = _ROOT.fullmatch(next(pairs)[0])
        # Between the tags of the document there is space; what stands before and after them is none of a reader's.
        if root is None or parts[0].strip() or parts[-1].strip():
            raise UnusualError
        value = _read_root(schema, pairs, f"/{root[1]}", within)
    except (StopIteration, KeyError, ValueError, RecursionError):  # DecodeError and ScalarError are values' errors
        raise UnusualError from None
    if next(pairs, None) is not None:
        raise UnusualError
    return value


def _read_root(schema: Schema, pairs: Pairs, end: str, within: str | None) -> Any:
    reader = _structure_reader(schema)
    if within is None:
        return reader(pairs, "", end)
    value: Any = None
    for tag, text in pairs:
        if tag == within and value is None:
            value = reader(pairs, text, f"/{within}")
        elif tag != end:
            _skip(pairs, tag)
        elif value is not None:
            return value
        else:
            break
    raise UnusualError


# --- what is plain --------------------------------------------------------------------------------------------------

_ROOT = re.compile(r"""([A-Za-z_]\w*)(?:\s+xmlns=(?:"[^"&]*"|'[^'&]*'))?\s*""", re.ASCII)
_IN_BETWEEN = bytes(byte for byte in (9, 10, *range(32, 256)) if byte not in b"<>")  # XML 1.0 §2.2
_NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE, U+FFFF
_references = re.compile("&(?:quot|amp|lt|gt|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});").findall


def _plain_text(content: bytes) -> str:
    """The text after the declaration: `<` and `>` take turns in it, and it has no character that XML has not."""
    start = content.index(b"?>") + 2 if content.startswith(b"<?xml ") else 0
    content = content[start:]
    turns = content.translate(None, _IN_BETWEEN)
    if turns != b"<>" * (len(turns) // 2):
        raise UnusualError
    if not content.isascii() and any(character in content for character in _NO_CHARACTERS):
        raise UnusualError
    text = content.decode()
    if text.count("&"):
        found = _references(text)
        if len(found) != text.count("&"):
            raise UnusualError
        for reference in found:
            if reference[1] == "#":
                _character(reference)
    return text


def _character(reference: str) -> str:
    number = int(reference[3:-1], 16) if reference[2] == "x" else int(reference[2:-1])
    legal = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000
    if not legal:
        raise UnusualError
    return chr(number)


def _resolved(text: str) -> str:
    """`text` without its references."""
    text = text.replace("&quot;", '"')  # S3's ETags have no other
    if "&" not in text:
        return text
    if "&#" in text:
        text = re.sub("&#[^;]*;", lambda found: _character(found[0]).replace("&", "&amp;"), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&apos;", "'").replace("&amp;", "&")


def _skip(pairs: Pairs, tag: str) -> None:
    """Pass over an element that the model does not know, all that is in it included."""
    waiting: list[str] = []
    while True:
        if tag[:1] == "/":
            if not waiting or waiting.pop() != tag[1:]:
                raise UnusualError
        elif tag[-1:] != "/":
            waiting.append(_checked(tag))
        else:
            _checked(tag[:-1])
        if not waiting:
            return
        tag = next(pairs)[0]


def _checked(name: str) -> str:
    """A name. Identifiers in ASCII are names in XML; all other names are left to the tree."""
    if not (name.isascii() and name.isidentifier()):
        raise UnusualError
    return name


def _nothing(name: str) -> Pairs:
    """What follows `<Name/>`, as if it were `<Name></Name>`."""
    return iter(((f"/{name}", ""),))


# --- readers --------------------------------------------------------------------------------------------------------


class _Part:
    """One member of a structure; how it is read is decided when an element of it was met."""

    __slots__ = ("empty", "end", "flat", "is_compiled", "member", "parse", "python", "reader")

    def __init__(self, member: MemberSchema, name: str) -> None:
        target = member.target
        self.member = member
        self.python = member.python
        self.end = f"/{name}"
        self.flat = target.kind in ("list", "map") and is_flattened(target, member)
        self.is_compiled = False
        self.parse: Parse | None = None
        self.empty: Any = None
        self.reader: Reader | None = None

    def compile(self) -> None:
        """Find what reads one of its elements: of a flattened list or map, one element or entry."""
        target = self.member.target
        scalar = None if self.flat else _scalar(target, self.member)
        if scalar is not None:
            self.parse, self.empty = scalar
        elif not self.flat:
            self.reader = _reader(target, self.member)
        else:
            part = target.element
            self.reader = _entry_reader(target) if part is None else _reader(part.target, part)
        self.is_compiled = True  # last: a shape that is not plain is refused every time


def _scalar(schema: Schema, member: MemberSchema | None) -> tuple[Parse, Any] | None:
    """How the text of a scalar is read, and what none is; None for what is no scalar."""
    if is_json_text(schema, member):
        return (lambda text: json_value(schema, text, "")), None
    if schema.kind in ("structure", "list", "map"):
        return None
    if schema.kind == "string":
        return str, ""
    return PARSERS[schema.kind], b"" if schema.kind == "blob" else None


def _reader(schema: Schema, member: MemberSchema | None) -> Reader:
    scalar = _scalar(schema, member)
    if scalar is not None:
        return _leaf_reader(*scalar)
    if schema.kind == "structure":
        return _structure_reader(schema)
    return _list_reader(schema, schema.element) if schema.element is not None else _map_reader(schema)


def _leaf_reader(parse: Parse, empty: Any) -> Reader:
    def read_leaf(pairs: Pairs, text: str, end: str) -> Any:
        if next(pairs)[0] != end:
            raise UnusualError
        return parse(_resolved(text) if "&" in text else text) if text else empty

    return read_leaf


def _structure_reader(schema: Schema) -> Reader:
    reader: Reader | None = schema.cache.get("xml scanner")
    if reader is None:
        reader = schema.cache["xml scanner"] = _compiled_structure(schema)
    return reader


def _parts_of(schema: Schema) -> dict[str, _Part]:
    members = [member for member in schema.members.values() if not member.model.xml_attribute]
    names = [wire_name(member).rpartition(":")[2] for member in members]
    if len(set(names)) < len(names):
        raise UnusualError  # two members of one name: S3's deprecated notifications
    parts = {name: _Part(member, name) for name, member in zip(names, members, strict=True)}
    for member in members:
        if member.model.location_name is None and member.name not in parts:
            parts[member.name] = _Part(member, member.name)
    return parts


def _compiled_structure(schema: Schema) -> Reader:
    empty: Any = schema.cls()
    blank: Callable[[], Any] = empty.__copy__
    known = _parts_of(schema).get

    def read_structure(pairs: Pairs, _: str, end: str) -> Any:
        shape = blank()
        for tag, text in pairs:
            part = known(tag)
            if part is None:
                if tag == end:
                    return shape
                part = known(tag[:-1]) if tag[-1:] == "/" else None
                if part is None:
                    _skip(pairs, tag)
                elif part.parse is None:
                    _read_member(part, shape, _nothing(tag[:-1]), "")
                elif part.empty is not None:
                    _set(shape, part.python, part.empty)
            elif part.parse is not None:
                if next(pairs)[0] != part.end:
                    raise UnusualError
                if part.parse is str:
                    _set(shape, part.python, _resolved(text) if "&" in text else text)
                    continue
                inner = part.parse(_resolved(text) if "&" in text else text) if text else part.empty
                if inner is not None:
                    _set(shape, part.python, inner)
            else:
                _read_member(part, shape, pairs, text)
        raise UnusualError

    return read_structure


def _read_member(part: _Part, shape: Any, pairs: Pairs, text: str) -> None:
    if not part.is_compiled:
        part.compile()
    if part.parse is not None:
        inner = _leaf_reader(part.parse, part.empty)(pairs, text, part.end)
    else:
        assert part.reader is not None
        inner = part.reader(pairs, text, part.end)
    if part.flat:
        _add(part, shape, inner)
    elif inner is not None and (part.member.target.kind != "structure" or getattr(shape, part.python) is None):
        _set(shape, part.python, inner)  # as in the tree's reader, the first of several structures counts


def _add(part: _Part, shape: Any, inner: Any) -> None:
    """Add an element to a flattened list or an entry to a flattened map."""
    schema = part.member.target
    found: Any = getattr(shape, part.python)
    is_list = schema.element is not None
    if found is absent_value(schema):
        found = [] if is_list else {}
        _set(shape, part.python, found)
    if not is_list:
        _put_entry(schema, found, inner)
    elif inner is not None or schema.model.sparse:
        found.append(inner)


def _put_entry(schema: Schema, found: dict[str, Any], entry: tuple[str, Any]) -> None:
    key, value = entry
    if value is not None or schema.model.sparse:
        found[key] = value


def _list_reader(schema: Schema, element: MemberSchema) -> Reader:
    reader: Reader | None = None
    keeps_none = schema.model.sparse or element.target.kind in ("structure", "string")
    usual = element.model.location_name or "member"
    usual_end = f"/{usual}"

    def read_list(pairs: Pairs, _: str, end: str) -> Any:
        nonlocal reader
        if reader is None:
            reader = _reader(element.target, element)
        found: list[Any] = []
        for tag, text in pairs:
            if tag == usual:
                found.append(reader(pairs, text, usual_end))
            elif tag == end:
                return found if keeps_none else [inner for inner in found if inner is not None]
            else:
                found.append(_child(pairs, tag, text, reader))
        raise UnusualError

    return read_list


def _child(pairs: Pairs, tag: str, text: str, reader: Reader) -> Any:
    """An element of a list or an entry of a map, whatever it is called."""
    if tag[-1:] != "/":
        return reader(pairs, text, f"/{_checked(tag)}")
    name = _checked(tag[:-1])
    return reader(_nothing(name), "", f"/{name}")


def _map_reader(schema: Schema) -> Reader:
    read_entry = _entry_reader(schema)

    def read_map(pairs: Pairs, _: str, end: str) -> Any:
        found: dict[str, Any] = {}
        for tag, text in pairs:
            if tag == end:
                return found
            _put_entry(schema, found, _child(pairs, tag, text, read_entry))
        raise UnusualError

    return read_map


def _entry_reader(schema: Schema) -> Reader:
    key, part = schema.key, schema.value
    assert key is not None
    assert part is not None
    names = (wire_name(key), wire_name(part))
    read_key = _leaf_reader(str, "")
    read_value: Reader | None = None

    def read_entry(pairs: Pairs, _: str, end: str) -> Any:
        nonlocal read_value
        if read_value is None:
            read_value = _reader(part.target, part)
        found: dict[str, Any] = {}
        for tag, text in pairs:
            if tag == end:
                return found[names[0]], found.get(names[1])
            name = tag.removesuffix("/")
            if name in names:
                following = pairs if name == tag else _nothing(name)
                found[name] = (read_key if name == names[0] else read_value)(following, text, f"/{name}")
            else:
                _skip(pairs, tag)
        raise UnusualError

    return read_entry
