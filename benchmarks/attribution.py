"""All twelve attribution models against `linear` alone, on the SQL that dbt compiled.

    dbt compile && python benchmarks/attribution.py --conversions 1000000 --touches 5

Draws touches into a DuckDB file, then times two builds from them. `linear` writes a credits table
of that model, as anybody would: conversion, session, time, channel, place, credit. `twelve` writes
int_touches_described, from which the view int_attribution_weights reads every model's credits (the
session of a touch is not repeated there, int_touchpoints has it). Both then sum all their credits
per channel, so that every credit is really worked out. `bare` is `linear` without the session,
whose text is most of what that table costs. Removal effects are given: they are a matrix of
channels, whatever the number of touches. Prints one JSON line in CPU seconds, best of the repeats.
"""

from __future__ import annotations

import json
import re
import tempfile
import time
from pathlib import Path

import click
import duckdb

PROJECT = Path(__file__).resolve().parents[1]
DRAW = """
create or replace table int_touchpoints as
select
    conversion_number,
    'order' as conversion_type,
    's' || (conversion_number * {touches} + touch_number) as session_id,
    timestamp '2025-01-01' + interval '1' second * (hash(conversion_number) % 2592000)
    + interval '1' second * (touch_number * 86400) as touched_at,
    'channel_' || channel_number as channel,
    channel_number = 0 as is_direct,
    channel_number > 6 as is_paid,
    cast(({touches} - touch_number) * 86400.0 + hash(conversion_number, 1) % 80000 as double)
        as age_seconds,
    touch_number
from (
    select
        cast(conversion_number as bigint) as conversion_number,
        cast(touch_number as bigint) as touch_number,
        hash(conversion_number, touch_number) % 12 as channel_number
    from range(1, {conversions} + 1) as conversions (conversion_number),
        range(1, {touches} + 1) as places (touch_number)
)
"""
EFFECTS = """
create or replace table int_removal_effects as
select
    'order' as conversion_type, 'channel_' || number as channel,
    1 / 12.0 as credit_share, 1 / 12.0 as value_share
from range(12) as numbers (number)
"""
LINEAR = """
select
    touchpoints.conversion_number, {session} touchpoints.touched_at,
    touchpoints.channel, cast(touchpoints.touch_number as integer) as touch_number,
    cast(paths.touch_count as integer) as touch_count,
    1 / cast(paths.touch_count as double) as linear_credit
from int_touchpoints as touchpoints
inner join (
    select conversion_number, count(*) as touch_count
    from int_touchpoints
    group by conversion_number
) as paths on touchpoints.conversion_number = paths.conversion_number
"""


def compiled_model(target: Path, name: str) -> str:
    """Return a model's compiled SQL, reading the tables drawn here."""
    (path,) = target.glob(f"compiled/*/models/intermediate/attribution/*/{name}.sql")
    return re.sub(r'(?:"\w+"[.])+"(int_\w+)"', r"\1", path.read_text(encoding="utf-8"))


def seconds(
    connection: duckdb.DuckDBPyConnection, table: str, sql: str, totals: str, repeats: int
) -> float:
    """Return the CPU seconds of the best of some runs: write the table, then ask for the totals."""
    best = float("inf")
    for _ in range(repeats):
        connection.execute(f"drop table if exists {table}")
        connection.execute("checkpoint")
        start = time.process_time()
        connection.execute(f"create table {table} as {sql}")
        connection.execute(totals).fetchall()
        best = min(best, time.process_time() - start)
    return best


@click.command()
@click.option("--conversions", default=1_000_000, show_default=True)
@click.option("--touches", default=5, show_default=True)
@click.option("--repeats", default=3, show_default=True)
@click.option("--threads", default=2, show_default=True)
@click.option("--target", type=click.Path(path_type=Path), default=PROJECT / "target")
def main(conversions: int, touches: int, repeats: int, threads: int, target: Path) -> None:
    """Time both and print CPU seconds and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        connection = duckdb.connect(f"{folder}/benchmark.duckdb", config={"threads": threads})
        connection.execute("set disabled_optimizers = 'top_n_window_elimination'")
        connection.execute(DRAW.format(conversions=conversions, touches=touches))
        connection.execute(EFFECTS)
        weights = compiled_model(target, "int_attribution_weights")
        described = compiled_model(target, "int_touches_described")
        columns = sorted(set(re.findall(r"as (\w+_credit)\b", weights)))
        sums = ", ".join(f"sum({column})" for column in columns)
        linear, bare = (
            seconds(
                connection,
                "linear",
                LINEAR.format(session=session),
                "select channel, sum(linear_credit) from linear group by channel",
                repeats,
            )
            for session in ("touchpoints.session_id,", "")
        )
        twelve = seconds(
            connection,
            "int_touches_described",
            described,
            f"select channel, {sums} from ({weights}) as weights group by channel",
            repeats,
        )
    click.echo(
        json.dumps(
            {
                "conversions": conversions,
                "touches": touches,
                "linear_cpu_seconds": round(linear, 2),
                "twelve_models_cpu_seconds": round(twelve, 2),
                "bare_linear_cpu_seconds": round(bare, 2),
                "ratio": round(twelve / linear, 2),
                "ratio_to_bare": round(twelve / bare, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
