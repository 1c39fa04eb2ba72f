"""The progress bar of the simulation, on standard error, only where somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def people_bar(total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar of people done; yields the function that sets it."""
    console = Console(stderr=True)
    columns = (
        TextColumn("people"),
        BarColumn(),
        TextColumn("{task.completed:,}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("people", total=total)
        yield lambda done: bar.update(task, completed=done)
