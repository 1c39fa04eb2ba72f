"""`northstar export audience NAME`: a published audience as a file, and who entered and left."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import click
import duckdb

from northstar.publish import manifest
from northstar.publish.errors import Failure, UsageFailure
from northstar.publish.export import SETTINGS, text
from northstar.publish.store import Store
from northstar.publish.verify import find_run

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
COLUMNS = ("person_id", "user_id", "scenario", "entered_at", "handle", "change")
COLUMN_TYPES = {column: "VARCHAR" for column in COLUMNS}
MEMBERS = """
    select
        audiences.person_id,
        people.user_id,
        audiences.scenario,
        strftime(audiences.entered_at, '%Y-%m-%d %H:%M:%S') as entered_at,
        audiences.handle,
        audiences.is_holdout,
        audiences.has_marketing_consent
    from customers.scenario_audiences as audiences
    inner join core.dim_people as people on audiences.person_id = people.person_id
    where audiences.scenario = ?
    order by audiences.person_id
"""


@dataclass(frozen=True)
class Member:
    """One person of an audience."""

    person_id: str
    user_id: str | None
    scenario: str
    entered_at: str
    handle: str | None
    is_holdout: bool
    has_consent: bool


@dataclass(frozen=True)
class Changes:
    """Who entered and who left since the snapshot before; `since` is None without one."""

    since: str | None
    entered: frozenset[str]
    left: frozenset[str]


def guarded(value: object) -> str:
    """Return a CSV cell that no spreadsheet takes for a formula (OWASP: CSV injection).

    A number stays a number: minus five runs nothing.
    """
    cell = "" if value is None else str(value)
    if isinstance(value, (int, float, Decimal)):
        return cell
    bare = (cell, cell.lstrip(" "), cell.lstrip())
    risky = any(start.startswith(FORMULA_STARTS) for start in bare)
    return "'" + cell if risky else cell


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]], *, guard: bool = True) -> str:
    """Return rows as CSV text, for people guarded, for machines as they are."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([guarded(value) for value in row] if guard else row for row in (header, *rows))
    return buffer.getvalue()


