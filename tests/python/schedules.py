"""Random delivery schedules: a small world that arrives late, twice, reordered and corrected."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

START = datetime(2026, 3, 1)
DAYS = 45
COLUMNS = {
    "events": (
        "event_id,visitor_id,user_id,event_name,occurred_at,received_at,utm_source,utm_medium,"
        "page_url,device_type"
    ),
    "orders": "order_id,user_id,visitor_id,ordered_at,status,currency,gross_amount,updated_at",
    "users": "user_id,signed_up_at,country,is_internal",
    "experiment_assignments": "experiment_id,variant,user_id,visitor_id,assigned_at",
    "channel_spend": "spend_date,source,currency,spend",
}
Row = dict[str, object]


@dataclass
class Delivery:
    """What arrives together: rows by table, and the as-of of the build that follows."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    as_of: datetime | None = None

    def add(self, table: str, row: Row) -> None:
        """Add a row to a table."""
        self.rows.setdefault(table, []).append(row)

    def files(self) -> Iterable[tuple[str, str]]:
        """Return (table, text of a CSV file) for every table that something arrives for."""
        for table, rows in sorted(self.rows.items()):
            text = io.StringIO()
            writer = csv.DictWriter(text, COLUMNS[table].split(","), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            yield table, text.getvalue()


@dataclass
class World:
    """Groups of people and devices that never meet, so that one schedule tries many cases."""

    chance: random.Random
    steps: int
    groups: int = 120
    deliveries: list[Delivery] = field(default_factory=list)
    counter: int = 0
    promptness: float = 0.9

    def __post_init__(self) -> None:
        """Draw everything and spread it over the deliveries."""
        self.deliveries = [Delivery() for _ in range(self.steps)]
        self.pick().add(
            "channel_spend",
            {"spend_date": "2026-03-01", "source": "google", "currency": "USD", "spend": 5},
        )
        for group in range(self.groups):
            self.draw_group(group)
        self.draw_hub()
        for delivery in self.deliveries:
            for rows in delivery.rows.values():
                self.chance.shuffle(rows)

    def pick(self, after: int = 0) -> Delivery:
        """Return a delivery; mostly the first, so that the later ones touch a part of a group."""
        first = after == 0 and self.chance.random() < self.promptness
        return self.deliveries[0 if first else self.chance.randrange(after, self.steps)]

    def moment(self) -> datetime:
        """Return a time; half of them near another one, so that sessions hold several events."""
        seconds = self.chance.randrange(DAYS * 24) * 3600 + self.chance.choice(
            [0, 0, 1799, 1800, 1801]
        )
        return START + timedelta(seconds=seconds)

    def move_the_as_of(self) -> None:
        """Let every build look further than the one before it, the last one at everything."""
        days = sorted(self.chance.randrange(1, DAYS) for _ in self.deliveries)
        for delivery, day in zip(self.deliveries, days, strict=True):
            delivery.as_of = START + timedelta(days=day, seconds=self.chance.choice([0, 1800]))
        self.deliveries[-1].as_of = START + timedelta(days=DAYS)

    def draw_group(self, group: int) -> None:
        """Draw a handful of devices and users who share some of them."""
        self.promptness = self.chance.choice([0.5, 0.9, 0.97])
        visitors = [f"v{group}_{n}" for n in range(self.chance.randint(1, 8))]
        users = [f"u{group}_{n}" for n in range(self.chance.randint(0, 6))]
        if self.chance.random() < 0.3:
            visitors.append("unknown")
        for user in users:
            if self.chance.random() < 0.7:
                self.draw_user(user)
        for _ in range(self.chance.randint(1, 30)):
            self.draw_event(visitors, users)
        for _ in range(self.chance.randint(0, 3)):
            self.draw_order(visitors, users)
        if users and self.chance.random() < 0.3:
            self.pick().add(
                "experiment_assignments",
                {
                    "experiment_id": "x",
                    "variant": "b",
                    "user_id": self.chance.choice(users),
                    "visitor_id": self.chance.choice(visitors),
                    "assigned_at": self.moment(),
                },
            )

    def draw_user(self, user: str) -> None:
        """Draw an account, which a later file may flag as internal."""
        row = {
            "user_id": user,
            "signed_up_at": self.moment(),
            "country": "FR",
            "is_internal": False,
        }
        first = self.chance.randrange(self.steps)
        self.deliveries[first].add("users", row)
        if self.chance.random() < 0.3:
            self.pick(first).add("users", {**row, "is_internal": True})

    def draw_event(self, visitors: list[str], users: list[str]) -> None:
        """Draw an event, now and then redelivered: the same, corrected, or an older version."""
        self.counter += 1
        at = self.moment()
        source = self.chance.choice(["google", "newsletter", None, None, None])
        row = {
            "event_id": f"e{self.chance.randrange(10**6):06d}{self.counter}",
            "visitor_id": self.chance.choice(visitors),
            "user_id": self.chance.choice([*users, None, None, "null"]),
            "event_name": self.chance.choice(["page_view", "page_view", "sign_up", "add_to_cart"]),
            "occurred_at": at,
            "received_at": at + timedelta(minutes=5),
            "utm_source": source,
            "utm_medium": {"google": "cpc", "newsletter": "email"}.get(source or ""),
            "page_url": self.chance.choice(["https://shop.example/a", None]),
            "device_type": self.chance.choice(["ios", "ios", "desktop", "bot"]),
        }
        self.pick().add("events", row)
        if self.chance.random() < 0.25:
            self.pick().add("events", row)
        if self.chance.random() < 0.25:
            self.pick().add(
                "events",
                {
                    **row,
                    "user_id": self.chance.choice([*users, None]),
                    "visitor_id": self.chance.choice(
                        [row["visitor_id"], self.chance.choice(visitors)]
                    ),
                    "occurred_at": at + timedelta(seconds=self.chance.choice([0, 1, -3600])),
                    "received_at": at + timedelta(minutes=self.chance.choice([4, 6])),
                },
            )

    def draw_order(self, visitors: list[str], users: list[str]) -> None:
        """Draw an order, which may be cancelled or gain a user later."""
        self.counter += 1
        at = self.moment()
        row = {
            "order_id": f"o{self.counter}",
            "user_id": self.chance.choice([*users, None]),
            "visitor_id": self.chance.choice([*visitors, None]),
            "ordered_at": at,
            "status": "paid",
            "currency": "USD",
            "gross_amount": self.chance.randint(1, 500),
            "updated_at": at,
        }
        self.pick().add("orders", row)
        if self.chance.random() < 0.3:
            self.pick().add(
                "orders",
                {
                    **row,
                    "user_id": self.chance.choice([*users, None]),
                    "status": self.chance.choice(["cancelled", "paid"]),
                    "updated_at": at + timedelta(days=1),
                },
            )

    def draw_hub(self) -> None:
        """Draw a user and a device at the guard: ten links at first, an eleventh in the end."""
        for number in range(11):
            late = self.deliveries[-1 if number == 10 else 0]
            for visitor, user in [(f"hub_v{number}", "hub"), ("kiosk", f"kiosk_u{number}")]:
                for name in (visitor, user):
                    self.counter += 1
                    named = user if name == user else None
                    late.add(
                        "events",
                        {
                            "event_id": f"h{self.counter}",
                            "visitor_id": visitor,
                            "user_id": named,
                            "event_name": "page_view",
                            "occurred_at": self.moment(),
                            "received_at": None,
                        },
                    )
