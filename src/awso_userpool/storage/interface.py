"""The contract between the rules and the engine that keeps their records: what may be asked, and what is promised.

Work goes in as functions: `await storage.read(query)`, `await storage.write(change)`.

* `query` sees one consistent state. `change` sees its own writes and nobody else's unfinished ones, as if no other
  ran at the same time; it may therefore read, decide and write without a lock. An engine may run it more than once
  (after a serialisation failure), so it has no other effect than through its transaction: no awaiting, no messages
  sent, no counters bumped elsewhere; take randomness and the time with you.
* Before `write` returns, what `change` wrote is safe from kill -9 and power loss. When `change` raises, nothing is
  written. So a failed attempt that must be counted is *returned*, and raised by the caller after `write`.
* Secret fields are sealed by the engine under the master key: `PoolClient.secret`, `Credentials.srp_*`,
  `ChallengeSession.state`, `SigningKey.private_key`, the whole of a pending `Message`.
* Other processes on the same database see everything that has been written, at once.

Taken names and lost races are answers (`False`), not exceptions.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, Literal, Protocol, TypeVar

from awso_userpool.domain.records import (
    AliasKind,
    AttemptCounter,
    ChallengeSession,
    ClaimedMessage,
    Code,
    CodePurpose,
    Credentials,
    Message,
    PendingValue,
    Pool,
    PoolClient,
    Record,
    RefreshGrant,
    RefreshToken,
    SignIn,
    SigningKey,
    Standing,
    TokenHolder,
    User,
)

T = TypeVar("T")
U = TypeVar("U")
T_co = TypeVar("T_co", covariant=True)
U_co = TypeVar("U_co", covariant=True)

UserField = Literal[
    "username",
    "email",
    "phone_number",
    "name",
    "given_name",
    "family_name",
    "preferred_username",
    "user_status",
    "enabled",
    "sub",
]
"""What ListUsers may filter by. `user_status` is the filter `cognito:user_status`, `enabled` the filter `status`."""

Comparison = Literal["equals", "starts_with"]


class StorageError(Exception):
    """The engine cannot do what was asked; the text says why and goes to the log, so it holds nothing of a record."""


class InvalidPositionError(StorageError):
    """A position that did not come from `Page.next_position` of the same list."""


class WrongMasterKeyError(StorageError):
    """The database was sealed under a master key that was not given."""


class UserFilter(Record, frozen=True, kw_only=True):
    """One ListUsers filter. `value` is compared as it is: fold a username first, `enabled` is "true" or "false"."""

    field: UserField
    comparison: Comparison
    value: str


class Page(Record, Generic[T], frozen=True, kw_only=True):
    """Some items, and where to go on: None on the last page. Positions are opaque, printable ASCII."""

    items: Sequence[T]
    next_position: str | None


class NewUser(Record, frozen=True, kw_only=True):
    """A user with all that belongs to it, for `load_users`."""

    user: User
    credentials: Credentials | None = None
    aliases: Sequence[tuple[AliasKind, str]] = ()


class Reading(Protocol):
    """What may be asked of a consistent state. A lookup answers None when there is no such thing."""

    # pools and clients
    def pool(self, pool_id: str) -> Pool | None: ...

    def pools(self, *, after: str | None, limit: int) -> Page[Pool]:
        """Pools in order of creation, at most `limit`, from `after` (a `next_position`)."""
        ...

    def client(self, client_id: str) -> PoolClient | None:
        """The client with its secret. Client ids are unique in the server; compare `pool_id` yourself."""
        ...

    def clients(self, pool_id: str, *, after: str | None, limit: int) -> Page[PoolClient]:
        """The pool's clients in order of creation."""
        ...

    def signing_keys(self, pool_id: str) -> Sequence[SigningKey]:
        """The pool's keys, oldest first, retired ones included. Opening private keys costs: cache by `kid`."""
        ...

    # users
    def token_holder(self, pool_id: str, client_id: str, sub: str, sign_in_id: str) -> TokenHolder | None:
        """Pool, client, user and sign-in of a token, when all four exist and belong together. One statement.

        Here `client.secret` is always None: no caller of a token operation needs it opened.
        """
        ...

    def user_by_sub(self, pool_id: str, sub: str) -> User | None: ...

    def user_by_username(self, pool_id: str, username_key: str) -> User | None: ...

    def user_by_alias(self, pool_id: str, kind: AliasKind, key: str) -> User | None:
        """The one user who holds the (folded) alias; in a UsernameAttributes pool, the address."""
        ...

    def users(self, pool_id: str, *, where: UserFilter | None, after: str | None, limit: int) -> Page[User]:
        """Users in order of creation, or of the filtered field. Raises InvalidPositionError."""
        ...

    def count_users(self, pool_id: str) -> int: ...

    def credentials(self, sub: str) -> Credentials | None: ...

    def former_passwords(self, sub: str, *, limit: int) -> Sequence[str]:
        """PHC strings of the latest passwords that were replaced, newest first."""
        ...

    def aliases(self, sub: str) -> dict[AliasKind, str]:
        """The (folded) aliases that the user holds."""
        ...

    def pending_value(self, sub: str, attribute: str) -> PendingValue | None: ...

    def code(self, sub: str, purpose: CodePurpose) -> Code | None: ...

    # sign-ins
    def sign_in(self, sign_in_id: str) -> SignIn | None: ...

    def refresh_grant(self, token_hash: bytes) -> RefreshGrant | None: ...

    def standing(self, client_id: str, sub: str, counter: bytes) -> Standing | None:
        """What admits the user to the client; None when the client is gone. `counter` counts failures. One statement.

        The user counts as gone where the client is of another pool.
        """
        ...

    def challenge(self, session_hash: bytes) -> ChallengeSession | None: ...

    def attempts(self, key: bytes) -> AttemptCounter | None: ...


