"""Who there is: families of people, each begun by one who came alone, grown by invitations."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from northstar.simulate.calendar import DAY, HOUR, Window
from northstar.simulate.chance import Bits, Dice, Flags, Ints, below, happens, mix, pick, quantile
from northstar.simulate.quantiles import exponential, logarithm
from northstar.simulate.touches import touch_offsets
from northstar.simulate.world import World

NEVER = np.int64(1) << np.int64(40)


@dataclass
class People:
    """One row a person; instants are even-chance seconds, to be moved by `calendar.by_week`.

    `signup` and `activation` are `NEVER` for those who do not, or not before the window ends;
    `willing` and `active` say who would with unlimited time.
    """

    key: Bits
    family: Ints
    generation: Ints
    inviter: Ints  # row of who invited, or -1
    invite: Ints  # row of the invite, or -1
    channel: Ints
    arrival: Ints
    signup: Ints
    activation: Ints
    at_once: Flags  # signs up in the first session
    profile_at_once: Flags  # activates in the session of the sign-up
    willing: Flags
    active: Flags
    treated: Ints  # 1 and 0 by user experiment, -1 when not in it

    def take(self, rows: Ints) -> People:
        """Return some rows, in the order given."""
        return People(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})

    def __len__(self) -> int:
        """Return the number of people."""
        return len(self.key)

    @cached_property
    def is_user(self) -> Flags:
        """Return who signs up inside the window."""
        return self.signup < NEVER


@dataclass
class Invites:
    """One row an invite sent; `inviter` is a row of people, `kind` valid, self or duplicate."""

    key: Bits
    inviter: Ints
    sent: Ints
    kind: Ints  # 0 valid, 1 to oneself, 2 to one already invited
    original: Ints  # for duplicates: the row of the first invite, else -1

    def take(self, rows: Ints) -> Invites:
        """Return some rows, in the order given."""
        return Invites(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})


def delays(bits: Bits, mean_days: float) -> Ints:
    """Return waits of an hour and more, exponential beyond."""
    return HOUR + np.floor(quantile(bits, exponential()) * (mean_days * DAY)).astype(np.int64)


def arrivals(dice: Dice, keys: Bits, window: Window, growth: float) -> Ints:
    """Return instants in the window, with the chance of a day growing in a straight line."""
    weights = 1 + growth * np.arange(window.days) / window.days
    day = pick(dice.roll("arrival day", keys), weights)
    instants = window.opens + day * DAY + below(dice.roll("arrival second", keys), DAY)
    return np.minimum(instants, window.closes - 1)


def experiment_span(world: World, window: Window) -> tuple[int, int]:
    """Return the first second of the experiments and the first after."""
    edges = (world.experiment_from, world.experiment_until)
    opens, closes = (window.start + int(edge * window.days) * DAY for edge in edges)
    return opens, closes


def settle(
    dice: Dice, world: World, window: Window, key: Bits, channel: Ints, arrival: Ints
) -> dict[str, np.ndarray]:
    """Decide who signs up and activates, and when."""
    last = window.closes
    rate = np.array([one.signup for one in world.channels])[channel]
    willing = happens(dice.roll("signup", key), rate)
    at_once = happens(dice.roll("signup at once", key), world.same_session_signup)
    later = arrival + delays(dice.roll("signup delay", key), world.signup_delay)
    signup = np.where(at_once, arrival, later)
    signup = np.where(willing & (signup < last), signup, NEVER)

    opens, closes = experiment_span(world, window)
    inside = (signup >= opens) & (signup < closes)
    treated = np.where(inside, below(dice.roll("onboarding arm", key), 2), -1)

    rate = np.array([one.activation for one in world.channels])[channel]
    rate = np.where(treated == 1, rate * (1 + world.experiments[0].lift), rate)
    active = happens(dice.roll("activation", key), rate)
    profile_at_once = happens(dice.roll("activation at once", key), world.same_session_activation)
    wait = delays(dice.roll("activation delay", key), world.activation_delay)
    wait = np.minimum(wait, int(world.activation_within * DAY))
    activation = signup + np.where(profile_at_once, 0, wait)
    activation = np.where(active & (activation < last), activation, NEVER)
    return {
        "signup": signup, "activation": activation, "at_once": at_once, "willing": willing,
        "profile_at_once": profile_at_once, "active": active, "treated": treated,
    }  # fmt: skip


def send_invites(dice: Dice, world: World, window: Window, people: People) -> Invites:
    """Draw the invites of each user; their mean number is the world's, before censoring."""
    users = np.flatnonzero(people.is_user)
    keys = people.key[users]
    inviting = happens(dice.roll("inviting", keys), world.inviting_share)
    mean = world.invites_per_user / world.inviting_share
    step = -logarithm(1 - 1 / mean)
    more = np.floor(quantile(dice.roll("invites", keys), exponential()) / step).astype(np.int64)
    numbers = np.where(inviting, 1 + more, 0)
    inviter = np.repeat(users, numbers)
    ordinal = np.arange(len(inviter)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
    key = mix(people.key[inviter] + (ordinal + 1).astype(np.uint64))
    wait = delays(dice.roll("invite delay", key), world.invite_delay)
    wait = np.minimum(wait, int(world.invites_within * DAY) - below(mix(key), DAY))
    sent = people.signup[inviter] + wait
    kept = sent < window.closes
    nothing = np.full(int(kept.sum()), -1, dtype=np.int64)
    return Invites(key[kept], inviter[kept], sent[kept], nothing + 1, nothing)


def grow(dice: Dice, world: World, window: Window, families: Ints) -> tuple[People, Invites]:
    """Return all people of the families, by family and generation, and their invites."""
    key = dice.roll("root", families)
    shares = [one.share for one in world.channels]
    channel = pick(dice.roll("channel", key), shares)
    arrival = arrivals(dice, key, window, world.growth)
    nobody = np.full(len(key), -1, dtype=np.int64)
    parts, sent, offset, invited = [], [], 0, 0
    referral = [one.name for one in world.channels].index("user_referral")
    family, inviter, invite, generation = families, nobody, nobody, 0
    while len(key):
        people = People(
            key=key, family=family, generation=np.full(len(key), generation), channel=channel,
            inviter=inviter, invite=invite, arrival=arrival,
            **settle(dice, world, window, key, channel, arrival),
        )  # fmt: skip
        invites = send_invites(dice, world, window, people)
        opened = happens(dice.roll("opened", invites.key), world.opened_given_invite)
        arrival = invites.sent + delays(dice.roll("open delay", invites.key), world.open_delay)
        came = np.flatnonzero(opened & (arrival < window.closes))
        family = family[invites.inviter[came]]
        inviter, invite = invites.inviter[came] + offset, came + invited
        invites.inviter = invites.inviter + offset
        key, arrival = mix(invites.key[came]), arrival[came]
        channel = np.full(len(came), referral)
        parts.append(people)
        sent.append(invites)
        offset, invited, generation = (
            offset + len(people),
            invited + len(invites.key),
            generation + 1,
        )
    return _in_order(parts, sent)


def _in_order(parts: list[People], sent: list[Invites]) -> tuple[People, Invites]:
    people = People(
        **{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(People)}
    )
    invites = Invites(
        **{f.name: np.concatenate([getattr(p, f.name) for p in sent]) for f in fields(Invites)}
    )
    order = np.lexsort((people.key, people.generation, people.family))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    people = people.take(order)
    people.inviter = np.where(people.inviter >= 0, place[people.inviter], -1)
    invites.inviter = place[invites.inviter]
    return people, invites


def truncate(people: People, invites: Invites, count: int) -> tuple[People, Invites]:
    """Keep the first people only; the invites that those who are cut would have sent go too."""
    if count >= len(people):
        return people, invites
    people = people.take(np.arange(count))
    kept = np.flatnonzero(invites.inviter < count)
    place = np.full(len(invites.key), -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    people.invite = np.where(people.invite >= 0, place[people.invite], -1)
    return people, invites.take(kept)


def first_touches(dice: Dice, world: World, people: People) -> Ints:
    """Return the touch (index in the touch table) of each person's first visit."""
    touches = np.zeros(len(people), dtype=np.int64)
    bits = dice.roll("first touch", people.key)
    for number, channel in enumerate(world.channels):
        rows = np.flatnonzero(people.channel == number)
        weights = [touch.weight for touch in channel.touches]
        touches[rows] = touch_offsets(world)[number] + pick(bits[rows], weights)
    return touches
