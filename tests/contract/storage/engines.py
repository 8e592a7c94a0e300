"""The engines under contract, each opened on a place of its own."""

from collections.abc import Callable
from pathlib import Path

from awso_userpool.secrets.master_key import MasterKeys
from awso_userpool.storage.interface import Storage
from awso_userpool.storage.opening import open_storage

KEYS = MasterKeys([bytes(range(32))], "file")


def sqlite_file(folder: Path) -> Storage:
    return open_storage(f"sqlite:///{folder / 'pool.db'}", KEYS)


def sqlite_memory(_folder: Path) -> Storage:
    return open_storage("sqlite://", KEYS)


ENGINES: dict[str, Callable[[Path], Storage]] = {"sqlite file": sqlite_file, "sqlite memory": sqlite_memory}

SHARED_ENGINES: dict[str, Callable[[Path], Storage]] = {"sqlite file": sqlite_file}
"""Those which several processes may open on the same place."""
