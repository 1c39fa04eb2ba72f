"""Published attribution, CAC, ROAS and payback cases, through the real models.

Cases are named as in the collection they come from: attr.adobe_example (Adobe Analytics),
attr.position_small_n (Mixpanel and Adobe), ue.cac_variants, ue.roas_currency (PostHog issue 47315),
ue.saas. attr.posthog_decay is the unit test int_touches_described__decays_by_half_life.
"""

from __future__ import annotations

import random
import re
from csv import DictReader
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from harness import PROJECT, Warehouse

TRAFFIC = {
    "paid_search": ("google", "cpc"),
    "paid_social": ("facebook", "cpc"),
    "organic_social": ("facebook", "social"),
    "organic_search": ("google", "organic"),
    "email": ("news", "email"),
    "display": ("dsp", "display"),
    "affiliate": ("blog", "affiliate"),
    "direct": ("", ""),
}


with (Path(__file__).parent / "channel_examples.csv").open(encoding="utf-8") as file:
    EXAMPLES = list(DictReader(file))


METHODS = {"fission", "scale", "resource", "platform"}
STRATEGIES = {
    "field_promotion",
    "partnership",
    "referral_fission",
    "short_video",
    "self_media_ads",
    "group_buying",
    "tool_led",
    "channel_partner",
    "organic",
}


class Story:
    """Raw rows of people, their visits and their orders."""

    def __init__(self) -> None:
        self.events = [
            "event_id,visitor_id,user_id,event_name,occurred_at,utm_source,utm_medium"
            ",utm_campaign,referrer_url,click_id"
        ]
        self.orders = ["order_id,user_id,ordered_at,status,currency,gross_amount,cost_amount"]

    def visit(self, person: str, channel: str, at: datetime) -> None:
        """Add one visit on a device of its own, so that every visit is a session."""
        number = f"e{len(self.events):05d}"
        source, medium = TRAFFIC[channel]
        self.events.append(f"{number},v{number},{person},page_view,{at},{source},{medium},,,")

    def arrive(self, person: str, at: datetime, traffic: dict[str, str]) -> None:
        """Add a visit that says exactly so much of where it came from."""
        host, click = traffic["referrer_host"], traffic["click_id_name"]
        self.events.append(
            f"e{len(self.events):05d},{person},,page_view,{at},{traffic['source']},"
            f"{traffic['medium']},{traffic['campaign']},{host and f'https://{host}/a'},"
            f"{click and f'{click}=1'}"
        )

    def order(
        self, person: str, at: datetime, amount: float = 10, currency: str = "USD", cost: float = 0
    ) -> None:
        """Add one completed order."""
        number = f"o{len(self.orders):05d}"
        self.orders.append(f"{number},{person},{at},completed,{currency},{amount},{cost}")

    def path(
        self, person: str, at: datetime, touches: list[tuple[str, float]], amount: float
    ) -> None:
        """Add visits so many days before an order, and the order."""
        for channel, days in touches:
            self.visit(person, channel, at - timedelta(days=days))
        self.order(person, at, amount)


AUGUST, DAY = datetime(2025, 8, 1), timedelta(days=1)


def crowd(dice: random.Random, story: Story) -> None:
    """Add thirty people who come and buy at random, often in the same second, over forty days."""
    for number in range(30):
        person = f"crowd{number:02d}"
        hours = [dice.randrange(40 * 24) for _ in range(dice.randint(1, 6))]
        for hour in hours:
            story.visit(person, dice.choice(list(TRAFFIC)), AUGUST + timedelta(hours=hour))
        for hour in dice.sample(hours, k=min(len(hours), dice.randint(0, 2))):
            story.order(person, AUGUST + timedelta(hours=hour + dice.choice([0, 0, 1, 200])), 25)


