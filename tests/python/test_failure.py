"""What a failed build says last: what is wrong, and where."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from northstar.publish import failure
from northstar.publish.errors import Problem

QUERY = "-- a sentence\nselect currency, day, amounts from missing order by day"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table missing (currency text, day date, amounts int)")
        connection.execute("insert into missing values ('SEK', '2025-06-08', 2)")
        connection.execute("insert into missing values ('JPY', '2025-06-07', 1)")
    return path


def check(path: str, sql: str) -> Problem:
    return Problem("assert_x", "check", "Got 2 results", 2, path, sql)


def test_a_check_of_ours_tells_its_first_row(warehouse: Path) -> None:
    assert failure.describe([check("tests/singular/assert_x.sql", QUERY)], warehouse) == (
        "check assert_x found 2 rows that break it (tests/singular/assert_x.sql):"
        " currency JPY, day 2025-06-07, amounts 1"
    )


@pytest.mark.parametrize(
    ("path", "sql"),
    [
        ("models/core/_x.yml", QUERY),
        ("tests/singular/assert_x.sql", "select * from gone"),
        ("tests/singular/assert_x.sql", "select * from missing where false"),
        ("tests/singular/assert_x.sql", ""),
    ],
)
def test_a_check_that_cannot_tell_says_how_many(warehouse: Path, path: str, sql: str) -> None:
    told = failure.describe([check(path, sql)], warehouse)
    assert told == f"check assert_x found 2 rows that break it ({path})"
    assert told == failure.describe([check(path, sql)])
