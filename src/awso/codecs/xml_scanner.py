"""Reads the plain XML that AWS's services write, without making a tree of it; what is not plain is left to the tree.

Plain is what `awso.codecs.xml_plain` says, of which each text fits its kind. For all else, mistakes included, it is
`UnusualError`, and `awso.codecs.xml_reader` decides, whose values and errors are the ones that count. The tests compare
the two.

A reader for each shape is compiled when one is first met. It takes tag after tag; a structure's, many members at once
as soon as it has learned in which order they come (`awso.codecs.xml_runs`). measured (benchmarks/decoding.py): making
the tree alone takes longer than all this.
"""

import re
from collections.abc import Callable
from typing import Any

from awso._lean import msgspec
from awso.codecs.names import is_flattened, wire_name
from awso.codecs.texts import PARSERS, is_json_text, json_value
from awso.codecs.xml_elements import (
    Reader,
    ValueOf,
    Ways,
    entry_reader,
    list_reader,
    map_reader,
    next_element,
    no_entry,
    put_entry,
    read_elements,
    skip,
    take,
)
from awso.codecs.xml_plain import END, OPEN, TEXT, Cursor, UnusualError, opened
from awso.codecs.xml_runs import Learned, Part, Put, Run
from awso.shapes.schema import MemberSchema, Schema
from awso.shapes.shape import absent_value

__all__ = ["UnusualError", "read"]

# measured: copying an empty shape and setting its members takes a third of calling its class with them.
_set = msgspec.structs.force_setattr


def read(schema: Schema, content: bytes, within: str | None) -> Any:
    """The value of a document, or of the root's child that is called `within`. Raises `UnusualError`."""
    if schema.kind != "structure" or schema.model.document:
        raise UnusualError
    try:
        cursor, root = opened(content)
        value = _read_root(schema, cursor, root, within)
    except (ValueError, KeyError, RecursionError):  # DecodeError and ScalarError are values' errors
        raise UnusualError from None
    if cursor.at != len(cursor.text):
        raise UnusualError
    return value


def _read_root(schema: Schema, cursor: Cursor, root: str, within: str | None) -> Any:
    reader = _structure_reader(schema)
    if within is None:
        return reader(cursor, root)
    value: Any = None
    while True:
        found = next_element(cursor)
        if found.lastindex == END:
            if found[END] != root or value is None:
                raise UnusualError
            return value
        if found[1] == within and value is None:
            value = take(cursor, found, _empty(schema.cls), reader)
        else:
            skip(cursor, found)


# --- any shape ------------------------------------------------------------------------------------------------------


def _ways(schema: Schema, member: MemberSchema | None) -> Ways:
    if is_json_text(schema, member):
        return Ways(_scalar(lambda text: json_value(schema, text, ""), None))
    if schema.kind == "string":
        return Ways(str)
    parse = PARSERS.get(schema.kind)
    if parse is not None:
        return Ways(_scalar(parse, b"" if schema.kind == "blob" else None))
    if schema.kind == "structure":
        reader = _structure_reader(schema)
        learned: Learned = schema.cache["xml scanner learned"]
        return Ways(_empty(learned.blank), reader, learned)
    if schema.element is not None:
        return Ways(_empty(list), list_reader(schema, schema.element, _ways))
    return Ways(_empty(dict), map_reader(schema, _ways))


def _scalar(parse: ValueOf, empty: Any) -> ValueOf:
    return lambda text: parse(text) if text else empty


def _empty(make: Callable[[], Any]) -> ValueOf:
    return lambda _: make()


# --- structures -----------------------------------------------------------------------------------------------------


def _structure_reader(schema: Schema) -> Reader:
    reader: Reader | None = schema.cache.get("xml scanner")
    if reader is None:
        empty: Any = schema.cls()
        learned = Learned(empty.__copy__)
        reader = schema.cache["xml scanner"] = _compiled_structure(_parts_of(schema), learned)
        schema.cache["xml scanner learned"] = learned
    return reader


def _parts_of(schema: Schema) -> dict[str, Part]:
    members = [member for member in schema.members.values() if not member.model.xml_attribute]
    names = [wire_name(member).rpartition(":")[2] for member in members]
    if len(set(names)) < len(names):
        raise UnusualError  # two members of one name: S3's deprecated notifications
    parts = {name: Part(name, member) for name, member in zip(names, members, strict=True)}
    for member in members:
        if member.model.location_name is None and member.name not in parts:
            parts[member.name] = Part(member.name, member)
    return parts


