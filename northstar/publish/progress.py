"""What a person sees while a build runs: one line a stage, a bar on a terminal."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

HEARTBEAT_SECONDS = 15.0

Advance = Callable[[int, int, str], None]


class Stages:
    """Reports stages on standard error, each with its seconds when it is over."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)
        self.seconds: dict[str, float] = {}

    def say(self, text: str) -> None:
        """Print one line."""
        self.console.print(text, markup=False)

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[Advance]:
        """Time a stage; yields a function of (done, total, what) that shows how far it is."""
        started = time.monotonic()
        with self.bar(name) as advance:
            yield advance
        self.seconds[name] = round(time.monotonic() - started, 3)
        self.say(f"  {name:<10} {self.seconds[name]:6.1f} s")

    @contextlib.contextmanager
    def bar(self, name: str) -> Iterator[Advance]:
        """Show a moving bar on a terminal, else a line now and then."""
        if not self.console.is_terminal:
            last = time.monotonic()

            def heartbeat(done: int, total: int, what: str) -> None:
                nonlocal last
                if time.monotonic() - last > HEARTBEAT_SECONDS:
                    last = time.monotonic()
                    self.say(f"  {name}: {done} of {total}, {what}")

            yield heartbeat
            return
        columns = (
            TextColumn("  {task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[what]}"),
        )
        with Progress(*columns, console=self.console, transient=True) as progress:
            task = progress.add_task(name, total=None, what="")

            def move(done: int, total: int, what: str) -> None:
                progress.update(task, completed=done, total=total, what=what)

            yield move
