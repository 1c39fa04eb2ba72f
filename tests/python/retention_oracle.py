"""What the retention marts must say, worked out person by person with plain loops."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

SECONDS = {"day": 86400, "week": 7 * 86400, "month": 30 * 86400}
NOT_MEANINGFUL = {"page_view", "login"}


@dataclass(frozen=True)
class Clock:
    """The reporting calendar and the as-of of one build."""

    as_of: datetime
    timezone: str = "UTC"
    week_start: str = "monday"
    floor_seconds: int = 0

    def day(self, moment: datetime) -> date:
        """Return the local date of a UTC moment."""
        return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(self.timezone)).date()

    def period(self, grain: str, day: date) -> date:
        """Return the first day of the period that holds a day."""
        if grain == "week":
            return day - timedelta((day.weekday() + (self.week_start == "sunday")) % 7)
        return day.replace(day=1) if grain == "month" else day

    def later(self, grain: str, start: date, periods: int) -> date:
        """Return the first day of the period that many periods later."""
        if grain != "month":
            return start + timedelta(periods * (7 if grain == "week" else 1))
        months = start.year * 12 + start.month - 1 + periods
        return date(months // 12, months % 12 + 1, 1)

    def elapsed(self, start: datetime, moment: datetime) -> float:
        """Return the seconds of a person's own clock."""
        unit, epoch = self.floor_seconds, datetime(1970, 1, 1)
        if not unit:
            return (moment - start).total_seconds()
        first, second = ((at - epoch).total_seconds() // unit for at in (start, moment))
        return (second - first) * unit


@dataclass(frozen=True)
class Definition:
    """A row of the seed `retentions`."""

    name: str
    cohort_type: str
    start_event: str
    return_event: str
    min_occurrences: int
    grain: str
    clock: str
    max_periods: int
    brackets: tuple[tuple[int, int], ...] = ()


@dataclass
class Person:
    """What somebody did: events by name and moment, orders with their net revenue."""

    key: str
    events: list[tuple[str, datetime]] = field(default_factory=list)
    orders: list[tuple[datetime, Decimal]] = field(default_factory=list)
    signed_up_at: datetime | None = None

    def moments(self, pattern: str) -> list[datetime]:
        """Return when the person did what a pattern of the seed names."""
        if pattern == "*order":
            return sorted(at for at, _ in self.orders)
        return sorted(
            at
            for name, at in self.events
            if pattern == name
            or pattern == "*any"
            or (pattern == "*" and name not in NOT_MEANINGFUL)
        )

    def first_seen(self) -> datetime:
        """Return the earliest trace of the person."""
        traces = [at for _, at in self.events] + [at for at, _ in self.orders]
        return min([*traces, *([self.signed_up_at] if self.signed_up_at else [])])


@dataclass
class Life:
    """One membership: period by period up to the last that has begun."""

    cohort: date
    begun: int
    returned: set[int]
    revenue: dict[int, Decimal]


def starts(definition: Definition, person: Person, clock: Clock) -> Iterable[datetime]:
    """Yield the start of each cohort membership of a person."""
    kind = definition.cohort_type
    if kind == "signup" or kind == "first_order":
        moment = person.signed_up_at
        if kind == "first_order":
            moment = min((at for at, _ in person.orders), default=None)
        yield from [moment] if moment else []
    elif kind == "first_seen":
        found = person.moments(definition.start_event) if definition.start_event else None
        yield from found[:1] if found is not None else [person.first_seen()]
    else:
        seen: set[date] = set()
        for moment in person.moments(definition.start_event or definition.return_event):
            period = clock.period(definition.grain, clock.day(moment))
            if period not in seen:
                seen.add(period)
                yield moment


def live(definition: Definition, person: Person, start: datetime, clock: Clock) -> Life:
    """Follow one membership with loops over its periods."""
    grain = definition.grain
    cohort = clock.period(grain, clock.day(start))

    def number(moment: datetime) -> int:
        if definition.clock == "personal_24h":
            return math.floor(clock.elapsed(start, moment) / SECONDS[grain])
        period, count = clock.period(grain, clock.day(moment)), 0
        while clock.later(grain, cohort, count) < period:
            count += 1
        while clock.later(grain, cohort, count) > period:
            count -= 1
        return count

    counts = Counter(number(at) for at in person.moments(definition.return_event))
    revenue: dict[int, Decimal] = defaultdict(Decimal)
    for at, amount in person.orders:
        revenue[number(at)] += amount
    returned = {n for n, times in counts.items() if n >= 1 and times >= definition.min_occurrences}
    return Life(cohort, number(clock.as_of), returned, revenue)


def lives_of(definition: Definition, people: Iterable[Person], clock: Clock) -> list[Life]:
    """Return every membership of a retention."""
    return [
        live(definition, person, start, clock)
        for person in people
        for start in starts(definition, person, clock)
    ]


def holds(measure: str, life: Life, k: int) -> bool:
    """Return whether a membership counts in a measure in period k."""
    if k == 0:
        return True
    if measure == "retained":
        return k in life.returned
    if measure == "on_or_after":
        return any(n >= k for n in life.returned)
    if measure == "on_or_before":
        return any(n <= k for n in life.returned)
    return all(n in life.returned for n in range(1, k + 1))


MEASURES = ("retained", "on_or_after", "on_or_before", "streak")


def cells(definition: Definition, lives: list[Life]) -> dict[tuple[date, int], tuple]:
    """Return (size, eligible, four counts, four mature counts, revenue) by cohort and period."""
    found = {}
    for cohort in {life.cohort for life in lives}:
        members = [life for life in lives if life.cohort == cohort]
        for k in range(definition.max_periods + 1):
            mature = [life for life in members if life.begun > k]
            counts = [sum(holds(m, life, k) for life in members) for m in MEASURES]
            grown = [sum(holds(m, life, k) for life in mature) for m in MEASURES]
            revenue = sum((life.revenue.get(k, Decimal()) for life in members), Decimal())
            happened = any(life.begun >= k for life in members)
            seen = (*counts, *grown, revenue) if happened else (None,) * 9
            found[cohort, k] = (len(members), len(mature), *seen)
    return found


def bracket_cells(definition: Definition, lives: list[Life]) -> dict[tuple[date, int, int], tuple]:
    """Return (size, eligible, retained, on or after) by cohort and bracket."""
    found = {}
    for cohort in {life.cohort for life in lives}:
        members = [life for life in lives if life.cohort == cohort]
        for first, last in definition.brackets:
            inside = sum(any(first <= n <= last for n in life.returned) for life in members)
            after = sum(any(n >= first for n in life.returned) for life in members)
            eligible = sum(life.begun > last for life in members)
            begun = any(life.begun >= first for life in members)
            found[cohort, first, last] = (
                len(members),
                eligible,
                *((inside, after) if begun else (None, None)),
            )
    return found


def kaplan_meier(measure: str, lives: list[Life], k: int) -> float | None:
    """Return the product-limit estimate at period k, one step at a time."""
    survival = 1.0
    for step in range(1, k + 1):
        watched = [life for life in lives if life.begun > step]
        if measure == "on_or_before":
            at_risk = [
                life
                for life in watched
                if not holds(measure, life, step) or (step == min(life.returned))
            ]
            lost = sum(holds(measure, life, step) for life in at_risk)
        else:
            at_risk = [life for life in watched if holds(measure, life, step - 1)]
            lost = sum(not holds(measure, life, step) for life in at_risk)
        if not at_risk:
            if survival > 0:
                return None
            continue
        survival *= 1 - lost / len(at_risk)
    return 1 - survival if measure == "on_or_before" and k else survival
