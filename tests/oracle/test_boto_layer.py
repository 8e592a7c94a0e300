"""awso.boto's conversions and botocore's, for operations of every service in every protocol.

What a boto3 program passes means the same input, what is wrong with it is said in the same words, and what comes back
is the same dict, metadata and errors included.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from awso.boto.error_response import error_response
from awso.boto.inputs import MisfitError, input_of
from awso.boto.metadata import metadata_of
from awso.boto.outputs import output_of
from awso.boto.validate import report
from awso.core.operation import Operation
from awso.shapes.kinds import is_dict, is_json_array
from tests.oracle import botocore_side
from tests.oracle.deviations import unexplained
from tests.oracle.differences import Difference, differences
from tests.oracle.families import FAMILIES
from tests.oracle.sides import REQUEST_ID, Sides, operations, pairs
from tests.property.values import value_for

PAIRS = [pair for pair in pairs() if pair[1] in FAMILIES]
SAMPLE = 2
# A quarter in every run, the same each time; the others where slow tests are run.
TRIED = [pytest.param(*pair, marks=[] if Random(f"{pair}").random() < 0.25 else [pytest.mark.slow]) for pair in PAIRS]


def answers(operation: Operation, protocol: str) -> Iterator[Difference]:
    sides = Sides(operation, protocol)
    random = Random(f"answers of {operation}")
    value = value_for(operation.output_schema, random)
    params = operation.output_schema.to_value(value)
    written = [sides.ours.encode_response(value, REQUEST_ID), *sides.family.responses(sides, params, random)]
    for response in written:
        ours = (
            {}
            if operation.model.output is None
            else output_of(operation.output_schema, sides.ours.decode_response(response))
        )
        ours["ResponseMetadata"] = metadata_of(protocol, response, 1)
        del ours["ResponseMetadata"]["RetryAttempts"]
        if operation.model.output is None and protocol == "smithy-rpc-v2-cbor":
            ours["ResponseMetadata"].pop("RequestId", None)  # botocore does not look for it then
        yield from differences("response", "", ours, botocore_side.answer_of(sides.theirs, response, protocol))


def errors(operation: Operation, protocol: str) -> Iterator[Difference]:
    sides = Sides(operation, protocol)
    random = Random(f"errors of {operation}")
    for name in operation.model.errors[:3]:
        params: dict[str, Any] = operation.service.shape(name).to_value(
            value_for(operation.service.shape(name), random)
        )
        for _, code, response in sides.family.errors(sides, name, params, random):
            theirs = botocore_side.error_answer_of(sides.theirs, response, protocol)
            if theirs["Error"]["Code"] != code or (operation.service.name, protocol) == ("sdb", "query"):
                continue  # botocore does not find it (tests.oracle.deviations), or not the members beside it
            ours = error_response(operation, protocol, response, sides.ours.decode_error(response), 1)
            del ours["ResponseMetadata"]["RetryAttempts"]
            yield from differences("error", "", ours, theirs)


@pytest.mark.parametrize(("name", "protocol"), TRIED)
def test_answers_are_the_dicts_that_botocore_makes(name: str, protocol: str) -> None:
    found = [each for operation in operations(name, SAMPLE) for each in answers(operation, protocol)]

    assert unexplained(found) == []


@pytest.mark.parametrize(("name", "protocol"), TRIED)
def test_errors_are_the_dicts_that_botocore_makes(name: str, protocol: str) -> None:
    found = [each for operation in operations(name, SAMPLE) for each in errors(operation, protocol)]

    assert unexplained(found) == []


@pytest.mark.parametrize(("name", "protocol"), TRIED)
def test_arguments_mean_the_input_that_they_were_made_of(name: str, protocol: str) -> None:
    for operation in operations(name, SAMPLE):
        value = value_for(operation.input_schema, Random(f"{operation}"), constrained=True)

        assert input_of(operation.input_schema, operation.input_schema.to_value(value)) == value


@pytest.mark.parametrize(("name", "protocol"), TRIED)
def test_what_is_wrong_is_said_in_botocore_s_words(name: str, protocol: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # botocore shows sensitive values too; that ours are masked is tests/unit/boto/test_validate.py's business.
    monkeypatch.setattr("awso.boto.validate._Report.shown", unmasked)
    for operation in operations(name, SAMPLE):
        shape = Sides(operation, protocol).theirs.input_shape
        if shape is None:
            continue
        random = Random(f"mistakes of {operation}")
        for _ in range(8):
            value = value_for(operation.input_schema, random, constrained=random.random() < 0.5)
            params = spoilt(operation.input_schema.to_value(value), random)
            theirs = sorted(botocore_side.complaints_of(shape, params).splitlines())

            assert sorted(report(operation.input_schema, params).splitlines()) == without_tokens(operation, theirs)
            assert is_refused(operation, params) == bool(without_tokens(operation, theirs))


def unmasked(_report: object, _schema: object, value: object) -> object:
    return value


def without_tokens(operation: Operation, lines: list[str]) -> list[str]:
    """botocore makes absent idempotency tokens before it looks."""
    tokens = [m.name for m in operation.input_schema.members.values() if m.model.idempotency_token]
    return [line for line in lines if line not in {f'Missing required parameter in input: "{name}"' for name in tokens}]


def is_refused(operation: Operation, params: Any) -> bool:
    try:
        input_of(operation.input_schema, params)
    except MisfitError:
        return True
    return False


def spoilt(value: Any, random: Random) -> Any:
    """`value` with some of its parts replaced, left out, or added."""
    if random.random() < 0.05:
        return random.choice((None, 7, "", "text", b"bytes", 1.5, True, [], {}, object, [None], {"a": {}}))
    if is_dict(value):
        made = {name: spoilt(inner, random) for name, inner in value.items() if random.random() > 0.1}
        return made | ({"Unheard": 1} if random.random() < 0.05 else {})
    if is_json_array(value):
        return [spoilt(inner, random) for inner in value]
    return value
