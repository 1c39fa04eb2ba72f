"""One block of families, from who they are to the rows of every table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from northstar.simulate.baskets import IS_SERVICE, Lines, look
from northstar.simulate.calendar import DAY, HOUR, Window, by_week
from northstar.simulate.catalogue import CODE
from northstar.simulate.chance import Dice, Flags, Ints, below, happens, mix, pick
from northstar.simulate.commerce import Items, Orders, Sellers, sell, sellers_of
from northstar.simulate.devices import (
    BLOCK_NUMBERS,
    MANUFACTURED_FROM,
    device_of,
    own_devices,
    share_devices,
    visitor_of,
)  # fmt: skip
from northstar.simulate.events import Events, place_in_time, write_script
from northstar.simulate.people import NEVER, Invites, People, experiment_span, grow, truncate
from northstar.simulate.sessions import (
    Kind,
    Sessions,
    arrival_sessions,
    book,
    habit_sessions,
    invite_sessions,
    joined,
    place_touches,
    shopping_sessions,
)  # fmt: skip
from northstar.simulate.world import Plan

FAMILIES = 3_000


@dataclass
class Block:
    """All that happened in one block, before delivery."""

    number: int
    people: People
    invites: Invites
    country: Ints
    is_internal: Flags
    hooked: Flags
    guests: Flags
    hero: Ints  # arm of the experiment on visitors, -1 when not in it
    sessions: Sessions
    device: Ints
    visitor: Ints
    lines: Lines
    events: Events
    orders: Orders
    items: Items
    sellers: Sellers
    pairs: int

    @property
    def base(self) -> int:
        """Return the number of the block's first person."""
        return self.number * BLOCK_NUMBERS

    def first_time(self, name: str) -> Ints:
        """Return when each person first did an event, a far second for never."""
        first = np.full(len(self.people), NEVER)
        rows = self.events.code == CODE[name]
        np.minimum.at(first, self.sessions.person[self.events.session[rows]], self.events.at[rows])
        return first


def live(dice: Dice, plan: Plan, window: Window, number: int, most: int) -> Block:
    """Draw one block, of at most so many people."""
    world, dirt = plan.world, plan.dirt
    families = np.arange(number * FAMILIES, (number + 1) * FAMILIES)
    people, invites = truncate(*grow(dice, world, window, families), most)
    if len(people) > MANUFACTURED_FROM:
        raise ValueError(f"a block of {len(people)} people: K is too high for this simulation")
    invites = _muddle(dice, plan, invites)
    shares = [one.share for one in world.countries]
    country = pick(dice.roll("country", people.key), shares)
    internal = people.is_user & happens(dice.roll("internal", people.key), world.internal_share)
    devices = own_devices(dice, world, people)
    habits, hooked = habit_sessions(dice, world, window, people)
    shopping, guests = shopping_sessions(dice, world, window, people)
    parts = [
        *arrival_sessions(dice, world, window, people, devices.crosses), habits, shopping,
        invite_sessions(people, invites), _services(dice, window, people, shopping),
    ]  # fmt: skip
    sessions = joined(parts)
    place_touches(dice, world, sessions)
    pairs = share_devices(dice, world, dirt, people, devices, sessions)
    device = device_of(devices, sessions)
    lines = look(dice, sessions, np.flatnonzero(sessions.kind == Kind.SHOP))
    events = write_script(dice, world, people, sessions, device, lines)
    place_in_time(dice, people, sessions, events)
    sellers = sellers_of(dice, world, window, number)
    orders, items = sell(
        dice, world, window, dirt, people, country, sessions, lines, events, sellers, number
    )
    return Block(
        number, people, invites, country, internal & dirt.internal, hooked, guests,
        _hero(dice, plan, window, people), sessions,
        device, visitor_of(number, sessions), lines, events, orders, items, sellers, pairs,
    )  # fmt: skip


def _hero(dice: Dice, plan: Plan, window: Window, people: People) -> Ints:
    seen = by_week(people.arrival)
    opens, closes = experiment_span(plan.world, window)
    arm = below(dice.roll("hero arm", people.key), 2)
    return np.where((seen >= opens) & (seen < closes), arm, -1)


def _services(dice: Dice, window: Window, people: People, shopping: Sessions) -> Sessions:
    """Return the visit of the first home service each person bought, days after the order."""
    bought = np.flatnonzero(shopping.depth == 4)
    lines = look(dice, shopping, bought)
    served = np.unique(lines.session[lines.is_carted & IS_SERVICE[lines.product]])
    order = served[np.lexsort((shopping.start[served], shopping.person[served]))]
    person, first = np.unique(shopping.person[order], return_index=True)
    start = (
        shopping.start[order][first]
        + DAY
        + below(dice.roll("service", people.key[person]), 3 * DAY)
    )
    kept = start < window.end - 2 * HOUR
    return book(people, person[kept], start[kept], Kind.SERVICE)


def _muddle(dice: Dice, plan: Plan, invites: Invites) -> Invites:
    """Add invites to oneself (fraud) and second invites to the same person (duplicates)."""
    bits = dice.roll("muddle", invites.key)
    mine = np.flatnonzero(happens(bits, plan.world.self_invites) & plan.dirt.fraud)
    again = np.flatnonzero(happens(mix(bits), plan.world.duplicate_invites) & plan.dirt.duplicates)
    extra = np.concatenate([mine, again])
    kind = np.repeat([1, 2], [len(mine), len(again)])
    return Invites(
        key=np.concatenate([invites.key, mix(invites.key[extra] + np.uint64(7))]),
        inviter=np.concatenate([invites.inviter, invites.inviter[extra]]),
        sent=np.concatenate([invites.sent, invites.sent[extra] + HOUR]),
        kind=np.concatenate([invites.kind, kind]),
        original=np.concatenate([invites.original, np.where(kind == 2, extra, -1)]),
    )
