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
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parents[1]
WINDOW_SECONDS = 7 * 86400
STEPS = ("a", "b", "c", "d")
SELECTION = "+int_funnel_attempts"
LEVELS = """
    select streams.person_id, max(attempts.furthest_step) as level
    from intermediate.int_funnel_attempts as attempts
    inner join intermediate.int_funnel_streams as streams using (stream_number)
    group by streams.person_id
"""


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


def compiled(folder: Path) -> list[tuple[str, str, str]]:
    """Return name, kind (table or view) and SQL of the funnel models, in the order of the build."""
    # without what the other side's package may have put on the path
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    environment["NORTHSTAR_DB"] = str(folder / "compile" / "warehouse.duckdb")
    (folder / "compile").mkdir()
    variables = json.dumps({"funnel_divergence_max_funnels": 0})
    command = [str(Path(sys.executable).parent / "dbt"), "compile", "-q", "--vars", variables]
    command += ["--target-path", str(folder / "target"), "--log-path", str(folder)]
    subprocess.run(
        [*command, "-s", SELECTION], cwd=PROJECT, env=environment, check=True, capture_output=True
    )
    manifest = json.loads((folder / "target" / "manifest.json").read_text("utf-8"))
    nodes = {
        key: node
        for key, node in manifest["nodes"].items()
        if node.get("compiled_code") and node["name"].startswith("int_funnel_")
        if node["resource_type"] == "model" and node["name"] != "int_funnel_problems"
    }
    order = TopologicalSorter({k: set(n["depends_on"]["nodes"]) for k, n in nodes.items()})
    return [
        (node["name"], node["config"]["materialized"], node["compiled_code"])
        for node in (nodes[key] for key in order.static_order() if key in nodes)
    ]


def ours(
    folder: Path, events: Path, models: list[tuple[str, str, str]]
) -> tuple[dict[str, float], Path]:
    """Build the models from the file; return processor seconds per model, the levels as Parquet."""
    database = folder / "warehouse.duckdb"
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        connection.execute("set disabled_optimizers = 'top_n_window_elimination'")
        connection.execute("set threads = 2")
        connection.execute("create schema intermediate")
        connection.execute("create schema config")
        sources(connection, events)
        seconds = {}
        for name, kind, sql in models:
            started = time.process_time()
            connection.execute(f"create {kind} intermediate.{name} as {sql}")
            seconds[name] = time.process_time() - started
        started = time.process_time()
        connection.execute(f"copy ({LEVELS}) to '{folder / 'ours.parquet'}'")
        seconds["levels"] = time.process_time() - started
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
    """Run windowFunnel on the file; return processor seconds and the levels as Parquet."""
    import chdb

    conditions = ", ".join(f"event_name = '{step}'" for step in STEPS)
    target = folder / "theirs.parquet"
    target.unlink(missing_ok=True)
    started = time.process_time()
    chdb.query(
        f"select person_id, windowFunnel({WINDOW_SECONDS})(toDateTime(occurred_at), {conditions}) "
        f"as level from file('{events}', Parquet) group by person_id "
        f"into outfile '{target}' format Parquet settings max_threads = 2"
    )
    return time.process_time() - started, target


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
        # processor seconds of all threads: they depend little on who else is busy
        for run in range(1, options.runs + 1):
            seconds, our_levels = ours(folder, events, models)
            their_seconds, their_levels = theirs(folder, events)
            total = sum(seconds.values())
            slowest = {k: round(v, 2) for k, v in seconds.items() if v > 0.05}
            sys.stdout.write(
                f"run {run}: ours {total:.1f} s {slowest}, windowFunnel {their_seconds:.1f} s, "
                f"ratio {total / their_seconds:.2f}, "
                f"people with another level: {differences(our_levels, their_levels)}\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
