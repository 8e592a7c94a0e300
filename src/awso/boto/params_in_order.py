"""A call encoded as boto3 encodes it: its parameters in the order in which the program gave them.

awso's own codecs write members in the model's order, which means the same, but is another URL. What a program gives
inside a structure of a form stays in the model's order.
"""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from awso.boto.exceptions import UnsupportedFeatureError
from awso.codecs import form
from awso.core.http import Headers, HttpRequest
from awso.protocols import protocol_name
from awso.shapes.kinds import is_dict, is_json_array, is_list

if TYPE_CHECKING:
    from awso.core.operation import Operation
    from awso.endpoints import Endpoint
    from awso.shapes.schema import MemberSchema, Schema

FORM_TYPE = "application/x-www-form-urlencoded; charset=utf-8"
_FORMS: dict[str, form.Dialect] = {"query": "query", "ec2": "ec2"}
_JSON = ("json", "rest-json")


def encoded_in_order(operation: "Operation", value: Any, given: Mapping[str, Any], endpoint: "Endpoint") -> HttpRequest:
    """The request for `value`, of the arguments `given`, with the endpoint's headers."""
    request = operation.protocol.encode_request(value, endpoint.url)
    members = _in_order(operation.input_schema, given)
    url, mark, query = request.url.partition("?")
    places = _places(_query_names(members, value))
    parts = sorted(query.split("&"), key=lambda part: places.get(part.partition("=")[0], -1))
    places = _places(_header_names(members, value))
    fields = [field for field in request.headers.pairs if _is_sent(operation, request, field[0].lower(), places)]
    fields.sort(key=lambda field: places.get(field[0].lower(), len(places)))
    fields += [(name, values[0]) for name, values in endpoint.headers.items() if name not in request.headers]
    return HttpRequest(request.method, f"{url}{mark}{'&'.join(parts)}", Headers(fields), request.body, request.stream)


def body_fields(operation: "Operation", request: HttpRequest, given: Mapping[str, Any]) -> dict[str, Any]:
    """The members of the body, as boto3 puts them into a query. Raises `UnsupportedFeatureError` where none can be."""
    protocol = protocol_name(operation.service.model)
    members = _in_order(operation.input_schema, given)
    if not request.body and request.stream is None:
        return {}
    dialect = _FORMS.get(protocol)
    if dialect is not None:
        names = {member.name: name for name, member in form.names_of(operation.input_schema, dialect)}
        places = _places(names[member.name] for member in members)
        pairs = form.parse(request.body, str(operation))
        return dict(sorted(pairs, key=lambda pair: places.get(pair[0].partition(".")[0], -1)))
    document: object = json.loads(request.body) if protocol in _JSON and _is_json(request) else None
    if not is_dict(document):
        reason = "its body does not fit into a URL: call it, or presign another operation"
        raise UnsupportedFeatureError(feature=f"generate_presigned_url of {operation}", reason=reason)
    payload = operation.input_schema.model.payload
    written: dict[str, Any] = (
        _reordered(operation.input_schema, given, document)
        if payload is None
        else _reordered(operation.input_schema.members[payload].target, given[payload], document)
    )
    return written


def _in_order(schema: "Schema", given: Mapping[str, Any]) -> "list[MemberSchema]":
    names = [name for name in given if name in schema.members]
    return [schema.members[name] for name in dict.fromkeys((*names, *schema.members))]


def _places(names: Iterator[str]) -> dict[str, int]:
    return {name: place for place, name in reversed(list(enumerate(names)))}


def _query_names(members: "list[MemberSchema]", value: Any) -> Iterator[str]:
    for member in members:
        if member.model.location == "querystring" and member.target.kind == "map":
            yield from map(form.quote, getattr(value, member.python) or ())
        elif member.model.location == "querystring":
            yield form.quote(member.location_name)


def _header_names(members: "list[MemberSchema]", value: Any) -> Iterator[str]:
    for member in members:
        if member.model.location == "header" and getattr(value, member.python) is not None:
            yield member.location_name.lower()
        elif member.model.location == "headers":
            prefix = member.model.location_name or ""
            yield from (f"{prefix}{name}".lower() for name in getattr(value, member.python) or ())


def _is_sent(operation: "Operation", request: HttpRequest, name: str, places: Mapping[str, int]) -> bool:
    """Whether boto3 has the header: the type of nothing, or of XML, it says only where the program does."""
    if name == "content-type":
        has_body = bool(request.body) or request.stream is not None
        return name in places or (has_body and protocol_name(operation.service.model) != "rest-xml")
    return name != "x-amz-content-sha256"


def _is_json(request: HttpRequest) -> bool:
    return request.stream is None and "json" in request.headers.get("content-type", "")


def _reordered(schema: "Schema", given: Any, written: Any) -> Any:
    """The document `written`, each structure in the order of what was `given`."""
    if is_dict(given) and is_dict(written) and schema.kind == "structure":
        found: dict[str, Any] = {}
        for name, value in given.items():
            member = schema.members.get(name)
            if member is not None and member.location_name in written:
                found[member.location_name] = _reordered(member.target, value, written[member.location_name])
        return found | {name: value for name, value in written.items() if name not in found}
    if is_dict(given) and is_dict(written) and schema.value is not None:
        return {name: _reordered(schema.value.target, given.get(name), value) for name, value in written.items()}
    if is_list(given) and is_json_array(written) and schema.element is not None and len(given) == len(written):
        element = schema.element.target
        return [_reordered(element, inner, text) for inner, text in zip(given, written, strict=True)]
    return written
