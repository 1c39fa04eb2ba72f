"""The law of incremental builds: any sequence of deliveries ends where a full refresh would."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import duckdb
import pytest
from harness import Warehouse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schedules import World

STORES = ["fct_events", "fct_sessions", "dim_people", "fct_orders"]
SELECTION = ["--select", *(f"+{name}" for name in STORES), "+config.materialized:incremental"]


def run(warehouse: Warehouse, *, full_refresh: bool = False) -> None:
    """Build what the law is about; the seeds only once."""
    seeded = warehouse.database.exists()
    warehouse.build(*SELECTION, full_refresh=full_refresh, seed=not seeded)


def state(warehouse: Warehouse) -> tuple[bool, str]:
    """Return whether the last run was a full refresh, and why."""
    return warehouse.query("select full_refresh, reason from landing.run_state")[0]


def differences(before: Path, after: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows that only one of two files holds, by table."""
    found = {}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{before}' as warehouse (read_only)")
        for name in STORES:
            connection.execute(f"create table {name} as select * from warehouse.core.{name}")
        connection.execute("detach warehouse")
        connection.execute(f"attach '{after}' as warehouse (read_only)")
        for name in STORES:
            found[name] = connection.execute(
                f"(select 'incremental' as side, * from {name} except all "
                f"select 'incremental', * from warehouse.core.{name}) union all "
                f"(select 'full refresh', * from warehouse.core.{name} except all "
                f"select 'full refresh', * from {name}) order by 2, 1"
            ).fetchall()
    return {name: rows for name, rows in found.items() if rows}


def play(warehouse: Warehouse, world: World) -> list[bool]:
    """Deliver and build step by step; return which builds were incremental."""
    incremental = []
    for number, delivery in enumerate(world.deliveries):
        for table, text in delivery.files():
            warehouse.deliver(f"{table}/{number:02d}.csv", text)
        if delivery.as_of:
            warehouse.variables["as_of"] = delivery.as_of.isoformat(sep=" ")
        run(warehouse)
        incremental.append(not state(warehouse)[0])
    return incremental


def assert_law(warehouse: Warehouse) -> None:
    """Compare the warehouse as it is with a full refresh of the same deliveries."""
    before = warehouse.root / "before" / "warehouse.duckdb"
    before.parent.mkdir(exist_ok=True)
    shutil.copyfile(warehouse.database, before)
    run(warehouse, full_refresh=True)
    found = differences(before, warehouse.database)
    assert not found, "\n".join(
        f"{name}: {len(rows)} rows, e.g. {json.dumps(rows[:4], default=str)}"
        for name, rows in found.items()
    )
