"""A block's rows, compact, into the scratch tables."""

from __future__ import annotations

import numpy as np

from northstar.simulate.block import Block
from northstar.simulate.calendar import HOUR, Window
from northstar.simulate.catalogue import CODE
from northstar.simulate.chance import Bits, Dice, Ints, below, happens, mix
from northstar.simulate.commerce import COMPLETED, REFUNDED
from northstar.simulate.delivery import deliver
from northstar.simulate.devices import BLOCK_NUMBERS
from northstar.simulate.fraud import Manufactured
from northstar.simulate.loyalty import earned, ledger, surveys
from northstar.simulate.people import NEVER
from northstar.simulate.sessions import Kind
from northstar.simulate.touches import direct_touch
from northstar.simulate.world import Plan
from northstar.simulate.writer import Scratch

ACCOUNT_BITS, VISITOR_BITS = 40, 48
TWIST = np.uint64(0x5DEECE66D)  # odd: multiplying by it is one to one
POINTS_TO_INVITER = 50
RESENT_ORDERS = 0.02


def twisted(numbers: Ints, bits: int) -> Ints:
    """Return ids that look like chance, one to one with the numbers; -1 stays."""
    mask = np.uint64((1 << bits) - 1)
    ids = ((numbers.astype(np.uint64) * TWIST + TWIST) & mask).astype(np.int64)
    return np.where(numbers >= 0, ids, -1)


def accounts(block: Block, person: Ints) -> Ints:
    """Return account ids of rows of people, -1 for -1."""
    return twisted(np.where(person >= 0, block.base + person, -1), ACCOUNT_BITS)


