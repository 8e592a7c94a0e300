"""Which protocol an operation speaks: the only place that chooses one."""

from typing import TYPE_CHECKING

from awso.errors import ConfigurationError

if TYPE_CHECKING:
    from typing import Literal

    from awso.core.operation import Operation
    from awso.protocols.event_streams import Direction, StreamBinding
    from awso.protocols.interface import OperationProtocol
    from awso.shapes.model import ServiceModel

SPOKEN = ("json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor", "query", "ec2")
"""In the order in which AWS's own Python SDK prefers them (botocore.utils.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS): the 41
services that offer both are spoken to in JSON, which Python reads several times as fast as CBOR, and which emulators
know."""


def protocol_name(model: "ServiceModel") -> str:
    """The protocol to speak: of the service's the one that comes first in `SPOKEN`.

    Raises `ConfigurationError` where there is none.
    """
    offers = (model.protocol, *model.protocols)
    for name in SPOKEN:
        if name in offers:
            return name
    offered = " or ".join(dict.fromkeys(offers))
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


def bind_events(
    operation: "Operation", direction: "Direction", form: "Literal['json', 'xml', 'cbor']"
) -> "StreamBinding | None":
    """The events of an operation's input or output, their structures written in `form`; None where it has none."""
    member = (operation.input_schema if direction == "input" else operation.output_schema).event_member
    if member is None:
        return None
    from awso.protocols.event_streams import FORMATS, StreamBinding

    return StreamBinding(operation, member, FORMATS[form], direction)
