"""Day retention by our models against ClickHouse's `retention`, on the same Parquet.

Ours are the compiled models themselves, from the activities on to `cohort_retention`: cohorts of
the first day, periods 0 to 30, with on-or-after, on-or-before, streak and maturity besides N-day.
ClickHouse (the package chdb) computes N-day only. Runs are paired and alternate; both get the same
number of threads; the triangles must be equal. Processor time is compared, for wall time on a
shared machine says more about its other tenants. Needs dbt and, for the second half, chdb:

    python benchmarks/retention.py --events 10000000 --people 500000 [--heavy 200]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parents[1]
PERIODS = 30
DAYS = 60
AS_OF = "2024-03-01 00:00:00"
MODELS = [
    "int_activity_patterns",
    "int_activity_places",
    "int_activity_blocks",
    "int_activity_repeats",
    "int_retention_starts",
    "int_retention_members",
    "int_retention_personal_blocks",
    "int_retention_returns",
    "int_retention_revenue",
    "int_retention_lives",
    "int_retention_spans",
    "int_retention_points",
    "int_retention_cells",
    "cohort_retention",
]
VIEWS = {"int_retention_lives", "int_retention_starts", "int_retention_returns"}
CLICKHOUSE = """
import sys, time, chdb
query = open(sys.argv[1]).read()
started, used = time.perf_counter(), time.process_time()
answer = chdb.query(query, "CSV")
print(time.perf_counter() - started, time.process_time() - used)
open(sys.argv[2], "w").write(str(answer))
"""


def draw(path: Path, events: int, people: int, heavy: int) -> None:
    """Write the events: visits fall off with the age of a person; a few hold 20 % if asked."""
    heavy_events = events // 5 if heavy else 0
    duckdb.execute(f"""
        copy (
            with drawn as (
                select
                    number,
                    case
                        when number < {heavy_events} then hash(number, 1) % {max(heavy, 1)}
                        else hash(number, 2) % {people}
                    end as person,
                    (hash(number, 3) % 1000000) / 1000000.0 as luck
                from range({events}) as numbers (number)
            )
            select
                'u:' || person as person_id,
                ['search', 'product_view', 'add_to_cart', 'share'][
                    1 + cast(hash(number, 4) % 4 as integer)
                ] as event_name,
                timestamp '2024-01-01' + interval 1 second * cast(
                    86400 * least(
                        {DAYS} - 0.00001,
                        hash(person, 5) % 30 + power(luck, 3) * ({DAYS} - hash(person, 5) % 30)
                    ) as integer
                ) as occurred_at
            from drawn
        ) to '{path}' (format parquet)
    """)


def compiled(root: Path) -> dict[str, str]:
    """Return the SQL of each model as dbt compiles it."""
    environment = {**os.environ, "NORTHSTAR_DB": str(root / "compile" / "warehouse.duckdb")}
    (root / "compile").mkdir()
    variables = json.dumps({"as_of": AS_OF, "retention_segments": []})
    command = ["dbt", "-q", "compile", "--select", *MODELS, "--vars", variables]
    places = ["--target-path", str(root / "target"), "--log-path", str(root / "logs")]
    subprocess.run(
        [*command, *places], cwd=PROJECT, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    return {
        model: next((root / "target" / "compiled").rglob(f"{model}.sql")).read_text()
        for model in MODELS
    }


def prepare(database: Path, parquet: Path, threads: int) -> duckdb.DuckDBPyConnection:
    """Return a warehouse that holds what the models read, around the Parquet."""
    connection = duckdb.connect(str(database))
    connection.execute(f"set threads = {threads}")
    connection.execute("set memory_limit = '4GB'")
    connection.execute("set disabled_optimizers = 'top_n_window_elimination'")
    connection.execute(f"""
        create schema intermediate;
        create schema retention;
        create view intermediate.int_activities as
        select
            person_id, event_name, true as is_meaningful, occurred_at,
            cast(occurred_at as date) as activity_date
        from '{parquet}';
        create table intermediate.int_as_of as
        select timestamp '{AS_OF}' as as_of_at, date '{AS_OF[:10]}' as as_of_date;
        create table intermediate.int_people as
        select
            person_id, false as is_internal, cast(null as timestamp) as signed_up_at,
            cast(null as timestamp) as first_order_at, cast(null as timestamp) as first_seen_at
        from (select distinct person_id from '{parquet}');
        create table intermediate.int_person_segments as
        select person_id, 'all' as segment, 'all' as segment_value from intermediate.int_people;
        create table intermediate.int_orders (
            person_id varchar, is_valid boolean, is_internal boolean, order_date date,
            ordered_at timestamp, net_revenue decimal(18, 2)
        );
        create table intermediate.int_retentions as
        select
            'daily' as retention, 'first_seen' as cohort_type, 'day' as period_grain,
            'calendar' as clock, '*' as start_event, '*' as return_event, 1 as min_occurrences,
            {PERIODS} as max_periods, cast(null as varchar) as brackets, 86400 as period_seconds;
    """)
    return connection


def ours(connection: duckdb.DuckDBPyConnection, models: dict[str, str]) -> dict[str, float]:
    """Run the models; return the processor seconds of each."""
    seconds = {}
    for model, sql in models.items():
        schema = "retention" if model == "cohort_retention" else "intermediate"
        kind = "view" if model in VIEWS else "table"
        started = time.process_time()
        connection.execute(f"create or replace {kind} {schema}.{model} as {sql}")
        seconds[model] = time.process_time() - started
    return seconds


def theirs(python: str, root: Path, parquet: Path, threads: int) -> tuple[float, float, list[str]]:
    """Run ClickHouse's `retention` in its own process; return wall, processor seconds, rows."""
    days = ", ".join(f"day = first_day + {k}" for k in range(PERIODS + 1))
    query, answer = root / "query.sql", root / "answer.csv"
    query.write_text(f"""
        with days as (
            select person_id, toDate(occurred_at) as day from file('{parquet}', Parquet)
        ),
        people as (select person_id, min(day) as first_day from days group by person_id),
        retained as (
            select person_id, first_day, retention({days}) as r
            from days inner join people using (person_id)
            group by person_id, first_day
        )
        select first_day, sumForEach(r) from retained group by first_day order by first_day
        settings max_threads = {threads}, schema_inference_make_columns_nullable = 0
    """)
    command = [python, "-c", CLICKHOUSE, str(query), str(answer)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    wall, processor = map(float, done.stdout.split())
    return wall, processor, answer.read_text().split("\n")


def triangle(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return our N-day counts in ClickHouse's words."""
    rows = connection.execute("""
        select cohort_period, list(coalesce(retained, 0) order by period_number)
        from retention.cohort_retention
        group by cohort_period order by cohort_period
    """).fetchall()
    return [f'"{day}","[{",".join(map(str, counts))}]"' for day, counts in rows]


def main() -> None:
    """Draw, run in pairs, compare, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--people", type=int, default=500_000)
    parser.add_argument("--heavy", type=int, default=0, help="people who hold 20 % of the events")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--clickhouse-python", default=sys.executable, help="one that has chdb")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        parquet = root / "events.parquet"
        draw(parquet, options.events, options.people, options.heavy)
        models = compiled(root)
        connection = prepare(root / "warehouse.duckdb", parquet, options.threads)
        pairs = []
        for _ in range(options.pairs):
            started = time.perf_counter()
            mine = ours(connection, models)
            elapsed = time.perf_counter() - started
            wall, other, rows = theirs(options.clickhouse_python, root, parquet, options.threads)
            same = triangle(connection) == [row for row in rows if row]
            pairs.append(sum(mine.values()) / other)
            report = {model: round(seconds, 2) for model, seconds in mine.items()}
            sys.stdout.write(
                f"processor: ours {sum(mine.values()):.2f} s, ClickHouse {other:.2f} s, ratio"
                f" {pairs[-1]:.2f}; wall: {elapsed:.2f} s, {wall:.2f} s; same result: {same}\n"
                f"  {report}\n"
            )
            if not same:
                sys.exit("the triangles differ")
        sys.stdout.write(f"median ratio of processor time {statistics.median(pairs):.2f}\n")


if __name__ == "__main__":
    main()
