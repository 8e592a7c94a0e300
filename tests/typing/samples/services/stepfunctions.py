"""What a program may write with stepfunctions, and below, what it may not: see `tests/typing/test_services.py`."""

from typing import assert_type

from awso import stepfunctions

with stepfunctions.Client() as client:
    started = client.start_execution(state_machine_arn="arn", input="{}")
    assert_type(started.execution_arn, str | None)
    assert_type(client.describe_execution(execution_arn="arn").status, stepfunctions.ExecutionStatus | str | None)
    for execution in client.list_executions.items(state_machine_arn="arn", status_filter="RUNNING"):
        assert_type(execution, stepfunctions.ExecutionListItem)
    try:
        client.stop_execution(execution_arn="arn")
    except stepfunctions.errors.ExecutionDoesNotExist as error:
        assert_type(error.code, str)

    client.describe_execution(execution_arn=started.execution_arn)  # error: "execution_arn"
    client.start_execution(input="{}")  # error: "state_machine_arn"
    client.start_execution(state_machine_arn="arn", input={})  # error: "input"
    client.list_executions.items(machine="arn")  # error: "machine"
    client.start_executions()  # error: "start_executions"


async def concurrent() -> None:
    async with stepfunctions.AsyncClient() as aio:
        async for _ in aio.list_executions.items(state_machine_arn="arn", status_filter="RUNNING"):
            pass
        for _ in aio.list_executions.items(state_machine_arn="arn", status_filter="RUNNING"):  # error: "__iter__"
            pass