def replace(path: Path, content: str) -> None:
    """Write a file in one step: a reader sees the old or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(content, encoding="utf-8", newline="")
    partial.replace(path)


def read(database: Path, name: str) -> list[Member]:
    """Return the members of an audience, by person.

    Raises:
        UsageFailure: no active scenario has that name.

    """
    with duckdb.connect(str(database), read_only=True, config=dict(SETTINGS)) as connection:
        known = [
            row[0]
            for row in connection.execute(
                "select scenario from customers.scenario_results order by 1"
            ).fetchall()
        ]
        if name not in known:
            raise UsageFailure(f"no audience is called {name}; there are: {', '.join(known)}")
        return [Member(*row) for row in connection.execute(MEMBERS, [name]).fetchall()]


def locate(source: Path) -> tuple[Path, str, Path]:
    """Return the database of a publication or a file, the as-of of its rows, and its home.

    The home is where snapshots are kept: beside what is published, never within it.

    Raises:
        Failure: nothing is published there, or the file holds no warehouse.

    """
    if source.is_dir():
        run = find_run(source)
        record = json.loads((run / manifest.NAME).read_text(encoding="utf-8"))
        return run / "northstar.duckdb", str(record["as_of"]), home_of(run)
    if not source.is_file():
        raise Failure(f"nothing is published in {source}; `northstar build` publishes")
    try:
        with duckdb.connect(str(source), read_only=True, config=dict(SETTINGS)) as connection:
            published = connection.execute(
                "select count(*) from duckdb_tables()"
                " where schema_name = 'quality' and table_name = 'publication'"
            ).fetchall()
            rows = connection.execute(
                "select as_of from quality.publication"
                if published[0][0]
                else "select as_of_at from intermediate.int_as_of"
            ).fetchall()
    except duckdb.Error as error:
        raise Failure(f"{source} is no warehouse of northstar: {error}") from error
    return source, str(rows[0][0]), home_of(source.resolve().parent)


def home_of(place: Path) -> Path:
    """Return the output directory of a run directory; any other place is its own home."""
    above = place.parent.parent
    return above if Store(above).runs == place.parent else place


def take_snapshot(folder: Path, as_of: str, people: Sequence[str]) -> Changes:
    """Keep who is in the audience now, and compare with the newest snapshot of an earlier as-of.

    The same as-of again replaces its own snapshot, so that repeating an export changes nothing.
    """
    stamp = re.sub("[^0-9]", "", as_of)[:14]
    earlier = sorted(path for path in folder.glob("*.members.csv") if path.name[:14] < stamp)
    before: set[str] = set()
    if earlier:
        with earlier[-1].open(encoding="utf-8", newline="") as handle:
            before = {row[0] for row in list(csv.reader(handle))[1:]}
    now = {guarded(person) for person in people}
    changes = Changes(
        since=earlier[-1].name[:14] if earlier else None,
        entered=frozenset(now - before),
        left=frozenset(before - now),
    )
    moves = [(person, "entered") for person in changes.entered]
    moves += [(person, "left") for person in changes.left]
    replace(folder / f"{stamp}.members.csv", csv_text(["person_id"], [[p] for p in sorted(people)]))
    replace(folder / f"{stamp}.changes.csv", csv_text(["person_id", "change"], sorted(moves)))
    return changes


def write(path: Path, members: Sequence[Member], entered: frozenset[str]) -> None:
    """Write members to CSV (guarded) or Parquet, by the file's name."""
    rows = [
        (
            member.person_id,
            member.user_id,
            member.scenario,
            member.entered_at,
            member.handle,
            "entered" if guarded(member.person_id) in entered else "stayed",
        )
        for member in members
    ]
    if path.suffix == ".csv":
        replace(path, csv_text(COLUMNS, rows))
        return
    plain, partial = (
        path.with_name(f".{path.name}.{os.getpid()}.{kind}") for kind in ("csv", "tmp")
    )
    replace(plain, csv_text(COLUMNS, rows, guard=False))
    try:
        with duckdb.connect(config=dict(SETTINGS)) as connection:
            connection.execute(
                "copy (select * replace (cast(entered_at as timestamp) as entered_at)"
                f" from read_csv({text(str(plain))}, columns={COLUMN_TYPES}, header=true,"
                """ delim=',', quote='"', escape='"', auto_detect=false))"""
                f" to {text(str(partial))} (format parquet, compression zstd)"
            )
    finally:
        plain.unlink()
    partial.replace(path)


@click.group("export")
def command() -> None:
    """Hand published rows to another tool."""


@command.command("audience")
@click.argument("name")
@click.option(
    "--out",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write, .csv or .parquet.  [default: NAME.csv]",
)
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    default=Path("build/demo"),
    envvar="NORTHSTAR_OUT",
    show_default=True,
    help="What `northstar build` published, or a warehouse file.",
)
@click.option(
    "--snapshots",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where earlier exports are kept.  [default: audiences/ beside the publication]",
)
@click.option("--with-holdout", is_flag=True, help="Export the holdout as well: not for contact.")
@click.option(
    "--with-consent-only", is_flag=True, help="Leave out who did not agree to be written to."
)
def audience(
    name: str,
    path: Path | None,
    source: Path,
    snapshots: Path | None,
    with_holdout: bool,
    with_consent_only: bool,
) -> None:
    """Write the audience of scenario NAME to a file.

    The holdout stays out, so that scenario_results can measure. Each export leaves a snapshot of
    the audience by as-of, and beside it who entered and left since the one before.
    """
    if path is not None and path.suffix not in (".csv", ".parquet"):
        raise UsageFailure(f"--out {path} must end in .csv or .parquet")
    database, as_of, home = locate(source)
    members = read(database, name)
    path = path or Path(f"{name}.csv")
    folder = (snapshots or home / "audiences") / name
    sent = [
        member
        for member in members
        if (with_holdout or not member.is_holdout) and (member.has_consent or not with_consent_only)
    ]
    try:
        changes = take_snapshot(folder, as_of, [member.person_id for member in members])
        write(path, sent, changes.entered)
    except OSError as error:
        place = error.filename or path
        raise Failure(f"{place} cannot be written: {error.strerror}") from error
    since = f" since {changes.since}" if changes.since else ""
    click.echo(
        f"{path}: {len(sent)} of {len(members)} people in {name}; "
        f"{len(changes.entered)} entered, {len(changes.left)} left{since}"
    )
