"""Every waiter beside botocore's: of the same answers and errors, each accepts the same by the same acceptor.

Answers are random, but of what the waiter looks at: only members that its expressions name, with texts that it expects.
So each acceptor is met, and so is each answer that none accepts.
"""

import re
from importlib import import_module
from random import Random
from typing import Any, NamedTuple

import pytest

from awso.core.operation import Operation
from awso.core.waits import accepted
from awso.errors import ServiceError
from awso.registry import Service, service, service_names
from awso.shapes.pages_and_waits import WaiterModel
from awso.shapes.schema import Schema
from awso_codegen.model.source import data_folder, read_service

_waiter: Any = import_module("botocore.waiter")
_jmespath: Any = import_module("jmespath.exceptions")

TOTAL = 410  # of botocore 1.44.5
ANSWERS = 400
WITH_WAITERS = [name for name in service_names() if service(name).file.waiters]


class Seen(NamedTuple):
    """What came of one call."""

    answer: dict[str, Any] | None
    code: str | None
    status: int


class Answers:
    """Answers made of what one waiter looks at."""

    def __init__(self, waiter: WaiterModel, random: Random) -> None:
        arguments = " ".join(acceptor.argument for acceptor in waiter.acceptors)
        quoted = set(re.findall(r"'([^']*)'", arguments))
        expected = {acceptor.expected for acceptor in waiter.acceptors if isinstance(acceptor.expected, str)}
        self._texts = [*sorted(quoted | expected), "other", ""]
        self._names = set(re.findall(r"\w+", arguments))
        self._random = random

    def value(self, schema: Schema) -> Any:
        """A plain value of `schema`."""
        random = self._random
        match schema.kind:
            case "structure":
                return {
                    name: self.value(member.target)
                    for name, member in schema.members.items()
                    if name in self._names and random.random() < 0.9
                }
            case "list":
                assert schema.element is not None
                element, count = schema.element.target, random.choice((0, 1, 1, 2, 3))
                if random.random() < 0.5:  # all alike, as `pathAll` wants them
                    return [self.value(element)] * count
                return [self.value(element) for _ in range(count)]
            case "map":
                assert schema.value is not None
                return {str(key): self.value(schema.value.target) for key in range(random.choice((0, 1, 2)))}
            case "string":
                return random.choice(self._texts)
            case "boolean":
                return random.random() < 0.5
            case _:
                return random.choice((0, 1, 2))


def samples(operation: Operation, waiter: WaiterModel, random: Random) -> list[Seen]:
    """Answers and errors: at least one that each acceptor could be about."""
    answers = Answers(waiter, random)
    expected = [acceptor.expected for acceptor in waiter.acceptors]
    succeeded = operation.model.http.response_code
    codes = [code for code in expected if isinstance(code, str)]
    statuses = [status for status in expected if type(status) is int and status >= 300]
    schema = operation.output_schema
    return [
        *(Seen(answers.value(schema), None, succeeded) for _ in range(ANSWERS)),
        *(Seen(None, code, status) for code in [*codes, "Other"] for status in [*statuses, 400]),
    ]


def ours(operation: Operation, waiter: WaiterModel, seen: Seen) -> int | None:
    """The number of the acceptor that matches, by us."""
    if seen.code is not None:
        found = accepted(waiter, None, ServiceError("no", code=seen.code, status=seen.status), seen.status)
    else:
        found = accepted(waiter, operation.output_schema.from_value(seen.answer), None, seen.status)
    return None if found is None else waiter.acceptors.index(found)


def theirs(acceptors: list[Any], seen: Seen) -> int | None:
    """The same by botocore, but that what makes its expressions fail does not match."""
    response: dict[str, Any] = {**(seen.answer or {}), "ResponseMetadata": {"HTTPStatusCode": seen.status}}
    if seen.code is not None:
        response["Error"] = {"Code": seen.code, "Message": "no"}
    for number, acceptor in enumerate(acceptors):
        try:
            if acceptor.matcher_func(response):
                return number
        except _jmespath.JMESPathTypeError:
            pass  # `length(Things)` without things: botocore's wait ends in this exception, ours goes on
    return None


def compare(opened: Service, waiter: WaiterModel, entry: dict[str, Any]) -> None:
    operation = opened.operation(waiter.operation)
    acceptors = _waiter.SingleWaiterConfig(entry).acceptors
    matched: set[int | None] = set()
    for seen in samples(operation, waiter, Random(f"{opened.name} {waiter.python}")):
        number = ours(operation, waiter, seen)
        assert number == theirs(acceptors, seen), (waiter.python, seen)
        matched.add(number)
    missed = set(range(len(acceptors))) - matched
    assert [acceptors[number].explanation for number in missed if not is_hidden(waiter, number)] == [], waiter.python


def is_hidden(waiter: WaiterModel, number: int) -> bool:
    """Whether an earlier acceptor is about the same, so that this one never decides."""
    one = waiter.acceptors[number]
    return any(
        (other.matcher, other.expected, other.argument) == (one.matcher, one.expected, one.argument)
        for other in waiter.acceptors[:number]
    )


@pytest.mark.parametrize("name", WITH_WAITERS)
def test_botocore_accepts_the_same_answers_by_the_same_acceptors(name: str) -> None:
    opened = service(name)
    entries = read_service(data_folder(), opened.name).waiters
    for wire_name, entry in entries.items():
        compare(opened, opened.waiters[_waiter.xform_name(wire_name)], entry)


def test_all_waiters_were_compared() -> None:
    assert sum(len(service(name).waiters) for name in WITH_WAITERS) == TOTAL
