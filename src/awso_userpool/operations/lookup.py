"""Finding the pool, the client and the user that a request speaks of, and what to say when they don't exist.

These functions run inside a transaction and raise; whether a missing user may be admitted is for the caller to say.
"""

from typing import NamedTuple

from awso import cognito_idp
from awso_userpool.domain import client_settings, names, pool_settings
from awso_userpool.domain.client_settings import ClientSettings
from awso_userpool.domain.pool_settings import PoolSettings
from awso_userpool.domain.records import AliasKind, Pool, PoolClient, User
from awso_userpool.storage.interface import Reading


class PoolState(NamedTuple):
    """A pool and its settings, ready to decide with."""

    record: Pool
    settings: PoolSettings

    @property
    def id(self) -> str:
        return self.record.id


class App(NamedTuple):
    """An app client in its pool."""

    pool: PoolState
    client: PoolClient
    settings: ClientSettings


def pool_state(record: Pool) -> PoolState:
    """`record` with its settings decoded."""
    return PoolState(record, pool_settings.of(record.settings))


def find_pool(reading: Reading, pool_id: str) -> PoolState:
    """The pool. Raises ResourceNotFoundException."""
    record = reading.pool(pool_id)
    if record is None:
        raise cognito_idp.errors.ResourceNotFoundException(f"User pool {pool_id} does not exist.")
    return pool_state(record)


def find_app(reading: Reading, client_id: str, pool_id: str | None = None) -> App:
    """The client, in `pool_id` where one is given. Raises ResourceNotFoundException."""
    if pool_id is not None:
        find_pool(reading, pool_id)
    client = reading.client(client_id)
    if client is None or pool_id not in {None, client.pool_id}:
        raise no_such_client(client_id)
    return App(find_pool(reading, client.pool_id), client, client_settings.of(client.settings))


def no_such_client(client_id: str) -> Exception:
    """What a client that is nowhere, or not in this pool, answers."""
    return cognito_idp.errors.ResourceNotFoundException(f"User pool client {client_id} does not exist.")


def find_user(reading: Reading, pool: PoolState, name: str) -> User | None:
    """The user that `name` means: user name first, then an alias that is active, then `sub`."""
    key = names.lookup_key(name, pool.settings.case_sensitive)
    found = reading.user_by_username(pool.id, key)
    for kind in () if found else sign_in_kinds(pool.settings):
        found = found or reading.user_by_alias(pool.id, kind, key)
    # By the key: else "ADA…" would be free as a user name where "ada…" is somebody's `sub`.
    return found or reading.user_by_sub(pool.id, key)


def get_user(reading: Reading, pool: PoolState, name: str) -> User:
    """The user, for an administrator. Raises UserNotFoundException."""
    user = find_user(reading, pool, name)
    if user is None:
        raise cognito_idp.errors.UserNotFoundException("User does not exist.")
    return user


def get_by_sub(reading: Reading, pool_id: str, sub: str) -> User:
    """A user that was found before, as this transaction sees it. Raises UserNotFoundException."""
    user = reading.user_by_sub(pool_id, sub)
    if user is None:
        raise cognito_idp.errors.UserNotFoundException("User does not exist.")
    return user


def sign_in_kinds(settings: PoolSettings) -> tuple[AliasKind, ...]:
    """The attributes that can stand in for the user name."""
    usable = settings.alias_attributes.union(settings.username_attributes)
    return tuple(kind for kind in _KINDS if kind in usable)


_KINDS: tuple[AliasKind, ...] = ("email", "phone_number", "preferred_username")
