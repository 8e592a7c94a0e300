"""`awso_userpool.testing`: the server inside a test's own process, with and without a socket."""

import asyncio
import threading
import time
from pathlib import Path

import pytest

from awso import Credentials, cognito, cognito_idp
from awso.errors import ReadTimeoutError, TransportError
from awso_userpool.secrets.master_key import generated_keys
from awso_userpool.storage.interface import WrongMasterKeyError
from awso_userpool.testing import UserPoolServer, running_server

PASSWORD = "Correct-Horse-7"


def make_pool(client: cognito_idp.Client) -> tuple[str, str]:
    pool = client.create_user_pool(pool_name="test", auto_verified_attributes=["email"]).user_pool
    assert pool is not None
    assert pool.id is not None
    app = client.create_user_pool_client(user_pool_id=pool.id, client_name="web").user_pool_client
    assert app is not None
    assert app.client_id is not None
    return pool.id, app.client_id


def sign_up(client: cognito_idp.Client, client_id: str, name: str) -> None:
    email = cognito_idp.AttributeType(name="email", value=f"{name}@example.com")
    client.sign_up(client_id=client_id, username=name, password=PASSWORD, user_attributes=[email])


def test_without_a_socket_our_clients_reach_it_and_nothing_else_can() -> None:
    with running_server(listen=False) as server:
        client = server.client()
        pool_id, client_id = make_pool(client)
        sign_up(client, client_id, "ada")
        code = server.latest_message().code or ""
        client.confirm_sign_up(client_id=client_id, username="ada", confirmation_code=code)

        tokens = cognito.sign_in(client, client_id=client_id, pool_id=pool_id, username="ada", password=PASSWORD)

        assert client.get_user(access_token=tokens.access_token).username == "ada"
        with pytest.raises(RuntimeError, match="no socket: start it with listen=True"):
            server.boto3_arguments()


def test_tokens_are_verified_by_keys_fetched_without_a_socket() -> None:
    with running_server(listen=False) as server:
        client = server.client()
        pool_id, client_id = make_pool(client)
        sign_up(client, client_id, "ada")
        client.admin_confirm_sign_up(user_pool_id=pool_id, username="ada")
        tokens = cognito.sign_in(client, client_id=client_id, pool_id=pool_id, username="ada", password=PASSWORD)
        verifier = cognito.TokenVerifier(
            client_id=client_id,
            token_use="access",
            scope="aws.cognito.signin.user.admin",
            issuer=f"{server.endpoint_url}/{pool_id}",
            transport=server.transport,
        )

        assert verifier.verify(tokens.access_token).client_id == client_id


def test_messages_are_complete_as_soon_as_one_asks() -> None:
    with running_server(listen=False) as server:
        client = server.client()
        _, client_id = make_pool(client)
        for number in range(30):
            sign_up(client, client_id, f"user{number}")
            assert len(server.messages) == number + 1

        assert server.latest_message("user3@example.com").username == "user3"
        with pytest.raises(LookupError, match=r"no message to nobody@example\.com"):
            server.latest_message("nobody@example.com")


def test_many_threads_may_call_at_once() -> None:
    with running_server(listen=False) as server:
        client = server.client()
        pool_id, client_id = make_pool(client)
        threads = [threading.Thread(target=sign_up, args=(client, client_id, f"user{n}")) for n in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len({user.username for user in client.list_users.items(user_pool_id=pool_id)}) == 16
        assert len(server.messages) == 16


def test_an_async_client_works_from_any_loop() -> None:
    async def names(server: UserPoolServer) -> list[str | None]:
        async with server.async_client() as client:
            answer = await client.list_user_pools(max_results=10)
            return [pool.name for pool in answer.user_pools]

    with running_server(listen=False) as server:
        make_pool(server.client())

        assert asyncio.run(names(server)) == ["test"]
        assert asyncio.run(names(server)) == ["test"]


def test_a_call_to_another_host_by_mistake_fails() -> None:
    with running_server(listen=False) as server:
        astray = cognito_idp.Client(
            region="us-east-1", credentials=Credentials("AKIA", "secret"), transport=server.transport, retries=1
        )

        with pytest.raises(TransportError, match=r"cognito-idp\.us-east-1\.amazonaws\.com is not the user pool"):
            astray.list_user_pools(max_results=1)


def test_a_timeout_is_kept_without_a_socket_too() -> None:
    released = threading.Event()

    def hang(event: dict[str, object]) -> dict[str, object]:
        released.wait(30)
        return event

    with running_server(listen=False) as server:
        client = server.client()
        triggers = cognito_idp.LambdaConfigType(pre_sign_up=server.on("PreSignUp", hang))
        pool = client.create_user_pool(pool_name="slow", lambda_config=triggers).user_pool
        assert pool is not None
        app = client.create_user_pool_client(user_pool_id=pool.id or "", client_name="web").user_pool_client
        assert app is not None
        hasty = client.with_options(timeout=0.2, retries=1)
        with pytest.raises(ReadTimeoutError, match=r"no answer within 0\.2 s"):
            sign_up(hasty, app.client_id or "", "ada")
        released.set()


def test_a_second_server_goes_on_where_the_first_stopped(tmp_path: Path) -> None:
    keys = generated_keys()

    def start() -> UserPoolServer:
        database = f"sqlite:///{tmp_path}/pool.db"
        return UserPoolServer(listen=False, database=database, master_keys=keys)

    with start() as first:
        pool_id, client_id = make_pool(first.client())
        sign_up(first.client(), client_id, "ada")

    with start() as second:
        assert second.client().admin_get_user(user_pool_id=pool_id, username="ada").user_status == "UNCONFIRMED"


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/pool.db"
    with UserPoolServer(database=database):
        pass

    with pytest.raises(WrongMasterKeyError), UserPoolServer(database=database):
        pass


def test_the_clock_is_the_tests() -> None:
    now = [time.time()]  # what our client signs with, so that the server accepts its signatures
    with UserPoolServer(clock=lambda: now[0]) as server:
        client = server.client()
        pool_id, client_id = make_pool(client)
        sign_up(client, client_id, "ada")
        code = server.latest_message().code or ""
        now[0] += 24 * 3600 + 1

        with pytest.raises(cognito_idp.errors.ExpiredCodeException):
            client.confirm_sign_up(client_id=client_id, username="ada", confirmation_code=code)
        now[0] -= 24 * 3600 + 1
        assert client.admin_get_user(user_pool_id=pool_id, username="ada").user_status == "UNCONFIRMED"


def test_a_server_that_is_not_running_is_said_so() -> None:
    server = UserPoolServer(listen=False)

    with pytest.raises(RuntimeError, match="use it as `with UserPoolServer"):
        server.client()
