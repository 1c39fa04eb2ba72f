"""A read-only SQLAlchemy dialect for DuckDB that Great Expectations can use.

Great Expectations closes a connection before it fetches from it, which loses DuckDB's results
(GX #10738, #11579), and it has no regular expressions or type checks for engines that it does not
know. So this dialect opens the file read-only, fetches every result at once, and presents itself as
PostgreSQL, whose SQL DuckDB understands. URL: `postgresql+duckro:////absolute/file.duckdb`.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any, ClassVar

import duckdb
from sqlalchemy import types
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine import URL, Connection

from northstar.publish.export import SETTINGS

TYPES: dict[str, type[types.TypeEngine]] = {
    "BIGINT": types.BIGINT,
    "BOOLEAN": types.BOOLEAN,
    "DATE": types.DATE,
    "DECIMAL": types.NUMERIC,
    "DOUBLE": types.FLOAT,
    "FLOAT": types.FLOAT,
    "HUGEINT": types.NUMERIC,
    "INTEGER": types.INTEGER,
    "SMALLINT": types.SMALLINT,
    "TIMESTAMP": types.TIMESTAMP,
    "TIMESTAMP WITH TIME ZONE": types.TIMESTAMP,
    "VARCHAR": types.VARCHAR,
}


class Cursor:
    """A DB-API cursor that holds its rows itself, whatever its connection does next."""

    arraysize = 1

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.description: list[tuple[Any, ...]] | None = None
        self.rowcount = -1
        self.rows: list[tuple[Any, ...]] = []

    def execute(self, statement: str, parameters: Sequence[Any] | None = None) -> None:
        """Run one statement and fetch all of its rows."""
        result = self.connection.execute(statement, parameters or None)
        self.description = result.description
        self.rows = result.fetchall() if self.description else []
        self.rowcount = len(self.rows)

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row, or None after the last."""
        return self.rows.pop(0) if self.rows else None

    def fetchmany(self, size: int | None = None) -> list[tuple[Any, ...]]:
        """Return the next `size` rows."""
        count = size or self.arraysize
        taken, self.rows = self.rows[:count], self.rows[count:]
        return taken

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return all rows that are left."""
        taken, self.rows = self.rows, []
        return taken

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that are left."""
        yield from self.fetchall()

    def close(self) -> None:
        """Forget the rows."""
        self.rows = []


class ReadOnlyConnection:
    """A DB-API connection to a file that nothing can write through."""

    opened: ClassVar[weakref.WeakSet[ReadOnlyConnection]] = weakref.WeakSet()

    def __init__(self, path: str) -> None:
        self.database = duckdb.connect(path, read_only=True, config=dict(SETTINGS))
        self.cursors: list[duckdb.DuckDBPyConnection] = []
        self.opened.add(self)

    def cursor(self) -> Cursor:
        """Return a cursor with a database connection of its own."""
        self.cursors.append(self.database.cursor())
        return Cursor(self.cursors[-1])

    def commit(self) -> None:
        """Do nothing: there is nothing to commit."""

    def rollback(self) -> None:
        """Do nothing: there is nothing to roll back."""

    def close(self) -> None:
        """Close the file, whoever still holds a cursor on it."""
        for connection in (*self.cursors, self.database):
            connection.close()


def connect(path: str, **_: object) -> ReadOnlyConnection:
    """Open a database file read-only, as DB-API modules do."""
    return ReadOnlyConnection(path)


DBAPI = SimpleNamespace(
    paramstyle="numeric_dollar",
    apilevel="2.0",
    threadsafety=1,
    connect=connect,
    **{name: getattr(duckdb, name) for name in ("Error", "DatabaseError", "OperationalError")},
    **{name: getattr(duckdb, name) for name in ("IntegrityError", "ProgrammingError")},
    **{name: getattr(duckdb, name) for name in ("InternalError", "DataError")},
    **{name: getattr(duckdb, name) for name in ("NotSupportedError",)},
    InterfaceError=duckdb.Error,
)


class Dialect(PGDialect):
    """PostgreSQL to its callers, DuckDB underneath."""

    driver = "duckro"
    default_paramstyle = "numeric_dollar"
    supports_statement_cache = True
    supports_server_side_cursors = False
    use_native_hstore = False

    @classmethod
    def import_dbapi(cls) -> SimpleNamespace:
        """Return the DB-API module."""
        return DBAPI

    def create_connect_args(self, url: URL) -> tuple[list[str], dict[str, Any]]:
        """Return the file that a URL names."""
        return [url.database or ""], {}

    def initialize(self, connection: Connection) -> None:
        """Ask the server nothing: DuckDB has no settings of PostgreSQL's."""
        self.server_version_info = (14, 0)
        self.default_schema_name = "main"

    def do_ping(self, dbapi_connection: ReadOnlyConnection) -> bool:
        """Return true: the file is in this process."""
        return True

    def get_schema_names(self, connection: Connection, **_: object) -> list[str]:
        """Return the names of all schemas."""
        return self._names(
            connection, "select distinct table_schema from information_schema.tables"
        )

    def get_table_names(
        self, connection: Connection, schema: str | None = None, **_: object
    ) -> list[str]:
        """Return the names of a schema's tables."""
        return self._names(connection, _tables(schema, "BASE TABLE"))

    def get_view_names(
        self, connection: Connection, schema: str | None = None, **_: object
    ) -> list[str]:
        """Return the names of a schema's views."""
        return self._names(connection, _tables(schema, "VIEW"))

    def has_table(
        self, connection: Connection, table_name: str, schema: str | None = None, **_: object
    ) -> bool:
        """Return whether a table or view exists."""
        return bool(self.get_columns(connection, table_name, schema))

    def get_columns(
        self, connection: Connection, table_name: str, schema: str | None = None, **_: object
    ) -> list[dict[str, Any]]:
        """Return name, type and nullability of a table's columns."""
        rows = connection.exec_driver_sql(
            "select column_name, data_type, is_nullable from information_schema.columns "
            "where table_schema = $1 and table_name = $2 order by ordinal_position",
            (schema or "main", table_name),
        )
        return [
            {
                "name": name,
                "type": TYPES.get(kind.split("(")[0], types.VARCHAR)(),
                "nullable": nullable == "YES",
                "default": None,
            }
            for name, kind, nullable in rows
        ]

    def get_pk_constraint(self, *_: object, **__: object) -> dict[str, Any]:
        """Return no key: published files have none."""
        return {"constrained_columns": [], "name": None}

    def get_foreign_keys(self, *_: object, **__: object) -> list[dict[str, Any]]:
        """Return no foreign keys."""
        return []

    def get_indexes(self, *_: object, **__: object) -> list[dict[str, Any]]:
        """Return no indexes."""
        return []

    @staticmethod
    def _names(connection: Connection, query: str) -> list[str]:
        return [row[0] for row in connection.exec_driver_sql(query)]


def _tables(schema: str | None, kind: str) -> str:
    where = f"table_schema = '{schema or 'main'}' and table_type = '{kind}'"
    return f"select table_name from information_schema.tables where {where} order by 1"


def close_all() -> None:
    """Close every file: engines keep connections, and an open file cannot be opened to write."""
    for connection in list(ReadOnlyConnection.opened):
        connection.close()


def register() -> None:
    """Make the URL scheme known to SQLAlchemy."""
    registry.register("postgresql.duckro", "northstar.quality.dialect", "Dialect")
