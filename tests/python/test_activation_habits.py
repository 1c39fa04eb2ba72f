"""Aha moments find what was planted and nothing in noise; paths; attempts use a row once."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from funnel_files import EVENT_COLUMNS, event_row, step_rows, table, write_config
from funnel_golden import CASES
from harness import Warehouse

START = datetime(2025, 1, 1)
NOISE = ("alpha", "beta", "gamma", "delta")
SELECT = (
    "-s",
    "+aha_moments",
    "+paths",
    "+funnel_people",
    "+activation_funnel_steps",
    "+fct_events",
)
EVERY_STEPS = ["ea", "eb", "ec"]
EVERY_WINDOW = 40


def habits(rng: random.Random, people: int, planted: bool) -> list[dict]:
    """Return the events of people who sign up, do things for a week, and come back or not."""
    rows = []
    for person in range(people):
        at = START + timedelta(minutes=person)
        moments = [(0.0, "signup")]
        plants = rng.randrange(6)
        for name in NOISE:
            moments += [(rng.random() * 6.9, name) for _ in range(rng.randrange(4))]
        moments += [(rng.random() * 6.9, "planted") for _ in range(plants)]
        keeps = 0.75 if planted and plants >= 3 else 0.4
        if rng.random() < keeps:
            moments.append((14 + rng.random() * 13, "visit"))
        for number, (days, name) in enumerate(moments):
            moment = (at + timedelta(days=days)).isoformat() + "Z"
            rows.append(event_row(f"h{person:05}-{number:03}", f"h{person}", name, moment))
    return rows


def path_events() -> list[dict]:
    """Return the events of the published path cases; their paths start after the habits."""
    rows = []
    for case in ("PH-P02", "PH-P03"):
        for number, event in enumerate(CASES[case]["events"]):
            at = START + timedelta(days=60) + (_when(event) - datetime(1970, 1, 1))
            names = (f"{case}-{number:04}", f"{case}|{event['user']}", f"{case}:{event['event']}")
            rows.append(event_row(*names, at.isoformat() + "Z"))
    return rows


def _when(event: dict) -> datetime:
    return datetime.fromisoformat(event["ts"].replace("Z", ""))


def streams(rng: random.Random) -> dict[str, list[tuple[int, str, str]]]:
    """Return random streams (second, event_id, name) for the counting of attempts."""
    return {
        f"every{person}": sorted(
            (rng.randrange(90), f"e{person:03}-{number:03}", rng.choice([*EVERY_STEPS, "other"]))
            for number in range(rng.randrange(1, 14))
        )
        for person in range(300)
    }


def attempts(events: list[tuple[int, str, str]]) -> Counter[int]:
    """Return how many attempts got how far, every event used once, the latest taker first."""
    standing = [(at, at, event_id) for at, event_id, name in events if name == EVERY_STEPS[0]]
    levels, last = Counter({1: len(standing)}), 1
    for step, name in enumerate(EVERY_STEPS[1:], 2):
        takers: dict[str, tuple[int, int, str]] = {}
        for entry, here, _ in sorted(standing, key=lambda row: (row[1], row[2])):
            # ties by step number: an event of the same second may follow
            later = [(at, e) for at, e, n in events if n == name and at >= here]
            if later:
                takers[min(later)[1]] = (entry, min(later)[0], min(later)[1])
        standing = [row for row in takers.values() if row[1] - row[0] <= EVERY_WINDOW]
        levels[last] -= len(standing)
        levels[step], last = len(standing), step
    return +levels


@pytest.fixture(scope="module", params=[True, False], ids=["planted", "null"])
def warehouse(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Warehouse:
    """Build a company with a planted habit, and one without."""
    root: Path = tmp_path_factory.mktemp("habits")
    common = {
        "scope": "person",
        "anchor_event": None,
        "direction": "after",
        "within_seconds": 10**9,
        "max_steps": 6,
    }
    paths = [
        {**common, "path": "raw", "top_nodes": 1000, "collapse_repeats": False},
        {**common, "path": "collapsed", "top_nodes": 1000, "collapse_repeats": True},
    ]
    every = {
        "funnel": "every",
        "unit": "attempt",
        "entry_policy": "every",
        "window_seconds": EVERY_WINDOW,
    }
    config = write_config(root / "config", [every], step_rows("every", EVERY_STEPS))
    built = Warehouse(root, {"paths": paths}, config)
    rows = habits(random.Random(7), 1500, request.param) + path_events()
    for person, events in streams(random.Random(11)).items():
        for at, event_id, name in events:
            moment = (START + timedelta(seconds=at)).isoformat() + "Z"
            rows.append(event_row(event_id, person, name, moment))
    built.deliver("events/all.csv", table(EVENT_COLUMNS, rows))
    built.build(*SELECT)
    built.planted = request.param
    return built


def test_the_planted_moment_is_first_and_null_data_has_none(warehouse: Warehouse) -> None:
    """Three times planted within seven days is the aha moment, or there is none."""
    found = warehouse.query(
        "select event_name, times, within_days from activation.aha_moments where is_aha_moment "
        "order by moment_rank"
    )
    if warehouse.planted:
        assert found[0] == ("planted", 3, 7)
        assert {name for name, _, _ in found} == {"planted"}
    else:
        assert found == []


def test_paths_as_published(warehouse: Warehouse) -> None:
    """PH-P02, raw and with repeats collapsed."""
    for path, key in (("raw", "raw"), ("collapsed", "collapsed")):
        rows = warehouse.query(
            "select step, source, target, people from activation.paths "
            f"where path = '{path}' and source like 'PH-P02:%'"
        )
        edges = {
            f"{step}|{source.split(':')[1]}|{target.split(':')[-1]}".replace(
                "(drop-off)", "$dropoff"
            ): n
            for step, source, target, n in rows
        }
        assert edges == CASES["PH-P02"]["expected"][key]


def test_every_attempt_counts_and_every_row_once(warehouse: Warehouse) -> None:
    """Levels of attempts against a count by hand, on 300 random streams."""
    found: dict[str, Counter[int]] = {}
    for visitor, level, count in warehouse.query(
        "select visitor_id, furthest_step, count(*) from activation.funnel_people join "
        "(select distinct visitor_id, person_id from core.fct_events) using (person_id) "
        "group by all"
    ):
        found.setdefault(visitor, Counter())[level] = count
    wanted = {person: attempts(events) for person, events in streams(random.Random(11)).items()}
    assert found == {person: levels for person, levels in wanted.items() if levels}
