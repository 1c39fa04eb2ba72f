"""The ten headline numbers and what was checked, for the terminal and for `summary.md`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from northstar.publish.export import connect

HEADLINES = 10
REASONS = 5

# The newest complete month of every metric, else its newest row; in the order of the registry.
HEADLINE_SQL = """
with newest as (
    select metric, period_grain, period_start, value, change
    from north_star.metric_values
    where value is not null
    qualify row_number() over (
        partition by metric
        order by (period_grain = 'month' and is_complete) desc, period_start desc, period_grain
    ) = 1
)
select newest.metric, newest.period_grain, newest.period_start, newest.value, newest.change
from newest {registry}
order by {order} newest.metric
limit {limit}
"""

REASONS_SQL = """
select source_table, reason, count(*) as row_count
from quality.quarantine group by all order by row_count desc, source_table, reason limit {limit}
"""


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query, or none where its tables do not exist (yet)."""
    try:
        return connection.execute(query).fetchall()
    except (duckdb.CatalogException, duckdb.BinderException):
        return []


def headlines(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Return (metric, grain, period, value, change) of at most ten metrics."""
    registry = "left join config.metrics as registry on newest.metric = registry.metric"
    order = "registry.rowid nulls last,"
    query = HEADLINE_SQL.format(registry=registry, order=order, limit=HEADLINES)
    found = rows(connection, query)
    return found or rows(connection, HEADLINE_SQL.format(registry="", order="", limit=HEADLINES))


def quarantined(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Return (table, reason, rows) of the most frequent reasons for quarantine."""
    return rows(connection, REASONS_SQL.format(limit=REASONS))


def number(value: float) -> str:
    """Return a number as people read it: rates with four digits, large ones grouped."""
    if abs(value) >= 1000 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.4g}" if abs(value) < 1 else f"{value:,.2f}"


def as_of(warehouse: Path) -> str | None:
    """Return the as-of of a built warehouse, in UTC, or None where the project keeps none."""
    with connect(warehouse) as connection:
        found = rows(connection, "select as_of_at::timestamp from intermediate.int_as_of")
    return str(found[0][0]) if found and found[0][0] is not None else None


def lines(warehouse: Path) -> list[str]:
    """Return the summary of a built warehouse, one fact a line."""
    with connect(warehouse) as connection:
        metrics, reasons = headlines(connection), quarantined(connection)
        total = rows(connection, "select count(*) from quality.quarantine")
    text = [f"{'metric':<24}{'value':>14}{'change':>12}  period"] if metrics else []
    for metric, grain, start, value, change in metrics:
        moved = "" if change is None else f"{'+' if change >= 0 else ''}{number(change)}"
        text.append(f"{metric:<24}{number(value):>14}{moved:>12}  {grain} of {start:%Y-%m-%d}")
    if not metrics:
        text.append("no headline numbers: north_star.metric_values holds no value")
    if total:
        text.append(f"quarantined rows: {total[0][0]:,}")
    text += [f"  {count:,} {table}: {reason}" for table, reason, count in reasons]
    return text
