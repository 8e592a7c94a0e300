"""The event that a trigger gets (developer guide, "Lambda trigger event"), and calling it where the pool has one.

ClientMetadata goes into the event that the caller names and nowhere else; it is never stored.
"""

from collections.abc import Mapping

from awso_userpool.domain.records import User
from awso_userpool.operations.interface import Context, Json, JsonObject, TriggerKind
from awso_userpool.operations.lookup import PoolState

# What the service writes when no app client took part, or the caller's SDK is unknown to it.
NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"
_SDK_VERSION = "aws-sdk-unknown-unknown"


async def invoke(
    context: Context,
    pool: PoolState,
    kind: TriggerKind,
    source: str,
    *,
    username: str,
    client_id: str | None,
    request: JsonObject,
    response: JsonObject | None = None,
) -> JsonObject | None:
    """What the pool's `kind` trigger answered; None where the pool has none. `response` is the empty form it fills."""
    arn = pool.settings.functions.get(kind)
    if arn is None:
        return None
    version = pool.settings.token_generation_version
    event: JsonObject = {
        # V1 events of every trigger say "1"; only later token generation events say their number.
        "version": version[1] if kind == "PreTokenGeneration" else "1",
        "region": context.region,
        "userPoolId": pool.id,
        "userName": username,
        "callerContext": {"awsSdkVersion": _SDK_VERSION, "clientId": client_id or NO_CLIENT},
        "triggerSource": source,
        "request": request,
        "response": response or {},
    }
    return await context.triggers.invoke(kind, arn, event)


def is_configured(pool: PoolState, kind: TriggerKind) -> bool:
    """Whether the pool has such a trigger."""
    return kind in pool.settings.functions


def attributes_of(user: User) -> dict[str, Json]:
    """`request.userAttributes` for a user who exists."""
    return {"sub": user.sub, "cognito:user_status": user.status, **user.attributes}


def metadata(client_metadata: Mapping[str, str]) -> dict[str, Json]:
    """ClientMetadata as an event carries it."""
    return dict(client_metadata)


def is_true(response: JsonObject | None, name: str) -> bool:
    """A flag of a response; anything but true is false."""
    return response is not None and response.get(name) is True
