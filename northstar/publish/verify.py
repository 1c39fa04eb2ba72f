"""`northstar verify DIR`: whether the published files are still what was published."""

from __future__ import annotations

from pathlib import Path

import click

from northstar.publish import manifest
from northstar.publish.errors import Failure
from northstar.publish.store import Store


def find_run(directory: Path) -> Path:
    """Return the run to look at: a run directory itself, or the current run of an output directory.

    Raises:
        Failure: nothing is published there.

    """
    if (directory / manifest.NAME).is_file():
        return directory.resolve()
    link = Store(directory).current
    if not link.is_symlink() or not link.exists():
        raise Failure(f"nothing is published in {directory}; `northstar build` publishes")
    return link.resolve()


@click.command(name="verify")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
def command(directory: Path) -> None:
    """Compare every published file in DIRECTORY with the sha256 in its manifest."""
    run = find_run(directory)
    found = manifest.damage(run)
    for line in found:
        click.echo(line)
    if found:
        raise Failure(
            f"{len(found)} damaged in {run}, the first is {found[0]}; "
            "`northstar rollback` returns to the publication before, `northstar build --force` "
            "makes a new one"
        )
    click.echo(f"{run}: {len(manifest.list_files(run))} files as published")
