"""Points, surveys and experiments: what hangs on people and their events."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from northstar.simulate.calendar import DAY, Window
from northstar.simulate.catalogue import CODE
from northstar.simulate.chance import Dice, Ints, below, happens, mix, pick

ACTIVITIES = ("check_in", "lottery", "share", "invite", "purchase", "redeem", "expire")
EXPIRE_AFTER = 120 * DAY
REDEEM_FROM, REDEEM_SHARE = 100, 0.35


@dataclass
class Points:
    """One row a movement of points; `person` is a row of people."""

    person: Ints
    at: Ints
    activity: Ints
    points: Ints


def ledger(
    dice: Dice,
    window: Window,
    keys: np.ndarray,
    person: Ints,
    at: Ints,
    activity: Ints,
    points: Ints,
) -> Points:
    """Return what was earned, and what of it was redeemed or expired, oldest points first.

    Args:
        dice: chance.
        window: the days of the company.
        keys: the key of each earning, for chance.
        person: the row of who earned, for each earning.
        at: when.
        activity: what for.
        points: how many.

    """
    order = np.lexsort((activity, at, person))
    spends = happens(dice.roll("redeem", keys), REDEEM_SHARE)[order]
    person, at, activity, points = person[order], at[order], activity[order], points[order]
    rows: list[tuple[int, int, int, int]] = []
    lots: deque[tuple[int, int]] = deque()
    owner, balance = -1, 0
    columns = (person.tolist(), at.tolist(), activity.tolist(), points.tolist(), spends.tolist())
    for who, when, what, amount, spend in zip(*columns, strict=True):
        if who != owner:
            _expire(rows, lots, owner, window.end)
            owner, balance = who, 0
            lots.clear()
        balance -= _expire(rows, lots, who, when)
        rows.append((who, when, what, amount))
        lots.append((when, amount))
        balance += amount
        if what == 4 and spend and balance >= REDEEM_FROM:
            used = balance // REDEEM_FROM * REDEEM_FROM
            rows.append((who, when + 1, 5, -used))
            _use(lots, used)
            balance -= used
    _expire(rows, lots, owner, window.end)
    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return Points(*table.T)


def _expire(rows: list, lots: deque[tuple[int, int]], who: int, now: int) -> int:
    gone = 0
    while lots and lots[0][0] + EXPIRE_AFTER < now:
        when, amount = lots.popleft()
        rows.append((who, when + EXPIRE_AFTER, 6, -amount))
        gone += amount
    return gone


def _use(lots: deque[tuple[int, int]], used: int) -> None:
    while used:
        when, amount = lots.popleft()
        if amount > used:
            lots.appendleft((when, amount - used))
            return
        used -= amount


def earned(code: Ints, bits: np.ndarray) -> tuple[Ints, Ints]:
    """Return (activity, points) of events that earn points by themselves, activity -1 of others."""
    activity = np.full(len(code), -1, dtype=np.int64)
    points = np.zeros(len(code), dtype=np.int64)
    for number, (name, amount) in enumerate((("check_in", 5), ("lottery", 0), ("share", 3))):
        rows = code == CODE[name]
        activity[rows] = number
        points[rows] = amount
    wins = pick(bits, [50, 30, 15, 5])
    prize = np.array([1, 5, 20, 100])[wins]
    points = np.where(activity == 1, prize, points)
    return activity, points


@dataclass
class Surveys:
    """One row an answer; `kind` nps, csat, ces."""

    person: Ints
    at: Ints
    kind: Ints
    score: Ints
    comment: Ints


def surveys(
    dice: Dice, window: Window, keys: np.ndarray, owners: np.ndarray, person: Ints, at: Ints
) -> Surveys:
    """Return answers to the surveys that follow orders; a person has one mood for all."""
    bits = dice.roll("survey", keys)
    asked = np.flatnonzero(happens(bits, 0.10) & (at + 3 * DAY < window.end))
    kind = pick(mix(bits[asked]), [45, 35, 20])
    mood = dice.roll("mood", owners[person[asked]])
    nps = pick(mood, [2, 1, 1, 2, 3, 5, 7, 14, 22, 20, 23])
    five = 1 + pick(mood, [4, 7, 14, 35, 40])
    return Surveys(
        person=person[asked],
        at=at[asked] + DAY + below(mix(mix(bits[asked])), 2 * DAY),
        kind=kind,
        score=np.where(kind == 0, nps, five),
        comment=below(dice.roll("comment", keys[asked]), 10),
    )
