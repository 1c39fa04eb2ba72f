"""How many rows a table may have, given how many the last publication had.

A delivery that replaced the files by header-only ones, by a tenth of the rows, or by each row ten
times under new keys stops here. More history is not a fault: growth is judged per day of data.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import great_expectations.expectations as gxe

from northstar.publish.export import connect
from northstar.quality.suite import Suite

Profile = dict[str, dict[str, int]]

FEWEST_ROWS = 500  # smaller tables swing by themselves
SMALLEST_SHARE = 0.5
LARGEST_GROWTH = 5.0


def tables(database: Path) -> set[str]:
    """Return the names, `schema.table`, of every table and view."""
    query = "select table_schema || '.' || table_name from information_schema.tables"
    with connect(database) as connection:
        return {row[0] for row in connection.execute(query).fetchall()}


def profile(database: Path, suites: list[Suite]) -> Profile:
    """Return rows and days of every table whose volume is watched."""
    found: Profile = {}
    with connect(database) as connection:
        for table, date in sorted(item for suite in suites for item in suite.volumes.items()):
            query = f"select count(*), count(distinct {date}) from {table}"
            rows, days = connection.execute(query).fetchall()[0]
            found[table] = {"rows": rows, "days": days}
    return found


def last_profile(history: Path | None, as_of: str | None) -> Profile:
    """Return the profile that the last publication kept, or nothing to compare with.

    A build as of an earlier moment holds less on purpose; it is not compared.
    """
    if history is None or not history.is_file():
        return {}
    last: dict[str, Any] = json.loads(history.read_text(encoding="utf-8"))
    if as_of and last.get("as_of") and as_of < last["as_of"]:
        return {}
    return last.get("profile") or {}


def expectation(now: dict[str, int], last: dict[str, int] | None) -> gxe.Expectation:
    """Return the check of a table's rows against the last publication."""
    low, high = limits(now, last)
    known = f"{last['rows']:,} at" if last else "not in"
    return gxe.ExpectTableRowCountToBeBetween(
        min_value=low,
        max_value=high,
        description=f"rows, {known} the last publication (if the change is right, build with "
        "--accept-volume)",
    )


def limits(now: dict[str, int], last: dict[str, int] | None) -> tuple[int, int | None]:
    """Return the fewest and the most rows that a table may have (None: no limit).

    `now` and `last` are {"rows", "days"} of this build and of the last publication.
    """
    if last is None or last["rows"] < FEWEST_ROWS:
        return 0, None
    longer = max(1.0, now["days"] / max(1, last["days"]))
    return int(last["rows"] * SMALLEST_SHARE), int(last["rows"] * LARGEST_GROWTH * longer)
