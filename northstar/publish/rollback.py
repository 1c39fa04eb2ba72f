"""`northstar rollback DIR`: show readers the publication before the current one."""

from __future__ import annotations

from pathlib import Path

import click

from northstar.publish import files
from northstar.publish.errors import Failure
from northstar.publish.store import Store


@click.command(name="rollback")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--to", "run_id", help="A run under DIRECTORY/runs instead of the one before.")
def command(directory: Path, run_id: str | None) -> None:
    """Point DIRECTORY/current at the publication before it. Nothing is deleted by this."""
    store = Store(directory)
    with store.lock():
        chain = store.chain()
        if not chain:
            raise Failure(f"nothing is published in {directory}; `northstar build` publishes")
        target = store.runs / run_id if run_id else (chain[1] if len(chain) > 1 else None)
        if target is None:
            raise Failure(f"{chain[0].name} is the oldest publication kept in {directory}")
        if target.parent != store.runs or store.manifest(target) is None:
            raise Failure(f"{run_id} is no finished run under {store.runs}")
        files.flip(store.current, target)
    click.echo(f"{store.current} is {target.name} again; it was {chain[0].name}")
