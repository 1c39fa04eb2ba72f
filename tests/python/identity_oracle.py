"""People and sessions worked out the slow way: one event at a time, from the metrics' words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

NOBODY = {None, "", "null", "unknown", "anonymous", "0"}
MAX_LINKS = 10
GAP = timedelta(seconds=1800)
LONGEST = timedelta(seconds=86400)
MEMORY = timedelta(days=30)
CHANNELS = {"google": "paid_search", "newsletter": "email"}
Row = dict[str, Any]


def newest(rows: Iterable[Row], key: str, version: str) -> dict[str, Row]:
    """Return the newest delivery of each key; of two of one version the later row."""
    kept: dict[str, Row] = {}
    for row in rows:
        before = kept.get(row[key])
        if before is None or (row[version] or datetime.min) >= (before[version] or datetime.min):
            kept[row[key]] = row
    return kept


class Identity:
    """Who owns which device when, by what was seen together."""

    def __init__(self, events: dict[str, Row], orders: dict[str, Row], assigned: list[Row]) -> None:
        """Collect the sightings and drop those that a guard refuses."""
        seen = [(e["occurred_at"], "event", e["event_id"], e) for e in events.values()]
        seen += [(o["ordered_at"], "order", o["order_id"], o) for o in orders.values()]
        seen += [
            (a["assigned_at"], "assignment", f"{a['experiment_id']}:{a['variant']}", a)
            for a in assigned
        ]
        self.as_of = max(row[0] for row in seen if row[1] != "assignment")
        linked = [
            (at, kind, key, row["visitor_id"], row["user_id"])
            for at, kind, key, row in seen
            if at <= self.as_of and row["visitor_id"] not in NOBODY and row["user_id"] not in NOBODY
        ]
        users, visitors = defaultdict(set), defaultdict(set)
        for *_, visitor, user in linked:
            users[visitor].add(user)
            visitors[user].add(visitor)
        self.sightings = defaultdict(list)
        for at, _kind, _key, visitor, user in sorted(linked):
            if len(users[visitor]) <= MAX_LINKS and len(visitors[user]) <= MAX_LINKS:
                self.sightings[visitor].append((at, user))

    def owner(self, visitor: str, at: datetime) -> str | None:
        """Return the user last seen on a device, before its first sighting the first one."""
        sightings = self.sightings.get(visitor, [])
        before = [user for seen_at, user in sightings if seen_at <= at]
        return before[-1] if before else sightings[0][1] if sightings else None

    def person(self, row: Row, at: datetime) -> str:
        """Return whose row it is."""
        if row["user_id"] not in NOBODY:
            return f"u:{row['user_id']}"
        owner = self.owner(row["visitor_id"], at)
        if owner:
            return f"u:{owner}"
        return "(none)" if row["visitor_id"] in NOBODY else f"v:{row['visitor_id']}"


def sessions(events: Iterable[Row], identity: Identity) -> tuple[dict[str, str], dict[str, Row]]:
    """Return the person of every event and every session with its number and channel."""
    people, streams, found = {}, defaultdict(list), {}
    for event in events:
        people[event["event_id"]] = person = identity.person(event, event["occurred_at"])
        if person != "(none)":
            streams[person, event["visitor_id"]].append(event)
    for (person, _), stream in streams.items():
        session: Row = {}
        for event in sorted(stream, key=lambda row: (row["occurred_at"], row["event_id"])):
            at = event["occurred_at"]
            if (
                not session
                or at - session["ended_at"] > GAP
                or at - session["started_at"] > LONGEST
            ):
                session = {"person": person, "started_at": at, "events": [], "source": None}
                found[event["event_id"]] = session
            session["ended_at"] = at
            session["events"].append(event["event_id"])
            session["source"] = session["source"] or event.get("utm_source")
    by_person = defaultdict(list)
    for session_id, session in found.items():
        by_person[session["person"]].append((session["started_at"], session_id, session))
    for mine in by_person.values():
        touch = None
        for number, (at, _, session) in enumerate(sorted(mine, key=lambda row: row[:2]), start=1):
            if session["source"]:
                touch = (at, CHANNELS[session["source"]])
            session["number"] = number
            recent = touch is not None and at - touch[0] <= MEMORY
            session["channel"] = touch[1] if touch and recent else "direct"
    return people, found
