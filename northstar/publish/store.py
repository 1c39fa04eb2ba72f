"""The directory that a build publishes to: runs, the `current` pointer, one builder at a time.

OUT/current -> runs/<run_id>       what readers open
OUT/runs/<run_id>/                 the last three publications
OUT/failed/<run_id>/               the last failed build: its log, why, and its warehouse
OUT/.dbt/                          dbt's parse cache and artifacts, kept between builds
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from northstar.publish.errors import Failure

KEPT_RUNS = 3
SPARE_BYTES = 64 * 1024 * 1024


class Store:
    """Where publications live. Only `flip` changes what readers see."""

    def __init__(self, out: Path) -> None:
        self.out = out.resolve()
        self.runs = self.out / "runs"
        self.failed = self.out / "failed"
        self.current = self.out / "current"
        self.cache = self.out / ".dbt"

    def current_run(self) -> Path | None:
        """Return the run directory that readers see, or None before the first publication."""
        if not self.current.is_symlink() or not (self.current / "manifest.json").is_file():
            return None
        return self.current.resolve()

    def manifest(self, run: Path | None) -> dict[str, Any] | None:
        """Return the manifest of a run, or None when there is none that can be read."""
        path = run / "manifest.json" if run else None
        if path is None or not path.is_file():
            return None
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            return None

    def chain(self) -> list[Path]:
        """Return the current run, the one before it, and so on, while they exist."""
        found: list[Path] = []
        run = self.current_run()
        while run is not None and run not in found:
            found.append(run)
            run = self.previous(run)
        return found

    def previous(self, run: Path) -> Path | None:
        """Return the run that was current when `run` was published, if it is still there.

        A damaged manifest cannot say so; then it is the newest finished run older than this one.
        """
        manifest = self.manifest(run)
        if manifest is not None:
            candidates = [self.runs / (manifest["previous_run_id"] or run.name)]
        else:
            candidates = sorted(path for path in self.runs.iterdir() if path.name < run.name)
        finished = [path for path in candidates if path != run and self.manifest(path)]
        return finished[-1] if finished else None

    def new_run(self) -> Path:
        """Make an empty run directory; its name sorts by time."""
        run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
        run = self.runs / run_id
        run.mkdir(parents=True)
        self.cache.mkdir(exist_ok=True)
        return run

    def prune(self) -> None:
        """Keep the last three publications; delete older ones and what dead builders left."""
        kept = self.chain()[:KEPT_RUNS]
        for run in self.runs.iterdir() if self.runs.is_dir() else ():
            if run not in kept:
                shutil.rmtree(run, ignore_errors=True)

    def keep_failure(self, run: Path, report: str, out_of_space: bool) -> Path:
        """Set a failed run aside, in place of the failure before it, and return where it is."""
        shutil.rmtree(self.failed, ignore_errors=True)
        place = self.failed / run.name
        self.failed.mkdir()
        if out_of_space:
            (run / "warehouse.duckdb").unlink(missing_ok=True)
            (run / "northstar.duckdb").unlink(missing_ok=True)
        os.replace(run, place)
        (place / "failure.md").write_text(report, encoding="utf-8")
        return place

    def check_space(self, raw: Path) -> None:
        """Refuse to start a build that the disk has no room for.

        Raises:
            Failure: less free space than twice the last warehouse (or the raw files) needs.

        """
        run = self.current_run()
        last = run / "warehouse.duckdb" if run else None
        if last is not None and last.is_file():
            needed = 2 * last.stat().st_size
        else:
            needed = sum(path.stat().st_size for path in raw.rglob("*") if path.is_file())
        free = shutil.disk_usage(self.out).free
        if free < needed + SPARE_BYTES:
            raise Failure(
                f"not enough disk space under {self.out}: {free >> 20} MiB free, a build needs "
                f"about {(needed + SPARE_BYTES) >> 20} MiB; free some space and build again"
            )

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only builder. The kernel lets go of the lock when the process ends, however.

        Raises:
            Failure: another process builds here; the message names it.

        """
        self.out.mkdir(parents=True, exist_ok=True)
        with (self.out / ".lock").open("a+", encoding="utf-8") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                handle.seek(0)
                owner = handle.read().strip() or "another process"
                raise Failure(f"{self.out} is being built by {owner}; wait for it") from None
            handle.truncate(0)
            handle.write(f"pid {os.getpid()}, started {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
            handle.flush()
            yield
            handle.truncate(0)
