"""Writes shapes as XML.

A writer is compiled for each reference to a shape when a value of it is first met; the tags' texts are made then.
"""

import re
from collections.abc import Callable
from typing import Any

from awso.codecs.names import is_flattened, wire_name
from awso.codecs.scalars import ScalarError
from awso.codecs.texts import is_json_text, json_text, scalar_text, timestamp_format
from awso.errors import ParameterError, Violation
from awso.shapes.model import XmlNamespace
from awso.shapes.schema import MemberSchema, Schema
from awso.shapes.shape import absent_value

Add = Callable[[str], None]
Writer = Callable[[Any, Add], None]

# XML Schema's own word for null, which a sparse list or map needs.
NIL = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"'


class NotWritableError(Exception):
    """A value that XML cannot hold; the path is put together on the way out."""

    def __init__(self, reason: ScalarError) -> None:
        self.reason = reason
        self.path = ""

    def under(self, step: str) -> "NotWritableError":
        """The same, seen from what holds it."""
        self.path = step + self.path
        return self


def document(schema: Schema, value: Any, root_name: str | None, namespace: XmlNamespace | None, body_only: bool) -> str:
    """The text of a document."""
    name = root_name or schema.model.location_name or schema.name
    parts: list[str] = []
    try:
        _element_writer(schema, None, name, namespace or schema.model.xml_namespace, body_only=body_only)(
            value, parts.append
        )
    except NotWritableError as error:
        found = [Violation(schema.name + error.path, error.reason.expected, error.reason.got)]
        raise ParameterError(schema.name, found) from None
    return "".join(parts)


# --- texts ----------------------------------------------------------------------------------------------------------

# Line ends are escaped because a reader would normalise them (XML 1.0 §2.11, XML 1.1 §2.11).
_ESCAPES = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\r": "&#xD;",
        "\n": "&#xA;",
        "\x85": "&#x85;",
        "\u2028": "&#x2028;",
    }
)
_ATTRIBUTE_ESCAPES = _ESCAPES | {ord("\t"): "&#x9;"}
_needs_care = re.compile("[^ !#-%'-;=?-~]").search  # anything but plain ASCII
_find_illegal = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]").search  # XML 1.0 §2.2


def escaped(text: str) -> str:
    """`text` as an element's content. Raises `ScalarError` for a character that XML cannot hold."""
    return text if _needs_care(text) is None else _checked(text).translate(_ESCAPES)


def _attribute(name: str, text: str) -> str:
    return f' {name}="{_checked(text).translate(_ATTRIBUTE_ESCAPES)}"'


def _checked(text: str) -> str:
    illegal = _find_illegal(text)
    if illegal is not None:
        raise ScalarError("text that XML 1.0 can hold", f"the character U+{ord(illegal[0]):04X} at {illegal.start()}")
    return text


def _namespace_text(namespace: XmlNamespace | None) -> str:
    if namespace is None:
        return ""
    return _attribute(f"xmlns:{namespace.prefix}" if namespace.prefix else "xmlns", namespace.uri)


# --- elements -------------------------------------------------------------------------------------------------------


def _member_writer(member: MemberSchema, name: str, flattened: bool = False) -> Writer:
    namespace = member.model.xml_namespace or member.target.model.xml_namespace
    return _element_writer(member.target, member, name, namespace, flattened=flattened)


def _element_writer(
    schema: Schema,
    member: MemberSchema | None,
    name: str,
    namespace: XmlNamespace | None,
    *,
    body_only: bool = False,
    flattened: bool = False,
) -> Writer:
    """Writes one value. `flattened` lists and maps put their elements where their own would be."""
    attributes = _namespace_text(namespace)
    if is_json_text(schema, member):
        return _scalar_writer(name, attributes, json_text)
    if schema.kind == "structure":
        return _structure_writer(schema, name, attributes, body_only)
    if schema.element is not None:
        return _list_writer(schema.element, name, attributes, flattened)
    if schema.key is not None and schema.value is not None:
        return _map_writer(schema.key, schema.value, name, attributes, flattened)
    if schema.kind == "string":
        return _scalar_writer(name, attributes, str)
    when = timestamp_format(member, schema, "iso8601")
    return _scalar_writer(name, attributes, lambda value: scalar_text(schema, value, when))


