"""What a program may write with sts, and below, what it may not: see `tests/typing/test_services.py`."""

from datetime import datetime
from typing import assert_type

from awso import sts

with sts.Client() as client:
    assert_type(client.get_caller_identity().account, str | None)
    credentials = client.assume_role(role_arn="arn", role_session_name="s", duration_seconds=900).credentials
    assert_type(credentials, sts.Credentials | None)
    if credentials is not None:
        assert_type(credentials.expiration, datetime | None)
    try:
        client.decode_authorization_message(encoded_message="m")
    except sts.errors.InvalidAuthorizationMessageException as error:
        assert_type(error.message, str)

    credentials.access_key_id  # error: "access_key_id"
    client.get_caller_identity(account="1")  # error: "account"
    client.assume_role(role_arn="arn")  # error: "role_session_name"
    client.assume_role(role_arn="arn", role_session_name="s", duration_seconds="900")  # error: "duration_seconds"
    client.get_caller_id()  # error: "get_caller_id"


async def concurrent() -> None:
    async with sts.AsyncClient() as aio:
        assert_type((await aio.get_caller_identity()).account, str | None)
        aio.get_caller_identity().account  # error: "account"
