"""A random dirty company, and what METRICS.md says of its orders and customers, in plain Python.

Channel, tier and cost are taken as published (other tests hold them); everything else is worked
out again from the raw rows.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from harness import PROJECT, Warehouse
from scipy.special import hyp2f1

START, DAYS, PEOPLE = dt.datetime(2025, 1, 1), 300, 880
CURRENCIES = ("USD", "USD", "EUR", "GBP")
VALID = {"placed", "paid", "shipped", "completed", "refunded"}
SOURCES = (("google", "cpc"), ("newsletter", "email"), ("tiktok", "paid_social"), ("", ""))
Rows = dict[str, list[dict[str, Any]]]
Order = dict[str, Any]


def world(seed: int) -> Rows:
    """Draw the raw rows: guests, strays, zero and negative lines, refunds of every kind."""
    chance, rows = random.Random(seed), defaultdict[str, list[dict[str, Any]]](list)
    prices = {f"p{n:02}": round(chance.uniform(3, 80), 2) for n in range(15)}
    for product, price in list(prices.items())[:-1]:  # the last one is sold but not listed
        role = chance.choice(["traffic", "hit", "profit", ""])
        rows["products"].append(
            {"product_id": product, "product_role": role, "unit_cost": round(price * 0.6, 2)}
        )
    rows["sellers"] = [{"seller_id": "s0", "seller_type": "koc"}]

    def order(number: int, person: dict[str, str], at: dt.datetime) -> None:
        key, currency = f"{person['visitor_id']}-{number}", chance.choice(CURRENCIES)
        sold = Decimal(0)
        for line in range(chance.choice([0, 1, 1, 2, 3])):
            product = chance.choice(list(prices))
            quantity = chance.choice([1, 1, 1, 2, 0, -1, Decimal("0.125")])
            price = chance.choice([prices[product], prices[product], 0])
            sold += Decimal(str(price)) * quantity
            line_keys = {"order_item_id": f"{key}-{line}", "order_id": key, "product_id": product}
            rows["order_items"].append({**line_keys, "quantity": quantity, "unit_price": price})
        gross = sold if chance.random() < 0.7 else Decimal(chance.randrange(0, 9000)) / 100
        status = chance.choice([*sorted(VALID), "paid", "paid", "cancelled", "test"])
        known = person if chance.random() < 0.97 else {"user_id": "", "visitor_id": ""}
        amounts = {"gross_amount": gross, "discount_amount": chance.choice([0, "", gross / 10])}
        keys = {"order_id": key, "ordered_at": at, "status": status, "currency": currency}
        rows["orders"].append(
            {**keys, **known, **amounts, "seller_id": chance.choice(["", "s0", "s9"])}
        )
        for refund in range(chance.choice([0, 0, 0, 0, 1, 2])):
            back = at + dt.timedelta(days=chance.uniform(-2, 60))
            amount = (abs(gross) * chance.choice([1, 5, 12]) / 10).quantize(Decimal("0.01"))
            rows["refunds"].append(
                {"refund_id": f"{key}-{refund}", "order_id": key, "refunded_at": back}
                | {"currency": chance.choice(CURRENCIES), "amount": amount}
            )

    for number in range(PEOPLE):
        person = {"user_id": f"u{number}" if chance.random() < 0.8 else ""}
        person["visitor_id"] = f"v{number}"
        at = START + dt.timedelta(days=chance.uniform(0, DAYS - 1))
        source, medium = chance.choice(SOURCES)
        seen = {**person, "event_name": "page_view", "utm_source": source, "utm_medium": medium}
        if chance.random() < 0.8:
            rows["events"].append({"event_id": f"e{number}", **seen, "occurred_at": at})
        if person["user_id"]:
            internal = chance.choice(["true", *[""] * 15])
            keys = {"user_id": person["user_id"], "signed_up_at": at}
            rows["users"].append({**keys, "is_internal": internal})
        pace = chance.gammavariate(1, 0.05) + 0.002
        for purchase in range(60):
            at += dt.timedelta(days=chance.expovariate(pace) if purchase else 0.01)
            if at >= START + dt.timedelta(days=DAYS):
                break
            order(purchase, person, at)
            if chance.random() < 0.2:
                break
    rows["refunds"].append({**rows["refunds"][0], "refund_id": "stray", "order_id": "nowhere"})
    rows["order_items"].append(
        {**rows["order_items"][0], "order_item_id": "stray", "order_id": "nowhere"}
    )
    return rows


def deliver(warehouse: Warehouse, rows: Rows, part: int) -> None:
    """Write every second row of a shuffle."""
    for table, all_rows in rows.items():
        mine = random.Random(table).sample(all_rows, len(all_rows))[part::2]
        text = io.StringIO()
        writer = csv.DictWriter(text, list(all_rows[0]))
        writer.writeheader()
        writer.writerows(mine)
        if mine:
            warehouse.deliver(f"{table}/{part}.csv", text.getvalue())


class Oracle:
    """What the money should be, from the raw rows."""

    def __init__(self, rows: Rows, published: dict[str, Order]) -> None:
        """Value every order; channel, tier and margin come from what was published."""
        self.rates: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
        with (PROJECT / "seeds/config/exchange_rates.csv").open() as seed:
            for row in csv.DictReader(seed):
                quote = (row["rate_date"], Decimal(row["rate_to_usd"]))
                self.rates[row["currency"]].append(quote)
        last = max([row["ordered_at"] for row in rows["orders"]])
        self.as_of = max([last] + [row["occurred_at"] for row in rows["events"]])
        staff = {f"u:{row['user_id']}" for row in rows["users"] if row["is_internal"]}
        self.refunds = [
            (row["order_id"], row["refunded_at"].date(), self.convert(row, "amount", "refunded_at"))
            for row in rows["refunds"]
            if row["refunded_at"] <= self.as_of
        ]
        returned: dict[str, Decimal] = defaultdict(Decimal)
        for order_id, _, amount in self.refunds:
            returned[order_id] += amount
        self.orders: dict[str, Order] = {}
        for row in sorted(rows["orders"], key=lambda row: (row["ordered_at"], row["order_id"])):
            user, visitor, key = row["user_id"], row["visitor_id"], row["order_id"]
            person = f"u:{user}" if user else f"v:{visitor}" if visitor else "(guest)"
            gross = self.convert(row, "gross_amount", "ordered_at")
            sales = gross - self.convert(row, "discount_amount", "ordered_at")
            row = {**row, "person": person, "day": row["ordered_at"].date(), "sales": sales}
            row |= {"net": sales - returned[key], "is_valid": row["status"] in VALID}
            row["is_counted"] = row["is_valid"] and person not in staff
            row |= {name: published[key][name] for name in ("channel", "tier_at_order")}
            row["margin"] = published[key]["contribution_margin"]
            self.orders[key] = row
        self.people: dict[str, list[Order]] = defaultdict(list)
        for row in self.orders.values():
            if row["is_valid"] and row["person"] != "(guest)":
                self.people[row["person"]].append(row)
                row["number"] = len(self.people[row["person"]])
        self.counted = [row for row in self.orders.values() if row["is_counted"]]
        self.people = {p: own for p, own in self.people.items() if own[0]["is_counted"]}

    def convert(self, row: dict[str, Any], amount: str, at: str) -> Decimal:
        """Return an amount in dollars at the newest rate of its day."""
        day, rate = row[at].date().isoformat(), Decimal(1)
        if row["currency"] != "USD":
            rate = [rate for since, rate in self.rates[row["currency"]] if since <= day][-1]
        return (Decimal(row[amount] or 0) * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)

    def statistics(self, until: dt.date) -> dict[str, tuple[int, int, int, float | None]]:
        """Return frequency, recency, age in days and mean repeat value of who had bought."""
        found: dict[str, tuple[int, int, int, float | None]] = {}
        for person, own in self.people.items():
            days: dict[dt.date, Decimal] = defaultdict(Decimal)
            for row in own:
                if row["day"] <= until:
                    days[row["day"]] += row["net"]
            if days:
                first, values = min(days), [*days.values()][1:]
                mean = float(sum(values)) / len(values) if values else None
                ages = (max(days) - first).days, (until - first).days
                found[person] = (len(values), *ages, mean)
        return found

    def by(self, key: Any) -> dict[Any, Decimal]:
        """Return net revenue by a key of the order."""
        sums: dict[Any, Decimal] = defaultdict(Decimal)
        for row in self.counted:
            sums[key(row)] += row["net"]
        return sums


def alive(x: int, recency: float, age: float, r: float, alpha: float, a: float, b: float) -> float:
    """Return P(alive) of MBG/NBD."""
    return float(1 / (1 + a / (b + x) * ((alpha + age) / (alpha + recency)) ** (r + x)))


def expected(
    days: float, x: int, recency: float, age: float, r: float, alpha: float, a: float, b: float
) -> float:
    """Return the purchases that MBG/NBD expects within so many days of weeks-old histories."""
    week = days / 7
    if not week:
        return 0.0
    series = hyp2f1(r + x, b + x + 1, a + b + x, week / (alpha + age + week))
    gone = ((alpha + age) / (alpha + age + week)) ** (r + x) * series
    return float((a + b + x) / (a - 1) * (1 - gone) * alive(x, recency, age, r, alpha, a, b))


def mean_value(x: int, mean: float | None, p: float, q: float, v: float) -> float:
    """Return Gamma-Gamma's expectation of a purchase."""
    if not x or mean is None or mean <= 0:
        return p * v / (q - 1)
    return p * (v + x * mean) / (p * x + q - 1)
