"""The truths: what was put in, as parameters and as it came out, for the warehouse to recover."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from northstar.simulate.calendar import DAY, Window, weekday
from northstar.simulate.catalogue import CODE
from northstar.simulate.chance import Flags, Ints
from northstar.simulate.commerce import Orders
from northstar.simulate.events import Events
from northstar.simulate.people import People
from northstar.simulate.sessions import Sessions

RETENTION_DAYS, RETENTION_WEEKS, RETENTION_MONTHS = 61, 27, 12
FIRST_ORDER_WITHIN, ACTIVATION_WITHIN, INVITE_HORIZON = 30 * DAY, 7 * DAY, 60 * DAY
HERO_WITHIN = 14 * DAY


@dataclass
class Facts:
    """One block before any dirt of delivery; `counted` leaves internal people out.

    Instants are those of events: `seen`, `joined`, `activated`, `ordered` (first order), with a
    far one for never.
    """

    people: People
    sessions: Sessions
    events: Events
    orders: Orders
    counted: Flags
    hooked: Flags
    guests: Flags
    hero: Ints
    seen: Ints
    joined: Ints
    activated: Ints
    ordered: Ints


class Tally:
    """Adds up blocks; every entry is a sum, so memory does not grow with people."""

    def __init__(self, window: Window, channels: tuple[str, ...], currencies: list[str]) -> None:
        self.window = window
        self.channels, self.currencies = channels, currencies
        self.sums: dict[str, float | np.ndarray] = defaultdict(float)

    def add(self, name: str, value: float | np.ndarray) -> None:
        """Add to one sum."""
        self.sums[name] = self.sums[name] + value

    def add_block(self, facts: Facts) -> None:
        """Add a block."""
        self._funnel(facts)
        self._checkout(facts)
        self._retention(facts)
        self._orders(facts)

    def _by_channel(self, name: str, facts: Facts, rows: Flags) -> None:
        found = facts.people.channel[rows & facts.counted]
        self.add(name, np.bincount(found, minlength=len(self.channels)))

    def _funnel(self, facts: Facts) -> None:
        end = self.window.end
        joins, acts = facts.joined < end, facts.activated < end
        buys = facts.ordered < end
        self._by_channel("visitors", facts, facts.seen < end)
        self._by_channel("signups", facts, joins)
        self._by_channel("activated", facts, acts)
        self._by_channel("activated_buyers", facts, acts & buys)
        self._by_channel("customers", facts, buys)
        self._by_channel("guest_customers", facts, buys & facts.guests)
        old = facts.seen < end - FIRST_ORDER_WITHIN
        self._by_channel("visitors_old", facts, old)
        soon = facts.joined - facts.seen <= FIRST_ORDER_WITHIN
        self._by_channel("signups_soon", facts, old & joins & soon)
        old = joins & (facts.joined < end - ACTIVATION_WITHIN)
        soon = facts.activated - facts.joined <= ACTIVATION_WITHIN
        self._by_channel("signups_old", facts, old)
        self._by_channel("activated_soon", facts, old & acts & soon)
        old = acts & (facts.activated < end - FIRST_ORDER_WITHIN)
        soon = facts.ordered - facts.activated <= FIRST_ORDER_WITHIN
        self._by_channel("activated_old", facts, old)
        self._by_channel("buyers_soon", facts, old & buys & soon)
        near = joins & (facts.joined - facts.seen <= HERO_WITHIN)
        mature = facts.counted & (facts.seen < end - HERO_WITHIN)
        arms = np.where(facts.counted & joins, facts.people.treated, -1)
        acts_soon = acts & soon_within(facts)
        for arm in (0, 1):
            seen = mature & (facts.hero == arm)
            self.add(f"hero_{arm}", int(seen.sum()))
            self.add(f"hero_{arm}_signups", int((seen & near).sum()))
            self.add(f"arm_{arm}", int((arms == arm).sum()))
            self.add(f"arm_{arm}_activated", int(((arms == arm) & acts_soon).sum()))

    def _checkout(self, facts: Facts) -> None:
        rows = facts.counted[facts.sessions.person]
        depth, person = facts.sessions.depth[rows], facts.sessions.person[rows]
        furthest = np.zeros(len(facts.people), dtype=np.int64)
        np.maximum.at(furthest, person, depth)
        for step in (1, 2, 3, 4):
            self.add(f"sessions_{step}", int((depth >= step).sum()))
            self.add(f"people_{step}", int((furthest >= step).sum()))

    def _retention(self, facts: Facts) -> None:
        person = facts.sessions.person[facts.events.session]
        users = facts.counted & (facts.joined < self.window.end)
        joined = np.where(users, facts.joined // DAY, 0)
        last = self.window.end // DAY
        for habit, flag in (("hooked", users & facts.hooked), ("other", users & ~facts.hooked)):
            by_channel = np.bincount(facts.people.channel[flag], minlength=len(self.channels))
            self.add(f"{habit}_users", int(flag.sum()))
            self.add(f"{habit}_by_channel", by_channel)
        for label, kept in (
            ("any", facts.events.at > 0),
            ("check_in", facts.events.code == CODE["check_in"]),
        ):
            kept = kept & users[person]
            day = facts.events.at[kept] // DAY
            who = person[kept]
            for grain, of, most in GRAINS:
                age = of(day) - of(joined[who])
                inside = (age >= 0) & (age < most) & (of(day) < of(np.array([last])))
                once = np.unique(who[inside] * most + age[inside])
                self.add(f"{label}_{grain}", np.bincount(once % most, minlength=most))
        self._aha(facts, users, joined, person)
        for grain, of, most in GRAINS:
            own = of(joined[users])
            ages = np.maximum(of(np.array([last]))[0] - own, 0)  # whole periods seen to their end
            seen = np.bincount(np.minimum(ages, most), minlength=most + 1)
            self.add(f"eligible_{grain}", seen[::-1].cumsum()[::-1][1:])

    def _aha(self, facts: Facts, users: Flags, joined: Ints, person: Ints) -> None:
        """Add who of the hooked and of the others is active on days 14 to 27."""
        age = facts.events.at // DAY - joined[person]
        stays = np.zeros(len(users), dtype=bool)
        stays[person[(age >= 14) & (age < 28)]] = True
        mature = users & (joined + 28 <= self.window.end // DAY)
        for habit, flag in (("hooked", facts.hooked), ("other", ~facts.hooked)):
            self.add(f"{habit}_mature", int((mature & flag).sum()))
            self.add(f"{habit}_retained", int((mature & flag & stays).sum()))

    def _orders(self, facts: Facts) -> None:
        counted = facts.counted[facts.sessions.person[facts.orders.session]]
        for scope, rows in (
            ("all", facts.orders.is_valid),
            ("counted", facts.orders.is_valid & counted),
        ):
            orders = facts.orders.take(np.flatnonzero(rows))
            for name, values in (
                ("orders", np.ones(len(orders.at))), ("gross", orders.gross),
                ("discount", orders.discount), ("refunds", orders.refunded),
                ("value_usd", orders.value_usd),
            ):  # fmt: skip
                total = np.zeros(len(self.currencies), dtype=np.int64)
                np.add.at(total, orders.country, values.astype(np.int64))
                self.add(f"{scope}_{name}", total)


def soon_within(facts: Facts) -> Flags:
    """Return who activated within the window of activation."""
    return facts.activated - facts.joined <= ACTIVATION_WITHIN


def _weeks(days: Ints) -> Ints:
    return (days - weekday(days)) // 7


def _months(days: Ints) -> Ints:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


GRAINS = (
    ("day", lambda days: days, RETENTION_DAYS),
    ("week", _weeks, RETENTION_WEEKS),
    ("month", _months, RETENTION_MONTHS),
)
