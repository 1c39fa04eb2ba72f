"""Two builds that all retention tests share: published cases and random streams side by side.

Every case and stream keeps to itself: its people, event names and country carry its name, its
retention is a row of the seed, and where a mart has no definition the segment `country` tells it
apart. The second build has another calendar.
"""

from __future__ import annotations

import csv
import functools
import io
import json
import random
import tempfile
from dataclasses import astuple, dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from harness import PROJECT, Warehouse
from retention_oracle import Clock, Definition, Person

AS_OF = datetime(2024, 6, 15, 12)
CLOCKS = {
    "plain": Clock(AS_OF),
    "local": Clock(AS_OF, "America/New_York", "sunday", 3600),
}
STREAMS = 110
CASES: dict[str, dict[str, Any]] = {
    case["id"]: case
    for case in json.loads((PROJECT / "tests/golden/product_analytics.json").read_text())
}


@dataclass
class Stream:
    """One random company: its people and the retention asked of it."""

    definition: Definition
    people: list[Person]


@dataclass
class World:
    """The raw rows of a build and what the tests know of them."""

    clock: Clock
    events: list[tuple] = field(default_factory=list)
    orders: list[tuple] = field(default_factory=list)
    users: list[tuple] = field(default_factory=list)
    retentions: list[Definition] = field(default_factory=list)
    windows: list[dict[str, Any]] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)

    def event(
        self, country: str, visitor: str, name: str, at: datetime, user: str = "", **utm: str
    ) -> None:
        """Add one event."""
        number = f"e{len(self.events):06d}"
        row = (number, visitor, user, name, at.isoformat(), country)
        self.events.append((*row, utm.get("source", ""), utm.get("campaign", "")))

    def order(self, user: str, at: datetime, amount: Decimal) -> None:
        """Add one paid order in the reporting currency."""
        self.orders.append((f"o{len(self.orders)}", user, at.isoformat(), "paid", "USD", amount))


def add_case(
    world: World, case_id: str, shift: timedelta = timedelta(), keep_names: bool = False
) -> None:
    """Add the events of a published case under its name, moved in time if asked."""
    for event in CASES[case_id]["events"]:
        props = event.get("props") or {}
        at = datetime.fromisoformat(event["ts"]).replace(tzinfo=None) + shift
        name = event["event"] if keep_names else f"{case_id} {event['event']}"
        user = f"{case_id} {props['user_id']}" if props.get("user_id") else ""
        source = (
            {"source": props["source"], "campaign": event["event"]} if props.get("source") else {}
        )
        world.event(case_id, f"{case_id} {event['user']}", name, at, user, **source)


def draw_stream(world: World, number: int, chance: random.Random) -> Stream:
    """Draw a stream: ties, repeats, heavy users, midnight, events after the as-of."""
    name = f"s{number:03d}"
    names = [f"{name} a", f"{name} b", *(["page_view"] if chance.random() < 0.5 else [])]
    # people-based cohorts hold the people of all streams, so few streams ask for one
    kind = ["signup", "first_order", "first_seen"][number % 3] if number < 9 else ""
    grain = chance.choice(["day", "day", "week", "month"])
    definition = Definition(
        name,
        kind or chance.choice(["recurring", "recurring", "first_seen"]),
        "" if kind else f"{name} a",
        chance.choice(
            [
                f"{name} a",
                f"{name} b",
                "*order" if kind else f"{name} a",
                "*" if kind else f"{name} b",
            ]
        ),
        chance.choice([1, 1, 1, 2, 3]),
        grain,
        chance.choice(["calendar", "personal_24h"]),
        chance.choice([3, 7, 12, 70]) if grain == "day" else chance.choice([2, 5]),
        ((1, 2), (3, 3), (4, 7)) if chance.random() < 0.5 else (),
    )
    # the models keep periods in sets of 60 that end with the as-of: some streams cross their edge
    span = {"day": chance.choice([12, 12, 80]), "week": 60, "month": 150}[grain]
    last = world.clock.as_of - timedelta(days=chance.choice([0, 0, 0, 3, 40, 55]))
    people = []
    for index in range(chance.randint(1, 7)):
        user, visitor = f"{name} u{index}", f"{name} v{index}"
        person = Person(f"u:{user}" if index % 3 else f"v:{visitor}")
        for _ in range(chance.choice([0, 1, 3, 8, 20, 60])):
            at = last - timedelta(
                seconds=chance.randrange(-86400, span * 86400, chance.choice([1, 3600, 43200]))
            )
            event = chance.choice(names)
            world.event(name, visitor, event, at, user if index % 3 else "")
            if at <= world.clock.as_of:
                person.events.append((event, at))
        if index % 3:
            draw_account(world, person, user, name, chance)
        people.append(person)
    return Stream(definition, [person for person in people if person.events or person.signed_up_at])


