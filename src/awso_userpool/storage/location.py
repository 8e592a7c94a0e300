"""Where a database lies: the one reading of a database URL, for whoever opens it and whoever keeps a key beside it."""

from pathlib import Path

from awso_userpool.storage.interface import StorageError

_IN_MEMORY = frozenset({"sqlite://", "sqlite:///:memory:"})
_FORMS = "sqlite:///relative.db, sqlite:////absolute.db, or sqlite:// in memory"


def database_file(url: str) -> Path | None:
    """The file that `url` names; None for a database in memory.

    Raises StorageError, which repeats the scheme alone: the rest may hold a password.
    """
    if url in _IN_MEMORY:
        return None
    scheme, separator, path = url.partition("://")
    if not separator or scheme != "sqlite":
        what = f"got {scheme!r}, for which there is no engine yet" if separator else "got no URL"
        raise StorageError(f"Database URL: expected sqlite:///FILE, {what}.")
    # Two slashes, or an empty variable behind three, once meant memory: a day's users were gone with the process.
    if len(path) < 2 or not path.startswith("/"):
        raise StorageError(f"Database URL: it names no file; expected {_FORMS}.")
    if "?" in path:
        raise StorageError(f"Database URL: options after '?' are not understood; expected {_FORMS}.")
    return Path(path[1:])
