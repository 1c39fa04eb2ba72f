"""Writing a raw delivery: one folder a table, the same bytes each time, moved in when complete."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click
import duckdb

# The raw contract of the required tables, for data sets that have no rows of theirs to deliver.
# A test holds them equal to the contract in the dbt sources.
HEADERS = {
    "orders": (
        "order_id,user_id,visitor_id,ordered_at,status,currency,gross_amount,discount_amount,"
        "tax_amount,shipping_amount,cost_amount,coupon_code,seller_id,updated_at"
    ),
    "channel_spend": "spend_date,source,medium,campaign,currency,spend,impressions,clicks",
}


def connect() -> duckdb.DuckDBPyConnection:
    """Open a private in-memory database in which results do not depend on the machine.

    Row order is kept, clocks are UTC, and top_n_window_elimination, which gives wrong rows on
    views over files, is off.
    """
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "disabled_optimizers": "top_n_window_elimination",
            "preserve_insertion_order": True,
            "threads": 2,
        }
    )
    # Not in `config`: at that moment the time zone extension is not yet loaded.
    connection.execute("set TimeZone = 'UTC'")
    return connection


def check_target(out: Path, files: Iterable[str]) -> None:
    """Refuse an `out` that holds anything but a former delivery of the same `files`.

    Two data sets in one raw directory would be read as one company.

    Raises:
        click.ClickException: naming the first file that this delivery would not replace.

    """
    ours = set(files)
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out)
        if path.is_file() and not path.name.startswith(".") and name.as_posix() not in ours:
            raise click.ClickException(
                f"{out} already holds {name}, which is not of this data set. "
                "Choose an empty or a new directory."
            )


class Delivery:
    """Raw files being written under `root`; `rows` counts them by table."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.rows: dict[str, int] = {}

    def parquet(self, table: str, relation: duckdb.DuckDBPyRelation) -> None:
        """Write the relation, in its own order, as the table's only file."""
        path = self._path(table, "parquet")
        relation.write_parquet(str(path), compression="zstd", row_group_size=122_880)
        with duckdb.connect() as connection:
            self.rows[table] = len(connection.read_parquet(str(path)))

    def header_only(self, table: str) -> None:
        """Write a CSV file with the table's columns and no rows."""
        self._path(table, "csv").write_text(HEADERS[table] + "\n", encoding="utf-8")
        self.rows[table] = 0

    def move_to(self, out: Path) -> None:
        """Move every file to `out`, replacing those of a former delivery."""
        for path in sorted(self.root.rglob("*.*")):
            target = out / path.relative_to(self.root)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)

    def _path(self, table: str, extension: str) -> Path:
        path = self.root / table / f"{table}.{extension}"
        path.parent.mkdir(parents=True)
        return path
