"""Ids that look like chance and are one to one with numbers."""

from __future__ import annotations

import numpy as np

from northstar.simulate.chance import Ints

ACCOUNT_BITS, VISITOR_BITS = 40, 48
TWIST = np.uint64(0x5DEECE66D)  # odd: multiplying by it is one to one


def twisted(numbers: Ints, bits: int) -> Ints:
    """Return ids that look like chance, one to one with the numbers; -1 stays."""
    mask = np.uint64((1 << bits) - 1)
    ids = ((numbers.astype(np.uint64) * TWIST + TWIST) & mask).astype(np.int64)
    return np.where(numbers >= 0, ids, -1)


def accounts(base: int, person: Ints) -> Ints:
    """Return account ids of rows of people (the block's first number is `base`), -1 for -1."""
    return twisted(np.where(person >= 0, base + person, -1), ACCOUNT_BITS)
