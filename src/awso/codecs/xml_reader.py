"""Reads XML into shapes.

The elements are made by the standard library's C parser; a reader for each shape is compiled when an element of it is
first met. Names are compared without their namespace. A document type is refused, and with it every entity but the five
of XML itself: no service sends one, and an attacker's could name files or grow without end.
"""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser

from awso._lean import msgspec
from awso.codecs.names import is_flattened, wire_name
from awso.codecs.scalars import ScalarError
from awso.codecs.texts import PARSERS, is_json_text, json_value, misread, scalar_value
from awso.errors import DecodeError
from awso.shapes.schema import MemberSchema, Schema

Reader = Callable[[Element], Any]

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"

_construct = msgspec.StructMeta.__call__  # without the search for None that `Shape`'s constructor does for people


def parse(text: str | bytes, path: str) -> Element:
    """The root element. Raises `awso.errors.DecodeError` for what is not well-formed, or has a document type."""
    parser = XMLParser(encoding="utf-8")  # whatever encoding the document declares is overridden
    try:
        content = text.encode() if isinstance(text, str) else text
        if content[:2] in _UTF_16_MARKS:
            raise DecodeError(path, "well-formed XML in UTF-8", "UTF-16")  # else expat would read it, unsearched
        if b"<!DOCTYPE" in content:
            _refuse_doctype(content, path)  # it may stand in a text
        parser.feed(content)
        root = parser.close()
    except (ParseError, UnicodeError) as error:
        raise DecodeError(path, "well-formed XML in UTF-8", str(error)) from None
    assert isinstance(root, Element)
    return root


def _refuse_doctype(content: bytes, path: str) -> None:
    from xml.parsers.expat import ExpatError, ParserCreate

    parser = ParserCreate("utf-8")

    def refuse(*_: object) -> None:
        raise DecodeError(path, "XML without a document type", "<!DOCTYPE")

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except ExpatError as error:
        raise DecodeError(path, "well-formed XML in UTF-8", str(error)) from None


def value_of(schema: Schema, element: Element, body_only: bool = False) -> Any:
    """The value of an element. Raises `awso.errors.DecodeError` with the path of the first misfit."""
    try:
        if schema.kind == "structure" and not schema.model.document:
            return _structure_reader(schema, body_only)(element)
        return _reader(schema, None)(element)
    except DecodeError as error:
        raise DecodeError(schema.name + error.path, error.expected, error.got) from None
    except RecursionError:
        raise DecodeError(schema.name, "a document that is not nested so deeply", "too many levels") from None


def _local(name: str) -> str:
    """`Tag` of `{http://…}Tag` and of `prefix:Tag`."""
    return name.rpartition("}")[2].rpartition(":")[2]


# --- readers --------------------------------------------------------------------------------------------------------


def _reader(schema: Schema, member: MemberSchema | None) -> Reader:
    """Reads one element."""
    if is_json_text(schema, member):
        return lambda element: json_value(schema, element.text or "null", "")
    if schema.kind == "structure":
        return _structure_reader(schema)
    if schema.element is not None:
        return _list_reader(schema, schema.element)
    if schema.key is not None and schema.value is not None:
        return lambda element: _entries(schema, element)
    return _text if schema.kind == "string" else _scalar_reader(schema)


def _text(element: Element) -> str:
    return element.text or ""


def _scalar_reader(schema: Schema) -> Reader:
    parse = PARSERS[schema.kind]
    empty = b"" if schema.kind == "blob" else None

    def read(element: Element) -> Any:
        text = element.text
        if not text:
            return empty
        try:
            return parse(text)
        except ScalarError as error:
            raise misread(schema, error, "") from None

    return read


_ONE, _FIRST, _REPEATED, _OTHER = range(4)


class _Part:
    """One member of a structure: how its elements are read, compiled once an element of it was met."""

    __slots__ = ("how", "member", "name", "python", "reader", "twin")

    def __init__(self, member: MemberSchema) -> None:
        self.member = member
        self.name = _local(wire_name(member))
        self.python = member.python
        self.reader: Reader | None = None
        self.how = _OTHER
        self.twin: _Part | None = None
        """Another member of the same name: S3's deprecated `Event` beside the list `Events` of elements `Event`."""

    def compile(self) -> None:
        """Decide how an element is read: as a value or as an element of a flattened list; else a slower way.

        Of several where the model has one structure the first counts: S3's GetBucketLifecycle knows one transition.
        """
        target = self.member.target
        if target.kind in ("list", "map") and is_flattened(target, self.member):
            if target.element is not None and not target.model.sparse:
                self.reader = _reader(target.element.target, target.element)
                self.how = _REPEATED
        else:
            self.reader = _reader(target, self.member)
            self.how = _FIRST if target.kind == "structure" else _ONE
        if self.twin is not None:
            self.how = _OTHER


def _structure_reader(schema: Schema, body_only: bool = False) -> Reader:
    slot = "xml body reader" if body_only else "xml reader"
    reader: Reader | None = schema.cache.get(slot)
    if reader is None:
        reader = schema.cache[slot] = _compiled_structure(schema, body_only)
    return reader


