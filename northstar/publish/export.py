"""The published files: one slim DuckDB file of marts, and every mart as Parquet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

from northstar.publish import faults
from northstar.publish.errors import Failure
from northstar.publish.progress import Advance

# Files of DuckDB 1.4 open in today's clients and in 2.x; see docs/decisions/0004.
STORAGE_VERSION = "v1.4.0"
SETTINGS = {
    # wrong rows otherwise, see docs/decisions/0003-top-n-window-elimination.md
    "disabled_optimizers": "top_n_window_elimination",
    "autoinstall_known_extensions": "false",
}


@dataclass(frozen=True)
class Mart:
    """One public table: where it is, what orders its rows, and what its columns mean."""

    schema: str
    name: str
    key: tuple[str, ...]
    description: str
    columns: dict[str, str]

    @property
    def full_name(self) -> str:
        """Return `schema.table`."""
        return f"{self.schema}.{self.name}"


def quote(name: str) -> str:
    """Return an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Return an SQL string."""
    return "'" + value.replace("'", "''") + "'"


def marts(dbt_manifest: Path) -> list[Mart]:
    """Return every model under `models/marts`, from dbt's manifest, by schema and name."""
    nodes = json.loads(dbt_manifest.read_text(encoding="utf-8"))["nodes"].values()
    keys: dict[str, list[str]] = {}
    for node in nodes:
        metadata = node.get("test_metadata") or {}
        arguments = metadata.get("kwargs") or {}
        attached = node.get("attached_node")
        if attached and metadata.get("name", "").startswith("unique"):
            column = arguments.get("column_name")
            names = (
                [column]
                if column
                else next((value for value in arguments.values() if isinstance(value, list)), [])
            )
            if names and len(names) < len(keys.get(attached, [*names, ""])):
                keys[attached] = [name.strip('"') for name in names]
    return sorted(
        (
            Mart(
                node["schema"],
                node["alias"],
                tuple(name.strip('"') for name in keys.get(node["unique_id"], ())),
                node["description"],
                {name: column["description"] for name, column in node["columns"].items()},
            )
            for node in nodes
            if node["resource_type"] == "model"
            and node["original_file_path"].startswith("models/marts/")
            and node["config"]["materialized"] != "ephemeral"
        ),
        key=lambda mart: mart.full_name,
    )


def connect(path: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open a database file to read, or an empty database in memory."""
    return duckdb.connect(str(path) if path else ":memory:", path is not None, dict(SETTINGS))


def comment(connection: duckdb.DuckDBPyConnection, mart: Mart) -> None:
    """Store the descriptions of a table and its columns in the published file."""
    table = f"published.{quote(mart.schema)}.{quote(mart.name)}"
    if mart.description:
        connection.execute(f"comment on table {table} is {text(mart.description.strip())}")
    present = {row[0] for row in connection.execute(f"describe {table}").fetchall()}
    for column, description in mart.columns.items():
        if description and column in present:
            target = f"{table}.{quote(column)}"
            connection.execute(f"comment on column {target} is {text(description.strip())}")


def copy_mart(connection: duckdb.DuckDBPyConnection, mart: Mart, place: Path) -> int:
    """Write one mart to the published file and to Parquet, in a total order; return its rows.

    Raises:
        Failure: the copy does not have as many rows as the original.

    """
    relation = f"{quote(mart.schema)}.{quote(mart.name)}"
    order = ", ".join(quote(column) for column in mart.key) or "all"
    connection.execute(f"create schema if not exists published.{quote(mart.schema)}")
    connection.execute(
        f"create table published.{relation} as from warehouse.{relation} order by {order}"
    )
    counts = {
        connection.execute(f"select count(*) from {catalog}.{relation}").fetchall()[0][0]
        for catalog in ("warehouse", "published")
    }
    if len(counts) != 1:
        raise Failure(f"{mart.full_name} changed while it was published; build again")
    comment(connection, mart)
    copy_parquet(connection, relation, place / mart.schema / f"{mart.name}.parquet")
    return counts.pop()


def copy_parquet(connection: duckdb.DuckDBPyConnection, relation: str, path: Path) -> None:
    """Write a published table to one Parquet file, in its order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection.execute(
        f"copy (from published.{relation}) to {text(str(path))} (format parquet, compression zstd)"
    )


def export(
    warehouse: Path, run: Path, tables: list[Mart], publication: dict[str, str], advance: Advance
) -> dict[str, int]:
    """Write `northstar.duckdb` and `marts/` into a run directory and return the rows of each table.

    `publication` (run_id, as_of, published_at) becomes the one row of `quality.publication`, in
    both forms, so that whoever reads several files can prove that they are of one run.

    Raises:
        Failure: two copies of a table differ, or there is nothing to publish.

    """
    if not tables:
        raise Failure("the project has no models under models/marts; nothing to publish")
    rows: dict[str, int] = {}
    with connect() as connection:
        connection.execute(f"attach {text(str(warehouse))} as warehouse (read_only)")
        connection.execute(
            f"attach {text(str(run / 'northstar.duckdb'))} as published "
            f"(storage_version {text(STORAGE_VERSION)})"
        )
        for done, mart in enumerate(tables, start=1):
            rows[mart.full_name] = copy_mart(connection, mart, run / "marts")
            advance(done, len(tables), mart.full_name)
            if done == 1:
                faults.reach("during_export")
        connection.execute("create schema if not exists published.quality")
        connection.execute(
            "create table published.quality.publication as select $run_id::varchar as run_id, "
            "$as_of::timestamp as as_of, $published_at::timestamp as published_at",
            publication,
        )
        copy_parquet(
            connection, "quality.publication", run / "marts" / "quality" / "publication.parquet"
        )
        rows["quality.publication"] = 1
        connection.execute("checkpoint published")
        connection.execute("detach published")
    return rows
