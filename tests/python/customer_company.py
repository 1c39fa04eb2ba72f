"""A random company of dirty customers, dated in the local time of Kolkata, and its raw files.

Half of all moments lie on the edges of the windows that METRICS.md section 10 names. There are
people without orders or events, guests, orders of nobody, internal users, two devices, orders that
are all cancelled or cost nothing, refunds beyond the order, and rows after the as-of.
"""

from __future__ import annotations

import csv
import io
import random
from collections import defaultdict
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from harness import Warehouse

Row = dict[str, Any]
AS_OF = datetime(2025, 3, 1, 1, 30)  # a first of March after a leap year, 20:00 UTC the day before
KOLKATA = timedelta(hours=5, minutes=30)
EDGES = [0, 1, 3, 4, 6, 7, 8, 14, 15, 28, 29, 30, 31, 45, 46, 60, 61, 89, 90, 91, 180, 181]
EDGES += [334, 335, 336, 364, 365, 366]
EVENTS = ["page_view", "login", "signup", "profile_completed", "search", "add_to_cart", "unlisted"]
OTHERS = ["unlisted", "guest", "nobody", "internal"]
SCORES = {"nps": "0 6 7 8 9 9 10 8.5 11 -1", "csat": "1 3 4 5 6 4.5", "ces": "1 4 5 7 8"}
FIELDS = {
    "users": "user_id signed_up_at is_internal consent_marketing",
    "events": "event_id visitor_id user_id event_name occurred_at",
    "orders": "order_id user_id visitor_id ordered_at status currency gross_amount discount_amount"
    " coupon_code",
    "refunds": "refund_id order_id refunded_at currency amount",
    "order_items": "order_item_id order_id product_id quantity unit_price",
    "products": "product_id category",
    "points_ledger": "entry_id user_id occurred_at activity points",
    "survey_responses": "response_id user_id submitted_at survey_type score",
    "invites": "invite_id inviter_user_id invited_at invitee_user_id accepted_at",
}


