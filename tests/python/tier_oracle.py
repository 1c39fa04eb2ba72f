"""Membership tiers by brute force: every night and every order, progress is summed from scratch."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal


@dataclass(frozen=True)
class Tier:
    """A row of the seed membership_tiers."""

    tier: str
    rank: int
    measure: str
    threshold: Decimal
    window: str
    grace_days: int


@dataclass
class Order:
    """A valid order, and what was paid back of it, when."""

    ordered_at: datetime
    paid: Decimal
    refunds: list[tuple[datetime, Decimal]] = field(default_factory=list)

    def left_at(self, moment: datetime) -> Decimal:
        """Return what is left of the order after the refunds paid at or before a moment."""
        back = sum((amount for at, amount in self.refunds if at <= moment), Decimal(0))
        return max(self.paid - back, Decimal(0))


@dataclass
class Person:
    """What a person did that counts: joined, bought, earned."""

    joined_at: datetime
    orders: list[Order] = field(default_factory=list)
    points: list[tuple[datetime, int]] = field(default_factory=list)


def leaves_on(start: date, window: str) -> date:
    """Return the first day on which something of a date no longer counts."""
    if window == "lifetime":
        return date.max
    if window == "calendar_year":
        return date(start.year + 1, 1, 1)
    last = calendar.monthrange(start.year + 1, start.month)[1]
    return date(start.year + 1, start.month, min(start.day, last))


def progress(person: Person, tier: Tier, moment: datetime) -> Decimal:
    """Return a person's progress in a tier's measure at a moment, refunds deducted."""
    total = Decimal(0)
    if tier.measure == "points":
        for at, points in person.points:
            if at <= moment and moment.date() < leaves_on(at.date(), tier.window):
                total += points
        return total
    for order in person.orders:
        if order.ordered_at > moment or moment.date() >= leaves_on(
            order.ordered_at.date(), tier.window
        ):
            continue
        left = order.left_at(moment)
        total += left if tier.measure == "spend" else Decimal(1 if left > 0 else 0)
    return total


def history(person: Person, tiers: list[Tier], as_of: datetime) -> list[tuple[datetime, str]]:
    """Return the moments at which a person's tier changed, and what it became."""
    moments = {person.joined_at: False}
    moments |= {order.ordered_at: False for order in person.orders}
    moments |= {at: False for at, _ in person.points}
    night = datetime.combine(person.joined_at.date(), time()) + timedelta(days=1)
    while night <= as_of:
        moments[night] = True
        night += timedelta(days=1)
    held: dict[str, date | None] = {}  # tier -> the day its grace ends, None while it is met
    changes: list[tuple[datetime, str]] = []
    for moment in sorted(moment for moment in moments if moment <= as_of):
        for tier in tiers:
            met = progress(person, tier, moment) >= tier.threshold
            if met:
                held[tier.tier] = None
            elif moments[moment] and tier.tier in held:
                ends = held[tier.tier] or moment.date() + timedelta(days=tier.grace_days)
                held[tier.tier] = ends
                if ends <= moment.date():
                    del held[tier.tier]
        best = max(
            (tier for tier in tiers if tier.tier in held), key=lambda t: t.rank, default=None
        )
        name = best.tier if best else "(none)"
        if not changes or changes[-1][1] != name:
            changes.append((moment, name))
    return changes
