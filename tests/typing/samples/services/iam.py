"""What a program may write with iam, and below, what it may not: see `tests/typing/test_services.py`."""

from typing import assert_type

from awso import iam

with iam.Client() as client:
    role = client.create_role(role_name="r", assume_role_policy_document="{}").role
    assert_type(role, iam.Role | None)
    for user in client.list_users.items(path_prefix="/staff/"):
        assert_type(user, iam.User)
    client.attach_role_policy(role_name="r", policy_arn="arn")
    client.wait_until.role_exists(role_name="r", max_attempts=3)
    try:
        client.delete_role(role_name="r")
    except iam.errors.NoSuchEntityException as error:
        assert_type(error.code, str)

    role.arn  # error: "arn"
    client.create_role(role_name="r")  # error: "assume_role_policy_document"
    client.create_role(role_name="r", assume_role_policy_document={"Version": "1"})  # error: "assume_role_policy_document"
    client.wait_until.role_exists(role="r")  # error: "role"
    client.list_users.items(path="/staff/")  # error: "path"


async def concurrent() -> None:
    async with iam.AsyncClient() as aio:
        async for _ in aio.list_users.items(path_prefix="/staff/"):
            pass
        for _ in aio.list_users.items(path_prefix="/staff/"):  # error: "__iter__"
            pass
