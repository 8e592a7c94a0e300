"""Where a database lies: the one reading of a database URL, for whoever opens it and whoever keeps a key beside it."""

from pathlib import Path

_IN_MEMORY = frozenset({"sqlite://", "sqlite:///:memory:"})
_FILE = "sqlite:///"
_FORMS = "sqlite:///relative.db, sqlite:////absolute.db, or sqlite:// in memory"


def database_file(url: str) -> Path | None:
    """The file that `url` names; None for a database in memory.

    Raises ValueError, which repeats what stands before the first colon alone: the rest may hold a password.
    """
    if url in _IN_MEMORY:
        return None
    scheme = url.partition(":")[0]
    if scheme != "sqlite":
        raise ValueError(f"expected sqlite:///FILE, got {scheme!r}, for which there is no engine yet")
    path = url.removeprefix(_FILE)
    # Two slashes, or an empty variable behind three, must not mean memory: all would be gone with the process.
    if path in {url, ""}:
        raise ValueError(f"it names no file; expected {_FORMS}")
    if "?" in path:
        raise ValueError(f"options after '?' are not understood; expected {_FORMS}")
    return Path(path)
