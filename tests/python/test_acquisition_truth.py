"""The planted bad channel is found, and no clean one accused, over five simulated companies."""

from __future__ import annotations

import json

import pytest
from conftest import simulate
from harness import Warehouse

pytestmark = [pytest.mark.verify, pytest.mark.e2e]


@pytest.fixture(scope="module", params=[1, 2, 3, 4, 5])
def company(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Warehouse, dict]:
    warehouse = Warehouse(tmp_path_factory.mktemp(f"fraud{request.param}"))
    simulate(warehouse.raw, people=3000, days=200, seed=request.param)
    warehouse.build("--select", "+path:models/marts/acquisition", "+path:models/marts/core")
    return warehouse, json.loads((warehouse.raw / "truth.json").read_text(encoding="utf-8"))


def test_manufactured_signups_are_found(company: tuple[Warehouse, dict]) -> None:
    warehouse, truth = company
    planted = {f"u:{user}" for user in truth["fraud"]["user_ids"]}
    accused = {
        person
        for (person,) in warehouse.query(
            "select person_id from acquisition.signup_evidence where is_manufactured"
        )
    }
    assert truth["fraud"]["user_ids_are_complete"]
    assert len(accused & planted) >= 0.9 * len(planted)
    assert len(accused & planted) >= 0.9 * len(accused)


def test_only_the_planted_channel_is_accused(company: tuple[Warehouse, dict]) -> None:
    warehouse, truth = company
    shares = dict(
        warehouse.query(
            "select channel, sum(manufactured_signups) / sum(signups)"
            " from acquisition.traffic_quality group by channel"
        )
    )
    assert [channel for channel, share in shares.items() if share > 0.2] == [
        truth["fraud"]["channel"]
    ]
    accused = warehouse.query(
        "select channel from acquisition.channel_scorecard"
        " where period = 'all' and core_channel_reasons like '%invalid_traffic%'"
    )
    assert len(accused) == 1


def test_cac_by_channel_is_recovered(company: tuple[Warehouse, dict]) -> None:
    warehouse, truth = company
    found = dict(
        warehouse.query(
            "select channel, cac from acquisition.channel_scorecard where period = 'all'"
        )
    )
    for name, told in truth["acquisition"]["by_channel"].items():
        if told["cac_usd"] and told["new_customers"] >= 10:
            # people whom a shared device or a lost link hides move a customer or two
            slack = max(2, 0.05 * told["new_customers"])
            cac = found[name]
            assert told["spend_usd"] / (told["new_customers"] + slack) <= cac * 1.001, name
            assert told["spend_usd"] / (told["new_customers"] - slack) >= cac * 0.999, name
