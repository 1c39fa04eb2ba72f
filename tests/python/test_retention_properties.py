"""Random streams: the marts say what plain loops over people say, to the last person and cent."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable

import growth_oracle
import pytest
import retention_worlds
from harness import Warehouse
from retention_oracle import MEASURES, Life, bracket_cells, cells, kaplan_meier, lives_of
from retention_worlds import World

WORLDS = [retention_worlds.plain, retention_worlds.local]
CELLS = """
    select retention, cohort_period, period_number, cohort_size, eligible,
        retained, retained_on_or_after, retained_on_or_before, streak,
        mature_retained, mature_retained_on_or_after, mature_retained_on_or_before, mature_streak,
        net_revenue
    from retention.cohort_retention
    where segment = 'country' and segment_value = retention
"""
pytestmark = pytest.mark.e2e


@pytest.fixture(params=WORLDS, ids=["utc_monday", "new_york_sunday"])
def built(request: pytest.FixtureRequest) -> tuple[World, Warehouse]:
    make: Callable[[], tuple[World, Warehouse]] = request.param
    return make()


def series(warehouse: Warehouse, sql: str, keys: int = 1) -> dict[str, dict]:
    """Group rows (stream, key or keys, *values) by stream."""
    found: dict[str, dict] = defaultdict(dict)
    for stream, *row in warehouse.query(sql):
        found[stream][row[0] if keys == 1 else tuple(row[:keys])] = tuple(row[keys:])
    return found


def test_cohort_retention(built: tuple[World, Warehouse]) -> None:
    world, warehouse = built
    got = series(warehouse, CELLS, keys=2)
    compared = 0
    for stream in world.streams:
        wanted = cells(stream.definition, lives_of(stream.definition, stream.people, world.clock))
        assert got.get(stream.definition.name, {}) == wanted, stream.definition
        compared += len(wanted)
    assert len(world.streams) >= 100
    assert compared > 1000


def test_brackets(built: tuple[World, Warehouse]) -> None:
    world, warehouse = built
    got = series(
        warehouse,
        "select retention, cohort_period, first_period, last_period, cohort_size, eligible,"
        " retained, retained_on_or_after from retention.bracket_retention"
        " where segment = 'country' and segment_value = retention",
        keys=3,
    )
    for stream in world.streams:
        lives = lives_of(stream.definition, stream.people, world.clock)
        wanted = bracket_cells(stream.definition, lives)
        assert got.get(stream.definition.name, {}) == wanted, stream.definition


def averages(lives: list[Life], measure: str, sheet: dict) -> dict[int, tuple]:
    """Return (pooled, simple, weighted, naive, fixed) by period from a table of cells."""
    column = MEASURES.index(measure)
    complete = {key for key, cell in sheet.items() if cell[0] == cell[1]}
    horizon = max((k for _, k in complete), default=None)
    fixed = {cohort for cohort, k in complete if k == horizon}
    found = {}
    for k in sorted({k for (_, k), cell in sheet.items() if cell[2] is not None}):
        row = {
            cohort: cell for (cohort, n), cell in sheet.items() if n == k and cell[2] is not None
        }
        whole = [cell for cohort, cell in row.items() if (cohort, k) in complete]
        rates = [cell[2 + column] / cell[0] for cell in whole]
        eligible = sum(cell[1] for cell in row.values())
        people = (
            sum(row[cohort][0] for cohort in fixed) if horizon is not None and k <= horizon else 0
        )
        found[k] = (
            sum(cell[6 + column] for cell in row.values()) / eligible if eligible else None,
            sum(rates) / len(rates) if rates else None,
            sum(cell[2 + column] * cell[0] for cell in whole) / sum(cell[0] ** 2 for cell in whole)
            if whole
            else None,
            sum(cell[2 + column] for cell in row.values()) / sum(cell[0] for cell in row.values()),
            sum(row[cohort][2 + column] for cohort in fixed) / people if people else None,
            None if measure == "retained" else kaplan_meier(measure, lives, k),
        )
    return found


def same(left: float | None, right: float | None) -> bool:
    return left == right or (
        left is not None and right is not None and math.isclose(left, right, abs_tol=1e-12)
    )


def test_curves(built: tuple[World, Warehouse]) -> None:
    world, warehouse = built
    rows = series(
        warehouse,
        "select retention, measure, period_number, pooled_mature_rate, simple_mature_rate,"
        " weighted_mature_rate, naive_rate, fixed_set_rate, kaplan_meier_rate"
        " from retention.retention_curves"
        " where segment = 'country' and segment_value = retention",
        keys=2,
    )
    for stream in world.streams:
        lives = lives_of(stream.definition, stream.people, world.clock)
        sheet = cells(stream.definition, lives)
        wanted = {
            (measure, k): rates
            for measure in MEASURES
            for k, rates in averages(lives, measure, sheet).items()
        }
        got = rows.get(stream.definition.name, {})
        assert got.keys() == wanted.keys(), stream.definition
        for key, rates in wanted.items():
            assert all(map(same, got[key], rates)), (stream.definition, key, got[key], rates)


def test_growth_accounting(built: tuple[World, Warehouse]) -> None:
    world, warehouse = built
    for entity in ("people", "customers"):
        for grain in growth_oracle.GRAINS:
            got = series(
                warehouse,
                "select segment_value, period_start, new, retained, resurrected, churned, active"
                " from retention.growth_accounting where segment = 'country'"
                f" and entity = '{entity}' and period_grain = '{grain}'",
            )
            for stream in world.streams:
                wanted = growth_oracle.growth(entity, grain, stream.people, world.clock)
                name = stream.definition.name
                assert got.get(name, {}) == wanted, (name, entity, grain)


def test_revenue_growth_accounting(built: tuple[World, Warehouse]) -> None:
    world, warehouse = built
    for grain in growth_oracle.GRAINS:
        got = series(
            warehouse,
            "select segment_value, period_start, new, retained, resurrected, expansion,"
            " contraction, churned from retention.revenue_growth_accounting"
            f" where segment = 'country' and period_grain = '{grain}'",
        )
        for stream in world.streams:
            wanted = growth_oracle.revenue_growth(grain, stream.people, world.clock)
            assert got.get(stream.definition.name, {}) == wanted, (stream.definition.name, grain)


def test_active_users(built: tuple[World, Warehouse]) -> None:
    world, warehouse = built
    got = series(
        warehouse,
        "select segment_value, date_day, dau, wau, mau_28, mau_30, week_to_date_active,"
        " month_to_date_active from retention.active_users_daily where segment = 'country'",
    )
    for stream in world.streams:
        wanted = growth_oracle.active_users(stream.people, world.clock)
        assert got.get(stream.definition.name, {}) == wanted, stream.definition.name


def test_lifecycle_transitions(built: tuple[World, Warehouse]) -> None:
    world, warehouse = built
    # the published cases are people too, so only streams' people can be asked of the engine
    names = ", ".join(f"'{stream.definition.name}'" for stream in world.streams)
    grain = warehouse.variables.get("lifecycle_grain", "week")
    got = warehouse.query(
        "select spans.from_stage, spans.to_stage, first_index, last_index, segments.segment_value"
        " from intermediate.int_lifecycle_spans as spans"
        " inner join intermediate.int_person_segments as segments using (person_id)"
        f" where segments.segment = 'country' and segments.segment_value in ({names})"
    )
    current = world.clock.period(grain, world.clock.day(world.clock.as_of))
    counted: dict[tuple, int] = defaultdict(int)
    for before, after, first, last, _ in got:
        for index in range(first, last + 1):
            counted[world.clock.later(grain, current, index), before, after] += 1
    people = [person for stream in world.streams for person in stream.people if person.events]
    assert dict(counted) == growth_oracle.transitions(people, world.clock, grain, 4)


def test_the_steady_state_is_a_fixed_point_of_the_transitions(
    built: tuple[World, Warehouse],
) -> None:
    _, warehouse = built
    people = {
        (before, after): number
        for before, after, number in warehouse.query(
            "select from_stage, to_stage, sum(people) from retention.lifecycle_transitions"
            " group by all"
        )
    }
    steady = dict(
        warehouse.query("select stage, steady_state_rate from retention.lifecycle_steady_state")
    )
    assert math.isclose(sum(steady.values()), 1)
    stages = sorted(steady)
    leaving = {stage: sum(people.get((stage, to), 0) for to in stages) for stage in stages}
    for to in stages:
        arriving = sum(
            steady[stage] * float(people.get((stage, to), 0)) / float(leaving[stage])
            for stage in stages
            if leaving[stage]
        )
        assert math.isclose(arriving, steady[to], abs_tol=1e-12), to
