"""Header fields from the members that are bound to them, and back.

https://smithy.io/2.0/spec/http-bindings.html#httpheader-trait, #httpprefixheaders-trait
"""

from collections.abc import Callable, Sequence
from typing import Any

from awso.codecs.scalars import ScalarError, decode_blob, encode_blob
from awso.codecs.texts import json_text, json_value, misread
from awso.core.http import Headers
from awso.errors import DecodeError
from awso.protocols.http_texts import WriteText, refuse, refuse_scalar, text_reader, text_writer
from awso.shapes.schema import MemberSchema, Schema
from awso.shapes.shape import absent_value

Pairs = list[tuple[str, str]]

_TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")  # RFC 9110 §5.6.2


def header_members(schema: Schema) -> "list[HeaderMember | HeaderMap]":
    """What writes and reads the members of a structure that are bound to header fields."""
    found: list[HeaderMember | HeaderMap] = []
    for member in schema.members.values():
        if member.model.location == "header":
            found.append(HeaderMember(schema, member))
        elif member.model.location == "headers":
            found.append(HeaderMap(schema, member))
    return found


class HeaderMember:
    """One member that is one field."""

    __slots__ = ("_absent", "_lower_name", "_path", "_read", "_schema", "_text", "member", "name")

    def __init__(self, schema: Schema, member: MemberSchema) -> None:
        self.member = member
        self.name = member.location_name
        self._lower_name = self.name.lower()
        self._path = f"{schema.name}.{member.python}"
        self._schema = schema
        self._absent = absent_value(member.target)
        self._text = _writer(member)
        self._read = _reader(member)

    def write(self, value: Any, fields: Pairs) -> None:
        """Add the field, unless the member is absent."""
        inner = getattr(value, self.member.python)
        if inner is None or inner is self._absent:
            return
        try:
            text = self._text(inner)
        except ScalarError as error:
            refuse_scalar(self._schema, self.member, error)
        if not text.isprintable():
            _check(self._schema, self.member, text)
        fields.append((self.name, text))

    def read(self, headers: Headers) -> Any:
        """The member's value, None without the field. Raises `DecodeError`."""
        text = headers.by_lower_name.get(self._lower_name)
        return None if text is None else self._read(text, self._path)


class HeaderMap:
    """A map of which each key is the end of a field's name."""

    __slots__ = ("_prefix", "_schema", "member")

    def __init__(self, schema: Schema, member: MemberSchema) -> None:
        self.member = member
        self._schema = schema
        self._prefix = member.model.location_name or ""

    def write(self, value: Any, fields: Pairs) -> None:
        """Add a field for each entry, unless another member has given that field already."""
        entries = getattr(value, self.member.python)
        if not entries:
            return
        given = {name.lower() for name, _ in fields}
        for key, text in entries.items():
            name = f"{self._prefix}{key}"
            if not name or not _TOKEN.issuperset(name):
                refuse(self._schema, self.member, "a key that can end a header's name", repr(key))
            if text is None or name.lower() in given:
                continue
            if not text.isprintable():
                _check(self._schema, self.member, text, f'["{key}"]')
            fields.append((name, text))

    def read(self, headers: Headers) -> Any:
        """The entries of every field whose name begins as it should."""
        prefix = self._prefix.lower()
        found: dict[str, str] = {}
        for name, text in headers.pairs:
            if name.lower().startswith(prefix):
                key = name[len(prefix) :]
                found[key] = f"{found[key]}, {text}" if key in found else text
        return found


def _check(schema: Schema, member: MemberSchema, text: str, step: str = "") -> None:
    """Refuse control characters: a line end in a value would begin another header field (RFC 9110 §5.5)."""
    for at, character in enumerate(text):
        if (character < " " and character != "\t") or character == "\x7f":
            refuse(schema, member, "text that a header can hold", f"the character U+{ord(character):04X} at {at}", step)


# --- values ---------------------------------------------------------------------------------------------------------


def _writer(member: MemberSchema) -> WriteText:
    if member.model.jsonvalue or member.target.model.document:
        return lambda value: encode_blob(json_text(value).encode())
    element = member.target.element
    if element is None:
        return text_writer(member, "rfc822")
    write = text_writer(element, "rfc822", member)
    if element.target.kind == "string":
        return lambda values: ", ".join([_list_text(one) for one in values if one is not None])
    return lambda values: ", ".join([write(one) for one in values if one is not None])


def _list_text(text: str) -> str:
    """An element, quoted where it could be mistaken for more or for less than one (RFC 9110 §5.6.4)."""
    if text and '"' not in text and "," not in text and text == text.strip():
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _reader(member: MemberSchema) -> Callable[[str, str], Any]:
    if member.model.jsonvalue or member.target.model.document:
        return lambda text, path: _json_of(member, text, path)
    element = member.target.element
    if element is None:
        return text_reader(member)
    read = text_reader(element)
    split: Callable[[str], Sequence[str]] = _split
    if element.target.kind == "string":
        split = split_quoted
    elif element.target.kind == "timestamp":
        split = _split_moments
    return lambda text, path: [read(one, path) for one in split(text)]


def _json_of(member: MemberSchema, text: str, path: str) -> Any:
    try:
        return json_value(member.target, decode_blob(text).decode(), path)
    except ScalarError as error:
        raise misread(member.target, error, path) from None
    except UnicodeDecodeError:
        raise DecodeError(path, "base64 of UTF-8 text", "bytes that are not UTF-8") from None


def _split(text: str) -> list[str]:
    return [one.strip() for one in text.split(",")] if text.strip() else []


def _split_moments(text: str) -> list[str]:
    """HTTP dates have a comma of their own, after the day of the week."""
    moments: list[str] = []
    for part in _split(text):
        if moments and moments[-1].isalpha():
            moments[-1] += f", {part}"
        else:
            moments.append(part)
    return moments


def split_quoted(text: str) -> list[str]:
    """The elements of a list of tokens and quoted strings."""
    elements: list[str] = []
    at, end = 0, len(text)
    while at < end:
        while at < end and text[at] in " \t":
            at += 1
        if at < end and text[at] == '"':
            element, at = _unquoted(text, at + 1)
            at = text.find(",", at)
            at = end if at < 0 else at
        else:
            comma = text.find(",", at)
            comma = end if comma < 0 else comma
            element, at = text[at:comma].strip(), comma
        elements.append(element)
        at += 1
    return elements


def _unquoted(text: str, at: int) -> tuple[str, int]:
    """A quoted string's text from behind its first quote, and where it ends."""
    characters: list[str] = []
    while at < len(text) and text[at] != '"':
        if text[at] == "\\" and at + 1 < len(text):
            at += 1
        characters.append(text[at])
        at += 1
    return "".join(characters), at + 1
