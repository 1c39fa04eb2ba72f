"""Orders, their lines, what comes back, and who sold them."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from northstar.simulate.baskets import PRICE_OF, ROLE_OF, Lines, split
from northstar.simulate.calendar import DAY, HOUR, Window
from northstar.simulate.catalogue import CODE, ROLE_COST_PERCENT, SELLER_TYPE_WEIGHTS
from northstar.simulate.chance import Dice, Ints, below, between, happens, mix, pick, quantile
from northstar.simulate.events import Events
from northstar.simulate.money import rate_table, to_local
from northstar.simulate.people import People
from northstar.simulate.quantiles import gamma
from northstar.simulate.sessions import Sessions
from northstar.simulate.world import Dirt, World

STATUSES = ("placed", "paid", "shipped", "completed", "cancelled", "refunded", "test")
COMPLETED, CANCELLED, REFUNDED, TEST = 3, 4, 5, 6
MAX_LINES = 16
REASONS = ("damaged", "late", "not as described", "changed mind", "out of stock")


@dataclass
class Orders:
    """One row an order; money in cents of the order's currency."""

    session: Ints
    number: Ints
    at: Ints
    status: Ints
    country: Ints
    value_usd: Ints  # gross less discount, in US cents, as drawn
    gross: Ints
    discount: Ints
    tax: Ints
    shipping: Ints
    cost: Ints
    coupon: Ints  # -1 none
    seller: Ints  # row of the block's sellers, or -1
    updated: Ints
    refunded: Ints  # cents given back inside the window
    refunded_at: Ints

    def take(self, rows: Ints) -> Orders:
        """Return some rows, in the order given."""
        return Orders(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})

    @property
    def is_valid(self) -> np.ndarray:
        """Return which orders count as sold."""
        return (self.status != CANCELLED) & (self.status != TEST)


@dataclass
class Items:
    """One row an order line; `order` is a row of orders, money in cents of its currency."""

    order: Ints
    place: Ints
    product: Ints
    quantity: Ints
    unit_price: Ints
    discount: Ints
    unit_cost: Ints


@dataclass
class Sellers:
    """One row a seller of the block."""

    kind: Ints
    team: Ints
    joined: Ints
    left: Ints


