"""The money side from outside: one small company through `northstar build`, against sums by hand.

The raw rows are in money_world.py. Rates: a dollar is 1 / 1.10 EUR until 28 February and 1 / 1.20
EUR from 1 March 2026, New York's days.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import money_world
import pytest
from publishing import build, query

from northstar.build import parse_variables, project_root
from northstar.publish.errors import UsageFailure

FEB, MAR, APR, MAY, JUL = (dt.date(2026, month, 1) for month in (2, 3, 4, 5, 7))
Ask = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Return a function that queries the published company."""
    world = tmp_path_factory.mktemp("money")
    money_world.write(world)
    result = build(
        world,
        *("--config", world / "config", "--as-of", money_world.AS_OF),
        *("--vars", json.dumps(money_world.VARIABLES)),
    )
    assert result.exit_code == 0, result.stderr
    return lambda sql: query(world, sql)


def money(*amounts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(amount) for amount in amounts)


@pytest.mark.e2e
def test_rows_that_break_the_contract_are_quarantined_alone(ask: Ask) -> None:
    found = ask("select source_table, reason, column_name from quality.quarantine order by all")
    assert found == [
        ("events", "future", "received_at"),  # q3: it would win over every later delivery
        ("events", "missing_value", "visitor_id"),
        ("events", "wrong_type", "occurred_at"),
        ("orders", "future", "updated_at"),
        ("orders", "unknown_currency", "currency"),
        ("orders", "unknown_value", "status"),
        ("points_ledger", "unknown_value", "activity"),
        ("survey_responses", "unknown_value", "survey_type"),
        ("users", "wrong_type", "is_internal"),
    ]
    assert ask("""select "check" from quality.reconciliation where difference <> 0""") == []


@pytest.mark.e2e
def test_orders_are_converted_once_and_refunds_at_their_own_day(ask: Ask) -> None:
    found = ask("""
        select order_id, person_id, order_date::varchar, is_valid, order_number,
            gross_amount, discount_amount, refund_amount, net_revenue
        from core.fct_orders
    """)
    expected = {
        # 100 / 1.10; refunds 11 / 1.20 + 5
        "feb": ("u:b1", "2026-02-28", True, 1, *money("90.91", "0", "14.17", "76.74")),
        # one second later: 100 / 1.20 - 10 / 1.20
        "march": ("u:b1", "2026-03-01", True, 2, *money("83.33", "8.33", "0", "75.00")),
        # more went back than came in; what went back after the as-of has not happened yet
        "over": ("u:b2", "2026-04-01", True, 1, *money("20", "0", "25", "-5")),
        "called_off": ("u:b2", "2026-04-02", False, None, *money("70", "0", "70", "0")),
        "nobody": ("(guest)", "2026-03-05", True, None, *money("50", "60", "0", "-10")),
        "visitor": ("v:w1", "2026-03-05", True, 1, *money("51", "0", "0", "51")),
        # `anonymous` names nobody, so the device does
        "blocked": ("v:w1", "2026-03-05", True, 2, *money("52", "0", "0", "52")),
        # a device that b3 was seen on
        "device": ("u:b3", "2026-03-06", True, 1, *money("53", "0", "0", "53")),
        # the newest updated_at says cancelled, though it came in the earlier file
        "twice": ("u:b3", "2026-03-07", False, None, *money("54", "0", "0", "54")),
        "trial": ("u:b3", "2026-03-08", False, None, *money("54", "0", "0", "54")),
        # the as-of itself counts, the second after it does not
        "now": ("u:b3", "2026-07-01", True, 2, *money("56", "0", "0", "56")),
        "tie_a": ("u:b4", "2026-04-04", True, 1, *money("2", "0", "0", "2")),
        "tie_b": ("u:b4", "2026-04-04", True, 2, *money("1", "0", "0", "1")),
        "minus": ("u:b4", "2026-04-10", True, 3, *money("-5", "0", "0", "-5")),
        "zero": ("u:b5", "2026-04-20", True, 1, *money("0", "0", "0", "0")),
        "staff": ("u:b9", "2026-02-10", True, 1, *money("100", "0", "0", "100")),
    }
    assert {row[0]: row[1:] for row in found} == expected


