"""How each published case of retention and engagement is put to the real models."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from retention_oracle import Definition
from retention_worlds import CASES, World, add_case

# Windows of the stickiness cases: the last one ends on the last closed day, 14 June 2024.
STICKINESS = {
    "PH-S01": {"days": 10},
    "PH-S03": {"days": 10, "interval_days": 2},
    "PH-S04b": {"days": 9, "max_events": 1},
    "PH-S04c": {"days": 10, "min_events": 2, "max_events": 2},
    "PH-S05": {"days": 3},
}
RANGE_ENDS = {"PH-S05": date(2020, 1, 13)}
PEOPLE_CASES = ("GA-01", "PH-L02", "PH-L03", "MX-A01")
SESSION_CASES = ("GA4-I01", "MX-I01", "GA4-A01", "SEG-SS01")


def retention(
    case_id: str,
    *,
    name: str = "",
    cohort_type: str = "recurring",
    events: tuple[str, str] = ("$pageview", "$pageview"),
    grain: str = "day",
    clock: str = "calendar",
    **more: object,
) -> Definition:
    """Return the seed row of a case; event names carry the case's name."""
    start, back = (f"{case_id} {event}" for event in events)
    numbers = {"min_occurrences": 1, "max_periods": 10, **more}
    return Definition(
        name or case_id, cohort_type, start, back, grain=grain, clock=clock, **numbers
    )


def plain_cases(world: World) -> None:
    """Add the cases that the plain calendar answers."""
    first = {"cohort_type": "first_seen"}
    rows = [
        retention("PH-R01"),
        retention("PH-R02", min_occurrences=2),
        retention("PH-R04", grain="week", max_periods=6),
        retention("PH-R05", events=("x", "x"), max_periods=5),
        retention("PH-R08", events=("sign up", "$some_event"), max_periods=6),
        retention("PH-R10", **first, max_periods=17, brackets=((1, 4), (5, 14), (15, 17))),
        retention("PH-R11", **first, brackets=((1, 5), (6, 10))),
        retention("PH-R13x", **first),
        retention("PH-R13x", name="PH-R13", **first, clock="personal_24h"),
        retention("CH-R01", **first, events=("visit", "visit")),
        retention("AM-R01", **first, events=("start", "start"), clock="personal_24h"),
        retention("AM-R01", name="AM-R01 calendar", **first, events=("start", "start")),
        *(
            retention(
                "MX-R01", name=f"MX-R01 {grain} {clock}", **first,
                events=("act", "act"), grain=grain, clock=clock, max_periods=2,
            )
            for grain in ("day", "month")
            for clock in ("calendar", "personal_24h")
        ),
        retention("MX-R02", **first, events=("a", "a"), max_periods=2),
    ]  # fmt: skip
    world.retentions += rows
    for case_id in {row.name.split()[0] for row in rows} - {"MX-R02", "PH-R13"}:
        add_case(world, case_id)
    averages(world)
    stickiness(world)
    for case_id in (*PEOPLE_CASES, *SESSION_CASES):
        add_case(world, case_id)
    money(world)


def local_cases(world: World) -> None:
    """Add the cases that want weeks from Sunday, floored hours or shorter sessions."""
    world.retentions += [
        retention("PH-R04", grain="week", max_periods=6),
        retention(
            "AM-R01", cohort_type="first_seen", events=("start", "start"), clock="personal_24h"
        ),
    ]
    world.windows.append({"name": "month"})
    for case_id in ("PH-R04", "AM-R01", "MX-SS01"):
        add_case(world, case_id)


def averages(world: World) -> None:
    """MX-R02: three cohorts of 1000, 500 and 700; the last one's day 1 is the as-of's day."""
    day = datetime(2024, 6, 12, 6)
    for number, cohort in enumerate(CASES["MX-R02"]["params"]["cohorts"]):
        for person in range(cohort["size"]):
            visitor, at = f"MX-R02 {number} {person}", day + timedelta(number)
            world.event("MX-R02", visitor, "MX-R02 a", at)
            if person < cohort["day1"]:
                world.event("MX-R02", visitor, "MX-R02 a", at + timedelta(1))


def stickiness(world: World) -> None:
    """Move each case so that its range ends on the last closed day."""
    for case_id, window in STICKINESS.items():
        end = RANGE_ENDS.get(case_id, date(2020, 1, 20))
        add_case(world, case_id, shift=date(2024, 6, 14) - end)
        world.windows.append({"name": case_id, **window})


def money(world: World) -> None:
    """GA-02: from 25 to 45 by new 20, expansion 8, contraction 3 and churn 5, in months."""
    may, june = datetime(2024, 5, 10), datetime(2024, 6, 10)
    for user, before, after in (("new", 0, 20), ("up", 10, 18), ("down", 10, 7), ("gone", 5, 0)):
        name = f"GA-02 {user}"
        world.users.append((name, datetime(2024, 5, 1).isoformat(), "GA-02"))
        for at, amount in ((may, before), (june, after)):
            if amount:
                world.order(name, at, Decimal(amount))
