"""No mart column holds inf or nan, and the audit that says so can say otherwise."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from harness import Warehouse

from northstar.quality import finite

MARTS = """
    select table_schema, table_name from information_schema.tables
    where table_catalog = current_database()
        and table_schema not in ('landing', 'staging', 'intermediate', 'config', 'main')
"""


def test_infinite_numbers_are_found_by_column(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema area")
        connection.execute("""
            create table area.rates as
            select * from (values
                (1.0::double, 'nan'::double, 'inf'::float, null::double, 1),
                (0.0, 2.0, '-inf'::float, null, 2)
            ) as rates(fine, "not a number", infinite, unknown, whole)
        """)
        connection.execute("create table area.other as select 'nan'::double as bad")
    found = finite.problems(path, [("area", "rates")])
    assert [(problem.name, problem.rows) for problem in found] == [
        ("finite_area_rates_infinite", 2),
        ("finite_area_rates_not a number", 1),
    ]
    assert found[0].message == "area.rates.infinite is infinite or not a number"


@pytest.mark.e2e
def test_no_mart_column_is_inf_or_nan(demo: Warehouse) -> None:
    tables = [(str(schema), str(name)) for schema, name in demo.query(MARTS)]
    assert len(tables) > 20
    assert finite.problems(demo.database, tables) == []


@pytest.mark.e2e
def test_no_mart_column_is_inf_or_nan_on_next_to_no_data(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    warehouse.deliver(
        "orders/a.csv",
        "order_id,user_id,ordered_at,status,currency,gross_amount\no1,u1,2026-01-05,paid,USD,0\n",
    )
    warehouse.build()
    tables = [(str(schema), str(name)) for schema, name in warehouse.query(MARTS)]
    assert finite.problems(warehouse.database, tables) == []
