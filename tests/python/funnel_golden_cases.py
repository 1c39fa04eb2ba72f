"""Which definition reproduces which published case."""

from __future__ import annotations

from typing import Any

from funnel_files import event_row
from funnel_golden import (
    CASES,
    DAY,
    Golden,
    attempts,
    by_value,
    counts,
    levels,
    rates,
    seconds,
    step_dates,
    trend,
)

DROP = {"exclusion_effect": "drop_person"}
FIRST = {"entry_policy": "first"}
EVERY = {"entry_policy": "every", "unit": "attempt"}
PAGE = "current_url"


def at_most(days: float = 0, seconds: int = 0) -> dict[str, int]:
    """Return the window option."""
    return {"window_seconds": int(days * DAY) + seconds}


def _plain() -> list[Golden]:
    """Return the cases that need nothing but their own steps and window."""
    found = []
    readers = {list: counts, dict: levels}
    names = [
        "CH-F02a",
        "CH-F02b",
        "CH-F02c",
        "CH-F03",
        "CH-F04a",
        "CH-F05c",
        "CH-F10",
        "MX-F01x",
        "PH-F02",
        "PH-F04",
        "PH-F12",
        "PH-F17x",
    ]
    for name in names:
        params, expected = CASES[name]["params"], CASES[name]["expected"]
        window = at_most(
            params.get("window_days", 0),
            params.get("window_seconds", 0) + 60 * params.get("window_minutes", 0),
        )
        steps = ["*" if step == "any" else step for step in params["steps"]]
        options = window if window["window_seconds"] else {}
        found.append(Golden(name, "own", steps, expected, readers[type(expected)], options))
    return found


def _case(
    name: str, variant: str, read: Any, options: dict, expected: Any = None, **more: Any
) -> Golden:
    case = CASES[name]
    steps = more.pop("steps", None) or case["params"]["steps"]
    return Golden(
        name,
        variant,
        steps,
        case["expected"] if expected is None else expected,
        read,
        options,
        **more,
    )


def _ordered() -> list[Golden]:
    url = [
        {"event_name": "$pageview", "property_name": PAGE, "property_value": v}
        for v in ("aloha.com", "aloha2.com")
    ]
    mean, median = seconds("mean_seconds_from_previous"), seconds("median_seconds_from_previous")
    two_weeks, hour = at_most(14), at_most(seconds=3600)
    return [
        _case("CH-F05b", "own", levels, {"tie_policy": "strictly_later"}),
        _case(
            "CH-F13",
            "own",
            levels,
            at_most(1),
            steps=[
                {"event_name": "row", "property_name": "a", "property_value": "a1"},
                {"event_name": "row", "property_name": "b", "property_value": "b2"},
            ],
        ),
        _case("FJ-02", "own", step_dates, FIRST, steps=["landed", "registered"]),
        _case("FJ-07", "own", counts, {}, CASES["FJ-07"]["expected"]["row_used_once"]),
        _case("MX-F01", "own", counts, {**FIRST, **hour}),
        _case("MX-F05", "grace", counts, {"grace_seconds": 2}, [1, 1]),
        _case("MX-F05", "none", counts, {}, [1, 0]),
        _case("MX-F06", "first", counts, {**FIRST, **hour}, [1, 0]),
        _case("MX-F06", "any", counts, hour, [1, 1]),
        _case("MX-F06", "every", attempts, {**EVERY, **hour}, {"entries": 2, "conversions": 1}),
        _case("MX-F07", "first", mean, {**FIRST, **hour}, [None, 1800]),
        _case("MX-F07", "any", mean, hour, [None, 600]),
        _case("PH-F06a", "counts", counts, two_weeks, [3, 2]),
        _case("PH-F06a", "mean", mean, two_weeks, [None, 600]),
        _case("PH-F07", "mean", mean, at_most(7), [None, 6000, 5400]),
        _case("PH-F07", "median", median, at_most(7), [None, 7200, 5400]),
        _case("PH-F08", "count", counts, at_most(1), [1, 1, 1]),
        _case("PH-F08", "mean", mean, at_most(1), [None, 3600, 3600]),
        _case("PH-F09", "counts", counts, two_weeks, [1, 1]),
        _case("PH-F09", "mean", mean, two_weeks, [None, 1207020]),
        _case(
            "PH-F11",
            "own",
            counts,
            two_weeks,
            steps=["user signed up", url[0], url[1], url[1], "$pageview"],
        ),
        _case("PH-F17", "own", counts, {"order_mode": "strict"}),
        _case(
            "PH-F26",
            "range_a",
            counts,
            {**FIRST, **two_weeks, "entry_from": "2024-03-22", "entry_until": "2024-03-22"},
            [2, 1],
            steps=["$pageview", "$pageview"],
        ),
        _case(
            "PH-F26",
            "range_b",
            counts,
            {**FIRST, **two_weeks, "entry_from": "2023-03-22", "entry_until": "2024-03-22"},
            [3, 1],
            steps=["$pageview", "$pageview"],
        ),
    ]


