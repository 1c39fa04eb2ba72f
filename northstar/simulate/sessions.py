"""Sessions: each time a person comes, when, why, on which device and from where."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np

from northstar.simulate.calendar import DAY, HOUR, Window, by_hour, by_week, weekday
from northstar.simulate.chance import Bits, Dice, Flags, Ints, below, happens, mix, pick, quantile
from northstar.simulate.people import NEVER, Invites, People, delays, first_touches
from northstar.simulate.quantiles import beta, exponential, gamma
from northstar.simulate.touches import direct_touch, touch_offsets
from northstar.simulate.world import RETURNS, World


class Kind(IntEnum):
    """Why a session happens."""

    FIRST = 0
    RETURN = 1
    SIGNUP = 2
    PROFILE = 3
    LINK = 4
    HABIT = 5
    SHOP = 6
    INVITE = 7
    SERVICE = 8


@dataclass
class Sessions:
    """One row a session.

    `depth` is how far a shopping session goes: 1 product view, 2 cart, 3 checkout, 4 purchase;
    `note` is the row of the invite for INVITE, and 1 for a HABIT visit with a check-in.
    """

    key: Bits
    person: Ints
    start: Ints
    kind: Ints
    touch: Ints
    slot: Ints  # device: 0 the first, 1 the second, 2 a neighbour's, 3 the kiosk
    depth: Ints
    has_bought: Flags
    note: Ints
    logs_in: Flags  # begins logged out, then logs in

    def take(self, rows: Ints) -> Sessions:
        """Return some rows, in the order given."""
        return Sessions(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})

    def __len__(self) -> int:
        """Return the number of sessions."""
        return len(self.key)


def book(
    people: People, person: Ints, start: Ints, kind: Kind, touch: Ints | int = -1, **more: Ints
) -> Sessions:
    """Return sessions of one kind; a touch of -1 is decided later."""
    count = len(person)
    stamp = start.astype(np.uint64) * np.uint64(16) + np.uint64(int(kind))
    return Sessions(
        key=mix(people.key[person] ^ mix(stamp)),
        person=person,
        start=start,
        kind=np.full(count, int(kind)),
        touch=np.broadcast_to(touch, count).astype(np.int64),
        slot=np.zeros(count, dtype=np.int64),
        depth=more.get("depth", np.zeros(count, dtype=np.int64)),
        has_bought=more.get("has_bought", np.zeros(count, dtype=np.int64)) > 0,
        note=more.get("note", np.full(count, -1, dtype=np.int64)),
        logs_in=np.zeros(count, dtype=bool),
    )


def arrival_sessions(
    dice: Dice, world: World, window: Window, people: People, crosses: Flags
) -> list[Sessions]:
    """Return first visits, anonymous returns, sign-ups, activations and links of a first device."""
    rows = np.arange(len(people))
    last = window.closes
    parts = [
        book(people, rows, by_week(people.arrival), Kind.FIRST, first_touches(dice, world, people))
    ]
    drifting = happens(dice.roll("return", people.key), world.anonymous_returns)
    back = people.arrival + delays(dice.roll("return delay", people.key), 4.0)
    some = np.flatnonzero(drifting & ~people.is_user & (back < last))
    parts.append(book(people, some, by_week(back[some]), Kind.RETURN))
    some = np.flatnonzero(people.is_user & ~people.at_once)
    parts.append(book(people, some, by_week(people.signup[some]), Kind.SIGNUP))
    some = np.flatnonzero((people.activation < NEVER) & ~people.profile_at_once)
    parts.append(book(people, some, by_week(people.activation[some]), Kind.PROFILE))
    soon = people.signup + HOUR + below(dice.roll("link", people.key), HOUR // 2)
    some = np.flatnonzero(crosses & (soon < last))
    soon = soon[some]
    parts.append(book(people, some, by_week(soon), Kind.LINK))
    return parts


def habit_sessions(
    dice: Dice, world: World, window: Window, people: People
) -> tuple[Sessions, Flags]:
    """Return the visits of users by habit, and who was hooked (did the aha action often enough).

    Within the first week nobody leaves. After each week from then on a user leaves for good with
    a chance of their own (beta), a fraction of it if hooked.
    """
    users = np.flatnonzero(people.is_user)
    key = people.key[users, None]
    first_day = by_week(people.signup[users]) // DAY
    channel = people.channel[users]
    habit = np.array([one.habit for one in world.channels])[channel]
    ages = np.arange(1, window.days)
    chances = np.full(window.days, world.later_visit)
    chances[1 : 1 + len(world.first_week_visit)] = world.first_week_visit
    days = first_day[:, None] + ages
    bits = dice.roll("visit", np.broadcast_to(key, days.shape).ravel(), np.tile(ages, len(users)))
    bits = bits.reshape(days.shape)
    chance = np.array(world.weekday_visit)[weekday(days)] * chances[ages] * habit[:, None]
    checks = happens(mix(bits), world.check_in_per_visit)
    early = (ages < world.aha_within_days) & happens(bits, chance) & checks
    hooked = early.sum(axis=1) >= world.aha_times
    more = np.where(ages < world.aha_within_days, 1.0, world.aha_visit_factor)
    chance = np.where(hooked[:, None], chance * more, chance)
    visits = happens(bits, chance) & (days * DAY < window.end)

    leave = quantile(dice.roll("leave", people.key[users]), beta(world.leave_a, world.leave_b))
    leave = np.where(hooked, leave * world.aha_leave_factor, leave)
    weeks = np.arange(1, window.days // 7 + 1)
    leaving = happens(
        dice.roll("leaving", np.repeat(people.key[users], len(weeks)), np.tile(weeks, len(users)))
        .reshape(len(users), len(weeks)),
        leave[:, None],
    )  # fmt: skip
    left_week = np.where(leaving.any(axis=1), leaving.argmax(axis=1) + 1, window.days)
    visits &= (ages // 7)[None, :] < left_week[:, None]

    user, age = np.nonzero(visits)
    second = below(mix(bits[user, age] + np.uint64(1)), DAY - 2 * HOUR)
    start = by_hour(days[user, age] * DAY + second)
    note = checks[user, age].astype(np.int64)
    whole = np.zeros(len(people), dtype=bool)
    whole[users] = hooked
    return book(people, users[user], start, Kind.HABIT, note=note), whole


def shopping_sessions(
    dice: Dice, world: World, window: Window, people: People
) -> tuple[Sessions, Flags]:
    """Return shopping sessions, and who buys first orders with unlimited time.

    Every session goes on from view to cart to checkout to purchase by the same chances. Before
    the first order a failed session is the last with the chance that makes the channel's rate of
    first orders true. After it, sessions come at the rate lambda / q, so that orders come at
    lambda (a thinned Poisson process), until a customer is lost after a repeat order: BG/NBD.
    """
    steps = (world.cart_given_view, world.checkout_given_cart, world.purchase_given_checkout)
    q = steps[0] * steps[1] * steps[2]
    rate = np.array([one.first_order for one in world.channels])[people.channel]
    give_up = 1 - (1 - q / rate) / (1 - q)
    daily = np.minimum(person_rates(dice, world, people), world.fastest_daily_rate)
    lost = quantile(dice.roll("dropout", people.key), beta(world.a, world.b))

    guests = ~people.willing & happens(dice.roll("browser", people.key), world.anonymous_shopping)
    start = np.where(guests, people.arrival, people.activation)
    row = np.flatnonzero(guests | (people.activation < NEVER))
    gap = quantile(dice.roll("first shopping", people.key[row]), exponential())
    now = start[row] + HOUR + np.floor(gap * world.first_shopping_delay * DAY).astype(np.int64)
    bought = np.zeros(len(row), dtype=bool)
    parts, turn = [], 0
    while True:
        inside = now < window.closes
        row, now, bought = row[inside], now[inside], bought[inside]
        if not len(row):
            break
        turns = np.full(len(row), turn)
        depth = np.ones(len(row), dtype=np.int64)
        for step, chance in enumerate(steps):
            passed = happens(dice.roll(f"step {step}", people.key[row], turns), chance)
            depth += (depth == step + 1) & passed
        parts.append((row, now, depth, bought.astype(np.int64)))
        bits = dice.roll("stop", people.key[row], turns)
        success = depth == 4
        stops = np.where(bought, success & happens(bits, lost[row]),
                         ~success & happens(bits, give_up[row]))  # fmt: skip
        stops |= guests[row] & ~bought & ~success
        bought = bought | success
        mean = np.where(bought, DAY * q / daily[row], world.shopping_gap * DAY)
        wait = quantile(dice.roll("gap", people.key[row], turns), exponential()) * mean
        now = now + HOUR // 6 + np.floor(wait).astype(np.int64)
        row, now, bought, turn = row[~stops], now[~stops], bought[~stops], turn + 1
    columns = [np.concatenate([part[place] for part in parts] or [[]]) for place in range(4)]
    person, start, depth, has_bought = (column.astype(np.int64) for column in columns)
    return book(
        people, person, by_week(start), Kind.SHOP, depth=depth, has_bought=has_bought
    ), guests


def person_rates(dice: Dice, world: World, people: People) -> np.ndarray:
    """Return each person's lambda, orders a day while a customer."""
    return quantile(dice.roll("lambda", people.key), gamma(world.r)) / world.alpha


def invite_sessions(people: People, invites: Invites) -> Sessions:
    """Return the short sessions in which invites are sent."""
    rows = np.arange(len(invites.key))
    return book(people, invites.inviter, by_week(invites.sent), Kind.INVITE, note=rows)


def place_touches(dice: Dice, world: World, sessions: Sessions) -> None:
    """Decide the touch of all sessions but first visits: mostly none, else one of the returns."""
    open_ = sessions.touch < 0
    bits = dice.roll("touch", sessions.key)
    offset = touch_offsets(world)[-1]
    some = offset + pick(mix(bits), [touch.weight for _, touch in RETURNS])
    by_touch = happens(bits, world.returns_by_touch) & (sessions.kind != Kind.LINK)
    sessions.touch = np.where(open_, np.where(by_touch, some, direct_touch(world)), sessions.touch)


def joined(parts: list[Sessions]) -> Sessions:
    """Return all sessions by person and start."""
    whole = Sessions(
        **{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Sessions)}
    )
    return whole.take(np.lexsort((whole.key, whole.start, whole.person)))
