"""Scalars as texts of labels, query strings and headers: one function for each member, chosen once.

Settled here: which function. How each kind is written is `awso.codecs.scalars`.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

from awso.codecs.scalars import ScalarError, encode_blob, format_boolean, format_float, format_timestamp
from awso.codecs.texts import scalar_value, timestamp_format
from awso.errors import ParameterError, Violation
from awso.shapes.schema import MemberSchema, Schema

WriteText = Callable[[Any], str]

_WRITERS: dict[str, WriteText] = {
    "string": str,
    "integer": str,
    "long": str,
    "boolean": format_boolean,
    "float": format_float,
    "double": format_float,
    "blob": encode_blob,
}


def text_writer(member: MemberSchema, when: str, holder: MemberSchema | None = None) -> WriteText:
    """What writes values of `member`; `when` is the format of timestamps for which the model names none.

    `holder` is the list or map of which `member` is the element or value: a format named there counts too.
    """
    if member.target.kind == "timestamp":
        named = timestamp_format(member, member.target, "") or (holder and holder.model.timestamp_format) or when
        return partial(_moment_text, named)
    return _WRITERS[member.target.kind]


def _moment_text(when: str, moment: Any) -> str:
    return format_timestamp(moment, when)


def text_reader(member: MemberSchema) -> Callable[[str, str], Any]:
    """What reads a text at a path into a value of `member`; an empty text is None where the kind has no empty value."""
    return partial(scalar_value, member.target)


def refuse(schema: Schema, member: MemberSchema, expected: str, got: str, step: str = "") -> NoReturn:
    """Raise the `ParameterError` of a value that cannot be put where HTTP has it."""
    raise ParameterError(schema.name, [Violation(f"{schema.name}.{member.python}{step}", expected, got)])


def refuse_scalar(schema: Schema, member: MemberSchema, error: ScalarError) -> NoReturn:
    """The same for a value that has no text."""
    refuse(schema, member, error.expected, error.got)
