"""The last audit: Great Expectations on the built file, volumes against the last publication."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path

import duckdb
import pytest
import sqlalchemy
import toy
from publishing import build, last_line, sums

from northstar.quality import dialect, runner, volume
from northstar.quality.suite import UNUSUAL_DAY

SUITE = """
import great_expectations.expectations as gxe
from northstar.quality.suite import Suite, between, never

SUITE = Suite(
    area="shop",
    tables={
        "core.orders": [
            *between("amount"),
            gxe.ExpectColumnValuesToMatchRegex(column="name", regex="^[a-z]*$"),
            gxe.ExpectColumnValuesToBeOfType(column="order_id", type_="BIGINT"),
            never("tiers and orders agree", "select 1 from {batch} as o full join core.tiers as t "
                  "on o.order_id = t.order_id where t.order_id is null or o.order_id is null"),
        ],
    },
    volumes={"core.orders": "order_date"},
)
"""
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def suites(tmp_path: Path) -> Path:
    folder = tmp_path / "quality"
    folder.mkdir()
    (folder / "shop.py").write_text(SUITE)
    return folder


def warehouse(tmp_path: Path, daily: list[int], amount: float = 1.0, name: str = "plain") -> Path:
    """Make so many orders on each of consecutive days, all of one amount and name."""
    path = tmp_path / "warehouse.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema core")
        connection.execute(
            "create table core.orders "
            "(order_id bigint, order_date date, amount decimal(18, 2), name varchar)"
        )
        for day, orders in enumerate(daily):
            connection.execute(
                "insert into core.orders select $day * 10000 + range, date '2026-01-01' + $day, "
                "$amount, $name from range($orders)",
                {"day": day, "orders": orders, "amount": amount, "name": name},
            )
        connection.execute("create table core.tiers as select order_id from core.orders")
    return path


def audit(
    tmp_path: Path, suites: Path, database: Path, history: volume.Profile | None = None
) -> runner.Verdict:
    path = None
    if history is not None:
        path = tmp_path / "manifest.json"
        path.write_text(json.dumps({"as_of": None, "profile": history}))
    return runner.audit(database, suites, tmp_path / "docs", path)


def test_the_dialect_reads_after_other_queries_and_refuses_to_write(tmp_path: Path) -> None:
    path = warehouse(tmp_path, [3, 4])
    dialect.register()
    engine = sqlalchemy.create_engine(f"postgresql+duckro:///{path}")
    with engine.connect() as connection:
        first = connection.execute(sqlalchemy.text("select order_id from core.orders order by 1"))
        connection.execute(sqlalchemy.text("select 1"))
        assert [row[0] for row in first] == [0, 1, 2, 10000, 10001, 10002, 10003]
        columns = sqlalchemy.inspect(engine).get_columns("orders", schema="core")
        assert [(column["name"], str(column["type"])) for column in columns] == [
            ("order_id", "BIGINT"),
            ("order_date", "DATE"),
            ("amount", "NUMERIC"),
            ("name", "VARCHAR"),
        ]
        table = sqlalchemy.table(
            "orders", sqlalchemy.column("amount"), sqlalchemy.column("name"), schema="core"
        )
        query = sqlalchemy.select(sqlalchemy.func.sum(table.c.amount)).where(
            table.c.name == "plain"
        )
        assert float(connection.execute(query).scalar_one()) == 7
        with pytest.raises(sqlalchemy.exc.DBAPIError, match="read-only"):
            connection.execute(sqlalchemy.text("delete from core.orders"))
    dialect.close_all()
    duckdb.connect(str(path)).close()  # nobody holds the file any more


def test_a_sound_warehouse_passes_and_can_be_written_again(tmp_path: Path, suites: Path) -> None:
    path = warehouse(tmp_path, [30] * 40)
    verdict = audit(tmp_path, suites, path)
    assert verdict == runner.Verdict([], 6, {"core.orders": {"rows": 1200, "days": 40}})
    duckdb.connect(str(path)).close()


def test_an_empty_warehouse_passes(tmp_path: Path, suites: Path) -> None:
    assert audit(tmp_path, suites, warehouse(tmp_path, [])).problems == []


def test_each_kind_of_fault_is_found_and_named(tmp_path: Path, suites: Path) -> None:
    path = warehouse(tmp_path, [5], amount=-1, name=HOSTILE)
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from core.tiers where order_id = 1")
        connection.execute("alter table core.orders alter order_id type double")
    found = audit(tmp_path, suites, path).problems
    assert {(problem.name, problem.rows) for problem in found} == {
        ("core.orders.amount", 5),
        ("core.orders.order_id", 0),
        ("core.orders.name", 5),
        ("core.orders", 1),
    }
    assert all(problem.path == "quality/shop.py" for problem in found)
    assert any("tiers and orders agree; found 1" in problem.message for problem in found)


def test_a_missing_table_and_a_missing_column_are_named(tmp_path: Path, suites: Path) -> None:
    path = warehouse(tmp_path, [5])
    with duckdb.connect(str(path)) as connection:
        connection.execute("alter table core.orders drop name")
    (problem,) = audit(tmp_path, suites, path).problems
    assert (problem.name, problem.kind) == ("core.orders.name", "error")
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop table core.orders")
    (problem,) = audit(tmp_path, suites, path).problems
    assert problem.message == "core.orders is missing, which quality/shop.py judges"


def test_data_docs_open_offline_and_hold_no_values(tmp_path: Path, suites: Path) -> None:
    audit(tmp_path, suites, warehouse(tmp_path, [5], amount=-1, name=HOSTILE))
    pages = sorted(path.name for path in (tmp_path / "docs").rglob("*") if path.is_file())
    assert pages == ["core.orders.html", "index.html"]
    for name in pages:
        page = (tmp_path / "docs" / name).read_text()
        assert not re.search(r"""(src|href|action|url)\s*[=(]\s*["']?\s*(https?:)?//""", page)
        assert "@import" not in page
        assert not re.search(r"<script|<link|<img|<iframe|onerror|javascript:", page, re.I)
        for target in re.findall(r"""href=["']([^#"']+)""", page):
            assert (tmp_path / "docs" / target).is_file()
    assert "core.orders" in (tmp_path / "docs" / "index.html").read_text()


LAST = {"core.orders": {"rows": 1200, "days": 40}}


@pytest.mark.parametrize(
    ("daily", "stops"),
    [
        ([], True),  # files with a header only
        ([3] * 40, True),  # a tenth of every day
        ([300] * 40, True),  # every row ten times
        ([30] * 41, False),  # a day later
        ([30] * 300, False),  # years of history delivered at once
        ([60] * 40, False),  # twice the company
        ([30] * 25, False),  # a shorter window of days
    ],
)
def test_volumes_are_compared_with_the_last_publication(daily: list[int], stops: bool) -> None:
    now = {"rows": sum(daily), "days": len(daily)}
    low, high = volume.limits(now, LAST["core.orders"])
    assert high is not None
    assert stops == (not low <= now["rows"] <= high)
    assert volume.limits(now, None) == (0, None)
    assert volume.limits(now, {"rows": 300, "days": 40}) == (0, None)  # small tables may swing


def test_the_audit_compares_volumes(tmp_path: Path, suites: Path) -> None:
    path = warehouse(tmp_path, [3] * 40)
    (problem,) = audit(tmp_path, suites, path, LAST).problems
    assert (problem.name, problem.path) == ("core.orders", "quality/shop.py")
    assert "at least 600, at most 6,000; found 120" in problem.message


def test_an_earlier_as_of_is_not_compared(tmp_path: Path) -> None:
    history = tmp_path / "manifest.json"
    history.write_text(json.dumps({"as_of": "2026-03-01 00:00:00", "profile": LAST}))
    assert volume.last_profile(history, "2026-02-01 00:00:00") == {}
    assert volume.last_profile(history, "2026-03-02 00:00:00") == LAST


@pytest.mark.parametrize(
    ("newest_days", "stops"),
    [
        ([100, 100], False),
        ([100, 1100], True),  # ten times the rows on the newest day
        ([9, 100], True),  # next to nothing on the last full day
        ([100, 3], False),  # the newest day has only begun
        ([300, 30], False),  # a busy day, a day just begun
        ([0, 100], True),  # a day is missing
    ],
)
def test_the_newest_days_are_compared_with_a_usual_day(
    tmp_path: Path, newest_days: list[int], stops: bool
) -> None:
    assert bool(unusual(warehouse(tmp_path, [100] * 30 + newest_days))) == stops


def test_no_usual_day_no_alarm(tmp_path: Path) -> None:
    assert not unusual(warehouse(tmp_path, [100] * 13 + [2000]))  # two weeks are not known yet
    assert not unusual(warehouse(tmp_path, [10] * 30 + [200]))  # too few rows to be usual
    assert not unusual(warehouse(tmp_path, []))


def test_the_audit_compares_the_newest_days(tmp_path: Path, suites: Path) -> None:
    (problem,) = audit(tmp_path, suites, warehouse(tmp_path, [100] * 30 + [1100])).problems
    assert "the newest days of order_date" in problem.message


def unusual(path: Path) -> list[tuple[object, ...]]:
    query = UNUSUAL_DAY.format(date="order_date").format(batch="core.orders")
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_build_that_fails_the_audit_is_not_published_until_it_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = toy.write_project(tmp_path / "project")
    (project / "quality").mkdir()
    (project / "quality" / "core.py").write_text(
        "from northstar.quality.suite import Suite\n"
        "SUITE = Suite('core', {}, volumes={'core.fct_orders': 'order_date'})\n"
    )
    monkeypatch.setenv("NORTHSTAR_PROJECT", str(project))
    toy.write_orders(tmp_path / "raw", [60] * 600, per_day=20)
    result = build(tmp_path)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "out" / "current" / "data_docs" / "index.html").is_file()
    before = sums(tmp_path)
    toy.write_orders(tmp_path / "raw", [60] * 60, per_day=2)
    result = build(tmp_path)
    assert result.exit_code == 1
    assert last_line(result) == (
        "error: core.fct_orders: rows, 600 at the last publication (if the change is right, "
        "build with --accept-volume), at least 300, at most 3,000; found 60"
    )
    assert sums(tmp_path) == before
    assert build(tmp_path, "--accept-volume").exit_code == 0


@pytest.mark.parametrize(
    "path", sorted((toy.ROOT / "quality").glob("[!_]*.py")), ids=lambda p: p.stem
)
def test_every_suite_of_the_project_judges_marts_that_exist(path: Path) -> None:
    (suite,) = (suite for suite in runner.load_suites(path.parent) if suite.area == path.stem)
    assert suite.judged
    for table in suite.judged:
        schema, name = table.split(".")
        folder = toy.ROOT / "models" / "marts" / schema
        names = (f"{name}.sql", f"{schema}_{name}.sql")  # the second where a seed has the name
        assert any(list(folder.rglob(file)) for file in names), table


def test_importing_the_command_line_does_not_import_great_expectations() -> None:
    source = Path(importlib.import_module("northstar.publish.pipeline").__file__ or "").read_text()
    assert "great_expectations" not in source
