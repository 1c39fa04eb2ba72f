"""Helpers of the publication tests: the command line in process, and builds that are killed."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import resource
import sys
from pathlib import Path

import duckdb
from click.testing import CliRunner, Result

from northstar.cli import main

# Children of a server that has imported dbt but never opened a database: forking is safe and fast.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["dbt.cli.main", "dbt.adapters.duckdb", "northstar.publish.pipeline"]
)


def northstar(*arguments: object) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def build(world: Path, *more: object) -> Result:
    """Build world/raw into world/out without rendering documentation."""
    return northstar("build", "--raw", world / "raw", "--out", world / "out", "--no-docs", *more)


def killed_build(world: Path, point: str) -> int | None:
    """Build in a process of its own that kills itself at a point; return its exit code."""
    return _apart(world, point, resource.RLIM_INFINITY)


def starved_build(world: Path, file_bytes: int) -> int | None:
    """Build in a process of its own that can write no file beyond a size; return its exit code."""
    return _apart(world, "", file_bytes)


def _apart(world: Path, point: str, file_bytes: int) -> int | None:
    project = os.environ["NORTHSTAR_PROJECT"]
    process = PROCESSES.Process(target=_child, args=(str(world), project, point, file_bytes))
    process.start()
    process.join(180)
    return process.exitcode


def _child(world: str, project: str, point: str, file_bytes: int) -> None:
    os.environ.update(NORTHSTAR_PROJECT=project, NORTHSTAR_FAULT=point)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    sys.exit(build(Path(world)).exit_code)


def last_line(result: Result) -> str:
    """Return the last line of standard error."""
    return result.stderr.strip().splitlines()[-1]


def sums(world: Path) -> dict[str, str]:
    """Return the sha256 of every file that readers see."""
    current = world / "out" / "current"
    return {
        str(path.relative_to(current)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(current.rglob("*"))
        if path.is_file()
    }


def query(world: Path, sql: str) -> list[tuple[object, ...]]:
    """Return the rows of a query on the published file."""
    path = str(world / "out" / "current" / "northstar.duckdb")
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def published_orders(world: Path) -> int:
    """Return how many orders are published, after a proof that all files are of one build."""
    ((orders, of_tiers, run_id),) = query(
        world,
        "select (select count(*) from core.fct_orders), (select max(orders) from core.tier_orders),"
        " (select run_id from quality.publication)",
    )
    parquet = world / "out" / "current" / "marts"
    assert duckdb.sql(f"select run_id from '{parquet}/quality/publication.parquet'").fetchall() == [
        (run_id,)
    ]
    assert duckdb.sql(f"select count(*) from '{parquet}/core/fct_orders.parquet'").fetchall() == [
        (orders,)
    ]
    assert orders == of_tiers
    return int(str(orders))
