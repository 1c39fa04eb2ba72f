"""Writes raw events and the seeds funnels and funnel_steps for tests."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

FUNNEL_COLUMNS = [
    "funnel",
    "unit",
    "order_mode",
    "entry_policy",
    "window_seconds",
    "tie_policy",
    "grace_seconds",
    "exclusion_effect",
    "hold_constant",
    "breakdown",
    "breakdown_attribution",
    "entry_from",
    "entry_until",
]
STEP_COLUMNS = [
    "funnel",
    "step_number",
    "step_name",
    "event_name",
    "property_name",
    "property_value",
    "is_optional",
    "min_gap_seconds",
    "max_gap_seconds",
    "is_exclusion",
]
EVENT_COLUMNS = ["event_id", "visitor_id", "event_name", "occurred_at", "properties"]


def table(columns: list[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV text; a missing column is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def write_config(folder: Path, funnels: list[dict], steps: list[dict]) -> Path:
    """Write the two seeds into a config folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    defaults = {"unit": "person", "order_mode": "ordered", "entry_policy": "any"}
    rows = [{**defaults, "window_seconds": 10**8, **funnel} for funnel in funnels]
    (folder / "funnels.csv").write_text(table(FUNNEL_COLUMNS, rows), encoding="utf-8")
    (folder / "funnel_steps.csv").write_text(table(STEP_COLUMNS, steps), encoding="utf-8")
    return folder


def step_rows(funnel: str, events: Iterable[object]) -> list[dict]:
    """Return seed rows for events in order: a name, or a dict of columns to set."""
    rows = []
    for number, event in enumerate(events, 1):
        columns = event if isinstance(event, dict) else {"event_name": event}
        row = {"funnel": funnel, "step_number": number, "step_name": f"s{number}"}
        rows.append({**row, "is_optional": False, "is_exclusion": False, **columns})
    return rows


def event_row(event_id: str, visitor: str, name: str, at: str, properties: object = None) -> dict:
    """Return one raw event."""
    text = json.dumps(properties) if properties else ""
    values = (event_id, visitor, name, at, text)
    return dict(zip(EVENT_COLUMNS, values, strict=True))
