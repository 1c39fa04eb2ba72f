"""DuckDB gives wrong rows for a common incremental pattern; our setting must prevent that.

See docs/decisions/0003-top-n-window-elimination.md (upstream: duckdb/duckdb#26044).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import yaml
from harness import PROJECT

SETTING = "top_n_window_elimination"
STAGED = """
    create view staged as
    select * from read_parquet('{folder}/*/*.parquet', hive_partitioning = true)
    qualify row_number() over (partition by event_id order by received_at desc) = 1
"""
REPROCESSED = """
    select event_date, count(*), count(distinct user_id), count(distinct event_name) from staged
    where event_date >= {cutoff} group by event_date order by event_date
"""


@pytest.fixture
def partitioned(tmp_path: Path) -> Path:
    with duckdb.connect() as connection:
        connection.execute(f"""
            copy (
                select
                    'e' || (n % 9000) as event_id,
                    timestamp '2026-01-01' + interval (n * 300) second as received_at,
                    'u' || (n % 500) as user_id,
                    'name' || (n % 7) as event_name,
                    repeat('x', n % 50) as payload,
                    date '2026-01-01' + cast((n % 9000) // 300 as integer) as event_date
                from range(10000) as numbers(n)
            ) to '{tmp_path / "events"}' (format parquet, partition_by (event_date))
        """)
    return tmp_path / "events"


def reprocess(folder: Path, disabled: str) -> list[tuple[object, ...]]:
    """Return the counts of the days that a scalar subquery asks for."""
    with duckdb.connect() as connection:
        connection.execute(f"set disabled_optimizers = '{disabled}'")
        connection.execute(STAGED.format(folder=folder))
        connection.execute("create table store as select date '2026-01-22' as event_date")
        cutoff = "(select max(event_date) - 3 from store)"
        return connection.execute(REPROCESSED.format(cutoff=cutoff)).fetchall()


def right(folder: Path) -> list[tuple[object, ...]]:
    """Return the counts of the same days from a plain table."""
    with duckdb.connect() as connection:
        connection.execute(STAGED.format(folder=folder))
        connection.execute("create table copied as from staged")
        connection.execute("create or replace view staged as from copied")
        return connection.execute(REPROCESSED.format(cutoff="date '2026-01-19'")).fetchall()


def test_reprocessed_days_are_right_with_the_setting(partitioned: Path) -> None:
    truth = right(partitioned)
    assert [row[1] for row in truth] == [300] * 12
    assert reprocess(partitioned, SETTING) == truth


@pytest.mark.xfail(strict=True, reason="duckdb#26044; when this passes the setting can go")
def test_reprocessed_days_are_right_without_the_setting(partitioned: Path) -> None:
    assert reprocess(partitioned, "") == right(partitioned)


def test_every_duckdb_profile_has_the_setting() -> None:
    profiles = yaml.safe_load((PROJECT / "profiles.yml").read_text(encoding="utf-8"))
    outputs = profiles["northstar"]["outputs"].values()
    duckdbs = [output for output in outputs if output["type"] == "duckdb"]
    assert duckdbs
    assert all(output["settings"]["disabled_optimizers"] == SETTING for output in duckdbs)
