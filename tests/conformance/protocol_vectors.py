"""botocore's protocol vectors as operations and values of ours, for any protocol, and how what they say is compared.

Settled here: each vector becomes a service of one operation by the same path as the real models; a request is compared
by meaning, where the protocol leaves its writing open. Which vectors are run is `test_protocol_vectors.py`.
"""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

from msgspec import structs

from awso.core.call import CallOptions, signed_request
from awso.core.http import HttpRequest, HttpResponse
from awso.core.operation import Operation
from awso.registry import Service
from awso.shapes.schema import MemberSchema, Schema
from awso_codegen.ir.build import build_service, model_json
from awso_codegen.model.source import ServiceSource
from tests.paths import BOTOCORE_TESTS
from tests.unit.core.flows import Played

Direction = Literal["input", "output"]

FILES = {
    "json": ("json", "json_1_0", "json_1_0-query-compatible"),
    "rest-json": ("rest-json",),
    "rest-xml": ("rest-xml",),
    "query": ("query",),
    "ec2": ("ec2",),
    "smithy-rpc-v2-cbor": (
        "smithy-rpc-v2-cbor",
        "smithy-rpc-v2-cbor-query-compatible",
        "smithy-rpc-v2-cbor-non-query-compatible",
    ),
}
"""The files of each protocol; of each there may be one under `legacy` too."""


class Case(NamedTuple):
    """One vector: its protocol, the suite it is from, what it says."""

    id: str
    protocol: str
    suite: dict[str, Any]
    case: dict[str, Any]

    @property
    def is_legacy(self) -> bool:
        """Whether it is of the old vectors, which are written a little differently."""
        return self.id.startswith("legacy/")


def cases(direction: Direction, *protocols: str) -> Iterator[Case]:
    """Every vector of the protocols, or none where the vectors are missing (the tests that use them then say so)."""
    for protocol, file in [(name, file) for name in protocols for file in FILES[name]]:
        for folder, prefix in ((Path(direction), ""), (Path("legacy") / direction, "legacy/")):
            path = BOTOCORE_TESTS / "unit" / "protocols" / folder / f"{file}.json"
            if path.exists():
                yield from _of_file(protocol, f"{prefix}{file}", json.loads(path.read_bytes()))


def _of_file(protocol: str, name: str, suites: list[dict[str, Any]]) -> Iterator[Case]:
    for number, suite in enumerate(suites):
        for index, case in enumerate(suite["cases"]):
            yield Case(f"{name}:{case.get('id', f'{number}:{index}')}", protocol, suite, case)


# --- the operation --------------------------------------------------------------------------------------------------

# Traits that the old vectors put on a shape, the real models only on a reference to one.
_TRAITS_OF_REFERENCES = ("location", "jsonvalue", "idempotencyToken")
# A misspelt name that means nothing to botocore, and a wrapper that is the operation's.
_TRAITS_OF_NOTHING = ("LocationName", "resultWrapper")
IDEMPOTENCY_TOKEN = "00000000-0000-4000-8000-000000000000"  # what becomes of random bytes that are zero
# Whose rules send to whatever endpoint is configured.
_PACKAGE = "awso.services.sts"


def operation_of(case: Case, folder: Path) -> Operation:
    """The case's operation in a service of its own."""
    name: str = case.case["given"].get("name", "OperationName")
    given: dict[str, Any] = {**case.case["given"], "name": name}
    given["http"] = {"method": "POST", "requestUri": "/", **given.get("http", {})}
    if case.protocol == "query" and "output" in given:
        # The newer vectors' models leave the wrapper out that every real one names.
        given["output"] = {"resultWrapper": f"{name}Result", **given["output"]}
    metadata = {
        "serviceId": "Vectors",
        "apiVersion": "2014-01-01",
        "endpointPrefix": "vectors",
        "serviceFullName": "Vectors",
        "signatureVersion": "v4",
        **case.suite["metadata"],
    }
    shapes = case.suite["shapes"]
    if case.is_legacy:
        shapes = _modernised(shapes)
        for part in ("input", "output"):
            if "payload" in given.get(part, {}):
                reference = given[part] = {**given[part]}
                shapes[reference["shape"]]["payload"] = reference.pop("payload")
    model = {"metadata": metadata, "operations": {name: given}, "shapes": shapes}
    path = folder / "model.json"
    path.write_bytes(model_json(build_service(ServiceSource("vectors", metadata["apiVersion"], model, {}, {}, {}))))
    return Service(_PACKAGE, str(path)).operation(name)


