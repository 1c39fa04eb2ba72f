"""Files: compact whole numbers wait in a scratch database, then become the raw tables' files.

One thread, rows in the order of their making: the same bytes every time. Memory is bounded by the
engine's limit, since blocks are appended as they are made and files are streamed.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

SUFFIX = {"parquet": "parquet", "csv": "csv", "json": "jsonl"}
OPTIONS = {
    "parquet": "format parquet, compression zstd, row_group_size 122880",
    "csv": "format csv, header true",
    "json": "format json, array false",
}


class Scratch:
    """A scratch database beside the output; tables are created by the first append.

    Args:
        folder: an existing folder for the database and its spilled pages.
        memory: the engine's memory limit.

    """

    def __init__(self, folder: Path, memory: str = "200MB") -> None:
        self.connection = duckdb.connect(str(folder / "scratch.duckdb"))
        for setting in (
            "threads = 1",
            f"memory_limit = '{memory}'",
            "preserve_insertion_order = true",
            "enable_progress_bar = false",
            "TimeZone = 'UTC'",
            f"temp_directory = '{folder / 'spill'}'",
        ):
            self.connection.execute(f"set {setting}")

    def append(self, table: str, **columns: np.ndarray) -> int:
        """Append rows (arrays of one length) to a table and return their number."""
        frame = pd.DataFrame(columns)
        self.connection.register("chunk", frame)
        known = self.connection.execute(
            "select 1 from duckdb_tables() where table_name = ?", [table]
        ).fetchone()
        verb = f"insert into {table}" if known else f"create table {table} as"
        self.connection.execute(f"{verb} select * from chunk")
        self.connection.unregister("chunk")
        return len(frame)

    def has(self, table: str) -> bool:
        """Return whether anything was appended to the table."""
        found = "select 1 from duckdb_tables() where table_name = ?"
        return self.connection.execute(found, [table]).fetchone() is not None

    def export(self, query: str, folder: Path, name: str, kind: str) -> Path:
        """Write a query's rows to `folder/name` as parquet, csv or json (lines)."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.{SUFFIX[kind]}"
        self.connection.execute(f"copy ({query}) to '{path}' ({OPTIONS[kind]})")
        return path

    def close(self) -> None:
        """Close the database."""
        self.connection.close()
