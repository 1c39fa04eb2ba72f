"""Published cases with known answers, through the real models of the customers area."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from harness import PROJECT, Warehouse

SEGMENTS = {
    "Hibernating": (148, 47634),
    "Champions": (139, 109010),
    "At Risk": (138, 87155),
    "Lost": (111, 20955),
    "Potential Loyalist": (104, 41800),
    "New Customers": (99, 21406),
    "Loyal": (98, 65108),
    "Promising": (55, 22611),
    "Need Attention": (52, 28308),
    "About To Sleep": (29, 8288),
    "Cannot Lose Them": (22, 11883),
}
SCORES = {
    "r": [197, 201, 198, 199, 200],
    "f": [268, 187, 176, 244, 120],
    "m": [199, 201, 197, 203, 195],
}


@pytest.fixture(scope="module")
def rfm(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    root: Path = tmp_path_factory.mktemp("rfm")
    warehouse = Warehouse(root, {"as_of": "2006-12-31 23:59:59"})
    with (PROJECT / "tests" / "fixtures" / "rfm_orders.csv").open(encoding="utf-8") as handle:
        orders = [
            f"{number},c{row['customer']},{row['ordered_on']},paid,USD,{row['revenue']}"
            for number, row in enumerate(csv.DictReader(handle))
        ]
    header = "order_id,user_id,ordered_at,status,currency,gross_amount"
    warehouse.deliver("orders/a.csv", "\n".join([header, *orders]) + "\n")
    warehouse.build("-s", "+rfm")
    return warehouse


def test_rfm_eleven_segments(rfm: Warehouse) -> None:
    published = rfm.query("select segment, count(*), sum(monetary) from customers.rfm group by 1")
    assert {segment: (people, int(money)) for segment, people, money in published} == SEGMENTS


@pytest.mark.parametrize("score", SCORES)
def test_rfm_score_counts(rfm: Warehouse, score: str) -> None:
    counts = dict(rfm.query(f"select {score}, count(*) from customers.rfm group by 1"))
    assert [counts[value] for value in range(1, 6)] == SCORES[score]
