"""Attribution of the demo company against plain Python: linear solves, and Shapley by subsets."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import combinations
from math import factorial

import numpy as np
import pytest
from harness import Warehouse

Path = tuple[str, ...]
Credits = dict[str, list[float]]
DAY = timedelta(days=1)


def journeys(demo: Warehouse, kind: str) -> tuple[list[tuple[Path, float]], list[Path]]:
    """Return (path, value) of each conversion with touches, and the lost paths."""
    lookback = dict(demo.query("select channel, lookback_days from core.dim_channels"))
    visits: dict[str, list[tuple[datetime, str, str]]] = defaultdict(list)
    for person, at, session, channel in demo.query(
        "select person_id, started_at, session_id, own_channel from core.fct_sessions"
        " where not is_internal order by person_id, started_at, session_id"
    ):
        visits[person].append((at, session, channel))
    converting, used, last = [], set(), {}
    for person, at, value in demo.query(
        "select person_id, converted_at, conversion_value::double from core.fct_conversions"
        f" where conversion_type = '{kind}' and not is_internal"
    ):
        last[person] = at
        touches = [
            visit
            for visit in visits[person]
            if visit[0] <= at and at - visit[0] <= min(30, lookback[visit[2]]) * DAY
        ]
        used |= {session for _, session, _ in touches}
        if touches:
            converting.append((tuple(channel for _, _, channel in touches), value))
    lost: list[Path] = []
    for person, seen in visits.items():
        path: list[str] = []
        before: tuple[datetime, bool] | None = None
        for at, session, channel in seen:
            if person in last and kind == "first_order" and at > last[person]:
                break
            broken = before is not None and (before[1] or at - before[0] > 30 * DAY)
            if path and (broken or session in used):
                lost.append(tuple(path))
                path = []
            if session not in used:
                path.append(channel)
            before = (at, session in used)
        if path:
            lost.append(tuple(path))
    return converting, lost


def removal_effects(converting: list[tuple[Path, float]], lost: list[Path]) -> dict[str, float]:
    """Return 1 - P(conversion without the channel) / P(conversion), each by a linear solve."""
    counts: Counter[tuple[str, str]] = Counter()
    for path, end in [(path, "(yes)") for path, _ in converting] + [
        (path, "(no)") for path in lost
    ]:
        for pair in zip(("(start)", *path), (*path, end), strict=True):
            counts[pair] += pair[0] != pair[1]
    states = sorted({state for pair in counts for state in pair} - {"(yes)", "(no)"})
    leaving = Counter[str]()
    for (origin, _), count in counts.items():
        leaving[origin] += count

    def chance(removed: str | None) -> float:
        matrix, ends = np.eye(len(states)), np.zeros(len(states))
        for (origin, target), count in counts.items():
            if removed in (origin, target):
                continue
            row = states.index(origin)
            if target == "(yes)":
                ends[row] += count / leaving[origin]
            elif target != "(no)":
                matrix[row, states.index(target)] -= count / leaving[origin]
        return float(np.linalg.solve(matrix, ends)[states.index("(start)")])

    whole = chance(None)
    return {state: 1 - chance(state) / whole for state in states if state != "(start)"}


def shapley(converting: list[tuple[Path, float]]) -> dict[str, float]:
    """Return Shapley values of v(S) = conversions whose channels all lie in S, by enumeration."""
    sets = Counter(frozenset(path) for path, _ in converting)
    found: dict[str, float] = defaultdict(float)
    for players, count in sets.items():  # the game is a sum of unanimity games, one per set
        n = len(players)
        for player in players:
            others = players - {player}
            for size in range(n):
                weight = factorial(size) * factorial(n - size - 1) / factorial(n)
                for coalition in combinations(sorted(others), size):
                    gain = (players <= {*coalition, player}) - (players <= set(coalition))
                    found[player] += weight * gain * count
    return found


@pytest.mark.parametrize("kind", ["first_order", "order"])
def test_markov_and_shapley_are_exact(demo: Warehouse, kind: str) -> None:
    converting, lost = journeys(demo, kind)
    credited: dict[str, dict[str, float]] = defaultdict(dict)
    for model, channel, conversions in demo.query(
        "select attribution_model, channel, sum(credited_conversions)"
        f" from acquisition.channel_attribution where conversion_type = '{kind}'"
        " and attribution_model in ('markov', 'shapley') and channel <> '(none)'"
        " group by all having sum(credited_conversions) > 0"
    ):
        credited[model][channel] = conversions
    effects = removal_effects(converting, lost)
    total = sum(effects.values())
    markov = {
        channel: effect / total * len(converting) for channel, effect in effects.items() if effect
    }
    assert credited["markov"] == pytest.approx(markov, rel=1e-9, abs=1e-9)
    assert credited["shapley"] == pytest.approx(dict(shapley(converting)), rel=1e-9)


def by_rule(touches: list[tuple[datetime, str, str]], at: datetime, paid: set[str]) -> Credits:
    """Return the credit of each touch in the models that are rules over one path."""
    n, ages = len(touches), [(at - touch[0]) / DAY for touch in touches]
    channels = [touch[2] for touch in touches]
    non_direct = [i for i in range(n) if channels[i] != "direct"]
    last = non_direct[-1] if non_direct else n - 1
    bought = [i for i in range(n) if channels[i] in paid]
    decays = [2 ** (-age / 7) for age in ages]

    def one(place: int) -> list[float]:
        return [float(i == place) for i in range(n)]

    def ends(first: float, other: float, of_two: float) -> list[float]:
        if n < 3:
            return [1.0] if n == 1 else [of_two, 1 - of_two]
        return [first, *[(1 - first - other) / (n - 2)] * (n - 2), other]

    return {
        "first": one(0),
        "last": one(n - 1),
        "last_non_direct": one(last),
        "last_paid": one(bought[-1] if bought else last),
        "linear": [1 / n] * n,
        "position": ends(0.4, 0.4, 0.5),
        "j_shape": ends(0.2, 0.6, 0.25),
        "inverse_j": ends(0.6, 0.2, 0.75),
        "time_decay": [decay / sum(decays) for decay in decays],
        "participation": [1 / channels.count(channel) for channel in channels],
        "shapley": [1 / len(set(channels)) / channels.count(channel) for channel in channels],
    }


def test_every_rule_is_what_plain_python_says(demo: Warehouse) -> None:
    """For every order of the demo company, touch by touch."""
    lookback = dict(demo.query("select channel, lookback_days from core.dim_channels"))
    paid = {row[0] for row in demo.query("select channel from core.dim_channels where is_paid")}
    visits: dict[str, list[tuple[datetime, str, str]]] = defaultdict(list)
    for person, at, session, channel in demo.query(
        "select person_id, started_at, session_id, own_channel from core.fct_sessions"
        " where not is_internal order by person_id, started_at, session_id"
    ):
        visits[person].append((at, session, channel))
    expected = {}
    for conversion, person, at in demo.query(
        "select conversion_id, person_id, converted_at from core.fct_conversions"
        " where conversion_type = 'order' and not is_internal"
    ):
        touches = [
            visit
            for visit in visits[person]
            if visit[0] <= at and at - visit[0] <= min(30, lookback[visit[2]]) * DAY
        ]
        if touches:
            for model, credits in by_rule(touches, at, paid).items():
                for touch, credit in zip(touches, credits, strict=True):
                    if credit:
                        expected[conversion, model, touch[1]] = pytest.approx(credit, rel=1e-9)
    found = {
        tuple(key): credit
        for *key, credit in demo.query(
            "select conversion_id, attribution_model, session_id, credit"
            " from acquisition.attribution_credits where conversion_type = 'order'"
            " and attribution_model <> 'markov' and channel <> '(none)'"
        )
    }
    assert len(found) > 10_000
    assert found == expected


def test_paths_are_the_journeys(demo: Warehouse) -> None:
    converting, lost = journeys(demo, "first_order")

    def collapsed(path: Path) -> str:
        return " > ".join(
            channel
            for place, channel in enumerate(path)
            if place == 0 or path[place - 1] != channel
        )

    conversions = Counter(collapsed(path) for path, _ in converting)
    nulls = Counter(collapsed(path) for path in lost)
    found = demo.query(
        "select path, conversions, nulls from acquisition.attribution_paths"
        " where conversion_type = 'first_order' and path <> '(none)'"
    )
    assert {row[0]: row[1:] for row in found} == {
        path: (conversions[path], nulls[path]) for path in {*conversions, *nulls}
    }


def test_every_credit_of_every_model_adds_up(demo: Warehouse) -> None:
    credits = "acquisition.attribution_credits"
    short = demo.query(
        f"select conversion_id, attribution_model, sum(credit) from {credits}"
        " where attribution_model <> 'participation' group by all"
        " having abs(sum(credit) - 1) > 1e-9"
    )
    ((conversions,),) = demo.query(
        "select count(*) from core.fct_conversions where not is_internal"
    )
    credited = dict(
        demo.query(
            f"select attribution_model, count(distinct conversion_id) from {credits} group by 1"
        )
    )
    assert short == []
    assert len(credited) == 12
    assert set(credited.values()) == {conversions}


def test_credits_are_what_the_monthly_mart_sums(demo: Warehouse) -> None:
    """The view's grain holds too; both are too dear to ask of every build."""
    keys = "conversion_type, attribution_model, channel"
    differences = demo.query(
        f"select {keys}, credit, credited_conversions from (select {keys}, sum(credit) as credit"
        f" from acquisition.attribution_credits group by all) full outer join (select {keys},"
        " sum(credited_conversions) as credited_conversions from acquisition.channel_attribution"
        f" group by all) using ({keys})"
        " where abs(coalesce(credit, 0) - coalesce(credited_conversions, 0)) > 1e-6"
    )
    twice = demo.query(
        "select conversion_id, attribution_model, touch_number from acquisition.attribution_credits"
        " group by all having count(*) > 1"
    )
    assert differences == []
    assert twice == []


def test_no_number_is_infinite_or_nan(demo: Warehouse) -> None:
    columns = demo.query(
        "select table_name, column_name from information_schema.columns"
        " where table_schema = 'acquisition' and data_type = 'DOUBLE'"
    )
    assert len(columns) > 60
    for table, column in columns:
        assert demo.query(
            f'select count(*) from acquisition.{table} where not isfinite("{column}")'
        ) == [(0,)], (table, column)


def test_spend_that_no_rule_knows_stays_unallocated(demo: Warehouse) -> None:
    truth = json.loads((demo.raw / "truth.json").read_text(encoding="utf-8"))
    told = truth["acquisition"]["unallocated_spend_usd"]
    found = demo.query(
        "select sum(spend)::double from core.fct_channel_spend where channel = '(unallocated)'"
    )
    assert told > 0
    assert found[0][0] == pytest.approx(told, abs=0.05)
