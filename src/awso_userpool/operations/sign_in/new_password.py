"""The answer to NEW_PASSWORD_REQUIRED: a password of one's own, and the attributes that are still missing."""

from collections.abc import Mapping

import msgspec

from awso import cognito_idp
from awso_userpool.domain import permissions
from awso_userpool.domain.attribute_changes import VERIFIED_FLAG
from awso_userpool.domain.records import ChallengeSession, User, copy_with
from awso_userpool.operations import aliases, attempts, credentials, issue
from awso_userpool.operations.aliases import AliasTakenError
from awso_userpool.operations.interface import Context
from awso_userpool.operations.lookup import App, find_user
from awso_userpool.operations.passwords import passwords_of, replace_password
from awso_userpool.operations.sign_in import sessions
from awso_userpool.operations.sign_in.admission import (
    NEW_PASSWORD_REQUIRED,
    AuthAnswer,
    Settled,
    finish,
    is_unchanged,
    standing_of,
)
from awso_userpool.operations.token_access import check_user_state
from awso_userpool.storage.interface import Reading, Writing

_PREFIX = "userAttributes."


async def answer(
    context: Context, app: App, session_handle: str, responses: Mapping[str, str], client_metadata: Mapping[str, str]
) -> AuthAnswer:
    """Sets the password and signs in. A password that breaks the policy leaves the session usable."""
    handle = sessions.handle_hash(context, session_handle)
    session, user = await _session_and_user(context, app, handle, responses.get("USERNAME", ""))
    password_set_at = msgspec.msgpack.decode(session.state, type=float)
    password = responses.get("NEW_PASSWORD")
    if not password:
        raise cognito_idp.errors.InvalidParameterException("Missing required parameter NEW_PASSWORD")
    check_user_state(user)
    pool = app.pool
    credentials.check_policy(pool.settings.password_policy, password)
    _, former = await context.storage.read(lambda reading: passwords_of(reading, pool, user))
    await credentials.check_history(context, former, password)
    attributes = _completed(app, user, responses)
    secret = await credentials.new_credentials(context, user, password)
    changed = copy_with(user, status="CONFIRMED", attributes=attributes)
    now = context.clock()
    counter = attempts.counter_key(context, pool.id, user.sub, "password")

    def settle(writing: Writing) -> Settled:
        standing = standing_of(writing, app, user, counter)
        taken = writing.take_challenge(handle, now)
        if taken is None or taken.used_at is not None or not is_unchanged(standing, user, password_set_at):
            return Settled.OVERTAKEN
        if writing.user_by_sub(pool.id, user.sub) != user:
            # Somebody has changed attributes since they were completed above.
            return Settled.OVERTAKEN
        replace_password(writing, context, pool, changed, secret)
        try:
            aliases.synchronise(writing, pool, changed)
        except AliasTakenError as taken_name:
            raise taken_name.as_alias_exists() from None
        return Settled.ADMITTED

    return await finish(
        context, app, changed, client_metadata, "TokenGeneration_NewPasswordChallenge", issue.draw(context), settle
    )


async def _session_and_user(context: Context, app: App, handle: bytes, name: str) -> tuple[ChallengeSession, User]:
    """The session and its user, whom `name` must mean. Raises NotAuthorizedException."""

    def query(reading: Reading) -> tuple[ChallengeSession | None, User | None]:
        return reading.challenge(handle), find_user(reading, app.pool, name)

    found, named = await context.storage.read(query)
    session = sessions.checked(context, app, found, NEW_PASSWORD_REQUIRED)
    if named is None or named.sub != session.sub:
        raise sessions.invalid()
    return session, named


def _completed(app: App, user: User, responses: Mapping[str, str]) -> dict[str, str]:
    """The user's attributes with those that the answer adds. Raises InvalidParameter- and NotAuthorizedException."""
    schema = app.pool.settings.schema
    given = {name.removeprefix(_PREFIX): value for name, value in responses.items() if name.startswith(_PREFIX)}
    added = {name: value for name, value in given.items() if user.attributes.get(name) != value}
    permissions.check_client_may_write(schema, app.settings.write, added)
    permissions.check_new_user(schema, added, required=False)
    # There is no code here that could prove another address first.
    protected = app.pool.settings.updates.verify_before_update
    for name in added:
        if name in schema and user.attributes.get(name) and (schema[name].required or name in protected):
            raise cognito_idp.errors.NotAuthorizedException(f"Cannot modify an already provided {name}")
        if name in schema and not schema[name].mutable and user.attributes.get(name):
            permissions.check_update(schema, {name: added[name]})
    fallen = {flag: "false" for address, flag in VERIFIED_FLAG.items() if address in added}
    attributes = {name: value for name, value in {**user.attributes, **added, **fallen}.items() if value}
    missing = [d.name for d in schema.values() if d.required and d.name != "sub" and not attributes.get(d.name)]
    if missing:
        raise cognito_idp.errors.InvalidParameterException(f"Invalid attributes given, {missing[0]} is missing")
    return attributes
