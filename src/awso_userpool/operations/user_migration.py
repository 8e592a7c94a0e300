"""The UserMigration trigger: a user who is not here yet may come from another directory, at sign-in or when resetting.

It sees the plain password, so only flows that have one can migrate at sign-in.
"""

from collections.abc import Mapping
from typing import Literal

from awso import cognito_idp
from awso.errors import ParameterError
from awso_userpool.domain import permissions
from awso_userpool.domain.records import Credentials, User
from awso_userpool.domain.sign_up_names import sign_up_name, with_address
from awso_userpool.operations import credentials, new_users, triggering
from awso_userpool.operations.interface import Context, JsonObject
from awso_userpool.operations.lookup import App, find_user
from awso_userpool.storage.interface import Writing


async def migrate(
    context: Context,
    app: App,
    username: str,
    password: str | None,
    source: Literal["UserMigration_Authentication", "UserMigration_ForgotPassword"],
    client_metadata: Mapping[str, str],
) -> User | None:
    """The user as stored now; None where the pool has no trigger or the trigger knows nobody. Raises its errors.

    `client_metadata` reaches the trigger as `validationData` at sign-in and as `clientMetadata` when resetting.
    """
    if not triggering.is_configured(app.pool, "UserMigration") or not _can_be_named(app, username):
        return None
    metadata = triggering.metadata(client_metadata)
    at_sign_in = source == "UserMigration_Authentication"
    response = await triggering.invoke(
        context,
        app.pool,
        "UserMigration",
        source,
        username=username,
        client_id=app.client.id,
        request={
            "password": password,
            "validationData": metadata if at_sign_in else {},
            "clientMetadata": {} if at_sign_in else metadata,
        },
        response={
            "userAttributes": None,
            "finalUserStatus": None,
            "messageAction": None,
            "desiredDeliveryMediums": None,
            "forceAliasCreation": None,
        },
    )
    return await _stored(context, app, username, password, response) if response else None


def _can_be_named(app: App, username: str) -> bool:
    """Whether the other operations take the name: the model lets AuthParameters hold any text, of any length."""
    try:
        cognito_idp.AdminGetUserRequest(user_pool_id=app.pool.id, username=username).validate()
    except ParameterError:
        return False
    return True


async def _stored(context: Context, app: App, username: str, password: str | None, response: JsonObject) -> User | None:
    given = response.get("userAttributes")
    if given is None:
        return None
    settings = app.pool.settings
    name = sign_up_name(settings, username)
    attributes = with_address(name, _attributes(given))
    permissions.check_new_user(settings.schema, attributes, required=False)
    confirmed = response.get("finalUserStatus") == "CONFIRMED"
    user = new_users.new_user(context, app.pool, name, attributes, "CONFIRMED" if confirmed else "RESET_REQUIRED")
    secret: Credentials | None = None
    if confirmed and password is not None:
        secret = await credentials.new_credentials(context, user, password)

    def change(writing: Writing) -> None:
        force = triggering.is_true(response, "forceAliasCreation")
        new_users.add(writing, app.pool, name, user, secret, force=force)

    try:
        await context.storage.write(change)
    except cognito_idp.errors.UsernameExistsException as taken:
        # Either a parallel call has migrated the same user, or the address belongs to another one.
        migrated = await context.storage.read(lambda reading: find_user(reading, app.pool, username))
        if migrated is None:
            raise cognito_idp.errors.InvalidLambdaResponseException(f"UserMigration: {taken.message}") from None
        return migrated
    return user


def _attributes(given: object) -> dict[str, str]:
    """The trigger's userAttributes without `username`, which it may repeat. Raises InvalidLambdaResponseException."""
    if not isinstance(given, dict):
        raise cognito_idp.errors.InvalidLambdaResponseException("UserMigration: userAttributes is no object")
    attributes: dict[str, str] = {}
    for name, value in given.items():  # pyright: ignore[reportUnknownVariableType]  # decoded JSON
        if not isinstance(name, str) or not isinstance(value, str):
            raise cognito_idp.errors.InvalidLambdaResponseException("UserMigration: an attribute is no text")
        if name != "username":
            attributes[name] = value
    return attributes
