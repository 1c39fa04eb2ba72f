"""Chance that depends on nothing but the seed and the name of the thing that is drawn.

A draw is a keyed hash of (seed, purpose, keys), not the next number of a stream. So a person is the
same whatever the number of people, of cores or of draws made before; and a kind of dirt that is
switched off leaves all else as it was. Only integer operations and single IEEE operations are
used, so the bits do not depend on the machine, on its libm or on numpy's version.

The mixer is the finaliser of SplitMix64 (Steele, Lea and Flood 2014), once for every key.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)


def mix(bits: Bits) -> Bits:
    """Return a bijective scramble of 64-bit words (SplitMix64's finaliser)."""
    bits = (bits ^ (bits >> np.uint64(30))) * FIRST
    bits = (bits ^ (bits >> np.uint64(27))) * SECOND
    return bits ^ (bits >> np.uint64(31))


class Dice:
    """All chance of one company.

    Args:
        seed: any integer from 0; equal seeds give equal draws.

    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._salts: dict[str, np.uint64] = {}

    def roll(self, purpose: str, *keys: NDArray) -> Bits:
        """Return one 64-bit word for each row of the keys (arrays of one length, or scalars)."""
        if purpose not in self._salts:
            digest = hashlib.sha256(f"{self.seed}/{purpose}".encode()).digest()
            self._salts[purpose] = np.uint64(int.from_bytes(digest[:8], "little"))
        bits = np.full(1, self._salts[purpose], dtype=np.uint64)
        for key in keys:
            word = np.atleast_1d(np.asarray(key)).astype(np.uint64, copy=False)
            bits = mix((bits ^ word) * GOLDEN + SECOND)
        return bits


def happens(bits: Bits, probability: float | Floats) -> Flags:
    """Return true with the given probability."""
    limit = np.rint(np.asarray(probability, dtype=np.float64) * 2.0**53).astype(np.uint64)
    return (bits >> np.uint64(11)) < limit


def below(bits: Bits, bound: int | Ints) -> Ints:
    """Return a whole number from 0 to bound - 1 (bound under 2**31), each as likely."""
    high = bits >> np.uint64(32)
    return ((high * np.asarray(bound, dtype=np.uint64)) >> np.uint64(32)).astype(np.int64)


def between(bits: Bits, low: int, high: int) -> Ints:
    """Return a whole number from low to high, both included."""
    return below(bits, high - low + 1) + low


def pick(bits: Bits, weights: tuple[float, ...] | list[float] | Floats) -> Ints:
    """Return an index with chance in proportion to its weight."""
    scaled = np.rint(np.asarray(weights, dtype=np.float64) * 1e6).astype(np.int64)
    cumulative = np.cumsum(scaled)
    return np.searchsorted(cumulative, below(bits, int(cumulative[-1])), side="right")


def quantile(bits: Bits, table: Floats) -> Floats:
    """Return a draw from a table of equally likely values (its length a power of two)."""
    width = np.uint64(64 - (len(table).bit_length() - 1))
    return table[(bits >> width).astype(np.int64)]
