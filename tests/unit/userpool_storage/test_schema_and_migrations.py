"""The tables that migrations make are the tables that the statements expect, in SQLite and as SQL for PostgreSQL."""

import re
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql, sqlite

from awso_userpool.storage import migration, statements
from awso_userpool.storage.interface import Comparison, StorageError, UserField
from awso_userpool.storage.schema import METADATA
from awso_userpool.storage.session import Compiler
from awso_userpool.storage.statements import Statement
from tests.contract.storage.engines import sqlite_file
from tests.contract.storage.examples import T0, add_messages, message

STATEMENTS = {name: each for name, each in vars(statements).items() if isinstance(each, Statement)}


def _tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """The parts of each CREATE statement, sorted: constraints have no order."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: sorted(re.findall(r"[^\s,][^,\n]*", sql)) for name, sql in rows if name != "alembic_version"}


def test_migrations_make_exactly_the_tables_of_the_schema(tmp_path: Path) -> None:
    sqlite_file(tmp_path).close()
    url = f"sqlite:///{tmp_path / 'pool.db'}"
    fresh = sa.create_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    METADATA.create_all(fresh)
    fresh.dispose()
    engine = sa.create_engine(url)

    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()

    migrated, created = sqlite3.connect(tmp_path / "pool.db"), sqlite3.connect(tmp_path / "fresh.db")
    assert _tables(migrated) == _tables(created)
    migrated.close()
    created.close()


def test_the_head_that_the_engine_knows_is_the_newest_step() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migration.__file__).with_name("migrations")))

    assert ScriptDirectory.from_config(config).get_heads() == [migration.HEAD]


def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    sqlite_file(tmp_path).close()
    with sqlite3.connect(tmp_path / "pool.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(StorageError, match="newer"):
        sqlite_file(tmp_path)

    with sqlite3.connect(tmp_path / "pool.db") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
    connection.close()


def test_a_message_that_waits_in_a_database_of_the_first_version_is_still_there(tmp_path: Path) -> None:
    storage = sqlite_file(tmp_path)
    add_messages(storage, message("hello"))
    storage.close()
    with sqlite3.connect(tmp_path / "pool.db") as connection:
        connection.execute("ALTER TABLE outbox DROP COLUMN delivered_to")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()

    storage = sqlite_file(tmp_path)

    (claimed,) = storage.write_now(lambda tx: tx.claim_messages(now=T0, lease_seconds=60, limit=10))
    storage.close()
    assert (claimed.message, claimed.delivered_to) == (message("hello"), frozenset())


def _parameters(text: str) -> list[str]:
    return re.findall(r":(\w+)", text)


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_every_statement_has_a_text_for_postgresql(name: str) -> None:
    dialect: sa.Dialect = postgresql.dialect(paramstyle="pyformat")  # type: ignore[no-untyped-call]  # SQLAlchemy's gap
    text = Compiler(dialect).text(STATEMENTS[name])

    assert text.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_no_statement_binds_a_parameter_that_it_was_not_given_a_name_for(name: str) -> None:
    text = Compiler(sqlite.dialect(paramstyle="named")).text(STATEMENTS[name])

    assert [each for each in _parameters(text) if each.endswith(tuple("0123456789"))] == []


HOT = ["TOKEN_HOLDER", "USER_BY_SUB", "USER_BY_USERNAME", "USER_BY_ALIAS", "REFRESH_GRANT", "CREDENTIALS", "CODE"]


@pytest.mark.parametrize("name", HOT)
def test_a_statement_of_every_call_searches_indexes_and_scans_nothing(tmp_path: Path, name: str) -> None:
    sqlite_file(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "pool.db")
    text = Compiler(sqlite.dialect(paramstyle="named")).text(STATEMENTS[name])

    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", dict.fromkeys(_parameters(text), ""))]
    connection.close()

    assert plan
    assert all(step.startswith("SEARCH") for step in plan)


@pytest.mark.parametrize(
    ("field", "column"),
    [("email", "email"), ("user_status", "status"), ("username", "username_key"), ("name", "name")],
)
@pytest.mark.parametrize("comparison", ["equals", "starts_with"])
def test_a_filter_searches_an_index_and_sorts_nothing(
    tmp_path: Path, field: UserField, column: str, comparison: Comparison
) -> None:
    sqlite_file(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "pool.db")
    text = Compiler(sqlite.dialect(paramstyle="named")).text(statements.users_where(field, comparison))

    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", dict.fromkeys(_parameters(text), 1))]
    connection.close()

    assert len(plan) == 1
    assert plan[0].startswith("SEARCH users USING INDEX")
    assert f"(pool_id=? AND {column}" in plan[0]
