"""Section 10 of METRICS.md in plain Python, for a company of customer_company.

Where a rule is in words (the seeds scenarios and tags, docs/decisions 55 to 59), the words are
followed; no SQL of the project was read for it. All times are local.
"""

from __future__ import annotations

import csv
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from customer_company import AS_OF, Company, Row
from harness import PROJECT
from tier_oracle import Order, Person, Tier, history, progress

VALID = {"placed", "paid", "shipped", "completed", "refunded"}
MEANINGLESS = {"page_view", "login"}


def seed(name: str) -> list[dict[str, str]]:
    """Return the rows of a seed."""
    text = (PROJECT / "seeds" / "config" / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


TIERS = [
    Tier(
        *(row["tier"], int(row["rank"]), row["measure"], Decimal(row["threshold"])),
        *(row["window"], int(row["grace_days"])),
    )
    for row in seed("membership_tiers")
]
SEGMENTS = {tuple(map(int, (r["r"], r["f"], r["m"]))): r["segment"] for r in seed("rfm_segments")}


def percentile(values: Iterable[Any], fraction: float) -> float:
    """Return the type 7 percentile, which is quantile_cont's."""
    ordered = sorted(map(float, values))
    place = (len(ordered) - 1) * fraction
    low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
    return low + (high - low) * (place - math.floor(place))


def promotes(answers: list[Row]) -> bool:
    """Return whether the newest NPS answer on the scale is 9 or 10."""
    grades = [float(row["score"]) for row in answers if row["survey_type"] == "nps"]
    grades = [grade for grade in grades if 0 <= grade <= 10]
    return bool(grades) and grades[-1] >= 9


@dataclass
class Life:
    """What is known of somebody: all rows until the as-of, valid orders only."""

    first_seen: datetime = datetime.max
    signed_up_at: datetime | None = None
    orders: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    points: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    brought: list[datetime] = field(default_factory=list)


@dataclass
class View:
    """A life at the end of a day."""

    life: Life
    day: date
    orders: list[Row]
    events: list[Row]

    @cached_property
    def active_days(self) -> list[date]:
        """Return the days with an event or an order, else the day first seen."""
        days = {row["ordered_at"].date() for row in self.orders}
        days |= {row["occurred_at"].date() for row in self.events}
        return sorted(days or {self.life.first_seen.date()})

    @cached_property
    def silence(self) -> int:
        """Return days since the last order of a buyer, of others since the last activity."""
        last = self.orders[-1]["ordered_at"].date() if self.orders else self.active_days[-1]
        return (self.day - last).days

    @cached_property
    def gaps(self) -> list[int]:
        """Return days between order days, of who never bought between active days."""
        days = sorted({row["ordered_at"].date() for row in self.orders}) or self.active_days
        return [(after - before).days for before, after in pairwise(days)]

    @property
    def signup_age(self) -> int | None:
        """Return days since the sign-up."""
        at = self.life.signed_up_at
        return (self.day - at.date()).days if at and at.date() <= self.day else None

    @property
    def activated(self) -> bool:
        """Return whether an activation event happened."""
        return any(row["event_name"] == "profile_completed" for row in self.events)

    def money(self) -> Decimal:
        """Return net revenue by the refunds known."""
        back = (a for row in self.orders for at, a in row["refunds"] if at.date() <= self.day)
        return sum((row["paid"] for row in self.orders), Decimal(0)) - sum(back)


class Oracle:
    """The people who count, and what the marts must say of them."""

    def __init__(self, company: Company) -> None:
        self.raw = company.tables
        self.lives: dict[str, Life] = defaultdict(Life)
        self.owner = {r["visitor_id"]: r["user_id"] for r in self.raw["events"] if r["user_id"]}
        self.category = {r["product_id"]: r["category"] for r in self.raw["products"]}
        for row in self.known("users", "signed_up_at"):
            life = self.lives[f"u:{row['user_id']}"]
            life.signed_up_at = life.first_seen = row["signed_up_at"]
        for row in self.known("events", "occurred_at"):
            life = self.life(row, row["occurred_at"])
            life.events.append(row)
            if row["event_name"] == "signup":
                life.signed_up_at = life.signed_up_at or row["occurred_at"]
        for row in self.known("orders", "ordered_at"):
            row["paid"] = row["gross_amount"] - (row["discount_amount"] or 0)
            of = [
                r for r in self.known("refunds", "refunded_at") if r["order_id"] == row["order_id"]
            ]
            row["refunds"] = [(r["refunded_at"], r["amount"]) for r in of]
            row["items"] = [r for r in self.raw["order_items"] if r["order_id"] == row["order_id"]]
            if row["user_id"] or row["visitor_id"]:
                life = self.life(row, row["ordered_at"])
                life.orders += [row] if row["status"] in VALID else []
        for row in self.known("points_ledger", "occurred_at"):
            self.lives[f"u:{row['user_id']}"].points.append(row)
        for row in self.known("survey_responses", "submitted_at"):
            self.lives[f"u:{row['user_id']}"].answers.append(row)
        friends = set()
        for row in self.known("invites", "invited_at"):
            friend, at = row["invitee_user_id"], row["accepted_at"]
            if at and at <= AS_OF and friend != row["inviter_user_id"] and friend not in friends:
                friends.add(friend)
                self.lives[f"u:{row['inviter_user_id']}"].brought.append(at)
        inside = {f"u:{row['user_id']}" for row in self.raw["users"] if row["is_internal"]}
        self.people = {
            person: life
            for person, life in self.lives.items()
            if person not in inside and life.first_seen <= AS_OF
        }

    def known(self, table: str, moment: str) -> list[Row]:
        """Return the rows until the as-of, in the order of time."""
        rows = [row for row in self.raw[table] if row[moment] <= AS_OF]
        return sorted(rows, key=lambda row: (row[moment], next(iter(row.values()))))

    def life(self, row: Row, at: datetime) -> Life:
        """Return the life that a row of a device or a user belongs to."""
        user = row["user_id"] or self.owner.get(row["visitor_id"])
        life = self.lives[f"u:{user}" if user else f"v:{row['visitor_id']}"]
        life.first_seen = min(life.first_seen, at)
        return life

    def views(self, day: date) -> dict[str, View]:
        """Return everybody seen by the end of a day."""
        return {
            person: View(
                life,
                day,
                [row for row in life.orders if row["ordered_at"].date() <= day],
                [row for row in life.events if row["occurred_at"].date() <= day],
            )
            for person, life in self.people.items()
            if life.first_seen.date() <= day
        }

    def rfm(self, day: date) -> dict[str, tuple[str, tuple[int, int, int]]]:
        """Return segment and scores of all customers."""
        views = {person: view for person, view in self.views(day).items() if view.orders}
        facts = {p: (v.silence, len(v.orders), v.money()) for p, v in views.items()}
        cuts = [
            [percentile((fact[of] for fact in facts.values()), k / 5) for k in (1, 2, 3, 4)]
            for of in range(3)
        ]
        found = {}
        for person, fact in facts.items():
            above = [sum(float(fact[of]) > cut for cut in cuts[of]) for of in range(3)]
            score = (5 - above[0], 1 + above[1], 1 + above[2])
            found[person] = (SEGMENTS[score], score)
        return found

    def risks(self, day: date) -> dict[str, float]:
        """Return churn risk by the gap rule: own habits from three returns on, else everybody's."""
        views = self.views(day)
        common = {
            buyer: percentile(
                (g for v in views.values() if bool(v.orders) is buyer for g in v.gaps), 0.9
            )
            for buyer in (True, False)
        }
        return {
            person: 1 - 0.1 ** (
                v.silence / (percentile(v.gaps, 0.9) if len(v.gaps) > 2 else common[bool(v.orders)])
            )
            for person, v in views.items()
        }  # fmt: skip

    def activity(self) -> dict[str, float]:
        """Return 100 x the mean of three shares of people that one is ahead of."""
        views = self.views(AS_OF.date())
        facts = {}
        for person, view in views.items():
            start = view.day - timedelta(days=28)
            days = sum(day > start for day in view.active_days if view.orders or view.events)
            recent = (row for row in view.events if row["occurred_at"].date() > start)
            events = sum(row["event_name"] not in MEANINGLESS for row in recent)
            facts[person] = (view.active_days[-1].toordinal(), days, events)
        ordered = [sorted(fact[of] for fact in facts.values()) for of in range(3)]
        return {
            person: 100 * sum(bisect_left(ordered[of], fact[of]) for of in range(3))
            / 3 / (len(facts) - 1)
            for person, fact in facts.items()
        }  # fmt: skip

    def member(self, life: Life) -> Person:
        """Return what moves somebody through the tiers."""
        earned = [(row["occurred_at"], row["points"]) for row in life.points if row["points"] > 0]
        orders = [Order(row["ordered_at"], row["paid"], row["refunds"]) for row in life.orders]
        joined = [life.signed_up_at or datetime.max, *(order.ordered_at for order in orders)]
        return Person(min(joined + [at for at, _ in earned]), orders, earned)

    @cached_property
    def tiers(self) -> dict[str, list[tuple[datetime, str]]]:
        """Return when everybody's tier changed, and what it became."""
        members = {person: self.member(life) for person, life in self.people.items()}
        return {
            person: history(member, TIERS, AS_OF)
            for person, member in members.items()
            if member.joined_at <= AS_OF
        }

    def tier_at(self, person: str, moment: datetime) -> str:
        """Return the tier held at a moment."""
        held = [tier for at, tier in self.tiers.get(person, []) if at <= moment]
        return held[-1] if held else "(none)"

    def audiences(self, day: date) -> dict[str, set[str]]:
        """Return the people of each scenario at the end of a day, by the words of the seed."""
        rfm, risks = self.rfm(day), self.risks(day)
        found: dict[str, set[str]] = defaultdict(set)
        for person, view in self.views(day).items():
            orders, age, life = view.orders, view.signup_age, view.life
            seen = (day - life.first_seen.date()).days
            registered = age is not None or person.startswith("u:")
            carts = [r["occurred_at"] for r in view.events if r["event_name"] == "add_to_cart"]
            carts = [at for at in carts if (day - at.date()).days <= 3]
            discounts = sum(bool(r["discount_amount"] or r["coupon_code"]) for r in orders)
            lines = (self.category.get(i["product_id"]) for r in orders for i in r["items"])
            points = [row for row in life.points if row["occurred_at"].date() <= day]
            old = [r for r in points if (day - r["occurred_at"].date()).days >= 335]
            unspent = sum(r["points"] for r in old if r["points"] > 0)
            unspent += sum(r["points"] for r in points if r["points"] < 0)
            answers = [r for r in life.answers if r["submitted_at"].date() <= day]
            rules = {
                "new_visitor_conversion": not registered and not orders and seen <= 7,
                "signup_without_order": not orders and age is not None and 3 <= age <= 30,
                "first_to_second_order": len(orders) == 1 and 7 <= view.silence <= 45,
                "cart_abandoned": carts
                and not any(row["ordered_at"] >= max(carts) for row in orders),
                "activation_stuck": age is not None and 1 <= age <= 14 and not view.activated,
                "loyalty_upgrade_close": self.is_close(person, day),
                "high_value_at_risk": orders and rfm[person][1][2] == 5 and risks[person] >= 0.9,
                "dormant_win_back": orders and 60 <= view.silence <= 180,
                "referral_promoters": promotes(answers)
                or any(a.date() <= day for a in life.brought),
                "price_sensitive": len(orders) > 1 and discounts / len(orders) > 0.5,
                "category_cross_sell": len(orders) > 1 and len(set(lines) - {None}) == 1,
                "points_about_to_expire": unspent > 0,
            }
            for scenario, holds in rules.items():
                found[scenario] |= {person} if holds else set()
        return found

    def is_close(self, person: str, day: date) -> bool:
        """Return whether somebody is 80 % of the way to the next tier at the end of a day."""
        end = min(AS_OF, datetime.combine(day, time.max))
        held = self.tier_at(person, end)
        ranks = {tier.tier: tier.rank for tier in TIERS}
        above = [tier for tier in TIERS if tier.rank > ranks.get(held, 99)]
        if not above:
            return False
        goal = min(above, key=lambda tier: tier.rank)
        share = progress(self.member(self.people[person]), goal, end) / goal.threshold
        return Decimal("0.8") <= share < 1

    def stage(self, person: str, view: View) -> str:
        """Return the lifecycle stage."""
        if not view.orders:
            registered = view.signup_age is not None or person.startswith("u:")
            return "activated" if view.activated else "lead" if registered else "visitor"
        for limit, name in ((365, "lost"), (180, "dormant"), (90, "at_risk")):
            if view.silence > limit:
                return name
        return {1: "first_time_buyer", 2: "repeat", 3: "repeat"}.get(len(view.orders), "loyal")
