"""What is left of a build that failed: a report, and the queries of the checks that found rows."""

from __future__ import annotations

from pathlib import Path

import duckdb

from northstar.publish import export, summary
from northstar.publish.errors import Problem


def describe(found: list[Problem], warehouse: Path | None = None) -> str:
    """Return one sentence about what failed: the first problem, and how many there are.

    With the warehouse that was judged, a check of the project's own tells its first row.
    """
    if not found:
        return "dbt reported a failure without naming a node; see its log"
    first = found[0]
    if first.kind == "check":
        what = f"check {first.name} found {first.rows} rows that break it ({first.path})"
        what += first_row(first, warehouse) if warehouse else ""
    else:
        what = first.message
    others = len(found) - 1
    return what + (f" (and {others} more of {len(found)} failures)" if others else "")


def first_row(problem: Problem, warehouse: Path) -> str:
    """Return the first row that a check found, as `: column value, …`.

    Only for checks written as a query in tests/, whose columns say what is wrong (a currency, a
    day). Empty where the query cannot be asked again.
    """
    if not problem.sql or not problem.path.startswith("tests/"):
        return ""
    try:
        with export.connect(warehouse) as connection:
            connection.execute("set TimeZone = 'UTC'")
            found = connection.execute(f"select * from ({problem.sql}\n) as found limit 1")
            names = [column[0] for column in found.description or []]
            row = found.fetchone()
    except duckdb.Error:
        return ""
    told = ", ".join(f"{name} {value}" for name, value in zip(names, row or (), strict=False))
    return f": {told}" if told else ""


def report(run: Path, reason: str, found: list[Problem]) -> str:
    """Write the query of each failed check under `checks/` of a run and return the report."""
    text = [f"# Build {run.name} failed", "", reason, ""]
    for problem in found:
        text.append(f"- {problem.name}, {problem.rows} rows ({problem.path}): {problem.message}")
        if problem.sql and problem.kind == "check":
            query = run / "checks" / f"{problem.name}.sql"
            query.parent.mkdir(exist_ok=True)
            query.write_text(problem.sql.strip() + "\n", encoding="utf-8")
            text.append(f"  its rows: run `checks/{query.name}` on the `warehouse.duckdb` here")
    return "\n".join([*text, "", *figures(run / "warehouse.duckdb"), ""])


def figures(warehouse: Path) -> list[str]:
    """Return the summary of a failed build's warehouse, if it got far enough to have one."""
    try:
        return summary.lines(warehouse)
    except Exception as error:  # a report on a failure must not fail
        return [f"(no figures: {error})"]