def draw_account(
    world: World, person: Person, user: str, country: str, chance: random.Random
) -> None:
    """Give a person a sign-up and orders."""
    at = world.clock.as_of - timedelta(seconds=chance.randrange(1, 100 * 86400))
    person.signed_up_at = at
    world.users.append((user, at.isoformat(), country))
    for _ in range(chance.choice([0, 0, 1, 4])):
        at = world.clock.as_of - timedelta(seconds=chance.randrange(0, 150 * 86400, 7200))
        amount = Decimal(chance.randint(0, 9999)) / 100
        world.order(user, at, amount)
        person.orders.append((at, amount))


def draw_streams(world: World, seed: int) -> None:
    """Fill a world with random streams."""
    chance = random.Random(seed)
    for number in range(STREAMS):
        stream = draw_stream(world, number, chance)
        world.streams.append(stream)
        world.retentions.append(stream.definition)


def text(header: str, rows: list[tuple]) -> str:
    """Return rows as CSV."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([header.split(","), *rows])
    return buffer.getvalue()


def build(world: World, **variables: object) -> Warehouse:
    """Build the real models on a world."""
    root = Path(tempfile.mkdtemp(prefix="retention-"))
    config = root / "config"
    config.mkdir(parents=True)
    columns = (
        "retention,cohort_type,start_event,return_event,min_occurrences,period_grain,clock,"
        "max_periods,brackets"
    )
    rows = [
        (*astuple(one)[:8], ";".join(f"{first}-{last}" for first, last in one.brackets))
        for one in world.retentions
    ]
    (config / "retentions.csv").write_text(text(columns, rows), encoding="utf-8")
    calendar = {"reporting_timezone": world.clock.timezone, "week_start": world.clock.week_start}
    calendar |= {"retention_clock_floor_seconds": world.clock.floor_seconds}
    calendar |= {"as_of": world.clock.as_of.isoformat(sep=" "), "stickiness_windows": world.windows}
    segments = {"retention_segments": ["country"], "retention_brackets": {}}
    warehouse = Warehouse(root, {**calendar, **segments, **variables}, config)
    header = "event_id,visitor_id,user_id,event_name,occurred_at,country,utm_source,utm_campaign"
    warehouse.deliver("events/e.csv", text(header, world.events))
    orders = "order_id,user_id,ordered_at,status,currency,gross_amount"
    warehouse.deliver("orders/o.csv", text(orders, world.orders))
    warehouse.deliver("users/u.csv", text("user_id,signed_up_at,country", world.users))
    warehouse.build("--select", "+path:models/marts/retention", "fct_events", "fct_sessions")
    return warehouse


@functools.cache
def plain() -> tuple[World, Warehouse]:
    """Return the build in UTC with weeks from Monday: the published cases and streams."""
    from retention_cases import plain_cases

    world = World(CLOCKS["plain"])
    plain_cases(world)
    draw_streams(world, 1)
    return world, build(world)


@functools.cache
def local() -> tuple[World, Warehouse]:
    """Return the build in New York, weeks from Sunday, hours floored, sessions of 15 minutes."""
    from retention_cases import local_cases

    world = World(CLOCKS["local"])
    local_cases(world)
    draw_streams(world, 2)
    return world, build(world, session_timeout_seconds=900, lifecycle_grain="month")
