"""The file of the SQLite engine: who may read it, what can be read in it, under which key it opens."""

import os
import sqlite3
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import pytest

from awso_userpool.secrets.master_key import MasterKeys, generated_keys
from awso_userpool.secrets.sealing import SealError
from awso_userpool.storage.interface import Reading, Storage, StorageError, Writing, WrongMasterKeyError
from awso_userpool.storage.opening import open_storage
from tests.contract.storage.engines import KEYS, sqlite_file
from tests.contract.storage.examples import (
    ADA,
    BOB,
    CLIENT,
    KEY,
    POOL,
    challenge,
    credentials,
    message,
)


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[Storage]:
    storage = sqlite_file(tmp_path)
    storage.write_now(_fill)
    yield storage
    storage.close()


def _fill(tx: Writing) -> None:
    tx.add_pool(POOL, [KEY])
    tx.add_client(CLIENT)
    tx.add_user(ADA)
    tx.add_user(BOB)
    tx.put_credentials(credentials(ADA))
    tx.put_credentials(credentials(BOB))
    tx.add_challenge(challenge())
    tx.add_message(message("the code is 314159"))


def test_only_the_owner_may_read_the_database_and_its_companions(storage: Storage, tmp_path: Path) -> None:
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()}

    assert modes == {"pool.db": "0o600", "pool.db-wal": "0o600", "pool.db-shm": "0o600"}


def test_a_database_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "pool.db"
    path.touch(mode=0o644)
    path.chmod(0o644)

    sqlite_file(tmp_path).close()

    assert path.stat().st_mode & 0o777 == 0o600


def test_no_secret_can_be_read_in_the_file_or_its_log(storage: Storage, tmp_path: Path) -> None:
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    secrets = {
        "client secret": b"the client's own secret",
        "verifier": b"the verifier of a password",
        "salt": b"sixteen byte salt",
        "state": b"what the next step needs",
        "private key": b"private key bytes",
        "code": b"314159",
        "destination of a pending message": b"Your code",
    }

    assert [name for name, secret in secrets.items() if secret in stored] == []
    assert b"ada@example.com" in stored.lower()  # this search does find what is there in the clear


def test_a_sealed_value_moved_to_another_row_does_not_open(storage: Storage, tmp_path: Path) -> None:
    attacker = sqlite3.connect(tmp_path / "pool.db")
    stolen = "UPDATE credentials SET sealed_srp = (SELECT sealed_srp FROM credentials WHERE sub = ?) WHERE sub = ?"
    attacker.execute(stolen, (ADA.sub, BOB.sub))
    attacker.commit()
    attacker.close()

    with pytest.raises(SealError):
        storage.read_now(lambda tx: tx.credentials(BOB.sub))


def test_a_database_opens_only_under_a_ring_that_has_its_key(storage: Storage, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'pool.db'}"
    with pytest.raises(WrongMasterKeyError):
        open_storage(url, generated_keys())

    new = os.urandom(32)
    rotated = open_storage(url, MasterKeys([new, KEYS.current], "file"))
    assert rotated.read_now(lambda tx: tx.client(CLIENT.id)) == CLIENT
    rotated.close()


def test_readers_cannot_write(storage: Storage) -> None:
    with pytest.raises(StorageError, match="readonly"):
        storage.read_now(lambda tx: _connection(tx).execute("DELETE FROM users"))


@pytest.mark.parametrize("url", ["postgresql://me:hunter2@host/db", "mysql://x", "pool.db", ""])
def test_a_url_without_an_engine_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(StorageError, match="Database URL: expected sqlite:///FILE") as caught:
        open_storage(url, KEYS)

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("url", ["sqlite://pool.db", "sqlite:///", "sqlite:/pool.db", "sqlite:///pool.db?mode=ro"])
def test_a_url_that_means_a_file_never_opens_another_place(url: str) -> None:
    """Not memory, where everything would be lost; not a file apart from the key that is kept beside it."""
    with pytest.raises(StorageError, match="Database URL"):
        open_storage(url, KEYS)


def test_a_place_without_a_folder_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"nowhere/pool.db: No such file or directory"):
        open_storage(f"sqlite:///{tmp_path / 'nowhere' / 'pool.db'}", KEYS)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "pool.db").write_text("Dear diary, " * 100)

    with pytest.raises(StorageError, match=r"pool\.db: file is not a database"):
        sqlite_file(tmp_path)

    assert (tmp_path / "pool.db").read_text() == "Dear diary, " * 100


def test_what_is_no_regular_file_is_refused_and_keeps_its_mode(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pool.db")
    (tmp_path / "pool.db").chmod(0o666)

    with pytest.raises(StorageError, match=r"pool\.db: it is no regular file"):
        sqlite_file(tmp_path)

    assert (tmp_path / "pool.db").stat().st_mode & 0o777 == 0o666


def test_an_old_sqlite_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))

    with pytest.raises(StorageError, match=r"SQLite 3\.37 or newer"):
        sqlite_file(tmp_path)


def test_a_foreign_key_is_enforced(storage: Storage) -> None:
    with pytest.raises(StorageError, match="FOREIGN KEY"):
        storage.write_now(lambda tx: tx.claim_alias(POOL.id, "nobody", "email", "x@example.com"))


def test_a_full_disk_fails_every_change_in_line_and_the_next_one_works(tmp_path: Path) -> None:
    storage = sqlite_file(tmp_path)
    storage.write_now(lambda tx: tx.add_pool(POOL, []))
    pages = storage.write_now(lambda tx: _pragma(tx, "PRAGMA page_count"))
    storage.write_now(lambda tx: _pragma(tx, f"PRAGMA max_page_count = {pages + 2}"))

    def fill_up(tx: Writing) -> None:
        for number in range(100):
            tx.add_message(message("x" * 4096 + str(number)))

    with pytest.raises(StorageError, match="full"):
        storage.write_now(fill_up)

    storage.write_now(lambda tx: _pragma(tx, f"PRAGMA max_page_count = {pages + 1000}"))
    assert storage.write_now(lambda tx: tx.add_user(ADA)) is True
    assert storage.write_now(lambda tx: tx.claim_messages(now=9e9, lease_seconds=1, limit=9)) == []
    storage.close()


def _pragma(tx: Writing, text: str) -> int:
    """The only way to make a disk look full."""
    value: int = _connection(tx).execute(text).fetchone()[0]
    return value


def _connection(tx: Reading) -> sqlite3.Connection:
    connection: sqlite3.Connection = attrgetter("_session._connection")(tx)
    return connection
