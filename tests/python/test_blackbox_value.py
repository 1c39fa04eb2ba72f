"""Orders, products and customer value from outside: a random dirty company against plain Python.

The company lands in two deliveries, shuffled. value_oracle.py is written from METRICS.md alone.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from harness import Warehouse
from scipy.optimize import minimize
from scipy.special import betaln, gammaln
from value_oracle import Oracle, Rows, alive, deliver, expected, mean_value, world


@pytest.fixture(scope="module")
def rows() -> Rows:
    return world(seed=29)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, rows: Rows) -> Warehouse:
    warehouse = Warehouse(tmp_path_factory.mktemp("value"))
    for part in (0, 1):
        deliver(warehouse, rows, part)
        warehouse.build("-s", "+models/marts/revenue", "+fct_orders")
    return warehouse


@pytest.fixture(scope="module")
def oracle(built: Warehouse, rows: Rows) -> Oracle:
    return Oracle(rows, {row["order_id"]: row for row in table(built, "core.fct_orders")})


def table(warehouse: Warehouse, name: str) -> list[dict[str, Any]]:
    """Return the rows of a table, or of a query in brackets, by column."""
    columns = [row[0] for row in warehouse.query(f"describe select * from {name}")]
    return [dict(zip(columns, row, strict=True)) for row in warehouse.query(f"from {name}")]


def test_orders(built: Warehouse, oracle: Oracle) -> None:
    found = {row["order_id"]: row for row in table(built, "core.fct_orders")}
    assert found.keys() == oracle.orders.keys()
    for key, row in oracle.orders.items():
        names = ("person_id", "order_date", "is_valid", "order_number", "net_revenue")
        expected = (row["person"], row["day"], row["is_valid"], row.get("number"), row["net"])
        assert tuple(found[key][name] for name in names) == expected, key


def test_five_models_and_every_day_add_up_to_the_same_revenue(
    built: Warehouse, oracle: Oracle
) -> None:
    months = oracle.by(lambda row: row["day"].replace(day=1))
    growth = table(built, "revenue.growth_models")
    assert {row["model"] for row in growth} > {"channels", "products", "funnel", "sellers"}
    for row in growth:
        total = months[row["period_month"]]
        assert row["revenue_share"] == pytest.approx(float(row["component_value"] / total))
        factors = [row[f"factor_{n}_value"] for n in (1, 2, 3) if row[f"factor_{n}_name"]]
        if factors:
            assert math.prod(factors) == pytest.approx(float(row["component_value"]))
    sums: dict[Any, Decimal] = defaultdict(Decimal)
    for row in growth:
        sums[row["model"], row["period_month"]] += row["component_value"]
    assert sums == {(m, month): months[month] for m, _ in sums for month in months}
    daily = table(built, "revenue.revenue_daily")
    by_day = oracle.by(lambda row: (row["day"], row["channel"], row["tier_at_order"]))
    back: dict[Any, Decimal] = defaultdict(Decimal)
    for order_id, day, amount in oracle.refunds:
        if (order := oracle.orders.get(order_id)) and order["is_counted"]:
            back[day] += amount
    found: dict[Any, Decimal] = defaultdict(Decimal)
    for row in daily:
        found[row["date_day"], row["channel"], row["tier"]] += row["net_revenue"]
        back[row["date_day"]] -= row["refunds_refund_dated"]
    assert {key: value for key, value in found.items() if value} == {
        key: value for key, value in by_day.items() if value
    }
    assert not any(back.values())


def test_products_and_their_affinity(built: Warehouse, oracle: Oracle, rows: Rows) -> None:
    baskets: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows["order_items"]:
        if (order := oracle.orders.get(row["order_id"])) and order["is_counted"]:
            baskets[row["order_id"]][row["product_id"]] += row["quantity"]
    single = Counter(product for basket in baskets.values() for product in basket)
    pairs = Counter((a, b) for basket in baskets.values() for a in basket for b in basket)
    for row in table(built, "revenue.product_affinity"):
        a, b = row["product_a"], row["product_b"]
        both, count = pairs.pop((a, b)), len(baskets)
        shares = (both / count, both / single[a], both * count / single[a] / single[b])
        assert (row["support"], row["confidence"], row["lift"]) == pytest.approx(shares)
    assert all(a == b or both < 0.001 * len(baskets) for (a, b), both in pairs.items())
    months: dict[Any, list[Any]] = defaultdict(lambda: [0, 0, set(), 0, set()])
    firsts: Counter[dt.date] = Counter()
    bought: set[tuple[str, str]] = set()
    for key, order in oracle.orders.items():
        if order["is_counted"]:
            month, person = order["day"].replace(day=1), order["person"]
            firsts[month] += order.get("number") == 1
            for product, units in baskets.get(key, {}).items():
                cell = months[product, month]
                cell[0] += 1
                cell[1] += units
                if person != "(guest)":
                    cell[2].add(person)
                    cell[3] += order["number"] == 1
                    cell[4] |= {person} if (person, product) in bought else set()
                    bought.add((person, product))
    found = {
        (row["product_id"], row["period_month"]): row
        for row in table(built, "revenue.product_performance")
    }
    assert months.keys() == {key for key in found if key[0] != "(unallocated)"}
    for key, (orders, units, buyers, entries, again) in months.items():
        row = found[key]
        assert (row["orders"], row["units"], row["buyers"]) == (orders, units, len(buyers))
        assert row["entry_share"] == (entries / firsts[key[1]] if firsts[key[1]] else None)
        assert row["repeat_rate"] == (len(again) / len(buyers) if buyers else None)


def test_forecasts_are_the_closed_formulas(built: Warehouse, oracle: Oracle) -> None:
    parameters = {
        (row["model"], row["segment"]): row for row in table(built, "revenue.clv_parameters")
    }
    statistics = oracle.statistics(oracle.as_of.date())
    found = table(built, "revenue.customer_value")
    assert {row["person_id"] for row in found} == statistics.keys()
    for row in found:
        x, recency, age, mean = statistics[row["person_id"]]
        assert (row["frequency"], row["recency_days"], row["age_days"]) == (x, recency, age)
        orders = parameters["mbg_nbd", row["scored_by"]]
        values = parameters["gamma_gamma", row["scored_by"]]
        if values["p"] is None:
            values = parameters["gamma_gamma", "all"]
        fit = [orders[name] for name in ("r", "alpha", "a", "b")]
        history = (x, recency / 7, age / 7, *fit)
        value = mean_value(x, mean, *(values[name] for name in ("p", "q", "v")))
        assert row["p_alive"] == pytest.approx(alive(*history), abs=2e-6)
        for days in (90, 365):
            forecast = pytest.approx(expected(days, *history), abs=5e-6)
            assert row[f"expected_orders_{days}d"] == forecast
        assert float(row["expected_order_value"]) == pytest.approx(value, abs=0.006)
        ahead = [expected(365 * month / 12, *history) for month in range(13)]
        discounted = sum((ahead[m] - ahead[m - 1]) / 1.1 ** (m / 12) for m in range(1, 13))
        assert float(row["clv_12m"]) == pytest.approx(discounted * value, abs=0.006, rel=1e-5)


@pytest.mark.parametrize("dies_at_once", [0, 1])
def test_fits_are_the_maximum_likelihood(
    built: Warehouse, oracle: Oracle, dies_at_once: int
) -> None:
    x, recency, age = np.array(
        [
            (x, t / 7, total / 7)
            for x, t, total, _ in oracle.statistics(oracle.as_of.date()).values()
        ]
    ).T

    def loss(logs: Any) -> float:
        r, alpha, a, b = np.exp(logs)
        common = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - betaln(a, b)
        lives = betaln(a, b + x + dies_at_once) - (r + x) * np.log(alpha + age)
        last = np.maximum(b + x - 1 + dies_at_once, 1e-9)
        dies = betaln(a + 1, last) - (r + x) * np.log(alpha + recency)
        dies = np.where(x + dies_at_once > 0, dies, -np.inf)
        return float(-(common + np.logaddexp(lives, dies)).sum())

    model = ("bg_nbd", "mbg_nbd")[dies_at_once]
    (row,) = table(
        built, f"(from revenue.clv_parameters where (model, segment) = ('{model}', 'all'))"
    )
    assert row["customers"] == len(x)
    # everybody drops out alike here: where likelihood alone runs away, a weak prior holds it
    precision = {"ok": 0, "prior": 1 / 3**2}[row["fit_status"]]
    centre = np.array([0, math.log(np.median(age)), 0, 0])
    fitted = np.log([row[name] for name in ("r", "alpha", "a", "b")])

    def objective(logs: Any) -> float:
        return loss(logs) + precision / 2 * float(((logs - centre) ** 2).sum())

    best = minimize(objective, fitted, method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-9})
    assert objective(fitted) - best.fun < 1e-6
    assert row["log_likelihood"] == pytest.approx(-loss(fitted), abs=1e-4)


def test_newcomers_are_expected_to_order_by_the_same_formula(built: Warehouse) -> None:
    fits = {
        row["segment"]: [row[name] for name in ("r", "alpha", "a", "b")]
        for row in table(built, "(from revenue.clv_parameters where model = 'mbg_nbd')")
    }
    found = table(built, "(from revenue.clv_expectations where model = 'mbg_nbd')")
    assert {row["segment"] for row in found} == {name for name, fit in fits.items() if fit[0]}
    for row in found:
        forecast = expected(row["horizon_days"], 0, 0, 0, *fits[row["segment"]])
        assert row["expected_orders"] == pytest.approx(forecast, rel=1e-7)


def test_the_backtest_forecasts_without_the_last_days(built: Warehouse, oracle: Oracle) -> None:
    split = oracle.as_of.date() - dt.timedelta(days=90)
    before, after = oracle.statistics(split), oracle.statistics(oracle.as_of.date())
    (orders,) = table(
        built,
        "(from revenue.clv_parameters where (model, segment) = ('mbg_nbd', '(backtest)'))",
    )
    assert (orders["customers"], orders["fitted_until_date"]) == (len(before), split)
    fit = [orders[name] for name in ("r", "alpha", "a", "b")]
    bins: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for person, (x, recency, age, _) in before.items():
        history = (x, recency / 7, age / 7, *fit)
        outcome = (expected(90, *history), after[person][0] - x)
        chance = min(int(alive(*history) * 10), 9)
        for name in ("all", str(x) if x < 7 else "7+", f"p_alive {chance}0%"):
            bins[name].append(outcome)
    found = {row["frequency_bin"]: row for row in table(built, "revenue.clv_backtest")}
    assert {name for name in found if not name.startswith("decile")} == bins.keys()
    for name, outcomes in bins.items():
        forecast, actual = sum(o[0] for o in outcomes), sum(o[1] for o in outcomes)
        row = found[name]
        assert (row["customers"], row["actual"]) == (len(outcomes), actual), name
        assert row["forecast"] == pytest.approx(forecast, abs=1e-4)
        assert row["bias"] == pytest.approx(forecast - actual, abs=1e-4)
        active = sum(o[1] > 0 for o in outcomes) / len(outcomes)
        assert row["active_rate"] == pytest.approx(active, abs=1e-6)


def test_cohorts_are_censored_and_pooled_over_who_is_old_enough(
    built: Warehouse, oracle: Oracle
) -> None:
    cohorts: Counter[int] = Counter()  # months since year 0
    money: dict[tuple[int, int], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for own in oracle.people.values():
        born = own[0]["day"].year * 12 + own[0]["day"].month
        cohorts[born] += 1
        for row in own:
            cell = money[born, row["day"].year * 12 + row["day"].month - born]
            cell[0] += row["net"]
            cell[1] += row["margin"]
    now = oracle.as_of.year * 12 + oracle.as_of.month
    found = {
        (row["cohort_month"].year * 12 + row["cohort_month"].month, row["month_number"]): row
        for row in table(built, "(from revenue.cohort_ltv where channel = 'all')")
        if not row["is_predicted"]
    }
    assert found.keys() == {(born, age) for born in cohorts for age in range(now - born + 1)}
    for (born, age), row in found.items():
        is_open, per_customer = born + age == now, row["cumulative_revenue_per_customer"]
        total = sum(money[born, month][0] for month in range(age + 1))
        margin = sum(money[born, month][1] for month in range(age + 1))
        assert (row["customers"], row["is_complete"]) == (cohorts[born], not is_open)
        assert row["eligible"] == (0 if is_open else cohorts[born])
        assert (row["cumulative_revenue"], row["cumulative_margin"]) == (total, margin)
        mean = None if is_open else pytest.approx(float(total) / cohorts[born], abs=1e-6)
        assert per_customer == mean
    curve = {
        row["month_number"]: row
        for row in table(built, "(from revenue.ltv_curves where channel = 'all')")
    }
    pooled = naive = 0.0
    for age in range(now - min(cohorts)):
        old = [born for born in cohorts if born + age < now]
        revenue, eligible = sum(money[b, age][0] for b in old), sum(cohorts[b] for b in old)
        pooled += float(revenue) / eligible
        naive += float(revenue) / cohorts.total()
        values = (curve[age]["cumulative_revenue"], curve[age]["naive_cumulative_revenue"])
        assert values == pytest.approx((pooled, naive), abs=1e-5)


def test_unit_economics_divide_the_same_sums(built: Warehouse, oracle: Oracle) -> None:
    sums: dict[dt.date, list[Any]] = defaultdict(lambda: [Decimal(0), Decimal(0), set(), 0])
    for person, own in oracle.people.items():
        for row in own:
            cell = sums[row["day"].replace(day=1)]
            cell[0] += row["net"]
            cell[1] += row["margin"]
            cell[2].add(person)
            cell[3] += row["number"] == 1
    ltv = {
        (row["cohort_month"], row["channel"]): row["ltv_12m"]
        for row in table(built, "revenue.twelve_month_ltv")
    }
    for row in table(built, "revenue.unit_economics"):
        if row["channel"] == "all":
            revenue, margin, customers, new = sums[row["period_month"]]
            assert (row["net_revenue"], row["contribution_margin"]) == (revenue, margin)
            assert (row["customers"], row["new_customers"]) == (len(customers), new)
            assert row["arppu"] == pytest.approx(float(revenue) / len(customers))
            assert row["arpu"] == pytest.approx(float(revenue) / row["active_people"])
        assert row["ltv_12m"] == ltv.get((row["period_month"], row["channel"]))
        ratio = row["ltv_12m"] / row["cac"] if row["ltv_12m"] is not None and row["cac"] else None
        assert row["ltv_cac"] == (None if ratio is None else pytest.approx(ratio))
