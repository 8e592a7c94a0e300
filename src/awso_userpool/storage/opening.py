"""From a database URL to a storage: which engines there are."""

from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from awso_userpool.secrets.master_key import MasterKeys
from awso_userpool.secrets.sealing import Sealer
from awso_userpool.storage.interface import Storage, StorageError


def open_storage(url: str, keys: MasterKeys) -> Storage:
    """The storage at `sqlite:///relative.db`, `sqlite:////absolute.db`, or `sqlite://` in memory; made when it is new.

    Raises StorageError, and WrongMasterKeyError when the database was made under a key that is not in `keys`.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StorageError("Database URL: expected something like sqlite:///pool.db.") from None
    if parsed.drivername != "sqlite":
        raise StorageError(
            f"Database URL: expected sqlite, got {parsed.drivername!r}, for which there is no engine yet."
        )
    # Imported late: `awso-userpool --help` needs no SQL.
    from awso_userpool.storage.sqlite import SqliteStorage

    in_memory = parsed.database in (None, "", ":memory:")
    return SqliteStorage(None if in_memory else Path(parsed.database or ""), Sealer(keys))
