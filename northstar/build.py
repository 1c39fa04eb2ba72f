"""`northstar build`: raw files in, a published warehouse out."""

from __future__ import annotations

import difflib
import json
import os
import zoneinfo
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import yaml

from northstar.publish.errors import UsageFailure

# Vars of which any other value would quietly be taken for the first or the last of these.
CHOICES = {
    "week_start": ("monday", "sunday"),
    "active_events": ("any", "meaningful"),
    "rfm_method": ("quintile", "fixed"),
    "ltv_clock": ("calendar", "personal_30d"),
    "clv_model": ("mbg_nbd", "bg_nbd"),
}
DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)


def project_root() -> Path:
    """Return the dbt project: the folder around this package, or NORTHSTAR_PROJECT."""
    return Path(os.environ.get("NORTHSTAR_PROJECT") or Path(__file__).parent.parent).resolve()


def parse_variables(project: Path, text: str | None, as_of: str | None) -> dict[str, Any]:
    """Return the dbt vars of a build.

    Raises:
        UsageFailure: not a JSON object, a var that the project does not know, or no timestamp.

    """
    try:
        variables = json.loads(text or "{}")
    except ValueError as error:
        raise UsageFailure(
            f"--vars is no JSON ({error}); write --vars '{{\"name\": value}}'"
        ) from error
    if not isinstance(variables, dict):
        raise UsageFailure("--vars is no JSON object; write --vars '{\"name\": value}'")
    settings = yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8"))
    known = settings.get("vars") or {}
    for name in variables:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]}?" if near else "dbt_project.yml lists them"
            raise UsageFailure(f"--vars: the project has no var {name}; {hint}")
    if as_of is not None:
        if variables.get("as_of") is not None:
            raise UsageFailure("as_of is given twice, by --as-of and in --vars; give one")
        variables["as_of"] = parse_timestamp(as_of)
    elif variables.get("as_of") is not None:
        variables["as_of"] = parse_timestamp(str(variables["as_of"]), "--vars: as_of")
    check_values(project, variables)
    return variables


def check_values(project: Path, variables: dict[str, Any]) -> None:
    """Refuse a time zone, currency or choice that the project does not know.

    Raises:
        UsageFailure: names the var and what it may be.

    """
    zone = variables.get("reporting_timezone", "UTC")
    if zone not in zoneinfo.available_timezones():
        raise UsageFailure(
            f"--vars: reporting_timezone {zone} is no time zone; write a name like Europe/Berlin"
        )
    for name, choices in CHOICES.items():
        if name in variables and variables[name] not in choices:
            raise UsageFailure(f"--vars: {name} {variables[name]} is none of {', '.join(choices)}")
    currencies = project / "seeds" / "reference" / "currencies.csv"
    currency = variables.get("reporting_currency")
    if currency and currency not in currencies.read_text(encoding="utf-8").split():
        raise UsageFailure(
            f"--vars: reporting_currency {currency} is no code of ISO 4217 such as EUR"
        )


def parse_timestamp(text: str, option: str = "--as-of") -> str:
    """Return a timestamp in UTC as `YYYY-MM-DD HH:MM:SS[.ffffff]`; without an offset it is UTC.

    Raises:
        UsageFailure: not a timestamp.

    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageFailure(
            f"{option} {text} is no timestamp; write 2026-01-31 or 2026-01-31T23:59:59Z"
        ) from error
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.isoformat(sep=" ")


@click.command(name="build")
@click.option("--raw", type=DIRECTORY, required=True, help="Folder with the raw files.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder to publish in; readers open OUT/current/northstar.duckdb.",
)
@click.option("--config", type=DIRECTORY, help="Folder with CSVs that replace seeds of their name.")
@click.option("--vars", "variables", help="dbt vars as a JSON object.")
@click.option("--as-of", help="Timestamp (UTC) to compute everything as of; default: newest row.")
@click.option(
    "--full-refresh", is_flag=True, help="Rebuild every row; the ledger of landed files stays."
)
@click.option("--target", type=click.Choice(["duckdb", "spark"]), default="duckdb")
@click.option("--force", is_flag=True, help="Build even if nothing changed.")
@click.option("--accept-volume", is_flag=True, help="Publish although row counts jumped or fell.")
@click.option("--docs/--no-docs", default=True, help="Render the dbt documentation too.")
def command(
    raw: Path,
    out: Path,
    config: Path | None,
    variables: str | None,
    as_of: str | None,
    full_refresh: bool,
    target: str,
    force: bool,
    accept_volume: bool,
    docs: bool,
) -> None:
    """Build, audit and publish. Exit 0: published; else the previous publication still stands."""
    if target == "spark":
        raise UsageFailure("--target spark: there is no Spark profile yet; use --target duckdb")
    from northstar.publish import pipeline

    project = project_root()
    pipeline.build(
        pipeline.Request(
            project=project,
            raw=raw.resolve(),
            out=out,
            config=config.resolve() if config else None,
            variables=parse_variables(project, variables, as_of),
            full_refresh=full_refresh,
            force=force,
            accept_volume=accept_volume,
            docs=docs,
            target=target,
        )
    )
