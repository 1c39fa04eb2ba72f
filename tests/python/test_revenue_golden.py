"""Published cases with known answers, through the real models of the revenue area."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import duckdb
import pytest
from harness import Warehouse
from revenue_cases import AS_OF, deliver_cdnow, published_cases
from scipy import optimize, special

# BG/NBD of the raw CDNOW log until 1997-09-30, in weeks (golden clv.bgnbd.params_raw_log)
BG_NBD = {"r": 0.24259452, "alpha": 4.41360202, "a": 0.792922, "b": 2.42590673}
LOG_LIKELIHOOD = -9582.42920667
# P(alive) and purchases of the next 39 weeks by frequency, recency and age
# in days (clv.bgnbd.conditional)
CONDITIONAL = {
    (0, 0, 272): (1.0, 0.19478084681274313),
    (1, 12, 272): (0.21222740850696753, 0.2032506445801197),
    (2, 213, 272): (0.7266091510345989, 1.2259104505889704),
    (7, 206, 272): (0.6418006081124396, 3.3372394258304907),
}
FITS = ("int_clv_segments", "int_clv_patterns", "int_clv_counts", "int_clv_spendings")
FITS += ("int_clv_spending_counts", "int_clv_order_fits", "int_clv_order_segment_fits")
FITS += ("int_clv_value_fits", "int_clv_value_segment_fits", "int_clv_parameters")
# repeat purchases of somebody new by days since the first one (clv.bgnbd.unconditional)
UNCONDITIONAL = {
    1: 0.007816072062511075,
    7: 0.05318474076194048,
    21: 0.1506319301294433,
    223: 1.0404943057451908,
    224: 1.0437372283241566,
    546: 1.8579717785739027,
}


@pytest.fixture(scope="module")
def cdnow(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    variables = {
        **{"as_of": "1998-06-30 23:59:59", "clv_backtest_days": 273, "clv_model": "bg_nbd"},
        **{"clv_expectation_days": [*UNCONDITIONAL], "clv_expectation_max_frequency": 60},
    }
    warehouse = Warehouse(tmp_path_factory.mktemp("cdnow"), variables)
    deliver_cdnow(warehouse)
    marts = ("+clv_parameters", "+clv_backtest", "+customer_value", "+clv_expectations")
    warehouse.build("-s", *marts)
    return warehouse


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    variables = {"as_of": AS_OF, "ltv_horizon_days": [3, 30]}
    warehouse = Warehouse(tmp_path_factory.mktemp("published"), variables)
    published_cases().deliver(warehouse)
    warehouse.build("-s", "+models/marts/revenue", "+dimension_drivers", "+metric_contributions")
    return warehouse


def test_cdnow_sufficient_statistics(cdnow: Warehouse) -> None:
    rows = cdnow.query("""
        select
            count(*), count(*) filter (where frequency > 0), sum(frequency),
            sum(holdout_frequency)
        from intermediate.int_customer_statistics where split = 'backtest'
    """)
    assert rows == [(2357, 946, 2457, 1882)]
    sales = cdnow.query("select count(*), sum(gross_amount) from staging.stg_shop__orders")[0]
    assert (sales[0], float(sales[1])) == (6919, 244091.94)


def test_cdnow_bg_nbd_parameters(cdnow: Warehouse) -> None:
    rows = cdnow.query("""
        select r, alpha, a, b, log_likelihood, customers, fit_status
        from revenue.clv_parameters where model = 'bg_nbd' and segment = '(backtest)'
    """)
    *parameters, log_likelihood, customers, status = rows[0]
    assert parameters == pytest.approx(list(BG_NBD.values()), rel=1e-5)
    assert log_likelihood == pytest.approx(LOG_LIKELIHOOD, abs=1e-4)
    assert (customers, status) == (2357, "ok")


def test_cdnow_gamma_gamma_is_at_its_maximum(cdnow: Warehouse) -> None:
    customers = cdnow.query("""
        select frequency, monetary_value from intermediate.int_customer_statistics
        where split = 'backtest' and frequency > 0 and monetary_value > 0
    """)

    def negative(logs: Any) -> float:
        p, q, v = (math.exp(log) for log in logs)
        return -sum(
            special.gammaln(p * x + q)
            - special.gammaln(p * x)
            - special.gammaln(q)
            + q * math.log(v)
            + (p * x - 1) * math.log(m)
            + p * x * math.log(x)
            - (p * x + q) * math.log(x * m + v)
            for x, m in customers
        )

    found = cdnow.query("""
        select p, q, v, log_likelihood from revenue.clv_parameters
        where model = 'gamma_gamma' and segment = '(backtest)'
    """)[0]
    *parameters, log_likelihood = found
    assert log_likelihood == pytest.approx(
        -negative([math.log(value) for value in parameters]), abs=1e-4
    )
    best = optimize.minimize(
        negative, [math.log(value) for value in parameters], method="Nelder-Mead"
    )
    assert -best.fun == pytest.approx(log_likelihood, abs=1e-5)
    # the published fit is of means rounded to cents
    assert parameters == pytest.approx([6.248802488, 3.744588453, 15.447748014], rel=2e-3)


@pytest.mark.parametrize("point", CONDITIONAL)
def test_cdnow_conditional_expectations(cdnow: Warehouse, point: tuple[int, int, int]) -> None:
    frequency, recency, age = point
    rows = cdnow.query(f"""
        select distinct round(p_alive, 9), round(expected_orders_holdout, 9)
        from intermediate.int_customer_scores
        where split = 'backtest' and frequency = {frequency} and recency_days = {recency}
            and age_days = {age}
    """)
    assert len(rows) == 1
    # the published points are in weeks of two decimals
    assert rows[0] == pytest.approx(CONDITIONAL[point], abs=5e-4)


def test_cdnow_expectations_equal_the_closed_form(cdnow: Warehouse) -> None:
    r, alpha, a, b = cdnow.query("""
        select r, alpha, a, b from revenue.clv_parameters
        where model = 'bg_nbd' and segment = '(backtest)'
    """)[0]
    rows = cdnow.query("""
        select distinct frequency, recency_days / 7.0, age_days / 7.0, expected_orders_holdout
        from intermediate.int_customer_scores where split = 'backtest'
    """)
    for x, recency, age, expected in rows:
        fraction = (alpha + age) / (alpha + age + 39)
        series = special.hyp2f1(r + x, b + x, a + b + x - 1, 39 / (alpha + age + 39))
        alive = (a / (b + x - 1)) * ((alpha + age) / (alpha + recency)) ** (r + x) if x else 0
        right = (a + b + x - 1) / (a - 1) * (1 - fraction ** (r + x) * series) / (1 + alive)
        assert expected == pytest.approx(right, rel=1e-9)


def test_cdnow_unconditional_expectations(cdnow: Warehouse) -> None:
    rows = cdnow.query("""
        select distinct horizon_days, expected_orders from revenue.clv_expectations
        where model = 'bg_nbd' and segment = '(backtest)'
    """)
    assert dict(rows) == pytest.approx(UNCONDITIONAL, abs=1e-4)


@pytest.mark.parametrize("model", ["bg_nbd", "mbg_nbd"])
def test_cdnow_chances_make_the_expectation(cdnow: Warehouse, model: str) -> None:
    rows = cdnow.query(f"""
        select
            any_value(expected_orders), sum(frequency * probability),
            sum(probability) + min(probability_or_more - probability), max(probability_or_more)
        from revenue.clv_expectations
        where model = '{model}' and segment = '(backtest)' and horizon_days <= 224
        group by horizon_days
    """)
    assert len(rows) == 5
    for expected, mean, everything, most in rows:
        # frequencies above 60 are not listed
        assert mean == pytest.approx(expected, rel=1e-3)
        assert (everything, most) == pytest.approx((1, 1), abs=1e-8)


def test_cdnow_published_summary_gives_the_published_fit(cdnow: Warehouse, tmp_path: Path) -> None:
    """The summary that `lifetimes` ships is the raw log with weeks rounded to two decimals."""
    summary = cdnow.copy(tmp_path / "summary")
    with duckdb.connect(str(summary.database)) as connection:
        for column in ("recency_days", "age_days"):
            connection.execute(
                f"alter table intermediate.int_customer_statistics alter {column} "
                f"type double using round({column} / 7.0, 2) * 7"
            )
    summary.build("-s", *FITS, "clv_parameters")
    found = summary.query("""
        select r, alpha, a, b, log_likelihood from revenue.clv_parameters
        where model = 'bg_nbd' and segment = '(backtest)'
    """)[0]
    # golden clv.bgnbd.params; stored to six significant digits
    assert found == pytest.approx(
        (0.242592907, 4.413531561, 0.792886144, 2.425753421, -9582.425560567), rel=1e-5
    )


def test_cdnow_start_found_in_a_sample_leads_to_the_same_fit(
    cdnow: Warehouse, tmp_path: Path
) -> None:
    sampled = cdnow.copy(tmp_path / "sampled")
    sampled.variables = {**cdnow.variables, "clv_sample_min_customers": 500}
    sampled.build("-s", *FITS, "clv_parameters")
    parameters = ", ".join(
        f"coalesce({name}, 0)" for name in ["r", "alpha", "a", "b", "p", "q", "v"]
    )
    query = f"""
        select model, segment, fit_status, log_likelihood, {parameters}
        from revenue.clv_parameters where model <> 'sbg' order by model, segment
    """
    pairs = list(zip(sampled.query(query), cdnow.query(query), strict=True))
    assert len(pairs) >= 6
    for mine, theirs in pairs:
        assert mine[:3] == theirs[:3]
        assert mine[3:] == pytest.approx(theirs[3:], rel=2e-6)
    samples = "select count(*) from intermediate.int_clv_patterns where data_id % 2 = 1"
    assert cdnow.query(samples) == [(0,)]
    assert sampled.query(samples)[0][0] > 100


def test_cdnow_backtest_is_published(cdnow: Warehouse) -> None:
    forecast, actual = cdnow.query(
        "select forecast, actual from revenue.clv_backtest where frequency_bin = 'all'"
    )[0]
    # lifetimes, with the same parameters, expects the same of the 39 weeks that follow
    assert actual == 1882
    assert forecast == pytest.approx(1690, abs=60)


def test_ltv_censoring(published: Warehouse) -> None:
    rows = published.query("""
        select eligible, marginal_revenue, cumulative_revenue, naive_cumulative_revenue
        from revenue.ltv_curves where channel = 'email' order by month_number
    """)
    eligible, marginal, cumulative, naive = zip(*rows, strict=True)
    assert eligible == (300, 300, 200, 100)
    assert marginal == pytest.approx((55, 22, 10.5, 5))
    assert cumulative == pytest.approx((55, 77, 87.5, 92.5))
    assert naive == pytest.approx((55, 77, 84, 85.6667), abs=1e-4)


def test_cohort_cells_above_the_diagonal_are_blank(published: Warehouse) -> None:
    rows = published.query("""
        select extract(month from cohort_month), month_number, is_complete,
            cumulative_revenue_per_customer
        from revenue.cohort_ltv where channel = 'email' and not is_predicted order by 1, 2
    """)
    lived = {(int(cohort), age): value for cohort, age, complete, value in rows if complete}
    assert lived == {
        (1, 0): 50, (1, 1): 70, (1, 2): 80, (1, 3): 85,
        (2, 0): 55, (2, 1): 77, (2, 2): 88, (3, 0): 60, (3, 1): 84,
    }  # fmt: skip
    assert all(value is None for _, _, complete, value in rows if not complete)


@pytest.mark.parametrize(
    ("channel", "ltv", "naive"), [("community", 5.13, 5.13), ("field_promotion", 5.0, 4.73)]
)
def test_horizon_ltv_of_mature_cohorts(
    published: Warehouse, channel: str, ltv: float, naive: float
) -> None:
    rows = published.query(f"""
        select ltv_revenue, naive_ltv_revenue from revenue.horizon_ltv
        where channel = '{channel}' and horizon_days = 3
    """)
    assert rows[0] == pytest.approx((ltv, naive), abs=0.005)


@pytest.mark.parametrize(
    ("model", "month", "lmdi", "shapley"),
    [
        (
            "funnel", "2025-07-01",
            {"uv": 1989.6795582073103, "cvr": -1149.801855210516, "p": 1040.122297003206},
            {"uv": 1993.3333333333326, "cvr": -1156.6666666666677, "p": 1043.3333333333333},
        ),
        (
            "sellers", "2025-04-01",
            {"n": 14534.88308452395, "s": -6434.88308452396}, {"n": 14550.0, "s": -6450.0},
        ),
    ],
)  # fmt: skip
def test_decomposition(
    published: Warehouse, model: str, month: str, lmdi: dict[str, float], shapley: dict[str, float]
) -> None:
    rows = published.query(f"""
        select factor, contribution, contribution_shapley, method from revenue.growth_drivers
        where model = '{model}' and period_month = '{month}' and factor <> 'component'
    """)
    assert {factor: value for factor, value, _, _ in rows} == pytest.approx(lmdi, abs=1e-6)
    assert {factor: value for factor, _, value, _ in rows} == pytest.approx(shapley, abs=1e-6)
    assert {method for *_, method in rows} == {"lmdi"}


POWERS = {
    ("country", "X"): 0.94, ("country", "Y"): 0.06,
    ("seller", "A1"): 0.52, ("seller", "A2"): -0.02, ("seller", "A3"): 0.32, ("seller", "A4"): 0.18,
    ("device", "pc"): 0.02, ("device", "mobile"): 0.48, ("device", "tablet"): 0.5,
}  # fmt: skip
SURPRISES = {"country": 0.0, "seller": 0.04789, "device": 0.1842}


def test_adtributor(published: Warehouse) -> None:
    rows = published.query("""
        select dimension, value, explanatory_power, dimension_surprise, is_root_cause, rank
        from north_star.dimension_drivers
        where metric = 'orders' and period = '2024-12-01'
            and dimension in ('country', 'seller', 'device')
        order by rank
    """)
    assert {row[:2]: row[2] for row in rows} == pytest.approx(POWERS, abs=1e-4)
    assert {row[0]: row[3] for row in rows} == pytest.approx(SURPRISES, abs=1e-4)
    assert [(row[1], row[5]) for row in rows if row[4]] == [("tablet", 1), ("mobile", 2)]


def test_hotspot(published: Warehouse) -> None:
    scores = published.query("""
        select value, potential_score, set_potential_score from north_star.dimension_drivers
        where metric = 'orders' and period = '2024-09-01' and dimension in ('country', 'device')
    """)
    alone = {"P1": 0.133178, "P2": 0.501383, "P3": 0.0, "M": 0.183879, "U": 0.215173}
    assert {value: score for value, score, _ in scores} == pytest.approx(alone, abs=1e-5)
    # P2 explains most; P1 with it explains all
    together = {value: score for value, _, score in scores}
    assert (together["P2"], together["P1"]) == pytest.approx((0.501383, 1.0), abs=1e-5)


def test_contributions_add_up(published: Warehouse) -> None:
    rows = published.query("""
        select metric_values.metric, max(metric_values.change), sum(contribution),
            count(*) filter (where not isfinite(contribution) or share in ('inf', '-inf', 'nan'))
        from north_star.metric_values
        inner join north_star.metric_contributions
            using (metric, period_grain, period_start)
        group by metric_values.metric, period_grain, period_start
    """)
    assert {metric for metric, *_ in rows} >= {"net_revenue", "visitors", "average_order_value"}
    for _, change, contributions, broken in rows:
        assert contributions == pytest.approx(change, abs=1e-9, rel=1e-9)
        assert not broken


def test_subscription_unit_economics(published: Warehouse) -> None:
    rows = published.query("""
        select arppu, cac, churn_rate, subscription_ltv, subscription_ltv_cac,
            subscription_payback_months
        from revenue.unit_economics
        where channel = 'paid_search' and period_month = '2025-10-01'
    """)
    assert rows[0] == pytest.approx((100, 500, 0.04, 2125, 4.25, 5.882353), abs=1e-6)


def test_all_models_are_the_same_revenue(published: Warehouse) -> None:
    rows = published.query("""
        select period_month, count(distinct model), min(revenue), max(revenue) from (
            select model, period_month, sum(component_value) as revenue
            from revenue.growth_models group by all
        ) group by 1
    """)
    assert len(rows) >= 8
    assert all(models == 5 and least == most for _, models, least, most in rows)
