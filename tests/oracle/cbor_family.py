"""RPC v2 CBOR for the oracle: bodies are read by botocore's parser, and written by hand in every way CBOR allows."""

import struct
from collections.abc import Iterator, Mapping
from importlib import import_module
from random import Random
from typing import Any

from awso.core.http import HttpResponse
from tests.oracle.by_hand import EPOCH
from tests.oracle.sides import REQUEST_ID, Family, Sides, WrittenError, query_code

_parsers: Any = import_module("botocore.parsers")
PROTOCOL = {"smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor"}


def _plain(body: bytes) -> Any:
    parser = _parsers.RpcV2CBORParser()
    return parser.parse_data_item(parser.get_peekable_stream_from_bytes(body)) if body else body


# --- writing: heads as long as they may be, lengths known or not ----------------------------------------------------


def _head(major: int, number: int, noise: Random) -> bytes:
    least = 0 if number < 24 else 1 if number < 1 << 8 else 2 if number < 1 << 16 else 4 if number < 1 << 32 else 8
    size = noise.choice([size for size in (0, 1, 2, 4, 8) if size >= least])
    if size == 0:
        return bytes([major << 5 | number])
    return bytes([major << 5 | {1: 24, 2: 25, 4: 26, 8: 27}[size]]) + number.to_bytes(size)


def _endless(major: int, parts: list[bytes]) -> bytes:
    return bytes([major << 5 | 31]) + b"".join(parts) + b"\xff"


def _container(major: int, parts: list[bytes], count: int, noise: Random) -> bytes:
    return _endless(major, parts) if noise.random() < 0.5 else _head(major, count, noise) + b"".join(parts)


def _string(major: int, content: bytes, noise: Random) -> bytes:
    if noise.random() < 0.9:
        return _head(major, len(content), noise) + content
    # A chunk of text must be whole characters; those of ASCII alone are cut, to be sure.
    at = noise.randint(0, len(content)) if content.isascii() else 0
    return _endless(major, [_head(major, len(part), noise) + part for part in (content[:at], content[at:])])


def _number(value: float, noise: Random) -> bytes:
    """The value as a float of any width that holds it."""
    forms = [b"\xfb" + struct.pack(">d", value)]
    for mark, form in ((b"\xfa", ">f"), (b"\xf9", ">e")):
        try:
            packed = struct.pack(form, value)
        except OverflowError:
            continue
        if struct.unpack(form, packed)[0] == value:
            forms.append(mark + packed)
    return noise.choice(forms)


def _integer(value: int, noise: Random) -> bytes:
    return _head(0, value, noise) if value >= 0 else _head(1, -1 - value, noise)


def written(shape: Any, value: Any, noise: Random) -> bytes:
    """A value as a server may write it; some absent members as null, some members newer than the model."""
    if value is None:
        return noise.choice((b"\xf6", b"\xf7"))
    match shape.type_name:
        case "structure":
            return _structure(shape, value, noise)
        case "list":
            return _container(4, [written(shape.member, inner, noise) for inner in value], len(value), noise)
        case "map":
            parts = [
                _string(3, key.encode(), noise) + written(shape.value, inner, noise) for key, inner in value.items()
            ]
            return _container(5, parts, len(parts), noise)
        case "blob":
            return _string(2, value, noise)
        case "boolean":
            return b"\xf5" if value else b"\xf4"
        case "timestamp":
            seconds = (value - EPOCH).total_seconds()
            if seconds.is_integer() and noise.random() < 0.5:
                return b"\xc1" + _integer(int(seconds), noise)
            return b"\xc1\xfb" + struct.pack(">d", seconds)
        case "float" | "double":
            return _number(value, noise)
        case "integer" | "long":
            return _integer(value, noise)
        case _:
            return _string(3, value.encode(), noise)


def _structure(shape: Any, value: Mapping[str, Any], noise: Random, code: str | None = None) -> bytes:
    parts = [] if code is None else [_string(3, b"__type", noise) + _string(3, code.encode(), noise)]
    for name, member in shape.members.items():
        if name in value or noise.random() < 0.2:
            parts.append(_string(3, name.encode(), noise) + written(member, value.get(name), noise))
    if noise.random() < 0.2 and not shape.is_tagged_union:
        newer = _container(4, [b"\xf6", _endless(5, [b"\x61a", _number(1.5, noise)])], 2, noise)
        parts.append(_string(3, b"newer than the model", noise) + newer)
    return _container(5, parts, len(parts), noise)


# --- responses ------------------------------------------------------------------------------------------------------


def _responses(sides: Sides, params: dict[str, Any], random: Random) -> Iterator[HttpResponse]:
    shape = sides.theirs.output_shape
    yield HttpResponse(200, PROTOCOL, b"" if shape is None else written(shape, params, random))


def _errors(sides: Sides, name: str, params: dict[str, Any], random: Random) -> Iterator[WrittenError]:
    shape = sides.theirs.service_model.shape_for(name)
    status = random.choice((400, 403, 404, 409, 500, 503))
    headers = PROTOCOL | {"x-amzn-requestid": REQUEST_ID}
    for code in (name, f"com.amazonaws.service#{name}"):
        body = _structure(shape, params, random, code)
        yield WrittenError(f"as {code.replace(name, '…')}", name, HttpResponse(status, headers, body))
    if sides.operation.service.model.query_compatible:
        code = query_code(sides.operation.service.shape(name))
        body = _structure(shape, params, random, name)
        queried = headers | {"x-amzn-query-error": f"{code};Sender"}
        yield WrittenError("query-compatible", code, HttpResponse(status, queried, body))


CBOR = Family(body=_plain, responses=_responses, errors=_errors)
