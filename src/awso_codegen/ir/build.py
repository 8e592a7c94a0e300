"""botocore's service model to ours: the traits that mean something at run time, under typed names.

Settled here: which traits are kept (`awso.shapes.model` has the list), which protocol comes first. Documentation stays
behind for the stub emitters. Unknown traits are an error, so that a newer model cannot lose its meaning unseen.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec import structs

from awso.behaviours.table import behaviours_of
from awso.protocols import SPOKEN
from awso.shapes.model import (
    ErrorTrait,
    Expression,
    HttpTrait,
    MemberModel,
    OperationModel,
    ServiceModel,
    ShapeModel,
    XmlNamespace,
)
from awso.shapes.naming import attribute_name, identifier
from awso.shapes.pages_and_waits import AcceptorModel, PaginatorModel, WaiterModel
from awso.shapes.patterns import pattern_of
from awso_codegen.ir.expressions import compile_expression
from awso_codegen.ir.naming import member_names, method_name
from awso_codegen.model.source import JsonObject, ServiceSource


class ServiceIr(NamedTuple):
    """A service ready to be emitted."""

    service: ServiceModel
    operations: dict[str, OperationModel]
    shapes: dict[str, ShapeModel]
    paginators: dict[str, PaginatorModel]
    waiters: dict[str, WaiterModel]

    def reachable(self, names: Iterable[str]) -> Iterator[str]:
        """`names` of shapes and all that they refer to, directly or not, each once, near ones first."""
        seen: set[str] = set()
        waiting = list(names)[::-1]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                yield name
                waiting.extend(list(_referred(self.shapes[name]))[::-1])


def _referred(shape: ShapeModel) -> Iterator[str]:
    yield from (member.shape for member in shape.members.values())
    yield from (part.shape for part in (shape.member, shape.key, shape.value) if part is not None)


def build_service(source: ServiceSource) -> ServiceIr:
    """The runtime picture of one service. Raises ValueError for a trait that is not known here."""
    model = source.service
    shapes = {name: build_shape(shape, f"{source.name}.{name}") for name, shape in model["shapes"].items()}
    operations = {name: _operation(source.name, name, operation) for name, operation in model["operations"].items()}
    return ServiceIr(
        service=_service(source),
        operations=operations,
        shapes=shapes,
        paginators={
            name: _paginator(paginator, operations[name], shapes)
            for name, paginator in sorted(source.paginators.items())
        },
        waiters={name: _waiter(name, waiter) for name, waiter in sorted(source.waiters.items())},
    )


def model_json(ir: ServiceIr) -> bytes:
    """The text of `model.json`: one line a shape and an operation, so that differences can be read.

    Its last line says how long the runs of sorted lines are (`awso.shapes.model.Entries`), table by table.
    """
    encode = msgspec.json.encode
    text = b'{"service":' + encode(ir.service)
    lengths: list[list[int]] = []
    for title, tables in _tables(ir):
        runs = [b"".join(encode(n) + b":" + encode(e) + b",\n" for n, e in sorted(table.items())) for table in tables]
        if runs:
            runs[-1] = runs[-1].removesuffix(b",\n") + b"\n"
        text += b",\n" + encode(title) + b":{\n" + b"".join(runs) + b"}"
        lengths.append([len(run) for run in runs])
    return text + b',\n"runs":' + encode(lengths) + b"}\n"


def _tables(ir: ServiceIr) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each table in the order of `awso.shapes.model.ModelFile`, as the parts that are sorted by themselves."""
    # By kind, for like entries side by side compress better: a tenth of a megabyte of the wheel.
    kinds: dict[str, dict[str, ShapeModel]] = {kind: {} for kind in sorted({s.type for s in ir.shapes.values()})}
    for name, shape in ir.shapes.items():
        kinds[shape.type][name] = _without_derived_names(shape)
    yield "operations", _ascending({name: _without_derived_name(each) for name, each in ir.operations.items()})
    yield "shapes", list(kinds.values())
    yield "paginators", [ir.paginators] if ir.paginators else []
    yield "waiters", [ir.waiters] if ir.waiters else []


def _ascending(table: dict[str, Any]) -> list[dict[str, Any]]:
    """`table` cut where its order, which is botocore's, goes back: in three services."""
    runs: list[dict[str, Any]] = []
    last = None
    for name, entry in table.items():
        if last is None or name < last:
            runs.append({})
        runs[-1][name] = entry
        last = name
    return runs


def _without_derived_names(shape: ShapeModel) -> ShapeModel:
    """`shape` without the attribute names that the runtime derives by itself."""
    members = {
        name: structs.replace(member, python="") if member.python == attribute_name(name) else member
        for name, member in shape.members.items()
    }
    return structs.replace(shape, members=members)


