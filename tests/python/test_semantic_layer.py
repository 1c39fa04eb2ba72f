"""The semantic layer and the marts give the same headline numbers."""

from __future__ import annotations

import csv
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest
from harness import PROJECT, Warehouse

METRICS = [
    *("net_revenue", "orders", "active_customers", "new_customers", "sessions", "visitors"),
    *("signups", "activated", "spend", "average_order_value", "revenue_per_customer", "cac"),
    *("returning_customers", "orders_per_customer", "new_customers_per_visitor"),
    "sessions_per_visitor",
]


def metricflow(demo: Warehouse, *arguments: str) -> None:
    environment = {
        **os.environ,
        "NORTHSTAR_DB": str(demo.database),
        "NORTHSTAR_TARGET": "ro",
        "DBT_TARGET": "ro",
    }
    programs = Path(sys.executable).parent
    # MetricFlow reads the semantic manifest from the project's own target folder
    for command in ([programs / "dbt", "--quiet", "parse"], [programs / "mf", *arguments]):
        done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


@pytest.mark.e2e
def test_configs_are_valid(demo: Warehouse) -> None:
    metricflow(demo, "validate-configs")


@pytest.mark.e2e
def test_every_headline_metric_equals_its_mart(demo: Warehouse, tmp_path: Path) -> None:
    answer = tmp_path / "answer.csv"
    group = ["--group-by", "metric_time__month", "--csv", str(answer)]
    metricflow(demo, "query", "--metrics", ",".join(METRICS), *group)
    with answer.open(encoding="utf-8") as handle:
        asked = {
            (metric, row["metric_time__month"][:10]): float(row[metric] or 0)
            for row in csv.DictReader(handle)
            if row["metric_time__month"]
            for metric in METRICS
        }
    published = {
        (metric, str(start)): value or 0.0
        for metric, start, value in demo.query(
            "select metric, period_start, value from north_star.metric_values"
            " where period_grain = 'month'"
        )
        if metric in METRICS
    }
    assert len({metric for metric, _ in asked}) >= 10
    assert asked.keys() == published.keys()
    for key, value in asked.items():
        assert math.isclose(value, published[key], rel_tol=1e-9, abs_tol=1e-9), key
