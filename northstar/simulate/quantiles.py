"""Tables of equally likely values of the distributions that the company is drawn from.

Logarithms and exponentials come from `decimal` (integer arithmetic, correctly rounded), sums from
single IEEE operations, and entries are rounded to six significant digits: every machine gets the
same table. A table of 2**14 mid-points stands for the distribution; its mean is off by < 0.1 %.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal
from functools import cache

import numpy as np

from northstar.simulate.chance import Floats

SIZE = 1 << 14
GRID = 3000
EXACT = Context(prec=24)


def logarithm(value: float) -> float:
    """Return the natural logarithm, the same on every machine."""
    return float(EXACT.ln(Decimal(value)))


def _power_exp(base: float, power: float, exponent: float) -> float:
    """Return base ** power * exp(exponent) for base > 0."""
    log = EXACT.multiply(Decimal(power), EXACT.ln(Decimal(base)))
    return float(EXACT.exp(EXACT.add(log, Decimal(exponent))))


def _rounded(values: Floats) -> Floats:
    table = np.array([float(f"{value:.6g}") for value in values])
    table.setflags(write=False)
    return table


def _invert(points: list[float], masses: list[float]) -> Floats:
    """Return the values at the mid-points of SIZE equal slices of a distribution function."""
    centres = (np.arange(SIZE) + 0.5) / SIZE
    return _rounded(np.interp(centres, np.array(masses) / masses[-1], np.array(points)))


@cache
def exponential() -> Floats:
    """Return the table of the exponential distribution of mean 1."""
    logs = [-logarithm(1 - (index + 0.5) / SIZE) for index in range(SIZE)]
    return _rounded(np.array(logs))


def _series(first: float, ratio: Callable[[int], float]) -> float:
    total, term, index = first, first, 0
    while term > 1e-13 * total:
        term *= ratio(index)
        total += term
        index += 1
    return total


def _gamma_mass(shape: float, value: float) -> float:
    """Return the incomplete gamma integral from 0 to value, not normalised."""
    total = _series(1 / shape, lambda index: value / (shape + index + 1))
    return _power_exp(value, shape, -value) * total


@cache
def gamma(shape: float) -> Floats:
    """Return the table of the gamma distribution of the given shape and scale 1."""
    top = 40.0 + 2 * shape
    points = [top * (index / GRID) ** 4 for index in range(GRID + 1)]
    masses = [0.0, *(_gamma_mass(shape, value) for value in points[1:])]
    return _invert(points, masses)


def _beta_mass(a: float, b: float, value: float) -> float:
    """Return the incomplete beta integral from 0 to value <= 0.5, not normalised."""
    total = _series(1.0, lambda index: value * (a + b + index) / (a + 1 + index))
    return _power_exp(value, a, 0.0) * _power_exp(1 - value, b, 0.0) / a * total


@cache
def beta(a: float, b: float) -> Floats:
    """Return the table of the beta distribution."""
    half = GRID // 2
    left = [0.5 * (index / half) ** 4 for index in range(half + 1)]
    below = [0.0, *(_beta_mass(a, b, value) for value in left[1:])]
    above = [0.0, *(_beta_mass(b, a, value) for value in left[1:])]
    whole = below[-1] + above[-1]
    points = left + [1 - value for value in reversed(left[:-1])]
    masses = below + [whole - mass for mass in reversed(above[:-1])]
    return _invert(points, masses)