class Writing(Reading, Protocol):
    """A transaction that may also change the state."""

    # pools and clients
    def add_pool(self, pool: Pool, keys: Sequence[SigningKey]) -> None: ...

    def update_pool(self, pool: Pool) -> None:
        """Replace name, settings and `modified_at`. Read the pool in the same `write` when you change part of it."""
        ...

    def delete_pool(self, pool_id: str) -> None:
        """Remove the pool and everything in it."""
        ...

    def add_signing_key(self, key: SigningKey) -> None: ...

    def retire_signing_key(self, kid: str, at: float) -> None: ...

    def add_client(self, client: PoolClient) -> None: ...

    def update_client(self, client: PoolClient) -> None: ...

    def delete_client(self, client_id: str) -> None:
        """Remove the client with the sign-ins made through it."""
        ...

    # users
    def add_user(self, user: User) -> bool:
        """False, and nothing happens, when `username_key` or `sub` is taken in the pool."""
        ...

    def update_user(self, user: User) -> None:
        """Replace status, enabled, attributes and `modified_at`; `username`, `sub` and `created_at` never change."""
        ...

    def delete_user(self, sub: str) -> None:
        """Remove the user with credentials, aliases, codes, pending values, sign-ins and sessions."""
        ...

    def put_credentials(self, credentials: Credentials) -> None:
        """Replace the user's credentials."""
        ...

    def add_former_password(self, sub: str, password_hash: str, at: float, *, keep: int) -> None:
        """Remember a replaced password, and forget all but the latest `keep`."""
        ...

    def claim_alias(self, pool_id: str, sub: str, kind: AliasKind, key: str) -> bool:
        """Give the alias to the user in place of the one it had; False, changing nothing, when another user holds it.

        Of two users who claim one address at the same time exactly one gets True.
        """
        ...

    def release_alias(self, sub: str, kind: AliasKind) -> None: ...

    def put_pending_value(self, pending: PendingValue) -> None:
        """Replace the slot (user, attribute)."""
        ...

    def delete_pending_value(self, sub: str, attribute: str) -> None: ...

    def put_code(self, code: Code) -> None:
        """Replace the slot (user, purpose), with its attempts and its use."""
        ...

    def count_code_attempt(self, sub: str, purpose: CodePurpose) -> int:
        """One more attempt at the slot's code; the number including this one, 0 when the slot is empty."""
        ...

    def use_code(self, sub: str, purpose: CodePurpose, at: float) -> bool:
        """Mark the code used; True for the first caller only."""
        ...

    def delete_code(self, sub: str, purpose: CodePurpose) -> None: ...

    # sign-ins
    def add_sign_in(self, sign_in: SignIn, token: RefreshToken | None) -> None: ...

    def add_refresh_token(self, token: RefreshToken) -> None: ...

    def revoke_sign_in(self, sign_in_id: str, at: float) -> None: ...

    def revoke_sign_ins(self, sub: str, at: float, *, spare: str | None = None) -> int:
        """Revoke all of the user's sign-ins, but for `spare`; how many were alive."""
        ...

    def add_challenge(self, session: ChallengeSession) -> None: ...

    def take_challenge(self, session_hash: bytes, at: float) -> ChallengeSession | None:
        """The session as it was (`used_at` None for the first taker only), now marked used."""
        ...

    def put_attempts(self, counter: AttemptCounter) -> None:
        """Insert or replace. Read it in the same `write`: that is what makes the count atomic."""
        ...

    def delete_attempts(self, key: bytes) -> None: ...

    # messages
    def add_message(self, message: Message) -> None:
        """Put the message into the outbox: delivered if and only if this transaction commits, at least once."""
        ...

    def claim_messages(self, *, now: float, lease_seconds: float, limit: int) -> Sequence[ClaimedMessage]:
        """Messages that are due, oldest first, reserved for the caller until the lease ends."""
        ...

    def delete_message(self, message_id: str) -> None:
        """The message was delivered, or given up."""
        ...

    def postpone_message(self, message_id: str, until: float, delivered_to: Iterable[str]) -> None:
        """Not everywhere yet: due again at `until`, but for the channels named `delivered_to`."""
        ...

    def purge(self, now: float) -> int:
        """Remove what has expired: sessions, codes, counters, sign-ins; how many, not counting their refresh tokens."""
        ...


