"""The whole company: block after block to scratch, then files, then the truths."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from northstar.simulate import catalogue, render
from northstar.simulate.block import Block, live
from northstar.simulate.calendar import Window
from northstar.simulate.chance import Dice
from northstar.simulate.event_table import visits_by_day
from northstar.simulate.fraud import Manufactured, manufacture
from northstar.simulate.ids import ACCOUNT_BITS, twisted
from northstar.simulate.people import NEVER
from northstar.simulate.spend import Spend, report_spend
from northstar.simulate.tables import BlockWriter
from northstar.simulate.touches import touch_table
from northstar.simulate.truth import Facts, Tally
from northstar.simulate.truth_document import document
from northstar.simulate.world import Plan, World
from northstar.simulate.writer import Scratch

MONTHLY = {"users": "parquet", "orders": "csv", "order_items": "parquet",
           "points_ledger": "parquet", "channel_spend": "csv"}  # fmt: skip
WHOLE = {"products": "csv", "refunds": "csv", "sellers": "csv", "invites": "json",
         "experiment_assignments": "csv", "survey_responses": "json"}  # fmt: skip
LISTED_FAKES = 20_000


def simulate(plan: Plan, out: Path, progress: Callable[[int], None] = lambda people: None) -> dict:
    """Write the company's raw tables and `truth.json` to a folder, and return the truths.

    Args:
        plan: people, days, seed, dirt and truths.
        out: the folder; it must not exist, be empty, or hold an earlier company.
        progress: called with the number of people done.

    Raises:
        FileExistsError: the folder holds something else.

    """
    if out.exists() and any(out.iterdir()) and not (out / "truth.json").exists():
        raise FileExistsError(f"{out} is not empty and holds no simulated company")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".simulate-") as name:
        scratch = Scratch(Path(name))
        try:
            truths = _run(plan, scratch, Path(name) / "out", progress)
        finally:
            scratch.close()
        if out.exists():
            shutil.rmtree(out)
        (Path(name) / "out").rename(out)
    return truths


def _run(plan: Plan, scratch: Scratch, out: Path, progress: Callable[[int], None]) -> dict:
    window, dice = Window(plan.days), Dice(plan.seed)
    world = plan.world if plan.dirt.currencies else _one_currency(plan.world)
    plan = replace(plan, world=world)
    writer = BlockWriter(dice, plan, window, scratch)
    tally = Tally(
        window, tuple(one.name for one in world.channels), [one.currency for one in world.countries]
    )
    touches = len(touch_table(world))
    visits = np.zeros((plan.days, touches), dtype=np.int64)
    fakes: list[str] = []
    done = number = 0
    while done < plan.people:
        block = live(dice, plan, window, number, plan.people - done)
        people = len(block.people) if plan.dirt.fraud else 0
        fake = manufacture(dice, world, window, number, people)
        writer.write(block, fake)
        visits += visits_by_day(block, window, fake, touches)
        tally.add_block(_facts(block))
        _invite_truths(tally, writer, block)
        writer.count(manufactured_signups=len(fake.number),
                     manufactured_on_shared_device=fake.is_shared.sum())  # fmt: skip
        _list_fakes(fakes, fake)
        done, number = done + len(block.people), number + 1
        progress(done)
    spend = report_spend(dice, world, window, plan.dirt, visits)
    writer.count(restated_spend_rows=spend.restated)
    _append_fixed(scratch, spend)
    _export(plan, window, scratch, out)
    rows = {"events": writer.events} | {
        table: scratch.connection.execute(f"select count(*) from {table}").fetchone()[0]
        for table in sorted(MONTHLY | WHOLE)
    }
    truths = document(plan, window, tally, spend, writer.counts, fakes, rows)
    text = json.dumps(truths, indent=1, ensure_ascii=False) + "\n"
    (out / "truth.json").write_text(text, encoding="utf-8")
    return truths


def _one_currency(world: World) -> World:
    same = (replace(one, currency="USD", rate=1.0, swing=0.0) for one in world.countries)
    return replace(world, countries=tuple(same))


def _list_fakes(fakes: list[str], fake: Manufactured) -> None:
    room = max(LISTED_FAKES - len(fakes), 0)
    accounts = twisted(fake.number, ACCOUNT_BITS)
    fakes.extend(f"u{account:010x}" for account in accounts[:room].tolist())


def _facts(block: Block) -> Facts:
    person = block.sessions.person[block.orders.session]
    valid = block.orders.is_valid
    ordered = np.full(len(block.people), NEVER)
    np.minimum.at(ordered, person[valid], block.orders.at[valid])
    person = block.sessions.person[block.events.session]
    seen = np.full(len(block.people), NEVER)
    np.minimum.at(seen, person, block.events.at)
    return Facts(
        people=block.people, sessions=block.sessions, events=block.events, orders=block.orders,
        counted=~block.is_internal, hooked=block.hooked, guests=block.guests, hero=block.hero,
        seen=seen, joined=block.first_time("signup"),
        activated=block.first_time("profile_completed"), ordered=ordered,
    )  # fmt: skip


def _invite_truths(tally: Tally, writer: BlockWriter, block: Block) -> None:
    who, when = writer.accepted(block)
    sent = writer.sent(block)
    joined = block.first_time("signup")
    users = ~block.is_internal & (joined < tally.window.end)
    valid = (block.invites.kind == 0) & users[block.invites.inviter]
    tally.add("invites", int(valid.sum()))
    tally.add("invites_accepted", int((valid & (who >= 0)).sum()))
    old = users & (joined < tally.window.end - 60 * 86_400)
    mature = valid & old[block.invites.inviter]
    mature &= sent - joined[block.invites.inviter] <= 30 * 86_400
    taken = mature & (who >= 0) & (when - joined[block.invites.inviter] <= 60 * 86_400)
    tally.add("inviters_old", int(old.sum()))
    tally.add("invites_old", int(mature.sum()))
    tally.add("invites_old_accepted", int(taken.sum()))


def _append_fixed(scratch: Scratch, spend: Spend) -> None:
    names = np.array(spend.campaigns, dtype=object)[spend.campaign]
    order = np.lexsort((spend.campaign, spend.day, spend.month))
    scratch.append(
        "channel_spend", day=spend.day[order], month=spend.month[order], source=names[order, 0],
        medium=names[order, 1], campaign=names[order, 2], currency=names[order, 3],
        cents=spend.cents[order], impressions=spend.impressions[order], clicks=spend.clicks[order],
    )  # fmt: skip
    goods = catalogue.PRODUCTS
    scratch.append(
        "products", product_id=np.array([one.product_id for one in goods], dtype=object),
        product_name=np.array([one.name for one in goods], dtype=object),
        category=np.array([one.category for one in goods], dtype=object),
        role=np.array([one.role for one in goods]),
        list_price=np.array([one.list_price for one in goods]),
        unit_cost=np.array([one.unit_cost for one in goods]),
    )  # fmt: skip


def _export(plan: Plan, window: Window, scratch: Scratch, out: Path) -> None:
    names = [f"{year}-{month:02d}" for year, month in window.months]
    changes = plan.dirt.schema_change
    half = len(names) // 2
    for place, name in enumerate(names):
        if scratch.has(f"events_{place}"):
            query = render.events(
                plan.world, f"events_{place}",
                has_platform=not changes or place >= half, has_build=changes and place >= half,
            )  # fmt: skip
            scratch.export(query, out / "events", f"events_{name}", "parquet")
            scratch.connection.execute(f"drop table events_{place}")
    countries = [one.code for one in plan.world.countries]
    queries = render.small_tables(countries, [one.currency for one in plan.world.countries])
    for table, kind in MONTHLY.items():
        for place, name in enumerate(names):
            query = f"{queries[table]} where month = {place}"
            if scratch.connection.execute(
                f"select 1 from {table} where month = {place} limit 1"
            ).fetchone():
                scratch.export(query, out / table, f"{table}_{name}", kind)
    for table, kind in WHOLE.items():
        scratch.export(queries[table], out / table, table, kind)
