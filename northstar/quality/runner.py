"""Great Expectations on the built file: the last audit before publication."""

from __future__ import annotations

import importlib.util
import logging
import os
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from northstar.publish import summary
from northstar.publish.errors import Problem
from northstar.quality import docs, volume
from northstar.quality.dialect import close_all, register
from northstar.quality.suite import Suite, unusual_day

# No sample values: they are not escaped in Data Docs, and may be personal.
RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0}


@dataclass(frozen=True)
class Verdict:
    """What the audit found, and the volumes that the next audit compares with."""

    problems: list[Problem] = field(default_factory=list)
    passed: int = 0
    profile: volume.Profile = field(default_factory=dict)


def load_suites(folder: Path) -> list[Suite]:
    """Return the `SUITE` of every module in a folder, by file name."""
    suites = []
    for path in sorted(folder.glob("[!_]*.py")):
        spec = importlib.util.spec_from_file_location(f"northstar_quality_{path.stem}", path)
        if spec is None or spec.loader is None:
            raise ImportError(f"{path} is no Python module")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        suites.append(module.SUITE)
    return suites


def audit(database: Path, folder: Path, out: Path, history: Path | None) -> Verdict:
    """Judge a built warehouse by the suites in `folder` and write Data Docs into `out`.

    `history` is the manifest of the last publication, whose volumes are compared with; None, or a
    first publication, compares nothing.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    suites = load_suites(folder)
    if not suites:
        return Verdict()
    missing = missing_tables(database, suites)
    if missing:
        return Verdict(missing)
    now = volume.profile(database, suites)
    last = volume.last_profile(history, summary.as_of(database))
    try:
        with warnings.catch_warnings():  # it would like its own PostgreSQL source better
            warnings.simplefilter("ignore")
            results = validate(database, suites, now, last, out)
    finally:
        close_all()
    return Verdict(
        [problem for suite, result in results for problem in failures(suite, result)],
        sum(entry.success for _, result in results for entry in result.results),
        now,
    )


def missing_tables(database: Path, suites: list[Suite]) -> list[Problem]:
    """Return a problem for each table that a suite judges and the warehouse does not have."""
    present = volume.tables(database)
    return [
        Problem(table, "error", f"{table} is missing, which {suite.path} judges", 0, suite.path)
        for suite in suites
        for table in suite.judged
        if table not in present
    ]


def validate(
    database: Path, suites: list[Suite], now: volume.Profile, last: volume.Profile, out: Path
) -> list[tuple[Suite, Any]]:
    """Run every suite in an ephemeral context; return (suite, result) for each table of each."""
    import great_expectations as gx

    logging.getLogger("great_expectations").propagate = False  # it chats on standard error
    register()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_or_update_sql(
        name="warehouse", connection_string=f"postgresql+duckro:///{database.resolve()}"
    )
    definitions, owners = [], []
    for suite in suites:
        for table in suite.judged:
            schema, name = table.split(".")
            expectations = list(suite.tables.get(table, ()))
            if table in suite.volumes:
                expectations.append(volume.expectation(now[table], last.get(table)))
                expectations.append(unusual_day(suite.volumes[table]))
            asset = source.add_table_asset(table, table_name=name, schema_name=schema)
            gx_suite = context.suites.add(gx.ExpectationSuite(table, expectations=expectations))
            definitions.append(
                context.validation_definitions.add(
                    gx.ValidationDefinition(
                        name=table,
                        data=asset.add_batch_definition_whole_table("all"),
                        suite=gx_suite,
                    )
                )
            )
            owners.append(suite)
    site = docs.add_site(context, out)
    checkpoint = gx.Checkpoint(
        name="audit", validation_definitions=definitions, result_format=RESULT_FORMAT
    )
    outcome = context.checkpoints.add(checkpoint).run()
    context.build_data_docs(site_names=[site])
    by_name = {result.suite_name: result for result in outcome.run_results.values()}
    results = [
        (suite, by_name[definition.name])
        for suite, definition in zip(owners, definitions, strict=True)
    ]
    docs.finish(out, results)
    return results


def failures(suite: Suite, result: Any) -> list[Problem]:  # noqa: ANN401
    """Return the expectations of one table that were not met, as sentences."""
    found = []
    for entry in result.results:
        if entry.success:
            continue
        column = entry.expectation_config.kwargs.get("column")
        where = f"{result.suite_name}{'.' + column if column else ''}"
        observed = entry.result.get("unexpected_count", entry.result.get("observed_value"))
        broken = exception(entry.exception_info)
        what = wording(entry.expectation_config)
        message = f"{where}: {what}; {broken or f'found {observed}'}"
        rows = observed if isinstance(observed, int) else 0
        kind = "error" if broken else "expectation"
        found.append(Problem(where, kind, message, rows, suite.path))
    return found


def wording(config: Any) -> str:  # noqa: ANN401
    """Return what an expectation asks, in words."""
    if "column_A" in config.kwargs:
        return f"{config.kwargs['column_A']} at least {config.kwargs['column_B']}"
    what = config.description or config.type.replace("_", " ")
    for key, words in (("min_value", "at least"), ("max_value", "at most")):
        if config.kwargs.get(key) is not None:
            what += f", {words} {config.kwargs[key]:,}"
    return what


def exception(info: dict[str, Any]) -> str | None:
    """Return the first line of what broke an expectation itself, or None when it ran."""
    for entry in (info, *info.values()):
        if isinstance(entry, dict) and entry.get("raised_exception"):
            return str(entry["exception_message"]).strip().splitlines()[0]
    return None
