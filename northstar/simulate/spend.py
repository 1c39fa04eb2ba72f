"""What the channels cost: every visit of a paid touch is a click that was paid for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from northstar.simulate.calendar import DAY, Window, weekday
from northstar.simulate.chance import Dice, Ints, below, between
from northstar.simulate.money import rate_of
from northstar.simulate.touches import touch_table
from northstar.simulate.world import Dirt, World

LOCAL = {"wechat": "CNY", "kuaishou": "CNY", "cityguide": "EUR", "bing": "GBP"}
RADIO = ("city_radio", "radio", "jingle")  # no rule knows it, nobody comes from it
RADIO_CENTS_PER_VISIT = 1
RESTATED_DAYS = 3  # the last days of a month are reported short, then restated


@dataclass
class Spend:
    """One row a day, source, medium and campaign as a file reports it; money in cents."""

    day: Ints
    month: Ints
    campaign: Ints  # row of campaigns
    cents: Ints
    impressions: Ints
    clicks: Ints
    campaigns: list[tuple[str, str, str, str]]  # source, medium, campaign, currency
    usd_by_channel: dict[str, float]
    restated: int


def report_spend(dice: Dice, world: World, window: Window, dirt: Dirt, visits: Ints) -> Spend:
    """Return spend from visits (a row a day of the window, a column a touch)."""
    cost = {channel.name: channel.cost_per_click_usd for channel in world.channels}
    places = {one.currency: one for one in world.countries}
    campaigns: dict[tuple[str, str, str, str], tuple[str, float, Ints]] = {}
    for number, (channel, touch) in enumerate(touch_table(world)):
        if cost.get(channel, 0.0) and touch.source:
            currency = LOCAL.get(touch.source, "USD") if dirt.currencies else "USD"
            name = (touch.source, touch.medium or "", touch.campaign or "", currency)
            before = campaigns.get(name, (channel, 0.0, np.zeros(window.days, dtype=np.int64)))[2]
            campaigns[name] = (channel, cost[channel], before + visits[:, number])
    days = np.arange(window.days)
    months = window.month_of(window.start + days * DAY)
    by_month = {
        name: np.array([rate_of(one, *month) for month in window.months])
        for name, one in places.items()
    }
    rows, usd = [], dict.fromkeys([*cost, "(unallocated)"], 0.0)
    for number, (name, (channel, click_usd, seen)) in enumerate(campaigns.items()):
        keys = (np.full(window.days, number), days)
        clicks = (seen * round(world.clicks_per_visit * 100) + 99) // 100
        rates = by_month[name[3]][months]
        price = between(dice.roll("bid", *keys), 90, 110) * click_usd
        cents = np.rint(clicks * price / rates).astype(np.int64)
        shown = clicks * world.impressions_per_click + below(dice.roll("shown", *keys), 200)
        usd[channel] += float(np.rint(cents * rates).sum()) / 100
        rows.append((days, months, np.full(window.days, number), cents, shown, clicks))
    weekly = np.flatnonzero(weekday(window.start // DAY + days) == 0)
    radio = np.full(len(weekly), int(visits.sum()) * RADIO_CENTS_PER_VISIT * 7 // window.days)
    nothing = np.zeros(len(weekly), dtype=np.int64)
    rows.append((weekly, months[weekly], nothing + len(campaigns), radio, nothing, nothing))
    usd["(unallocated)"] = float(radio.sum()) / 100
    day, month, campaign, cents, shown, clicks = (
        np.concatenate([row[place] for row in rows]) for place in range(6)
    )
    spend = Spend(
        day + window.start // DAY, month, campaign, cents, shown, clicks,
        [*campaigns, (*RADIO, "USD")], {k: round(v, 2) for k, v in usd.items()}, 0,
    )  # fmt: skip
    return _restate(spend, window) if dirt.late else spend


def _restate(spend: Spend, window: Window) -> Spend:
    """Report the last days of each month at four fifths, and in full in the next month's file."""
    after = window.month_of((spend.day + RESTATED_DAYS) * DAY)
    short = np.flatnonzero(
        (after != spend.month) & (spend.day * DAY + RESTATED_DAYS * DAY < window.end)
    )
    for name in ("day", "month", "campaign", "cents", "impressions", "clicks"):
        column = getattr(spend, name)
        setattr(spend, name, np.concatenate([column, column[short]]))
    first = len(spend.day) - len(short)
    spend.month[first:] += 1
    for column in (spend.cents, spend.impressions, spend.clicks):
        column[short] = column[short] * 4 // 5
    spend.restated = len(short)
    return spend
