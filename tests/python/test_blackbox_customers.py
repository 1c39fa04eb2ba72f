"""Section 10 of METRICS.md from outside: the marts of a random company against customer_oracle."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from hashlib import md5
from typing import Any

import pytest
from customer_company import AS_OF, KOLKATA, Company
from customer_oracle import Oracle, promotes, seed
from harness import Warehouse

TODAY = AS_OF.date()
SCENARIOS = [row["scenario"] for row in seed("scenarios")]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    clock = {"as_of": str(AS_OF - KOLKATA), "reporting_timezone": "Asia/Kolkata"}
    warehouse = Warehouse(tmp_path_factory.mktemp("customers"), clock)
    Company(11, 220).deliver(warehouse)
    warehouse.build("-s", "+path:models/marts/customers")
    return warehouse


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(Company(11, 220))


@pytest.fixture(scope="module")
def tags(warehouse: Warehouse) -> dict[str, dict[str, Any]]:
    """Return the rows of customer_360."""
    columns = [row["tag"] for row in seed("tags")]
    rows = warehouse.query(f"select person_id, {', '.join(columns)} from customers.customer_360")
    return {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}


def test_everybody_who_counts_has_one_row(tags: dict[str, dict[str, Any]], oracle: Oracle) -> None:
    assert tags.keys() == oracle.people.keys()
    assert {person[0] for person in tags} == {"u", "v"}


def test_tags(tags: dict[str, dict[str, Any]], oracle: Oracle) -> None:
    rfm, risks, activity = oracle.rfm(TODAY), oracle.risks(TODAY), oracle.activity()
    for person, view in oracle.views(TODAY).items():
        orders, found = view.orders, tags[person]
        assert found["lifecycle_stage"] == oracle.stage(person, view), person
        assert found["order_count"] == len(orders)
        assert found["net_revenue"] == view.money()
        assert found["rfm_segment"] == (rfm[person][0] if orders else None)
        assert found["last_active_date"] == view.active_days[-1]
        assert found["tier"] == oracle.tier_at(person, AS_OF), person
        assert found["activity_score"] == pytest.approx(activity[person]), person
        assert found["churn_risk"] == pytest.approx(risks[person]), person
        assert (found["churn_risk_band"] == "high") is (risks[person] >= 0.9)
        assert (found["nps_group"] == "promoter") is promotes(view.life.answers)
        assert found["referred_people"] == len(view.life.brought)
        assert found["points_balance"] == sum(row["points"] for row in view.life.points)
    stages = Counter(row["lifecycle_stage"] for row in tags.values())
    assert len(stages) == 9, f"the company has not all stages: {stages}"


def test_segments_then_and_now(warehouse: Warehouse, oracle: Oracle) -> None:
    then = TODAY - timedelta(days=90)
    before, now = oracle.rfm(then), oracle.rfm(TODAY)
    expected: dict[tuple[str, str], list[Any]] = defaultdict(lambda: [0, 0, 0])
    for person, (segment, _) in now.items():
        cell = expected[before[person][0] if person in before else "(new)", segment]
        cell[0] += 1
        for order in oracle.people[person].orders:
            age = (TODAY - order["ordered_at"].date()).days
            back = sum(amount for _, amount in order["refunds"])
            if age < 180:
                cell[2 if age < 90 else 1] += order["paid"] - back
    published = warehouse.query(
        "select from_segment, to_segment, customers, revenue_before, revenue_after"
        " from customers.segment_migration"
    )
    assert {row[:2]: list(row[2:]) for row in published} == expected


def test_tier_history_in_local_days(warehouse: Warehouse, oracle: Oracle) -> None:
    published = defaultdict(list)
    for person, at, tier in warehouse.query(
        "select person_id, valid_from, tier from customers.tier_history order by 1, 2"
    ):
        published[person].append((at + KOLKATA, tier))
    assert published == oracle.tiers


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_audience_by_the_words_of_the_seed(
    warehouse: Warehouse, oracle: Oracle, scenario: str
) -> None:
    published = warehouse.query(
        "select person_id, is_holdout, entered_at from customers.scenario_audiences"
        f" where scenario = '{scenario}'"
    )
    expected = oracle.audiences(TODAY)[scenario]
    assert expected, "the company has nobody for this scenario"
    assert {row[0] for row in published} == expected
    for person, is_holdout, entered_at in published:
        share = int(md5(f"{scenario}:{person}".encode()).hexdigest()[:8], 16) / 16**8
        assert is_holdout is (share < 0.1)
        assert entered_at + KOLKATA <= AS_OF


def test_results_compare_the_audiences_of_four_weeks_ago(
    warehouse: Warehouse, oracle: Oracle
) -> None:
    then = TODAY - timedelta(days=28)
    audiences = oracle.audiences(then)
    rows = warehouse.query(
        "select scenario, treated_people + holdout_people, treated_buyers + holdout_buyers,"
        " lift_lower, lift, lift_upper from customers.scenario_results"
    )
    assert {row[0] for row in rows} == set(SCENARIOS)
    for scenario, people, buyers, lower, lift, upper in rows:
        came = [
            person
            for person in audiences[scenario]
            if any(row["ordered_at"].date() > then for row in oracle.people[person].orders)
        ]
        assert (people, buyers) == (len(audiences[scenario]), len(came)), scenario
        assert lift is None or -1 <= lower <= lift <= upper <= 1


def test_feedback_counts_every_answer(warehouse: Warehouse, oracle: Oracle) -> None:
    expected: Counter[tuple[str, str, bool]] = Counter()
    inside = {row["user_id"] for row in oracle.raw["users"] if row["is_internal"]}
    top = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
    for row in oracle.known("survey_responses", "submitted_at"):
        if row["user_id"] not in inside:
            low, high = top[row["survey_type"]]
            tier = oracle.tier_at(f"u:{row['user_id']}", row["submitted_at"])
            expected[row["survey_type"], tier, low <= float(row["score"]) <= high] += 1
    published = warehouse.query(
        "select survey_type, segment_value, responses, off_scale_responses, score_lower, score,"
        " score_upper from customers.feedback where period_grain = 'all' and segment = 'tier'"
    )
    for survey, tier, responses, off_scale, lower, score, upper in published:
        assert responses == expected.pop((survey, tier, True), 0), (survey, tier)
        assert off_scale == expected.pop((survey, tier, False), 0), (survey, tier)
        assert responses == 0 or lower <= score <= upper
    assert not expected
