"""Raw files in every shape that users deliver them, good, odd and broken."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import re
from pathlib import Path

import bad_inputs
import duckdb
import pytest
from harness import Warehouse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from northstar.publish.errors import Failure

COUNTED = ["--select", "+quarantine", "+row_counts"]
EVENTS = "event_id,visitor_id,event_name,occurred_at"
CONSERVED = """
    select source_table, rows_in, accepted_rows, quarantined_rows, duplicate_rows
    from quality.row_counts where rows_in > 0 order by 1
"""


def parquet(path: Path, select: str) -> None:
    """Write a query's rows as a Parquet file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"copy ({select}) to '{path}' (format parquet)")


def table(rows: list[dict[str, str]]) -> str:
    """Return rows as the text of a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def count(warehouse: Warehouse) -> None:
    """Build staging and the counts of what was accepted, refused and replaced."""
    warehouse.build(*COUNTED)


def notices(warehouse: Warehouse) -> str:
    """Return what the landing step said while it ran."""
    return (warehouse.root / "logs" / "dbt.log").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Return a warehouse whose events and orders came as many kinds of files at once."""
    warehouse = Warehouse(tmp_path_factory.mktemp("mixed"))
    events = warehouse.raw / "events"
    warehouse.deliver("events/bom.csv", f"\ufeff{EVENTS},colour\nbom,v1,page_view,2026-01-01,red\n")
    warehouse.deliver(
        "events/semicolon.csv",
        'Event_Name;occurred_at;"visitor_id";event_id\r\npage_view;2026-01-02;v;1;semicolon\r\n'
        "page_view;2026-01-02;v2;semicolon\r\n",
    )
    warehouse.deliver(
        "events/tab.tsv", f"{EVENTS}\ntab,v1,page_view,2026-01-01\n".replace(",", "\t")
    )
    zipped = f"{EVENTS}\nzipped,v1,page_view,2026-01-01\n".encode()
    (events / "zipped.csv.gz").write_bytes(gzip.compress(zipped))
    warehouse.deliver("events/header_only.csv", f"{EVENTS}\n")
    warehouse.deliver(
        "events/ragged.csv",
        f"{EVENTS}\nragged,v1,page_view,2026-01-01\nshort,v1\nlong,v1,page_view,2026-01-01,x,y\n"
        "last,v1,page_view,2026-01-01\n",
    )
    warehouse.deliver(
        "events/lines.jsonl",
        '{"event_id": "json", "visitor_id": 7, "event_name": "page_view",'
        ' "occurred_at": "2026-01-03T00:00:00Z", "properties": {"a": [1, 2]}, "Country": "FR"}\n'
        "\n{broken\n[1, 2]\nnull\n"
        '{"event_id": "keyless", "event_name": "page_view", "occurred_at": "2026-01-03"}\n',
    )
    parquet(
        events / "typed.parquet",
        "select 'typed' as event_id, 42 as visitor_id, 'page_view' as event_name,"
        " timestamptz '2026-01-05 12:00:00+02' as occurred_at, {'a': 1, 'b': 'x'} as properties,"
        " cast(null as integer) as user_id",
    )
    parquet(
        events / "dt=2026-01-06" / "hour=01" / "part.parquet",
        "select 'hive' as event_id, 'v1' as visitor_id, 'page_view' as event_name,"
        " timestamp '2026-01-06 01:00:00' as occurred_at, 'u1' as user_id",
    )
    parquet(
        events / "drifted.parquet",
        "select 'drifted' as event_id, 'v1' as visitor_id, 'page_view' as event_name,"
        " '2026-01-07 01:00:00' as occurred_at, 99 as user_id, 'new' as app_version",
    )
    parquet(
        warehouse.raw / "orders" / "a.parquet",
        "select 1 as order_id, 5 as user_id, date '2026-01-05' as ordered_at, 'paid' as status,"
        " 'USD' as currency, cast(19.99 as double) as gross_amount,"
        " cast(0.1 as float) as tax_amount",
    )
    warehouse.deliver(
        "orders/b.csv",
        "order_id,ordered_at,status,currency,gross_amount\n2,2026-01-05,paid,USD,5\n1,2026-01-05,paid,USD,7\n",
    )
    # as spreadsheets write it: lines end in \r\n, those within a cell in \n
    (warehouse.raw / "survey_responses").mkdir()
    (warehouse.raw / "survey_responses" / "a.csv").write_bytes(
        b"response_id,user_id,submitted_at,survey_type,score,comment\r\n"
        b'r1,u1,2026-01-05,nps,9,"two\nlines"\r\nr2,u2,2026-01-05,nps,8,one\r\n'
    )
    (warehouse.raw / "products").mkdir()
    warehouse.deliver("weather/a.csv", "day,rain\n2026-01-01,1\n")
    count(warehouse)
    return warehouse


