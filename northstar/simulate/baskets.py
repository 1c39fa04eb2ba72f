"""What is looked at, carted and bought in a shopping session, line by line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from northstar.simulate.catalogue import PRODUCTS, ROLE_WEIGHT, ROLE_WEIGHT_FIRST, SERVICE
from northstar.simulate.chance import Dice, Ints, below, mix, pick
from northstar.simulate.sessions import Sessions

ROLE_OF = np.array([product.role for product in PRODUCTS])
PRICE_OF = np.array([product.list_price for product in PRODUCTS])
IS_SERVICE = np.array([product.category == SERVICE for product in PRODUCTS])


@dataclass
class Lines:
    """One row a product looked at in a session; the first `carted` of a session go to the cart."""

    session: Ints  # row of sessions
    place: Ints  # 0, 1, 2 … within the session
    product: Ints
    quantity: Ints
    is_carted: np.ndarray


def ragged(counts: Ints) -> tuple[Ints, Ints]:
    """Return (row, place) of a ragged table with so many places in each row."""
    row = np.repeat(np.arange(len(counts)), counts)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)


def look(dice: Dice, sessions: Sessions, rows: Ints) -> Lines:
    """Draw the products of the shopping sessions in the given rows, distinct within a session."""
    key = sessions.key[rows]
    bits = dice.roll("basket", key)
    carted = np.where(sessions.depth[rows] >= 2, 1 + pick(bits, [52, 30, 13, 5]), 0)
    looked = carted + below(mix(bits), 2) + (carted == 0)
    first = np.where(
        sessions.has_bought[rows],
        pick(dice.roll("product", key), np.array(ROLE_WEIGHT, dtype=float)[ROLE_OF]),
        pick(dice.roll("product", key), np.array(ROLE_WEIGHT_FIRST, dtype=float)[ROLE_OF]),
    )
    stride = 2 * below(dice.roll("stride", key), len(PRODUCTS) // 2) + 1
    row, place = ragged(looked)
    return Lines(
        session=rows[row],
        place=place,
        product=(first[row] + place * stride[row]) % len(PRODUCTS),
        quantity=1 + pick(dice.roll("quantity", key[row], place), [70, 20, 10]),
        is_carted=place < carted[row],
    )


def split(total: Ints, weight: Ints, group: Ints) -> Ints:
    """Split each group's whole total over its rows in proportion to weight, exactly.

    Rows of a group are adjacent; what is left by rounding down goes to the group's last row.
    """
    sums = np.bincount(group, weights=weight, minlength=len(total)).astype(np.int64)
    part = total[group] * weight // np.maximum(sums[group], 1)
    spent = np.bincount(group, weights=part, minlength=len(total)).astype(np.int64)
    is_last = np.append(group[1:] != group[:-1], True) if len(group) else np.zeros(0, dtype=bool)
    part[is_last] += (total - spent)[group[is_last]]
    return part
