"""Every published case of retention, engagement, sessions and identity, through the real models.

Refused, with the reason: GB-E11 (participation per experiment unit) is a mean of per-person rates
over each person's eligible days; that is a metric of an experiment, not of a period.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import retention_worlds
from harness import Warehouse
from retention_cases import STICKINESS
from retention_worlds import CASES

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def plain() -> Warehouse:
    return retention_worlds.plain()[1]


@pytest.fixture(scope="module")
def local() -> Warehouse:
    return retention_worlds.local()[1]


def counts(
    warehouse: Warehouse, name: str, column: str = "retained"
) -> dict[tuple[date, int], int | None]:
    rows = warehouse.query(
        f"select cohort_period, period_number, {column} from retention.cohort_retention"
        f" where retention = '{name}' and segment = 'all'"
    )
    return {(cohort, number): count for cohort, number, count in rows}


def triangle(
    warehouse: Warehouse, name: str, expected: list[list[int]], first: date, step: int, column: str
) -> None:
    """Compare a published triangle; a cohort nobody joined has no rows with us."""
    got = counts(warehouse, name, column)
    for number, row in enumerate(expected):
        cohort = first + timedelta(number * step)
        if row[0] == 0:
            assert (cohort, 0) not in got
            continue
        assert [got[cohort, k] for k in range(len(row))] == row, cohort


@pytest.mark.parametrize("case_id", ["PH-R01", "PH-R02", "PH-R08", "PH-R13x"])
def test_retention_on_a_day(plain: Warehouse, case_id: str) -> None:
    case = CASES[case_id]
    first = date.fromisoformat(case["params"]["first"])
    triangle(plain, case_id, case["expected"], first, 1, "retained")


def test_retention_on_or_after(plain: Warehouse) -> None:
    expected = CASES["PH-R05"]["expected"]
    triangle(plain, "PH-R05", expected, date(2020, 6, 10), 1, "retained_on_or_after")


@pytest.mark.parametrize("week_start", ["monday", "sunday"])
def test_retention_by_week(plain: Warehouse, local: Warehouse, week_start: str) -> None:
    case = CASES["PH-R04"]
    warehouse = {"monday": plain, "sunday": local}[week_start]
    first = date.fromisoformat(case["params"]["first"][week_start])
    triangle(warehouse, "PH-R04", case["expected"][week_start], first, 7, "retained")


def test_clickhouse_retention(plain: Warehouse) -> None:
    got = counts(plain, "CH-R01")
    assert [got[date(2020, 1, 1), k] for k in range(3)] == CASES["CH-R01"]["expected"]


def test_personal_clock(plain: Warehouse, local: Warehouse) -> None:
    # the same events give [2, 1] on the calendar (PH-R13x) and [2, 0] on the personal clock
    got = counts(plain, "PH-R13")
    assert [got[date(2020, 6, 10), k] for k in range(2)] == [2, 0]
    answers = {
        "rounded_hour": counts(local, "AM-R01")[date(2021, 12, 1), 1],
        "exact_seconds": counts(plain, "AM-R01")[date(2021, 12, 1), 1],
        "calendar": counts(plain, "AM-R01 calendar")[date(2021, 12, 1), 1],
    }
    assert answers == CASES["AM-R01"]["expected"]


@pytest.mark.parametrize(
    ("user", "grain", "cohort"),
    [("u1", "day", date(2024, 3, 4)), ("u2", "month", date(2024, 2, 1))],
)
def test_calendar_and_rolling(plain: Warehouse, user: str, grain: str, cohort: date) -> None:
    calendar = counts(plain, f"MX-R01 {grain} calendar")[cohort, 1]
    rolling = counts(plain, f"MX-R01 {grain} personal_24h")[cohort, 1]
    assert {f"calendar_{grain}1": calendar, f"rolling_{grain}1": rolling} == CASES["MX-R01"][
        "expected"
    ][user]


@pytest.mark.parametrize(
    ("case_id", "column"), [("PH-R10", "retained"), ("PH-R11", "retained_on_or_after")]
)
def test_brackets(plain: Warehouse, case_id: str, column: str) -> None:
    rows = plain.query(
        f"select cohort_size, {column} from retention.bracket_retention where segment = 'all'"
        f" and retention = '{case_id}' and cohort_period = '2020-06-10' order by first_period"
    )
    assert [rows[0][0], *(row[1] for row in rows)] == CASES[case_id]["expected"]


def test_four_averages_of_one_table(plain: Warehouse) -> None:
    (row,) = plain.query(
        "select weighted_mature_rate, pooled_mature_rate, simple_mature_rate, naive_rate"
        " from retention.retention_curves where retention = 'MX-R02' and segment = 'all'"
        " and measure = 'retained' and period_number = 1"
    )
    assert [round(100 * rate, 2) for rate in row] == list(CASES["MX-R02"]["expected"].values())


def moves(warehouse: Warehouse, case_id: str, first: date, last: date) -> list[tuple[Any, ...]]:
    return warehouse.query(
        "select new, retained, resurrected, -churned, active from retention.growth_accounting"
        " where entity = 'people' and period_grain = 'day' and segment = 'country'"
        f" and segment_value = '{case_id}' and period_start between '{first}' and '{last}'"
        " order by period_start"
    )


@pytest.mark.parametrize(("case_id", "first"), [("PH-L02", 12), ("PH-L03", 9)])
def test_lifecycle(plain: Warehouse, case_id: str, first: int) -> None:
    # PH-L03 counts organisations: the unit is whatever the person key names
    rows = moves(plain, case_id, date(2020, 1, first), date(2020, 1, 19))
    got = dict(
        zip(("new", "returning", "resurrecting", "dormant"), zip(*rows, strict=True), strict=False)
    )
    assert {name: list(numbers) for name, numbers in got.items()} == CASES[case_id]["expected"]


def test_growth_accounting(plain: Warehouse) -> None:
    expected = CASES["GA-01"]["expected"]
    rows = moves(plain, "GA-01", date(2020, 1, 9), date(2020, 1, 19))
    new, _, resurrected, churned, active = (list(column) for column in zip(*rows, strict=True))
    assert active == expected["active"]
    assert round((sum(new) + sum(resurrected)) / -sum(churned), 2) == expected["quick_ratio_total"]
    changes = [now - before for before, now in zip([0, *active], active, strict=False)]
    assert changes == [sum(parts) for parts in zip(new, resurrected, churned, strict=True)]


def test_revenue_growth_accounting(plain: Warehouse) -> None:
    (row,) = plain.query(
        "select new, expansion, churned, contraction, quick_ratio, net_revenue"
        " from retention.revenue_growth_accounting where segment_value = 'GA-02'"
        " and segment = 'country' and period_grain = 'month' and period_start = '2024-06-01'"
    )
    assert [float(value) for value in row] == [
        *CASES["GA-02"]["params"].values(),
        CASES["GA-02"]["expected"]["quick_ratio"],
        45,
    ]


def test_active_users(plain: Warehouse) -> None:
    (row,) = plain.query(
        "select mau_30, month_to_date_active from retention.active_users_daily"
        " where segment = 'country' and segment_value = 'MX-A01' and date_day = '2023-12-31'"
    )
    assert list(row) == list(CASES["MX-A01"]["expected"].values())


@pytest.mark.parametrize("case_id", list(STICKINESS))
def test_stickiness(plain: Warehouse, case_id: str) -> None:
    column = "people_at_least" if case_id == "PH-S05" else "people_exactly"
    rows = plain.query(
        f"select {column} from retention.stickiness_by_segment where segment = 'country'"
        f" and segment_value = '{case_id}' and period_grain = '{case_id}'"
        f" and period_start = date '2024-06-15' - {STICKINESS[case_id]['days']}"
        " order by active_days"
    )
    assert [count for (count,) in rows] == CASES[case_id]["expected"]


@pytest.mark.parametrize("case_id", ["SEG-SS01", "MX-SS01"])
def test_sessions(plain: Warehouse, local: Warehouse, case_id: str) -> None:
    warehouse = local if case_id == "MX-SS01" else plain
    rows = warehouse.query(
        "select sessions.session_number from core.fct_events as events"
        " inner join core.fct_sessions as sessions using (session_id)"
        f" where events.country = '{case_id}' order by events.occurred_at"
    )
    assert [number for (number,) in rows] == CASES[case_id]["expected"]


def test_identity_of_devices(plain: Warehouse) -> None:
    rows = plain.query(
        "select distinct visitor_id, person_id from core.fct_events where country = 'GA4-I01'"
    )
    owners = {visitor: person for visitor, person in rows if person.startswith("u:")}
    assert {key.split()[1]: who.split()[1] for key, who in owners.items()} == CASES["GA4-I01"][
        "expected"
    ]


def test_identity_is_retroactive(plain: Warehouse) -> None:
    rows = plain.query(
        "select person_id from core.fct_events where country = 'MX-I01' order by occurred_at"
    )
    assert [person.split()[1] for (person,) in rows] == CASES["MX-I01"]["expected"]


def test_direct_sessions_inherit_the_last_source(plain: Warehouse) -> None:
    rows = plain.query(
        "select replace(events.event_name, 'GA4-A01 ', ''), sessions.campaign"
        " from core.fct_events as events inner join core.fct_sessions as sessions"
        " using (session_id) where events.country = 'GA4-A01'"
    )
    assert dict(rows) == CASES["GA4-A01"]["expected"]
