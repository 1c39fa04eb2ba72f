"""Devices: what people come with, and how one device comes to be used by several."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from northstar.simulate.catalogue import APP_DEVICES, KIOSK, WEB_DEVICES
from northstar.simulate.chance import Dice, Flags, Ints, happens, mix, pick
from northstar.simulate.people import People
from northstar.simulate.sessions import Kind, Sessions
from northstar.simulate.world import Dirt, World

BLOCK_NUMBERS = 1 << 16  # numbers reserved for the people of one block
MANUFACTURED_FROM = 40_000  # within a block's numbers
SHARED, STORE = 2, 3
NEIGHBOUR_VISITS = 0.4


@dataclass
class Devices:
    """Each person's kinds of device; `second` is -1 for none; `crosses` signs up on the second."""

    first: Ints
    second: Ints
    crosses: Flags


def own_devices(dice: Dice, world: World, people: People) -> Devices:
    """Draw first and second devices, and who sees the ad on one and signs up on the other."""
    bits = dice.roll("device", people.key)
    web_share = np.array([one.web_share for one in world.channels])[people.channel]
    on_web = happens(bits, web_share)
    web = np.array(WEB_DEVICES)[pick(mix(bits), [45, 45, 10])]
    app = np.array(APP_DEVICES)[pick(mix(mix(bits)), [45, 22, 33])]
    first, other = np.where(on_web, web, app), np.where(on_web, app, web)
    has_two = happens(dice.roll("second device", people.key), world.second_device) & people.is_user
    share = world.cross_device_signup / (1 - world.same_session_signup)
    crosses = has_two & ~people.at_once & happens(dice.roll("crosses", people.key), share)
    return Devices(first, np.where(has_two, other, -1), crosses)


def share_devices(
    dice: Dice, world: World, dirt: Dirt, people: People, devices: Devices, sessions: Sessions
) -> int:
    """Choose the device of every session and who must log in, in place; return pairs that share."""
    person, kind, key = sessions.person, sessions.kind, sessions.key
    joins_on = np.where(devices.crosses, 1, 0)
    joins = kind == Kind.SIGNUP
    after = np.isin(kind, (Kind.HABIT, Kind.SHOP, Kind.INVITE, Kind.SERVICE))
    after &= people.is_user[person]
    second = after & (devices.second[person] >= 0) & happens(dice.roll("slot", key), 0.6)
    sessions.slot = np.where(joins | (kind == Kind.PROFILE), joins_on[person], 0)
    sessions.slot = np.where(second, 1, sessions.slot)
    pairs = 0
    if dirt.shared_devices:
        pairs = _share(dice, world, people, sessions)
    new = after & (sessions.slot != joins_on[person])
    rows = np.flatnonzero(new)
    _, first = np.unique(person[rows] * 4 + sessions.slot[rows], return_index=True)
    sessions.logs_in[rows[first]] = True
    sessions.logs_in |= after & happens(dice.roll("logged out", key), world.guest_devices)
    return pairs


def _share(dice: Dice, world: World, people: People, sessions: Sessions) -> int:
    rows = np.arange(len(people))
    neighbour = np.minimum(rows ^ 1, len(people) - 1)
    host_there = people.signup[neighbour] < people.signup
    visits = (rows % 2 == 1) & people.is_user & people.is_user[neighbour] & host_there
    visits &= happens(dice.roll("shares", people.key), world.shared_device_pairs)
    habit = sessions.kind == Kind.HABIT
    at_host = habit & visits[sessions.person]
    at_host &= happens(dice.roll("at host", sessions.key), NEIGHBOUR_VISITS)
    at_store = habit & happens(dice.roll("kiosk", sessions.key), world.kiosk_share)
    sessions.slot = np.where(at_host, SHARED, np.where(at_store, STORE, sessions.slot))
    return len(np.unique(sessions.person[at_host & ~at_store]))


def device_of(devices: Devices, sessions: Sessions) -> Ints:
    """Return the kind of device of every session."""
    person = sessions.person
    host = np.minimum(person ^ 1, len(devices.first) - 1)
    return np.select(
        [sessions.slot == 1, sessions.slot == SHARED, sessions.slot == STORE],
        [devices.second[person], devices.first[host], KIOSK],
        devices.first[person],
    )


def visitor_of(block: int, sessions: Sessions) -> Ints:
    """Return the visitor number of every session."""
    base = block * BLOCK_NUMBERS
    own = (base + sessions.person) * 4 + np.minimum(sessions.slot, 1)
    host = (base + (sessions.person ^ 1)) * 4
    kiosk = (base + BLOCK_NUMBERS - 1) * 4 + STORE
    return np.select([sessions.slot == SHARED, sessions.slot == STORE], [host, kiosk], own)
