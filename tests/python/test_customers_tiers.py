"""Membership tiers on random streams of orders, refunds and points, against brute force."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from harness import Warehouse
from tier_oracle import Order, Person, Tier, history

AS_OF = datetime(2025, 3, 10, 12)
TIERS = [
    Tier("member", 1, "spend", Decimal(0), "lifetime", 0),
    Tier("regular", 2, "orders", Decimal(3), "rolling_12_months", 0),
    Tier("collector", 3, "points", Decimal(120), "calendar_year", 10),
    Tier("silver", 4, "spend", Decimal(200), "rolling_12_months", 30),
    Tier("gold", 5, "spend", Decimal(400), "calendar_year", 45),
    Tier("platinum", 6, "spend", Decimal(900), "lifetime", 7),
]


def stream(rng: random.Random) -> Person:
    """Draw a person: some quiet, some busy, with refunds at odd moments."""
    joined_at = datetime(2022, 6, 1) + timedelta(seconds=rng.randrange(600 * 86400))
    person = Person(joined_at)
    at = joined_at
    for _ in range(rng.choice([0, 1, 2, 4, 8, 14])):
        at += timedelta(seconds=rng.randrange(1, rng.choice([3, 40, 160, 400]) * 86400))
        if at > AS_OF:
            break
        if rng.random() < 0.1:  # exactly at midnight
            at = datetime(at.year, at.month, at.day) + timedelta(days=1)
        order = Order(at, Decimal(rng.randrange(500, 30000)) / 100)
        for _ in range(rng.choice([0, 0, 0, 1, 2])):
            part = order.paid * rng.choice([Decimal("0.3"), Decimal("0.5"), Decimal(1)])
            delay = timedelta(seconds=rng.randrange(rng.choice([1, 20, 500]) * 86400))
            order.refunds.append((at + delay, part.quantize(Decimal("0.01"))))
        person.orders.append(order)
        if rng.random() < 0.5:
            earned = at + timedelta(seconds=rng.randrange(86400))
            person.points.append((earned, rng.randrange(10, 90)))
    return person


def deliver(warehouse: Warehouse, people: dict[str, Person]) -> None:
    users = ["user_id,signed_up_at"]
    orders = ["order_id,user_id,ordered_at,status,currency,gross_amount,discount_amount"]
    refunds = ["refund_id,order_id,refunded_at,currency,amount"]
    points = ["entry_id,user_id,occurred_at,activity,points"]
    for user, person in people.items():
        users.append(f"{user},{person.joined_at}")
        for number, order in enumerate(person.orders):
            key = f"{user}-{number}"
            orders.append(f"{key},{user},{order.ordered_at},paid,USD,{order.paid + 5},5")
            for part, (at, amount) in enumerate(order.refunds):
                refunds.append(f"{key}-{part},{key},{at},USD,{amount}")
        # what is no valid order moves nobody
        orders.append(f"{user}-x,{user},{person.joined_at},cancelled,USD,9999,0")
        for number, (at, amount) in enumerate(person.points):
            points.append(f"{user}-p{number},{user},{at},check_in,{amount}")
            points.append(f"{user}-r{number},{user},{at},redeem,-{amount}")
    for table, lines in [
        ("users", users), ("orders", orders), ("refunds", refunds), ("points_ledger", points)
    ]:  # fmt: skip
        warehouse.deliver(f"{table}/a.csv", "\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def people() -> dict[str, Person]:
    rng = random.Random(55)
    return {f"user{number}": stream(rng) for number in range(160)}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory, people: dict[str, Person]) -> Warehouse:
    root: Path = tmp_path_factory.mktemp("tiers")
    config = root / "config"
    config.mkdir()
    rows = ["tier,rank,measure,threshold,window,grace_days"]
    rows += [
        f"{t.tier},{t.rank},{t.measure},{t.threshold},{t.window},{t.grace_days}" for t in TIERS
    ]
    (config / "membership_tiers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    warehouse = Warehouse(root, {"as_of": str(AS_OF)}, config)
    deliver(warehouse, people)
    warehouse.build("-s", "+tier_history", "+fct_orders")
    return warehouse


def test_history_is_what_the_oracle_says(warehouse: Warehouse, people: dict[str, Person]) -> None:
    published: dict[str, list[tuple[datetime, str]]] = {}
    for person_id, valid_from, tier in warehouse.query(
        "select person_id, valid_from, tier from customers.tier_history order by 1, 2"
    ):
        published.setdefault(person_id, []).append((valid_from, tier))
    for user, person in people.items():
        assert published[f"u:{user}"] == history(person, TIERS, AS_OF), user
    seen = {tier for changes in published.values() for _, tier in changes}
    assert seen == {tier.tier for tier in TIERS}, "the streams do not reach every tier"


def test_history_has_neither_gaps_nor_overlaps(warehouse: Warehouse) -> None:
    broken = warehouse.query(
        "select * from (select *, lead(valid_from) over"
        " (partition by person_id order by valid_from) as next_from from customers.tier_history)"
        " where valid_to is distinct from next_from or valid_to <= valid_from"
        " or is_current <> (valid_to is null)"
    )
    assert broken == []


def test_an_order_carries_the_tier_held_just_before_it(
    warehouse: Warehouse, people: dict[str, Person]
) -> None:
    published = dict(
        warehouse.query("select order_id, tier_at_order from core.fct_orders where is_valid")
    )
    for user, person in people.items():
        changes = history(person, TIERS, AS_OF)
        for number, order in enumerate(person.orders):
            before = [tier for at, tier in changes if at < order.ordered_at]
            assert published[f"{user}-{number}"] == (before[-1] if before else "(none)")
