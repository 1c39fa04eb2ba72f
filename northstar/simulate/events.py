"""Events: what happens inside the sessions, in order, to the second."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from northstar.simulate.baskets import IS_SERVICE, Lines
from northstar.simulate.catalogue import APP_DEVICES, CODE
from northstar.simulate.chance import Dice, Flags, Ints, below, happens, mix
from northstar.simulate.people import NEVER, People
from northstar.simulate.sessions import Kind, Sessions
from northstar.simulate.world import World

CART, CHECKOUT, PAY, JOIN = 40, 60, 70, 80


@dataclass
class Events:
    """One row an event, by person, session and place; `ref` is an order's or an invite's row."""

    session: Ints
    place: Ints
    code: Ints
    product: Ints
    ref: Ints
    at: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    has_user: Flags = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def take(self, rows: Ints) -> Events:
        """Return some rows, in the order given."""
        return Events(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})


class Script:
    """Collects the events of sessions, kind by kind."""

    def __init__(self) -> None:
        self.parts: list[tuple[Ints, Ints, Ints, Ints, Ints]] = []

    def add(
        self,
        rows: Ints,
        place: int | Ints,
        name: str,
        product: Ints | int = -1,
        ref: Ints | int = -1,
    ) -> None:
        """Add one event to each of the sessions (rows)."""
        self.parts.append(tuple(
            np.broadcast_to(column, len(rows)).astype(np.int64)
            for column in (rows, place, CODE[name], product, ref)
        ))  # fmt: skip

    def events(self) -> Events:
        """Return all events by session and place."""
        columns = [np.concatenate([part[place] for part in self.parts]) for place in range(5)]
        order = np.lexsort((columns[2], columns[1], columns[0]))
        return Events(*(column[order] for column in columns))


def write_script(
    dice: Dice, world: World, people: People, sessions: Sessions, device: Ints, lines: Lines
) -> Events:
    """Return the events of all sessions, without times."""
    script, every = Script(), np.arange(len(sessions))
    bits = dice.roll("content", sessions.key)
    kind, person = sessions.kind, sessions.person

    def some(name: str, chance: float, *kinds: Kind) -> Ints:
        return np.flatnonzero(np.isin(kind, kinds) & happens(dice.roll(name, sessions.key), chance))

    is_app = np.isin(device, APP_DEVICES)
    script.add(np.flatnonzero(~is_app), 0, "page_view")
    script.add(np.flatnonzero(is_app & happens(bits, 0.6)), 0, "app_open")
    script.add(np.flatnonzero(is_app & ~happens(bits, 0.6)), 0, "screen_view")
    script.add(every[sessions.logs_in | (kind == Kind.LINK)], 2, "login")
    for place, chance in ((5, 0.85), (6, 0.7), (7, 0.5), (8, 0.35)):
        rows = some(f"browse {place}", chance, Kind.FIRST, Kind.RETURN, Kind.HABIT)
        script.add(rows[~is_app[rows]], place, "page_view")
        script.add(rows[is_app[rows]], place, "screen_view")
    script.add(some("search", 0.2, Kind.FIRST, Kind.HABIT, Kind.SHOP), 9, "search")
    script.add(some("story", 0.45, Kind.FIRST, Kind.RETURN, Kind.HABIT), 10, "content_view")
    script.add(some("live", 0.10, Kind.HABIT, Kind.SHOP), 11, "live_view")
    script.add(some("coupon", 0.06, Kind.HABIT, Kind.SHOP), 12, "coupon_claimed")
    script.add(every[(kind == Kind.HABIT) & (sessions.note == 1)], 20, "check_in")
    script.add(some("lottery", 0.15, Kind.HABIT), 21, "lottery")
    script.add(some("share", 0.06, Kind.HABIT), 22, "share")
    script.add(
        every[kind == Kind.INVITE], 25, "invite_sent", ref=sessions.note[kind == Kind.INVITE]
    )
    script.add(every[kind == Kind.SERVICE], 26, "first_service")
    _shop(script, sessions, lines, some)
    _join(script, people, kind, person, every)
    return script.events()


def _shop(script: Script, sessions: Sessions, lines: Lines, some: object) -> None:
    script.add(lines.session, 15 + lines.place, "product_view", lines.product)
    carted = lines.is_carted
    script.add(
        lines.session[carted], CART + lines.place[carted], "add_to_cart", lines.product[carted]
    )
    script.add(np.flatnonzero(sessions.depth >= 3), CHECKOUT, "begin_checkout")
    bought = sessions.depth == 4
    starts, joins = some("team", 0.05, Kind.SHOP), some("team join", 0.09, Kind.SHOP)
    script.add(starts[bought[starts]], PAY - 1, "group_buy_start")
    joins = np.setdiff1d(joins, starts)
    script.add(joins[bought[joins]], PAY - 1, "group_buy_join")
    script.add(np.flatnonzero(bought), PAY, "purchase", ref=np.flatnonzero(bought))
    serviced = carted & IS_SERVICE[lines.product] & bought[lines.session]
    rows = np.unique(lines.session[serviced])
    script.add(rows, PAY + 1, "service_booked", ref=rows)


def _join(script: Script, people: People, kind: Ints, person: Ints, every: Ints) -> None:
    joins = people.is_user[person] & np.where(
        people.at_once[person], kind == Kind.FIRST, kind == Kind.SIGNUP
    )
    rows = every[joins]
    script.add(rows, JOIN, "signup")
    invited = rows[people.invite[person[rows]] >= 0]
    script.add(invited, JOIN + 1, "invite_accepted", ref=people.invite[person[invited]])
    active = people.activation[person] < NEVER
    at_once = joins & active & people.profile_at_once[person]
    script.add(every[at_once | (active & (kind == Kind.PROFILE))], JOIN + 2, "profile_completed")


def place_in_time(dice: Dice, people: People, sessions: Sessions, events: Events) -> None:
    """Give every event its second and say whether the account is known to it."""
    session = events.session
    is_first = np.append(True, session[1:] != session[:-1])
    bits = mix(sessions.key[session] + (events.place * 64 + events.code).astype(np.uint64))
    gaps = np.where(is_first, 0, 4 + below(bits, 56))
    clock = np.cumsum(gaps)
    events.at = (
        sessions.start[session] + clock - np.maximum.accumulate(np.where(is_first, clock, 0))
    )

    joined = np.full(len(people), NEVER)
    signups = events.code == CODE["signup"]
    joined[sessions.person[session[signups]]] = events.at[signups]
    knows = events.at >= joined[sessions.person[session]]
    hidden = (sessions.logs_in | (sessions.kind == Kind.LINK))[session] & (events.place < 2)
    events.has_user = knows & ~hidden
