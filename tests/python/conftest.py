"""Fixtures that many test modules share."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from harness import Warehouse

from northstar.cli import main

# pytest uses both cores already; and DuckDB 1.5.6 was seen to crash when a process that had opened
# and closed many warehouses loaded seeds from two of dbt's threads
os.environ["NORTHSTAR_THREADS"] = "1"

# about a minute or more each: they start first, since a file has one worker, and the last file
# keeps the other waiting; the second builds `demo`, which the others then find
LONGEST = [
    "test_unit_tests.py",
    "test_acquisition_oracles.py",
    "test_blackbox_money.py",
    "test_retention_properties.py",
    "test_retention_golden.py",
    "test_incremental.py",
    "test_revenue_golden.py",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the longest files first."""
    order = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Return the demo company, 1,500 people over 200 days, built without its data tests.

    Workers share one: the first that needs it builds it, another waits. It is only ever read.
    """
    base = tmp_path_factory.getbasetemp()
    warehouse = Warehouse((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo")
    warehouse.root.mkdir(exist_ok=True)
    built = warehouse.root / "built"
    with (warehouse.root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            simulate(warehouse.raw, people=1500, days=200, seed=11)
            warehouse.build()
            built.touch()
    return warehouse


def simulate(raw: Path, people: int, days: int, seed: int, *options: str) -> None:
    """Write a simulated company into a raw folder."""
    arguments = ["simulate", "--people", people, "--days", days, "--seed", seed, "--out", raw]
    result = CliRunner().invoke(main, [str(argument) for argument in (*arguments, *options)])
    assert result.exit_code == 0, result.output
