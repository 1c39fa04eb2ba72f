"""Delivery: events on their way into files, and the dirt that they pick up there."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from northstar.simulate.calendar import DAY, HOUR, Window
from northstar.simulate.catalogue import CODE
from northstar.simulate.chance import Bits, Dice, Ints, below, between, happens, mix
from northstar.simulate.world import Dirt, World

SERVER_EVENTS = [
    CODE[name] for name in ("signup", "invite_accepted", "profile_completed", "purchase",
                            "service_booked", "first_service")
]  # fmt: skip
IDLE_EVENTS = [CODE[name] for name in ("screen_view", "page_view", "content_view", "search")]
LANDED_BY = 28 * DAY  # after the window


@dataclass
class Delivered:
    """Delivered events: `row` is the event's row, once or more; and counts of the dirt."""

    row: Ints
    at: Ints
    received: Ints
    month: Ints
    counts: dict[str, int] = field(default_factory=dict)


def deliver(
    dice: Dice, world: World, window: Window, dirt: Dirt,
    key: Bits, owner: Bits, at: Ints, code: Ints, is_entry: np.ndarray,
) -> Delivered:  # fmt: skip
    """Return the rows that land, by landing.

    Args:
        dice: chance.
        world: shares of dirt.
        window: the days of the company.
        dirt: what is switched on.
        key: one key an event.
        owner: the key of the person whose device it is.
        at: when it happened.
        code: the event's name.
        is_entry: the first event of its session; its clock is never wrong by days.

    """
    counts, row = {}, np.arange(len(at))
    received = at + below(dice.roll("lag", key), 90)
    latest = window.end + LANDED_BY
    if dirt.late:
        late = happens(dice.roll("late", key), world.late_share)
        wait = HOUR + below(dice.roll("lateness", key), world.late_days * DAY - HOUR)
        received = np.where(late, received + wait, received)
        counts["late_events"] = int(late.sum())
    future = np.zeros(len(at), dtype=bool)
    if dirt.clock_skew:
        server = np.isin(code, SERVER_EVENTS)
        skewed = happens(dice.roll("skewed", owner), world.skewed_people) & ~server
        minutes = world.skew_minutes
        offset = 60 * between(dice.roll("skew", owner), -minutes, minutes)
        at = np.where(skewed, np.clip(at + offset, window.start, window.end - 1), at)
        future = happens(dice.roll("future", key), world.future_share)
        future &= np.isin(code, IDLE_EVENTS) & ~is_entry
        ahead = 2 * DAY + below(dice.roll("ahead", key), 400 * DAY)
        at = np.where(future, received + ahead, at)
        counts["skewed_events"] = int((skewed & ~future).sum())
        counts["future_events"] = int(future.sum())
    landed = received
    if dirt.duplicates:
        again = np.flatnonzero(happens(dice.roll("again", key), world.duplicate_share) & ~future)
        bits = dice.roll("again when", key[again])
        lands = np.minimum(received[again] + HOUR + below(bits, 30 * DAY), latest)
        renewed = np.where(happens(mix(bits), 0.6), lands, received[again])
        row = np.concatenate([row, row[again]])
        at = np.concatenate([at, at[again]])
        received = np.concatenate([received, renewed])
        landed = np.concatenate([landed, lands])
        counts["duplicate_events"] = len(again)
    order = np.lexsort((row, landed))
    return Delivered(row[order], at[order], received[order], window.month_of(landed[order]), counts)
