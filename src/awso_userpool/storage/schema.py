"""The tables. What each thing means is said in `domain/records.py`; how they came to be, in `migrations/`.

Children of a user refer to `sub`, which is unique in the server, and go with the user; children of a pool go with the
pool. Listing order is `number`, the order of creation. The columns email … preferred_username repeat attributes so
that ListUsers can search them through an index. Times are epoch seconds. A sign-in writes one page for each index that
it touches, so its tables have no index that another's cascade makes needless.
"""

import sqlalchemy as sa

METADATA = sa.MetaData()

# PostgreSQL's REAL has four bytes, which lose the seconds; SQLite's STRICT tables know only the name REAL.
TIME: sa.types.TypeEngine[float] = sa.Double[float]().with_variant(sa.REAL(), "sqlite")

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite counts only in a column declared INTEGER


def _number() -> sa.Column[int]:
    return sa.Column("number", _NUMBER, primary_key=True)


def _pool_id() -> sa.Column[str]:
    return sa.Column("pool_id", sa.Text, sa.ForeignKey("pools.id", ondelete="CASCADE"), nullable=False)


def _client_id() -> sa.Column[str]:
    return sa.Column("client_id", sa.Text, sa.ForeignKey("clients.id", ondelete="CASCADE"), nullable=False)


def _sub(*, primary_key: bool = False, nullable: bool = False) -> sa.Column[str]:
    parent = sa.ForeignKey("users.sub", ondelete="CASCADE")
    return sa.Column("sub", sa.Text, parent, primary_key=primary_key, nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, TIME, nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _bytes(name: str, *, nullable: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=nullable)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True, nullable=False)


def _bytes_key(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, primary_key=True, nullable=False)


def _table(name: str, *parts: sa.schema.SchemaItem, with_rowid: bool = True) -> sa.Table:
    return sa.Table(name, METADATA, *parts, sqlite_strict=True, sqlite_with_rowid=with_rowid)


facts = _table("facts", _key("name"), _bytes("value"), with_rowid=False)

pools = _table(
    "pools",
    _number(),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    _text("name"),
    _text("settings"),
    _time("created_at"),
    _time("modified_at"),
)

clients = _table(
    "clients",
    _number(),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    _pool_id(),
    _text("name"),
    _text("settings"),
    _bytes("sealed_secret", nullable=True),
    _time("created_at"),
    _time("modified_at"),
    sa.Index("clients_of_pool", "pool_id", "number"),
)

signing_keys = _table(
    "signing_keys",
    _key("kid"),
    _pool_id(),
    _text("use"),
    _bytes("public_key"),
    _bytes("sealed_private_key"),
    _time("created_at"),
    _time("retired_at", nullable=True),
    sa.Index("signing_keys_of_pool", "pool_id"),
)

SEARCHED_ATTRIBUTES = ("email", "phone_number", "name", "given_name", "family_name", "preferred_username")

_DISABLED = sa.text("enabled = 0")

users = _table(
    "users",
    _number(),
    _pool_id(),
    sa.Column("sub", sa.Text, nullable=False, unique=True),
    _text("username"),
    _text("username_key"),
    _text("status"),
    sa.Column("enabled", sa.Integer, nullable=False),
    _text("attributes"),
    *(_text(name, nullable=True) for name in SEARCHED_ATTRIBUTES),
    _time("created_at"),
    _time("modified_at"),
    sa.UniqueConstraint("pool_id", "username_key", name="users_by_username"),
    sa.Index("users_of_pool", "pool_id", "number"),
    sa.Index("users_by_status", "pool_id", "status", "number"),
    sa.Index("users_disabled", "pool_id", "number", sqlite_where=_DISABLED, postgresql_where=_DISABLED),
)
for _name in SEARCHED_ATTRIBUTES:
    _present = users.c[_name].is_not(None)
    sa.Index(
        f"users_by_{_name}",
        users.c.pool_id,
        users.c[_name],
        users.c.number,
        sqlite_where=_present,
        postgresql_where=_present,
    )

credentials = _table(
    "credentials",
    _sub(primary_key=True),
    _pool_id(),
    _text("password_hash", nullable=True),
    _bytes("sealed_srp", nullable=True),
    _time("temporary_until", nullable=True),
    _time("changed_at"),
    sa.Index("credentials_of_pool", "pool_id"),
)

former_passwords = _table(
    "former_passwords",
    _number(),
    _sub(),
    _text("password_hash"),
    _time("replaced_at"),
    sa.Index("former_passwords_of_user", "sub", "number"),
)

aliases = _table(
    "aliases",
    sa.Column("pool_id", sa.Text, sa.ForeignKey("pools.id", ondelete="CASCADE"), primary_key=True, nullable=False),
    _key("kind"),
    _key("key"),
    _sub(),
    sa.UniqueConstraint("sub", "kind", name="aliases_of_user"),
    with_rowid=False,
)

pending_values = _table(
    "pending_values",
    _sub(primary_key=True),
    _key("attribute"),
    _text("value"),
    _time("requested_at"),
    with_rowid=False,
)

codes = _table(
    "codes",
    _sub(primary_key=True),
    _key("purpose"),
    _bytes("hash"),
    _text("attribute", nullable=True),
    _text("target", nullable=True),
    _time("created_at"),
    _time("expires_at"),
    sa.Column("attempts", sa.Integer, nullable=False),
    _time("used_at", nullable=True),
    sa.Index("codes_by_expiry", "expires_at"),
    with_rowid=False,
)

sign_ins = _table(
    "sign_ins",
    _key("id"),
    _text("pool_id"),
    _client_id(),
    _sub(),
    _time("auth_time"),
    _time("expires_at"),
    _time("revoked_at", nullable=True),
    sa.Index("sign_ins_of_user", "sub"),
    sa.Index("sign_ins_of_client", "client_id"),
    sa.Index("sign_ins_by_expiry", "expires_at"),
    with_rowid=False,
)

refresh_tokens = _table(
    "refresh_tokens",
    _bytes_key("hash"),
    sa.Column("sign_in_id", sa.Text, sa.ForeignKey("sign_ins.id", ondelete="CASCADE"), nullable=False),
    _time("issued_at"),
    _time("expires_at"),
    sa.Index("refresh_tokens_of_sign_in", "sign_in_id"),
    with_rowid=False,
)

challenges = _table(
    "challenges",
    _bytes_key("hash"),
    _text("pool_id"),
    _client_id(),
    _sub(nullable=True),
    _text("challenge"),
    _bytes("sealed_state"),
    _time("created_at"),
    _time("expires_at"),
    _time("used_at", nullable=True),
    sa.Index("challenges_of_user", "sub"),
    sa.Index("challenges_of_client", "client_id"),
    sa.Index("challenges_by_expiry", "expires_at"),
    with_rowid=False,
)

attempts = _table(
    "attempts",
    _bytes_key("key"),
    sa.Column("count", sa.Integer, nullable=False),
    _time("first_at"),
    _time("last_at"),
    _time("blocked_until"),
    _time("expires_at"),
    sa.Index("attempts_by_expiry", "expires_at"),
    with_rowid=False,
)

outbox = _table(
    "outbox",
    _number(),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    _bytes("sealed_message"),
    _time("due_at"),
    sa.Column("tries", sa.Integer, nullable=False),
    # names of channels, one a line
    sa.Column("delivered_to", sa.Text, nullable=False, server_default=""),
    sa.Index("outbox_by_due", "due_at"),
)
