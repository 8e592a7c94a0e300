"""Bringing a database to today's tables when it is opened, and checking that the master key is its own.

Alembic is imported only when there is something to do: it costs a third of a second.
"""

import sqlite3
from pathlib import Path

from awso_userpool.secrets.sealing import Sealer, SealError
from awso_userpool.storage.interface import StorageError, WrongMasterKeyError

HEAD = "0002"
"""The newest file in `migrations/versions`."""

_KEY_CHECK = b"awso-userpool"


def migrate(connection: sqlite3.Connection, sealer: Sealer) -> None:
    """Make or update the tables, and check the key. Of several processes that start together one does the work."""
    if _version(connection) != HEAD:
        _upgrade(connection)
    _check_key(connection, sealer)


def _version(connection: sqlite3.Connection) -> str | None:
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:  # no such table: a new database
        return None
    return row[0] if row else None


def _upgrade(connection: sqlite3.Connection) -> None:
    """Run the missing migrations in one transaction: all of them take effect, or none."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError
    from sqlalchemy import create_engine
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import StaticPool

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    try:
        with engine.begin() as borrowed:
            borrowed.exec_driver_sql("BEGIN IMMEDIATE")  # another process's migration is finished when this returns
            config.attributes["connection"] = borrowed
            command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError(f"The database was made by a newer awso-userpool: {error}") from error
    except DBAPIError as error:  # a full disk, a file that cannot be written: the driver's own error says it
        raise error.orig or error from None


def _check_key(connection: sqlite3.Connection, sealer: Sealer) -> None:
    """A value sealed when the database was made opens, or the key is another: better said now than at a sign-in."""
    sealed = sealer.seal(_KEY_CHECK, "key check")
    connection.execute("INSERT INTO facts (name, value) VALUES ('key check', ?) ON CONFLICT DO NOTHING", (sealed,))
    (kept,) = connection.execute("SELECT value FROM facts WHERE name = 'key check'").fetchone()
    try:
        sealer.open(kept, "key check")
    except SealError:
        raise WrongMasterKeyError(
            "The database was made under another master key: give the one it was made under."
        ) from None
