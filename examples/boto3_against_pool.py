"""boto3, unchanged, against a user pool in this process: only `endpoint_url` differs from the real service."""

from typing import Any

import boto3  # pyright: ignore[reportMissingTypeStubs]  # it has none

from awso_userpool.testing import running_server


def main() -> None:
    with running_server() as server:
        connect: Any = boto3.client  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # untyped
        client = connect("cognito-idp", **server.boto3_arguments())
        pool_id = client.create_user_pool(PoolName="boto3")["UserPool"]["Id"]
        app = client.create_user_pool_client(
            UserPoolId=pool_id,
            ClientName="web",
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )["UserPoolClient"]
        client.admin_create_user(UserPoolId=pool_id, Username="ada", MessageAction="SUPPRESS")
        client.admin_set_user_password(UserPoolId=pool_id, Username="ada", Password="Correct-Horse-7", Permanent=True)
        signed_in = client.initiate_auth(
            ClientId=app["ClientId"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "ada", "PASSWORD": "Correct-Horse-7"},
        )["AuthenticationResult"]
        print(client.get_user(AccessToken=signed_in["AccessToken"])["Username"], "signed in")
        try:
            client.get_user(AccessToken=signed_in["IdToken"])
        except client.exceptions.NotAuthorizedException as error:
            print("an ID token is no access token:", error.response["Error"]["Message"])


if __name__ == "__main__":
    main()
