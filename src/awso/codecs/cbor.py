"""Shapes to CBOR and back, by the rules of Smithy's RPC v2 CBOR.

Blobs are byte strings, timestamps tag 1 with a double, floats as wide as the model says; absent members are left
out.
Names are those of JSON, which in every service that speaks CBOR are the members' own. Writing is
`awso.codecs.cbor_writer`; reading is `awso.codecs.cbor_reader`, then `msgspec` makes the shapes at C speed, and where
it refuses, the walk that JSON has for misfits.

https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
"""

from typing import Any

from awso._lean import msgspec
from awso.codecs import json
from awso.codecs.cbor_reader import Document
from awso.shapes.schema import Schema
from awso.shapes.shape import typed_class


def encode(schema: Schema, value: Any) -> bytes:
    """The CBOR of `value`. Raises `awso.errors.ParameterError` for what CBOR, or its kind, cannot hold."""
    from awso.codecs import cbor_writer

    return cbor_writer.document(schema, value)


def encode_plain(value: Any) -> bytes:
    """The CBOR of plain values: maps, lists, text, bytes, numbers, booleans, moments, nothing."""
    from awso.codecs import cbor_writer

    return cbor_writer.plain_document(value)


def decode(schema: Schema, data: bytes) -> Any:
    """The value of CBOR; unknown members are ignored, null members are absent.

    Raises `awso.errors.DecodeError` with the path of the first misfit.
    """
    document = Document(data, schema.name)
    plain = document.value
    if schema.kind == "structure" and not schema.model.document:
        if "cbor" not in schema.cache:
            schema.cache["cbor"] = typed_class(schema)
        try:
            value = msgspec.convert(plain, schema.cache["cbor"])
        except (msgspec.ValidationError, RecursionError):
            pass  # the walk below is more lenient, and its errors name our attributes
        else:
            if document.has_null:
                json.empty_for_null(schema, value)
            return value
    return json.from_plain(schema, plain, schema.name)


def parse(data: bytes, path: str) -> Any:
    """Any CBOR, as plain values. Raises `awso.errors.DecodeError` where it is none."""
    return Document(data, path).value
