"""`client.wait_until` as a program uses it, blocking and async, over `MemoryTransport`; no test really sleeps."""

import asyncio
import inspect
from typing import Any

import pytest

import awso
from awso import account, dynamodb
from awso.core.waits import WaitAttempt, WaitOptions
from awso.errors import WaiterTimeoutError
from awso.testing import MemoryTransport

KEYS = awso.StaticCredentials("AKIDEXAMPLE", "secret")
CREATING, ACTIVE = (b'{"Table":{"TableStatus":"%s"}}' % state for state in (b"CREATING", b"ACTIVE"))


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What was slept instead of sleeping."""
    seconds: list[float] = []

    async def sleep(delay: float) -> None:
        seconds.append(delay)

    monkeypatch.setattr("time.sleep", seconds.append)
    monkeypatch.setattr("asyncio.sleep", sleep)
    return seconds


def answering(*bodies: bytes) -> dict[str, Any]:
    transport = MemoryTransport([awso.HttpResponse(200, {}, body) for body in bodies])
    return {"transport": transport, "region": "us-east-1", "credentials": KEYS}


def test_a_blocking_client_waits(slept: list[float]) -> None:
    told: list[WaitAttempt[dynamodb.DescribeTableOutput]] = []

    with dynamodb.Client(**answering(CREATING, ACTIVE)) as client:
        answer = client.wait_until.table_exists(table_name="Ships", on_attempt=told.append)

    assert answer.table is not None
    assert answer.table.table_status == "ACTIVE"
    assert slept == [20]
    assert [attempt.state for attempt in told] == ["retry", "success"]


def test_an_async_client_waits(slept: list[float]) -> None:
    async def main() -> dynamodb.DescribeTableOutput:
        async with dynamodb.AsyncClient(**answering(CREATING, ACTIVE)) as client:
            return await client.wait_until.table_exists(table_name="Ships", delay_seconds=3)

    answer = asyncio.run(main())

    assert answer.table is not None
    assert slept == [3]


def test_cancelling_the_task_ends_the_wait() -> None:
    transport = MemoryTransport(lambda _: awso.HttpResponse(200, {}, CREATING))

    async def main() -> None:
        client = dynamodb.AsyncClient(transport=transport, region="us-east-1", credentials=KEYS)
        task = asyncio.ensure_future(client.wait_until.table_exists(table_name="Ships"))
        while not transport.requests:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())

    assert len(transport.requests) == 1


def test_options_of_a_view_hold_for_its_waiters(slept: list[float]) -> None:
    options = answering(CREATING)
    client = dynamodb.Client(**options)
    other = awso.StaticCredentials("AKIDOTHER", "secret")

    with pytest.raises(WaiterTimeoutError):
        client.with_options(credentials=other).wait_until.table_exists(table_name="Ships", max_attempts=1)

    assert "AKIDOTHER" in options["transport"].requests[0].headers["authorization"]


def test_a_waiter_takes_a_ready_made_input_too(slept: list[float]) -> None:
    told: list[WaitAttempt[dynamodb.DescribeTableOutput]] = []
    client = dynamodb.Client(**answering(CREATING, ACTIVE))

    there = client.wait_until.table_exists.with_input(dynamodb.DescribeTableInput(table_name="Ships"))
    answer = there(delay_seconds=2, on_attempt=told.append)

    assert answer.table is not None
    assert answer.table.table_status == "ACTIVE"
    assert (slept, len(told)) == ([2], 2)
    assert set(inspect.signature(there).parameters) == set(WaitOptions.__struct_fields__)
    assert repr(there) == "<dynamodb wait_until.table_exists of a client with its input>"


def test_at_run_time_the_input_may_also_stand_in_the_place_of_the_members(slept: list[float]) -> None:
    client: Any = dynamodb.Client(**answering(ACTIVE))  # Any: checkers accept `with_input` alone

    answer = client.wait_until.table_exists(dynamodb.DescribeTableInput(table_name="Ships"), max_wait_seconds=1)

    assert answer.table.table_status == "ACTIVE"


def test_a_mistyped_waiter_is_answered_with_the_nearest() -> None:
    client: Any = dynamodb.Client()

    with pytest.raises(AttributeError, match=r"wait_until of dynamodb has no member 'table_exist': .*'table_exists'"):
        client.wait_until.table_exist(table_name="Ships")


def test_a_service_without_waiters_says_so() -> None:
    client: Any = account.Client()

    with pytest.raises(AttributeError, match="client of account has no wait_until: AWS has modelled no waiter for it"):
        client.wait_until.anything()
    assert "wait_until" not in dir(client)


def test_waiters_are_found_by_dir_and_help() -> None:
    client = dynamodb.Client()
    waiter: Any = client.wait_until.table_exists

    assert "wait_until" in dir(client)
    assert {"table_exists", "table_not_exists"} <= set(dir(client.wait_until))
    assert repr(client.wait_until) == "<the waiters of a client of dynamodb>"
    assert repr(waiter) == "<dynamodb wait_until.table_exists of a client>"
    assert (waiter.__name__, waiter.__qualname__) == ("table_exists", "Client.wait_until.table_exists")
    assert list(inspect.signature(waiter).parameters) == ["table_name", *WaitOptions.__struct_fields__]
    said = inspect.getdoc(waiter)
    assert said is not None
    assert said.startswith(
        "Wait with `describe_table` every 20 s, at most 25 times.\n\n"
        'Until:\n- `Table.TableStatus` is "ACTIVE"\n\nArgs:\n    table_name: The name of the table to describe'
    )
    assert "\n    max_wait_seconds: After how long to give up" in said


def test_no_waiter_takes_a_member_that_is_called_like_an_option_or_has_the_name_of_an_operation() -> None:
    options = set(WaitOptions.__struct_fields__)
    for name in awso.service_names():
        service = awso.service(name)
        # `help` looks for both by the name in the stub.
        assert not set(service.waiters) & set(service.operations_by_python_name)
        for waiter in service.waiters.values():
            members = service.operation(waiter.operation).input_schema.members.values()
            assert not options & {member.python for member in members}
