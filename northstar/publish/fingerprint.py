"""What a publication was made from, so that a build of the same things need not run again."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import platform
from datetime import datetime
from pathlib import Path
from typing import Any

from northstar.publish import files

# Everything that can change a number or a check. Tests in Python judge the code, not the data.
DEFINITIONS = (
    "dbt_project.yml",
    "profiles.yml",
    "models/**/*",
    "macros/**/*",
    "seeds/**/*",
    "tests/generic/**/*",
    "tests/singular/**/*",
    "quality/**/*.py",
)
DISTRIBUTIONS = ("northstar", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations")


def versions() -> dict[str, str]:
    """Return the version of everything that takes part in a build."""
    found = {name: importlib.metadata.version(name) for name in DISTRIBUTIONS}
    return {**found, "python": platform.python_version()}


def definitions(project: Path, replacing: dict[str, Path]) -> str:
    """Return one digest of the project's definitions, seed overrides included."""
    digest = hashlib.sha256()
    package = Path(__file__).parent.parent
    found = {
        str(path.relative_to(root.parent if root == package else root)): path
        for root, patterns in ((project, DEFINITIONS), (package, ("**/*.py",)))
        for pattern in patterns
        for path in root.glob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }
    for name, path in sorted(found.items()):
        digest.update(f"{name}\0{files.sha256(path)}\n".encode())
    for name, path in sorted(replacing.items()):
        digest.update(f"config {name}\0{files.sha256(path)}\n".encode())
    return digest.hexdigest()


def inputs(raw: Path, last: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Return the raw files: path, bytes, modification time, sha256.

    A file that the last publication has seen with the same size and time is not read again, unless
    it was written so shortly before that build that its time cannot tell two versions apart.
    """
    known = {entry["path"]: entry for entry in (last or {}).get("inputs", [])}
    since = datetime.fromisoformat(last["started_at"]).timestamp() - 2 if last else 0.0
    found = []
    for path in sorted(raw.rglob("*")):
        relative = path.relative_to(raw)
        if not path.is_file() or any(part.startswith((".", "_")) for part in relative.parts):
            continue
        stat = path.stat()
        entry = {"path": str(relative), "bytes": stat.st_size, "mtime_ns": stat.st_mtime_ns}
        before = known.get(str(relative), {})
        same = all(before.get(key) == entry[key] for key in ("bytes", "mtime_ns"))
        trusted = same and stat.st_mtime < since
        found.append({**entry, "sha256": before["sha256"] if trusted else files.sha256(path)})
    return found


def identity(manifest: dict[str, Any]) -> str:
    """Return what must be equal for two publications to be the same, as canonical text."""
    contents = [[entry["path"], entry["sha256"]] for entry in manifest["inputs"]]
    parts = {key: manifest[key] for key in ("definitions_sha256", "vars", "target", "versions")}
    return json.dumps({**parts, "inputs": contents}, sort_keys=True)