class LaterWrite(Protocol[T_co, U_co]):
    """A write that somebody else may begin. Where nobody does, nothing happens."""

    def begin(self) -> None:
        """Once, from any thread: who knows first that it may happen need not wake another to say so."""
        ...

    async def answer(self) -> tuple[T_co, U_co]:
        """What the change and the work answered, once the write is safe. Raises what either raised."""
        ...


class Storage(Protocol):
    """An engine. `read_now` and `write_now` block; in an event loop await `read` and `write`."""

    async def read(self, query: Callable[[Reading], T]) -> T:
        """What `query` answers over one consistent state."""
        ...

    async def write(self, change: Callable[[Writing], T]) -> T:
        """What `change` answers, once its writes are safe."""
        ...

    def write_later(self, change: Callable[[Writing], T], work: Callable[[T], U]) -> LaterWrite[T, U]:
        """A `write` that is ready to begin, and what `work` makes of the change's answer while the disk is waited for.

        `work` runs on the event loop, when `change` has run and perhaps before it is safe; perhaps in vain, or twice:
        it has no effect but its answer, which comes when the change is safe, and not at all when it fails.
        """
        ...

    def read_now(self, query: Callable[[Reading], T]) -> T: ...

    def write_now(self, change: Callable[[Writing], T]) -> T: ...

    def load_users(self, users: Iterable[NewUser]) -> int:
        """The fast path for migrations and benchmarks: add many users, in large transactions, blocking; how many.

        Raises StorageError at the first taken name or alias; what was written before stays.
        """
        ...

    def close(self) -> None:
        """Finish the writes that were accepted, then let go of the database."""
        ...
