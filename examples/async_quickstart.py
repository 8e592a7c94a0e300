"""The same client for asyncio: ten users sign up and sign in at the same time."""

import asyncio

from awso import cognito, cognito_idp
from awso_userpool.testing import UserPoolServer, running_server

PASSWORD = "Correct-Horse-7"


async def sign_up_and_in(client: cognito_idp.AsyncClient, pool_id: str, client_id: str, name: str) -> str:
    """The `sub` of a new user, as GetUser shows it."""
    await client.sign_up(client_id=client_id, username=name, password=PASSWORD)
    await client.admin_confirm_sign_up(user_pool_id=pool_id, username=name)
    tokens = await cognito.sign_in_async(client, client_id=client_id, pool_id=pool_id, username=name, password=PASSWORD)
    user = await client.get_user(access_token=tokens.access_token)
    return next(each.value or "" for each in user.user_attributes if each.name == "sub")


async def play(server: UserPoolServer) -> None:
    async with server.async_client() as client:
        pool = (await client.create_user_pool(pool_name="async")).user_pool
        assert pool is not None
        assert pool.id is not None
        app = (await client.create_user_pool_client(user_pool_id=pool.id, client_name="web")).user_pool_client
        assert app is not None
        assert app.client_id is not None
        names = [f"user{number}" for number in range(10)]
        subs = await asyncio.gather(*(sign_up_and_in(client, pool.id, app.client_id, name) for name in names))
        print(f"{len(set(subs))} users signed in")


def main() -> None:
    with running_server() as server:
        asyncio.run(play(server))


if __name__ == "__main__":
    main()
