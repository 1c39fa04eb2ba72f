"""What a user is told when a command cannot do what was asked."""

from __future__ import annotations

from dataclasses import dataclass

import click


@dataclass(frozen=True)
class Problem:
    """One thing that stops a publication: a model that broke, or a check that found rows.

    `sql` is the check's query, for a look at the rows in the failed warehouse.
    """

    name: str
    kind: str
    message: str
    rows: int
    path: str
    sql: str = ""


class Failure(click.ClickException):
    """One sentence: what is wrong, where, and what to do. It is the last line of stderr."""

    exit_code = 1

    def show(self, file: object = None) -> None:
        """Print the sentence, alone on the last line of stderr."""
        click.echo(f"error: {' '.join(self.message.split())}", err=True)


class UsageFailure(Failure):
    """The request itself cannot be understood; nothing was started."""

    exit_code = 2
