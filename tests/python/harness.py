"""Runs the real project on small raw folders, in this process, and hands back its tables.

Warehouses with the same vars share what dbt parsed: the profile names one path, made to point
at the warehouse at work (dbt parses everything anew when its profile or its vars change).
"""

from __future__ import annotations

import atexit
import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from northstar.publish import dbt_runs, files, seeds

PARSED = Path(tempfile.mkdtemp(prefix="northstar-tests-"))
atexit.register(shutil.rmtree, PARSED, ignore_errors=True)
PROJECT = Path(__file__).resolve().parents[2]
NOTHING = {
    "events": "event_id,visitor_id,event_name,occurred_at",
    "orders": "order_id,ordered_at,status,currency,gross_amount",
    "channel_spend": "spend_date,source,currency,spend",
}


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

    @property
    def parsed(self) -> Path:
        """Return the folder that warehouses with the same vars share for dbt's parse."""
        key = json.dumps(self.variables, sort_keys=True, default=str)
        return PARSED / hashlib.md5(key.encode()).hexdigest()

    def deliver(self, name: str, text: str) -> Path:
        """Write one raw file (`events/a.csv`) and return its path."""
        path = self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def build(
        self,
        *arguments: str,
        command: Sequence[str] = ("run",),
        full_refresh: bool = False,
        seed: bool = True,
    ) -> Any:
        """Run dbt seed and run, or another command; Failure where a hook refuses the data."""
        for table, header in NOTHING.items():
            if not any(self.raw.glob(f"{table}/*")):
                self.deliver(f"{table}/none.csv", header + "\n")
        self.database.parent.mkdir(parents=True, exist_ok=True)
        replacing = seeds.overrides(PROJECT, self.config)
        cache = self.root / "dbt" if replacing else self.parsed
        cache.mkdir(parents=True, exist_ok=True)
        files.flip(cache / "db", self.database.parent)
        project = dbt_runs.Project(
            root=seeds.shadow_project(PROJECT, replacing, self.root / "project"),
            cache=cache,
            logs=self.root / "logs",
            database=cache / "db" / "warehouse.duckdb",
            raw=self.raw,
            target="duckdb",
            variables=self.variables,
        )
        extra = [*arguments, *(["--full-refresh"] if full_refresh else [])]
        if command[0] == "run" and seed:
            self._invoke(project, ["seed"])
        return self._invoke(project, [*command, *extra])

    def _invoke(self, project: dbt_runs.Project, command: list[str]) -> Any:
        result = dbt_runs.invoke(project, command, lambda *_: None, lambda _: None)
        problems = dbt_runs.problems(result)
        assert not problems, problems
        return result

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
