"""Which protocol an operation speaks: the only place that chooses one."""

from typing import TYPE_CHECKING

from awso.errors import ConfigurationError

if TYPE_CHECKING:
    from awso.core.operation import Operation
    from awso.protocols.interface import OperationProtocol
    from awso.shapes.model import ServiceModel

SPOKEN = ("json",)
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


def bind(operation: "Operation") -> "OperationProtocol":
    """The wire form of `operation`."""
    match protocol_name(operation.service.model):
        case "json":
            from awso.protocols.aws_json import AwsJson

            return AwsJson(operation)
        case name:
            raise AssertionError(f"{name} is in SPOKEN and has no case")
