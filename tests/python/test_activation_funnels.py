"""Funnels against published cases and, on random streams, against brute force."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from funnel_files import EVENT_COLUMNS, event_row, step_rows, table, write_config
from funnel_golden import CASES, REFUSED, raw_events
from funnel_golden_cases import GOLDEN, volumes
from funnel_oracle import Event, Funnel, Step, judge
from harness import Warehouse

STREAMS = 520
AS_OF_SECOND = 130
CAPABILITIES = ("funnel", "event_pairing")
SELECT = ("-s", "+funnel_people", "+activation_funnel_steps", "+fct_events")


def random_stream(rng: random.Random) -> list[Event]:
    """Return one person's events: ties and repeats are common, some people are heavy."""
    size = rng.choice([1, 2, 3, 4, 5, 6, 7, 8, 10, 12]) if rng.random() < 0.99 else 70
    span = rng.choice([4, 12, 40, AS_OF_SECOND])
    return sorted(
        (
            Event(rng.randint(0, span), f"{rng.randrange(10**6):06}", rng.choice("abcdx"))
            for _ in range(size)
        ),
        key=lambda event: event.event_id,
    )


def random_funnel(rng: random.Random, name: str) -> Funnel:
    """Return a definition that the build accepts."""
    mode = rng.choice(["ordered", "ordered", "ordered", "strict", "unordered"])
    size = rng.choice([2, 3, 3, 4])
    tie = rng.choice(["step_order", "event_order", "strictly_later"])
    names = rng.sample("abcd", size)
    repeats = mode != "unordered" and rng.random() < 0.3
    if repeats:
        names = [rng.choice("abc*") for _ in range(size)]
    steps = []
    for number, event in enumerate(names, 1):
        gaps = number > 1 and mode != "unordered" and rng.random() < 0.3
        least = rng.choice([None, 1, 5]) if gaps else None
        most = rng.choice([None, 8, 20]) if gaps else None
        middle = 1 < number < size and mode == "ordered" and not repeats
        steps.append(Step(number, event, middle and rng.random() < 0.3, least, most))
    if rng.random() < 0.4 and "*" not in names:
        after = rng.choice([s.number for s in steps[:-1] if not s.is_optional])
        steps.append(Step(after, "x", is_exclusion=True))
    forgiving = mode == "ordered" and not repeats and tie != "strictly_later"
    return Funnel(
        name,
        tuple(steps),
        mode,
        rng.choice(["any", "any", "first"]),
        rng.randint(0, 100),
        "step_order" if mode == "unordered" else tie,
        rng.choice([0, 0, 2]) if forgiving else 0,
        rng.choice(["break_attempt", "drop_person"]),
    )


def seed_of(funnel: Funnel) -> tuple[dict, list[dict]]:
    """Return a random funnel as seed rows."""
    row = {
        "funnel": funnel.name,
        "order_mode": funnel.order_mode,
        "entry_policy": funnel.entry_policy,
        "window_seconds": funnel.window,
        "tie_policy": funnel.tie_policy,
        "grace_seconds": funnel.grace,
        "exclusion_effect": funnel.exclusion_effect,
    }
    steps = step_rows(funnel.name, [])
    for step in funnel.steps:
        steps += step_rows(funnel.name, [step.name])
        steps[-1] |= {
            "step_number": step.number,
            "event_name": step.name if step.name == "*" else f"fuzz:{step.name}",
            "is_optional": step.is_optional,
            "is_exclusion": step.is_exclusion,
            "min_gap_seconds": "" if step.min_gap is None else step.min_gap,
            "max_gap_seconds": "" if step.max_gap is None else step.max_gap,
        }
    return row, steps


RNG = random.Random(20260101)
PEOPLE = {f"fuzz|{number}": random_stream(RNG) for number in range(STREAMS)}
FUNNELS = [random_funnel(RNG, f"fuzz/{number}") for number in range(24)]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Build every golden case and every random stream in one go."""
    root: Path = tmp_path_factory.mktemp("funnels")
    seeds = [golden.seed() for golden in GOLDEN] + [seed_of(funnel) for funnel in FUNNELS]
    config = write_config(
        root / "config", [row for row, _ in seeds], [row for _, rows in seeds for row in rows]
    )
    built = Warehouse(root, {"as_of": f"2026-01-01 00:02:{AS_OF_SECOND - 120:02}"}, config)
    rows = raw_events({golden.case for golden in GOLDEN}) + volumes()
    rows += [
        event_row(
            f"{person}-{event.event_id}",
            person,
            f"fuzz:{event.name}",
            f"2026-01-01T00:{event.at // 60:02}:{event.at % 60:02}Z",
        )
        for person, events in PEOPLE.items()
        for event in events
    ]
    built.deliver("events/all.csv", table(EVENT_COLUMNS, rows))
    built.build(*SELECT)
    return built


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.funnel)
def test_golden(warehouse: Warehouse, golden: object) -> None:
    """Every published case comes out as published."""
    assert golden.read(warehouse, golden.funnel) == golden.expected


def test_every_golden_case_passes_or_is_refused_with_a_reason() -> None:
    """No case of the capability is forgotten."""
    ours = {name for name, case in CASES.items() if case["capability"].startswith(CAPABILITIES)}
    covered = {golden.case for golden in GOLDEN}
    assert covered | set(REFUSED) == ours
    assert not covered & set(REFUSED)


def test_random_streams_agree_with_brute_force(warehouse: Warehouse) -> None:
    """Level, state and step times of every person in every random funnel."""
    found = {}
    columns = ", ".join(f"epoch(step_{n}_at - timestamp '2026-01-01')" for n in range(1, 5))
    for funnel, visitor, level, state, *times in warehouse.query(
        f"select funnel, visitor_id, furthest_step, state, {columns} "
        "from activation.funnel_people join (select distinct visitor_id, person_id "
        "from core.fct_events) using (person_id) where funnel like 'fuzz/%'"
    ):
        reached = {n: round(at) for n, at in enumerate(times, 1) if at is not None}
        found[funnel, visitor] = (level, state, reached)
    wrong = []
    for funnel in FUNNELS:
        for person, events in PEOPLE.items():
            wanted = judge(funnel, events, AS_OF_SECOND)
            if found.get((funnel.name, person)) != wanted:
                wrong.append((funnel, person, events, wanted, found.get((funnel.name, person))))
    assert not wrong, (
        len(wrong),
        len({w[0].name for w in wrong}),
        min(wrong, key=lambda w: len(w[2])),
    )


def test_random_streams_are_varied(warehouse: Warehouse) -> None:
    """The comparison above meets every state, depth and kind of funnel often."""
    rows = warehouse.query(
        "select state, furthest_step, count(*) from activation.funnel_people "
        "where funnel like 'fuzz/%' group by all"
    )
    by_state = {state: sum(n for s, _, n in rows if s == state) for state, _, _ in rows}
    assert min(by_state.values()) > 100
    assert set(by_state) == {"converted", "dropped", "pending"}
    assert {funnel.order_mode for funnel in FUNNELS} == {"ordered", "strict", "unordered"}
    assert any(s.is_optional for funnel in FUNNELS for s in funnel.steps)
    assert any(funnel.overlaps() for funnel in FUNNELS)
    assert sum(any(s.is_exclusion for s in funnel.steps) for funnel in FUNNELS) > 4