class Company:
    """The raw tables, each a list of rows with local timestamps."""

    def __init__(self, seed: int, people: int) -> None:
        self.rng = random.Random(seed)
        self.tables: dict[str, list[Row]] = defaultdict(list)
        for number, category in enumerate(["tea", "cups", "=cmd", None]):
            self.add("products", product_id=f"p{number}", category=category)
        for number in range(people):
            self.person(number, people)

    def add(self, table: str, **row: Any) -> Row:
        """Append a row under a key of its own."""
        key = FIELDS[table].split()[0]
        kept = {key: f"{table}{len(self.tables[table]):05}", **row}
        self.tables[table].append(kept)
        return kept

    def moment(self) -> datetime:
        """Draw a moment: on the edge of a window, or anywhere until some days after the as-of."""
        if self.rng.random() < 0.5:
            back = self.rng.choice(EDGES) + self.rng.choice([0, 0, 28, 90])
            at = self.rng.choice([time(0), time(23, 59, 59), time(self.rng.randrange(24), 7)])
            return datetime.combine(AS_OF.date() - timedelta(days=back), at)
        return AS_OF + timedelta(seconds=self.rng.randrange(-500 * 86400, 20 * 86400))

    def person(self, number: int, people: int) -> None:
        """Add somebody with all that belongs to him."""
        rng = self.rng
        kind = rng.choice(["user"] * 7 + ["visitor"] * 3 + OTHERS)
        user = f"user{number}" if kind in ("user", "unlisted", "internal") else None
        devices = [f"d{number}", f"d{number}b"][: rng.choice([1, 1, 2])]
        if kind in ("user", "internal"):
            self.add(
                "users",
                **{"user_id": user, "signed_up_at": self.moment(), "is_internal": kind != "user"},
                consent_marketing=rng.choice([True, False, None]),
            )
        for device in devices if kind == "visitor" or rng.random() < 0.7 else []:
            if user:  # who the device belongs to is known from the start
                start = AS_OF - timedelta(days=501, seconds=-rng.randrange(86400))
                self.event(device, user, "login", start)
            for _ in range(rng.choice([1, 3, 8] if user else [1, 1, 4])):
                self.event(device, rng.choice([user, None]), rng.choice(EVENTS), self.moment())
        owner = {"user_id": user, "visitor_id": devices[0] if kind == "guest" else None}
        spoilt = rng.random() < 0.1
        for _ in range(0 if kind == "visitor" else rng.choice([0, 0, 1, 1, 2, 3, 6])):
            self.order(owner, spoilt)
        for _ in range(rng.choice([0, 1, 4]) if user else 0):
            activity, sign = rng.choice([("check_in", 1), ("share", 1), ("redeem", -1)])
            earned = {"occurred_at": self.moment(), "points": sign * rng.choice([5, 10, 50])}
            self.add("points_ledger", user_id=user, activity=activity, **earned)
        for _ in range(rng.choice([0, 1, 2]) if user else 0):
            survey = rng.choice(["nps", "nps", "csat", "ces"])
            score = rng.choice(SCORES[survey].split())
            answer = {"submitted_at": self.moment(), "survey_type": survey, "score": score}
            self.add("survey_responses", user_id=rng.choice([user, user, "anonymous"]), **answer)
        for _ in range(rng.choice([0, 0, 1]) if user else 0):
            sent = self.moment()
            joined = rng.choice([None, sent + timedelta(days=rng.randrange(60))])
            friend = rng.choice([f"user{rng.randrange(people)}", user]) if joined else None
            answered = {"invitee_user_id": friend, "accepted_at": joined}
            self.add("invites", inviter_user_id=user, invited_at=sent, **answered)

    def event(self, device: str, user: str | None, name: str, at: datetime) -> None:
        """Add an event."""
        self.add("events", visitor_id=device, user_id=user, event_name=name, occurred_at=at)

    def order(self, owner: Row, spoilt: bool) -> None:
        """Add an order with its lines and refunds."""
        rng = self.rng
        gross = Decimal(rng.choice([rng.randrange(100, 30000), 20000, 60000, 0])) / 100
        status = rng.choice(["paid"] * 5 + ["placed", "refunded", "cancelled", "test"])
        row = self.add(
            "orders",
            **owner,
            **{"ordered_at": self.moment(), "status": "cancelled" if spoilt else status},
            **{"currency": "USD", "gross_amount": gross},
            discount_amount=rng.choice([None, Decimal(0), round(gross / 4, 2), gross]),
            coupon_code=rng.choice([None, None, "SAVE"]),
        )
        order_id, ordered_at = row["order_id"], row["ordered_at"]
        for _ in range(rng.choice([0, 1, 1, 3])):
            product = rng.choice(["p0", "p0", "p1", "p2", "p3", "gone"])
            line = {"product_id": product, "quantity": 1, "unit_price": rng.choice([5, 10, 40])}
            self.add("order_items", order_id=order_id, **line)
        for _ in range(rng.choice([0, 0, 0, 1, 2])):
            at = ordered_at + timedelta(seconds=rng.randrange(rng.choice([5, 60 * 86400])))
            amount = round(gross * rng.choice([Decimal("0.3"), Decimal(1)]), 2)
            back = {"refunded_at": at, "currency": "USD", "amount": amount}
            self.add("refunds", order_id=order_id, **back)

    def deliver(self, warehouse: Warehouse) -> None:
        """Write the raw files, in UTC."""
        for table, rows in self.tables.items():
            text = io.StringIO()
            writer = csv.DictWriter(text, FIELDS[table].split())
            writer.writeheader()
            for row in rows:
                utc = {k: v - KOLKATA if isinstance(v, datetime) else v for k, v in row.items()}
                writer.writerow(utc)
            warehouse.deliver(f"{table}/a.csv", text.getvalue())
