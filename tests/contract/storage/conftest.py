"""A fresh storage of each engine, and two storages on one database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from awso_userpool.storage.interface import Storage
from tests.contract.storage.engines import ENGINES, SHARED_ENGINES
from tests.contract.storage.examples import CLIENT, POOL


@pytest.fixture(params=sorted(ENGINES))
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    """A storage with nothing in it."""
    storage = ENGINES[request.param](tmp_path)
    yield storage
    storage.close()


@pytest.fixture
def storage(empty: Storage) -> Storage:
    """A storage with one pool and one client."""
    empty.write_now(lambda tx: tx.add_pool(POOL, []))
    empty.write_now(lambda tx: tx.add_client(CLIENT))
    return empty


@pytest.fixture(params=sorted(SHARED_ENGINES))
def neighbours(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Storage, Storage]]:
    """Two storages, as two processes would have them, on one database with one pool and one client."""
    pair = SHARED_ENGINES[request.param](tmp_path), SHARED_ENGINES[request.param](tmp_path)
    pair[0].write_now(lambda tx: tx.add_pool(POOL, []))
    pair[0].write_now(lambda tx: tx.add_client(CLIENT))
    yield pair
    for each in pair:
        each.close()
