"""What a program may write with ssm, and below, what it may not: see `tests/typing/test_services.py`."""

from typing import assert_type

from awso import ssm

with ssm.Client() as client:
    client.put_parameter(name="/a", value="1", type="SecureString", overwrite=True)
    parameter = client.get_parameter(name="/a", with_decryption=True).parameter
    assert_type(parameter, ssm.Parameter | None)
    for found in client.get_parameters_by_path.items(path="/"):
        assert_type(found.version, int | None)
    assert_type(
        client.wait_until.command_executed(command_id="c", instance_id="i"), ssm.GetCommandInvocationResult
    )
    try:
        client.delete_parameter(name="/a")
    except ssm.errors.ParameterNotFound as error:
        assert_type(error.operation, str)

    parameter.value  # error: "value"
    client.put_parameter(name="/a")  # error: "value"
    client.get_parameter(name="/a", with_decryption="yes")  # error: "with_decryption"
    client.get_parameters_by_path.pages()  # error: "path"
    client.wait_until.command_executed(command_id="c")  # error: "instance_id"


async def concurrent() -> None:
    async with ssm.AsyncClient() as aio:
        async for _ in aio.get_parameters_by_path.items(path="/"):
            pass
        for _ in aio.get_parameters_by_path.items(path="/"):  # error: "__iter__"
            pass