def _without_derived_name(operation: OperationModel) -> OperationModel:
    """`operation` without the names that the runtime has from the entry's key."""
    derived = operation.python == attribute_name(operation.name)
    return structs.replace(operation, name="", python="" if derived else operation.python)


def build_shape(shape: JsonObject, where: str) -> ShapeModel:
    """One shape. Raises ValueError for a trait that is not known here."""
    traits = dict(shape)
    required = set(traits.pop("required", ()))
    members = traits.pop("members", {})
    names = member_names(list(members))
    kept: dict[str, Any] = {
        "type": traits.pop("type"),
        "members": {name: build_member(ref, where, names[name], name in required) for name, ref in members.items()},
    }
    kept |= {part: build_member(traits.pop(part), where) for part in ("member", "key", "value") if part in traits}
    if "xmlNamespace" in traits:
        kept["xml_namespace"] = _xml_namespace(traits.pop("xmlNamespace"))
    if "error" in traits:
        kept["error"] = msgspec.convert(traits.pop("error"), ErrorTrait)
    if "retryable" in traits:
        kept |= {"retryable": True, "throttling": bool(traits.pop("retryable").get("throttling"))}
    if "pattern" in traits:
        pattern = pattern_of(traits["pattern"])
        kept["ascii_pattern"] = None if pattern is None else pattern.ascii_source
    return ShapeModel(**kept, **_named(traits, SHAPE_TRAITS, where))


def build_member(reference: JsonObject, where: str, python: str = "", required: bool = False) -> MemberModel:
    """One reference to a shape. Raises ValueError for a trait that is not known here."""
    traits = dict(reference)
    traits.pop("pattern", None)  # MediaConnect's until 2025: a shape of its own has had it since, and we check those
    if traits.get("location") != "header":
        traits.pop("jsonvalue", None)  # in a body it says what the text is about, and the text stays a text
    kept: dict[str, Any] = {"shape": traits.pop("shape"), "python": python, "required": required}
    if "xmlNamespace" in traits:
        kept["xml_namespace"] = _xml_namespace(traits.pop("xmlNamespace"))
    if "contextParam" in traits:
        kept["context_param"] = traits.pop("contextParam")["name"]
    return MemberModel(**kept, **_named(traits, MEMBER_TRAITS, where))


SHAPE_TRAITS = {
    "min": "min",
    "max": "max",
    "pattern": "pattern",
    "enum": "enum",
    "sensitive": "sensitive",
    "union": "union",
    "document": "document",
    "sparse": "sparse",
    "exception": "exception",
    "fault": "fault",
    "payload": "payload",
    "flattened": "flattened",
    "timestampFormat": "timestamp_format",
    "locationName": "location_name",
    "xmlOrder": "xml_order",
    "streaming": "streaming",
    "requiresLength": "requires_length",
    "eventstream": "eventstream",
    "event": "event",
    "box": "box",
    "wrapper": "wrapper",
}
MEMBER_TRAITS = {
    "location": "location",
    "locationName": "location_name",
    "queryName": "query_name",
    "jsonvalue": "jsonvalue",
    "flattened": "flattened",
    "xmlAttribute": "xml_attribute",
    "idempotencyToken": "idempotency_token",
    "hostLabel": "host_label",
    "streaming": "streaming",
    "eventpayload": "eventpayload",
    "eventheader": "eventheader",
    "timestampFormat": "timestamp_format",
    "box": "box",
    "resultWrapper": "result_wrapper",
}
# Traits without a meaning at run time: text for people, or marks that only AWS's own tools read.
_IGNORED = {"documentation", "deprecated", "deprecatedMessage", "deprecatedSince", "synthetic", "enum", "error"}


def _named(traits: JsonObject, known: dict[str, str], where: str) -> JsonObject:
    unknown = set(traits) - set(known) - _IGNORED
    if unknown:
        raise ValueError(f"{where}: unknown traits {sorted(unknown)}: say what they mean in awso_codegen/ir/build.py")
    return {known[trait]: value for trait, value in traits.items() if trait in known}


def _xml_namespace(trait: Any) -> XmlNamespace:
    return XmlNamespace(trait) if isinstance(trait, str) else msgspec.convert(trait, XmlNamespace)


