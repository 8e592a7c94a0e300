"""boto3 as a foreign client, and the pool it makes in these tests."""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

import boto3
from botocore.config import Config

from awso_userpool.testing import UserPoolServer

# Any: boto3 makes its clients at run time and has no types.
Boto3: TypeAlias = Any

PASSWORD = "Correct-Horse-7"


def connect(**arguments: Any) -> Boto3:
    """A boto3 client that does not try again."""
    make: Any = boto3.Session().client  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # untyped
    config: Any = Config(retries={"total_max_attempts": 1, "mode": "standard"})
    return make("cognito-idp", config=config, **arguments)


def boto3_client(server: UserPoolServer, **changes: Any) -> Boto3:
    """A client with the server's own access key."""
    return connect(**{**server.boto3_arguments(), **changes})


class Pool(NamedTuple):
    """A pool with one app client."""

    id: str
    client_id: str


FLOWS = (
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
)


def make_pool(boto: Boto3, *, client: Mapping[str, Any] | None = None, **settings: Any) -> Pool:
    pool = boto.create_user_pool(PoolName="foreign", AutoVerifiedAttributes=["email"], **settings)["UserPool"]
    options: dict[str, Any] = {"ClientName": "web", "ExplicitAuthFlows": list(FLOWS), **(client or {})}
    app = boto.create_user_pool_client(UserPoolId=pool["Id"], **options)["UserPoolClient"]
    return Pool(pool["Id"], app["ClientId"])


def sign_up(boto: Boto3, server: UserPoolServer, pool: Pool, name: str = "ada") -> str:
    """Signs `name` up and confirms it with the code from the inbox; the address."""
    address = f"{name}@example.com"
    boto.sign_up(
        ClientId=pool.client_id,
        Username=name,
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": address}],
    )
    code = server.latest_message(address).code
    boto.confirm_sign_up(ClientId=pool.client_id, Username=name, ConfirmationCode=code)
    return address


def code_sent_to(server: UserPoolServer, address: str) -> str:
    """The code of the latest message to `address`."""
    code = server.latest_message(address).code
    assert code is not None
    return code


def sign_in(boto: Boto3, pool: Pool, name: str = "ada", password: str = PASSWORD) -> dict[str, Any]:
    """The AuthenticationResult of a sign-in by password."""
    result: dict[str, Any] = boto.initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )["AuthenticationResult"]
    return result


def refusal(call: Any, **arguments: Any) -> tuple[str, str]:
    """Code and message of the error with which the server answers `call`."""
    from botocore.exceptions import ClientError

    try:
        call(**arguments)
    except ClientError as error:
        response: Any = error.response
        return response["Error"]["Code"], response["Error"]["Message"]
    raise AssertionError("the call was accepted")
