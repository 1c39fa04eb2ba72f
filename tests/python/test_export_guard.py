"""No exported cell is a formula to a spreadsheet, and none loses its content."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from northstar.export import FORMULA_STARTS, csv_text, guarded


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_formula_becomes_text(start: str) -> None:
    assert guarded(f"{start}cmd|' /C calc'!A0").startswith("'")
    assert guarded(f"  {start}1").startswith("'")


@pytest.mark.parametrize("cell", ["u:1", "a=b", "", "'quoted'", 5])
def test_other_cells_stay(cell: object) -> None:
    assert guarded(cell) == str(cell)


@pytest.mark.parametrize("number", [-5, -1.5, Decimal("-0.25"), 7])
def test_a_number_stays_a_number(number: float | Decimal) -> None:
    assert guarded(number) == str(number)


def test_a_header_is_no_formula_either() -> None:
    assert csv_text(["=1+1"], []) == '"\'=1+1"\n'


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_csv_gives_back_every_cell_harmless(rows: list[list[str]]) -> None:
    back = list(csv.reader(io.StringIO(csv_text(["a", "b"], rows), newline="")))[1:]
    for row, read in zip(rows, back, strict=True):
        for cell, got in zip(row, read, strict=True):
            assert got in (cell, "'" + cell)
            assert not got.lstrip().startswith(FORMULA_STARTS)
