"""What boto3 calls the methods and the class of a service's client."""

import re
from collections.abc import Mapping
from keyword import iskeyword
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from awso.registry import Service

# Operations whose input is an event stream beside an output that is one: boto3 has no methods for them.
WITHOUT_METHOD: dict[str, tuple[str, ...]] = {
    "bedrock-runtime": ("InvokeModelWithBidirectionalStream",),
    "connecthealth": ("StartMedicalScribeListeningSession",),
    "lexv2-runtime": ("StartConversation",),
    "polly": ("StartSpeechSynthesisStream",),
    "qbusiness": ("Chat",),
}


def methods_of(service: "Service") -> Mapping[str, str]:
    """The operations of a service by boto3's names of their methods: `list_tables` → `ListTables`.

    boto3 lists those without a method too.
    """
    return {_unescaped(python): wire for python, wire in service.operations_by_python_name.items()}


def operation_of(service: "Service", method: str) -> str | None:
    """The operation behind a method; None where there is none."""
    if method.startswith("_"):
        return None
    operation = service.operation_of_method(f"{method}_" if iskeyword(method) else method)
    return None if operation is None or operation.name in WITHOUT_METHOD.get(service.name, ()) else operation.name


def _unescaped(python: str) -> str:
    """A keyword is a method's name all the same, to be reached by `getattr`."""
    return python[:-1] if python.endswith("_") and iskeyword(python[:-1]) else python


def class_name(service_id: str) -> str:
    """boto3's name of a service's client class: `DynamoDB`, `CognitoIdentityProvider`."""
    return re.sub(r"\W+", "", service_id)


def method_of(service: "Service", wire: str) -> str:
    """The method of an operation."""
    return _unescaped(service.operation_model(wire).python)
