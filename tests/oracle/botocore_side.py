"""botocore as functions: its models, its serializer, its parser, and JSON written by hand from its shapes.

botocore has no types; what crosses this module is plain values.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cache
from importlib import import_module
from math import inf
from random import Random
from typing import Any, NamedTuple

from awso.core.http import HttpResponse

_loaders: Any = import_module("botocore.loaders")
_model: Any = import_module("botocore.model")
_parsers: Any = import_module("botocore.parsers")
_serialize: Any = import_module("botocore.serialize")
_awsrequest: Any = import_module("botocore.awsrequest")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@cache
def _loader() -> Any:
    return _loaders.Loader()


# One service after another is compared: what of it is not needed any more may go.
_newest: dict[str, Any] = {}


def service_model(name: str) -> Any:
    """botocore's own picture of a service."""
    if name not in _newest:
        _newest.clear()
        _newest[name] = _model.ServiceModel(_loader().load_service_model(name, "service-2"), name)
    return _newest[name]


def request_of(operation: Any, params: Mapping[str, Any], endpoint_url: str, *, validated: bool) -> dict[str, Any]:
    """`method`, `url`, `headers`, `body` as botocore would send them."""
    serializer = _serialize.create_serializer("json", include_validation=validated)
    request: dict[str, Any] = serializer.serialize_to_request(params, operation)
    _awsrequest.prepare_request_dict(request, endpoint_url)
    return request


def output_of(operation: Any, response: HttpResponse) -> dict[str, Any]:
    """The output that botocore reads, without its metadata."""
    parsed: dict[str, Any] = _parse(response, operation.output_shape)
    parsed.pop("ResponseMetadata")
    return parsed


class ParsedError(NamedTuple):
    """An error as botocore's exceptions carry it; `members` has the modelled ones."""

    code: str
    message: str
    request_id: str | None
    members: dict[str, Any]


def error_of(operation: Any, response: HttpResponse) -> ParsedError:
    """The error that botocore reads: generic first, then by the shape of its code, as its endpoint does."""
    parsed = _parse(response, operation.output_shape)
    code = parsed["Error"]["Code"]
    shape = operation.service_model.shape_for_error_code(code)
    members = {} if shape is None else _parse(response, shape)
    return ParsedError(code, parsed["Error"]["Message"], parsed["ResponseMetadata"].get("RequestId"), members)


def _parse(response: HttpResponse, shape: Any) -> dict[str, Any]:
    headers = _awsrequest.HeadersDict(dict(response.headers.pairs))
    given = {"status_code": response.status, "headers": headers, "body": response.body}
    parsed: dict[str, Any] = _parsers.create_parser("json").parse(given, shape)
    return parsed


def json_by_hand(shape: Any, params: Mapping[str, Any], noise: Random) -> bytes:
    """A service's JSON of wire-named values, with the nulls and unknown members that services are known to send."""
    return json.dumps(plain_by_hand(shape, params, noise)).encode()


def plain_by_hand(shape: Any, value: Any, noise: Random | None) -> Any:
    """The JSON value of a wire-named value by the names and formats of botocore's shape."""
    if value is None or getattr(shape, "is_document_type", False):
        return value
    match shape.type_name:
        case "structure":
            return _structure_by_hand(shape, value, noise)
        case "list":
            return [plain_by_hand(shape.member, inner, noise) for inner in value]
        case "map":
            return {key: plain_by_hand(shape.value, inner, noise) for key, inner in value.items()}
        case "blob":
            return b64encode(value).decode()
        case "timestamp":
            return _moment_by_hand(value, shape.serialization.get("timestampFormat", "unixTimestamp"))
        case "float" | "double" if value in (inf, -inf):
            return "Infinity" if value > 0 else "-Infinity"
        case _:
            return value


def _structure_by_hand(shape: Any, value: Mapping[str, Any], noise: Random | None) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, member in shape.members.items():
        wire_name = member.serialization.get("name", name)
        if name in value:
            made[wire_name] = plain_by_hand(member, value[name], noise)
        elif noise is not None and noise.random() < 0.2:
            made[wire_name] = None
    if noise is not None and noise.random() < 0.2 and not shape.is_tagged_union:
        made["newer than the model"] = {"a": [1, None, "b"]}
    return made


def _moment_by_hand(moment: datetime, written: str) -> str | float:
    match written.lower():
        case "iso8601":
            return moment.isoformat().replace("+00:00", "Z")
        case "rfc822":
            return format_datetime(moment, usegmt=True)
        case _:
            return (moment - EPOCH).total_seconds()
