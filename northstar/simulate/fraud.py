"""Manufactured sign-ups: bursts of accounts that a bad channel is paid for and that do nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from northstar.simulate.calendar import DAY, HOUR, Window
from northstar.simulate.chance import Bits, Dice, Flags, Ints, below, between, happens
from northstar.simulate.devices import BLOCK_NUMBERS, MANUFACTURED_FROM
from northstar.simulate.touches import touch_offsets
from northstar.simulate.world import World


@dataclass
class Manufactured:
    """One row a manufactured account: a page view, a sign-up seconds later, then nothing."""

    number: Ints
    visitor: Ints
    is_shared: Flags  # the burst's one device
    visited: Ints
    signup: Ints
    touch: Ints
    click: Bits  # one click id for the whole burst


def manufacture(dice: Dice, world: World, window: Window, block: int, people: int) -> Manufactured:
    """Draw a block's manufactured accounts, in bursts of minutes, in proportion to its people."""
    count = int(people * world.fraud_per_person)
    place = np.arange(count)
    burst, turn = np.divmod(place, world.fraud_burst)
    blocks = np.full(count, block)
    day = below(dice.roll("burst day", blocks, burst), max(window.days - 1, 1))
    hour = below(dice.roll("burst hour", blocks, burst), 24)
    begins = window.start + day * DAY + hour * HOUR + below(dice.roll("burst", blocks, burst), HOUR)
    visited = begins + turn * 4 + below(dice.roll("jitter", blocks, place), 3)
    shared = happens(dice.roll("farm device", blocks, place), 0.6)
    number = block * BLOCK_NUMBERS + MANUFACTURED_FROM + place
    first = block * BLOCK_NUMBERS + MANUFACTURED_FROM + burst * world.fraud_burst
    channel = [one.name for one in world.channels].index(world.fraud_channel)
    return Manufactured(
        number=number,
        visitor=np.where(shared, first * 4 + 1, number * 4),
        is_shared=shared,
        visited=visited,
        signup=visited + between(dice.roll("haste", blocks, place), 1, 2),
        touch=np.full(count, touch_offsets(world)[channel]),
        click=dice.roll("farm click", blocks, burst),
    )
