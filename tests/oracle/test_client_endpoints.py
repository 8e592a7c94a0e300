"""Where a client calls, from its options to the URL and the credential scope, is where botocore's client calls.

Each service of the sample by one operation without required members, in four regions, with FIPS, dual stack, both and
neither. All services: 1,460 calls agreed when this was written, those left over had no such operation or are SigV2's.
"""

from random import Random

import pytest

import awso
from awso.core.operation import Operation
from awso.errors import AwsoError
from awso.registry import service_names
from tests.oracle.whole_calls import ACCOUNT, NOTHING, Call, Sent, ours, theirs

SAMPLE = 40
SIGNED_BY_VERSION_2 = {"importexport", "sdb"}
CBOR_ALONE = {"cloudwatchomni", "eventbridgev2"}  # botocore cannot read the empty answer
DISCOVERED = {"timestream_query", "timestream_write"}  # tests/unit/behaviours/test_endpoint_discovery.py
REGIONS = ("us-east-1", "eu-west-1", "us-gov-west-1", "cn-north-1")


def an_operation(module: str) -> Operation | None:
    operations = list(awso.service(module).operations())
    Random(module).shuffle(operations)
    for operation in operations:
        if not any(member.required for member in operation.input_schema.members.values()):
            return operation
    return None


def calls() -> list[Call]:
    modules = sorted(set(service_names()) - SIGNED_BY_VERSION_2 - CBOR_ALONE - DISCOVERED)
    found: list[Call] = []
    for module in Random(20).sample(modules, SAMPLE):
        operation = an_operation(module)
        if operation is None:
            continue
        for region, (fips, dual_stack) in zip(
            REGIONS, ((False, False), (True, False), (False, True), (True, True)), strict=True
        ):
            options = {"use_fips": fips, "use_dual_stack": dual_stack}
            config = {"use_fips_endpoint": fips, "use_dualstack_endpoint": dual_stack}
            service = operation.service.name
            found.append(Call(service, operation.name, {}, (NOTHING,), region, options, config, ACCOUNT))
    return found


def place(sent: list[Sent]) -> tuple[str, str]:
    return sent[0].url.split("/")[2], sent[0].scope


@pytest.mark.parametrize("call", calls(), ids=str)
def test_a_client_calls_where_botocores_calls(call: Call) -> None:
    try:
        expected = theirs(call)
    except Exception as refusal:
        if not type(refusal).__module__.startswith("botocore"):
            raise
        with pytest.raises(AwsoError):
            ours(call)
    else:
        assert place(ours(call)) == place(expected)
