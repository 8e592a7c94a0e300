"""Every statement that the engine runs, as SQLAlchemy Core, so that another dialect is another compilation.

Columns are selected in the order of the fields of the record they become. Values are bound parameters, always.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from awso_userpool.domain.records import AttemptCounter, ChallengeSession, Code, Record, RefreshToken, SignIn
from awso_userpool.storage import schema as t
from awso_userpool.storage.interface import Comparison, UserField


class Statement(NamedTuple):
    """A Core statement, and SQL to follow it: ON CONFLICT reads the same in SQLite and PostgreSQL, Core has none."""

    core: sa.sql.expression.ClauseElement
    ending: str = ""


# Said, since SQLite's dialect would otherwise bind a zero under a name of its own.
_NO_OFFSET = sa.literal_column("0", sa.Integer)


def _bind(*names: str) -> dict[str, Any]:
    return {name: sa.bindparam(name) for name in names}


def _where(table: sa.Table, *names: str) -> sa.ColumnElement[bool]:
    return sa.and_(*(table.c[name] == sa.bindparam(name) for name in names))


def _columns(table: sa.Table, names: Sequence[str]) -> list[sa.Column[Any]]:
    return [table.c[name] for name in names]


def _fields(record: type[Record], table: sa.Table) -> list[sa.Column[Any]]:
    return _columns(table, record.__struct_fields__)


def _select(columns: Sequence[sa.Column[Any]], table: sa.Table, *names: str) -> Statement:
    return Statement(sa.select(*columns).where(_where(table, *names)))


def _insert(table: sa.Table, ending: str = "") -> Statement:
    names = [column.name for column in table.c if column.name != "number"]
    return Statement(sa.insert(table).values(_bind(*names)), ending)


def _put(table: sa.Table, *keys: str) -> Statement:
    """Insert, or replace the row with the same keys."""
    changed = [column.name for column in table.c if column.name not in (*keys, "number")]
    settings = ", ".join(f"{name} = excluded.{name}" for name in changed)
    return _insert(table, f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {settings}")


def _update(table: sa.Table, keys: Sequence[str], values: Sequence[str]) -> Statement:
    return Statement(sa.update(table).where(_where(table, *keys)).values(_bind(*values)))


def _delete(table: sa.Table, *names: str) -> Statement:
    return Statement(sa.delete(table).where(_where(table, *names)))


def _next(table: sa.Table, columns: Sequence[sa.Column[Any]], *names: str) -> Statement:
    """Rows after the bound number, in order of creation, the number last."""
    query = sa.select(*columns, table.c.number).where(table.c.number > sa.bindparam("number"))
    query = query.where(_where(table, *names)) if names else query
    return Statement(query.order_by(table.c.number).limit(sa.bindparam("limit")).offset(_NO_OFFSET))


_POOL = _columns(t.pools, ["id", "name", "settings", "created_at", "modified_at"])
POOL = _select(_POOL, t.pools, "id")
POOLS = _next(t.pools, _POOL)
ADD_POOL = _insert(t.pools)
UPDATE_POOL = _update(t.pools, ["id"], ["name", "settings", "modified_at"])
DELETE_POOL = _delete(t.pools, "id")

_CLIENT = _columns(t.clients, ["id", "pool_id", "name", "settings", "sealed_secret", "created_at", "modified_at"])
CLIENT = _select(_CLIENT, t.clients, "id")
CLIENTS = _next(t.clients, _CLIENT, "pool_id")
ADD_CLIENT = _insert(t.clients)
UPDATE_CLIENT = _update(t.clients, ["id"], ["name", "settings", "sealed_secret", "modified_at"])
DELETE_CLIENT = _delete(t.clients, "id")

_SIGNING_KEY = list(t.signing_keys.c)
SIGNING_KEYS = Statement(
    sa.select(*_SIGNING_KEY)
    .where(_where(t.signing_keys, "pool_id"))
    .order_by(t.signing_keys.c.created_at, t.signing_keys.c.kid)
)
ADD_SIGNING_KEY = _insert(t.signing_keys)
RETIRE_SIGNING_KEY = _update(t.signing_keys, ["kid"], ["retired_at"])

_USER = _columns(
    t.users,
    ["pool_id", "sub", "username", "username_key", "status", "enabled", "attributes", "created_at", "modified_at"],
)
USER_BY_SUB = _select(_USER, t.users, "pool_id", "sub")
USER_BY_USERNAME = _select(_USER, t.users, "pool_id", "username_key")
USER_BY_ALIAS = Statement(
    sa.select(*_USER)
    .join_from(t.aliases, t.users, t.users.c.sub == t.aliases.c.sub)
    .where(_where(t.aliases, "pool_id", "kind", "key"))
)
COUNT_USERS = Statement(sa.select(sa.func.count()).select_from(t.users).where(_where(t.users, "pool_id")))
INSERT_USER = _insert(t.users)
ADD_USER = _insert(t.users, " ON CONFLICT DO NOTHING")
UPDATE_USER = _update(t.users, ["sub"], ["status", "enabled", "attributes", "modified_at", *t.SEARCHED_ATTRIBUTES])
DELETE_USER = _delete(t.users, "sub")

_SEARCHED: dict[UserField, sa.Column[Any]] = {
    "username": t.users.c.username_key,
    "user_status": t.users.c.status,
    "sub": t.users.c.sub,
    "email": t.users.c.email,
    "phone_number": t.users.c.phone_number,
    "name": t.users.c.name,
    "given_name": t.users.c.given_name,
    "family_name": t.users.c.family_name,
    "preferred_username": t.users.c.preferred_username,
}

USERS = _next(t.users, _USER, "pool_id")


@cache
def users_where(field: UserField, comparison: Comparison) -> Statement:
    """Users whose field compares with the bound value: (…user, number) when equal, (…user, number, field) by prefix.

    `enabled` has a statement for each value, since the index of the disabled holds no others.
    """
    if comparison == "equals":
        equal = _SEARCHED[field] == sa.bindparam("value")
        return _users(equal, t.users.c.number > sa.bindparam("number"), t.users.c.number)
    column = _SEARCHED[field]
    after: sa.BindParameter[str] = sa.bindparam("after")
    # No text that starts with the value is after value ‖ U+10FFFF: the greatest code point is no character.
    starts = sa.and_(column >= after, column < sa.bindparam("value_end"))
    beyond = sa.or_(column > after, t.users.c.number > sa.bindparam("number"))
    return _users(starts, beyond, t.users.c.number, column)


def _users(condition: sa.ColumnElement[bool], after: sa.ColumnElement[bool], *position: sa.Column[Any]) -> Statement:
    query = sa.select(*_USER, *position).where(_where(t.users, "pool_id"), condition, after)
    return Statement(query.order_by(*reversed(position)).limit(sa.bindparam("limit")).offset(_NO_OFFSET))


ENABLED_USERS = _users(
    t.users.c.enabled == sa.literal_column("1"), t.users.c.number > sa.bindparam("number"), t.users.c.number
)
DISABLED_USERS = _users(
    t.users.c.enabled == sa.literal_column("0"), t.users.c.number > sa.bindparam("number"), t.users.c.number
)

CREDENTIALS = _select(
    _columns(t.credentials, ["pool_id", "sub", "password_hash", "sealed_srp", "temporary_until", "changed_at"]),
    t.credentials,
    "sub",
)
ADD_CREDENTIALS = _insert(t.credentials)
PUT_CREDENTIALS = _put(t.credentials, "sub")

FORMER_PASSWORDS = Statement(
    sa.select(t.former_passwords.c.password_hash, t.former_passwords.c.number)
    .where(_where(t.former_passwords, "sub"))
    .order_by(t.former_passwords.c.number.desc())
    .limit(sa.bindparam("limit"))
    .offset(_NO_OFFSET)
)
ADD_FORMER_PASSWORD = _insert(t.former_passwords)
FORGET_FORMER_PASSWORDS = Statement(
    sa.delete(t.former_passwords).where(
        _where(t.former_passwords, "sub"), t.former_passwords.c.number < sa.bindparam("oldest_kept")
    )
)

ALIASES = _select(_columns(t.aliases, ["kind", "key"]), t.aliases, "sub")
ALIAS_HOLDER = _select(_columns(t.aliases, ["sub"]), t.aliases, "pool_id", "kind", "key")
ADD_ALIAS = _insert(t.aliases)
PUT_ALIAS = _insert(t.aliases, " ON CONFLICT (sub, kind) DO UPDATE SET key = excluded.key")
DELETE_ALIAS = _delete(t.aliases, "sub", "kind")

PENDING_VALUE = _select(list(t.pending_values.c), t.pending_values, "sub", "attribute")
PUT_PENDING_VALUE = _put(t.pending_values, "sub", "attribute")
DELETE_PENDING_VALUE = _delete(t.pending_values, "sub", "attribute")

CODE = _select(_fields(Code, t.codes), t.codes, "sub", "purpose")
PUT_CODE = _put(t.codes, "sub", "purpose")
COUNT_CODE_ATTEMPT = Statement(
    sa.update(t.codes)
    .where(_where(t.codes, "sub", "purpose"))
    .values(attempts=t.codes.c.attempts + sa.literal_column("1"))
    .returning(t.codes.c.attempts)
)
USE_CODE = Statement(
    sa.update(t.codes).where(_where(t.codes, "sub", "purpose"), t.codes.c.used_at.is_(None)).values(_bind("used_at"))
)
DELETE_CODE = _delete(t.codes, "sub", "purpose")

_SIGN_IN = _fields(SignIn, t.sign_ins)
SIGN_IN = _select(_SIGN_IN, t.sign_ins, "id")
ADD_SIGN_IN = _insert(t.sign_ins)
REVOKE_SIGN_IN = Statement(
    sa.update(t.sign_ins).where(_where(t.sign_ins, "id"), t.sign_ins.c.revoked_at.is_(None)).values(_bind("revoked_at"))
)
REVOKE_SIGN_INS = Statement(
    sa.update(t.sign_ins)
    .where(_where(t.sign_ins, "sub"), t.sign_ins.c.id != sa.bindparam("spare"), t.sign_ins.c.revoked_at.is_(None))
    .values(_bind("revoked_at"))
)
TOKEN_HOLDER = Statement(
    sa.select(*_SIGN_IN, *_USER, *_POOL, *(column for column in _CLIENT if column.name != "sealed_secret"))
    .join_from(
        t.sign_ins, t.users, sa.and_(t.users.c.sub == t.sign_ins.c.sub, t.users.c.pool_id == t.sign_ins.c.pool_id)
    )
    .join(t.pools, t.pools.c.id == t.sign_ins.c.pool_id)
    .join(t.clients, sa.and_(t.clients.c.id == t.sign_ins.c.client_id, t.clients.c.pool_id == t.sign_ins.c.pool_id))
    .where(_where(t.sign_ins, "id", "pool_id", "client_id", "sub"))
)

REFRESH_GRANT = Statement(
    sa.select(*_fields(RefreshToken, t.refresh_tokens), *_SIGN_IN)
    .join_from(t.refresh_tokens, t.sign_ins, t.sign_ins.c.id == t.refresh_tokens.c.sign_in_id)
    .where(_where(t.refresh_tokens, "hash"))
)
ADD_REFRESH_TOKEN = _insert(t.refresh_tokens)

_CHALLENGE = [
    t.challenges.c["sealed_state" if name == "state" else name] for name in ChallengeSession.__struct_fields__
]
CHALLENGE = _select(_CHALLENGE, t.challenges, "hash")
ADD_CHALLENGE = _insert(t.challenges)
USE_CHALLENGE = Statement(
    sa.update(t.challenges)
    .where(_where(t.challenges, "hash"), t.challenges.c.used_at.is_(None))
    .values(_bind("used_at"))
)

ATTEMPTS = _select(_fields(AttemptCounter, t.attempts), t.attempts, "key")
PUT_ATTEMPTS = _put(t.attempts, "key")
STANDING = Statement(
    sa.select(
        t.users.c.status, t.users.c.enabled, t.credentials.c.changed_at, t.attempts.c["count"], t.attempts.c.last_at
    )
    .join_from(
        t.clients, t.users, sa.and_(t.users.c.pool_id == t.clients.c.pool_id, _where(t.users, "sub")), isouter=True
    )
    .join(t.credentials, t.credentials.c.sub == t.users.c.sub, isouter=True)
    .join(t.attempts, _where(t.attempts, "key"), isouter=True)
    .where(_where(t.clients, "id"))
)
DELETE_ATTEMPTS = _delete(t.attempts, "key")

ADD_MESSAGE = _insert(t.outbox)
DUE_MESSAGES = Statement(
    sa.select(t.outbox.c.id, t.outbox.c.tries, t.outbox.c.sealed_message, t.outbox.c.delivered_to)
    .where(t.outbox.c.due_at <= sa.bindparam("now"))
    .order_by(t.outbox.c.due_at, t.outbox.c.number)
    .limit(sa.bindparam("limit"))
    .offset(_NO_OFFSET)
    .with_for_update(skip_locked=True)  # SQLite has one writer and says nothing here
)
CLAIM_MESSAGE = _update(t.outbox, ["id"], ["due_at", "tries"])
POSTPONE_MESSAGE = _update(t.outbox, ["id"], ["due_at", "delivered_to"])
DELETE_MESSAGE = _delete(t.outbox, "id")

PURGES = [
    Statement(sa.delete(table).where(table.c.expires_at < sa.bindparam("before")))
    for table in (t.challenges, t.codes, t.sign_ins)
]
PURGE_ATTEMPTS = Statement(sa.delete(t.attempts).where(t.attempts.c.expires_at < sa.bindparam("before")))