@pytest.mark.e2e
def test_both_datings_of_refunds_and_refunds_without_an_order(ask: Ask) -> None:
    found = ask("""
        select period_month, sales, net_revenue, net_revenue_refund_dated, refunds_without_revenue
        from revenue.refund_reconciliation order by 1
    """)
    assert found == [
        (FEB, *money("90.91", "76.74", "90.91", "0")),
        # 75 - 10 + 51 + 52 + 53; 11 / 1.20 = 9.17 went back
        (MAR, *money("221", "221", "211.83", "0")),
        # 20 + 2 + 1 - 5 + 0; 25 + 5 went back, and 70 for a cancelled order
        (APR, *money("18", "-7", "-12", "70")),
        (MAY, *money("0", "0", "0", "7")),
        (JUL, *money("56", "56", "56", "0")),
    ]
    growth = ask("""
        select distinct period_month, sum(component_value)
        from revenue.growth_models group by model, period_month order by 1
    """)
    assert [row for row in growth if row[1]] == [(row[0], row[2]) for row in found if row[0] != MAY]


@pytest.mark.e2e
def test_a_variable_cost_falls_on_orders_that_count(ask: Ask) -> None:
    # staff's order of February is no revenue, so it bears nothing of the 10
    found = ask("select order_id, contribution_margin from core.fct_orders where order_id = 'feb'")
    assert found == [("feb", Decimal("66.74"))]  # 76.74 - 10


@pytest.mark.e2e
def test_spend_reconciles_to_the_cent_whatever_placed_it(ask: Ask) -> None:
    found = ask("""
        select date_trunc('month', spend_date)::date, channel, sum(spend)
        from core.fct_channel_spend group by all order by 1, 2
    """)
    assert found == [
        (FEB, "(unallocated)", Decimal(6)),  # 5.555 restated by the later file
        (FEB, "search", Decimal("100.15")),  # 100.10 + 0.05
        (FEB, "social", Decimal(100)),  # 110 / 1.10
        (MAR, "search", Decimal(100)),  # 120 / 1.20
        (APR, "mail", Decimal("-3.5")),  # a credit
        (JUL, "search", Decimal(1)),  # the day after the as-of is not there
    ]


@pytest.mark.e2e
def test_cac_and_its_flags(ask: Ask) -> None:
    rows = ask("""
        select period_month, channel, variant, spend, customers, round(cac, 6), flag
        from acquisition.cac
        where attribution_model = 'first' and lag_basis = 'same_period'
            and variant in ('blended', 'fully_loaded')
    """)
    found = {row[:3]: (float(row[3]) if row[3] is not None else None, *row[4:]) for row in rows}
    blended = {(*key[:2],): row for key, row in found.items() if key[2] == "blended"}
    nobody, unpaid = "spend_without_customers", "customers_without_spend"
    assert blended[FEB, "search"] == (100.15, 1, 100.15, None)  # b1
    assert blended[FEB, "social"] == (100, 0, None, nobody)
    assert blended[FEB, "all"] == (206.15, 1, 206.15, None)  # staff is no customer
    assert blended[MAR, "search"] == (100, 0, None, nobody)
    assert blended[MAR, "seo"] == (None, 1, None, unpaid)  # b3, before the device was b3's
    assert blended[MAR, "(unattributed)"][:3] == (None, 1, None)  # w1, never seen visiting
    assert blended[APR, "social"] == (None, 1, None, unpaid)  # b2
    assert blended[APR, "search"] == (None, 1, None, unpaid)  # b5
    assert blended[APR, "(unattributed)"][:3] == (None, 1, None)  # b4
    # salaries of 1,000 by media spend, the tool of search 110 / 1.10 = 100:
    # 100.15 + 1000 x 100.15 / 206.15 + 100
    assert found[FEB, "search", "fully_loaded"][2] == pytest.approx(685.961302, abs=1e-6)
    assert found[FEB, "all", "fully_loaded"][0] == pytest.approx(206.15 + 1000 + 100)
    # an agency in a month without media
    assert found[MAY, "(unallocated)", "fully_loaded"] == (300, 0, None, nobody)