@pytest.mark.e2e
def test_every_format_of_events_is_one_table(mixed: Warehouse) -> None:
    staged = mixed.query(
        "select event_id, visitor_id, user_id, cast(occurred_at as varchar), properties, country"
        " from staging.stg_app__events order by 1"
    )
    assert staged == [
        ("bom", "v1", None, "2026-01-01 00:00:00", None, None),
        ("drifted", "v1", "99", "2026-01-07 01:00:00", None, None),
        ("hive", "v1", "u1", "2026-01-06 01:00:00", None, None),
        ("json", "7", None, "2026-01-03 00:00:00", '{"a":[1,2]}', "FR"),
        ("last", "v1", None, "2026-01-01 00:00:00", None, None),
        ("ragged", "v1", None, "2026-01-01 00:00:00", None, None),
        ("semicolon", "v2", None, "2026-01-02 00:00:00", None, None),
        ("tab", "v1", None, "2026-01-01 00:00:00", None, None),
        ("typed", "42", None, "2026-01-05 10:00:00", '{"a":1,"b":"x"}', None),
        ("zipped", "v1", None, "2026-01-01 00:00:00", None, None),
    ]


@pytest.mark.e2e
def test_typed_amounts_and_ids_of_orders(mixed: Warehouse) -> None:
    # the same order in two files: the one that arrived last
    staged = mixed.query(
        "select order_id, user_id, cast(gross_amount as varchar), cast(tax_amount as varchar)"
        " from staging.stg_shop__orders order by 1"
    )
    newest = mixed.query(
        "select max_by(file_path, file_id) from landing.files where source_table = 'orders'"
    )
    first = {
        "orders/a.parquet": ("1", "5", "19.990000", "0.100000"),
        "orders/b.csv": ("1", None, "7.000000", None),
    }
    assert staged == [first[str(newest[0][0])], ("2", None, "5.000000", None)]


@pytest.mark.e2e
def test_lines_that_are_no_rows_are_kept_as_they_came(mixed: Warehouse) -> None:
    kept = mixed.query(
        "select row_key, reason, column_name, raw_row from quality.quarantine order by 1"
    )
    assert [row[:3] for row in kept] == [
        ("events/lines.jsonl row 2", "malformed_line", None),
        ("events/lines.jsonl row 3", "malformed_line", None),
        ("events/lines.jsonl row 4", "malformed_line", None),
        ("events/lines.jsonl row 5", "missing_value", "visitor_id"),
        ("events/ragged.csv line 3", "malformed_line", None),
        ("events/ragged.csv line 4", "malformed_line", None),
        ("events/semicolon.csv line 2", "malformed_line", None),
    ]
    assert [row[3] for row in kept[:3]] == ["{broken", "[1, 2]", "null"]
    assert json.loads(kept[3][3])["event_id"] == "keyless"
    assert [row[3] for row in kept[4:6]] == ["short,v1", "long,v1,page_view,2026-01-01,x,y"]


@pytest.mark.e2e
def test_rows_in_are_accepted_quarantined_or_duplicate(mixed: Warehouse) -> None:
    assert mixed.query(CONSERVED) == [
        ("events", 17, 10, 7, 0),
        ("orders", 3, 2, 0, 1),
        ("survey_responses", 2, 2, 0, 0),
    ]


@pytest.mark.e2e
def test_extra_columns_and_unknown_folders_are_said(mixed: Warehouse) -> None:
    said = notices(mixed)
    assert "Notice: events/bom.csv: columns outside the contract are left out: colour" in said
    assert "columns outside the contract are left out: app_version" in said
    assert "/weather is no table of the raw contract, left out" in said


