"""RespondToAuthChallenge and AdminRespondToAuthChallenge: which answer leads where."""

from collections.abc import Mapping

from awso import cognito_idp
from awso_userpool.operations.client_auth import check_secret_hash
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import App, find_app
from awso_userpool.operations.sign_in import admission, new_password, secure_remote_password, sessions
from awso_userpool.operations.sign_in.admission import AuthAnswer


async def respond_to_auth_challenge(
    context: Context, request: cognito_idp.RespondToAuthChallengeRequest
) -> cognito_idp.RespondToAuthChallengeResponse:
    app = await context.storage.read(lambda reading: find_app(reading, request.client_id))
    answer = await _answer(
        context, app, request.challenge_name, request.session, request.challenge_responses, request.client_metadata
    )
    return cognito_idp.RespondToAuthChallengeResponse(
        challenge_name=answer.challenge_name,
        session=answer.session,
        challenge_parameters=answer.parameters,
        authentication_result=answer.result,
    )


async def admin_respond_to_auth_challenge(
    context: Context, request: cognito_idp.AdminRespondToAuthChallengeRequest
) -> cognito_idp.AdminRespondToAuthChallengeResponse:
    app = await context.storage.read(lambda reading: find_app(reading, request.client_id, request.user_pool_id))
    answer = await _answer(
        context, app, request.challenge_name, request.session, request.challenge_responses, request.client_metadata
    )
    return cognito_idp.AdminRespondToAuthChallengeResponse(
        challenge_name=answer.challenge_name,
        session=answer.session,
        challenge_parameters=answer.parameters,
        authentication_result=answer.result,
    )


async def _answer(
    context: Context,
    app: App,
    challenge: str,
    session: str | None,
    responses: Mapping[str, str],
    client_metadata: Mapping[str, str],
) -> AuthAnswer:
    username = responses.get("USERNAME")
    if not username:
        raise cognito_idp.errors.InvalidParameterException("Missing required parameter USERNAME")
    check_secret_hash(app.client, responses.get("SECRET_HASH"), username)
    match challenge:
        case secure_remote_password.PASSWORD_VERIFIER:
            return await secure_remote_password.answer(context, app, responses, client_metadata)
        case admission.NEW_PASSWORD_REQUIRED:
            if not session:
                raise cognito_idp.errors.InvalidParameterException("Missing required parameter Session")
            return await new_password.answer(context, app, session, responses, client_metadata)
        case _:
            # No session of this server leads to another challenge.
            raise sessions.invalid()
