"""botocore as functions: its models, its serializers, its parsers.

botocore has no types; what crosses this module is plain values.
"""

import json
from base64 import b64decode
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from awso.core.http import HttpResponse

_loaders: Any = import_module("botocore.loaders")
_model: Any = import_module("botocore.model")
_parsers: Any = import_module("botocore.parsers")
_serialize: Any = import_module("botocore.serialize")
_awsrequest: Any = import_module("botocore.awsrequest")
_validate: Any = import_module("botocore.validate")


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


def request_of(
    operation: Any, params: Mapping[str, Any], endpoint_url: str, *, protocol: str, validated: bool
) -> dict[str, Any]:
    """`method`, `url`, `headers`, `body` as botocore would send them."""
    serializer = _serialize.create_serializer(protocol, include_validation=validated)
    request: dict[str, Any] = serializer.serialize_to_request(params, operation)
    _awsrequest.prepare_request_dict(request, endpoint_url)
    return request


def header_facts(operation: Any, name: str, text: str) -> Any:
    """What a header field of a request says: the document where it is one in base64."""
    shape = operation.input_shape
    for member in () if shape is None else shape.members.values():
        serialization = member.serialization
        if serialization.get("jsonvalue") and serialization.get("name", "").lower() == name.lower():
            return json.loads(b64decode(text))
    return text


class _Raw:
    """A body that botocore hands on without reading it: what a streaming output is."""

    def __init__(self, content: bytes) -> None:
        self.content = content


def output_of(operation: Any, response: HttpResponse, protocol: str) -> dict[str, Any]:
    """The output that botocore reads, without its metadata."""
    body: Any = _Raw(response.body) if operation.has_streaming_output else response.body
    parsed: dict[str, Any] = _parse(response, operation.output_shape, protocol, body)
    parsed.pop("ResponseMetadata")
    return {name: value.content if isinstance(value, _Raw) else value for name, value in parsed.items()}


class ParsedError(NamedTuple):
    """An error as botocore's exceptions carry it; `members` has the modelled ones."""

    code: str
    message: str
    request_id: str | None
    members: dict[str, Any]


def error_of(operation: Any, response: HttpResponse, protocol: str) -> ParsedError:
    """The error that botocore reads: generic first, then by the shape of its code, as its endpoint does."""
    parsed = _parse(response, operation.output_shape, protocol, response.body)
    code = parsed["Error"]["Code"]
    shape = operation.service_model.shape_for_error_code(code)
    members = {} if shape is None else _parse(response, shape, protocol, response.body)
    return ParsedError(code, parsed["Error"]["Message"], parsed["ResponseMetadata"].get("RequestId"), members)


def _parse(response: HttpResponse, shape: Any, protocol: str, body: Any) -> dict[str, Any]:
    headers = _awsrequest.HeadersDict(dict(response.headers.pairs))
    given = {"status_code": response.status, "headers": headers, "body": body}
    parsed: dict[str, Any] = _parsers.create_parser(protocol).parse(given, shape)
    return parsed


def answer_of(operation: Any, response: HttpResponse, protocol: str) -> dict[str, Any]:
    """All that a boto3 program gets for a success, but for how often was sent."""
    body: Any = _Raw(response.body) if operation.has_streaming_output else response.body
    parsed = _parse(response, operation.output_shape, protocol, body)
    return {name: value.content if isinstance(value, _Raw) else value for name, value in parsed.items()}


def error_answer_of(operation: Any, response: HttpResponse, protocol: str) -> dict[str, Any]:
    """`ClientError.response`, but for how often was sent."""
    parsed = _parse(response, operation.output_shape, protocol, response.body)
    shape = operation.service_model.shape_for_error_code(parsed["Error"].get("Code"))
    return parsed if shape is None else parsed | _parse(response, shape, protocol, response.body)


def complaints_of(shape: Any, params: Any) -> str:
    """What botocore's validator says of a call's arguments."""
    report: str = _validate.ParamValidator().validate(params, shape).generate_report()
    return report
