"""Which protocol an operation speaks: the only place that chooses one."""

from typing import TYPE_CHECKING

from awso.errors import ConfigurationError

if TYPE_CHECKING:
    from awso.core.operation import Operation
    from awso.protocols.interface import OperationProtocol
    from awso.shapes.model import ServiceModel

SPOKEN = ("smithy-rpc-v2-cbor", "json", "rest-json", "rest-xml", "query", "ec2")
"""In AWS's order of preference."""


def protocol_name(model: "ServiceModel") -> str:
    """The protocol to speak: the service's first that awso speaks. Raises `ConfigurationError` where there is none."""
    for name in (model.protocol, *model.protocols):
        if name in SPOKEN:
            return name
    offered = " or ".join(dict.fromkeys((model.protocol, *model.protocols)))
    raise ConfigurationError(
        f"{model.name} speaks {offered}, and this version of awso only {', '.join(SPOKEN)}:"
        " its shapes can be read and written, its operations cannot be called yet"
    )


def bind(operation: "Operation", name: str | None = None) -> "OperationProtocol":
    """The wire form of `operation`, in the protocol `name` where its service speaks several."""
    match name or protocol_name(operation.service.model):
        case "smithy-rpc-v2-cbor":
            from awso.protocols.rpc_v2_cbor import RpcV2Cbor

            return RpcV2Cbor(operation)
        case "json":
            from awso.protocols.aws_json import AwsJson

            return AwsJson(operation)
        case "rest-json":
            from awso.protocols.rest_json import RestJson

            return RestJson(operation)
        case "rest-xml":
            from awso.protocols.rest_xml import RestXml

            return RestXml(operation)
        case "query":
            from awso.protocols.query import Query

            return Query(operation)
        case "ec2":
            from awso.protocols.query import Ec2Query

            return Ec2Query(operation)
        case unknown:
            raise AssertionError(f"{unknown} is in SPOKEN and has no case")
