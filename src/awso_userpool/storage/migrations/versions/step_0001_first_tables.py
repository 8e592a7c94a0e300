"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TIME: sa.types.TypeEngine[float] = sa.Double[float]().with_variant(sa.REAL(), "sqlite")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "attempts",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", TIME, nullable=False),
        sa.Column("last_at", TIME, nullable=False),
        sa.Column("blocked_until", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("attempts_by_expiry", "attempts", ["expires_at"])
    op.create_table(
        "facts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outbox",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sealed_message", sa.LargeBinary(), nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("outbox_by_due", "outbox", ["due_at"])
    op.create_table(
        "pools",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("modified_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_table(
        "clients",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("pool_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("modified_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["pool_id"], ["pools.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("clients_of_pool", "clients", ["pool_id", "number"])
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.Text(), nullable=False),
        sa.Column("pool_id", sa.Text(), nullable=False),
        sa.Column("use", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_private_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("retired_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["pool_id"], ["pools.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("kid"),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("signing_keys_of_pool", "signing_keys", ["pool_id"])
    op.create_table(
        "users",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("pool_id", sa.Text(), nullable=False),
        sa.Column("sub", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("username_key", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("enabled", sa.Integer(), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone_number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("given_name", sa.Text(), nullable=True),
        sa.Column("family_name", sa.Text(), nullable=True),
        sa.Column("preferred_username", sa.Text(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("modified_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["pool_id"], ["pools.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("pool_id", "username_key", name="users_by_username"),
        sa.UniqueConstraint("sub"),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index(
        "users_by_email",
        "users",
        ["pool_id", "email", "number"],
        sqlite_where=sa.text("email IS NOT NULL"),
        postgresql_where=sa.text("email IS NOT NULL"),
    )
    op.create_index(
        "users_by_family_name",
        "users",
        ["pool_id", "family_name", "number"],
        sqlite_where=sa.text("family_name IS NOT NULL"),
        postgresql_where=sa.text("family_name IS NOT NULL"),
    )
    op.create_index(
        "users_by_given_name",
        "users",
        ["pool_id", "given_name", "number"],
        sqlite_where=sa.text("given_name IS NOT NULL"),
        postgresql_where=sa.text("given_name IS NOT NULL"),
    )
    op.create_index(
        "users_by_name",
        "users",
        ["pool_id", "name", "number"],
        sqlite_where=sa.text("name IS NOT NULL"),
        postgresql_where=sa.text("name IS NOT NULL"),
    )
    op.create_index(
        "users_by_phone_number",
        "users",
        ["pool_id", "phone_number", "number"],
        sqlite_where=sa.text("phone_number IS NOT NULL"),
        postgresql_where=sa.text("phone_number IS NOT NULL"),
    )
    op.create_index(
        "users_by_preferred_username",
        "users",
        ["pool_id", "preferred_username", "number"],
        sqlite_where=sa.text("preferred_username IS NOT NULL"),
        postgresql_where=sa.text("preferred_username IS NOT NULL"),
    )
    op.create_index("users_by_status", "users", ["pool_id", "status", "number"])
    op.create_index(
        "users_disabled",
        "users",
        ["pool_id", "number"],
        sqlite_where=sa.text("enabled = 0"),
        postgresql_where=sa.text("enabled = 0"),
    )
    op.create_index("users_of_pool", "users", ["pool_id", "number"])
    op.create_table(
        "aliases",
        sa.Column("pool_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sub", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["pool_id"], ["pools.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sub"], ["users.sub"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pool_id", "kind", "key"),
        sa.UniqueConstraint("sub", "kind", name="aliases_of_user"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "challenges",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("pool_id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("sub", sa.Text(), nullable=True),
        sa.Column("challenge", sa.Text(), nullable=False),
        sa.Column("sealed_state", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sub"], ["users.sub"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hash"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("challenges_by_expiry", "challenges", ["expires_at"])
    op.create_index("challenges_of_client", "challenges", ["client_id"])
    op.create_index("challenges_of_user", "challenges", ["sub"])
    op.create_table(
        "codes",
        sa.Column("sub", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("attribute", sa.Text(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["sub"], ["users.sub"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sub", "purpose"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("codes_by_expiry", "codes", ["expires_at"])
    op.create_table(
        "credentials",
        sa.Column("sub", sa.Text(), nullable=False),
        sa.Column("pool_id", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("sealed_srp", sa.LargeBinary(), nullable=True),
        sa.Column("temporary_until", TIME, nullable=True),
        sa.Column("changed_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["pool_id"], ["pools.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sub"], ["users.sub"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sub"),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("credentials_of_pool", "credentials", ["pool_id"])
    op.create_table(
        "former_passwords",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("sub", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("replaced_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["sub"], ["users.sub"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number"),
        sqlite_strict=True,
        sqlite_with_rowid=True,
    )
    op.create_index("former_passwords_of_user", "former_passwords", ["sub", "number"])
    op.create_table(
        "pending_values",
        sa.Column("sub", sa.Text(), nullable=False),
        sa.Column("attribute", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("requested_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["sub"], ["users.sub"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sub", "attribute"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("pool_id", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("sub", sa.Text(), nullable=False),
        sa.Column("auth_time", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["sub"], ["users.sub"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("sign_ins_by_expiry", "sign_ins", ["expires_at"])
    op.create_index("sign_ins_of_client", "sign_ins", ["client_id"])
    op.create_index("sign_ins_of_user", "sign_ins", ["sub"])
    op.create_table(
        "refresh_tokens",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("sign_in_id", sa.Text(), nullable=False),
        sa.Column("issued_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["sign_in_id"], ["sign_ins.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("hash"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("refresh_tokens_of_sign_in", "refresh_tokens", ["sign_in_id"])
