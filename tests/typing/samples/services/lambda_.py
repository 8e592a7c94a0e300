"""What a program may write with lambda_, and below, what it may not: see `tests/typing/test_services.py`."""

from typing import assert_type

from awso import lambda_

with lambda_.Client() as client:
    answer = client.invoke(function_name="f", payload=b"{}", invocation_type="RequestResponse")
    assert_type(answer.status_code, int | None)
    for function in client.list_functions.items():
        assert_type(function, lambda_.FunctionConfiguration)
    client.create_function(function_name="f", role="arn", code=lambda_.FunctionCode(zip_file=b"PK"), timeout=3)
    assert_type(client.wait_until.function_active_v2(function_name="f"), lambda_.GetFunctionResponse)
    try:
        client.delete_function(function_name="f")
    except lambda_.errors.ResourceNotFoundException as error:
        assert_type(error.type, str | None)

    client.invoke(payload=b"{}")  # error: "function_name"
    client.create_function(function_name="f", role="arn", code=b"PK")  # error: "code"
    lambda_.FunctionCode(zipfile=b"PK")  # error: "zipfile"
    client.wait_until.function_activ(function_name="f")  # error: "function_activ"
    client.list_functions.items(marker=1)  # error: "marker"


async def concurrent() -> None:
    async with lambda_.AsyncClient() as aio:
        async for _ in aio.list_functions.items():
            pass
        for _ in aio.list_functions.items():  # error: "__iter__"
            pass
