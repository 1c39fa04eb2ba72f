"""The law of incremental builds: any sequence of deliveries ends where a full refresh would."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import duckdb
import pytest
from harness import Warehouse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schedules import COLUMNS, World

STORES = ["fct_events", "fct_sessions", "dim_people", "fct_orders"]
HEADER = COLUMNS["events"] + "\n"
SELECTION = ["--select", *(f"+{name}" for name in STORES), "+config.materialized:incremental"]


def run(warehouse: Warehouse, *, full_refresh: bool = False) -> None:
    """Build what the law is about; the seeds only once."""
    seeded = ["--exclude", "resource_type:seed"] if warehouse.database.exists() else []
    warehouse.build(*SELECTION, *seeded, full_refresh=full_refresh)


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


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Return a warehouse that got its deliveries in three builds, the last two incremental."""
    warehouse = Warehouse(tmp_path_factory.mktemp("played"))
    world = World(random.Random(3), steps=3)
    assert play(warehouse, world) == [False, True, True]
    return warehouse


@pytest.mark.e2e
def test_incremental_builds_end_where_a_full_refresh_does(played: Warehouse) -> None:
    # the eleventh link of the last delivery blocks the user and the kiosk
    refused = played.query(
        "select refusal_reason, count(*) from intermediate.int_identity_edges"
        " where refusal_reason is not null group by all order by all"
    )
    assert refused == [("user_has_too_many_visitors", 11), ("visitor_has_too_many_users", 11)]
    ledger = "select file_id, file_path, sha256, landed_at from landing.files order by all"
    before = played.query(ledger)
    assert_law(played)
    assert state(played) == (True, "asked for")
    assert played.query(ledger) == before


def change(path: Path) -> None:
    """Take the last row of a file away."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")


WHY = {
    "nothing new": (lambda _: None, {}, (False, "")),
    "a file that was only touched": (lambda raw: (raw / "events/00.csv").touch(), {}, (False, "")),
    "a new file": (lambda raw: (raw / "events/99.csv").write_text(HEADER), {}, (False, "")),
    "a changed file": (
        lambda raw: change(raw / "events/00.csv"),
        {},
        (True, "a landed file changed or vanished"),
    ),
    "a vanished file": (
        lambda raw: (raw / "events/01.csv").unlink(),
        {},
        (True, "a landed file changed or vanished"),
    ),
    "a changed definition": (
        lambda _: None,
        {"session_timeout_seconds": 900},
        (True, "a definition changed"),
    ),
    "an as-of in the past": (
        lambda _: None,
        {"as_of": "2026-03-05 00:00:00"},
        (True, "the as-of moved back"),
    ),
}


@pytest.mark.e2e
@pytest.mark.parametrize("case", WHY)
def test_what_makes_a_run_a_full_refresh(played: Warehouse, tmp_path: Path, case: str) -> None:
    act, variables, expected = WHY[case]
    warehouse = played.copy(tmp_path / "copy")
    act(warehouse.raw)
    warehouse.variables = variables
    # one model: the landing step decides before any model runs
    warehouse.build("--select", "base_app__users")
    assert state(warehouse) == expected
    if case == "a changed file":
        # that run built one model only: it did not do what it had to
        warehouse.build("--select", "base_app__users")
        assert state(warehouse) == (True, "the last run did not finish")


@pytest.mark.verify
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**32), steps=st.integers(2, 5), moving=st.booleans())
def test_the_law_holds_for_any_schedule(
    tmp_path_factory: pytest.TempPathFactory, seed: int, steps: int, moving: bool
) -> None:
    warehouse = Warehouse(tmp_path_factory.mktemp("law"))
    world = World(random.Random(seed), steps)
    if moving:
        world.move_the_as_of()
    assert play(warehouse, world) == [False] + [True] * (steps - 1)
    assert_law(warehouse)
    shutil.rmtree(warehouse.root)