def _modernised(shapes: dict[str, Any]) -> dict[str, Any]:
    traits = {
        name: {trait: shape[trait] for trait in (*_TRAITS_OF_REFERENCES, "locationName") if trait in shape}
        for name, shape in shapes.items()
        if any(trait in shape for trait in _TRAITS_OF_REFERENCES)
    }
    made: dict[str, Any] = {}
    for name, shape in shapes.items():
        ignored = (*_TRAITS_OF_REFERENCES, *_TRAITS_OF_NOTHING)
        kept = {trait: value for trait, value in shape.items() if trait not in ignored}
        if kept["type"] == "character":
            kept["type"] = "string"
        if "key" in kept:
            kept["type"] = "map"  # one old vector calls its map a string
        for part in ("member", "key", "value"):
            if part in kept:
                reference = {trait: value for trait, value in kept[part].items() if trait not in _TRAITS_OF_NOTHING}
                kept[part] = {**traits.get(reference["shape"], {}), **reference}
        if "members" in kept:
            kept["members"] = {
                member: {**traits.get(reference["shape"], {}), **reference}
                for member, reference in kept["members"].items()
            }
        made[name] = kept
    return made


# --- values ---------------------------------------------------------------------------------------------------------


def from_params(case: Case, schema: Schema, params: Any) -> Any:
    """Our value of a vector's parameters, in which blobs and special floats are text, and events a list."""
    events = schema.event_member if schema.kind == "structure" else None
    if events is None or events.name not in params:
        return schema.from_value(_typed(case, schema, params))
    union = events.target
    sent = [union.from_value(_typed(case, union, event)) for event in params[events.name]]
    rest = {name: plain for name, plain in params.items() if name != events.name}
    return structs.replace(schema.from_value(_typed(case, schema, rest)), **{events.python: sent})


def _typed(case: Case, schema: Schema, plain: Any, member: MemberSchema | None = None) -> Any:
    if plain is None or schema.model.document:
        return plain
    if member is not None and member.model.jsonvalue:
        # The newer vectors are Smithy's, where the member is a text of media type application/json.
        return plain if case.is_legacy else json.loads(plain)
    if schema.kind == "structure":
        return {
            name: _typed(case, schema.members[name].target, inner, schema.members[name])
            if name in schema.members
            else inner
            for name, inner in plain.items()
        }
    if schema.element is not None:
        return [_typed(case, schema.element.target, inner) for inner in plain]
    if schema.value is not None:
        return {key: _typed(case, schema.value.target, inner) for key, inner in plain.items()}
    if isinstance(plain, str) and schema.kind in ("float", "double"):
        return float(plain)
    return plain.encode() if schema.kind == "blob" and isinstance(plain, str) else plain


def filled_in(case: Case, operation: Operation) -> Any:
    """Our value of a request's parameters, with the tokens that the client fills in."""
    value = from_params(case, operation.input_schema, case.case.get("params", {}))
    for attribute in operation.idempotency_tokens:
        if getattr(value, attribute) is None:
            value = structs.replace(value, **{attribute: IDEMPOTENCY_TOKEN})
    return value


def to_result(case: Case, schema: Schema, value: Any) -> Any:
    """Our value as a vector writes it: blobs as text, timestamps as epoch seconds, special floats as text."""
    events = schema.event_member if schema.kind == "structure" else None
    received: Any = None if events is None else getattr(value, events.python)
    if events is not None:
        value = structs.replace(value, **{events.python: None})
    plain = schema.to_value(value)
    if events is not None and received is not None:
        plain[events.name] = [events.target.to_value(event) for event in received]
    for member in schema.members.values():
        if member.model.jsonvalue and not case.is_legacy and member.name in plain:
            plain[member.name] = json.dumps(plain[member.name])
    return written(plain)


def written(plain: Any) -> Any:
    """A plain value as JSON has it."""
    from datetime import datetime

    match plain:
        case dict():
            return {key: written(inner) for key, inner in plain.items()}  # pyright: ignore[reportUnknownVariableType]  # plain values
        case list():
            return [written(inner) for inner in plain]  # pyright: ignore[reportUnknownVariableType]  # plain values
        case bytes():
            return plain.decode()
        case datetime():
            return plain.timestamp()
        case float() if plain != plain or plain in (float("inf"), float("-inf")):
            return "NaN" if plain != plain else "Infinity" if plain > 0 else "-Infinity"
        case _:
            return plain


# --- requests -------------------------------------------------------------------------------------------------------


def request_of(case: Case, operation: Operation) -> HttpRequest:
    """The whole request that a client would send: what botocore leaves out of its own test of the serializers
    (compression, idempotency tokens, checksums) included."""
    played = Played()
    endpoint_url = case.suite.get("clientEndpoint") or "https://example.com"
    context = played.context_of(operation.service, endpoint_url=endpoint_url)
    value = from_params(case, operation.input_schema, case.case.get("params", {}))
    return played.play(signed_request(context, operation, value, CallOptions()))


