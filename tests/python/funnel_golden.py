"""The published funnel cases as funnel definitions of ours, each with the answer it must give."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from funnel_files import event_row, step_rows

CASES = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parents[1] / "golden" / "product_analytics.json").read_text("utf-8")
    )
}
DAY = 86400

# cases of these capabilities that ours is not meant to reproduce, and why
REFUSED = {
    "CH-F05a": "one event would fill three steps; here one event fills one step",
    "CH-F06b": "strict_deduplication (a repeated step ends the funnel) is not offered: an "
    "exclusion says the same where it is meant",
    "FJ-01": "first-first pairs the first x with the first y of all time, whichever came first: "
    "no funnel, because the order is not part of it",
    "FJ-05": "first touch within a lookback before a conversion is attribution, looking backwards",
    "MX-F03": "an exclusion on the entry event itself: the build refuses it by name, an event is "
    "either a step or an exclusion",
}


@dataclass
class Golden:
    """One case under one definition: what to build and what must come out."""

    case: str
    variant: str
    steps: list[object]
    expected: Any
    read: Callable[[Any, str], Any]
    options: dict[str, object] = field(default_factory=dict)
    exclusions: list[tuple[int, str]] = field(default_factory=list)

    @property
    def funnel(self) -> str:
        """Return the funnel's name."""
        return f"{self.case}/{self.variant}"

    def seed(self) -> tuple[dict, list[dict]]:
        """Return the rows of the seeds funnels and funnel_steps."""
        rows = step_rows(self.funnel, [self._own(step) for step in self.steps])
        for number, name in self.exclusions:
            rows += [{**rows[0], "step_number": number, "is_exclusion": True, **self._own(name)}]
        return {"funnel": self.funnel, **self.options}, rows

    def _own(self, step: object) -> dict:
        columns = dict(step) if isinstance(step, dict) else {"event_name": step}
        if columns["event_name"] != "*":
            columns["event_name"] = f"{self.case}:{columns['event_name']}"
        return columns


def levels(warehouse: Any, funnel: str) -> dict[str, int]:
    """Return each user's furthest step."""
    case = funnel.split("/")[0]
    rows = warehouse.query(
        "select split_part(people.visitor_id, '|', 2), max(furthest_step) "
        "from (select distinct visitor_id, person_id from core.fct_events) as people "
        f"left join activation.funnel_people on people.person_id = funnel_people.person_id "
        f"and funnel = '{funnel}' where people.visitor_id like '{case}|%' group by 1"
    )
    return {user: level or 0 for user, level in rows}


def counts(warehouse: Any, funnel: str) -> list[int]:
    """Return how many people of the case reached each step."""
    found = levels(warehouse, funnel).values()
    steps = warehouse.query(
        f"select max(step_number) from config.funnel_steps where funnel='{funnel}'"
    )
    return [sum(level >= step for level in found) for step in range(1, steps[0][0] + 1)]


def attempts(warehouse: Any, funnel: str) -> dict[str, int]:
    """Return entries and conversions."""
    row = warehouse.query(
        "select entered, reached from activation.funnel_steps where period_grain = 'all' and "
        f"breakdown = 'all' and funnel = '{funnel}' order by step_number desc limit 1"
    )[0]
    return {"entries": row[0], "conversions": row[1]}


def seconds(column: str) -> Callable[[Any, str], list[float | None]]:
    """Return a reader of one time column of funnel_steps, in step order."""

    def read(warehouse: Any, funnel: str) -> list[float | None]:
        return [
            row[0]
            for row in warehouse.query(
                f"select {column} from activation.funnel_steps where period_grain = 'all' and "
                f"breakdown = 'all' and funnel = '{funnel}' order by step_number"
            )
        ]

    return read


def trend(grain: str, first: int, last: int) -> Callable[[Any, str], dict[str, list[int]]]:
    """Return a reader of [reached first, reached last] by period, empty periods left out."""

    def read(warehouse: Any, funnel: str) -> dict[str, list[int]]:
        rows = warehouse.query(
            "select cast(period_start as varchar), "
            f"max(case when step_number = {first} then reached end), "
            f"max(case when step_number = {last} then reached end) "
            f"from activation.funnel_steps where funnel = '{funnel}' and period_grain = '{grain}' "
            "and breakdown = 'all' and entered > 0 group by 1"
        )
        return {period: [one, two] for period, one, two in rows}

    return read


def by_value(warehouse: Any, funnel: str) -> dict[str, list[int]]:
    """Return reached per step by breakdown value; the value '' is what is called (none) here."""
    rows = warehouse.query(
        "select breakdown_value, list(reached order by step_number) from activation.funnel_steps "
        f"where funnel = '{funnel}' and period_grain = 'all' and breakdown <> 'all' group by 1"
    )
    return {"" if value == "(none)" else value: reached for value, reached in rows}


def step_dates(warehouse: Any, funnel: str) -> dict[str, str]:
    """Return the date of each user's second step."""
    return dict(
        warehouse.query(
            "select split_part(visitor_id, '|', 2), cast(max(step_2_at)::date as varchar) "
            f"from activation.funnel_people join core.fct_events using (person_id) where funnel = "
            f"'{funnel}' and step_2_at is not null group by 1"
        )
    )


def rates(column: str) -> Callable[[Any, str], list[float]]:
    """Return a reader of a rate of funnel_steps in percent, second step on."""

    def read(warehouse: Any, funnel: str) -> list[float]:
        return [round(100 * value, 6) for value in seconds(column)(warehouse, funnel)[1:]]

    return read


def raw_events(needed: set[str]) -> list[dict]:
    """Return the raw events of the cases; names and users carry the case, so none meets another."""
    rows = []
    for case_id in sorted(needed):
        for number, event in enumerate(CASES[case_id]["events"]):
            name, properties = event["event"], dict(event.get("props") or {})
            if case_id == "PH-F11" and "@" in name:
                name, properties["current_url"] = name.split("@")
            rows.append(
                event_row(
                    f"{case_id}-{number:04}",
                    f"{case_id}|{event['user']}",
                    f"{case_id}:{name}",
                    event["ts"],
                    properties,
                )
            )
    return rows
