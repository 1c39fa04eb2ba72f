"""A funnel that the engine cannot do is refused before it runs, by name, column and reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from funnel_files import step_rows, write_config
from harness import Warehouse

GOOD = step_rows("good", ["a", "b"])


def steps(name: str, *changes: dict) -> list[dict]:
    """Return two plain steps of a funnel, changed and followed by further rows."""
    rows = step_rows(name, ["a", "b"])
    for change in changes:
        place = change.pop("at", None)
        if place is None:
            rows.append({**rows[0], **change})
        else:
            rows[place] |= change
    return rows


# funnel columns, steps, column that must be named, words of the reason
BAD = {
    "unit": ({"unit": "team"}, steps("unit"), "unit", "is team"),
    "mode": ({"order_mode": "loose"}, steps("mode"), "order_mode", "is loose"),
    "entry": ({"entry_policy": "last"}, steps("entry"), "entry_policy", "is last"),
    "tie": ({"tie_policy": "random"}, steps("tie"), "tie_policy", "is random"),
    "no_window": ({"window_seconds": ""}, steps("no_window"), "window_seconds", "is empty"),
    "free_every": (
        {"order_mode": "unordered", "entry_policy": "every"},
        steps("free_every"),
        "entry_policy",
        "every needs steps in order",
    ),
    "strict_grace": (
        {"order_mode": "strict", "grace_seconds": 2},
        steps("strict_grace"),
        "grace_seconds",
        "needs order_mode ordered",
    ),
    "twice": ({"grace_seconds": 2}, step_rows("twice", ["a", "a"]), "grace_seconds", "two of"),
    "held": ({"hold_constant": "p;q;r;s"}, steps("held"), "hold_constant", "more than 3"),
    "dates": (
        {"entry_from": "2024-02-01", "entry_until": "2024-01-01"},
        steps("dates"),
        "entry_until",
        "before entry_from",
    ),
    "step_9": (
        {"breakdown_attribution": "step_9"},
        steps("step_9"),
        "breakdown_attribution",
        "step_N",
    ),
    "stepless": ({}, [], "funnel", "has no steps"),
    "hole": ({}, steps("hole", {"at": 1, "step_number": 3}), "step_number", "step 3"),
    "optional": ({}, steps("optional", {"at": 1, "is_optional": True}), "is_optional", "step 2"),
    "gaps": (
        {},
        steps("gaps", {"at": 1, "min_gap_seconds": 9, "max_gap_seconds": 3}),
        "max_gap_seconds",
        "at most less than at least",
    ),
    "barred": (
        {},
        steps("barred", {"is_exclusion": True, "event_name": "b"}),
        "is_exclusion",
        "either a step or an exclusion",
    ),
    "late_bar": (
        {},
        steps("late_bar", {"is_exclusion": True, "event_name": "x", "step_number": 2}),
        "step_number",
        "follows no step or the last",
    ),
    "orphan": (None, steps("orphan"), "funnel", "belongs to no funnel"),
}


@pytest.fixture(scope="module")
def message(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build all bad funnels at once and return what the build says."""
    root: Path = tmp_path_factory.mktemp("refused")
    funnels = [{"funnel": "good"}]
    funnels += [{"funnel": name, **bad[0]} for name, bad in BAD.items() if bad[0] is not None]
    rows = GOOD + [row for bad in BAD.values() for row in bad[1]]
    config = write_config(root / "config", funnels, rows)
    with pytest.raises(AssertionError) as refused:
        Warehouse(root, config=config).build("-s", "+int_funnel_problems")
    return str(refused.value)


@pytest.mark.parametrize("name", BAD)
def test_refused_by_name(message: str, name: str) -> None:
    """The message names the funnel, the column and the reason."""
    _, _, column, reason = BAD[name]
    start = message.index(f"funnel {name}, column {column}: ")
    assert reason in message[start : start + 250]


def test_a_good_funnel_is_not_refused(message: str) -> None:
    """Only what is wrong is named."""
    assert "funnel good," not in message
