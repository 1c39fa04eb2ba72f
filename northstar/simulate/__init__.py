"""`northstar simulate`: a whole demo company drawn from stated truths."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import click

from northstar.simulate.world import Dirt, Plan

__all__ = ["Dirt", "Plan", "command"]

KINDS = {
    "duplicates": "events, order states, invites and exposures delivered twice",
    "late": "rows up to 20 days late, spend restated",
    "clock_skew": "device clocks off by minutes, a few by years",
    "shared_devices": "devices of several people, a kiosk of many",
    "refunds": "full and partial refunds",
    "cancelled": "orders cancelled before payment",
    "test_orders": "orders of status test",
    "currencies": "four currencies (off: all USD)",
    "internal": "internal users",
    "fraud": "one channel with manufactured sign-ups, self-invites",
    "schema_change": "event files that change columns half way",
}


def switches(function: click.decorators.FC) -> click.decorators.FC:
    """Add a `--no-<kind>` option for every kind of dirt."""
    for one in reversed(fields(Dirt)):
        flag = one.name.replace("_", "-")
        function = click.option(
            f"--no-{flag}", f"no_{one.name}", is_flag=True, help=f"Without {KINDS[one.name]}."
        )(function)
    return function


@click.command(name="simulate")
@click.option("--people", type=click.IntRange(min=1), default=5_000, show_default=True)
@click.option("--days", type=click.IntRange(min=14, max=3_650), default=365, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=7, show_default=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--clean", is_flag=True, help="Without any dirt.")
@switches
def command(people: int, days: int, seed: int, out: Path, clean: bool, **off: bool) -> None:
    """Draw the demo company: twelve raw tables and truth.json. Same seed, same bytes."""
    from northstar.simulate.company import simulate
    from northstar.simulate.progress import people_bar

    kept = {one.name: not (clean or off[f"no_{one.name}"]) for one in fields(Dirt)}
    plan = Plan(people, days, seed, Dirt(**kept))
    try:
        with people_bar(people) as advance:
            truths = simulate(plan, out, advance)
    except FileExistsError as error:
        raise click.ClickException(str(error)) from error
    rows = truths["rows"]
    click.echo(f"{out}: {rows['events']:,} events, {rows['orders']:,} orders, seed {seed}")