def _scalar_writer(name: str, attributes: str, text_of: Callable[[Any], str]) -> Writer:
    start, end = f"<{name}{attributes}>", f"</{name}>"

    def write(value: Any, add: Add) -> None:
        try:
            add(f"{start}{escaped(text_of(value))}{end}")
        except ScalarError as error:
            raise NotWritableError(error) from None

    return write


class _Part:
    """One member of a structure: where it is read from, and how it is written once a value of it was met."""

    __slots__ = ("absent", "member", "name", "python", "writer")

    def __init__(self, member: MemberSchema) -> None:
        self.member = member
        self.name = wire_name(member)
        self.python = member.python
        self.absent = absent_value(member.target)
        self.writer: Writer | None = None


def _structure_writer(schema: Schema, name: str, attributes: str, body_only: bool) -> Writer:
    start, end = f"<{name}{attributes}", f"</{name}>"

    def write(value: Any, add: Add) -> None:
        in_tag, parts = _parts(schema, body_only)
        add(start + "".join([_attribute_of(part, value) for part in in_tag]) + ">" if in_tag else start + ">")
        for part in parts:
            inner = getattr(value, part.python)
            if inner is None or inner is part.absent:
                continue
            writer = part.writer
            if writer is None:
                # Only a structure's elements can be a list's or map's: a root or an element is one.
                flattened = is_flattened(part.member.target, part.member)
                writer = part.writer = _member_writer(part.member, part.name, flattened)
            try:
                writer(inner, add)
            except NotWritableError as error:
                raise error.under(f".{part.python}") from None
        add(end)

    return write


def _parts(schema: Schema, body_only: bool) -> tuple[list[_Part], list[_Part]]:
    """The members that are attributes, and those that are elements; made once."""
    slot = "xml body" if body_only else "xml"
    parts: tuple[list[_Part], list[_Part]] | None = schema.cache.get(slot)
    if parts is None:
        members = [
            _Part(member) for member in schema.members.values() if not (body_only and member.model.location is not None)
        ]
        parts = schema.cache[slot] = (
            [part for part in members if part.member.model.xml_attribute],
            [part for part in members if not part.member.model.xml_attribute],
        )
    return parts


def _attribute_of(part: _Part, value: Any) -> str:
    inner = getattr(value, part.python)
    if inner is None:
        return ""
    target = part.member.target
    try:
        return _attribute(part.name, scalar_text(target, inner, timestamp_format(part.member, target, "iso8601")))
    except ScalarError as error:
        raise NotWritableError(error).under(f".{part.python}") from None


def _list_writer(element: MemberSchema, name: str, attributes: str, flattened: bool) -> Writer:
    element_name = name if flattened else element.model.location_name or "member"
    start, end = ("", "") if flattened else (f"<{name}{attributes}>", f"</{name}>")
    element_writer: Writer | None = None

    def write(value: Any, add: Add) -> None:
        nonlocal element_writer
        if element_writer is None:
            element_writer = _member_writer(element, element_name)
        add(start)
        for index, inner in enumerate(value):
            try:
                if inner is None:
                    add(f"<{element_name}{NIL}/>")
                else:
                    element_writer(inner, add)
            except NotWritableError as error:
                raise error.under(f"[{index}]") from None
        add(end)

    return write


def _map_writer(key: MemberSchema, part: MemberSchema, name: str, attributes: str, flattened: bool) -> Writer:
    entry = name if flattened else "entry"
    start, end = ("", "") if flattened else (f"<{name}{attributes}>", f"</{name}>")
    key_writer = _member_writer(key, wire_name(key))
    value_name = wire_name(part)
    value_writer: Writer | None = None

    def write(value: Any, add: Add) -> None:
        nonlocal value_writer
        if value_writer is None:
            value_writer = _member_writer(part, value_name)
        add(start)
        for text, inner in value.items():
            add(f"<{entry}>")
            try:
                key_writer(text, add)
                if inner is None:
                    add(f"<{value_name}{NIL}/>")
                else:
                    value_writer(inner, add)
            except NotWritableError as error:
                raise error.under(f'["{text}"]') from None
            add(f"</{entry}>")
        add(end)

    return write