def _compiled_structure(parts: dict[str, Part], learned: Learned) -> Reader:
    known = parts.get
    blank = learned.blank

    def read_structure(cursor: Cursor, name: str) -> Any:
        shape = blank()
        runs = () if cursor.has_less_than else learned.runs
        at = 0
        while True:
            if runs:
                at = _read_runs(runs, at, shape, cursor, name)
                if at < 0:
                    return shape
            before = cursor.at
            found = next_element(cursor)
            form = found.lastindex
            if form == END:
                if found[END] != name:
                    raise UnusualError
                return shape
            part = known(found[1])
            if part is None:
                skip(cursor, found)
            else:
                _read_member(part, shape, cursor, found)
                learned.note(part, form, cursor.text, before)

    return read_structure


def _read_runs(runs: tuple[Run, ...], at: int, shape: Any, cursor: Cursor, name: str) -> int:
    """Read what the runs from `at` on know: -1 after the end tag, else the run to go on with after one more element."""
    text = cursor.text
    for index in range(at, len(runs)):
        match, put, end, container = runs[index]
        found = match(text, cursor.at)
        reached = found.lastindex
        if reached is None:
            continue
        cursor.at = found.end()
        put(shape, found.groups())
        if reached < end:
            at = index
        elif container is not None and reached > end:
            _read_container(container, shape, cursor)
            at = index + 1
        elif found[end] == name:
            return -1
        else:
            raise UnusualError
    return at


def _read_member(part: Part, shape: Any, cursor: Cursor, found: "re.Match[str]") -> None:
    put = part.put or _compile(part)
    if part.reader is not None and found.lastindex == OPEN:
        _read_container(part, shape, cursor)
    elif found.lastindex == OPEN:
        raise UnusualError
    else:
        put(shape, cursor.resolved(found[TEXT] or ""))


def _read_container(part: Part, shape: Any, cursor: Cursor) -> None:
    """Read the inside of a list, map or structure; of a flattened list or map, all elements that follow each other."""
    assert part.reader is not None
    inner = part.reader(cursor, part.name)
    if part.add is None:
        _set_first(shape, part, inner)
        return
    part.add(shape, inner)
    others = read_elements(part.reader, part.inner, cursor, part.name, part.start)
    if part.inner is not None:
        getattr(shape, part.python).extend(others)
    else:
        for inner in others:
            part.add(shape, inner)


def _set_first(shape: Any, part: Part, inner: Any) -> None:
    """Set a member; of several structures the first counts, as in the tree's reader, of anything else the last."""
    if part.member.target.kind != "structure" or getattr(shape, part.python) is None:
        _set(shape, part.python, inner)


def _compile(part: Part) -> Put:
    """Find what reads one element of a member: of a flattened list or map, one element or entry."""
    member, python = part.member, part.python
    schema = member.target
    add = _adder(schema, python) if schema.kind in ("list", "map") and is_flattened(schema, member) else None
    if add is None:
        ways = _ways(schema, member)
    elif schema.element is not None:
        ways = _ways(schema.element.target, schema.element)
    else:
        ways = Ways(no_entry, entry_reader(schema, _ways))
    value_of = ways.value_of

    def put(shape: Any, text: str) -> None:
        inner = value_of(text)
        if add is not None:
            add(shape, inner)
        elif inner is not None:
            _set_first(shape, part, inner)

    part.reader, part.inner, part.add = ways.reader, ways.learned, add
    part.is_text = value_of is str
    if add is None:
        part.parse = PARSERS.get(schema.kind) if schema.kind != "blob" and not is_json_text(schema, member) else None
    part.put = put  # last: a shape that is not plain is refused every time
    return put


def _adder(schema: Schema, python: str) -> Callable[[Any, Any], None]:
    """Adds an element to a flattened list or an entry to a flattened map."""
    absent = absent_value(schema)
    is_list, is_sparse = schema.element is not None, schema.model.sparse

    def add(shape: Any, inner: Any) -> None:
        found: Any = getattr(shape, python)
        if found is absent:
            found = [] if is_list else {}
            _set(shape, python, found)
        if not is_list:
            put_entry(schema, found, inner)
        elif inner is not None or is_sparse:
            found.append(inner)

    return add