@pytest.mark.e2e
def test_each_bad_value_has_its_outcome(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    for name in bad_inputs.ROWS:
        warehouse.deliver(f"{name}/cases.csv", table(bad_inputs.rows(name)))
    count(warehouse)
    bases = {
        "events": "base_app__events",
        "orders": "base_shop__orders",
        "channel_spend": "base_ads__channel_spend",
    }
    found, staged, wanted, expected = {}, {}, {}, {}
    for name, base in bases.items():
        reasons = warehouse.query(
            f"select quarantine_reason from staging.{base} order by row_number"
        )
        refused = [case for case in bad_inputs.REFUSED if case[0] == name]
        found.update(dict(zip(refused, (row[0] for row in reasons), strict=False)))
        wanted.update({case: case[3] for case in refused})
        for number, (of, column, delivered, value) in enumerate(bad_inputs.ACCEPTED):
            if of == name:
                key = bad_inputs.KEYS[name]
                rows = warehouse.query(
                    f"select cast({column} as varchar) from staging.{base}"
                    f" where {key} = 'good{number}' and quarantine_reason is null"
                )
                staged[of, column, delivered] = [row[0] for row in rows]
                expected[of, column, delivered] = [value]
    assert found == wanted
    assert staged == expected
    assert len(found) + len(staged) >= 60


REFUSED_FILES = {
    "a required column is missing": (
        {"events/a.csv": b"event_id,visitor_id,event_name\ne,v,n\n"},
        "Table events: the required column occurred_at is missing in events/a.csv",
    ),
    "a required column of an optional table is missing": (
        {"users/a.csv": b"user_id,country\nu,FR\n"},
        "Table users: the required column signed_up_at is missing in users/a.csv",
    ),
    "a file without bytes": (
        {"orders/a.csv": b""},
        "Raw file orders/a.csv is empty (0 bytes)",
    ),
    "Parquet that is cut off": (
        {"events/a.parquet": b"PAR1" + b"x" * 40},
        "Raw file events/a.parquet is no readable Parquet file",
    ),
    "Parquet with its marks but no sense": (
        {"events/a.parquet": b"PAR1" + b"x" * 40 + b"PAR1"},
        "events/a.parquet",
    ),
    "a column named twice": (
        {"events/a.csv": b"event_id,visitor_id,event_name,occurred_at,event_id\n"},
        "names a column twice",
    ),
    "a header in another encoding": (
        {"orders/a.csv": "order_id,ordered_at\n".encode("utf-16")},
        "orders/a.csv",
    ),
}


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """Return a warehouse that dbt has parsed the project for."""
    return Warehouse(tmp_path_factory.mktemp("refusing"))


@pytest.mark.e2e
@pytest.mark.parametrize("case", REFUSED_FILES)
def test_a_file_that_cannot_be_read_stops_the_build(refusing: Warehouse, case: str) -> None:
    files, message = REFUSED_FILES[case]
    for name, content in files.items():
        refusing.deliver(name, "").write_bytes(content)
    try:
        with pytest.raises(Failure, match=re.escape(message)):
            refusing.build("--select", "base_app__users")
    finally:
        for name in files:
            (refusing.raw / name).unlink()


@pytest.mark.e2e
def test_a_required_folder_without_files_stops_the_build(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    warehouse.deliver("events/a.csv", EVENTS + "\n")
    warehouse.deliver("orders/readme.txt", "later")
    warehouse.deliver("channel_spend/.hidden.csv", "spend_date\n")
    with pytest.raises(Failure, match=r"No files for the required table (orders|channel_spend)"):
        warehouse.build("--select", "base_app__users")


COLUMNS = ["order_id", "ordered_at", "status", "currency", "gross_amount"]
GOOD = ["a", "2026-01-01", "paid", "USD", "1"]
ODD = ["", " ", "2026-01-01T00:00:00Z", "-1", "x,y", '"', "é", "\n", "NaN", ";", "{}", "null", "\t"]


def conserved(root: Path, seed: int) -> None:
    """Deliver orders as CSV and JSON lines, odd and torn, and count them on both sides."""
    chance, warehouse, delivered = random.Random(seed), Warehouse(root), 0
    for number in range(chance.randint(1, 5)):
        rows = [
            [chance.choice([good, good, good, *ODD]) for good in [*GOOD, "extra"]]
            for _ in range(chance.randint(0, 60))
        ]
        if chance.random() < 0.5:
            lines = [json.dumps(dict(zip(COLUMNS, row, strict=False))) for row in rows]
            lines = [line[: chance.choice([-1, None])] for line in lines]
            warehouse.deliver(f"orders/{number}.jsonl", "".join(f"{line}\n" for line in lines))
        else:
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
            writer.writerow(COLUMNS)
            writer.writerows(row[: chance.choice([4, 5, 5, 5, 6])] for row in rows)
            warehouse.deliver(f"orders/{number}.csv", text.getvalue())
        delivered += len(rows)
    count(warehouse)
    counts = {row[0]: row[1:] for row in warehouse.query(CONSERVED)}
    rows_in, accepted, quarantined, duplicate = counts.get("orders", (0, 0, 0, 0))
    assert rows_in == delivered
    assert rows_in == accepted + quarantined + duplicate


@pytest.mark.e2e
def test_nothing_vanishes_between_file_and_staging(tmp_path: Path) -> None:
    conserved(tmp_path, seed=2)


@pytest.mark.verify
@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**32))
def test_nothing_vanishes_whatever_is_delivered(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    conserved(tmp_path_factory.mktemp("conserved"), seed)
