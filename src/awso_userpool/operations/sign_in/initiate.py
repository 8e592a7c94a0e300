"""InitiateAuth and AdminInitiateAuth: which flow leads where, and whether the client may use it.

All that is known before anything is proved is read in one transaction: app, user, credentials, failures.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import NamedTuple

from awso import cognito_idp
from awso_userpool.domain.client_settings import Flow
from awso_userpool.operations.client_auth import check_secret_hash
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import App, find_app
from awso_userpool.operations.sign_in import password, refresh, secure_remote_password
from awso_userpool.operations.sign_in.admission import AuthAnswer
from awso_userpool.operations.sign_in.subject import Subject, read_subject
from awso_userpool.storage.interface import Reading


class _Start(NamedTuple):
    app: App
    parameters: Mapping[str, str]
    client_metadata: Mapping[str, str]


async def initiate_auth(context: Context, request: cognito_idp.InitiateAuthRequest) -> cognito_idp.InitiateAuthResponse:
    def query(reading: Reading) -> _Rest:
        app = find_app(reading, request.client_id)
        start = _Start(app, request.auth_parameters, request.client_metadata)
        return _flow(_PUBLIC, request.auth_flow)(reading, context, start)

    answer = await (await context.storage.read(query))()
    return cognito_idp.InitiateAuthResponse(
        challenge_name=answer.challenge_name,
        session=answer.session,
        challenge_parameters=answer.parameters,
        authentication_result=answer.result,
    )


async def admin_initiate_auth(
    context: Context, request: cognito_idp.AdminInitiateAuthRequest
) -> cognito_idp.AdminInitiateAuthResponse:
    def query(reading: Reading) -> _Rest:
        app = find_app(reading, request.client_id, request.user_pool_id)
        start = _Start(app, request.auth_parameters, request.client_metadata)
        return _flow(_ADMIN, request.auth_flow)(reading, context, start)

    answer = await (await context.storage.read(query))()
    return cognito_idp.AdminInitiateAuthResponse(
        challenge_name=answer.challenge_name,
        session=answer.session,
        challenge_parameters=answer.parameters,
        authentication_result=answer.result,
    )


# What is left of a flow once everything is read.
_Rest = Callable[[], Awaitable[AuthAnswer]]
_Flow = Callable[[Reading, Context, _Start], _Rest]


def _user_password(reading: Reading, context: Context, start: _Start) -> _Rest:
    _check_enabled(start.app, "USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client")
    return _password(reading, context, start)


def _admin_password(reading: Reading, context: Context, start: _Start) -> _Rest:
    _check_enabled(start.app, "ADMIN_USER_PASSWORD_AUTH", "Auth flow not enabled for this client")
    return _password(reading, context, start)


def _password(reading: Reading, context: Context, start: _Start) -> _Rest:
    given = _parameter(start, "PASSWORD")
    return partial(password.sign_in, context, _subject(reading, context, start), given, start.client_metadata)


def _srp(reading: Reading, context: Context, start: _Start) -> _Rest:
    _check_enabled(start.app, "USER_SRP_AUTH", "USER_SRP_AUTH is not enabled for the client.")
    if not context.srp_allowed:
        raise cognito_idp.errors.InvalidParameterException("USER_SRP_AUTH is not enabled on this server.")
    client_public = _parameter(start, "SRP_A")
    subject = _subject(reading, context, start)
    return partial(secure_remote_password.start, context, subject, client_public, start.client_metadata)


def _refresh(reading: Reading, context: Context, start: _Start) -> _Rest:
    _check_enabled(start.app, "REFRESH_TOKEN_AUTH", refresh.NOT_ENABLED)
    if refresh.is_rotating(start.app):
        raise cognito_idp.errors.UnsupportedOperationException(refresh.ROTATES)
    holder = refresh.read_holder(reading, context, start.app, _parameter(start, "REFRESH_TOKEN"))
    given = start.parameters
    return partial(refresh.refresh, context, start.app, holder, given.get("SECRET_HASH"), given.get("USERNAME"))


_BOTH: dict[str, _Flow] = {"USER_SRP_AUTH": _srp, "REFRESH_TOKEN_AUTH": _refresh, "REFRESH_TOKEN": _refresh}
_PUBLIC: dict[str, _Flow] = {**_BOTH, "USER_PASSWORD_AUTH": _user_password}
_ADMIN: dict[str, _Flow] = {**_BOTH, "ADMIN_USER_PASSWORD_AUTH": _admin_password, "ADMIN_NO_SRP_AUTH": _admin_password}


def _flow(flows: dict[str, _Flow], name: str) -> _Flow:
    if name in {"CUSTOM_AUTH", "USER_AUTH"}:
        raise cognito_idp.errors.UnsupportedOperationException(f"{name} is not implemented by this server.")
    if name not in flows:
        raise cognito_idp.errors.InvalidParameterException("Initiate Auth method not supported.")
    return flows[name]


def _check_enabled(app: App, flow: Flow, message: str) -> None:
    if flow not in app.settings.flows:
        raise cognito_idp.errors.InvalidParameterException(message)


def _parameter(start: _Start, name: str) -> str:
    value = start.parameters.get(name)
    if not value:
        raise cognito_idp.errors.InvalidParameterException(f"Missing required parameter {name}")
    return value


def _subject(reading: Reading, context: Context, start: _Start) -> Subject:
    username = _parameter(start, "USERNAME")
    check_secret_hash(start.app.client, start.parameters.get("SECRET_HASH"), username)
    return read_subject(reading, context, start.app, username)
