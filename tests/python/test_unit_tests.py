"""The dbt unit tests, on a warehouse that holds the models but no data."""

from __future__ import annotations

from harness import Warehouse


def test_every_dbt_unit_test_passes(tmp_path_factory) -> None:
    warehouse = Warehouse(tmp_path_factory.mktemp("unit"))
    warehouse.build("--empty")
    result = warehouse.build("--select", "test_type:unit", command="test")
    assert len(result.result.results) > 20
