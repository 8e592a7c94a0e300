"""The path and the query string of a request: written from a value, and read back into its members.

https://smithy.io/2.0/spec/http-bindings.html#httplabel-trait, #httpquery-trait, #httpqueryparams-trait
"""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from awso.codecs.form import parse, quote, unquote
from awso.codecs.scalars import ScalarError
from awso.errors import DecodeError
from awso.protocols.http_texts import WriteText, refuse, refuse_scalar, text_reader, text_writer
from awso.shapes.schema import MemberSchema, Schema
from awso.shapes.shape import absent_value

Fields = dict[str, list[str]]


class RequestTarget:
    """What follows the endpoint in an operation's URL."""

    def __init__(self, schema: Schema, request_uri: str) -> None:
        path, _, query = request_uri.partition("?")
        located = list(schema.members.values())
        labels = {member.location_name: member for member in located if member.model.location == "uri"}
        self._start, self._labels = _template(schema, path, labels)
        self._constant = query
        self._constant_names = frozenset(field.partition("=")[0] for field in query.split("&") if field)
        queried = [member for member in located if member.model.location == "querystring"]
        self._fields = [_Field(schema, member) for member in queried if member.target.kind != "map"]
        self._maps = [_FieldMap(schema, member) for member in queried if member.target.kind == "map"]

    def write(self, value: Any) -> str:
        """The path and the query. Raises `ParameterError` where a label is absent or empty."""
        path = self._start
        for label in self._labels:
            path += label.write(value) + label.after
        if not self._fields and not self._maps:
            return f"{path}?{self._constant}" if self._constant else path
        query = [self._constant] if self._constant else []
        taken = set(self._constant_names)
        for field in self._fields:
            field.write(value, query, taken)
        for fields in self._maps:
            fields.write(value, query, taken)
        return f"{path}?{'&'.join(query)}" if query else path

    def read(self, url: str) -> dict[str, Any]:
        """The members, by their attributes, that a URL holds. Raises `DecodeError`."""
        rest = url.partition("://")[2]
        path, _, query = rest[rest.find("/") :].partition("?") if "/" in rest else ("/", "", "")
        members = self._read_labels(path)
        fields: Fields = {}
        for name, text in parse(query, "query string"):
            if name not in self._constant_names:
                fields.setdefault(name, []).append(text)
        for field in self._fields:
            field.read(fields, members)
        for every in self._maps:
            every.read(fields, members)
        return members

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pattern = re.escape(self._start)
        for label in self._labels:
            pattern += ("(.+)" if label.is_greedy else "([^/]+)") + re.escape(label.after)
        return re.compile(f"{pattern}$")  # not from the start: an endpoint may have a path of its own

    def _read_labels(self, path: str) -> dict[str, Any]:
        found = self._pattern.search(path)
        if found is None:
            raise DecodeError("path", "a path of this operation", repr(path))
        return {label.member.python: label.read(text) for label, text in zip(self._labels, found.groups(), strict=True)}


# --- labels ---------------------------------------------------------------------------------------------------------


class _Label:
    """One `{name}` or `{name+}` of a path, and what stands after it up to the next."""

    __slots__ = ("_read", "_schema", "_text", "after", "is_greedy", "member")

    def __init__(self, schema: Schema, member: MemberSchema, is_greedy: bool, after: str) -> None:
        self.member = member
        self.is_greedy = is_greedy
        self.after = after
        self._schema = schema
        self._text = text_writer(member, "iso8601")
        self._read = text_reader(member)

    def write(self, value: Any) -> str:
        inner = getattr(value, self.member.python)
        try:
            text = "" if inner is None else self._text(inner)
        except ScalarError as error:
            refuse_scalar(self._schema, self.member, error)
        if not text:
            # The path would be another operation's: DELETE /bucket/ for DELETE /bucket/{key}.
            refuse(self._schema, self.member, "text that is not empty, for it becomes a part of the path", "nothing")
        return quote(text).replace("%2F", "/") if self.is_greedy else quote(text)

    def read(self, text: str) -> Any:
        try:
            return self._read(unquote(text.encode()), self.member.python)
        except UnicodeDecodeError:
            raise DecodeError(self.member.python, "UTF-8 text", "bytes that are not UTF-8") from None


def _template(schema: Schema, path: str, labels: dict[str, MemberSchema]) -> tuple[str, list[_Label]]:
    start, *rest = path.split("{")
    made: list[_Label] = []
    for part in rest:
        name, _, after = part.partition("}")
        member = labels[name.removesuffix("+")]
        made.append(_Label(schema, member, name.endswith("+"), after))
    return start, made


# --- query strings --------------------------------------------------------------------------------------------------


class _Field:
    """One named field of the query; a list is the field repeated."""

    __slots__ = ("_absent", "_is_list", "_member", "_name", "_quoted", "_read", "_schema", "_text")

    def __init__(self, schema: Schema, member: MemberSchema) -> None:
        self._schema = schema
        self._member = member
        self._name = member.location_name
        self._quoted = quote(self._name) + "="
        self._absent = absent_value(member.target)
        element = member.target.element
        self._is_list = element is not None
        self._text = text_writer(element or member, "iso8601", member)
        self._read = text_reader(element or member)

    def write(self, value: Any, query: list[str], taken: set[str]) -> None:
        inner = getattr(value, self._member.python)
        if inner is None or inner is self._absent:
            return
        taken.add(self._name)
        try:
            given = inner if self._is_list else (inner,)
            query += [self._quoted + quote(self._text(one)) for one in given if one is not None]
        except ScalarError as error:
            refuse_scalar(self._schema, self._member, error)

    def read(self, fields: Fields, members: dict[str, Any]) -> None:
        texts = fields.get(self._name)
        if texts is None:
            return
        path = f"{self._schema.name}.{self._member.python}"
        read = [self._read(text, path) for text in texts]
        if self._is_list:
            members[self._member.python] = read
        elif read[0] is not None:
            members[self._member.python] = read[0]


class _FieldMap:
    """A map of which each key is a field's name; what stands in the query already is left out."""

    __slots__ = ("_member", "_of_lists", "_read", "_schema", "_text")

    def __init__(self, schema: Schema, member: MemberSchema) -> None:
        assert member.target.value is not None
        part = member.target.value
        element = part.target.element
        self._schema = schema
        self._member = member
        self._of_lists = element is not None
        self._text: WriteText = text_writer(element or part, "iso8601")
        self._read: Callable[[str, str], Any] = text_reader(element or part)

    def write(self, value: Any, query: list[str], taken: set[str]) -> None:
        for name, inner in getattr(value, self._member.python).items():
            if name in taken or inner is None:
                continue
            given = inner if self._of_lists else (inner,)
            query += [f"{quote(name)}={quote(self._text(one))}" for one in given if one is not None]

    def read(self, fields: Fields, members: dict[str, Any]) -> None:
        """All fields, those of other members too: Smithy asks it of servers."""
        path = f"{self._schema.name}.{self._member.python}"
        read: dict[str, Any] = {}
        for name, texts in fields.items():
            values = [self._read(text, path) for text in texts]
            read[name] = values if self._of_lists else values[0]
        if read:
            members[self._member.python] = read
