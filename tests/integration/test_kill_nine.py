"""kill -9 in the middle of a burst of writes: what was acknowledged is there, and nothing is half there."""

import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from awso_userpool.storage.interface import Storage
from tests.contract.storage.engines import sqlite_file
from tests.contract.storage.examples import POOL, T0

# Each change adds a user, their alias and a message; eight are always in line, so that commits are shared. A line on
# standard output acknowledges one, after `write` has returned.
BURST = """
import asyncio, sys
from pathlib import Path
from tests.contract.storage.engines import sqlite_file
from tests.contract.storage.examples import POOL, message, user

def change(name):
    def add(tx):
        assert tx.add_user(user(name))
        assert tx.claim_alias(POOL.id, user(name).sub, "email", name + "@example.com")
        tx.add_message(message(name))
    return add

async def one_line_of_users(storage, line):
    for number in range(1_000_000):
        name = f"user-{line}-{number}"
        await storage.write(change(name))
        print(name, flush=True)

async def burst(storage):
    await asyncio.gather(*(one_line_of_users(storage, line) for line in range(8)))

asyncio.run(burst(sqlite_file(Path(sys.argv[1]))))
"""


def _acknowledged_before_the_kill(folder: Path, acknowledgements: int) -> list[str]:
    root = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "-c", BURST, str(folder)], stdout=subprocess.PIPE, text=True, cwd=root)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(acknowledgements)]
    process.send_signal(signal.SIGKILL)
    lines += process.stdout.readlines()
    process.stdout.close()
    assert process.wait() == -signal.SIGKILL
    return [line.strip() for line in lines if line.endswith("\n")]


def _claimed_bodies(storage: Storage) -> set[str]:
    claimed = storage.write_now(lambda tx: tx.claim_messages(now=T0, lease_seconds=60, limit=100_000))
    return {each.message.body for each in claimed}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_acknowledged_write_survives_kill_nine_and_no_change_is_half_done(tmp_path: Path, seed: int) -> None:
    storage = sqlite_file(tmp_path)
    storage.write_now(lambda tx: tx.add_pool(POOL, []))
    storage.close()

    acknowledged = _acknowledged_before_the_kill(tmp_path, random.Random(seed).randint(1, 400))

    storage = sqlite_file(tmp_path)
    survivors = storage.read_now(lambda tx: tx.users(POOL.id, where=None, after=None, limit=100_000)).items
    holders = storage.read_now(
        lambda tx: [tx.user_by_alias(POOL.id, "email", f"{each.username}@example.com") for each in survivors]
    )
    names = {each.username for each in survivors}
    assert set(acknowledged) <= names
    assert holders == list(survivors)
    assert _claimed_bodies(storage) == names
    storage.close()
    with sqlite3.connect(tmp_path / "pool.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()
