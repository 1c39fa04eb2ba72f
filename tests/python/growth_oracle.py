"""What the growth, activity and lifecycle marts must say, set by set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from retention_oracle import Clock, Person

GRAINS = ("day", "week", "month", "rolling_28")


def periods(grain: str, clock: Clock, first: date) -> list[tuple[date, date]]:
    """Return the periods from the one that holds a day to the as-of, as [start, end)."""
    today = clock.day(clock.as_of)
    if grain == "rolling_28":
        end, found = today, []
        while end > first:
            found.append((end - timedelta(28), end))
            end -= timedelta(28)
        return found[::-1]
    start, found = clock.period(grain, first), []
    while start <= today:
        end = clock.later(grain, start, 1)
        found.append((start, end))
        start = end
    return found


def active_days(entity: str, person: Person, clock: Clock) -> set[date]:
    """Return the local days on which a person is active."""
    moments = (
        [at for at, _ in person.orders]
        if entity == "customers"
        else [at for _, at in person.events]
    )
    return {clock.day(at) for at in moments}


def growth(entity: str, grain: str, people: Iterable[Person], clock: Clock) -> dict[date, tuple]:
    """Return (new, retained, resurrected, churned, active) by period start."""
    days = {person.key: active_days(entity, person, clock) for person in people}
    everything = sorted(set().union(*days.values())) if days else []
    if grain == "rolling_28":
        everything = [day for day in everything if day < clock.day(clock.as_of)]
    if not everything:
        return {}
    spans = periods(grain, clock, everything[0])
    found, earlier, before = {}, set(), set()
    for start, end in spans:
        now = {key for key, seen in days.items() if any(start <= day < end for day in seen)}
        found[start] = (
            len(now - earlier),
            len(now & before),
            len((now & earlier) - before),
            len(before - now),
            len(now),
        )
        earlier, before = earlier | now, now
    return found


def revenue_growth(grain: str, people: Iterable[Person], clock: Clock) -> dict[date, tuple]:
    """Return (new, retained, resurrected, expansion, contraction, churned) by period start."""
    people = list(people)
    days = sorted({clock.day(at) for person in people for at, _ in person.orders})
    if grain == "rolling_28":
        days = [day for day in days if day < clock.day(clock.as_of)]
    if not days:
        return {}
    spent = []
    for start, end in periods(grain, clock, days[0]):
        sums: dict[str, Decimal] = {}
        for person in people:
            for at, amount in person.orders:
                if start <= clock.day(at) < end:
                    sums[person.key] = sums.get(person.key, Decimal()) + amount
        spent.append((start, sums))
    found, earlier = {}, set()
    for (_, before), (start, now) in pairwise([(None, {}), *spent]):
        both = now.keys() & before.keys()
        found[start] = (
            sum((now[key] for key in now.keys() - earlier), Decimal()),
            sum((min(now[key], before[key]) for key in both), Decimal()),
            sum((now[key] for key in (now.keys() & earlier) - before.keys()), Decimal()),
            sum((max(now[key] - before[key], Decimal()) for key in both), Decimal()),
            sum((max(before[key] - now[key], Decimal()) for key in both), Decimal()),
            sum((before[key] for key in before.keys() - now.keys()), Decimal()),
        )
        earlier |= now.keys()
    return found


def active_users(people: Iterable[Person], clock: Clock) -> dict[date, tuple]:
    """Return (dau, wau, mau_28, mau_30, week to date, month to date) by day."""
    days = [active_days("people", person, clock) for person in people]
    everything = sorted(set().union(*days)) if days else []
    if not everything:
        return {}
    found = {}
    for day, _ in periods("day", clock, everything[0]):
        starts = [
            *(day - timedelta(back - 1) for back in (1, 7, 28, 30)),
            clock.period("week", day),
            clock.period("month", day),
        ]
        found[day] = tuple(
            sum(any(start <= seen <= day for seen in mine) for mine in days) for start in starts
        )
    return found


def stage(active: set[int], index: int, at_risk_periods: int) -> str | None:
    """Return the stage of a person in a period; None before the first activity."""
    past = [n for n in active if n <= index]
    if not past:
        return None
    if index in active:
        if min(past) == index:
            return "new"
        return "current" if index - 1 in active else "resurrected"
    return "at_risk" if index - max(past) <= at_risk_periods else "dormant"


def transitions(
    people: Iterable[Person], clock: Clock, grain: str, at_risk_periods: int
) -> dict[tuple[date, str, str], int]:
    """Return people by closed period, stage before and stage after."""
    days = [active_days("people", person, clock) for person in people]
    spans = periods(grain, clock, min(set().union(*days)))
    found: dict[tuple[date, str, str], int] = {}
    for mine in days:
        active = {
            n for n, (start, end) in enumerate(spans) if any(start <= day < end for day in mine)
        }
        for index in range(1, len(spans) - 1):
            before, after = (stage(active, n, at_risk_periods) for n in (index - 1, index))
            if before and after:
                key = (spans[index][0], before, after)
                found[key] = found.get(key, 0) + 1
    return found