def _service(source: ServiceSource) -> ServiceModel:
    metadata = source.service["metadata"]
    listed = metadata.get("protocols") or [metadata["protocol"]]
    protocols = sorted(listed, key=SPOKEN.index)
    namespace = metadata.get("xmlNamespace")
    return ServiceModel(
        name=source.name,
        module=identifier(source.name),
        service_id=metadata["serviceId"],
        api_version=metadata["apiVersion"],
        endpoint_prefix=metadata["endpointPrefix"],
        protocol=protocols[0],
        protocols=protocols,
        full_name=metadata["serviceFullName"],
        signature_version=metadata["signatureVersion"],
        signing_name=metadata.get("signingName"),
        json_version=metadata.get("jsonVersion"),
        target_prefix=metadata.get("targetPrefix"),
        xml_namespace=None if namespace is None else _xml_namespace(namespace),
        global_endpoint=metadata.get("globalEndpoint"),
        auth=metadata.get("auth", []),
        query_compatible="awsQueryCompatible" in metadata,
        checksum_format=metadata.get("checksumFormat"),
        protocol_settings=metadata.get("protocolSettings", {}),
        client_context_params={
            name: {"type": param["type"]} for name, param in source.service.get("clientContextParams", {}).items()
        },
    )


def _operation(service: str, name: str, operation: JsonObject) -> OperationModel:
    # CloudFront's operations have a `name` that carries the API version; the key is what botocore and paginators use.
    http = operation["http"]
    discovery = operation.get("endpointdiscovery")
    model = OperationModel(
        name=name,
        python=method_name(name),
        http=HttpTrait(http["method"], http["requestUri"], int(http.get("responseCode") or 200)),
        input=build_member(operation["input"], name) if "input" in operation else None,
        output=build_member(operation["output"], name) if "output" in operation else None,
        errors=[error["shape"] for error in operation.get("errors", [])],
        authtype=operation.get("authtype"),
        auth=operation.get("auth", []),
        unsigned_payload=operation.get("unsignedPayload", False),
        host_prefix=operation.get("endpoint", {}).get("hostPrefix"),
        http_checksum=operation.get("httpChecksum"),
        http_checksum_required=operation.get("httpChecksumRequired", False),
        request_compression=operation.get("requestcompression", {}).get("encodings", []),
        endpoint_discovery=None if discovery is None else bool(discovery.get("required")),
        endpoint_operation=operation.get("endpointoperation", False),
        static_context_params={k: v["value"] for k, v in operation.get("staticContextParams", {}).items()},
        operation_context_params={
            name: compile_expression(param["path"])
            for name, param in operation.get("operationContextParams", {}).items()
        },
        idempotent=bool(operation.get("idempotent")),
        readonly=bool(operation.get("readonly")),
        deprecated=bool(operation.get("deprecated")),
    )
    return structs.replace(model, behaves=bool(behaviours_of(service, model)))


def _paginator(paginator: JsonObject, operation: OperationModel, shapes: dict[str, ShapeModel]) -> PaginatorModel:
    results = _compiled(paginator.get("result_key", []))
    return PaginatorModel(
        input_token=_listed(paginator["input_token"]),
        output_token=_compiled(paginator["output_token"]),
        result_key=results,
        items=next((result for result in results if _holds_items(result, operation, shapes)), None),
        limit_key=paginator.get("limit_key"),
        more_results=compile_expression(paginator["more_results"]) if "more_results" in paginator else None,
        non_aggregate_keys=_compiled(paginator.get("non_aggregate_keys", [])),
    )


def _holds_items(result: Expression, operation: OperationModel, shapes: dict[str, ShapeModel]) -> bool:
    found = None if operation.output is None else shape_at(result, shapes[operation.output.shape], shapes)
    return found is not None and found.type in ("list", "map")


def shape_at(path: Expression, shape: ShapeModel, shapes: dict[str, ShapeModel]) -> ShapeModel | None:
    """The shape that a path of members leads to; None where it leads nowhere."""
    for name in [path] if isinstance(path, str) else path[1:]:
        member = shape.members.get(name) if isinstance(name, str) else None
        if member is None:
            return None
        shape = shapes[member.shape]
    return shape


def _waiter(name: str, waiter: JsonObject) -> WaiterModel:
    return WaiterModel(
        python=method_name(name),
        operation=waiter["operation"],
        delay=waiter["delay"],
        max_attempts=waiter["maxAttempts"],
        acceptors=[_acceptor(acceptor) for acceptor in waiter["acceptors"]],
    )


def _acceptor(acceptor: JsonObject) -> AcceptorModel:
    expression = compile_expression(acceptor["argument"]) if "argument" in acceptor else None
    return msgspec.convert({**acceptor, "expression": expression}, AcceptorModel)


def _compiled(value: str | list[str]) -> list[Expression]:
    return [compile_expression(text) for text in _listed(value)]


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
