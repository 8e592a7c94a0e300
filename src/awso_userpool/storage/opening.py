"""From a database URL to a storage: which engines there are."""

from awso_userpool.secrets.master_key import MasterKeys
from awso_userpool.secrets.sealing import Sealer
from awso_userpool.storage.interface import Storage, StorageError
from awso_userpool.storage.location import database_file


def open_storage(url: str, keys: MasterKeys) -> Storage:
    """The storage at `sqlite:///relative.db`, `sqlite:////absolute.db`, or `sqlite://` in memory; made when it is new.

    Raises StorageError, and WrongMasterKeyError when the database was made under a key that is not in `keys`.
    """
    try:
        file = database_file(url)
    except ValueError as error:
        raise StorageError(f"Database URL: {error}.") from None
    # Imported late: `awso-userpool --help` needs no SQL.
    from awso_userpool.storage.sqlite import SqliteStorage

    return SqliteStorage(file, Sealer(keys))
