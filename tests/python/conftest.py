"""Fixtures that many test modules share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from harness import Warehouse

from northstar.cli import main

# pytest uses both cores already; and DuckDB 1.5.6 was seen to crash when a process that had opened
# and closed many warehouses loaded seeds from two of dbt's threads
os.environ["NORTHSTAR_THREADS"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the longest file first: a file has one worker, and the last keeps the other waiting."""
    items.sort(key=lambda item: item.path.name != "test_unit_tests.py")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Return the demo company, 1,500 people over 200 days, built without its data tests."""
    warehouse = Warehouse(tmp_path_factory.mktemp("demo"))
    simulate(warehouse.raw, people=1500, days=200, seed=11)
    warehouse.build()
    return warehouse


def simulate(raw: Path, people: int, days: int, seed: int, *options: str) -> None:
    """Write a simulated company into a raw folder."""
    arguments = ["simulate", "--people", people, "--days", days, "--seed", seed, "--out", raw]
    result = CliRunner().invoke(main, [str(argument) for argument in (*arguments, *options)])
    assert result.exit_code == 0, result.output