def _compiled_structure(schema: Schema, body_only: bool) -> Reader:
    cls = schema.cls
    bound = [member for member in schema.members.values() if not (body_only and member.model.location is not None)]
    attributes = {_local(wire_name(member)): member for member in bound if member.model.xml_attribute}
    by_name = _by_name([_Part(member) for member in bound if not member.model.xml_attribute])
    # By the tag as it stands, namespace and all: both grow by the tags that documents really have, up to a bound.
    texts: dict[str, str] = {}
    by_tag: dict[str, _Part] = {}
    text_at, part_at = texts.get, by_tag.get

    def read(element: Element) -> Any:
        members: dict[str, Any] = {}
        others: dict[_Part, list[Element]] | None = None
        for child in element:
            tag = child.tag
            name = text_at(tag)
            if name is not None:
                members[name] = child.text or ""
                continue
            part = part_at(tag) or _found(by_tag, texts, by_name, tag)
            if part is None:
                continue
            how = part.how
            if how == _OTHER:
                others = {} if others is None else others
                _put_aside(part, child, others)
                continue
            assert part.reader is not None
            try:
                inner = part.reader(child)
            except DecodeError as error:
                raise _under(error, f".{part.python}{_index(how, members, part)}") from None
            if inner is None:
                continue
            if how == _ONE:
                members[part.python] = inner
            elif how == _FIRST:
                members.setdefault(part.python, inner)
            elif part.python in members:
                members[part.python].append(inner)
            else:
                members[part.python] = [inner]
        if others is not None:
            _read_others(others, members)
        if attributes:
            _read_attributes(attributes, element, members)
        return _construct(cls, **members)

    return read


def _by_name(parts: list[_Part]) -> dict[str, _Part]:
    by_name: dict[str, _Part] = {}
    for part in parts:
        part.twin = by_name.get(part.name)
        by_name[part.name] = part
    for part in parts:
        if part.member.model.location_name is None:
            by_name.setdefault(part.member.name, part)  # where its shape names it, its own name is understood too
    return by_name


def _found(by_tag: dict[str, _Part], texts: dict[str, str], by_name: dict[str, _Part], tag: Any) -> _Part | None:
    part = by_name.get(_local(tag)) if isinstance(tag, str) else None
    if part is not None:
        if part.reader is None:
            part.compile()
        if len(by_tag) + len(texts) < 4 * len(by_name):
            if part.how == _ONE and part.reader is _text:
                texts[tag] = part.python
            else:
                by_tag[tag] = part
    return part


def _index(how: int, members: dict[str, Any], part: _Part) -> str:
    return f"[{len(members.get(part.python, ()))}]" if how == _REPEATED else ""


def _put_aside(part: _Part | None, child: Element, others: "dict[_Part, list[Element]]") -> None:
    while part is not None:
        others.setdefault(part, []).append(child)
        part = part.twin


def _under(error: DecodeError, step: str) -> DecodeError:
    return DecodeError(step + error.path, error.expected, error.got)


def _read_others(others: dict[_Part, list[Element]], members: dict[str, Any]) -> None:
    """Flattened maps and sparse lists, and members that share their name with another."""
    for part, elements in others.items():
        target = part.member.target
        try:
            if not (target.kind in ("list", "map") and is_flattened(target, part.member)):
                inner = _reader(target, part.member)(elements[-1])
            elif target.element is None:
                inner = _entries(target, elements)
            else:
                inner = _elements(target, _reader(target.element.target, target.element), elements)
        except DecodeError as error:
            raise _under(error, f".{part.python}") from None
        if inner is not None:
            members[part.python] = inner


def _read_attributes(attributes: dict[str, MemberSchema], element: Element, members: dict[str, Any]) -> None:
    for name, text in element.attrib.items():
        member = attributes.get(_local(name))
        if member is not None:
            inner = scalar_value(member.target, text, f".{member.python}")
            if inner is not None:
                members[member.python] = inner


def _list_reader(schema: Schema, element: MemberSchema) -> Reader:
    reader: Reader | None = None

    def read(parent: Element) -> Any:
        nonlocal reader
        if reader is None:
            reader = _reader(element.target, element)
        return _elements(schema, reader, parent)

    return read


def _elements(schema: Schema, reader: Reader, elements: Any) -> list[Any]:
    sparse = schema.model.sparse
    if reader is _text and not sparse:
        return [child.text or "" for child in elements]
    read: list[Any] = []
    for child in elements:
        try:
            inner = None if sparse and child.get(NIL) == "true" else reader(child)
        except DecodeError as error:
            raise _under(error, f"[{len(read)}]") from None
        if inner is not None or sparse:
            read.append(inner)
    return read


def _entries(schema: Schema, entries: Any) -> dict[str, Any]:
    key, part = schema.key, schema.value
    assert key is not None
    assert part is not None
    key_name, value_name = _local(wire_name(key)), _local(wire_name(part))
    slot: Reader | None = schema.cache.get("xml value reader")
    reader = slot or schema.cache.setdefault("xml value reader", _reader(part.target, part))
    read: dict[str, Any] = {}
    for entry in entries:
        found = {_local(child.tag): child for child in entry}
        named, child = found.get(key_name), found.get(value_name)
        if named is None:
            raise DecodeError("", f"a {key_name} in each entry", "an entry without")
        text = named.text or ""
        try:
            inner = None if child is None or child.get(NIL) == "true" else reader(child)
        except DecodeError as error:
            raise _under(error, f'["{text}"]') from None
        if inner is not None or schema.model.sparse:
            read[text] = inner
    return read
