"""Identity and sessions of random streams, against an oracle that knows no SQL."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from harness import Warehouse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from identity_oracle import Identity, newest, sessions
from schedules import START, Delivery, World


def draw_long_streams(delivery: Delivery, chance: random.Random) -> None:
    """Add devices that hardly ever rest, so that sessions reach the longest one and run on."""
    for stream in range(12):
        at, step = START + timedelta(days=stream), chance.choice([1200, 1800])
        for number in range(chance.randint(60, 300)):
            delivery.add(
                "events",
                {
                    "event_id": f"long{chance.randrange(10**6)}_{stream}_{number}",
                    "visitor_id": f"long_v{stream}",
                    "user_id": chance.choice([None] * 200 + ["long_a", "long_b"]),
                    "event_name": "page_view",
                    "occurred_at": at,
                    "received_at": None,
                    "utm_source": chance.choice([None] * 30 + ["google"]),
                    "utm_medium": "cpc",
                },
            )
            at += timedelta(seconds=chance.choice([step] * 50 + [0, 1, 1, 1800, 1801]))


def compare(warehouse: Warehouse, seed: int, groups: int) -> None:
    chance = random.Random(seed)
    world = World(chance, steps=1, groups=groups)
    delivery = world.deliveries[0]
    draw_long_streams(delivery, chance)
    for event in delivery.rows["events"]:
        # a medium without a source would be traffic too
        event["utm_medium"] = event.get("utm_medium") if event.get("utm_source") else None
    for table, text in delivery.files():
        warehouse.deliver(f"{table}/a.csv", text)
    warehouse.build("--select", "+fct_events", "+fct_sessions")

    events = newest(delivery.rows["events"], "event_id", "received_at")
    orders = newest(delivery.rows["orders"], "order_id", "updated_at")
    identity = Identity(events, orders, delivery.rows["experiment_assignments"])
    people, found = sessions(events.values(), identity)
    assert dict(warehouse.query("select event_id, person_id from core.fct_events")) == people
    in_session = {event: name for name, session in found.items() for event in session["events"]}
    assert (
        dict(
            warehouse.query(
                "select event_id, session_id from core.fct_events where session_id is not null"
            )
        )
        == in_session
    )
    columns = "session_id, person_id, started_at, ended_at, event_count, session_number, channel"
    assert set(warehouse.query(f"select {columns} from core.fct_sessions")) == {
        (
            name,
            session["person"],
            session["started_at"],
            session["ended_at"],
            len(session["events"]),
            session["number"],
            session["channel"],
        )
        for name, session in found.items()
    }
    lengths = [session["ended_at"] - session["started_at"] for session in found.values()]
    assert max(lengths) >= timedelta(hours=23), "no session came near the longest one"
    assert len({session["person"] for session in found.values()}) > groups


@pytest.mark.e2e
def test_people_and_sessions_are_those_of_the_oracle(tmp_path_factory) -> None:
    compare(Warehouse(tmp_path_factory.mktemp("oracle")), seed=7, groups=150)


@pytest.mark.verify
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**32))
def test_people_and_sessions_of_any_stream(tmp_path_factory, seed: int) -> None:
    compare(Warehouse(tmp_path_factory.mktemp("oracle")), seed=seed, groups=400)