@pytest.mark.e2e
def test_credit_of_eleven_models_by_hand(ask: Ask) -> None:
    rows = ask("""
        select conversion_id, attribution_model, channel, sum(credit)
        from acquisition.attribution_credits where conversion_type like 'goal%' group by all
    """)
    found: dict[tuple[str, str], dict[str, float]] = {}
    for conversion, model, channel, credit in rows:
        found.setdefault((conversion, model), {})[channel] = credit

    def check(conversion: str, **models: dict[str, float]) -> None:
        for model, credits in models.items():
            assert found[conversion, model] == pytest.approx(credits), (conversion, model)

    # a1: search exactly 10 days before, social exactly its own 5 days, mail 2 days, direct 15 min
    decayed = {"search": 10, "social": 5, "mail": 2, "direct": 15 / 1440}
    decayed = {channel: 2 ** (-days / 7) for channel, days in decayed.items()}
    check(
        "goal:g1",
        first={"search": 1},
        last={"direct": 1},
        last_non_direct={"mail": 1},
        last_paid={"social": 1},
        linear=dict.fromkeys(decayed, 0.25),
        position={"search": 0.4, "social": 0.1, "mail": 0.1, "direct": 0.4},
        j_shape={"search": 0.2, "social": 0.1, "mail": 0.1, "direct": 0.6},
        inverse_j={"search": 0.6, "social": 0.1, "mail": 0.1, "direct": 0.2},
        time_decay={c: decay / sum(decayed.values()) for c, decay in decayed.items()},
        participation=dict.fromkeys(decayed, 1),
        shapley=dict.fromkeys(decayed, 0.25),
    )
    # a2: both a second too early; what is left is the direct visit
    check("goal:g2", first={"direct": 1}, last_paid={"direct": 1}, shapley={"direct": 1})
    # a3: two goals in one visit; where a goal ends the path, the second has none
    check("goal:g4", first={"search": 1})
    check("goal_reset:g3", first={"search": 1})
    check("goal_reset:g4", first={"(none)": 1}, linear={"(none)": 1}, markov={"(none)": 1})
    # a4: search twice (the second by the click id in the address), then seo
    check(
        "goal:g5",
        linear={"search": 2 / 3, "seo": 1 / 3},
        position={"search": 0.6, "seo": 0.4},
        last_paid={"search": 1},
        participation={"search": 1, "seo": 1},
        shapley={"search": 0.5, "seo": 0.5},
    )
    # a5: two touches
    check(
        "goal:g6",
        position={"seo": 0.5, "search": 0.5},
        j_shape={"seo": 0.25, "search": 0.75},
        inverse_j={"seo": 0.75, "search": 0.25},
    )
    for (conversion, model), credits in found.items():
        if model != "participation":
            assert sum(credits.values()) == pytest.approx(1), (conversion, model)


@pytest.mark.e2e
def test_a_direct_visit_inherits_for_thirty_days_to_the_second(ask: Ask) -> None:
    found = ask("select session_id, channel from core.fct_sessions where person_id like 'u:a_'")
    channels = dict(found)
    assert channels["t15"] == "seo"  # exactly 30 days
    assert channels["t17"] == "direct"  # one second more; no rule knows its source
    assert channels["t18"] == "referral"