def expected_request(case: Case) -> HttpRequest:
    """The request of the vector, as a server receives it."""
    serialized = case.case["serialized"]
    url = f"https://example.com{serialized.get('uri', '/')}"
    method = serialized.get("method") or case.case["given"].get("http", {}).get("method", "POST")
    return HttpRequest(method, url, serialized.get("headers", {}), _vector_body(case, serialized.get("body", "")))


def misfits(case: Case, request: HttpRequest) -> list[str]:
    """Everything in which a request is not what the vector says; empty where it is."""
    serialized = case.case["serialized"]
    found: list[str] = []

    def compare(what: str, ours: object, theirs: object) -> None:
        if ours != theirs:
            found.append(f"{what}: ours {ours!r}, the vector's {theirs!r}")

    ours, theirs = urlsplit(request.url), urlsplit(serialized.get("uri", "/"))
    compare("path", ours.path, theirs.path)
    compare("query", _query(ours.query), _query(theirs.query))
    compare("method", request.method, serialized.get("method", request.method))
    if "host" in serialized:
        # HostWithPath writes the endpoint's path into `host` too; the URI has it already.
        compare("host", ours.netloc, serialized["host"].partition("/")[0])
    for name, value in serialized.get("headers", {}).items():
        compare(f"header {name}", _header(case, request.headers.get(name)), _header(case, value))
    found += [f"header {name} is forbidden" for name in serialized.get("forbidHeaders", ()) if name in request.headers]
    # The transport says how long the body is.
    required = {name for name in serialized.get("requireHeaders", ()) if name.lower() != "content-length"}
    found += [f"header {name} is missing" for name in required if name not in request.headers]
    if "body" in serialized:
        packed = request.headers.get("content-encoding", "").endswith("gzip")
        body = _unpacked(request.body) if packed else request.body
        compare("body", _meaning(case, body), _meaning(case, _vector_body(case, serialized["body"])))
    return found


_CHARSET = "; charset=utf-8"  # the old vectors of forms have it, the newer have not


def _header(case: Case, text: str | None) -> str | None:
    if text is not None and case.is_legacy:
        text = text.replace(", ", ",")  # there no space follows a comma between elements
    return None if text is None else text.removesuffix(_CHARSET)


def _query(query: str) -> list[str]:
    """The fields by name, those of one name in their order; `a` and `a=` say the same."""
    fields = [field if "=" in field else f"{field}=" for field in query.split("&") if field]
    return sorted(fields, key=lambda field: field.partition("=")[0])


def _unpacked(body: bytes) -> bytes:
    from gzip import decompress

    return decompress(body)


def _vector_body(case: Case, text: str) -> bytes:
    return b64decode(text) if case.protocol == "smithy-rpc-v2-cbor" else text.encode()


def _meaning(case: Case, body: bytes) -> Any:
    """What a body says, however it is written."""
    match case.protocol:
        case "json" | "rest-json":
            try:
                return json.loads(body)
            except ValueError:
                return body
        case "rest-xml":
            try:
                return xml_meaning(body.decode())
            except ElementTree.ParseError:
                return body
        case "query" | "ec2":
            return sorted(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body)))
        case _:
            return _cbor(body) if body else body


def _cbor(body: bytes) -> Any:
    """What botocore reads, special numbers as text, for NaN equals nothing."""
    parsers: Any = import_module("botocore.parsers")
    parser = parsers.RpcV2CBORParser()
    return written(parser.parse_data_item(parser.get_peekable_stream_from_bytes(body)))


def xml_meaning(text: str) -> Any:
    """The elements with names, namespaces, attributes, declared prefixes and texts; space between elements is none."""
    declared: list[tuple[str, str]] = []
    prefixes: dict[ElementTree.Element, list[tuple[str, str]]] = {}
    root: ElementTree.Element | None = None
    for event, found in ElementTree.iterparse(StringIO(text), ("start", "start-ns")):
        if event == "start-ns":
            declared.append(found)
            continue
        prefixes[found] = sorted(declared)
        declared = []
        root = found if root is None else root
    assert root is not None
    return _element_meaning(root, prefixes)


def _element_meaning(
    element: ElementTree.Element, prefixes: Mapping[ElementTree.Element, list[tuple[str, str]]]
) -> Any:
    children = [_element_meaning(child, prefixes) for child in element]
    text = "" if children and not (element.text or "").strip() else element.text or ""
    return element.tag, prefixes[element], sorted(element.attrib.items()), text, children


# --- responses ------------------------------------------------------------------------------------------------------


def response_of(case: Case) -> HttpResponse:
    """The response of the vector."""
    response = case.case["response"]
    text = response.get("body", "")
    output = case.case["given"].get("output", {}).get("shape")
    members = case.suite["shapes"][output].get("members", {}).values() if output else ()
    has_events = any(case.suite["shapes"][member["shape"]].get("eventstream") for member in members)
    body = b64decode(text) if has_events else _vector_body(case, text)
    return HttpResponse(response["status_code"], response.get("headers", {}), body)
