"""awso's client in a few lines: make a pool, sign a user up, sign in, read attributes, verify the tokens.

Runs against a user pool in this process, so it needs no AWS account; take `endpoint_url` and the credentials away, and
the same code talks to Amazon Cognito.
"""

from awso import Credentials, cognito, cognito_idp
from awso_userpool.testing import running_server

PASSWORD = "Correct-Horse-7"


def main() -> None:
    with (
        running_server() as server,
        cognito_idp.Client(
            region=server.region,
            endpoint_url=server.endpoint_url,
            credentials=Credentials(server.access_key_id, server.secret_access_key),
        ) as client,
    ):
        pool = client.create_user_pool(pool_name="quickstart", auto_verified_attributes=["email"]).user_pool
        assert pool is not None
        assert pool.id is not None
        app = client.create_user_pool_client(user_pool_id=pool.id, client_name="web").user_pool_client
        assert app is not None
        assert app.client_id is not None

        client.sign_up(
            client_id=app.client_id,
            username="ada",
            password=PASSWORD,
            user_attributes=[cognito_idp.AttributeType(name="email", value="ada@example.com")],
        )
        code = server.latest_message("ada@example.com").code or ""
        client.confirm_sign_up(client_id=app.client_id, username="ada", confirmation_code=code)

        tokens = cognito.sign_in(client, client_id=app.client_id, pool_id=pool.id, username="ada", password=PASSWORD)
        for attribute in client.get_user(access_token=tokens.access_token).user_attributes:
            print(f"{attribute.name} = {attribute.value}")

        for user in client.list_users.items(user_pool_id=pool.id):
            print(f"{user.username}: {user.user_status}")

        try:
            client.verify_user_attribute(access_token=tokens.access_token, attribute_name="email", code="000000")
        except cognito_idp.errors.ExpiredCodeException as error:
            print(f"refused: {error.message}")


if __name__ == "__main__":
    main()