@pytest.mark.e2e
def test_purchase_statistics_and_rfm(ask: Ask) -> None:
    found = ask("""
        select person_id, frequency, recency_days, age_days, monetary_value, fit_status
        from revenue.customer_value order by 1
    """)
    assert found == [
        ("u:b1", 1, 1, 123, Decimal("75.00"), "gated"),  # 28 February, 1 March
        ("u:b2", 0, 0, 91, None, "gated"),
        ("u:b3", 1, 117, 117, Decimal("56.00"), "gated"),
        ("u:b4", 1, 6, 88, Decimal("-5.00"), "gated"),  # two orders of one day are one purchase
        ("u:b5", 0, 0, 72, None, "gated"),
        ("v:w1", 0, 0, 118, None, "gated"),
    ]
    # cuts (20, 40, 60, 80 % of six values are the 2nd to 5th): recency 72 82 91 118,
    # frequency 1 2 2 2, money -2 0 103 109; a value above a cut leaves its class
    found = ask("select person_id, recency_days, frequency, monetary, r, f, m from customers.rfm")
    assert {row[0]: row[1:] for row in found} == {
        "u:b1": (122, 2, Decimal("151.74"), 1, 2, 5),
        "u:b2": (91, 1, Decimal("-5.00"), 3, 1, 1),
        "u:b3": (0, 2, Decimal("109.00"), 5, 2, 4),
        "u:b4": (82, 3, Decimal("-2.00"), 4, 5, 1),
        "u:b5": (72, 1, Decimal("0.00"), 5, 1, 2),
        "v:w1": (118, 2, Decimal("103.00"), 2, 2, 3),
    }


@pytest.mark.e2e
def test_tiers_rise_at_once_and_fall_after_grace(ask: Ask) -> None:
    found = ask("""
        select person_id, valid_from::varchar, tier, reason from customers.tier_history
        where person_id in ('u:a2', 'u:b1', 'u:b4') order by 1, 2
    """)
    assert found == [
        ("u:a2", "2026-05-01 00:00:00", "vip", "joined"),  # 1,000 points, nobody said what for
        ("u:b1", "2026-03-01 04:59:59", "member", "joined"),
        ("u:b1", "2026-03-01 05:00:00", "silver", "upgrade"),  # 90.91 + 75.00 >= 155
        # - 9.17 - 5.00: short in the night to 11 April, 30 days of grace, midnight is 04:00 UTC
        ("u:b1", "2026-05-11 04:00:00", "member", "downgrade"),
        ("u:b4", "2026-04-04 12:00:00", "member", "joined"),
        ("u:b4", "2026-04-10 12:00:00", "gold", "upgrade"),  # the third order
    ]
    tiers = dict(ask("select order_id, tier_at_order from core.fct_orders"))
    assert (tiers["feb"], tiers["march"], tiers["now"]) == ("(none)", "member", "member")


@pytest.mark.e2e
def test_net_promoter_score(ask: Ask) -> None:
    found = ask("""
        select responses, score from customers.feedback
        where survey_type = 'nps' and period_grain = 'all' and segment = 'all'
    """)
    assert found == [(4, 25.0)]  # 10 and 9 promote, 6 detracts: 100 x (2 - 1) / 4


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"week_start": "friday"}, "week_start friday is none of monday, sunday"),
        ({"rfm_method": "quartile"}, "rfm_method quartile is none of quintile, fixed"),
        ({"reporting_timezone": "Mars/Base"}, "reporting_timezone Mars/Base"),
        ({"reporting_currency": "EURO"}, "reporting_currency EURO"),
        ({"as_of": "soon"}, "as_of soon"),
        ({"reporting_curency": "EUR"}, "did you mean reporting_currency"),
    ],
)
def test_a_var_that_means_nothing_is_refused_by_name(variables: dict[str, str], said: str) -> None:
    with pytest.raises(UsageFailure, match=said):
        parse_variables(project_root(), json.dumps(variables), None)


def test_the_as_of_is_one_moment_however_it_is_given() -> None:
    text = json.dumps({"as_of": money_world.AS_OF})
    for variables in (
        parse_variables(project_root(), text, None),
        parse_variables(project_root(), None, money_world.AS_OF),
    ):
        assert variables == {"as_of": "2026-07-01 16:00:00"}
