"""How the suites in the project's `quality/` folder are written.

A suite is a Python module there with a `SUITE`. dbt tests judge rows while the warehouse is built
(keys, nulls, references, identities); a suite judges the built file as a whole: volumes, ranges,
distributions, and sums that must agree across tables. A range that is null in a row is not checked
there, and an empty table passes: optional inputs may be absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import great_expectations.expectations as gxe

# The newest days against the median day of the four weeks before, where there are enough rows to
# have a usual day: ten times more, or a tenth, is a broken delivery and not a busy week.
UNUSUAL_DAY = """
with daily as (
    select {date} as day_at, count(*) as day_rows from {{batch}} where {date} is not null group by 1
),
newest as (select max(day_at) as newest_at from daily),
usual as (
    select median(daily.day_rows) as usual_rows, count(*) as usual_days
    from daily cross join newest
    where daily.day_at < newest_at - 1 and daily.day_at >= newest_at - 29
),
judged as (
    select newest_at - days.days_before as day_at, days.days_before, usual_rows,
        coalesce(daily.day_rows, 0) as day_rows
    from newest cross join usual cross join (select unnest([0, 1]) as days_before) as days
    left join daily on daily.day_at = newest_at - days.days_before
    where usual_days >= 14 and usual_rows >= 50
)
select day_at, day_rows, usual_rows from judged
where day_rows > 10 * usual_rows or (days_before = 1 and day_rows < usual_rows / 10)
"""


@dataclass(frozen=True)
class Suite:
    """The expectations of one area.

    `tables` maps `schema.table` to its expectations. `volumes` maps a table to its date column: its
    rows are compared with the last publication, and its newest days with the weeks before.
    """

    area: str
    tables: dict[str, Sequence[gxe.Expectation]]
    volumes: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Return the file of this suite in the project."""
        return f"quality/{self.area}.py"

    @property
    def judged(self) -> list[str]:
        """Return the tables of this suite."""
        return sorted({*self.tables, *self.volumes})


def between(
    columns: str, low: float | None = 0, high: float | None = None
) -> list[gxe.Expectation]:
    """Return one range check for each of the named columns (separated by spaces)."""
    return [
        gxe.ExpectColumnValuesToBeBetween(column=column, min_value=low, max_value=high)
        for column in columns.split()
    ]


def share(columns: str) -> list[gxe.Expectation]:
    """Return checks that the named columns are between 0 and 1."""
    return between(columns, 0, 1)


def never(description: str, query: str) -> gxe.Expectation:
    """Return a check that a query finds no row; `{batch}` in it is the table.

    The query may read other tables. Each row that it returns counts as one thing found.
    Great Expectations gives `{batch}` an alias of its own unless the query has a join.
    """
    return gxe.UnexpectedRowsExpectation(description=description, unexpected_rows_query=query)


def unusual_day(date: str) -> gxe.Expectation:
    """Return a check of a table's newest days against its usual day."""
    return never(
        f"the newest days of {date} hold between a tenth and ten times the rows of a usual day",
        UNUSUAL_DAY.format(date=date),
    )
