"""dbt inside this process: one parse, progress as it goes, and errors as sentences."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from northstar.publish import faults
from northstar.publish.errors import Failure, Problem
from northstar.publish.progress import Advance

# A selection that matches nothing, and syntax on its way out, are errors; dbt itself exits 0.
ERRORS = '{"error": ["NoNodesForSelectionCriteria", "Deprecations"]}'
TRACE = re.compile(r"\n\s*\n?\s*> (in|called by) .*", re.DOTALL)
HEADER = re.compile(r"^(?:[A-Z]\w+ )+Error(?: in (?P<where>[^\n]+))?\n", re.MULTILINE)


@dataclass(frozen=True)
class Project:
    """Where dbt reads and writes, and what it is told."""

    root: Path
    cache: Path
    logs: Path
    database: Path
    raw: Path
    target: str
    variables: dict[str, Any] = field(default_factory=dict)

    @property
    def artifacts(self) -> Path:
        """Return dbt's target directory, which holds manifest.json after a build."""
        return self.cache / ("target" if self.root != self.cache / "project" else "shadow-target")

    def environment(self) -> dict[str, str]:
        """Return the variables that the project's profile and macros read."""
        return {
            "NORTHSTAR_DB": str(self.database),
            "NORTHSTAR_RAW": str(self.raw),
            "NORTHSTAR_TARGET": self.target,
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }

    def arguments(self) -> list[str]:
        """Return the flags that every dbt command of a build shares."""
        return [
            *("--project-dir", str(self.root), "--profiles-dir", str(self.root)),
            *("--target-path", str(self.artifacts), "--log-path", str(self.logs)),
            *("--target", self.target, "--vars", json.dumps(self.variables)),
            *("--log-level", "none", "--log-level-file", "debug", "--no-print"),
            *("--warn-error-options", ERRORS),
        ]


def sentence(text: str) -> str:
    """Return what a dbt error says, on one line, without its macro trace.

    The place (`in model x (path)`) is kept, except for the hooks that check what was landed: their
    message names the file itself.
    """
    head = HEADER.search(text)
    where = head.group("where") if head else None
    body = TRACE.sub("", text[head.end() :] if head else text)
    said = " ".join(body.split())
    if where and not where.startswith("operation "):
        said = f"{where}: {said}"
    return said


@contextlib.contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    """Set environment variables, and put back what was there."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def close_database() -> None:
    """Close the connection that dbt-duckdb keeps per process, so that others may open the file."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
        DuckDBConnectionManager._ENV = None


def invoke(
    project: Project,
    command: list[str],
    advance: Advance,
    say: Callable[[str], None],
    manifest: Any = None,  # noqa: ANN401 -- dbt hands out its manifest without a public type
) -> Any:  # noqa: ANN401
    """Run one dbt command and return its result object; notices of the project go to `say`.

    Given a manifest (the result of `parse`), dbt does not parse the project again.

    Raises:
        Failure: dbt could not run at all: the project does not compile, or a hook refused the data.

    """
    from dbt.cli.main import dbtRunner

    total = 0
    done = 0

    def follow(event: Any) -> None:  # noqa: ANN401
        nonlocal total, done
        if event.info.name == "JinjaLogInfo":
            say(f"  {event.info.msg}")
        elif event.info.name == "LogStartLine":
            total = event.data.total
            advance(done, total, event.data.description)
        elif event.info.name == "NodeFinished":
            done += 1
            if done == 2:
                faults.reach("during_build")
            advance(done, total, event.data.node_info.node_name)

    with environment(project.environment()):
        try:
            result = dbtRunner(manifest, callbacks=[follow]).invoke(
                [*command, *project.arguments()]
            )
        finally:
            close_database()
    if result.exception is not None:
        raise Failure(sentence(str(result.exception)))
    return result


def problems(result: Any) -> list[Problem]:  # noqa: ANN401
    """Return the nodes of a finished dbt command that failed, broken ones before failed checks."""
    found = []
    for node in getattr(result.result, "results", None) or []:
        if node.status in ("error", "fail", "runtime error", "partial success"):
            kind = "check" if node.status == "fail" else "error"
            message = sentence(node.message or str(node.status))
            path = getattr(node.node, "original_file_path", "")
            sql = getattr(node.node, "compiled_code", None) or ""
            found.append(Problem(node.node.name, kind, message, node.failures or 0, path, sql))
    return sorted(found, key=lambda problem: (problem.kind == "check", problem.name))


def passed_checks(result: Any) -> int:  # noqa: ANN401
    """Return how many data tests of a dbt build passed."""
    return sum(node.status == "pass" for node in result.result.results)