def _other() -> list[Golden]:
    ten = {**DROP, **at_most(seconds=10)}
    barred = {"exclusions": [(1, "exclusion")]}
    mean = seconds("mean_seconds_from_previous")
    free = {"order_mode": "unordered", **at_most(14)}
    day_free = {"order_mode": "unordered", **at_most(1)}
    three = at_most(3)
    last = {"breakdown": "browser", "breakdown_attribution": "last", **at_most(7)}
    return [
        _case("PH-F14a", "own", counts, ten, **barred),
        _case("PH-F14b", "own", counts, ten, **barred),
        _case("PH-F14c", "own", counts, ten, **barred),
        _case("PH-F15", "counts", counts, {**DROP, **at_most(seconds=30)}, [1, 1], **barred),
        _case("PH-F15", "mean", mean, {**DROP, **at_most(seconds=30)}, [None, 29], **barred),
        _case("PH-F18", "own", counts, free),
        _case("PH-F19", "counts", counts, day_free, [3, 2, 1]),
        _case("PH-F19", "mean", mean, day_free, [None, 5400, 7200]),
        _case("PH-F20", "own", counts, free, exclusions=[(1, "x")]),
        _case("PH-F21", "own", trend("day", 1, 3), at_most(1)),
        _case("PH-F22a", "own", trend("day", 2, 3), three),
        _case("PH-F22b", "own", trend("day", 1, 2), three),
        _case(
            "PH-F23", "own", trend("month", 1, 3), at_most(7), CASES["PH-F23"]["expected"]["UTC"]
        ),
        _case("PH-F24-last_touch", "own", by_value, last),
        _case(
            "GB-F02",
            "entry",
            rates("conversion_from_entry"),
            at_most(1),
            [40.0, 12.0, 6.0],
            steps=list("eabc"),
        ),
        _case(
            "GB-F02",
            "previous",
            rates("conversion_from_previous"),
            at_most(1),
            [40.0, 30.0, 50.0],
            steps=list("eabc"),
        ),
        _case(
            "GB-F03",
            "control",
            rates("conversion_from_entry"),
            at_most(1),
            [20.0, 10.0],
            steps=["control", "cart", "buy"],
        ),
        _case(
            "GB-F03",
            "treatment",
            rates("conversion_from_entry"),
            at_most(1),
            [40.0, 14.0],
            steps=["treatment", "cart", "buy"],
        ),
        _case(
            "GB-F03",
            "control step",
            rates("conversion_from_previous"),
            at_most(1),
            [20.0, 50.0],
            steps=["control", "cart", "buy"],
        ),
        _case(
            "GB-F03",
            "treatment step",
            rates("conversion_from_previous"),
            at_most(1),
            [40.0, 35.0],
            steps=["treatment", "cart", "buy"],
        ),
    ]


def volumes() -> list[dict]:
    """Return people for the cases that publish only how many reached each step."""
    arms = {"GB-F02": {"e": [1000, 400, 120, 60]}}
    for arm in ("control", "treatment"):
        sizes = CASES["GB-F03"]["params"][arm]
        arms.setdefault("GB-F03", {})[arm] = [sizes["n"], sizes["cart"], sizes["buy"]]
    rows = []
    for case, groups in arms.items():
        for group, sizes in groups.items():
            names = [group, *(["a", "b", "c"] if case == "GB-F02" else ["cart", "buy"])]
            for step, (name, size) in enumerate(zip(names, sizes, strict=True)):
                rows += [
                    event_row(
                        f"{case}{group}-{step}-{user}",
                        f"{case}|{group}{user}",
                        f"{case}:{name}",
                        f"2024-01-01T00:0{step}:00Z",
                    )
                    for user in range(size)
                ]
    return rows


GOLDEN = _plain() + _ordered() + _other()
