"""Running a statement: Core compiles it once a dialect, the driver runs its text. Here alone SQL meets a driver.

Why not `Connection.execute`: measured on the token-to-user statement, Core's cached execution costs 68 µs where
sqlite3 itself takes 27 µs, rows read included, and this statement is in every call of a signed-in user.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import sqlalchemy as sa

from awso_userpool.storage.statements import Statement

Row = tuple[Any, ...]


class Cursor(Protocol):
    """What we use of a DB-API cursor (PEP 249)."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...


class Connection(Protocol):
    """What we use of a driver's connection; sqlite3 and psycopg 3 have both by these names."""

    def execute(self, sql: str, values: Any = ..., /) -> Cursor: ...

    def cursor(self) -> Any: ...


class Compiler:
    """SQL text of statements in one dialect, remembered for the life of the process."""

    __slots__ = ("_dialect", "_texts")

    def __init__(self, dialect: sa.Dialect) -> None:
        self._dialect = dialect
        self._texts: dict[int, str] = {}

    def text(self, statement: Statement) -> str:
        """The statement's SQL with named parameters. Statements are constants: their identity is their key."""
        key = id(statement)
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = f"{statement.core.compile(dialect=self._dialect)}{statement.ending}"
        return text


class Session:
    """Statements on one connection, inside a transaction that the engine began."""

    __slots__ = ("_connection", "_text")

    def __init__(self, connection: Connection, compiler: Compiler) -> None:
        self._connection = connection
        self._text = compiler.text

    def row(self, statement: Statement, **values: object) -> Row | None:
        """The first row, or None."""
        row: Row | None = self._connection.execute(self._text(statement), values).fetchone()
        return row

    def rows(self, statement: Statement, **values: object) -> list[Row]:
        return self._connection.execute(self._text(statement), values).fetchall()

    def run(self, statement: Statement, values: Mapping[str, object]) -> int:
        """How many rows changed."""
        return self._connection.execute(self._text(statement), values).rowcount

    def run_many(self, statement: Statement, many_values: Iterable[Mapping[str, object]]) -> None:
        """The statement once for each mapping: much faster than one by one."""
        self._connection.cursor().executemany(self._text(statement), many_values)
