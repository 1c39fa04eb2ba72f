"""No published number is infinite or not a number: both pass `not null` and break every sum."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from northstar.publish.errors import Problem

COLUMNS = """
    select table_schema, table_name, list(column_name order by column_name)
    from information_schema.columns
    where data_type in ('DOUBLE', 'FLOAT') and table_catalog = current_database()
    group by table_schema, table_name
    order by table_schema, table_name
"""


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def problems(database: Path, tables: Iterable[tuple[str, str]]) -> list[Problem]:
    """Return one problem for every floating-point column of the tables with inf or nan in it.

    Args:
        database: A DuckDB file, opened read-only.
        tables: (schema, name) of what is published.

    """
    wanted = set(tables)
    found = []
    with duckdb.connect(str(database), read_only=True) as connection:
        for schema, name, columns in connection.execute(COLUMNS).fetchall():
            if (schema, name) not in wanted:
                continue
            counts = ", ".join(f"count(*) filter (not isfinite({quoted(c)}))" for c in columns)
            table = f"{quoted(schema)}.{quoted(name)}"
            row = connection.execute(f"select {counts} from {table}").fetchone() or ()
            found += [
                Problem(
                    name=f"finite_{schema}_{name}_{column}",
                    kind="check",
                    message=f"{schema}.{name}.{column} is infinite or not a number",
                    rows=rows,
                    path=f"models/marts/{schema}/{name}.sql",
                    sql=f"select * from {table} where not isfinite({quoted(column)})",
                )
                for column, rows in zip(columns, row, strict=True)
                if rows
            ]
    return found