def sellers_of(dice: Dice, world: World, window: Window, block: int) -> Sellers:
    """Draw a block's sellers: two fifths are there from the start, the others join steadily."""
    number = np.arange(world.sellers_per_block)
    keys = (np.full(len(number), block), number)
    span = window.end - window.start
    early = happens(dice.roll("seller early", *keys), 0.4)
    share = below(dice.roll("seller joins", *keys), 1000)
    joined = np.where(early, window.start - share * DAY // 2, window.start + span * share // 1000)
    stay = 60 * DAY + below(dice.roll("seller stays", *keys), 1000) * DAY
    left = np.where(happens(dice.roll("seller leaves", *keys), 0.35), joined + stay, window.end)
    return Sellers(
        kind=pick(dice.roll("seller type", *keys), SELLER_TYPE_WEIGHTS),
        team=below(dice.roll("team", *keys), 4),
        joined=joined // DAY * DAY,
        left=np.minimum(left // DAY * DAY, window.end),
    )


def order_values(dice: Dice, world: World, people: People, person: Ints, key: Ints) -> Ints:
    """Draw gamma-gamma order values in US cents: v * Gamma(p) / Gamma(q of the person)."""
    scale = quantile(dice.roll("spender", people.key), gamma(world.value_q))[person]
    shape = quantile(dice.roll("order value", key), gamma(world.value_p))
    return np.maximum(np.rint(world.value_v * shape / scale * 100).astype(np.int64), 100)


def sell(
    dice: Dice, world: World, window: Window, dirt: Dirt, people: People, country: Ints,
    sessions: Sessions, lines: Lines, events: Events, sellers: Sellers, block: int,
) -> tuple[Orders, Items]:  # fmt: skip
    """Return the orders of the shopping sessions and their lines.

    A session that buys is an order. Of the checkouts that fail, some leave a cancelled order and
    a few are tests, when such dirt is on.
    """
    rows = np.flatnonzero(sessions.depth >= 3)
    key, person = sessions.key[rows], sessions.person[rows]
    luck = below(dice.roll("failed checkout", key), 10_000)
    tests = round(10_000 * world.test_order_share)
    cancels = tests + round(10_000 * world.cancelled_share)
    bought = sessions.depth[rows] == 4
    cancelled = ~bought & (luck >= tests) & (luck < cancels) & dirt.cancelled
    tested = ~bought & (luck < tests) & dirt.test_orders
    at = _order_times(rows, sessions, events)

    home = country[person]
    rates = rate_table(world, window)[window.month_of(at), home]
    value = order_values(dice, world, people, person, key)
    coupon = np.where(happens(dice.roll("coupon used", key), world.coupon_share), below(key, 4), -1)
    off = np.where(coupon >= 0, world.coupon_discount_percent, 0)
    gross = to_local(value * 100 // (100 - off), rates)
    net = np.minimum(to_local(value, rates), gross)
    small = value < 3000
    age = window.end - at
    status = np.searchsorted(np.array([6 * HOUR, 2 * DAY, 7 * DAY]), age, side="right")
    status = np.where(cancelled, CANCELLED, np.where(tested, TEST, status))
    settled = np.minimum(at + 2 * DAY + below(mix(key), 3 * DAY), window.end - 1)
    orders = Orders(
        session=rows, number=block * 1_000_000 + np.arange(len(rows)), at=at, status=status,
        country=home, value_usd=value, gross=gross, discount=gross - net, tax=net * 6 // 100,
        shipping=np.where(small, to_local(np.full(len(rows), 299), rates), 0),
        cost=np.zeros(len(rows), dtype=np.int64), coupon=coupon,
        seller=_seller_of(dice, world, people, person, key, at, sellers),
        updated=np.maximum(settled, at), refunded=np.zeros(len(rows), dtype=np.int64),
        refunded_at=np.zeros(len(rows), dtype=np.int64),
    )  # fmt: skip
    if dirt.refunds:
        _refund(dice, world, window, orders, key)
    orders = orders.take(np.flatnonzero(bought | cancelled | tested))
    items = _items(orders, sessions, lines)
    orders.cost = np.bincount(
        items.order, weights=items.quantity * items.unit_cost, minlength=len(orders.at)
    ).astype(np.int64)
    return orders, items


def _order_times(rows: Ints, sessions: Sessions, events: Events) -> Ints:
    """Return the second of the purchase, or of two minutes after a checkout that fails."""
    at = np.zeros(len(sessions), dtype=np.int64)
    checkouts = events.code == CODE["begin_checkout"]
    at[events.session[checkouts]] = events.at[checkouts] + 120
    purchases = events.code == CODE["purchase"]
    at[events.session[purchases]] = events.at[purchases]
    return at[rows]


def _seller_of(
    dice: Dice, world: World, people: People, person: Ints, key: Ints, at: Ints, sellers: Sellers
) -> Ints:
    """Return the home seller of most orders if at work that day, else the next who is, else -1."""
    count = world.sellers_per_block
    home = below(dice.roll("home seller", people.key), count)[person]
    chosen = np.full(len(person), -1, dtype=np.int64)
    for step in range(4):
        seller = (home + 7 * step) % count
        works = (sellers.joined[seller] <= at) & (at < sellers.left[seller])
        chosen = np.where((chosen < 0) & works, seller, chosen)
    return np.where(happens(dice.roll("sold by seller", key), world.seller_share), chosen, -1)


def _refund(dice: Dice, world: World, window: Window, orders: Orders, key: Ints) -> None:
    bits = dice.roll("refund", key)
    full = happens(bits, world.full_refunds)
    part = ~full & happens(bits, world.full_refunds + world.partial_refunds)
    when = orders.at + DAY + below(dice.roll("refund wait", key), 40 * DAY)
    given = (full | part) & (when < window.end) & orders.is_valid
    net = orders.gross - orders.discount
    percent = np.where(full, 100, between(dice.roll("refund part", key), 20, 60))
    orders.refunded = np.where(given, net * percent // 100, 0)
    orders.refunded_at = np.where(given, when, 0)
    orders.status = np.where(given & full, REFUNDED, orders.status)
    orders.updated = np.where(given, when, orders.updated)


def _items(orders: Orders, sessions: Sessions, lines: Lines) -> Items:
    """Return order lines whose quantity x unit price adds up to the order's gross to the cent."""
    order_of = np.full(len(sessions), -1, dtype=np.int64)
    order_of[orders.session] = np.arange(len(orders.at))
    kept = np.flatnonzero(lines.is_carted & (order_of[lines.session] >= 0))
    order, product = order_of[lines.session[kept]], lines.product[kept]
    quantity, place = lines.quantity[kept], lines.place[kept]
    last = np.append(order[1:] != order[:-1], True) if len(order) else order > 0
    quantity = np.where(last, 1, quantity)  # so that the remainder is one unit's price
    part = split(orders.gross, PRICE_OF[product] * quantity, order)
    price = part // quantity
    rest = np.bincount(order, weights=part - price * quantity, minlength=len(orders.at))
    price[last] += rest.astype(np.int64)[order[last]]
    discount = split(orders.discount, price * quantity, order)
    cost = price * np.array(ROLE_COST_PERCENT)[ROLE_OF[product]] // 100
    return Items(order, place, product, quantity, price, discount, cost)
