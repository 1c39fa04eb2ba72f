"""One build: clone the last state, build it forward, judge it, publish it, say so."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from northstar.publish import (
    dbt_runs,
    export,
    failure,
    faults,
    files,
    fingerprint,
    manifest,
    seeds,
    summary,
)
from northstar.publish.errors import Failure, Problem
from northstar.publish.progress import Stages
from northstar.publish.store import Store
from northstar.quality import finite

SHOWN_PROBLEMS = 20


@dataclass(frozen=True)
class Request:
    """What a user asked `northstar build` to do."""

    project: Path
    raw: Path
    out: Path
    config: Path | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    full_refresh: bool = False
    force: bool = False
    accept_volume: bool = False
    docs: bool = True
    target: str = "duckdb"


class Build:
    """One attempt to publish. Everything before `publish` happens in a private run directory."""

    def __init__(self, request: Request, stages: Stages, store: Store) -> None:
        self.request = request
        self.stages = stages
        self.store = store
        self.started_at = datetime.now(UTC)
        self.last = store.manifest(store.current_run())
        self.replacing = seeds.overrides(request.project, request.config)
        self.origin = {
            "definitions_sha256": fingerprint.definitions(request.project, self.replacing),
            "vars": request.variables,
            "target": request.target,
            "versions": fingerprint.versions(),
            "inputs": fingerprint.inputs(request.raw, self.last),
        }
        self.problems: list[Problem] = []

    def is_published(self) -> bool:
        """Return whether the current publication was made from exactly these things."""
        if self.last is None or self.request.force or self.request.full_refresh:
            return False
        return fingerprint.identity(self.last) == fingerprint.identity(self.origin)

    def run(self) -> Path:
        """Build, audit and publish; return the published run.

        Raises:
            Failure: nothing was published; the message says why and where the details are.

        """
        self.store.prune()
        self.store.check_space(self.request.raw)
        run = self.store.new_run()
        self.project = self.prepare(run)
        try:
            self.build()
            checks = {"dbt_tests_passed": self.tests_passed, **self.audit(run)}
            faults.reach("after_audit")
            if self.request.docs:
                self.document(run)
            self.publish(run, checks)
        except Exception as error:
            raise self.give_up(run, error) from error
        return run

    def prepare(self, run: Path) -> dbt_runs.Project:
        """Clone the last good warehouse into the run and lay out where dbt reads and writes.

        A full refresh clones too: it rebuilds every model, but the ledger of landed files stays.
        """
        store, request = self.store, self.request
        last = store.current_run()
        if last is not None and (last / "warehouse.duckdb").is_file():
            with self.stages.stage("clone"):
                files.clone(last / "warehouse.duckdb", run / "warehouse.duckdb")
            (run / "warehouse.duckdb").chmod(0o644)
        faults.reach("after_clone")
        # One path for every run: a profile that changes makes dbt parse everything again.
        files.flip(store.cache / "run", run)
        root = seeds.shadow_project(request.project, self.replacing, store.cache / "project")
        return dbt_runs.Project(
            root=root,
            cache=store.cache,
            logs=run / "logs",
            database=store.cache / "run" / "warehouse.duckdb",
            raw=request.raw,
            target=request.target,
            variables=request.variables,
        )

    def build(self) -> None:
        """Run the project's seeds, models and data tests; unit tests judge code, not this data.

        Raises:
            Failure: a model broke or a check found rows.

        """
        command = ["build", "--exclude-resource-type", "unit_test"]
        if self.request.full_refresh:
            command.append("--full-refresh")
        with self.stages.stage("dbt build") as advance:
            result = dbt_runs.invoke(self.project, command, advance, self.stages.say)
        self.problems = dbt_runs.problems(result)
        if self.problems or not result.success:
            raise Failure(failure.describe(self.problems, self.project.database))
        self.tests_passed = dbt_runs.passed_checks(result)
        faults.reach("after_build")

    def audit(self, run: Path) -> dict[str, int]:
        """Let Great Expectations judge the built file; return what it counted.

        Raises:
            Failure: an expectation was not met, or a mart holds a number that is none.

        """
        self.profile = {}
        tables = export.marts(self.project.artifacts / "manifest.json")
        self.problems = finite.problems(
            run / "warehouse.duckdb", [(mart.schema, mart.name) for mart in tables]
        )
        if self.problems:
            raise Failure(failure.describe(self.problems))
        suites = self.request.project / "quality"
        if not any(suites.glob("[!_]*.py")):
            return {"expectations_passed": 0}
        from northstar.quality import runner  # Great Expectations takes seconds to import

        last = None if self.request.accept_volume else self.store.current_run()
        with self.stages.stage("audit"):
            verdict = runner.audit(
                run / "warehouse.duckdb",
                suites,
                run / "data_docs",
                last / manifest.NAME if last else None,
            )
        self.problems = verdict.problems
        if self.problems:
            raise Failure(failure.describe(self.problems))
        self.profile = verdict.profile
        return {"expectations_passed": verdict.passed}

    def document(self, run: Path) -> None:
        """Write dbt's documentation as one file that opens without a server."""
        command = ["docs", "generate", "--static", "--no-compile"]
        with self.stages.stage("docs") as advance:
            dbt_runs.invoke(self.project, command, advance, self.stages.say)
        (run / "docs").mkdir()
        shutil.copyfile(self.project.artifacts / "static_index.html", run / "docs" / "index.html")

    def publish(self, run: Path, checks: dict[str, int]) -> None:
        """Write the published files and their manifest, then flip the pointer."""
        warehouse = run / "warehouse.duckdb"
        finished_at = datetime.now(UTC)
        as_of = summary.as_of(warehouse)
        publication = {
            "run_id": run.name,
            "as_of": as_of,
            "published_at": f"{finished_at:%Y-%m-%d %H:%M:%S}",
        }
        with self.stages.stage("publish") as advance:
            tables = export.marts(self.project.artifacts / "manifest.json")
            rows = export.export(warehouse, run, tables, publication, advance)
            text = summary.lines(warehouse)
            (run / "summary.md").write_text("\n".join(["```", *text, "```", ""]), encoding="utf-8")
            shutil.rmtree(run / "logs", ignore_errors=True)
            faults.reach("before_manifest")
            content = {
                "format": 1,
                **publication,
                "started_at": self.started_at.isoformat(),
                "finished_at": finished_at.isoformat(),
                "previous_run_id": self.last["run_id"] if self.last else None,
                "git_revision": manifest.git_revision(self.request.project),
                "full_refresh": self.request.full_refresh,
                "config": {name: files.sha256(path) for name, path in self.replacing.items()},
                **self.origin,
                "checks": checks,
                "profile": self.profile,
                "seconds": self.stages.seconds,
                "tables": {name: {"rows": count} for name, count in rows.items()},
            }
            manifest.seal(run, content)
        faults.reach("before_flip")
        files.flip(self.store.current, run)
        faults.reach("after_flip")
        self.store.prune()

    def give_up(self, run: Path, error: Exception) -> Failure:
        """Set the failed run aside and return what to tell the user."""
        reason = error.message if isinstance(error, Failure) else f"{type(error).__name__}: {error}"
        full = any(words in reason.lower() for words in ("no space left", "file too large"))
        report = reason if full else failure.report(run, reason, self.problems)
        place = self.store.keep_failure(run, report, full)
        for problem in self.problems[:SHOWN_PROBLEMS]:
            rows = f", {problem.rows} rows" if problem.rows else ""
            self.stages.say(f"  {problem.kind}: {problem.name}{rows}")
        stands = "the previous publication stands" if self.last else "nothing is published yet"
        self.stages.say(f"not published; {stands}. Details: {place}")
        return Failure(reason)


def build(request: Request) -> None:
    """Build, audit and publish, or say that there is nothing to do.

    Raises:
        Failure: nothing was published.

    """
    stages, store = Stages(), Store(request.out)
    with store.lock():
        attempt = Build(request, stages, store)
        if attempt.is_published():
            stages.say("nothing changed since the last publication; --force builds anyway")
            run = store.current_run()
        else:
            run = attempt.run()
    announce(store, run)


def announce(store: Store, run: Path | None) -> None:
    """Say where everything is, with the headline numbers."""
    if run is None:
        return
    click.echo((run / "summary.md").read_text(encoding="utf-8").strip("`\n"))
    places = {
        "warehouse": "northstar.duckdb",
        "docs": "docs/index.html",
        "data docs": "data_docs/index.html",
        "summary": "summary.md",
    }
    for name, path in places.items():
        if (run / path).is_file():
            click.echo(f"{name:<10} {store.current / path}")
