"""The window of the company and its rhythm: busy evenings, busy weekends, in whole seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np

from northstar.simulate.chance import Ints

DAY = 86_400
WEEK = 7 * DAY
HOUR = 3_600
END = date(2025, 12, 31)
TO_MONDAY = 3 * DAY  # 1970-01-01 was a Thursday

DAY_WEIGHTS = (93, 92, 95, 99, 107, 112, 102)
HOUR_WEIGHTS = (
    30, 20, 15, 15, 20, 35, 60, 90, 110, 120, 125, 130,
    135, 125, 115, 115, 120, 130, 145, 160, 165, 150, 110, 60,
)  # fmt: skip


def _edges(weights: tuple[int, ...], total: int) -> Ints:
    cumulative = np.concatenate([[0], np.cumsum(np.array(weights, dtype=np.int64))])
    return cumulative * total // cumulative[-1]


DAY_EDGES = _edges(DAY_WEIGHTS, WEEK)
HOUR_EDGES = _edges(HOUR_WEIGHTS, DAY)


def _stretch(offsets: Ints, edges: Ints, width: int) -> Ints:
    slot = np.searchsorted(edges[1:-1], offsets, side="right")
    size = edges[slot + 1] - edges[slot]
    return slot * width + (offsets - edges[slot]) * width // size


def by_hour(instants: Ints) -> Ints:
    """Move instants within their day, so that even chance becomes the day's rhythm; keeps order."""
    days, offsets = np.divmod(instants, DAY)
    return days * DAY + _stretch(offsets, HOUR_EDGES, HOUR)


def by_week(instants: Ints) -> Ints:
    """Move instants within their week to the rhythm of week and day; keeps order."""
    weeks, offsets = np.divmod(instants + TO_MONDAY, WEEK)
    return by_hour(weeks * WEEK - TO_MONDAY + _stretch(offsets, DAY_EDGES, DAY))


def weekday(days: Ints) -> Ints:
    """Return 0 for Monday to 6 for Sunday of days since 1970."""
    return (days + 3) % 7


def _first_at(instant: int) -> int:
    """Return the first even-chance second that `by_week` does not move before an instant."""
    low, high = instant - WEEK, instant + WEEK
    while low < high:
        middle = (low + high) // 2
        if int(by_week(np.array([middle]))[0]) < instant:
            low = middle + 1
        else:
            high = middle
    return low


@dataclass(frozen=True)
class Window:
    """The days of the company: `days` of them, the last is 2025-12-31."""

    days: int

    @property
    def first_day(self) -> date:
        """Return the first day."""
        return END - timedelta(days=self.days - 1)

    @property
    def start(self) -> int:
        """Return the first second."""
        first = self.first_day
        return int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp())

    @property
    def end(self) -> int:
        """Return the first second after."""
        return self.start + self.days * DAY

    @cached_property
    def opens(self) -> int:
        """Return the first even-chance second that `by_week` moves into the window."""
        return _first_at(self.start)

    @cached_property
    def closes(self) -> int:
        """Return the even-chance second from which on a session is too late to end in time."""
        return _first_at(self.end - 2 * HOUR)

    @property
    def months(self) -> list[tuple[int, int]]:
        """Return (year, month) of every month in which files land: one more than the window."""
        first, months = self.first_day, []
        year, month = first.year, first.month
        while (year, month) <= (END.year + 1, 1):
            months.append((year, month))
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        return months

    def month_of(self, instants: Ints) -> Ints:
        """Return the index in `months` of each instant, the last for all that is later."""
        starts = [int(datetime(y, m, 1, tzinfo=UTC).timestamp()) for y, m in self.months]
        found = np.searchsorted(np.array(starts), instants, side="right") - 1
        return np.maximum(found, 0)
