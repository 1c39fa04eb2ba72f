"""A four-step any-entry funnel by our models against ClickHouse's windowFunnel, on one file.

Runs the compiled SQL of the project's own funnel models (only the sources are replaced by the file)
and, through the package chdb, windowFunnel; both must give every person the same level.

    python benchmarks/funnel.py --events 10000000 --people 500000 [--heavy 200] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parents[1]
WINDOW_SECONDS = 7 * 86400
STEPS = ("a", "b", "c", "d")
MODELS = (
    "int_funnel_transitions",
    "int_funnel_definitions",
    "int_funnel_event_positions",
    "int_funnel_step_events",
    "int_funnel_chains",
    "int_funnel_sets",
    "int_funnel_reached",
    "int_funnel_breakdowns",
    "int_funnel_attempts",
)
LEVELS = (
    "select person_id, max(furthest_step) as level from intermediate.int_funnel_attempts group by 1"
)


def write_events(path: Path, events: int, people: int, heavy: int) -> None:
    """Write events of 90 days; with `heavy` people, a fifth of the events is theirs."""
    share = 5 if heavy else 0
    person = f"case when i % 5 = 0 then hash(i) % {heavy} else hash(i) % {people} end"
    duckdb.sql(f"""
        copy (
            select
                'e' || i as event_id,
                'u:' || ({person if share else f"hash(i) % {people}"}) as person_id,
                case when h % 10 < 4 then 'a' when h % 10 < 7 then 'b'
                    when h % 10 < 9 then 'c' else 'd' end as event_name,
                timestamp '2025-01-01' + interval 1 second * (hash(i * 7 + 1) % (90 * 86400))
                    as occurred_at
            from (select range as i, hash(range * 3 + 5) as h from range({events}))
        ) to '{path}'
    """)


def compiled(folder: Path) -> dict[str, str]:
    """Return the SQL of the funnel models as dbt compiles it."""
    environment = {**os.environ, "NORTHSTAR_DB": str(folder / "compile" / "warehouse.duckdb")}
    (folder / "compile").mkdir()
    variables = json.dumps({"funnel_divergence_max_funnels": 0})
    command = ["dbt", "compile", "-q", "--vars", variables, "--target-path", str(folder / "target")]
    subprocess.run(
        [*command, "--log-path", str(folder), "-s", *MODELS],
        cwd=PROJECT,
        env=environment,
        check=True,
    )
    root = folder / "target" / "compiled" / "northstar" / "models"
    return {name: next(root.rglob(f"{name}.sql")).read_text("utf-8") for name in MODELS}


def ours(folder: Path, events: Path, models: dict[str, str]) -> tuple[dict[str, float], Path]:
    """Build the models from the file; return seconds per model and the levels as Parquet."""
    database = folder / "warehouse.duckdb"
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute("set disabled_optimizers = 'top_n_window_elimination'")
        connection.execute("create schema intermediate")
        connection.execute("create schema config")
        sources(connection, events)
        seconds = {}
        for name in MODELS:
            kind = "view" if name == "int_funnel_reached" else "table"
            started = time.perf_counter()
            connection.execute(f"create {kind} intermediate.{name} as {models[name]}")
            seconds[name] = time.perf_counter() - started
        started = time.perf_counter()
        connection.execute(f"copy ({LEVELS}) to '{folder / 'ours.parquet'}'")
        seconds["levels"] = time.perf_counter() - started
    return seconds, folder / "ours.parquet"


def sources(connection: duckdb.DuckDBPyConnection, events: Path) -> None:
    """Stand in for the relations that the funnel models read."""
    nothing = ", ".join(
        f"cast(null as varchar) as {column}"
        for column in ("session_id", "properties", "device_type", "platform", "country", "page_url")
    )
    connection.execute(
        f"create view intermediate.int_events as select *, {nothing}, false as is_internal, "
        f"cast(occurred_at as date) as event_date from '{events}'"
    )
    connection.execute(
        "create table intermediate.int_as_of as select timestamp '2026-01-01' as as_of_at, "
        "date '2026-01-01' as as_of_date"
    )
    connection.execute(
        "create table intermediate.int_conversions as select '' as conversion_id, '' as person_id, "
        "'' as conversion_type, timestamp '2025-01-01' as converted_at, true as is_internal limit 0"
    )
    connection.execute(
        "create table intermediate.int_sessions as select '' as session_id, '' as channel limit 0"
    )
    connection.execute("create table intermediate.int_funnel_problems as select 1 as problem")
    connection.execute(
        "create table config.funnels (funnel varchar, unit varchar, order_mode varchar, "
        "entry_policy varchar, window_seconds bigint, tie_policy varchar, grace_seconds bigint, "
        "exclusion_effect varchar, hold_constant varchar, breakdown varchar, "
        "breakdown_attribution varchar, entry_from date, entry_until date)"
    )
    connection.execute(
        "create table config.funnel_steps (funnel varchar, step_number integer, step_name varchar, "
        "event_name varchar, property_name varchar, property_value varchar, is_optional boolean, "
        "min_gap_seconds bigint, max_gap_seconds bigint, is_exclusion boolean)"
    )
    connection.execute(
        "insert into config.funnels (funnel, unit, order_mode, entry_policy, window_seconds) "
        f"values ('f', 'person', 'ordered', 'any', {WINDOW_SECONDS})"
    )
    for number, name in enumerate(STEPS, 1):
        connection.execute(
            "insert into config.funnel_steps (funnel, step_number, step_name, event_name, "
            f"is_optional, is_exclusion) values ('f', {number}, '{name}', '{name}', false, false)"
        )


def theirs(folder: Path, events: Path) -> tuple[float, Path]:
    """Run windowFunnel on the file; return seconds and the levels as Parquet."""
    import chdb

    conditions = ", ".join(f"event_name = '{step}'" for step in STEPS)
    target = folder / "theirs.parquet"
    target.unlink(missing_ok=True)
    started = time.perf_counter()
    chdb.query(
        f"select person_id, windowFunnel({WINDOW_SECONDS})(toDateTime(occurred_at), {conditions}) "
        f"as level from file('{events}', Parquet) group by person_id "
        f"into outfile '{target}' format Parquet settings max_threads = 2"
    )
    return time.perf_counter() - started, target


def differences(ours_path: Path, theirs_path: Path) -> int:
    """Return how many people got another level (who never entered has level 0 there)."""
    return duckdb.sql(
        f"select count(*) from '{theirs_path}' as theirs left join '{ours_path}' as ours "
        "using (person_id) where coalesce(ours.level, 0) <> theirs.level"
    ).fetchall()[0][0]


def main() -> None:
    """Run both in turn and print seconds, ratio and differences."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--people", type=int, default=500_000)
    parser.add_argument(
        "--heavy", type=int, default=0, help="people who hold a fifth of the events"
    )
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        events = folder / "events.parquet"
        write_events(events, options.events, options.people, options.heavy)
        models = compiled(folder)
        for run in range(1, options.runs + 1):
            # processor seconds of all threads as well: they do not depend on who else is busy
            started = time.process_time()
            seconds, our_levels = ours(folder, events, models)
            between = time.process_time()
            their_seconds, their_levels = theirs(folder, events)
            processor = (between - started, time.process_time() - between)
            total = sum(seconds.values())
            slowest = {k: round(v, 2) for k, v in seconds.items() if v > 0.05}
            sys.stdout.write(
                f"run {run}: ours {total:.2f} s {slowest}, windowFunnel {their_seconds:.2f} s, "
                f"ratio {total / their_seconds:.2f}, processor {processor[0]:.1f} s against "
                f"{processor[1]:.1f} s, ratio {processor[0] / processor[1]:.2f}, "
                f"people with another level: {differences(our_levels, their_levels)}\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
