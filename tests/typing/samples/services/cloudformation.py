"""What a program may write with cloudformation, and below, what it may not: see `tests/typing/test_services.py`."""

from typing import assert_type

from awso import cloudformation

with cloudformation.Client() as client:
    client.create_stack(
        stack_name="s",
        template_body="{}",
        parameters=[cloudformation.Parameter(parameter_key="k", parameter_value="v")],
        capabilities=["CAPABILITY_IAM"],
    )
    answer = client.wait_until.stack_create_complete(stack_name="s", max_wait_seconds=600)
    assert_type(answer.stacks, list[cloudformation.Stack])
    gone = client.wait_until.stack_delete_complete(stack_name="s")
    assert_type(gone, cloudformation.DescribeStacksOutput | None)
    for stack in client.describe_stacks.items():
        assert_type(stack.stack_status, cloudformation.StackStatus | str | None)
    try:
        client.delete_stack(stack_name="s")
    except cloudformation.errors.TokenAlreadyExistsException as error:
        assert_type(error.status, int)

    gone.stacks  # error: "stacks"
    client.create_stack(template_body="{}")  # error: "stack_name"
    client.create_stack(stack_name="s", parameters={"k": "v"})  # error: "parameters"
    client.wait_until.stack_created(stack_name="s")  # error: "stack_created"
    cloudformation.Parameter(key="k")  # error: "key"


async def concurrent() -> None:
    async with cloudformation.AsyncClient() as aio:
        async for _ in aio.describe_stacks.items():
            pass
        for _ in aio.describe_stacks.items():  # error: "__iter__"
            pass
