"""A block's rows, compact, into the scratch tables."""

from __future__ import annotations

import numpy as np

from northstar.simulate.block import Block
from northstar.simulate.calendar import HOUR, Window
from northstar.simulate.catalogue import CODE
from northstar.simulate.chance import Bits, Dice, Ints, below, happens, mix
from northstar.simulate.commerce import COMPLETED, REFUNDED
from northstar.simulate.event_table import write_events
from northstar.simulate.fraud import Manufactured
from northstar.simulate.ids import ACCOUNT_BITS, VISITOR_BITS, accounts, twisted
from northstar.simulate.loyalty import earned, ledger, surveys
from northstar.simulate.people import NEVER
from northstar.simulate.sessions import Kind
from northstar.simulate.world import Plan
from northstar.simulate.writer import Scratch

POINTS_TO_INVITER = 50
RESENT_ORDERS = 0.02


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
        write_events(self, block, fake)
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
        at_kiosk = np.unique(block.sessions.person[kiosk])
        self.count(kiosk_devices=kiosk.any(), kiosk_users=len(at_kiosk))

    def _orders(self, block: Block) -> None:
        orders, items = block.orders, block.items
        person = block.sessions.person[orders.session]
        known = block.people.is_user[person]
        account = accounts(block.base, np.where(known, person, -1))
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
            inviter=accounts(block.base, block.invites.inviter), invitee=accounts(block.base, who),
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
            (block.invites.inviter[good], when[good], 3, POINTS_TO_INVITER, 
             block.invites.key[good]),
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
            account=accounts(block.base, book.person)[order], at=book.at[order],
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
            account=accounts(block.base, answers.person), at=answers.at, kind=answers.kind,
            score=answers.score, comment=answers.comment,
        )  # fmt: skip

    def _exposures(self, block: Block) -> None:
        people, world = block.people, self.plan.world
        joined = block.first_time("signup")
        users = np.flatnonzero(people.treated >= 0)
        first = np.flatnonzero(block.sessions.kind == Kind.FIRST)
        first = first[block.hero[block.sessions.person[first]] >= 0]
        arm = block.hero[block.sessions.person[first]]
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
            account=np.append(accounts(block.base, users_twice), none),
            visitor=np.append(
                np.full(len(users_twice), -1), twisted(block.visitor[first], VISITOR_BITS)
            ),
            at=np.append(joined[users_twice] + later, block.sessions.start[first]),
        )  # fmt: skip
        self.count(double_exposures=twice.sum())
