"""What a program may write with secretsmanager, and below, what it may not: see `tests/typing/test_services.py`."""

from datetime import datetime
from typing import assert_type

from awso import secretsmanager

with secretsmanager.Client() as client:
    client.create_secret(name="s", secret_string="x")
    value = client.get_secret_value(secret_id="s")
    assert_type(value.secret_string, str | None)
    assert_type(value.created_date, datetime | None)
    for secret in client.list_secrets.items(filters=[secretsmanager.Filter(key="name", values=["s"])]):
        assert_type(secret, secretsmanager.SecretListEntry)
    try:
        client.delete_secret(secret_id="s", force_delete_without_recovery=True)
    except secretsmanager.errors.ResourceNotFoundException as error:
        assert_type(error.attempts, int)

    len(value.secret_string)  # error: None
    client.get_secret_value(name="s")  # error: "name"
    client.create_secret(secret_string="x")  # error: "name"
    client.list_secrets.items(filters={"name": "s"})  # error: "filters"
    value.secret = "y"  # error: "secret"


async def concurrent() -> None:
    async with secretsmanager.AsyncClient() as aio:
        async for _ in aio.list_secrets.items(filters=[secretsmanager.Filter(key="name", values=["s"])]):
            pass
        for _ in aio.list_secrets.items(filters=[secretsmanager.Filter(key="name", values=["s"])]):  # error: "__iter__"
            pass
