"""Money: whole cents of four currencies, and the dated rates between them."""

from __future__ import annotations

from datetime import date

import numpy as np

from northstar.simulate.calendar import Window
from northstar.simulate.chance import Ints
from northstar.simulate.world import World

SWING = (0, 4, 9, 12, 8, 3, -2, -7, -11, -9, -5, -2)  # thousandths of the mean rate, by month


def exchange_rates(world: World, window: Window) -> list[tuple[date, str, float]]:
    """Return (first day, currency, rate to USD) of every month; a rate holds until the next."""
    means = {currency: mean for _, currency, _, mean in world.currencies}
    return [
        (date(year, month, 1), currency, rate_of(mean, month))
        for year, month in window.months
        for currency, mean in sorted(means.items())
    ]


def rate_of(mean: float, month: int) -> float:
    """Return the rate to USD of a month (1 to 12): the mean, swinging, four decimals."""
    return round(mean * (1000 + (SWING[month - 1] if mean != 1.0 else 0)) / 1000, 4)


def rate_table(world: World, window: Window) -> np.ndarray:
    """Return rates to USD with a row a month of the window and a column a country."""
    return np.array([
        [rate_of(mean, month) for _, _, _, mean in world.currencies] for _, month in window.months
    ])  # fmt: skip


def to_local(usd_cents: Ints, rates: np.ndarray) -> Ints:
    """Return cents of another currency, to the nearest."""
    return np.rint(usd_cents / rates).astype(np.int64)