class BlockWriter:
    """Appends blocks to the scratch tables and counts the dirt of their delivery."""

    def __init__(self, dice: Dice, plan: Plan, window: Window, scratch: Scratch) -> None:
        self.dice, self.plan, self.window, self.scratch = dice, plan, window, scratch
        self.counts: dict[str, int] = {}
        self.events = 0

    def count(self, **numbers: int) -> None:
        """Add to counts of dirt."""
        for name, number in numbers.items():
            self.counts[name] = self.counts.get(name, 0) + int(number)

    def write(self, block: Block, fake: Manufactured) -> None:
        """Append all of a block."""
        self._events(block, fake)
        self._users(block, fake)
        self._orders(block)
        self._invites(block)
        self._points(block)
        self._surveys(block)
        self._exposures(block)
        number, sellers = np.arange(len(block.sellers.kind)), block.sellers
        left = np.where(sellers.left < self.window.end, sellers.left, -1)
        self.scratch.append(
            "sellers", number=block.number * 100 + number, block=np.full(len(number), block.number),
            kind=sellers.kind, team=sellers.team, joined=sellers.joined, left=left,
        )  # fmt: skip

    def _events(self, block: Block, fake: Manufactured) -> None:
        events, sessions = block.events, block.sessions
        session, person = events.session, sessions.person[events.session]
        entry = np.append(True, session[1:] != session[:-1])
        nobody = np.full(len(session), -1)
        order_number = np.full(len(sessions), -1)
        order_number[block.orders.session] = block.orders.number
        is_invite = np.isin(events.code, (CODE["invite_sent"], CODE["invite_accepted"]))
        is_order = np.isin(events.code, (CODE["purchase"], CODE["service_booked"]))
        key = mix(
            sessions.key[session] + (events.place * 4096 + events.code * 64).astype(np.uint64)
        )
        group = np.isin(events.code, (CODE["group_buy_start"], CODE["group_buy_join"]))
        ref = np.where(is_invite, block.base * 8 + events.ref, nobody)
        ref = np.where(is_order, order_number[session], ref)
        ref = np.where(group, block.number * 100 + below(key, 97), ref)
        ref = np.where(events.code == CODE["search"], below(mix(key), 8), ref)
        direct = direct_touch(self.plan.world)
        count, extra = len(session), 2 * len(fake.number)
        touch = np.where(entry & (sessions.touch[session] != direct), sessions.touch[session], -1)
        paired = np.repeat(np.arange(len(fake.number)), 2)
        second = np.arange(extra) % 2 == 1
        columns = {
            "visitor": np.append(block.visitor[session], fake.visitor[paired]),
            "account": np.append(
                np.where(events.has_user, block.base + person, -1),
                np.where(second, fake.number[paired], -1),
            ),
            "code": np.append(events.code, np.where(second, CODE["signup"], CODE["page_view"])),
            "touch": np.append(touch, np.where(second, -1, fake.touch[paired])),
            "click": np.append(sessions.key[session], fake.click[paired]) >> np.uint64(1),
            "device": np.append(block.device[session], np.full(extra, 1)),
            "country": np.append(block.country[person], np.zeros(extra, dtype=np.int64)),
            "product": np.append(events.product, np.full(extra, -1)),
            "ref": np.append(ref, np.full(extra, -1)),
        }
        at = np.append(events.at, np.where(second, fake.signup[paired], fake.visited[paired]))
        fake_key = self.dice.roll("fake event", fake.number[paired], second)
        delivered = deliver(
            self.dice, self.plan.world, self.window, self.plan.dirt,
            key=np.append(key, fake_key), at=at, code=columns["code"],
            owner=np.append(block.people.key[person], fake_key),
            is_entry=np.append(entry, np.ones(extra, dtype=bool)),
        )  # fmt: skip
        self.count(**delivered.counts)
        self.events += len(delivered.row)
        columns["visitor"] = twisted(columns["visitor"], VISITOR_BITS)
        columns["account"] = twisted(columns["account"], ACCOUNT_BITS)
        columns["event"] = block.number * 10_000_000 + np.arange(count + extra)
        for month in np.unique(delivered.month):
            rows = np.flatnonzero(delivered.month == month)
            picked = {name: column[delivered.row[rows]] for name, column in columns.items()}
            self.scratch.append(
                f"events_{month}", **picked, occurred=delivered.at[rows],
                received=delivered.received[rows], month=delivered.month[rows],
            )  # fmt: skip

    def _users(self, block: Block, fake: Manufactured) -> None:
        joined = block.first_time("signup")
        rows = np.flatnonzero(joined < NEVER)
        key = self.dice.roll("profile", block.people.key[rows])
        count, farm = len(fake.number), fake.click
        born = np.append(1950 + below(mix(key), 57), 1990 + below(farm, 5))
        at = np.append(joined[rows], fake.signup)
        number = np.append(block.base + rows, fake.number)
        order = np.lexsort((number, at))
        columns = {
            "account": twisted(number, ACCOUNT_BITS), "at": at,
            "country": np.append(block.country[rows], np.zeros(count, dtype=np.int64)),
            "gender": np.append(below(key, 20) * 3 // 20, below(farm, 2)), "birth_year": born,
            "is_internal": np.append(block.is_internal[rows], np.zeros(count, dtype=bool)),
            "consent_marketing": np.append(happens(mix(mix(key)), 0.7), np.ones(count, dtype=bool)),
            "month": self.window.month_of(at),
        }  # fmt: skip
        self.scratch.append("users", **{name: column[order] for name, column in columns.items()})
        self.count(internal_users=block.is_internal.sum(), shared_device_pairs=block.pairs)
        kiosk = block.sessions.slot == 3
        self.count(
            kiosk_devices=kiosk.any(), kiosk_users=len(np.unique(block.sessions.person[kiosk]))
        )

    def _orders(self, block: Block) -> None:
        orders, items = block.orders, block.items
        person = block.sessions.person[orders.session]
        known = block.people.is_user[person]
        account = accounts(block, np.where(known, person, -1))
        device = twisted(block.visitor[orders.session], VISITOR_BITS)
        seller = np.where(orders.seller >= 0, block.number * 100 + orders.seller, -1)
        month = self.window.month_of(orders.at)
        final = {
            "number": orders.number, "account": account,
            "visitor": np.where(known & (orders.number % 3 > 0), -1, device),
            "at": orders.at, "status": orders.status, "country": orders.country,
            "gross": orders.gross, "discount": orders.discount, "tax": orders.tax,
            "shipping": orders.shipping, "cost": orders.cost, "coupon": orders.coupon,
            "seller": seller, "updated": orders.updated, "month": month,
        }  # fmt: skip
        again = np.zeros(len(orders.at), dtype=bool)
        if self.plan.dirt.duplicates:
            key = self.dice.roll("resent", block.sessions.key[orders.session])
            again = happens(key, RESENT_ORDERS) & np.isin(orders.status, (COMPLETED, REFUNDED))
        early = {name: column[again] for name, column in final.items()}
        early["status"], early["updated"] = (
            np.ones(int(again.sum()), dtype=np.int64),
            early["at"] + HOUR,
        )
        late_month = np.minimum(month + again, len(self.window.months) - 1)
        final["month"] = late_month
        whole = {name: np.append(early[name], final[name]) for name in final}
        self.scratch.append("orders", **whole)
        self.count(resent_orders=again.sum(), cancelled_orders=(orders.status == 4).sum(),
                   test_orders=(orders.status == 6).sum())  # fmt: skip
        self.scratch.append(
            "order_items", number=orders.number[items.order], place=items.place,
            product=items.product, quantity=items.quantity, unit_price=items.unit_price,
            discount=items.discount, unit_cost=items.unit_cost, month=month[items.order],
        )  # fmt: skip
        back = np.flatnonzero(orders.refunded)
        self.scratch.append(
            "refunds", number=orders.number[back], at=orders.refunded_at[back],
            country=orders.country[back], amount=orders.refunded[back],
            reason=below(self.dice.roll("reason", orders.number[back]), 5),
        )  # fmt: skip
        other = self.window.month_of(orders.refunded_at[back]) != month[back]
        full = orders.status[back] == REFUNDED
        self.count(full_refunds=full.sum(), partial_refunds=(~full).sum(),
                   refunds_in_another_month=other.sum())  # fmt: skip

    def accepted(self, block: Block) -> tuple[Ints, Ints]:
        """Return who took up each invite (row of people or -1) and when."""
        who = np.full(len(block.invites.key), -1)
        when = np.full(len(block.invites.key), -1)
        rows = np.flatnonzero(block.events.code == CODE["invite_accepted"])
        invite = block.events.ref[rows]
        who[invite] = block.sessions.person[block.events.session[rows]]
        when[invite] = block.events.at[rows]
        original = block.invites.original
        who = np.where(original >= 0, who[original], who)
        when = np.where(original >= 0, when[original], when)
        sent = self.sent(block)
        mine = block.invites.kind == 1
        when = np.where(mine, sent + HOUR, np.where((who >= 0) & (when > sent), when, -1))
        who = np.where(mine, block.invites.inviter, np.where(when >= 0, who, -1))
        return who, when

    def sent(self, block: Block) -> Ints:
        """Return when each invite was sent."""
        at = np.zeros(len(block.invites.key), dtype=np.int64)
        rows = np.flatnonzero(block.events.code == CODE["invite_sent"])
        at[block.events.ref[rows]] = block.events.at[rows]
        return at

    def _invites(self, block: Block) -> None:
        who, when = self.accepted(block)
        kind = block.invites.kind
        self.scratch.append(
            "invites", number=block.base * 8 + np.arange(len(who)), at=self.sent(block),
            inviter=accounts(block, block.invites.inviter), invitee=accounts(block, who),
            accepted=when, channel=below(block.invites.key, 4),
        )  # fmt: skip
        self.count(
            self_invites=(kind == 1).sum(), duplicate_invites=((kind == 2) & (who >= 0)).sum()
        )

    def _points(self, block: Block) -> None:
        events, sessions = block.events, block.sessions
        person = sessions.person[events.session]
        key = mix(sessions.key[events.session] + events.code.astype(np.uint64))
        activity, points = earned(events.code, key)
        rows = np.flatnonzero((activity >= 0) & block.people.is_user[person])
        who, when = self.accepted(block)
        good = np.flatnonzero((who >= 0) & (block.invites.kind == 0))
        buys = np.flatnonzero(block.orders.is_valid)
        buyer = sessions.person[block.orders.session[buys]]
        buys = buys[block.people.is_user[buyer]]
        parts = (
            (person[rows], events.at[rows], activity[rows], points[rows], key[rows]),
            (block.invites.inviter[good], when[good], 3, POINTS_TO_INVITER, block.invites.key[good]),
            (sessions.person[block.orders.session[buys]], block.orders.at[buys], 4,
             block.orders.value_usd[buys] // 100, sessions.key[block.orders.session[buys]]),
        )  # fmt: skip
        who, at, what, amount, keys = (
            np.concatenate([np.broadcast_to(part[place], len(part[0])) for part in parts])
            for place in range(5)
        )
        book = ledger(self.dice, self.window, keys, who, at, what, amount)
        order = np.lexsort((book.activity, book.at, book.person))
        self.scratch.append(
            "points_ledger", number=block.number * 10_000_000 + np.arange(len(order)),
            account=accounts(block, book.person)[order], at=book.at[order],
            activity=book.activity[order], points=book.points[order],
            month=self.window.month_of(book.at[order]),
        )  # fmt: skip

    def _surveys(self, block: Block) -> None:
        person = block.sessions.person[block.orders.session]
        rows = np.flatnonzero(block.orders.is_valid & block.people.is_user[person])
        keys: Bits = block.sessions.key[block.orders.session[rows]]
        answers = surveys(
            self.dice, self.window, keys, block.people.key, person[rows], block.orders.at[rows]
        )
        self.scratch.append(
            "survey_responses", number=block.number * 1_000_000 + np.arange(len(answers.at)),
            account=accounts(block, answers.person), at=answers.at, kind=answers.kind,
            score=answers.score, comment=answers.comment,
        )  # fmt: skip

    def _exposures(self, block: Block) -> None:
        people, world = block.people, self.plan.world
        joined = block.first_time("signup")
        users = np.flatnonzero(people.treated >= 0)
        first = np.flatnonzero(block.sessions.kind == Kind.FIRST)
        opens = self.window.start + np.int64(world.experiment_from * self.window.days) * 86_400
        closes = self.window.start + np.int64(world.experiment_until * self.window.days) * 86_400
        first = first[
            (block.sessions.start[first] >= opens) & (block.sessions.start[first] < closes)
        ]
        arm = below(self.dice.roll("hero arm", block.sessions.key[first]), 2)
        twice = np.zeros(len(users), dtype=bool)
        if self.plan.dirt.duplicates:
            twice = happens(self.dice.roll("both arms", people.key[users]), world.double_exposures)
        users_twice = np.append(users, users[twice])
        variant = np.append(people.treated[users], 1 - people.treated[users[twice]])
        later = np.repeat([0, 24 * HOUR], [len(users), int(twice.sum())])
        none = np.full(len(first), -1)
        self.scratch.append(
            "experiment_assignments",
            experiment=np.append(np.zeros(len(users_twice), dtype=np.int64), none + 2),
            variant=np.append(variant, arm),
            account=np.append(accounts(block, users_twice), none),
            visitor=np.append(
                np.full(len(users_twice), -1), twisted(block.visitor[first], VISITOR_BITS)
            ),
            at=np.append(joined[users_twice] + later, block.sessions.start[first]),
        )  # fmt: skip
        self.count(double_exposures=twice.sum())


def block_accounts(fake: Manufactured) -> Ints:
    """Return the account ids of manufactured accounts."""
    return twisted(fake.number, ACCOUNT_BITS)


def visits_by_day(block: Block, window: Window, fake: Manufactured, touches: int) -> Ints:
    """Return sessions by day of the window and touch, the manufactured too."""
    at = np.append(block.sessions.start, fake.visited)
    touch = np.append(block.sessions.touch, fake.touch)
    day = np.clip((at - window.start) // 86_400, 0, window.days - 1)
    flat = np.bincount(day * touches + touch, minlength=window.days * touches)
    return flat.reshape(window.days, touches)


__all__ = ["BLOCK_NUMBERS", "BlockWriter", "block_accounts", "visits_by_day"]
