"""What an operation gets and gives: the seam between the HTTP edge and the rules of the user pool.

An operation is one coroutine `async def update_user_attributes(context: Context, request: Request) -> Response` over
the generated shapes of `awso.cognito_idp`. It is called with a request that the edge has decoded, checked against the
model's constraints and, where the model asks for it, authenticated by SigV4. It answers the modelled output (None
where the model has none) or raises one of `awso.cognito_idp.errors`. It never sees HTTP.

The edge builds one `Context` for the life of the server and, after each operation, wakes the delivery of messages,
which operations put into the outbox with `Writing.add_message` inside the transaction that makes them true.
`operations/__init__.py` holds the table `OPERATIONS`, by wire name. What is not in the table is not implemented.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, TypeAlias

if TYPE_CHECKING:
    from awso.shapes.shape import Shape
    from awso_userpool.domain.limits import Limits
    from awso_userpool.operations.caches import Caches
    from awso_userpool.secrets.keyed_hash import KeyedHasher
    from awso_userpool.secrets.passwords import PasswordHashing
    from awso_userpool.storage.interface import Storage

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = dict[str, Json]

TriggerKind = Literal[
    "PreSignUp",
    "PostConfirmation",
    "PreAuthentication",
    "PostAuthentication",
    "CustomMessage",
    "PreTokenGeneration",
    "UserMigration",
]


class Triggers(Protocol):
    """Runs the functions that a pool's LambdaConfig names. Implemented by `awso_userpool.triggers`."""

    async def invoke(self, kind: TriggerKind, arn: str, event: JsonObject) -> JsonObject:
        """Calls the function behind `arn` with the whole `event` and answers the `response` object that it returned.

        At most 5 s, at most 3 tries. Raises UserLambdaValidationException (the function failed),
        InvalidLambdaResponseException (what it returned is no event) or UnexpectedLambdaException (it could not be
        called). Must not run inside a storage transaction: operations invoke triggers between transactions.
        """
        ...


class Context(NamedTuple):
    """What an operation may touch besides its request; everything that varies is injected."""

    storage: Storage
    hashes: KeyedHasher
    passwords: PasswordHashing
    triggers: Triggers
    clock: Callable[[], float]  # epoch seconds
    randomness: Callable[[int], bytes]  # n unpredictable bytes: secrets.token_bytes
    region: str
    account_id: str
    public_url: str  # issuer is f"{public_url}/{pool_id}", no trailing slash
    limits: Limits
    caches: Caches
    srp_allowed: bool = True  # False: no verifier is made or kept, argon2id alone guards passwords


# Any: each operation takes its own request class; the edge pairs them by the model, so no static type can say it.
Operation: TypeAlias = Callable[[Context, Any], Awaitable["Shape | None"]]
