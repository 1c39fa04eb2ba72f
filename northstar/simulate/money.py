"""Money: whole cents of four currencies, and the dated rates between them."""

from __future__ import annotations

from datetime import date

import numpy as np

from northstar.simulate.calendar import Window
from northstar.simulate.chance import Floats, Ints
from northstar.simulate.world import Country, World


def rate_of(country: Country, year: int, month: int) -> float:
    """Return the rate to USD of a month, to eight decimals: the rule of the seed of rates.

    A saw tooth of 24 steps, seven a month, around the mean rate; it is at the mean in 2024-12.
    """
    steps = (12 + 7 * (year * 12 + month - (2024 * 12 + 12))) % 24
    return round(country.rate * (1 + country.swing * (steps - 12) / 12), 8)


def exchange_rates(world: World, window: Window) -> list[tuple[date, str, float]]:
    """Return (first day, currency, rate to USD) of every month; a rate holds until the next."""
    places = {one.currency: one for one in world.countries}
    return [
        (date(year, month, 1), currency, rate_of(country, year, month))
        for year, month in window.months
        for currency, country in sorted(places.items())
    ]


def rate_table(world: World, window: Window) -> Floats:
    """Return rates to USD with a row a month of the window and a column a country."""
    return np.array(
        [[rate_of(country, *month) for country in world.countries] for month in window.months]
    )


def to_local(usd_cents: Ints, rates: Floats) -> Ints:
    """Return cents of another currency, to the nearest."""
    return np.rint(usd_cents / rates).astype(np.int64)
