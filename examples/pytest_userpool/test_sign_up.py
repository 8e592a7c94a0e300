"""How a test of your own application uses the pytest fixture `userpool`, which comes with `awso[userpool]`."""

import pytest

from awso import cognito_idp
from awso_userpool.testing import UserPoolServer


def test_a_new_user_gets_a_code_and_can_confirm(userpool: UserPoolServer) -> None:
    client = userpool.client()
    pool = client.create_user_pool(pool_name="test", auto_verified_attributes=["email"]).user_pool
    assert pool is not None
    app = client.create_user_pool_client(user_pool_id=pool.id or "", client_name="web").user_pool_client
    assert app is not None

    client.sign_up(
        client_id=app.client_id or "",
        username="ada",
        password="Correct-Horse-7",
        user_attributes=[cognito_idp.AttributeType(name="email", value="ada@example.com")],
    )

    message = userpool.latest_message("ada@example.com")
    client.confirm_sign_up(client_id=app.client_id or "", username="ada", confirmation_code=message.code or "")
    user = client.admin_get_user(user_pool_id=pool.id or "", username="ada")
    assert user.user_status == "CONFIRMED"


def test_a_trigger_decides_who_may_sign_up(userpool: UserPoolServer) -> None:
    def only_staff(event: dict[str, dict[str, dict[str, str]]]) -> object:
        if not event["request"]["userAttributes"].get("email", "").endswith("@example.com"):
            raise ValueError("Only for staff")
        return event

    client = userpool.client()
    triggers = cognito_idp.LambdaConfigType(pre_sign_up=userpool.on("PreSignUp", only_staff))
    pool = client.create_user_pool(pool_name="test", lambda_config=triggers).user_pool
    assert pool is not None
    app = client.create_user_pool_client(user_pool_id=pool.id or "", client_name="web").user_pool_client
    assert app is not None

    with pytest.raises(cognito_idp.errors.UserLambdaValidationException, match="failed with error Only for staff"):
        client.sign_up(
            client_id=app.client_id or "",
            username="eve",
            password="Correct-Horse-7",
            user_attributes=[cognito_idp.AttributeType(name="email", value="eve@example.net")],
        )