def outsiders(dice: random.Random, story: Story) -> None:
    """Add what must not matter: the crowd's visits out of any window, and forty other people."""
    for number in range(30):
        for days in (-31, 80):
            story.visit(f"crowd{number:02d}", dice.choice(list(TRAFFIC)), AUGUST + days * DAY)
    for number in range(40):
        at = AUGUST + timedelta(hours=dice.randrange(40 * 24))
        story.path(f"stranger{number:02d}", at, [(dice.choice(list(TRAFFIC)), 2)], 99)


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    root = tmp_path_factory.mktemp("golden")
    story = Story()
    january, march = datetime(2025, 1, 20, 12), datetime(2025, 3, 10, 12)
    adobe = [("paid_search", 9), ("organic_social", 6), ("email", 0), ("display", 0)]
    story.path("adobe", january, adobe, 50)
    for n in (1, 2, 6):
        story.path(f"n{n}", january, [("paid_search", n - i) for i in range(n)], 10)
    for channel, customers in {"paid_search": 20, "paid_social": 10, "organic_search": 15}.items():
        for number in range(customers):
            story.path(f"{channel}{number}", march, [(channel, 1)], 10)
    for number in range(5):
        story.order(f"unknown{number}", march)
    story.visit("sek", "affiliate", datetime(2025, 4, 5))
    story.order("sek", datetime(2025, 4, 6), 5000, "SEK")
    story.visit("saas", "paid_search", datetime(2025, 5, 1))
    for month in range(5, 12):
        story.order("saas", datetime(2025, month, 2), 100, cost=15)
    crowd(random.Random(7), story)
    for number, example in enumerate(EXAMPLES):
        story.arrive(f"example{number:03d}", datetime(2025, 6, 1), example)
    config = root / "config"
    config.mkdir()
    (config / "exchange_rates.csv").write_text(
        "rate_date,currency,rate_to_usd\n2025-01-01,USD,1\n2025-01-01,SEK,0.095\n"
    )
    (config / "cost_allocations.csv").write_text(
        "period_month,cost_type,channel,amount,currency\n2025-03-01,salary,all,500,USD\n"
    )
    warehouse = Warehouse(root, {"as_of": "2025-12-31 00:00:00"}, config)
    warehouse.deliver("events/a.csv", "\n".join(story.events) + "\n")
    warehouse.deliver("orders/a.csv", "\n".join(story.orders) + "\n")
    warehouse.deliver(
        "channel_spend/a.csv",
        "spend_date,source,medium,campaign,currency,spend\n"
        "2025-03-01,Google,CPC,,USD,1000\n2025-03-02,facebook,cpc,,USD,600\n"
        "2025-03-03,dsp,display,,USD,300\n2025-04-01,blog,affiliate,,SEK,1000\n"
        "2025-05-01,google,cpc,,USD,500\n",
    )
    warehouse.build("--select", "+path:models/marts/acquisition", "+path:models/marts/core")
    return warehouse


def credits(warehouse: Warehouse, person: str, model: str) -> list[float]:
    """Return the credits of a person's only order, in the order of the touches."""
    return [
        float(value)
        for (value,) in warehouse.query(
            f"select credit from acquisition.attribution_credits where person_id = 'u:{person}'"
            f" and conversion_type = 'order' and attribution_model = '{model}'"
            " order by touch_number"
        )
    ]


def values(warehouse: Warehouse, person: str, model: str) -> dict[str, float]:
    """Return the credited value of a person's only order by channel."""
    return {
        channel: float(value)
        for channel, value in warehouse.query(
            "select channel, sum(credited_value) from acquisition.attribution_credits"
            f" where person_id = 'u:{person}' and conversion_type = 'order'"
            f" and attribution_model = '{model}' group by channel"
        )
    }


def test_adobe_example(golden: Warehouse) -> None:
    channels = ["paid_search", "organic_social", "email", "display"]
    near = {"abs": 1e-4}
    assert values(golden, "adobe", "first") == {"paid_search": 50}
    assert values(golden, "adobe", "last") == {"display": 50}
    assert values(golden, "adobe", "linear") == dict.fromkeys(channels, 12.5)
    assert values(golden, "adobe", "participation") == dict.fromkeys(channels, 50)
    assert values(golden, "adobe", "j_shape") == pytest.approx(
        dict(zip(channels, [10, 5, 5, 30], strict=True)), **near
    )
    assert values(golden, "adobe", "time_decay") == pytest.approx(
        dict(zip(channels, [6.9233, 9.3181, 16.8793, 16.8793], strict=True)), **near
    )


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("position", [[1], [0.5, 0.5], [0.4, 0.05, 0.05, 0.05, 0.05, 0.4]]),
        ("j_shape", [[1], [0.25, 0.75], [0.2, 0.05, 0.05, 0.05, 0.05, 0.6]]),
        ("inverse_j", [[1], [0.75, 0.25], [0.6, 0.05, 0.05, 0.05, 0.05, 0.2]]),
    ],
)
def test_position_models_at_small_n(
    golden: Warehouse, model: str, expected: list[list[float]]
) -> None:
    for n, weights in zip((1, 2, 6), expected, strict=True):
        assert credits(golden, f"n{n}", model) == pytest.approx(weights, abs=1e-12)


