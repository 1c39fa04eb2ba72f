"""Runs the real project on small raw folders, in this process, and hands back its tables.

dbt parses the project once per process, with the vars of dbt_project.yml, and every warehouse
runs from that: vars and seeds are read again when a node runs. A var that decided which relations
a model refers to would not go unnoticed: dbt refuses a ref at run time that it did not parse.
"""

from __future__ import annotations

import functools
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
from dbt.contracts.files import FileHash
from dbt.contracts.graph.manifest import Manifest

from northstar.publish import dbt_runs, seeds

PROJECT = Path(__file__).resolve().parents[2]
NOTHING = {
    "events": "event_id,visitor_id,event_name,occurred_at",
    "orders": "order_id,ordered_at,status,currency,gross_amount",
    "channel_spend": "spend_date,source,currency,spend",
}


@functools.cache
def parsed() -> Manifest:
    """Return the manifest of the project, parsed once per process."""
    with tempfile.TemporaryDirectory(prefix="northstar-tests-") as folder:
        project = Warehouse(Path(folder)).project(PROJECT)
        return invoke(project, ["parse", "--no-partial-parse"]).result


def manifest(root: Path, tests: bool) -> Manifest:
    """Return what was parsed, with the seeds found at a root; without tests, builds start faster.

    dbt-duckdb loads a seed from the root that its node names, and the project's fingerprint of
    definitions holds the checksums of all seeds.
    """
    nodes = {}
    for key, node in parsed().nodes.items():
        if node.resource_type == "seed":
            node.root_path = str(root)
            text = (root / node.original_file_path).read_text(encoding="utf-8")
            node.checksum = FileHash.from_contents(text)
        if tests or node.resource_type != "test":
            nodes[key] = node
    kept = parsed().unit_tests if tests else {}
    selected = replace(parsed(), nodes=nodes, unit_tests=kept)
    selected.build_flat_graph()
    return selected


def invoke(project: dbt_runs.Project, command: list[str], parsed: Manifest | None = None) -> Any:
    """Run one dbt command; an AssertionError says what failed."""
    result = dbt_runs.invoke(project, command, lambda *_: None, lambda _: None, parsed)
    problems = dbt_runs.problems(result)
    assert not problems, problems
    return result


@dataclass
class Warehouse:
    """A private warehouse: `build` moves it forward, `query` reads it."""

    root: Path
    variables: dict[str, Any] = field(default_factory=dict)
    config: Path | None = None

    @property
    def raw(self) -> Path:
        """Return the raw folder, with header-only files for what is required."""
        return self.root / "raw"

    @property
    def database(self) -> Path:
        """Return the DuckDB file."""
        return self.root / "db" / "warehouse.duckdb"

    def deliver(self, name: str, text: str) -> Path:
        """Write one raw file (`events/a.csv`) and return its path."""
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def project(self, root: Path) -> dbt_runs.Project:
        """Return what dbt is told: a project, this database and these raw files."""
        return dbt_runs.Project(
            root=root,
            cache=self.root / "dbt",
            logs=self.root / "logs",
            database=self.database,
            raw=self.raw,
            target="duckdb",
            variables=self.variables,
        )

    def build(self, *arguments: str, command: str = "build", full_refresh: bool = False) -> Any:
        """Build seeds and models, or run another command; Failure where a hook refuses the data."""
        for table, header in NOTHING.items():
            if not any(self.raw.glob(f"{table}/*")):
                self.deliver(f"{table}/none.csv", header + "\n")
        self.database.parent.mkdir(parents=True, exist_ok=True)
        replacing = seeds.overrides(PROJECT, self.config)
        root = seeds.shadow_project(PROJECT, replacing, self.root / "project")
        # no artifacts: the manifest alone takes two seconds to write
        extra = ["--no-write-json", *(["--full-refresh"] if full_refresh else [])]
        known = manifest(root, tests=command == "test")
        return invoke(self.project(root), [command, *arguments, *extra], known)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query on the built file."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute("set disabled_optimizers = 'top_n_window_elimination'")
            return connection.execute(sql).fetchall()

    def copy(self, root: Path) -> Warehouse:
        """Return a copy of the whole warehouse and its raw files."""
        shutil.copytree(self.root, root, symlinks=True)
        return Warehouse(root, self.variables, self.config)
