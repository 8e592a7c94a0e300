"""Elements of plain XML, tag after tag: the next one, one to pass over, the many of a list, the entries of a map.

How an element of a given shape is read is `awso.codecs.xml_scanner`'s to say (`WaysOf`), and structures are its own.
"""

import re
from collections.abc import Callable
from typing import Any

from awso.codecs.names import wire_name
from awso.codecs.xml_plain import END, OPEN, TEXT, Cursor, UnusualError, next_tag
from awso.codecs.xml_runs import Learned
from awso.shapes.schema import MemberSchema, Schema

Reader = Callable[[Cursor, str], Any]
"""Reads the inside of an element and its end tag; takes its name."""
ValueOf = Callable[[str], Any]
"""Reads an element from its text; that of a structure, list or map is without elements, and its text nothing."""


class Ways:
    """How an element of a shape is read: from its text, and if it is no scalar, tag after tag."""

    __slots__ = ("learned", "reader", "value_of")

    def __init__(self, value_of: ValueOf, reader: Reader | None = None, learned: Learned | None = None) -> None:
        self.value_of = value_of
        self.reader = reader
        self.learned = learned
        """Of a structure."""


WaysOf = Callable[[Schema, MemberSchema | None], Ways]


def next_element(cursor: Cursor) -> "re.Match[str]":
    """What `next_tag` finds at the cursor, which moves past it."""
    found = next_tag(cursor.text, cursor.at)
    if found is None:
        raise UnusualError
    cursor.at = found.end()
    return found


def take(cursor: Cursor, found: "re.Match[str]", value_of: ValueOf, reader: Reader | None) -> Any:
    """The value of an element of which `next_tag` found the start, or all."""
    if found.lastindex != OPEN:
        return value_of(cursor.resolved(found[TEXT] or ""))
    if reader is None:
        raise UnusualError
    return reader(cursor, found[1])


def skip(cursor: Cursor, found: "re.Match[str]") -> None:
    """Pass over an element that the model does not know, all that is in it included."""
    waiting: list[str] = []
    while True:
        if found.lastindex == OPEN:
            waiting.append(found[1])
        elif found.lastindex == END and (not waiting or waiting.pop() != found[END]):
            raise UnusualError
        if not waiting:
            return
        found = next_element(cursor)


def read_elements(reader: Reader, learned: Learned | None, cursor: Cursor, name: str, start: str) -> list[Any]:
    """The elements of one name that follow each other, `start` being the start tag of each."""
    inside: list[Any] = []
    text, at = cursor.text, cursor.at
    run = None if learned is None or cursor.has_less_than else learned.whole
    while text.startswith(start, at):
        at += len(start)
        if run is not None and learned is not None:
            found = run.match(text, at)
            if found.lastindex == run.end and found[run.end] == name:  # the run is all of it
                shape = learned.blank()
                run.put(shape, found.groups())
                inside.append(shape)
                at = found.end()
                continue
        cursor.at = at
        inside.append(reader(cursor, name))
        at = cursor.at
        run = None if learned is None or cursor.has_less_than else learned.whole
    cursor.at = at
    return inside


def list_reader(schema: Schema, element: MemberSchema, ways_of: WaysOf) -> Reader:
    """Reads the inside of a list that is not flattened."""
    ways: Ways | None = None
    keeps_none = schema.model.sparse or element.target.kind in ("structure", "string")
    usual = element.model.location_name or "member"
    start = f"<{usual}>"

    def read_list(cursor: Cursor, name: str) -> Any:
        nonlocal ways
        if ways is None:
            ways = ways_of(element.target, element)
        value_of, reader, learned = ways.value_of, ways.reader, ways.learned
        inside: list[Any] = []
        while True:
            if reader is not None:
                inside += read_elements(reader, learned, cursor, usual, start)
            found = next_element(cursor)
            if found.lastindex == END:
                break
            inside.append(take(cursor, found, value_of, reader))
        if found[END] != name:
            raise UnusualError
        return inside if keeps_none else [inner for inner in inside if inner is not None]

    return read_list


def map_reader(schema: Schema, ways_of: WaysOf) -> Reader:
    """Reads the inside of a map that is not flattened."""
    read_entry = entry_reader(schema, ways_of)

    def read_map(cursor: Cursor, name: str) -> Any:
        entries: dict[str, Any] = {}
        while True:
            found = next_element(cursor)
            if found.lastindex != END:
                put_entry(schema, entries, take(cursor, found, no_entry, read_entry))
            elif found[END] == name:
                return entries
            else:
                raise UnusualError

    return read_map


def no_entry(text: str) -> Any:
    """Of a map's entry without a key, the tree has to say what is wrong."""
    raise UnusualError


def put_entry(schema: Schema, entries: dict[str, Any], entry: tuple[str, Any]) -> None:
    """Put an entry into a map; one without a value only where the model wants to know of it."""
    key, value = entry
    if value is not None or schema.model.sparse:
        entries[key] = value


def entry_reader(schema: Schema, ways_of: WaysOf) -> Reader:
    """Reads the inside of one entry: its key and its value."""
    key, part = schema.key, schema.value
    assert key is not None
    assert part is not None
    key_name, value_name = wire_name(key), wire_name(part)
    ways: Ways | None = None

    def read_entry(cursor: Cursor, name: str) -> Any:
        nonlocal ways
        if ways is None:
            ways = ways_of(part.target, part)
        inside: dict[str, Any] = {}
        while True:
            found = next_element(cursor)
            if found.lastindex == END:
                break
            if found[1] == key_name:
                inside[key_name] = take(cursor, found, str, None)
            elif found[1] == value_name:
                inside[value_name] = take(cursor, found, ways.value_of, ways.reader)
            else:
                skip(cursor, found)
        if found[END] != name:
            raise UnusualError
        return inside[key_name], inside.get(value_name)

    return read_entry