def test_cac_variants(golden: Warehouse) -> None:
    rows = golden.query(
        "select variant, channel, spend::double, customers, cac, flag from acquisition.cac"
        " where period_month = '2025-03-01' and attribution_model = 'last'"
        " and lag_basis = 'same_period'"
    )
    found = {(variant, channel): rest for variant, channel, *rest in rows}
    assert found["blended", "all"] == [1900, 50, 38, None]
    assert found["fully_loaded", "all"] == [2400, 50, 48, None]
    assert found["paid", "all"] == [1900, 30, pytest.approx(63.333333), None]
    assert found["new_customer_order", "all"] == [1900, 50, 38, None]
    assert found["blended", "paid_search"] == [1000, 20, 50, None]
    assert found["blended", "paid_social"] == [600, 10, 60, None]
    assert found["blended", "display"] == [300, 0, None, "spend_without_customers"]
    assert found["blended", "organic_search"] == [None, 15, None, "customers_without_spend"]
    assert found["blended", "(unattributed)"] == [None, 5, None, "customers_without_channel"]
    loaded = sum(rest[0] or 0 for key, rest in found.items() if key[0] == "fully_loaded")
    assert loaded == pytest.approx(2 * 2400)


def test_roas_is_the_same_in_any_currency(golden: Warehouse) -> None:
    rows = golden.query(
        "select revenue_basis, spend::double, credited_revenue::double, roas"
        " from acquisition.roas where period_month = '2025-04-01' and channel = 'affiliate'"
        " and attribution_model = 'last' and customer_scope = 'all_customers' order by 1"
    )
    assert rows == [
        ("accrual", 95.0, 475.0, pytest.approx(5.0)),
        ("cash", 95.0, 475.0, pytest.approx(5.0)),
    ]


def test_the_marts_spend_what_the_raw_files_say(golden: Warehouse) -> None:
    """Line by line from the delivered text, at the rates of the config, to the cent."""
    rates = {"USD": Decimal(1), "SEK": Decimal("0.095")}
    raw = Decimal(0)
    for path in (golden.raw / "channel_spend").glob("*.csv"):
        with path.open(encoding="utf-8") as handle:
            raw += sum(Decimal(row["spend"]) * rates[row["currency"]] for row in DictReader(handle))
    for mart, rows in {
        "channel_daily": "true",
        "unit_costs": "channel <> 'all'",
        "channel_attribution": "attribution_model = 'shapley' and conversion_type = 'signup'",
        "cac": "channel <> 'all' and variant = 'paid' and attribution_model = 'markov'"
        " and lag_basis = 'touch_dated'",
        "roas": "channel <> 'all' and attribution_model = 'first' and revenue_basis = 'accrual'"
        " and customer_scope = 'new_customers'",
        "cohort_payback": "channel <> 'all' and month_number = 0",
        "channel_scorecard": "period <> 'all'",
    }.items():
        shown = golden.query(f"select sum(spend) from acquisition.{mart} where {rows}")[0][0]
        assert abs(shown - raw) < Decimal("0.005"), mart


def test_payback_of_a_subscription(golden: Warehouse) -> None:
    """The static form 500 / 85 counts months from 1; a cohort's month 0 has earned too."""
    ((payback, censored),) = golden.query(
        "select payback_months, is_censored from acquisition.cohort_payback"
        " where cohort_month = '2025-05-01' and channel = 'paid_search' and month_number = 0"
    )
    assert payback + 1 == pytest.approx(5.882353, abs=1e-6)
    assert not censored


def test_default_rules_place_known_traffic(golden: Warehouse) -> None:
    """The shipped rules, on GA4's groups, the Chinese ecosystem, fission and offline growth."""
    found = dict(
        golden.query(
            "select visitor_id, own_channel from core.fct_sessions where visitor_id like 'ex%'"
        )
    )
    wrong = [
        (example, found[f"example{number:03d}"])
        for number, example in enumerate(EXAMPLES)
        if found[f"example{number:03d}"] != example["channel"]
    ]
    assert wrong == []


def test_every_shipped_channel_has_method_strategy_and_what_it_costs() -> None:
    with (PROJECT / "seeds" / "config" / "channels.csv").open(encoding="utf-8") as handle:
        channels = list(DictReader(handle))
    with (PROJECT / "seeds" / "config" / "channel_rules.csv").open(encoding="utf-8") as handle:
        named = {row["channel"] for row in DictReader(handle)}
    assert named <= {row["channel"] for row in channels}
    for row in channels:
        assert row["acquisition_method"] in METHODS, row
        assert row["strategy"] in STRATEGIES, row
        assert {row["is_paid"], row["is_online"]} <= {"true", "false"}, row
        assert row["channel_group"], row
        assert int(row["lookback_days"]) > 0, row
    assert {row["acquisition_method"] for row in channels} == METHODS
    assert {row["strategy"] for row in channels} == STRATEGIES


def test_every_rule_is_told_in_words() -> None:
    text = (PROJECT / "docs" / "guides" / "channels.md").read_text(encoding="utf-8")
    told = [
        (int(first), int(last or first))
        for first, last in re.findall("^[|] (\\d+)(?:\u2013(\\d+))? [|]", text, re.MULTILINE)
    ]
    with (PROJECT / "seeds" / "config" / "channel_rules.csv").open(encoding="utf-8") as handle:
        numbers = [int(row["rule_number"]) for row in DictReader(handle)]
    untold = [n for n in numbers if not any(first <= n <= last for first, last in told)]
    assert untold == []


