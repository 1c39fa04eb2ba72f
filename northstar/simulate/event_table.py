"""A block's events, compact, into the scratch tables of the months in which they land."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from northstar.simulate.block import Block
from northstar.simulate.calendar import DAY, Window
from northstar.simulate.catalogue import CODE
from northstar.simulate.chance import Ints, below, mix
from northstar.simulate.delivery import deliver
from northstar.simulate.fraud import Manufactured
from northstar.simulate.ids import ACCOUNT_BITS, VISITOR_BITS, twisted
from northstar.simulate.touches import direct_touch

if TYPE_CHECKING:
    from northstar.simulate.tables import BlockWriter


def write_events(writer: BlockWriter, block: Block, fake: Manufactured) -> None:
    """Append a block's events as they land, and those of its manufactured accounts."""
    events, sessions = block.events, block.sessions
    session, person = events.session, sessions.person[events.session]
    entry = np.append(True, session[1:] != session[:-1])
    nobody = np.full(len(session), -1)
    order_number = np.full(len(sessions), -1)
    order_number[block.orders.session] = block.orders.number
    is_invite = np.isin(events.code, (CODE["invite_sent"], CODE["invite_accepted"]))
    is_order = np.isin(events.code, (CODE["purchase"], CODE["service_booked"]))
    key = mix(sessions.key[session] + (events.place * 4096 + events.code * 64).astype(np.uint64))
    group = np.isin(events.code, (CODE["group_buy_start"], CODE["group_buy_join"]))
    ref = np.where(is_invite, block.base * 8 + events.ref, nobody)
    ref = np.where(is_order, order_number[session], ref)
    ref = np.where(group, block.number * 100 + below(key, 97), ref)
    ref = np.where(events.code == CODE["search"], below(mix(key), 8), ref)
    direct = direct_touch(writer.plan.world)
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
        "touch": np.append(touch, fake.touch[paired]),
        "click": np.append(sessions.key[session], fake.click[paired]) >> np.uint64(1),
        "device": np.append(block.device[session], np.full(extra, 1)),
        "country": np.append(block.country[person], np.zeros(extra, dtype=np.int64)),
        "product": np.append(events.product, np.full(extra, -1)),
        "ref": np.append(ref, np.full(extra, -1)),
    }
    at = np.append(events.at, np.where(second, fake.signup[paired], fake.visited[paired]))
    fake_key = writer.dice.roll("fake event", fake.number[paired], second)
    delivered = deliver(
        writer.dice, writer.plan.world, writer.window, writer.plan.dirt,
        key=np.append(key, fake_key), at=at, code=columns["code"],
        owner=np.append(block.people.key[person], fake_key),
        is_entry=np.append(entry, np.ones(extra, dtype=bool)),
    )  # fmt: skip
    writer.count(**delivered.counts)
    writer.events += len(delivered.row)
    columns["visitor"] = twisted(columns["visitor"], VISITOR_BITS)
    columns["account"] = twisted(columns["account"], ACCOUNT_BITS)
    columns["event"] = block.number * 10_000_000 + np.arange(count + extra)
    for month in np.unique(delivered.month):
        rows = np.flatnonzero(delivered.month == month)
        picked = {name: column[delivered.row[rows]] for name, column in columns.items()}
        writer.scratch.append(
            f"events_{month}", **picked, occurred=delivered.at[rows],
            received=delivered.received[rows], month=delivered.month[rows],
        )  # fmt: skip


def visits_by_day(block: Block, window: Window, fake: Manufactured, touches: int) -> Ints:
    """Return sessions by day of the window and touch, the manufactured too."""
    at = np.append(block.sessions.start, fake.visited)
    touch = np.append(block.sessions.touch, fake.touch)
    day = np.clip((at - window.start) // DAY, 0, window.days - 1)
    flat = np.bincount(day * touches + touch, minlength=window.days * touches)
    return flat.reshape(window.days, touches)