def test_money_without_credit_and_credit_without_money_keep_their_rows(golden: Warehouse) -> None:
    """In every model, participation too; spend in capital letters is the same channel."""
    rows = golden.query(
        "select channel, count(*), min(spend), max(spend), max(credited_conversions), max(cac)"
        " from acquisition.channel_attribution where period_month = '2025-03-01'"
        " and conversion_type = 'first_order'"
        " and channel in ('display', 'paid_search', '(none)') group by 1 order by 1"
    )
    # markov is a finding about the whole history, so it credits display in March as well
    found = {channel: rest for channel, *rest in rows}
    assert found["(none)"] == [12, None, None, 5, None]
    assert found["display"][:3] == [12, 300, 300]
    assert found["paid_search"][:3] == [12, 1000, 1000]
    ((lost, roas),) = golden.query(
        "select cac, roas from acquisition.channel_attribution where period_month = '2025-03-01'"
        " and conversion_type = 'first_order' and channel = 'display'"
        " and attribution_model = 'linear'"
    )
    assert (lost, roas) == (None, 0)


def test_a_model_of_attribution_is_named_in_one_place() -> None:
    """Only its macro knows a model by name, so adding one is adding one line.

    Markov and participation have rules of their own elsewhere; the plain names are words.
    """
    names = r"'(position|j_shape|inverse_j|time_decay|last_paid|last_non_direct)'"
    told = [
        path.name
        for folder in ("models", "macros", "tests/singular")
        for path in (PROJECT / folder).rglob("*.sql")
        if re.search(names, path.read_text(encoding="utf-8"))
    ]
    assert told == ["attribution_models.sql"]


@pytest.fixture(scope="module")
def later(golden: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Return the same company after corrected spend, foreign touches and money without a rate."""
    warehouse = golden.copy(tmp_path_factory.mktemp("later") / "copy")
    warehouse.deliver(
        "channel_spend/b.csv",
        "spend_date,source,medium,campaign,currency,spend\n"
        "2025-03-02,facebook,cpc,,USD,630\n2025-06-07,google,cpc,,JPY,9\n",
    )
    story = Story()
    story.visit("adobe", "affiliate", datetime(2025, 1, 20, 12) - timedelta(days=31))
    story.visit("adobe", "affiliate", datetime(2025, 1, 20, 12, 0, 1))
    outsiders(random.Random(8), story)
    rows = [re.sub(r"^e0(.*?),ve0", r"f0\1,vf0", row) for row in story.events[1:]]
    warehouse.deliver("events/b.csv", "\n".join([story.events[0], *rows]) + "\n")
    orders = [row.replace("o0", "p0") for row in story.orders[1:]]
    warehouse.deliver("orders/b.csv", "\n".join([story.orders[0], *orders]) + "\n")
    warehouse.build("--select", "+path:models/marts/acquisition", "+path:models/marts/core")
    return warehouse


def test_touches_outside_the_window_and_other_people_change_nothing(
    golden: Warehouse, later: Warehouse
) -> None:
    """Markov aside, which is a finding about everybody; for the crowd at random, too."""
    own = (
        "select conversion_id, attribution_model, touch_number, channel, credit, credited_value"
        " from acquisition.attribution_credits where attribution_model <> 'markov'"
        " and person_id not like 'u:stranger%' order by all"
    )
    before = golden.query(own)
    assert len(before) > 1000
    assert later.query(own) == before
    sessions = "select count(*) from core.fct_sessions"
    assert later.query(sessions)[0][0] == golden.query(sessions)[0][0] + 2 + 60 + 40
    effects = "select channel, credit_share from intermediate.int_removal_effects order by all"
    assert later.query(effects) != golden.query(effects)


def test_a_restatement_of_spend_changes_its_day_only(golden: Warehouse, later: Warehouse) -> None:
    days = "select date_day, channel, spend from acquisition.channel_daily where spend is not null"
    before, after = set(golden.query(days)), set(later.query(days))
    assert [(str(day), channel, spend) for day, channel, spend in after - before] == [
        ("2025-03-02", "paid_social", 630)
    ]
    assert len(before - after) == 1


def test_a_missing_rate_is_an_error_with_currency_and_day(later: Warehouse) -> None:
    name = "assert_every_amount_has_an_exchange_rate"
    with pytest.raises(AssertionError):
        later.build("--select", name, command="test")
    compiled = next((later.root / "dbt").rglob(f"compiled/**/{name}.sql")).read_text()
    table, currency, day, amounts = later.query(compiled)[0]
    assert (table, currency, str(day), amounts) == ("channel_spend", "JPY", "2025-06-07", 1)
